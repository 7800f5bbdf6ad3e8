"""Workbooks (xlsx) as lists of names: the cells of the first sheet, and the column in which titles or numbers stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from indexer.extract.package import open_package
from indexer.extract.reading import Unreadable
from indexer.model.docnumber import DocumentNumber
from indexer.model.limits import Limits

_BOOK: Final = "xl/workbook.xml"
_STRINGS: Final = "xl/sharedStrings.xml"
_SHEET: Final = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_COLUMN: Final = re.compile(r"[A-Z]+")
_NAME: Final = re.compile(
    r"(?:法|条例|办法|规定|细则|规则|解释|决定|通知|意见|批复|公告|方案|制度|标准)(?:[（(].{1,30}[）)])?》?$"
)


def read_names(data: bytes, limits: Limits) -> tuple[str, ...]:
    """The cells of the column that holds most titles or numbers, top to bottom, a heading left out; empty cells
    are left out. Unreadable when the bytes are no workbook."""
    rows = _rows(data, limits)
    width = max((len(row) for row in rows), default=0)
    columns = [[row[n] if n < len(row) else "" for row in rows] for n in range(width)]
    best = max(columns, key=lambda cells: sum(map(_is_name, cells)), default=[])
    if best and not _is_name(best[0]) and any(map(_is_name, best)):
        best = best[1:]
    return tuple(cell for cell in best if cell)


def is_workbook(data: bytes) -> bool:
    """Whether these are the bytes of a workbook."""
    return data.startswith(b"PK") and _BOOK.encode() in data


def _is_name(cell: str) -> bool:
    return cell.startswith("《") or _NAME.search(cell) is not None or DocumentNumber.parse(cell) is not None


def _rows(data: bytes, limits: Limits) -> list[list[str]]:
    package = open_package(data, limits)
    sheets = sorted(
        (int(match.group(1)), name) for name in package.names if (match := _SHEET.fullmatch(name))
    )
    if not sheets:
        raise Unreadable("damaged", "电子表格里没有工作表")
    shared: Sequence[str] = ()
    if _STRINGS in package.names:
        shared = [_words(item) for item in package.xml(_STRINGS).iterfind("{*}si")]
    return [_cells(row, shared) for row in package.xml(sheets[0][1]).iterfind("{*}sheetData/{*}row")]


def _cells(row: Any, shared: Sequence[str]) -> list[str]:
    cells: list[str] = []
    for cell in row.iterfind("{*}c"):
        column = _COLUMN.match(cell.get("r", ""))
        place = _place(column.group()) if column else len(cells)
        if place > 1_000:
            continue
        cells += [""] * (place - len(cells))
        value = cell.findtext("{*}v") or ""
        if cell.get("t") == "s":
            value = shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
        elif cell.get("t") == "inlineStr":
            value = _words(cell)
        cells.append(" ".join(value.split()))
    return cells


def _place(letters: str) -> int:
    place = 0
    for letter in letters[:4]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _words(item: Any) -> str:
    """The text of a string, its phonetic guides left out."""
    return "".join(
        text.text or "" for text in item.iterfind(".//{*}t") if not text.getparent().tag.endswith("}rPh")
    )
