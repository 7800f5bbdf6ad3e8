"""Results: units grouped by document, filtered, counted, sorted, paged — all over arrays, all exact."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from indexer.search.engine import EngineHit, EnginePage, FacetCount, RankedUnit, UnitHit
from indexer.search.query import Filters, SearchQuery, Sort
from indexer.search.whoosh_build import HEAD
from indexer.search.whoosh_matched import Matched
from indexer.search.whoosh_segment import Ids, Mask, Weights
from indexer.search.whoosh_snapshot import Snapshot
from indexer.search.whoosh_table import STATUSES, DayView, DocumentTable

BEST_UNITS: Final = 3
"""Articles shown of a document at the most."""

_LOW: Final = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class DocumentScores:
    """Per document of the table: whether it matches, and the score of its best unit."""

    mask: Mask
    scores: Weights


def group(shown: tuple[Matched, ...], table: DocumentTable) -> DocumentScores:
    """The best unit's score of every document of which a unit matches."""
    mask = np.zeros(table.count, np.bool_)
    scores = np.full(table.count, _LOW, np.float32)
    for found, segment, offset in zip(shown, table.segments, table.offsets, strict=False):
        if not len(found.ids):
            continue
        documents = segment.unit_document[found.ids]
        # Units of a document are neighbours: each run of one document is reduced to its best.
        starts = np.flatnonzero(np.diff(documents, prepend=-1))
        numbers = documents[starts] + offset
        mask[numbers] = True
        scores[numbers] = np.maximum.reduceat(found.scores, starts)
    return DocumentScores(mask, scores)


def shown_on(matched: tuple[Matched, ...], view: DayView) -> tuple[Matched, ...]:
    """The matches in texts of the day."""
    shown = []
    for found, visible in zip(matched, view.visible, strict=True):
        kept = visible[found.ids]
        shown.append(Matched(found.ids[kept], found.scores[kept]))
    return tuple(shown)


def make_page(query: SearchQuery, snapshot: Snapshot, table: DocumentTable, view: DayView) -> EnginePage:
    """One page of results for a query."""
    shown = shown_on(snapshot.evaluate(query.node), view)
    first = _first(query, table, view)
    grouped = _with_first(group(shown, table), first)
    rows = _filter_rows(query.filters, table, view)
    kept = grouped.mask.copy()
    for mask in rows.values():
        kept &= mask
    order = _order(query, grouped, kept, table, view)
    if query.sort is Sort.RELEVANCE and len(first):
        order = np.concatenate([first[kept[first]], order[~np.isin(order, first)]])
    chosen = order[query.offset : query.offset + query.limit]
    ranked = _final_scores(grouped, table, view)
    return EnginePage(
        total=int(np.count_nonzero(kept)),
        hits=tuple(_hit(int(number), float(ranked[number]), shown, table, view, query) for number in chosen),
        facets=_facets(grouped.mask, rows, table, view),
    )


def _first(query: SearchQuery, table: DocumentTable, view: DayView) -> Ids:
    """The documents that are to come first, those that are held and existed on the day."""
    found: list[int] = []
    for name in dict.fromkeys(query.first):
        number = table.numbers.get(name)
        if number is not None and _visible(number, table, view):
            found.append(number)
    return np.array(found, np.int64)


def _visible(number: int, table: DocumentTable, view: DayView) -> bool:
    place = next(i for i, offset in enumerate(table.offsets[1:]) if number < offset)
    document = number - table.offsets[place]
    starts = table.segments[place].first_unit
    return bool(view.visible[place][int(starts[document]) : int(starts[document + 1])].any())


def _with_first(grouped: DocumentScores, first: Ids) -> DocumentScores:
    if not len(first):
        return grouped
    mask, scores = grouped.mask.copy(), grouped.scores.copy()
    new = first[~mask[first]]
    mask[new], scores[new] = True, 0.0
    return DocumentScores(mask, scores)


def _filter_rows(filters: Filters, table: DocumentTable, view: DayView) -> dict[str, Mask]:
    """A mask for each filter that is set: OR within it."""
    rows: dict[str, Mask] = {}
    if filters.status:
        codes = [STATUSES.index(value) for value in filters.status if value in STATUSES]
        rows["status"] = np.isin(view.status, codes)
    chosen: dict[str, tuple[str, ...]] = {
        "kind": filters.kind,
        "body": filters.body,
        "region": filters.region,
        "subject": filters.subject,
        "year": tuple(str(year) for year in filters.year),
    }
    if filters.document:
        wanted_ids = set(filters.document)
        rows["document"] = np.array([name in wanted_ids for name in table.ids], np.bool_)
    if filters.interpreted is not None:
        chosen["interpreted"] = ("yes",) if filters.interpreted else ("no",)
    for name, wanted in chosen.items():
        if wanted:
            rows[name] = table.values[name].mask(wanted, table.count)
    return rows


def _facets(
    mask: Mask, rows: dict[str, Mask], table: DocumentTable, view: DayView
) -> dict[str, tuple[FacetCount, ...]]:
    """Counts over the whole result; a facet's own filter does not narrow its own counts."""
    facets: dict[str, tuple[FacetCount, ...]] = {}
    everything = mask.copy()
    for row in rows.values():
        everything &= row
    for name in ("status", *table.values):
        among = everything
        if name in rows:
            among = mask.copy()
            for other, row in rows.items():
                if other != name:
                    among &= row
        if name == "status":
            found = np.bincount(view.status[among], minlength=len(STATUSES))
            counts = [(STATUSES[code], int(found[code])) for code in np.flatnonzero(found)]
        else:
            counts = table.values[name].counts(among)
        counts.sort(key=lambda item: (-item[1], item[0]))
        facets[name] = tuple(FacetCount(value, count) for value, count in counts)
    return facets


def _final_scores(grouped: DocumentScores, table: DocumentTable, view: DayView) -> Weights:
    return (grouped.scores + table.prior) * view.factor


def _order(
    query: SearchQuery, grouped: DocumentScores, kept: Mask, table: DocumentTable, view: DayView
) -> Ids:
    """The kept documents in the order asked for, as far as the page reaches."""
    numbers = np.flatnonzero(kept)
    if query.node is None or query.sort is not Sort.RELEVANCE:
        keys = table.effective if query.sort is Sort.EFFECTIVE else table.issued
        return numbers[np.lexsort((numbers, -keys[numbers]))]
    scores = _final_scores(grouped, table, view)[numbers]
    reach = query.offset + query.limit + len(query.first)
    if reach < len(numbers):
        # Only the part that the page reaches is sorted; ties at its edge are kept so that pages never overlap.
        edge = np.partition(scores, len(scores) - reach)[len(scores) - reach]
        near = scores >= edge
        numbers, scores = numbers[near], scores[near]
    return numbers[np.lexsort((numbers, -table.issued[numbers], -scores))]


def _hit(
    number: int,
    score: float,
    shown: tuple[Matched, ...],
    table: DocumentTable,
    view: DayView,
    query: SearchQuery,
) -> EngineHit:
    place = bisect_right(table.offsets, number) - 1
    segment, found = table.segments[place], shown[place]
    document = number - table.offsets[place]
    units: list[UnitHit] = []
    if query.node is not None:
        edges = segment.first_unit[document : document + 2].astype(found.ids.dtype)
        first, last = np.searchsorted(found.ids, edges)
        ids, scores = found.ids[first:last].tolist(), found.scores[first:last].tolist()
        versions = segment.documents[document]["versions"]
        best = sorted(zip(scores, ids, strict=True), key=lambda pair: (-pair[0], pair[1]))
        for value, unit in best:
            version = int(segment.unit_version[unit])
            if version != HEAD and len(units) < BEST_UNITS:
                path = segment.paths[int(segment.unit_path[unit])]
                units.append(UnitHit(versions[version][0], path, value))
    effective = int(table.effective[number])
    return EngineHit(
        document=table.ids[number],
        score=score,
        status=STATUSES[view.status[number]],
        effective=date.fromordinal(effective) if effective else None,
        units=tuple(units),
    )


def rank_units(
    query: SearchQuery, snapshot: Snapshot, table: DocumentTable, view: DayView
) -> tuple[RankedUnit, ...]:
    """A page of articles by the score their document would have with them; documents' heads are left out."""
    kept = np.ones(table.count, np.bool_)
    for row in _filter_rows(query.filters, table, view).values():
        kept &= row
    found: list[tuple[float, int, int]] = []
    reach = query.offset + query.limit
    for place, matched in enumerate(shown_on(snapshot.evaluate(query.node), view)):
        segment = table.segments[place]
        numbers = segment.unit_document + table.offsets[place]
        held = (segment.unit_version[matched.ids] != HEAD) & kept[numbers[matched.ids]]
        inside = matched.ids[held]
        documents = numbers[inside]
        scores = (matched.scores[held] + table.prior[documents]) * view.factor[documents]
        best = np.lexsort((inside, -scores))[:reach]
        found += [(-float(scores[at]), place, int(inside[at])) for at in best]
    found.sort()
    return tuple(
        _ranked_unit(-score, table, place, unit) for score, place, unit in found[query.offset : reach]
    )


def _ranked_unit(score: float, table: DocumentTable, place: int, unit: int) -> RankedUnit:
    segment = table.segments[place]
    document = int(segment.unit_document[unit])
    versions = segment.documents[document]["versions"]
    return RankedUnit(
        document=table.ids[document + table.offsets[place]],
        version=versions[int(segment.unit_version[unit])][0],
        path=segment.paths[int(segment.unit_path[unit])],
        score=score,
    )
