"""What is exported of a document, in terms of the model alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ExportFile:
    """An original: the name it came with, its SHA-256, and how to get its bytes."""

    name: str
    sha256: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One document on one day.

    What costs a reading of the text is called for: ``record`` is the document's JSON as the contract has it, ``text``
    a line a provision, ``markdown`` the same with headings and tables. A table of facts asks for none of them.
    """

    id: str
    title: str
    number: str
    bodies: tuple[str, ...]
    kind: str
    status: str
    on: date
    issued: date | None
    effective: date | None
    dated: date | None
    record: Callable[[], str]
    text: Callable[[], str]
    markdown: Callable[[], str]
    originals: Callable[[], tuple[ExportFile, ...]]


COLUMNS = (
    "编号",
    "标题",
    "文号",
    "发文机关",
    "效力级别",
    "时效",
    "时效所指日期",
    "公布（成文）日期",
    "施行日期",
    "文本日期",
)
"""The columns of the tabular formats, in the order of ``cells``."""


def cells(row: ExportRow) -> tuple[str, ...]:
    """A row's cells as text: a date is YYYY-MM-DD, what is not known is empty."""
    return (
        row.id,
        row.title,
        row.number,
        "、".join(row.bodies),
        row.kind,
        row.status,
        row.on.isoformat(),
        *(day.isoformat() if day else "" for day in (row.issued, row.effective, row.dated)),
    )
