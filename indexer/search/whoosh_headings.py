"""Headings (章节标题) as a field of their own: one text for every article under it, so they are scored once each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import Analyzer
from indexer.search.whoosh_segment import Segment, Weights

B: Final = 0.75
K1: Final = 1.2

_Postings = tuple[NDArray[np.int64], Weights]


class Headings:
    """BM25 over the headings of a snapshot's segments; a heading counts as often as units stand under it."""

    def __init__(self, segments: Sequence[Segment], analyzer: Analyzer) -> None:
        self._sizes = [len(segment.headings) for segment in segments]
        self._units = sum(segment.units for segment in segments)
        postings: list[dict[str, tuple[list[int], list[int]]]] = []
        lengths: list[Weights] = []
        frequency: Counter[str] = Counter()
        total = 0.0
        for segment in segments:
            under = np.bincount(segment.unit_heading, minlength=len(segment.headings))
            found: dict[str, tuple[list[int], list[int]]] = {}
            length = np.zeros(len(segment.headings), np.float32)
            for number, heading in enumerate(segment.headings):
                terms = Counter(analyzer.terms(heading)) if heading else {}
                length[number] = sum(terms.values())
                for term, times in terms.items():
                    ids, counts = found.setdefault(term, ([], []))
                    ids.append(number)
                    counts.append(times)
                    frequency[term] += int(under[number])
            postings.append(found)
            lengths.append(length)
            total += float((length * under).sum())
        average = (total / self._units if self._units else 0.0) or 1.0
        self._frequency = frequency
        self._norms = [K1 * (1 - B + B * length / np.float32(average)) for length in lengths]
        self._postings: list[dict[str, _Postings]] = [
            {
                term: (np.array(ids, np.int64), np.array(counts, np.float32))
                for term, (ids, counts) in found.items()
            }
            for found in postings
        ]

    def scores(self, terms: Iterable[str], number: int) -> Weights:
        """The score of each heading of a segment for a bag of terms."""
        scores = np.zeros(self._sizes[number], np.float32)
        norms, postings = self._norms[number], self._postings[number]
        for term, times in Counter(terms).items():
            found = postings.get(term)
            if found is not None:
                ids, counts = found
                idf = log(self._units / (self._frequency[term] + 1)) + 1
                scores[ids] += np.float32(times * idf * (K1 + 1)) * counts / (counts + norms[ids])
        return scores
