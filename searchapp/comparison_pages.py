"""The page that sets two days of a text side by side, as frozen values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.library import ChangeAnswer, DiffAnswer, HistoryAnswer

KINDS: Final = {"added": "新增", "removed": "删去", "changed": "修改", "moved": "改序"}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A provision's two wordings; the spans are half-open and mark the words that differ."""

    kind: str
    word: str
    label: str
    old_label: str
    old: str
    new: str
    old_marks: tuple[tuple[int, int], ...]
    new_marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class VersionChoice:
    """A day that can be chosen: the first of a text's span, and what it is called."""

    day: date
    dated: date


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two days of a document; ``answer`` is None where there is only one text to show."""

    id: str
    title: str
    choices: tuple[VersionChoice, ...]
    since: date | None
    to: date | None
    answer: DiffAnswer | None
    rows: tuple[ChangeRow, ...]
    counts: tuple[tuple[str, int], ...]


def compare_page(
    history: HistoryAnswer, since: date | None, to: date | None, answer: DiffAnswer | None
) -> ComparePage:
    """Everything the comparison page shows."""
    changes = answer.changes if answer else ()
    rows = tuple(_row(change) for change in changes)
    return ComparePage(
        id=history.id,
        title=history.title,
        choices=choices_of(history),
        since=since,
        to=to,
        answer=answer,
        rows=rows,
        counts=tuple(
            (word, n) for kind, word in KINDS.items() if (n := sum(row.kind == kind for row in rows))
        ),
    )


def choices_of(history: HistoryAnswer) -> tuple[VersionChoice, ...]:
    """The texts that have a day, oldest first."""
    days = [(v.since or v.dated, v.dated) for v in history.versions if v.dated]
    return tuple(VersionChoice(day, dated) for day, dated in sorted(days) if day is not None and dated)


def _row(change: ChangeAnswer) -> ChangeRow:
    old, new = change.old or "", change.new or ""
    return ChangeRow(
        kind=change.kind,
        word=KINDS[change.kind],
        label=change.label,
        old_label=change.old_label or "",
        old=old,
        new=new,
        old_marks=_spans([mark.old for mark in change.marks]),
        new_marks=_spans([mark.new for mark in change.marks]),
    )


def _spans(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in spans if start < end)
