"""Books of a code that are filed by themselves (民法典物权编): the code itself comes before them."""

from __future__ import annotations

from dataclasses import replace

from indexer.library.answers import SearchAnswer
from indexer.library.titles import TitleTable


def codes_before_books(answer: SearchAnswer, titles: TitleTable) -> SearchAnswer:
    """The answer with each code right before the first of its books on the page: their words are the same, and it is
    the code that is cited. A book that was asked for by name stays where it is."""
    named = answer.understood["known_item"]
    ordered = list(answer.hits)
    for hit in answer.hits:
        for code in titles.code_of(hit.id) if hit.id not in named else ():
            at = next(n for n, other in enumerate(ordered) if other.id == hit.id)
            later = next((n for n, other in enumerate(ordered) if other.id == code and n > at), None)
            if later is not None:
                ordered.insert(at, ordered.pop(later))
    return replace(answer, hits=tuple(ordered))
