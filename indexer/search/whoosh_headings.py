"""Headings (章节标题) as a field of their own: one text for every article under it, so they are scored once each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import Analyzer, fold
from indexer.analysis.analyzer import UNIT_BITS

B: Final = 0.75
K1: Final = 1.2
FILE: Final = "headings.npz"


@dataclass(frozen=True, slots=True)
class HeadingTerms:
    """The terms of a segment's headings: of term ``n``, ``ids`` and ``counts`` from ``starts[n]`` to
    ``starts[n + 1]`` say which headings have it and how often; ``lengths`` is each heading's number of terms."""

    numbers: dict[str, int]
    starts: NDArray[np.int64]
    ids: NDArray[np.int32]
    counts: NDArray[np.uint32]
    lengths: NDArray[np.int64]

    @classmethod
    def read(cls, folder: Path) -> HeadingTerms:
        """Of the segment in a folder."""
        with np.load(folder / FILE) as kept:
            terms = kept["terms"].tobytes().decode("utf-8", "surrogatepass")
            numbers = {term: number for number, term in enumerate(terms.split("\n") if terms else ())}
            return cls(numbers, kept["starts"], kept["ids"], kept["counts"], kept["lengths"])


def write_headings(folder: Path, headings: Sequence[str], analyzer: Analyzer) -> None:
    """Write the terms of a segment's headings into its folder."""
    # No term has a line break in it: texts are cut into words there. A segment has fewer units than a batch may hold.
    batch = analyzer.batch([fold(text) for text in headings])
    keys = batch.keys
    codes = keys >> np.uint64(UNIT_BITS)
    starts = (
        np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
        if len(codes)
        else codes.astype(np.int64)
    )
    terms = "\n".join(analyzer.term_of(code) for code in codes[starts].tolist())
    np.savez(
        folder / FILE,
        terms=np.frombuffer(terms.encode("utf-8", "surrogatepass"), np.uint8),
        starts=np.append(starts, len(codes)).astype(np.int64),
        ids=(keys & np.uint64((1 << UNIT_BITS) - 1)).astype(np.int32),
        counts=batch.counts,
        lengths=batch.lengths,
    )


class Headings:
    """BM25 over the headings of a snapshot's segments; a heading counts as often as units stand under it."""

    def __init__(
        self, segments: Sequence[HeadingTerms], under: Sequence[NDArray[np.int32]], weight: float = 1.0
    ) -> None:
        """``under`` is the heading of each unit, a segment each; scores are multiplied by ``weight``."""
        self._segments = tuple(segments)
        units = sum(map(len, under))
        totals: Counter[str] = Counter()
        own: list[NDArray[np.int64]] = []
        whole = 0
        for segment, numbers in zip(segments, under, strict=True):
            times = np.bincount(numbers, minlength=len(segment.lengths))
            whole += int((segment.lengths * times).sum())
            # How many units stand under a heading with the term.
            sums = np.concatenate(([0], np.cumsum(times[segment.ids])))
            own.append(sums[segment.starts[1:]] - sums[segment.starts[:-1]])
            if len(segments) > 1:
                totals.update(dict(zip(segment.numbers, own[-1].tolist(), strict=True)))
        average = np.float32((whole / units if units else 0.0) or 1.0)
        self._impacts: list[NDArray[np.float32]] = []
        self._starts: list[list[int]] = []
        for segment, frequencies in zip(segments, own, strict=True):
            if totals:
                frequencies = np.array([totals[term] for term in segment.numbers], np.int64)
            idf = (np.log(units / (frequencies + 1)) + 1) * (K1 + 1) * weight
            norms = K1 * (1 - B + B * segment.lengths.astype(np.float32) / average)
            counts = segment.counts.astype(np.float32)
            share = counts / (counts + norms[segment.ids])
            self._starts.append(segment.starts.tolist())
            self._impacts.append((np.repeat(idf, np.diff(segment.starts)) * share).astype(np.float32))

    def scores(self, terms: Iterable[str], number: int) -> NDArray[np.float32]:
        """The score of each heading of a segment for a bag of terms."""
        segment, impacts, starts = self._segments[number], self._impacts[number], self._starts[number]
        scores = np.zeros(len(segment.lengths), np.float32)
        for term in terms:
            place = segment.numbers.get(term)
            if place is not None:
                own = slice(starts[place], starts[place + 1])
                scores[segment.ids[own]] += impacts[own]
        return scores
