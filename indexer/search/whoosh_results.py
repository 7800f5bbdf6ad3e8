"""Results: units grouped by document, filtered, counted, sorted, paged — all over arrays, all exact."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from indexer.search.engine import EngineHit, EnginePage, FacetCount, RankedUnit, UnitHit
from indexer.search.query import Filters, SearchQuery, Sort
from indexer.search.whoosh_build import HEAD
from indexer.search.whoosh_matched import Matched, Scope, places, units_of
from indexer.search.whoosh_reorder import reordered
from indexer.search.whoosh_segment import Ids, Mask, Segment, Weights
from indexer.search.whoosh_snapshot import Snapshot
from indexer.search.whoosh_table import STATUSES, DayView, DocumentTable

BEST_UNITS: Final = 3
"""Articles shown of a document at the most."""

_FEW: Final = 128
"""So few numbers are looked at all together: a step to make them fewer costs more."""

_NONE: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Runs:
    """The matches of a segment by document: ``documents`` (numbers of the table, ascending), and where in the matches
    the units of each begin and end."""

    found: Matched
    documents: Ids
    starts: Ids
    ends: Ids

    def scored_as(self, found: Matched) -> Runs:
        """The same units with other scores."""
        return replace(self, found=found)


def runs_of(shown: tuple[Matched, ...], table: DocumentTable) -> tuple[Runs, ...]:
    """Group the matches of each segment."""
    made = []
    for found, segment, offset in zip(shown, table.segments, table.offsets, strict=False):
        # Units of a document are neighbours.
        owner = segment.unit_document[found.ids]
        inner = np.flatnonzero(owner[1:] != owner[:-1]) + 1
        edges = np.empty(len(inner) + 2, np.int64)
        edges[0], edges[1:-1], edges[-1] = 0, inner, len(owner)
        starts = edges[: -1 if len(owner) else 0]
        made.append(Runs(found, owner[starts] + offset, starts, edges[1:]))
    return tuple(made)


def best_scores(runs: tuple[Runs, ...], table: DocumentTable) -> Weights:
    """The score of each document's best unit; 0 where none matches."""
    scores = np.zeros(table.count, np.float32)
    for part in runs:
        if len(part.documents):
            scores[part.documents] = np.maximum.reduceat(part.found.scores, part.starts)
    return scores


def make_page(query: SearchQuery, snapshot: Snapshot, table: DocumentTable, view: DayView) -> EnginePage:
    """One page of results for a query."""
    rows = _filter_rows(query.filters, table, view)
    allowed = np.logical_and.reduce(list(rows.values())) if rows else None
    # What is filtered out is looked at only where it is to be counted.
    shown = snapshot.evaluate(query.node, scopes(table, view, None if query.facets else allowed))
    runs = runs_of(shown, table)
    mask = np.zeros(table.count, np.bool_)
    for part in runs:
        mask[part.documents] = True
    first = _first(query, table, view)
    if len(first):
        mask[first] = True
    kept = mask if allowed is None else mask & allowed
    if allowed is not None and query.facets:
        shown = _narrowed(shown, kept, table)
        runs = runs_of(shown, table)
    by_relevance = query.node is not None and query.sort is Sort.RELEVANCE
    if by_relevance:
        weighed = reordered(query, shown, snapshot, table, view)
        runs = tuple(map(Runs.scored_as, runs, weighed)) if weighed is not shown else runs
    scores = _final_scores(best_scores(runs, table), table, view) if by_relevance else None
    order = _order(query, scores, kept, table)
    if query.sort is Sort.RELEVANCE and len(first):
        order = np.concatenate([first[kept[first]], order[~np.isin(order, first)]])
    chosen = order[query.offset : query.offset + query.limit]
    return EnginePage(
        total=int(np.count_nonzero(kept)),
        hits=_hits(chosen, scores, runs if query.node is not None else (), table, view),
        facets=_facets(query, mask, rows, table, view) if query.facets else {},
    )


def scopes(table: DocumentTable, view: DayView, allowed: Mask | None = None) -> list[Scope]:
    """What may be found in each segment: the texts of the day, of the documents allowed."""
    found = []
    for segment, offset, visible in zip(table.segments, table.offsets, view.visible, strict=False):
        own = None
        if allowed is not None:
            own = np.flatnonzero(allowed[offset : offset + len(segment.documents)])
        found.append(Scope(segment, visible, own))
    return found


def _narrowed(found: tuple[Matched, ...], kept: Mask, table: DocumentTable) -> tuple[Matched, ...]:
    """The matches in the documents kept."""
    narrowed = []
    for part, segment, offset in zip(found, table.segments, table.offsets, strict=False):
        documents = np.flatnonzero(kept[offset : offset + len(segment.documents)])
        narrowed.append(part.within(units_of(part.ids, segment, documents)))
    return tuple(narrowed)


def _first(query: SearchQuery, table: DocumentTable, view: DayView) -> Ids:
    """The documents that are to come first, those that are held and existed on the day."""
    if not query.first:
        return _NONE
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


def _filter_rows(filters: Filters, table: DocumentTable, view: DayView) -> dict[str, Mask]:
    """A mask for each filter that is set: OR within it."""
    rows: dict[str, Mask] = {}
    if filters.status:
        codes = [STATUSES.index(value) for value in filters.status if value in STATUSES]
        rows["status"] = np.isin(view.status, codes)
    if filters.document:
        wanted_ids = set(filters.document)
        rows["document"] = np.array([name in wanted_ids for name in table.ids], np.bool_)
    for name, wanted in _chosen(filters).items():
        if wanted:
            rows[name] = table.values[name].mask(wanted, table.count)
    return rows


def _chosen(filters: Filters) -> dict[str, tuple[str, ...]]:
    """The values filtered by, of the columns that the table has."""
    interpreted = {None: (), True: ("yes",), False: ("no",)}[filters.interpreted]
    return {
        "kind": filters.kind,
        "body": filters.body,
        "region": filters.region,
        "subject": filters.subject,
        "year": tuple(map(str, filters.year)),
        "interpreted": interpreted,
    }


def _facets(
    query: SearchQuery, mask: Mask, rows: dict[str, Mask], table: DocumentTable, view: DayView
) -> dict[str, tuple[FacetCount, ...]]:
    """Counts over the whole result; a facet's own filter does not narrow its own counts."""
    chosen, most = _chosen(query.filters), query.facet_values
    facets: dict[str, tuple[FacetCount, ...]] = {}
    everything = np.logical_and.reduce([mask, *rows.values()]) if rows else mask
    for name in ("status", *table.values):
        among = everything
        if name in rows:
            among = np.logical_and.reduce([mask, *(row for other, row in rows.items() if other != name)])
        if name == "status":
            found = np.bincount(view.status[among], minlength=len(STATUSES))
            counts = [(STATUSES[code], int(found[code])) for code in found.nonzero()[0]]
            counts.sort(key=lambda item: (-item[1], item[0]))
            asked = query.filters.status
            counts = [row for n, row in enumerate(counts) if most is None or n < most or row[0] in asked]
        else:
            counts = table.values[name].counts(among, most, chosen[name])
        facets[name] = tuple([FacetCount(value, count) for value, count in counts])
    return facets


def _final_scores(scores: Weights, table: DocumentTable, view: DayView) -> Weights:
    return (scores + table.prior) * view.factor


def _order(query: SearchQuery, scores: Weights | None, kept: Mask, table: DocumentTable) -> Ids:
    """The kept documents in the order asked for (by date where there are no scores), as far as the page reaches."""
    numbers = kept.nonzero()[0]
    reach = query.offset + query.limit + len(query.first)
    days = table.effective if query.sort is Sort.EFFECTIVE else table.issued
    keys = days if scores is None else scores
    if max(reach, _FEW) < len(numbers):
        # Only the part that the page reaches is sorted; ties at its edge are kept so that pages never overlap.
        values = keys[numbers]
        numbers = numbers[values >= np.partition(values, len(values) - reach)[len(values) - reach]]
    if scores is None:
        return numbers[np.lexsort((numbers, -days[numbers]))]
    return numbers[np.lexsort((numbers, -table.issued[numbers], -scores[numbers]))]


def _hits(
    chosen: Ids, scores: Weights | None, runs: tuple[Runs, ...], table: DocumentTable, view: DayView
) -> tuple[EngineHit, ...]:
    """The page's documents with their best articles; where order is by date, only these are scored."""
    own = np.zeros(len(chosen), np.float32)
    units: list[tuple[UnitHit, ...]] = [()] * len(chosen)
    for segment, part in zip(table.segments, runs, strict=False):
        _add_best_units(units, own, chosen, part, segment)
    final = scores[chosen] if scores is not None else (own + table.prior[chosen]) * view.factor[chosen]
    columns = (chosen, final, view.status[chosen], table.effective[chosen])
    ids = table.ids
    return tuple(
        EngineHit(
            ids[number], score, STATUSES[status], date.fromordinal(effective) if effective else None, best
        )
        for best, number, score, status, effective in zip(
            units, *(column.tolist() for column in columns), strict=True
        )
    )


def _add_best_units(
    units: list[tuple[UnitHit, ...]], own: Weights, chosen: Ids, part: Runs, segment: Segment
) -> None:
    """Fill in the best articles of the chosen documents that lie in a segment, and their best score."""
    at, held = places(part.documents, chosen)
    inside = held.nonzero()[0]
    if not len(inside):
        return
    starts, ends = part.starts[at[inside]], part.ends[at[inside]]
    found = part.found
    if len(found.ids) > _FEW:
        # Only the units of these documents are looked at, one document's after the other's.
        order = starts.argsort()
        inside, starts = inside[order], starts[order]
        counts = ends[order] - starts
        ends = counts.cumsum()
        found = found.within(np.repeat(starts - ends + counts, counts) + np.arange(ends[-1]))
        starts = ends - counts
    scores = found.scores.tolist()
    best: list[list[int]] = [
        # One more than is shown: one unit of a document at the most is its head.
        sorted(range(start, end), key=scores.__getitem__, reverse=True)[: BEST_UNITS + 1]
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
    ids = found.ids[[place for ranked in best for place in ranked]]
    columns = segment.unit_version[ids], segment.version_keys(ids), segment.unit_path[ids]
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for number, ranked in zip(inside.tolist(), best, strict=True):
        own[number] = scores[ranked[0]]
        units[number] = tuple(
            [
                UnitHit(key, segment.paths[path], scores[place])
                for place, (version, key, path) in zip(ranked, rows, strict=False)
                if version != HEAD
            ]
        )[:BEST_UNITS]


def rank_units(
    query: SearchQuery, snapshot: Snapshot, table: DocumentTable, view: DayView
) -> tuple[RankedUnit, ...]:
    """A page of articles by the score their document would have with them; documents' heads are left out."""
    rows = _filter_rows(query.filters, table, view)
    allowed = np.logical_and.reduce(list(rows.values())) if rows else None
    found: list[tuple[float, int, int]] = []
    reach = query.offset + query.limit
    shown = snapshot.evaluate(query.node, scopes(table, view, allowed))
    for place, matched in enumerate(reordered(query, shown, snapshot, table, view)):
        segment = table.segments[place]
        numbers = segment.unit_document + table.offsets[place]
        held = segment.unit_version[matched.ids] != HEAD
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
