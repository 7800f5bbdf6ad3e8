"""A table of words as CSV or XLSX: every cell is a string and stays one, whatever it looks like."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import BinaryIO, Final

from indexer.export.formats import harmless

TABLE_MEDIA: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LONGEST: Final = 32_767


def write_table(form: str, rows: Iterable[Sequence[str]], out: BinaryIO) -> None:
    """The rows, the head first, in a form of ``TABLE_MEDIA``; the same rows give the same bytes."""
    if form == "csv":
        _csv(rows, out)
    else:
        _xlsx(rows, out)


def _csv(rows: Iterable[Sequence[str]], out: BinaryIO) -> None:
    # Office programs take UTF-8 for Chinese only with the mark in front.
    out.write(b"\xef\xbb\xbf")
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    text.detach()


def _xlsx(rows: Iterable[Sequence[str]], out: BinaryIO) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    # Loaded when a workbook is made: every other command would wait for it.
    import xlsxwriter

    book = xlsxwriter.Workbook(out, options)
    # The day of making would make every file another one.
    book.set_properties({"created": datetime(1980, 1, 1)})
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True})
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(line, column, cell[:_LONGEST], *((head,) if line == 0 else ()))
    sheet.freeze_panes(1, 0)
    book.close()
