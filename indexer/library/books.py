"""Books of a code that are filed by themselves (民法典物权编): the code itself comes before them."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.library.answers import Hit
from indexer.library.titles import TitleTable


def codes_before_books(hits: Sequence[Hit], titles: TitleTable) -> tuple[Hit, ...]:
    """The hits of a page with each code right before the first of its books: their words are the same, and it is the
    code that is cited."""
    ordered = list(hits)
    for hit in hits:
        for code in titles.code_of(hit.id):
            at = next(n for n, other in enumerate(ordered) if other.id == hit.id)
            later = next((n for n, other in enumerate(ordered) if other.id == code and n > at), None)
            if later is not None:
                ordered.insert(at, ordered.pop(later))
    return tuple(ordered)
