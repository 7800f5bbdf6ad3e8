"""Timeline (沿革): the events of one document, and what they say of its force on a day.

Pure and order-free: the same events in any order give the same answer. Nothing is assumed: what no event proves is
``unknown``, what two proofs of equal rank contradict is ``conflicting``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from indexer.model.validity import EventKind, EvidenceRank, Status, ValidityEvent, Verdict

_BIRTHS: Final = (EventKind.WRITTEN, EventKind.ADOPTED, EventKind.APPROVED, EventKind.ISSUED)
_ENDS: Final = (EventKind.REPEALED, EventKind.LAPSED)
_DAY: Final = timedelta(days=1)
_LONG: Final = timedelta(days=366)
_LONGEST_WAIT: Final = timedelta(days=3000)
"""Between issue and commencement; the two basic laws of the special administrative regions waited seven years."""


@dataclass(frozen=True, slots=True)
class StatusSpan:
    """A status over the half-open span [since, until); None is open."""

    since: date | None
    until: date | None
    status: Status


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events of one document, in any order."""

    events: tuple[ValidityEvent, ...]

    def on(self, day: date) -> Verdict:
        """The force of the document on that day, with the events that prove it."""
        whole = [event for event in self.events if event.target is None]
        ended = self._ended(whole, day)
        if ended is not None:
            return ended
        suspended = _suspended(whole, day)
        if suspended is not None:
            return Verdict(Status.SUSPENDED, day, (suspended,))
        return self._begun(whole, day)

    def _ended(self, whole: list[ValidityEvent], day: date) -> Verdict | None:
        ends = _standing_ends(whole)
        reached = [event for event in ends if _works(event) <= day]
        if not reached:
            return None
        strongest = max(event.rank for event in reached)
        revived = [
            event
            for event in whole
            if (
                event.kind is EventKind.AFFIRMED
                or (event.kind is EventKind.EXTENDED and event.until is not None)
            )
            and event.on is not None
            and event.on <= day
            and (event.until is None or day <= event.until)
            and event.on > min(_works(end) for end in reached)
        ]
        if revived:
            return _revived(revived, reached, day)
        # Extended, but the text does not say until when: neither lapsed nor in force can be said.
        open_ended = [
            e for e in whole if e.kind is EventKind.EXTENDED and e.until is None and e.on and e.on <= day
        ]
        if open_ended and all(event.kind is EventKind.LAPSED for event in reached):
            return Verdict(Status.CONFLICTING, day, _sorted([*reached, *open_ended]))
        # Two end days of equal standing in the document's own words: between them nobody can say.
        pending = [
            event
            for event in ends
            if _works(event) > day and event.kind is EventKind.LAPSED and event.rank >= strongest
        ]
        if pending and all(event.kind is EventKind.LAPSED for event in reached):
            return Verdict(Status.CONFLICTING, day, _sorted([*reached, *pending]))
        first = min(reached, key=lambda event: (_works(event), -event.rank, event.kind))
        status = Status.REPEALED if first.kind is EventKind.REPEALED else Status.LAPSED
        return Verdict(status, day, (first, *(e for e in _sorted(reached) if e != first)))

    def _begun(self, whole: list[ValidityEvent], day: date) -> Verdict:
        starts = _sorted(e for e in whole if e.kind is EventKind.COMMENCED and e.effective is not None)
        if starts and starts[0].rank < max(e.rank for e in starts):
            top = max(e.rank for e in starts)
            starts = tuple(e for e in starts if e.rank == top)
        begun = [event for event in starts if _works(event) <= day]
        proofs = begun[:1] or ([] if starts else _begun_by(whole, day)) or _proofs_of_force(whole, day)
        if proofs:
            partial = [
                event
                for event in self.events
                if event.kind is EventKind.PARTLY_REPEALED
                and event.effective is not None
                and _works(event) <= day
            ]
            if partial:
                return Verdict(Status.PARTLY_IN_FORCE, day, (*_sorted(partial), *proofs))
            return Verdict(Status.IN_FORCE, day, tuple(proofs))
        if starts and _of_the_first_text(starts[0], whole):
            return Verdict(Status.NOT_YET_IN_FORCE, day, (starts[0],))
        births = _births(whole)
        if births and births[0].on is not None and day < births[0].on:
            return Verdict(Status.NOT_YET_IN_FORCE, day, (births[0],))
        return Verdict(Status.UNKNOWN, day, ())

    def turning_days(self) -> tuple[date, ...]:
        """Every day on which the answer may change."""
        days: set[date] = set()
        for event in self.events:
            days.update(day for day in (event.on, event.effective) if day is not None)
            if event.until is not None:
                days.update((event.until, event.until + _DAY))
            if event.kind is EventKind.REPEALED and event.effective is not None:
                # The act proves force up to the day before.
                days.add(event.effective - _DAY)
        return tuple(sorted(days))

    def spans(self) -> tuple[StatusSpan, ...]:
        """The statuses over all time, neighbours of equal status joined; the first span begins at None."""
        days = self.turning_days()
        if not days:
            return (StatusSpan(None, None, Status.UNKNOWN),)
        spans = [(None, self.on(days[0] - _DAY).status), *((day, self.on(day).status) for day in days)]
        joined: list[tuple[date | None, Status]] = []
        for since, status in spans:
            if not joined or joined[-1][1] is not status:
                joined.append((since, status))
        ends = [*(since for since, _ in joined[1:]), None]
        return tuple(
            StatusSpan(since, until, status) for (since, status), until in zip(joined, ends, strict=True)
        )


def _works(event: ValidityEvent) -> date:
    day = event.effective or event.on
    return day if day is not None else date.max


def _sorted(events: Iterable[ValidityEvent]) -> tuple[ValidityEvent, ...]:
    return tuple(
        sorted(
            events,
            key=lambda e: (
                _works(e),
                e.on or date.max,
                -e.rank,
                e.kind,
                e.evidence.source,
                e.evidence.start,
                e.evidence.quote,
            ),
        )
    )


def _standing_ends(whole: list[ValidityEvent]) -> list[ValidityEvent]:
    """The ends that hold: dated, not moved by an extension, not outranked by a person's fact."""
    ends = [e for e in whole if e.kind in _ENDS and (e.effective or e.on) is not None]
    curated = [e for e in ends if e.rank is EvidenceRank.CURATED]
    ends = curated or ends
    extensions = [e for e in whole if e.kind is EventKind.EXTENDED]
    if not extensions:
        return ends
    return [e for e in ends if e.kind is not EventKind.LAPSED or not _moved(e, extensions)] + _moved_to(
        extensions
    )


def _moved(lapse: ValidityEvent, extensions: list[ValidityEvent]) -> bool:
    # An extension made by the last day of force moves the lapse; one made later revives, it does not rewrite the past.
    return any(
        e.rank >= lapse.rank
        and e.on is not None
        and e.on < _works(lapse)
        and e.until is not None
        and e.until >= _works(lapse)
        for e in extensions
    )


def _moved_to(extensions: list[ValidityEvent]) -> list[ValidityEvent]:
    """The lapses that extensions lead to: the day after their last day, by the latest extension."""
    dated = [e for e in extensions if e.until is not None and e.on is not None]
    if not dated:
        return []
    latest = max(dated, key=lambda e: (e.on or date.min, e.until or date.min))
    assert latest.until is not None
    return [
        ValidityEvent(
            kind=EventKind.LAPSED,
            on=latest.until + _DAY,
            effective=latest.until + _DAY,
            evidence=latest.evidence,
            by=latest.by,
            by_id=latest.by_id,
            rank=latest.rank,
        )
    ]


def _revived(revived: list[ValidityEvent], reached: list[ValidityEvent], day: date) -> Verdict:
    because = (*_sorted(revived), *_sorted(reached))
    repeals = [e for e in reached if e.kind is EventKind.REPEALED]
    if repeals:
        # An act ended it and a later act calls it in force: both are shown, neither is chosen.
        return Verdict(Status.CONFLICTING, day, because)
    return Verdict(Status.IN_FORCE, day, because)


def _suspended(whole: list[ValidityEvent], day: date) -> ValidityEvent | None:
    pauses = [
        e
        for e in whole
        if e.kind in (EventKind.SUSPENDED, EventKind.RESUMED)
        and (e.effective or e.on) is not None
        and _works(e) <= day
    ]
    if not pauses:
        return None
    # On a day that both pauses and resumes, the later act's word stands: resumed.
    last = max(pauses, key=lambda e: (_works(e), e.kind is EventKind.RESUMED))
    if last.kind is EventKind.RESUMED or (last.until is not None and day > last.until):
        return None
    return last


def _births(whole: list[ValidityEvent]) -> tuple[ValidityEvent, ...]:
    """How the text first came about; the passing of a decision that amends it is none of it. What a person says of it
    stands alone."""
    born = [
        e
        for e in whole
        if e.kind in _BIRTHS and e.on is not None and e.evidence.rule != "note.decision_adopted"
    ]
    return _sorted([e for e in born if e.rank is EvidenceRank.CURATED] or born)


def _of_the_first_text(start: ValidityEvent, whole: list[ValidityEvent]) -> bool:
    """Whether a commencement is that of the document. A revised text states its own, decades after the first: that
    one says nothing of the time before it. A commencement without the day of an act may be of either."""
    births = _births(whole)
    changes = [*(e for e in whole if e.kind is EventKind.AMENDED and e.on is not None), *_passed_anew(whole)]
    if not births or births[0].on is None:
        return start.on is not None and not changes
    born = births[0].on
    between = any(e.on is not None and born < e.on <= _works(start) for e in changes)
    return not between and _works(start) - born <= _LONGEST_WAIT


def _begun_by(whole: list[ValidityEvent], day: date) -> list[ValidityEvent]:
    """A text that holds from its 公布, when that day is not told: begun by ``until`` at the latest."""
    late = [
        e
        for e in whole
        if e.kind is EventKind.COMMENCED and e.effective is None and e.until is not None and e.until <= day
    ]
    return list(_sorted(late))[:1]


def _passed_anew(whole: list[ValidityEvent]) -> list[ValidityEvent]:
    """Passings long after the first: what is passed anew is a text that was there (two courts pass within months)."""
    passed = [e for e in whole if e.kind is EventKind.ADOPTED and e.on is not None]
    first = min((e.on for e in passed if e.on is not None), default=None)
    return [e for e in passed if first is not None and e.on is not None and e.on - first > _LONG]


def _proofs_of_force(whole: list[ValidityEvent], day: date) -> list[ValidityEvent]:
    """Without a commencement, what else proves force: an amendment, a passing anew or an affirmation by then, or that
    an act ended it the very next day."""
    changed = [e for e in whole if e.kind in (EventKind.AMENDED, EventKind.AFFIRMED)]
    known = [e for e in (*changed, *_passed_anew(whole)) if e.on is not None and e.on <= day]
    if known:
        return list(_sorted(known))[:1]
    repeals = [e for e in whole if e.kind is EventKind.REPEALED and e.effective is not None]
    return [e for e in repeals if e.effective is not None and day == e.effective - _DAY][:1]
