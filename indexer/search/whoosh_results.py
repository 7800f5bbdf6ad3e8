"""Results: units grouped by document, filtered, counted, sorted, paged — all over arrays, all exact."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from indexer.search.engine import EngineHit, EnginePage, FacetCount, RankedUnit, UnitHit
from indexer.search.query import Filters, SearchQuery, Sort
from indexer.search.whoosh_build import HEAD
from indexer.search.whoosh_matched import BISECT_SHARE, Matched
from indexer.search.whoosh_reorder import reordered
from indexer.search.whoosh_segment import Ids, Mask, Segment, Weights
from indexer.search.whoosh_snapshot import Snapshot
from indexer.search.whoosh_table import STATUSES, DayView, DocumentTable

BEST_UNITS: Final = 3
"""Articles shown of a document at the most."""


def shown_on(matched: tuple[Matched, ...], view: DayView) -> tuple[Matched, ...]:
    """The matches in texts of the day."""
    return tuple(
        found.within(visible[found.ids]) for found, visible in zip(matched, view.visible, strict=True)
    )


def documents_of(shown: tuple[Matched, ...], table: DocumentTable) -> Mask:
    """The documents of which a unit matches."""
    mask = np.zeros(table.count, np.bool_)
    for found, segment, offset in zip(shown, table.segments, table.offsets, strict=False):
        mask[offset:][segment.unit_document[found.ids]] = True
    return mask


def best_scores(shown: tuple[Matched, ...], table: DocumentTable) -> Weights:
    """The score of each document's best unit; 0 where none matches."""
    scores = np.zeros(table.count, np.float32)
    for found, segment, offset in zip(shown, table.segments, table.offsets, strict=False):
        if not len(found.ids):
            continue
        documents = segment.unit_document[found.ids]
        # Units of a document are neighbours: each run of one document is reduced to its best.
        starts = np.concatenate(([0], np.flatnonzero(documents[1:] != documents[:-1]) + 1))
        scores[documents[starts] + offset] = np.maximum.reduceat(found.scores, starts)
    return scores


def make_page(query: SearchQuery, snapshot: Snapshot, table: DocumentTable, view: DayView) -> EnginePage:
    """One page of results for a query."""
    matched = snapshot.evaluate(query.node)
    rows = _filter_rows(query.filters, table, view)
    allowed = np.logical_and.reduce(list(rows.values())) if rows else None
    if allowed is not None and not query.facets:
        # What is filtered out is looked at only where it is to be counted.
        matched = _narrowed(matched, allowed, table)
    shown = shown_on(matched, view)
    mask = documents_of(shown, table)
    first = _first(query, table, view)
    mask[first] = True
    kept = mask
    if allowed is not None:
        kept = mask & allowed
        shown = _narrowed(shown, kept, table) if query.facets else shown
    by_relevance = query.node is not None and query.sort is Sort.RELEVANCE
    if by_relevance:
        shown = reordered(query, shown, snapshot, table, view)
    scores = _final_scores(best_scores(shown, table), table, view) if by_relevance else None
    order = _order(query, scores, kept, table)
    if query.sort is Sort.RELEVANCE and len(first):
        order = np.concatenate([first[kept[first]], order[~np.isin(order, first)]])
    chosen = order[query.offset : query.offset + query.limit]
    return EnginePage(
        total=int(np.count_nonzero(kept)),
        hits=_hits(chosen, scores, shown if query.node is not None else (), table, view),
        facets=_facets(mask, rows, table, view) if query.facets else {},
    )


def _narrowed(found: tuple[Matched, ...], kept: Mask, table: DocumentTable) -> tuple[Matched, ...]:
    """The matches in the documents kept: few are looked up by where their units stand."""
    narrowed = []
    for part, segment, offset in zip(found, table.segments, table.offsets, strict=False):
        own = kept[offset : offset + len(segment.documents)]
        documents = np.flatnonzero(own)
        few = len(documents) * BISECT_SHARE < len(part.ids)
        narrowed.append(
            part.within(_runs(part.ids, segment, documents) if few else own[segment.unit_document[part.ids]])
        )
    return tuple(narrowed)


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
    everything = np.logical_and.reduce([mask, *rows.values()]) if rows else mask
    for name in ("status", *table.values):
        among = everything
        if name in rows:
            among = np.logical_and.reduce([mask, *(row for other, row in rows.items() if other != name)])
        if name == "status":
            found = np.bincount(view.status[among], minlength=len(STATUSES))
            counts = [(STATUSES[code], int(found[code])) for code in np.flatnonzero(found)]
            counts.sort(key=lambda item: (-item[1], item[0]))
        else:
            counts = table.values[name].counts(among)
        facets[name] = tuple(FacetCount(value, count) for value, count in counts)
    return facets


def _final_scores(scores: Weights, table: DocumentTable, view: DayView) -> Weights:
    return (scores + table.prior) * view.factor


def _order(query: SearchQuery, scores: Weights | None, kept: Mask, table: DocumentTable) -> Ids:
    """The kept documents in the order asked for (by date where there are no scores), as far as the page reaches."""
    numbers = np.flatnonzero(kept)
    reach = query.offset + query.limit + len(query.first)
    days = table.effective if query.sort is Sort.EFFECTIVE else table.issued
    keys = days if scores is None else scores
    if reach < len(numbers):
        # Only the part that the page reaches is sorted; ties at its edge are kept so that pages never overlap.
        values = keys[numbers]
        numbers = numbers[values >= np.partition(values, len(values) - reach)[len(values) - reach]]
    if scores is None:
        return numbers[np.lexsort((numbers, -days[numbers]))]
    return numbers[np.lexsort((numbers, -table.issued[numbers], -scores[numbers]))]


def _hits(
    chosen: Ids, scores: Weights | None, shown: tuple[Matched, ...], table: DocumentTable, view: DayView
) -> tuple[EngineHit, ...]:
    """The page's documents with their best articles; where order is by date, only these are scored."""
    own = np.zeros(len(chosen), np.float32)
    units: dict[int, list[UnitHit]] = {number: [] for number in chosen.tolist()}
    for place, found in enumerate(shown):
        _add_best_units(units, own, chosen, found, table, place)
    final = scores[chosen] if scores is not None else (own + table.prior[chosen]) * view.factor[chosen]
    columns = (final, view.status[chosen], table.effective[chosen])
    return tuple(
        EngineHit(
            document=table.ids[number],
            score=score,
            status=STATUSES[status],
            effective=date.fromordinal(effective) if effective else None,
            units=tuple(units[number][:BEST_UNITS]),
        )
        for number, score, status, effective in zip(
            units, *(column.tolist() for column in columns), strict=True
        )
    )


def _add_best_units(
    units: dict[int, list[UnitHit]],
    own: Weights,
    chosen: Ids,
    found: Matched,
    table: DocumentTable,
    place: int,
) -> None:
    """Fill in the best articles of the chosen documents that lie in a segment, and their best score."""
    segment, offset = table.segments[place], table.offsets[place]
    inside = np.flatnonzero((chosen >= offset) & (chosen < table.offsets[place + 1]))
    inside = inside[np.argsort(chosen[inside])]
    documents = chosen[inside] - offset
    part = found.within(_runs(found.ids, segment, documents))
    if not len(part.ids):
        return
    owner = segment.unit_document[part.ids]
    order = np.lexsort((-part.scores, owner))
    owner = owner[order]
    starts = np.concatenate(([0], np.flatnonzero(owner[1:] != owner[:-1]) + 1))
    own[inside[documents.searchsorted(owner[starts])]] = part.scores[order[starts]]
    rank = np.arange(len(owner)) - np.repeat(starts, np.diff(np.append(starts, len(owner))))
    # One unit of a document at the most is its head.
    near = rank <= BEST_UNITS
    ids = part.ids[order[near]]
    versions = segment.unit_version[ids]
    columns = (owner[near], versions, segment.unit_path[ids], part.scores[order[near]])
    for document, version, path, score in zip(*(column.tolist() for column in columns), strict=True):
        if version != HEAD:
            key = segment.documents[document]["versions"][version][0]
            units[document + offset].append(UnitHit(key, segment.paths[path], score))


def _runs(ids: Ids, segment: Segment, documents: Ids) -> Ids:
    """Where in ``ids`` the units of these documents stand."""
    edges = segment.first_unit[documents], segment.first_unit[documents + 1]
    first, last = (ids.searchsorted(edge.astype(ids.dtype)) for edge in edges)
    counts = last - first
    return np.repeat(first - np.concatenate(([0], np.cumsum(counts)[:-1])), counts) + np.arange(counts.sum())


def rank_units(
    query: SearchQuery, snapshot: Snapshot, table: DocumentTable, view: DayView
) -> tuple[RankedUnit, ...]:
    """A page of articles by the score their document would have with them; documents' heads are left out."""
    kept = np.ones(table.count, np.bool_)
    for row in _filter_rows(query.filters, table, view).values():
        kept &= row
    found: list[tuple[float, int, int]] = []
    reach = query.offset + query.limit
    shown = _narrowed(shown_on(snapshot.evaluate(query.node), view), kept, table)
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
