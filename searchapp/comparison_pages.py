"""The page that sets two days of a text side by side, as frozen values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.library import ChangeAnswer, DiffAnswer, HistoryAnswer, HistoryEvent
from indexer.model.validity import EventKind
from indexer.model.wording import Mark

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
    path: str = ""
    anchor: str = ""
    woven: tuple[tuple[str, str], ...] = ()
    """Both wordings as one text: (same, del or ins; words)."""
    decisions: tuple[HistoryEvent, ...] = ()
    """What made the change, where the texts between show it."""


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
    moved: tuple[ChangeRow, ...]
    """Provisions that only changed their place or number."""
    decisions: tuple[HistoryEvent, ...]
    counts: tuple[tuple[str, int], ...]
    view: str


@dataclass(frozen=True, slots=True)
class Step:
    """From one text held to the next: what was decided between them, and what it changed."""

    decisions: tuple[HistoryEvent, ...]
    changes: tuple[ChangeAnswer, ...]


def compare_page(
    history: HistoryAnswer,
    since: date | None,
    to: date | None,
    answer: DiffAnswer | None,
    steps: Sequence[Step] = (),
    view: str = "",
) -> ComparePage:
    """Everything the comparison page shows: what was reworded, added and removed first, then what only moved."""
    changes = answer.changes if answer else ()
    made = [_row(change, steps) for change in changes]
    rows = tuple(row for row, change in zip(made, changes, strict=True) if not _only_moved(change))
    moved = tuple(row for row, change in zip(made, changes, strict=True) if _only_moved(change))
    return ComparePage(
        id=history.id,
        title=history.title,
        choices=choices_of(history),
        since=since,
        to=to,
        answer=answer,
        rows=rows,
        moved=moved,
        decisions=_once(event for step in steps for event in step.decisions),
        counts=tuple(
            (word, n) for kind, word in KINDS.items() if (n := sum(row.kind == kind for row in made))
        ),
        view=view,
    )


def steps_of(
    history: HistoryAnswer, diff: Callable[[date, date], DiffAnswer], since: date, to: date
) -> list[Step]:
    """The texts held between two days, each against the one before, with the decisions of that time."""
    days = [choice for choice in choices_of(history) if since < choice.day <= to]
    steps, before = [], since
    for choice in days:
        between = tuple(
            event
            for event in history.events
            if event.kind == EventKind.AMENDED.value and _falls(event, before, choice.day, choice.dated)
        )
        steps.append(Step(between, diff(before, choice.day).changes))
        before = choice.day
    return steps


def _falls(event: HistoryEvent, before: date, day: date, dated: date) -> bool:
    at = event.effective or event.on
    return (at is not None and before < at <= day) or event.on == dated


def _only_moved(change: ChangeAnswer) -> bool:
    return change.kind == "moved" and not change.reworded


def choices_of(history: HistoryAnswer) -> tuple[VersionChoice, ...]:
    """The texts that have a day, oldest first."""
    days = [(v.since or v.dated, v.dated) for v in history.versions if v.dated]
    return tuple(VersionChoice(day, dated) for day, dated in sorted(days) if day is not None and dated)


def _row(change: ChangeAnswer, steps: Sequence[Step]) -> ChangeRow:
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
        path=change.path,
        anchor=f"change-{change.path}",
        woven=_woven(old, new, change.marks),
        decisions=_deciders(change, steps),
    )


def _woven(old: str, new: str, marks: Sequence[Mark]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    at = 0
    for mark in marks:
        found += [
            ("same", old[at : mark.old[0]]),
            ("del", old[slice(*mark.old)]),
            ("ins", new[slice(*mark.new)]),
        ]
        at = mark.old[1]
    found.append(("same", old[at:]))
    return tuple(part for part in found if part[1])


def _deciders(change: ChangeAnswer, steps: Sequence[Step]) -> tuple[HistoryEvent, ...]:
    """The decisions of the steps that touched the provision, followed back through its renumberings."""
    found: list[HistoryEvent] = []
    path: str | None = change.path
    if change.kind == "removed":
        # Its address is that of the old text: followed forward until the step that took it out.
        for step in steps:
            touched = next((c for c in step.changes if path in (c.old_path, c.path) and c.old_path), None)
            touched = touched or next(
                (c for c in step.changes if c.kind == "removed" and c.path == path), None
            )
            if touched is not None:
                found += step.decisions
                if touched.kind == "removed":
                    break
                path = touched.path
        return _once(found)
    for step in reversed(steps):
        touched = next((c for c in step.changes if c.path == path and c.kind != "removed"), None)
        if touched is not None:
            found[:0] = step.decisions
            path = touched.old_path
            if path is None:
                break
    return _once(found)


def _once(events: Iterable[HistoryEvent]) -> tuple[HistoryEvent, ...]:
    """A decision that worked on two days is one decision."""
    found: dict[object, HistoryEvent] = {}
    for event in events:
        found.setdefault(event.by or (event.on, event.effective, event.manner), event)
    return tuple(found.values())


def _spans(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in spans if start < end)
