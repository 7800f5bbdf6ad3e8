"""Two days of one document set side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.library.answers import VersionSpan
from indexer.library.lives import Life
from indexer.library.requests import NotHeld
from indexer.library.spans import text_notes
from indexer.model.comparison import Change, compare
from indexer.model.identifiers import ProvisionPath
from indexer.model.provisions import Provision, ProvisionKind
from indexer.model.wording import Mark
from indexer.store import ProvisionRow, Store, VersionRow

_PARTIAL: Final = 2
"""A text with this many times fewer articles than the other may be only a part of what was issued."""


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    """What became of a provision; ``path`` and ``label`` are those of the newer text that has it.

    ``kind`` is added, removed, changed or moved; ``reworded`` says whether the words of one that is in both differ.
    """

    kind: str
    path: str
    label: str
    old: str | None
    new: str | None
    old_path: str | None
    old_label: str | None
    reworded: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class DiffAnswer:
    """The differences between the texts of two days; ``since`` is the first of the days (``from`` in JSON)."""

    id: str
    title: str
    since: date
    to: date
    old_version: VersionSpan
    new_version: VersionSpan
    changes: tuple[ChangeAnswer, ...]
    notes: tuple[str, ...] = ()


def tree_of(rows: Sequence[ProvisionRow]) -> tuple[Provision, ...]:
    """The provisions of a text as the tree they were recorded from."""
    return _siblings(rows, 0, len(rows))


def _siblings(rows: Sequence[ProvisionRow], start: int, end: int) -> tuple[Provision, ...]:
    found = []
    while start < end:
        row, below = rows[start], start + 1
        while below < end and rows[below].depth > row.depth:
            below += 1
        found.append(
            Provision(
                ProvisionPath(row.path),
                ProvisionKind(row.kind),
                row.label,
                row.heading,
                row.text,
                _siblings(rows, start + 1, below),
                row.rows,
            )
        )
        start = below
    return tuple(found)


def diff_of(store: Store, life: Life, since: date, to: date) -> DiffAnswer:
    """The text of one day against that of another; NotHeld when there is no text."""
    old, new = life.version_on(since), life.version_on(to)
    if old is None or new is None:
        raise NotHeld(f"《{life.document.title}》的文本没有收录，无从对照。")
    events = life.timeline.events
    notes = [
        *text_notes(life.versions, old, events, since),
        *text_notes(life.versions, new, events, to),
    ]
    changes: tuple[ChangeAnswer, ...] = ()
    if old.key == new.key:
        notes.append("两日的文本是同一版本")
    else:
        found = compare(tree_of(store.provisions(old.key)), tree_of(store.provisions(new.key)))
        changes = tuple(change_answer(change) for change in found.changes)
        if not found.divisions:
            notes.append("只有一份文本收录了章节标题，章节未作对照")
        if min(old.articles, new.articles) * _PARTIAL < max(old.articles, new.articles):
            notes.append(f"两份文本的条数相差很大（{old.articles}条、{new.articles}条），其中一份可能不完整")
    return DiffAnswer(
        life.document.id,
        life.document.title,
        since,
        to,
        span_of(old),
        span_of(new),
        changes,
        tuple(dict.fromkeys(notes)),
    )


def span_of(version: VersionRow) -> VersionSpan:
    """A version's days."""
    return VersionSpan(version.dated, version.since, version.until)


def change_answer(change: Change) -> ChangeAnswer:
    """A change as it is told."""
    here, old, new = change.here, change.old, change.new
    return ChangeAnswer(
        kind=change.kind.value,
        path=here.path,
        label=here.label,
        old=old.text if old else None,
        new=new.text if new else None,
        old_path=old.path if old else None,
        old_label=old.label if old else None,
        reworded=change.reworded,
        marks=change.marks(),
    )
