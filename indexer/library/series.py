"""Series of document numbers (文号系列): which of those held come nearest to one that is not; how texts write one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from indexer.model.docnumber import DocumentNumber
from indexer.store import TitleRow

_BRACKETS: Final = ("〔〕", "[]", "（）", "()", "【】")


class Series:
    """The numbers held, by the series they belong to (国发, 国务院令)."""

    def __init__(self, rows: Iterable[TitleRow]) -> None:
        self._by_code: dict[str, list[tuple[int, int, str]]] = {}
        for row in rows:
            number = DocumentNumber.parse(row.number) if row.number else None
            if number is not None:
                held = self._by_code.setdefault(number.code, [])
                held.append((number.year or 0, number.serial, row.id))

    def near(self, number: DocumentNumber) -> tuple[str, ...]:
        """The same year and serial under a code one character away; then the nearest of its own series."""
        year = number.year or 0
        slips = [
            document
            for code, held in self._by_code.items()
            if code != number.code and _one_apart(code, number.code)
            for at, serial, document in held
            if (at, serial) == (year, number.serial)
        ]
        own = sorted(
            self._by_code.get(number.code, ()),
            key=lambda row: (abs(row[0] - year), abs(row[1] - number.serial), row[2]),
        )
        return tuple(dict.fromkeys((*slips, *(document for _, _, document in own))))


def _one_apart(one: str, other: str) -> bool:
    """One character more, fewer or other."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 2:
        return False
    ahead = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest, other_rest = one[ahead:], other[ahead:]
    return rest[1:] == other_rest[1:] or rest[1:] == other_rest or rest == other_rest[1:]


def as_written(number: DocumentNumber) -> str:
    """A query for texts with the number in one of its usual forms."""
    tail = f"{number.serial}号{number.sub}"
    if number.session or number.canonical.count("〔") == 0:
        forms = [number.canonical]
        if number.is_decree and number.year is None:
            forms.append(f"{number.code.removesuffix('令')}第{tail}令")
    else:
        forms = [f"{number.code}{brackets[0]}{number.year}{brackets[1]}{tail}" for brackets in _BRACKETS]
    return " OR ".join(f"“{form}”" for form in forms)
