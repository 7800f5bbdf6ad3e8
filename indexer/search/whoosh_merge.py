"""Merging segments: their postings read back as arrays, deleted documents left out, written as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from indexer.analysis import Analyzer
from indexer.search.whoosh_build import SegmentParts, write_segment
from indexer.search.whoosh_generation import IndexFolder, SegmentEntry
from indexer.search.whoosh_segment import Segment

MOST_SEGMENTS: Final = 6
_SMALL_UNITS: Final = 20_000
_DELETED_SHARE: Final = 0.3


def worth_merging(segments: Sequence[SegmentEntry], documents: Mapping[str, int]) -> list[SegmentEntry]:
    """The segments to merge now: those with many deleted documents, and the small ones once there are many.

    Large segments are left alone until they are worn: an update of one document must not rewrite the index.
    """
    worn = [s for s in segments if len(s.deleted) > _DELETED_SHARE * documents.get(s.name, 1)]
    if len(segments) <= MOST_SEGMENTS and not worn:
        return []
    small = [s for s in segments if s.units < _SMALL_UNITS and s not in worn]
    if len(segments) <= MOST_SEGMENTS:
        small = []
    elif len(small) + len(worn) < 2:
        small = sorted(segments, key=lambda s: s.units)[:2]
    chosen = [*worn, *(s for s in small if s not in worn)]
    return [s for s in segments if s in chosen]


def merge_into(
    folder: IndexFolder, chosen: Sequence[SegmentEntry], analyzer: Analyzer
) -> SegmentEntry | None:
    """One segment in place of several; None when nothing is left of them."""
    parts = SegmentParts()
    for entry in chosen:
        segment = Segment(folder.segments / entry.name)
        try:
            _take(parts, segment, set(entry.deleted), analyzer)
        finally:
            segment.close()
    if not parts.units:
        return None

    def write(place: Path) -> None:
        write_segment(place, parts, analyzer)

    return folder.make_segment(write, parts.units)


def _take(parts: SegmentParts, segment: Segment, deleted: set[int], analyzer: Analyzer) -> None:
    """Add what is alive in a segment to the parts."""
    keep_document = np.array([n not in deleted for n in range(len(segment.documents))], np.bool_)
    keep_unit = keep_document[segment.unit_document]
    new_unit = np.cumsum(keep_unit) - 1
    new_document = np.cumsum(keep_document) - 1 + len(parts.documents)
    base = parts.units
    keys: list[Any] = []
    counts: list[Any] = []
    for term in segment.terms():
        found = segment.read(term)
        alive = keep_unit[found.ids]
        if alive.any():
            code = np.uint64(analyzer.code_of(term))
            keys.append(parts.key(code, new_unit[found.ids[alive]] + base))
            counts.append(found.counts[alive].astype(np.uint32))
    kept = np.flatnonzero(keep_unit)
    parts.unit_document += new_document[segment.unit_document[kept]].tolist()
    parts.unit_version += segment.unit_version[kept].tolist()
    parts.unit_path += [parts.path_code(segment.paths[code]) for code in segment.unit_path[kept].tolist()]
    parts.unit_heading += [
        parts.heading_code(segment.headings[code]) for code in segment.unit_heading[kept].tolist()
    ]
    texts, at = segment.texts, segment.text_at
    parts.texts += [texts[a:b] for a, b in zip(at[kept].tolist(), at[kept + 1].tolist(), strict=True)]
    parts.documents += [
        row for row, keep in zip(segment.documents, keep_document.tolist(), strict=True) if keep
    ]
    parts.add_postings(keys, counts, segment.exact_lengths[kept])
