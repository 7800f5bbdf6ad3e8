"""Spans: from when to when each text of a document applies, and which amendments no text held contains.

A first text applies from the commencement; an amended one from the effective day of its amendment, which only the
amending act or the text itself can tell. Where neither does, ``since`` stays None and the day of the act stands in
for it wherever a day is needed; ``text_notes`` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from indexer.model.validity import EventKind, EvidenceRank, ValidityEvent
from indexer.store import VersionRow

PUBLISHING_LAG: Final = 90
"""Days within which a file's own date may follow its act: the day of publication, not another act."""


def spanned(versions: Iterable[VersionRow], events: Sequence[ValidityEvent]) -> tuple[VersionRow, ...]:
    """The versions with ``since`` and ``until`` as the events prove them, by the day on which they begin."""
    held = list(versions)
    starts = [_since(version, events) for version in held]
    order = sorted(
        range(len(held)),
        key=lambda n: (starts[n] or held[n].dated or date.min, held[n].dated or date.min, held[n].key),
    )
    days = [starts[n] or held[n].dated for n in order]
    return tuple(
        _with_span(held[n], starts[n], _until(days[place], days[place + 1 :]))
        for place, n in enumerate(order)
    )


def _with_span(version: VersionRow, since: date | None, until: date | None) -> VersionRow:
    if (version.since, version.until) == (since, until):
        return version
    return replace(version, since=since, until=until)


def _acts_of(version: VersionRow, events: Sequence[ValidityEvent]) -> set[date | None]:
    """The days of the act that made a text: its own day, and that of the last act its note tells shortly before (a
    judicial interpretation is passed, and published some days later)."""
    days: set[date | None] = {version.dated}
    told = [
        event.on
        for event in events
        if event.on is not None
        and event.kind in (*_BIRTHS, EventKind.AMENDED)
        and event.evidence.source in version.sources
        and version.dated is not None
        and event.on <= version.dated
    ]
    last = max(told, default=None)
    if last is not None and version.dated is not None and (version.dated - last).days <= PUBLISHING_LAG:
        days.add(last)
    return days


def _since(version: VersionRow, events: Sequence[ValidityEvent]) -> date | None:
    days = _acts_of(version, events)
    made_by = [
        event
        for event in events
        if event.kind is EventKind.AMENDED
        and event.effective is not None
        and event.on is not None
        and event.on in days
    ]
    if made_by:
        return max(made_by, key=lambda event: (event.rank, event.effective)).effective
    if version.since is not None:
        return version.since
    amended = any(
        event.kind is EventKind.AMENDED
        and (event.on is None or version.dated is None or event.on <= version.dated)
        for event in events
    )
    born = {event.on for event in events if event.kind in _BIRTHS}
    if amended or version.dated not in born:
        return None
    starts = [
        event
        for event in events
        if event.kind is EventKind.COMMENCED
        and event.target is None
        and event.effective is not None
        # What another text says is that text's commencement, unless a person or another act says it of the document.
        and (event.evidence.source in version.sources or event.rank > EvidenceRank.NOTE)
    ]
    strongest = max((event.rank for event in starts), default=EvidenceRank.NOTE)
    return min((e.effective for e in starts if e.effective and e.rank == strongest), default=None)


_BIRTHS = (EventKind.ADOPTED, EventKind.APPROVED, EventKind.ISSUED, EventKind.WRITTEN)


def _until(start: date | None, later: Sequence[date | None]) -> date | None:
    """The first day of the next text; of two that begin on one day, the earlier act's never applies."""
    return next((day for day in later if day is not None and (start is None or day >= start)), None)


def missing_amendments(version: VersionRow, events: Iterable[ValidityEvent]) -> tuple[ValidityEvent, ...]:
    """The amendments made after the act that made this text; one that the text's own note names is in it."""
    if version.dated is None:
        return ()
    told = {event.on for event in events if event.evidence.source in version.sources}
    found: dict[date, ValidityEvent] = {}
    for event in events:
        if event.kind is not EventKind.AMENDED or event.on is None or event.on in told:
            continue
        if event.on > version.dated and event.on not in found:
            found[event.on] = event
    return tuple(found[day] for day in sorted(found))


def without_cause(version: VersionRow, events: Iterable[ValidityEvent]) -> date | None:
    """The last day known before a text's own, where no act known made the text; None for any other text."""
    if version.dated is None:
        return None
    known = [day for event in events for day in (event.on, event.effective) if day and day <= version.dated]
    last = max(known, default=None)
    return last if last is not None and (version.dated - last).days > PUBLISHING_LAG else None


def text_notes(
    versions: Sequence[VersionRow], shown: VersionRow | None, events: Sequence[ValidityEvent], day: date
) -> list[str]:
    """What a reader of the text shown for a day must know of it."""
    if shown is None:
        return []
    notes = []
    if shown.start is not None and day < shown.start:
        notes.append(f"{said(day)}的文本没有收录，所示为{said(shown.start)}起的文本")
    held = {version.dated for version in versions}
    missing = [
        event
        for event in missing_amendments(shown, events)
        if event.on not in held and (event.effective or event.on or date.max) <= day
    ]
    if missing and shown.dated:
        notes.append(missing_said(shown.dated, missing))
    if shown.dated is not None and (last := without_cause(shown, events)) is not None:
        notes.append(
            f"所载文本标为{said(shown.dated)}的版本，所知最近一次变动在{said(last)}：其间的修改没有收录"
        )
    if shown.since is None and shown.dated is not None and day >= shown.dated and len(versions) > 1:
        notes.append(f"没有找到说明本文本自何日起施行的依据，以其日期{said(shown.dated)}为界")
    elif shown.since is None and shown.dated is None:
        notes.append("没有找到说明本文本日期的依据")
    if shown.until is not None:
        following = next((v for v in versions if v.start == shown.until and v.key != shown.key), None)
        if following is not None and following.since is None:
            notes.append(f"下一文本自何日起施行没有依据，以其日期{said(shown.until)}为界")
    return notes


def missing_said(dated: date, missing: Sequence[ValidityEvent]) -> str:
    """所载文本为…的版本；…的修改未收录."""
    days = "、".join(said(event.on) for event in missing if event.on)
    return f"所载文本为{said(dated)}的版本；{days}的修改未收录"


def said(day: date) -> str:
    """2020年3月27日."""
    return f"{day.year}年{day.month}月{day.day}日"
