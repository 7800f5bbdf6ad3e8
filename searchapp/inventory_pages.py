"""The pages on what is held, as frozen values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import quote, urlencode

from indexer.library import ActLink, BodySummary, DayView, GapInSeries, Library
from indexer.model.document import Issuer, Kind
from indexer.model.validity import Status
from searchapp.language import word

_CHANGES: Final = 200
WHAT = {"added": "新收录", "changed": "有更新", "withdrawn": "已撤下"}
_BACK: Final = timedelta(days=90)
_AHEAD: Final = timedelta(days=180)
_NAMED: Final = 200
"""Bodies proposed while one is typed."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number that leads to its search; ``share`` is its length as a bar, 0 to 100."""

    label: str
    count: int
    href: str
    share: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Bodies of a level or region, and those of the places below it."""

    label: str
    bodies: tuple[Count, ...]
    below: tuple[Group, ...] = ()

    @property
    def count(self) -> int:
        """How many documents."""
        return sum(body.count for body in self.bodies)


@dataclass(frozen=True, slots=True)
class BodiesPage:
    """Every body, grouped."""

    groups: tuple[Group, ...]
    count: int


@dataclass(frozen=True, slots=True)
class BodyPage:
    """One body; ``held`` are the ids of the bodies that have a page."""

    body: BodySummary
    by_status: tuple[Count, ...]
    by_kind: tuple[Count, ...]
    gaps: tuple[GapInSeries, ...]
    everything: str
    held: frozenset[str]


@dataclass(frozen=True, slots=True)
class ChangeDay:
    """The changes of force on a day."""

    on: date
    ahead: bool
    rows: tuple[ForceLine, ...]


@dataclass(frozen=True, slots=True)
class ForceLine:
    """A document whose force changes."""

    label: str
    document: ActLink
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A document that changed."""

    revision: int
    what: str
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What changed in force from ``first`` to ``last``, by day; and the record's newest changes after ``since``."""

    since: int
    revision: int
    lines: tuple[ChangeLine, ...]
    more: int
    body: str
    bodies: tuple[str, ...]
    first: date
    last: date
    days: tuple[ChangeDay, ...]


def search_href(**filters: str) -> str:
    """The address of a search with these filters."""
    return "/search?" + urlencode(filters)


def bodies_page(view: DayView) -> BodiesPage:
    """Central bodies first, then province by province, the places of a province below it."""
    central: list[Count] = []
    places: dict[str, dict[str, list[Count]]] = defaultdict(lambda: defaultdict(list))
    for body in view.bodies:
        row = Count(body.name, body.documents, f"/bodies/{quote(body.id, safe='')}")
        if body.level == "central":
            central.append(row)
        else:
            places[body.province or body.region or "其他"][body.region].append(row)
    groups = [Group("中央", tuple(central))] if central else []
    weight = {
        label: sum(row.count for rows in regions.values() for row in rows)
        for label, regions in places.items()
    }
    for label in sorted(places, key=lambda label: (label == "其他", -weight[label], label)):
        regions = places[label]
        own = regions.pop(label, []) + regions.pop("", [])
        below = [Group(name, tuple(rows)) for name, rows in regions.items()]
        below.sort(key=lambda group: (-group.count, group.label))
        groups.append(Group(label, tuple(own), tuple(below)))
    return BodiesPage(tuple(groups), len(view.bodies))


def body_page(body: BodySummary, gaps: tuple[GapInSeries, ...], view: DayView) -> BodyPage:
    """One body with every number as a link."""
    return BodyPage(
        body=body,
        by_status=counts(body.by_status, "status", Status, body=body.name),
        by_kind=counts(body.by_kind, "kind", Kind, body=body.name),
        gaps=tuple(gap for gap in gaps if gap.missing),
        everything=search_href(body=body.name, sort="issued"),
        held=frozenset(row.id for row in view.bodies),
    )


def changes_page(library: Library, view: DayView, since: int, body: str, day: date) -> ChangesPage:
    """Changes of force around a day and the record's newest changes; ``body`` keeps those of one body only."""
    store = library.store
    rows = sorted(store.changed_since(since), key=lambda row: (-row.revision, row.document))
    if body:
        issued = {
            row.id
            for row in store.documents([row.document for row in rows]).values()
            if _by(row.issuers, body)
        }
        rows = [row for row in rows if row.document in issued]
    documents = store.documents(row.document for row in rows[:_CHANGES])
    lines = tuple(
        ChangeLine(
            row.revision,
            WHAT[row.what],
            row.document,
            documents[row.document].title if row.document in documents else "",
        )
        for row in rows[:_CHANGES]
    )
    first, last = day - _BACK, day + _AHEAD
    return ChangesPage(
        since=since,
        revision=store.revision,
        lines=lines,
        more=max(0, len(rows) - _CHANGES),
        body=body,
        bodies=tuple(row.name for row in view.bodies[:_NAMED]),
        first=first,
        last=last,
        days=_days(library, first, last, day, body),
    )


def _days(library: Library, first: date, last: date, day: date, body: str) -> tuple[ChangeDay, ...]:
    """Newest and coming days first."""
    found = library.calendar(first, last)
    documents = library.store.documents([row.document.id for row in found if row.document.id])
    days: dict[date, list[ForceLine]] = defaultdict(list)
    for row in found:
        held = documents.get(row.document.id or "")
        if body and not (held and _by(held.issuers, body)):
            continue
        names = tuple(issuer.name for issuer in held.issuers) if held else ()
        days[row.on].append(ForceLine(row.label, row.document, names))
    return tuple(ChangeDay(on, on > day, tuple(days[on])) for on in sorted(days, reverse=True))


def _by(issuers: Iterable[Issuer], body: str) -> bool:
    return any(body in (issuer.name, issuer.body) for issuer in issuers)


def counts(
    numbers: Mapping[str, int], name: str, values: type[Status] | type[Kind], **filters: str
) -> tuple[Count, ...]:
    return bars(
        (word(values(value).label), n, search_href(**{**filters, name: value}))
        for value, n in numbers.items()
    )


def bars(rows: Iterable[tuple[str, int, str]]) -> tuple[Count, ...]:
    held = list(rows)
    most = max((n for _, n, _ in held), default=0)
    return tuple(Count(label, n, href, round(100 * n / most) if most else 0) for label, n, href in held)
