"""Headings (章节标题) as a field of their own: one text for every article under it, so they are scored once each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
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

    def postings(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.uint32]] | None:
        """(headings, frequencies) of a term, or None."""
        number = self.numbers.get(term)
        if number is None:
            return None
        own = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.ids[own], self.counts[own]


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

    def __init__(self, segments: Sequence[HeadingTerms], under: Sequence[NDArray[np.int32]]) -> None:
        """``under`` is the heading of each unit, a segment each."""
        self._segments = tuple(segments)
        self._units = sum(map(len, under))
        self._frequencies: list[NDArray[np.int64]] = []
        total = 0
        for segment, units in zip(segments, under, strict=True):
            times = np.bincount(units, minlength=len(segment.lengths))
            total += int((segment.lengths * times).sum())
            # How many units stand under a heading with the term.
            sums = np.concatenate(([0], np.cumsum(times[segment.ids])))
            self._frequencies.append(sums[segment.starts[1:]] - sums[segment.starts[:-1]])
        average = np.float32((total / self._units if self._units else 0.0) or 1.0)
        self._norms = [
            K1 * (1 - B + B * segment.lengths.astype(np.float32) / average) for segment in segments
        ]

    def _idf(self, term: str) -> float:
        found = zip(self._segments, self._frequencies, strict=True)
        numbers = ((segment.numbers.get(term), frequency) for segment, frequency in found)
        total = sum(int(frequency[number]) for number, frequency in numbers if number is not None)
        return log(self._units / (total + 1)) + 1

    def scores(self, terms: Iterable[str], number: int) -> NDArray[np.float32]:
        """The score of each heading of a segment for a bag of terms."""
        segment, norms = self._segments[number], self._norms[number]
        scores = np.zeros(len(norms), np.float32)
        for term, times in Counter(terms).items():
            found = segment.postings(term)
            if found is not None:
                ids, counts = found[0], found[1].astype(np.float32)
                scores[ids] += np.float32(times * self._idf(term) * (K1 + 1)) * counts / (counts + norms[ids])
        return scores
