"""The pages on what is held, as frozen values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from indexer.library import GAPS, BodySummary, DayView, GapInSeries, Library
from indexer.model.document import Kind
from indexer.model.validity import Status

_CHANGES: Final = 200
_WHAT = {"added": "新收录", "changed": "有更新", "withdrawn": "已撤下"}


@dataclass(frozen=True, slots=True)
class Count:
    """A number that leads to its search; ``share`` is its length as a bar, 0 to 100."""

    label: str
    count: int
    href: str
    share: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Bodies of a level or region."""

    label: str
    bodies: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class BodiesPage:
    """Every body, grouped."""

    groups: tuple[Group, ...]
    count: int


@dataclass(frozen=True, slots=True)
class BodyPage:
    """One body."""

    body: BodySummary
    by_status: tuple[Count, ...]
    by_kind: tuple[Count, ...]
    gaps: tuple[GapInSeries, ...]
    everything: str


@dataclass(frozen=True, slots=True)
class StatsPage:
    """The inventory: ``table`` has a row a kind and a column a status."""

    view: DayView
    by_status: tuple[Count, ...]
    by_year: tuple[Count, ...]
    by_body: tuple[Count, ...]
    columns: tuple[Status, ...]
    table: tuple[tuple[str, tuple[Count, ...]], ...]
    gaps: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A document that changed."""

    revision: int
    what: str
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """The newest changes after ``since``."""

    since: int
    revision: int
    lines: tuple[ChangeLine, ...]
    more: int


def search_href(**filters: str) -> str:
    """The address of a search with these filters."""
    return "/search?" + urlencode(filters)


def bodies_page(view: DayView) -> BodiesPage:
    """Central bodies first, then by region, each by the number of documents."""
    groups: dict[str, list[Count]] = defaultdict(list)
    for body in view.bodies:
        label = "中央" if body.level == "central" else body.region or "其他"
        groups[label].append(Count(body.name, body.documents, f"/bodies/{body.id}"))
    order = sorted(
        groups,
        key=lambda label: (label != "中央", label == "其他", -sum(row.count for row in groups[label]), label),
    )
    return BodiesPage(tuple(Group(label, tuple(groups[label])) for label in order), len(view.bodies))


def body_page(body: BodySummary, gaps: tuple[GapInSeries, ...]) -> BodyPage:
    """One body with every number as a link."""
    return BodyPage(
        body=body,
        by_status=_counts(body.by_status, "status", Status, body=body.name),
        by_kind=_counts(body.by_kind, "kind", Kind, body=body.name),
        gaps=tuple(gap for gap in gaps if gap.missing),
        everything=search_href(body=body.name, sort="issued"),
    )


def stats_page(view: DayView) -> StatsPage:
    """The inventory with every number as a link."""
    stats = view.stats
    columns = tuple(status for status in Status if stats.by_status.get(status.value))
    cells = {(cell.row, cell.column): cell.count for cell in view.kinds_by_status}
    table = tuple(
        (
            Kind(kind).label,
            tuple(
                Count(
                    status.label,
                    cells.get((kind, status.value), 0),
                    search_href(kind=kind, status=status.value),
                )
                for status in columns
            ),
        )
        for kind in stats.by_kind
    )
    years = {year: n for year, n in stats.by_year.items() if year.isdigit()}
    return StatsPage(
        view=view,
        by_status=_counts(stats.by_status, "status", Status),
        by_year=_bars((year, n, search_href(year=year)) for year, n in years.items()),
        by_body=_bars((row.label, row.count, search_href(body=row.value)) for row in stats.by_body[:30]),
        columns=columns,
        table=table,
        gaps=tuple((label, stats.gaps[name]) for name, label in GAPS.items() if name in stats.gaps),
    )


def changes_page(library: Library, since: int) -> ChangesPage:
    """The documents whose last change came after a revision, newest first."""
    store = library.store
    rows = sorted(store.changed_since(since), key=lambda row: (-row.revision, row.document))
    documents = store.documents(row.document for row in rows[:_CHANGES])
    lines = tuple(
        ChangeLine(
            row.revision,
            _WHAT[row.what],
            row.document,
            documents[row.document].title if row.document in documents else "",
        )
        for row in rows[:_CHANGES]
    )
    return ChangesPage(since, store.revision, lines, max(0, len(rows) - _CHANGES))


def _counts(
    numbers: Mapping[str, int], name: str, values: type[Status] | type[Kind], **filters: str
) -> tuple[Count, ...]:
    return _bars(
        (values(value).label, n, search_href(**{**filters, name: value})) for value, n in numbers.items()
    )


def _bars(rows: Iterable[tuple[str, int, str]]) -> tuple[Count, ...]:
    held = list(rows)
    most = max((n for _, n, _ in held), default=0)
    return tuple(Count(label, n, href, round(100 * n / most) if most else 0) for label, n, href in held)
