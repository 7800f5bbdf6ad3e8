"""The statistics (底数) as frozen values: tables whose every number leads to its search, a chart, what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.library import GAPS, Cell, DayView, Library, NotHeld
from indexer.library.lives import Life
from indexer.model.validity import Status
from searchapp.filters import kind_label
from searchapp.inventory_pages import Count, search_href

_LISTED: Final = 500
_FOUND_BY_AUDIT: Final = {
    "text_not_held": "unresolved_target",
    "unresolved_targets": "unresolved_target",
    "missing_amendments": "missing_amendment",
    "curation_unresolved": "curation_unresolved",
}
"""Gaps whose places the audit names."""
_TOP_BODIES: Final = 30
_BAR: Final = 13
_HEIGHT: Final = 220
_LABELS: Final = 36


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a cross table: a cell a status, and all of them."""

    label: str
    count: int
    href: str
    cells: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a stacked bar."""

    status: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Label:
    """A text in the chart."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars a year, stacked by status."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class StatsPage:
    """The inventory: a row a kind, year or body and a column a status."""

    view: DayView
    columns: tuple[Status, ...]
    kinds: tuple[Row, ...]
    years: tuple[Row, ...]
    bodies: tuple[Row, ...]
    chart: Chart
    gaps: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class MissingRow:
    """A document, file or act of a list; without ``id`` it has no page."""

    id: str
    title: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class MissingPage:
    """What lacks something, or is in doubt."""

    label: str
    count: int
    rows: tuple[MissingRow, ...]
    tab: str
    """The part of a document's pages that its link leads to."""


def stats_page(view: DayView) -> StatsPage:
    """The inventory with every number as a link."""
    stats = view.stats
    columns = tuple(status for status in Status if stats.by_status.get(status.value))
    years = [year for year in stats.by_year if year.isdigit()]
    by_year = _cross("year", {year: year for year in years}, _cells(view.years_by_status), columns)
    bodies = {body.name: body.name for body in view.bodies[:_TOP_BODIES]}
    by_body = {(body.name, status): n for body in view.bodies for status, n in body.by_status.items()}
    return StatsPage(
        view=view,
        columns=columns,
        kinds=_cross(
            "kind", {kind: kind_label(kind) for kind in stats.by_kind}, _cells(view.kinds_by_status), columns
        ),
        years=by_year,
        bodies=_cross("body", bodies, by_body, columns),
        chart=_chart(by_year, columns),
        gaps=tuple(
            Count(label, stats.gaps[name], _place(name)) for name, label in GAPS.items() if name in stats.gaps
        ),
    )


def _cells(cells: Iterable[Cell]) -> dict[tuple[str, str], int]:
    return {(cell.row, cell.column): cell.count for cell in cells}


def _cross(
    name: str, labels: Mapping[str, str], cells: Mapping[tuple[str, str], int], columns: tuple[Status, ...]
) -> tuple[Row, ...]:
    rows = []
    for value, label in labels.items():
        found = tuple(
            Count(
                status.label,
                cells.get((value, status.value), 0),
                search_href(**{name: value, "status": status.value}),
            )
            for status in columns
        )
        rows.append(Row(label, sum(cell.count for cell in found), search_href(**{name: value}), found))
    return tuple(rows)


def _chart(years: tuple[Row, ...], columns: tuple[Status, ...]) -> Chart:
    """Oldest year first; a year without documents keeps its place."""
    held = {int(row.label): row for row in years}
    if not held:
        return Chart(0, 0, (), ())
    span = range(min(held), max(held) + 1)
    most = max(row.count for row in held.values())
    bars, labels = [], [Label(str(most), _LABELS - 4, 14, "end")]
    for place, year in enumerate(span):
        left, foot = _LABELS + place * _BAR, float(_HEIGHT)
        for status, cell in zip(columns, held[year].cells, strict=True) if year in held else ():
            tall = round((_HEIGHT - 10) * cell.count / most, 2)
            if tall:
                foot = round(foot - tall, 2)
                bars.append(Bar(status.value, left, foot, _BAR - 3, tall))
        if year % 5 == 0 or len(span) < 12:
            labels.append(Label(str(year), left + _BAR / 2 - 2, _HEIGHT + 18, "middle"))
    return Chart(_LABELS * 2 + len(span) * _BAR, _HEIGHT + 28, tuple(bars), tuple(labels))


def _place(name: str) -> str:
    return search_href(status=Status.UNKNOWN.value) if name == "status_unknown" else f"/stats/missing/{name}"


def missing_page(library: Library, view: DayView, what: str) -> MissingPage:
    """The documents behind a number of the statistics."""
    if what not in GAPS:
        raise NotHeld("没有这一项。")
    rows = _missing(library, view, what)
    rows.sort(key=lambda row: (row.title, row.id))
    tab = (
        "/history" if what in ("effective", "undated_texts", "missing_amendments", "doubtful_targets") else ""
    )
    return MissingPage(GAPS[what], len(rows), tuple(rows[:_LISTED]), tab)


def _missing(library: Library, view: DayView, what: str) -> list[MissingRow]:
    store = library.store
    if what == "rejected_files":
        return [MissingRow("", f"{row.name}：{row.message}") for row in store.rejected()]
    lives = library.lives.all()
    if what == "ambiguous_identity":
        doubtful: dict[str, list[str]] = defaultdict(list)
        for document, _, reason in store.ambiguities():
            doubtful[document].append(reason)
        return [
            MissingRow(name, lives[name].document.title, "；".join(dict.fromkeys(reasons)))
            for name, reasons in doubtful.items()
            if name in lives
        ]
    code = _FOUND_BY_AUDIT.get(what)
    if code:
        return [
            MissingRow(finding.document or "", finding.title or finding.message, finding.message)
            for finding in library.audit()
            if finding.code == code
        ]
    return [
        MissingRow(name, life.document.title, life.document.number)
        for name, life in lives.items()
        if _lacks(life, what, view.stats.as_of)
    ]


def _lacks(life: Life, what: str, on: date) -> bool:
    row = life.document
    lacking = {
        "number": not row.number,
        "issued": row.issued is None,
        "bodies": not row.issuers,
        "effective": life.commenced is None,
        "undated_texts": any(version.dated is None for version in life.versions),
        "doubtful_targets": bool(life.doubtful),
    }
    return lacking[what] if what in lacking else life.timeline.on(on).status is Status.UNKNOWN
