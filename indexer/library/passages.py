"""Passages: the words of the units that a search found, as the record has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.library.entries import rows_of_unit
from indexer.store import ProvisionRow, Store

_REACH = 60
"""Rows looked at after a paragraph: a run of short ones is one unit."""

Place = tuple[int, str]
"""(version's number in the record, path of the unit's first provision)"""


@dataclass(frozen=True, slots=True)
class Passage:
    """A unit's address and its words, a line each provision."""

    path: str
    label: str
    heading: str
    text: str


def read_passages(store: Store, places: Sequence[Place]) -> dict[Place, Passage]:
    """The passages at these places, those that are held."""
    found: dict[Place, Passage] = {}
    for place, rows in store.provisions_at(places).items():
        if not rows:
            continue
        head = rows[0]
        if head.kind not in ("art", "h"):
            # A short paragraph is one unit with those after it.
            rows = rows_of_unit([*rows, *store.provisions_after(head.version, rows[-1].ordinal, _REACH)])
        found[place] = Passage(head.path, head.label, head.heading, _text(rows))
    return found


def _text(rows: Sequence[ProvisionRow]) -> str:
    parts = [rows[0].text, *(f"{row.label}{row.heading}{row.text}" for row in rows[1:])]
    return "\n".join(part for part in parts if part)
