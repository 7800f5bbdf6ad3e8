"""Passages: the words of the units that a search found, as the record has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from indexer.library.entries import rows_of_unit
from indexer.store import ProvisionRow, Store

_REACHES = (8, 60)
"""Rows looked at after a paragraph: a run of short ones is one unit. Few runs go beyond the first."""

Place = tuple[int, str]
"""(version's number in the record, path of the unit's first provision)"""


class Passage(NamedTuple):
    """A unit's address and its words, a line each provision. A tuple, as those of a page are dozens."""

    path: str
    label: str
    heading: str
    text: str


def read_passages(store: Store, places: Sequence[Place]) -> dict[Place, Passage]:
    """The passages at these places, those that are held."""
    held = {place: rows for place, rows in store.provisions_at(places).items() if rows}
    # A short paragraph is one unit with those after it.
    open_ended = {place: rows for place, rows in held.items() if rows[0].kind not in ("art", "h")}
    for reach in _REACHES:
        ends = {place: (place[0], rows[-1].ordinal) for place, rows in open_ended.items()}
        following = store.provisions_after(ends.values(), reach) if ends else {}
        for place, rows in list(open_ended.items()):
            after = following[ends[place]]
            held[place], ended = rows_of_unit([*rows, *after])
            if ended or len(after) < reach:
                del open_ended[place]
    return {
        place: Passage(rows[0].path, rows[0].label, rows[0].heading, _text(rows))
        for place, rows in held.items()
    }


def _text(rows: Sequence[ProvisionRow]) -> str:
    if len(rows) == 1:
        return rows[0].text
    parts = [rows[0].text, *[f"{row.label}{row.heading}{row.text}" for row in rows[1:]]]
    return "\n".join(filter(None, parts))
