"""Overview (概览): what the whole record says on one day, worked out once a revision and day and then kept.

The first page, the bodies' pages and the statistics are all counts over every document; working each out anew for
every reader would cost a pass over the record.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from threading import Lock
from typing import Final

from indexer.catalog import load_bodies, load_gazetteer
from indexer.library.answers import ActLink, StatsAnswer
from indexer.library.library import Library
from indexer.library.lives import Life
from indexer.model.bodies import IssuingBody, Level
from indexer.model.timeline import StatusSpan
from indexer.model.validity import Status

_ENDED: Final = (Status.REPEALED, Status.LAPSED)
_FORCE: Final = (Status.IN_FORCE, Status.PARTLY_IN_FORCE)
_SOON: Final = timedelta(days=180)
_ROWS: Final = 8


@dataclass(frozen=True, slots=True)
class Brief:
    """A document in a list: ``on`` is the day the list is about (issue, commencement, end)."""

    id: str
    title: str
    number: str
    status: str
    on: date | None


@dataclass(frozen=True, slots=True)
class BodySummary:
    """An issuing body with what is held of it. ``id`` is the registry's, or the name of a body it does not know."""

    id: str
    name: str
    level: str
    region: str
    documents: int
    by_status: Mapping[str, int]
    by_kind: Mapping[str, int]
    aliases: tuple[str, ...] = ()
    successors: tuple[ActLink, ...] = ()
    predecessors: tuple[ActLink, ...] = ()
    province: str = ""
    """The province its region lies in."""


@dataclass(frozen=True, slots=True)
class GapInSeries:
    """Serial numbers of a series (机关代字 + year) that are not held between its first and last one held (断号)."""

    series: str
    held: int
    first: int
    last: int
    missing: tuple[tuple[int, int], ...]
    """Runs of missing numbers, first and last of each."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of a cross table."""

    row: str
    column: str
    count: int


@dataclass(frozen=True, slots=True)
class DayView:
    """Everything counted for one day."""

    stats: StatsAnswer
    newly_issued: tuple[Brief, ...]
    recently_ended: tuple[Brief, ...]
    soon_in_force: tuple[Brief, ...]
    soon_ending: tuple[Brief, ...]
    bodies: tuple[BodySummary, ...]
    kinds_by_status: tuple[Cell, ...]
    years_by_status: tuple[Cell, ...]
    newest_issue: date | None
    """The latest day of issue held: how far the collection reaches."""


class Overview:
    """The day's view of a library, kept until the record or the day changes. Safe to use from several threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._bodies = {body.id: body for body in load_bodies()}
        self._lock = Lock()
        self._kept: tuple[tuple[int, date], DayView] | None = None

    def of(self, day: date) -> DayView:
        """The view of that day at the record's revision of now."""
        key = (self._library.store.revision, day)
        kept = self._kept
        if kept is not None and kept[0] == key:
            return kept[1]
        with self._lock:
            # Whoever waited finds it made.
            if self._kept is None or self._kept[0] != key:
                self._kept = (key, self._make(day))
            return self._kept[1]

    def body(self, name: str, day: date) -> BodySummary | None:
        """A body by its id or name, None when nothing of it is held."""
        return next((body for body in self.of(day).bodies if name in (body.id, body.name)), None)

    def gaps(self, body: BodySummary) -> tuple[GapInSeries, ...]:
        """The number series of a body with serial numbers missing; series of one document say nothing."""
        series: dict[str, set[int]] = defaultdict(set)
        for document in self._library.store.documents(self._library.store.document_ids()).values():
            if any(body.name == issuer.name for issuer in document.issuers[:1]):
                place = _series(document.number)
                if place is not None:
                    series[place[0]].add(place[1])
        return tuple(_gap(name, held) for name, held in sorted(series.items()) if len(held) > 1)

    def _make(self, day: date) -> DayView:
        lives = self._library.lives.all()
        spans = {name: life.timeline.spans() for name, life in lives.items()}
        now = {name: _at(spans[name], day) for name in lives}
        issued = sorted(
            (life for life in lives.values() if life.document.issued and life.document.issued <= day),
            key=lambda life: (life.document.issued or date.min, life.document.id),
            reverse=True,
        )
        years = Counter(
            (str(life.document.issued.year), now[name].value)
            for name, life in lives.items()
            if life.document.issued
        )
        kinds = Counter((life.document.kind.value, now[name].value) for name, life in lives.items())
        return DayView(
            stats=self._library.stats(day),
            newly_issued=tuple(_brief(life, now, life.document.issued) for life in issued[:_ROWS]),
            recently_ended=_turns(lives, spans, now, _ENDED, day - 2 * _SOON, day, newest=True),
            soon_in_force=_turns(lives, spans, now, _FORCE, day + timedelta(days=1), day + _SOON),
            soon_ending=_turns(lives, spans, now, _ENDED, day + timedelta(days=1), day + _SOON),
            bodies=self._summaries(lives.values(), now),
            kinds_by_status=tuple(Cell(kind, status, n) for (kind, status), n in sorted(kinds.items())),
            years_by_status=tuple(Cell(year, status, n) for (year, status), n in sorted(years.items())),
            newest_issue=issued[0].document.issued if issued else None,
        )

    def _summaries(self, lives: Iterable[Life], now: Mapping[str, Status]) -> tuple[BodySummary, ...]:
        statuses: dict[str, Counter[str]] = defaultdict(Counter)
        kinds: dict[str, Counter[str]] = defaultdict(Counter)
        about: dict[str, tuple[str, str]] = {}
        for life in lives:
            for issuer in {issuer.name: issuer for issuer in life.document.issuers}.values():
                statuses[issuer.name][now[life.document.id].value] += 1
                kinds[issuer.name][life.document.kind.value] += 1
                about.setdefault(issuer.name, (issuer.body, issuer.region))
        made = [
            self._summary(name, *about[name], statuses[name], kinds[name])
            for name in sorted(about, key=lambda name: (-statuses[name].total(), name))
        ]
        return tuple(made)

    def _summary(
        self, name: str, body: str, region: str, statuses: Counter[str], kinds: Counter[str]
    ) -> BodySummary:
        known = self._bodies.get(body)
        return BodySummary(
            id=body or name,
            name=name,
            level=(known.level if known else Level.UNKNOWN).value,
            region=region,
            documents=statuses.total(),
            by_status=dict(statuses.most_common()),
            by_kind=dict(kinds.most_common()),
            aliases=known.aliases if known else (),
            successors=self._links(known.successors if known else ()),
            predecessors=self._links(
                other.id for other in self._bodies.values() if body and body in other.successors
            ),
            province=_province(region),
        )

    def _links(self, ids: Iterable[str]) -> tuple[ActLink, ...]:
        found: list[IssuingBody] = [self._bodies[name] for name in ids if name in self._bodies]
        return tuple(ActLink(body.id, body.name) for body in found)


@cache
def _parents() -> dict[str, str]:
    return {region.name: region.parent for region in load_gazetteer().regions}


def _province(region: str) -> str:
    while parent := _parents().get(region, ""):
        region = parent
    return region


def _at(spans: tuple[StatusSpan, ...], day: date) -> Status:
    return next(
        span.status
        for span in spans
        if (span.since is None or span.since <= day) and (span.until is None or day < span.until)
    )


def _brief(life: Life, now: Mapping[str, Status], on: date | None) -> Brief:
    row = life.document
    return Brief(row.id, row.title, row.number, now[row.id].value, on)


def _turns(
    lives: Mapping[str, Life],
    spans: Mapping[str, tuple[StatusSpan, ...]],
    now: Mapping[str, Status],
    to: tuple[Status, ...],
    first: date,
    last: date,
    *,
    newest: bool = False,
) -> tuple[Brief, ...]:
    """Documents whose status turns to one of ``to`` on a day of [first, last]."""
    found = []
    for name, life in lives.items():
        for before, span in zip(spans[name], spans[name][1:], strict=False):
            if span.status in to and before.status not in to and span.since and first <= span.since <= last:
                found.append(_brief(life, now, span.since))
    found.sort(key=lambda brief: (brief.on or date.min, brief.id), reverse=newest)
    return tuple(found[:_ROWS])


def _series(number: str) -> tuple[str, int] | None:
    """("国办发〔2020〕", 17) of a canonical number with a year; orders run on across years and have no series here."""
    head, bracket, tail = number.partition("〕")
    serial = tail.removesuffix("号")
    if not bracket or not serial.isascii() or not serial.isdigit():
        return None
    return head + bracket, int(serial)


def _gap(series: str, held: set[int]) -> GapInSeries:
    ordered = sorted(held)
    missing = tuple((a + 1, b - 1) for a, b in itertools.pairwise(ordered) if b - a > 1)
    return GapInSeries(series, len(held), ordered[0], ordered[-1], missing)
