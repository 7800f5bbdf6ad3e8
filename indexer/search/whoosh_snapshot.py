"""Snapshot: an immutable view over segments, and the scoring of queries on it with arrays.

The score is Whoosh's own BM25F (``log(N / (df + 1)) + 1``, B 0.75, K1 1.2) summed over terms; a contract test holds
the two to each other. A term's impacts are computed once and added in one step each.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log
from threading import Lock
from typing import Final

import numpy as np

from indexer.analysis import Analyzer, fold
from indexer.analysis.analyzer import QueryTerms
from indexer.model.characters import join_han
from indexer.search.query import Field, Group, Match, Node, Occur, Words
from indexer.search.whoosh_build import HEAD, literal
from indexer.search.whoosh_segment import Ids, Mask, Segment, Weights

B: Final = 0.75
K1: Final = 1.2
SHORT_QUERY: Final = 2
"""Up to so many words all must occur in a text."""

LONG_QUERY_SHARE: Final = 0.5
"""Of a longer question this share of its words, weighted by how rare they are, must be found in a text."""

_IMPACT_BYTES: Final = 128 * 1024 * 1024
_DENSE_SHARE: Final = 6
"""A term in more than one unit of so many is kept as a vector over all units: adding vectors needs no indexes."""


@dataclass(frozen=True, slots=True)
class Impacts:
    """A term's contribution to the scores of one segment's units; ``ids`` None means a vector over all units."""

    ids: Ids | None
    values: Weights

    @property
    def nbytes(self) -> int:
        """Memory taken."""
        return self.values.nbytes + (0 if self.ids is None else self.ids.nbytes)


@dataclass(slots=True)
class Matched:
    """Which units of a segment match, and their scores."""

    mask: Mask
    scores: Weights


class Snapshot:
    """Segments with the documents deleted from each. Searching never changes it."""

    def __init__(self, segments: tuple[Segment, ...], deleted: Mapping[str, Ids], analyzer: Analyzer) -> None:
        self.segments = segments
        self._analyzer = analyzer
        self.alive: tuple[Mask, ...] = tuple(
            _alive(segment, deleted.get(segment.name)) for segment in segments
        )
        self.unit_count = sum(segment.units for segment in segments)
        total = sum(segment.total_length for segment in segments)
        self._average = (total / self.unit_count if self.unit_count else 0.0) or 1.0
        self._norms: tuple[Weights, ...] = tuple(
            (K1 * (1 - B) + (K1 * B / self._average) * segment.lengths).astype(np.float32)
            for segment in segments
        )
        self._impacts: OrderedDict[str, tuple[Impacts | None, ...]] = OrderedDict()
        self._impact_bytes = 0
        self._lock = Lock()

    def impacts(self, term: str) -> tuple[Impacts | None, ...]:
        """The term's impacts in each segment."""
        with self._lock:
            if term in self._impacts:
                self._impacts.move_to_end(term)
                return self._impacts[term]
        made = self._make_impacts(term)
        with self._lock:
            if term not in self._impacts:
                self._impacts[term] = made
                self._impact_bytes += sum(i.nbytes for i in made if i) + 256
            while self._impact_bytes > _IMPACT_BYTES and len(self._impacts) > 1:
                _, old = self._impacts.popitem(last=False)
                self._impact_bytes -= sum(i.nbytes for i in old if i) + 256
        return made

    def _make_impacts(self, term: str) -> tuple[Impacts | None, ...]:
        found = [segment.postings(term) for segment in self.segments]
        df = sum(len(postings[0]) for postings in found if postings)
        idf = log(self.unit_count / (df + 1)) + 1
        made: list[Impacts | None] = []
        for postings, norms, segment in zip(found, self._norms, self.segments, strict=True):
            if postings is None:
                made.append(None)
                continue
            ids, weights = postings
            values = (idf * weights * (K1 + 1) / (weights + norms[ids])).astype(np.float32)
            if len(ids) * _DENSE_SHARE > segment.units:
                dense = np.zeros(segment.units, np.float32)
                dense[ids] = values
                made.append(Impacts(None, dense))
            else:
                made.append(Impacts(ids, values))
        return tuple(made)

    def evaluate(self, node: Node | None) -> tuple[Matched, ...]:
        """What matches in each segment, deleted documents included; None matches everything with score 0."""
        return tuple(self._evaluate(node, number) for number in range(len(self.segments)))

    def _evaluate(self, node: Node | None, number: int) -> Matched:
        units = self.segments[number].units
        if node is None:
            return Matched(np.ones(units, np.bool_), np.zeros(units, np.float32))
        if isinstance(node, Group):
            return self._group(node, number)
        return self._words(node, number)

    def _group(self, group: Group, number: int) -> Matched:
        units = self.segments[number].units
        scores = np.zeros(units, np.float32)
        required: Mask | None = None
        optional: Mask | None = None
        excluded: Mask | None = None
        for occur, child in group.clauses:
            found = self._evaluate(child, number)
            if occur is Occur.MUST_NOT:
                excluded = found.mask if excluded is None else excluded | found.mask
                continue
            scores += found.scores
            if occur is Occur.MUST:
                required = found.mask if required is None else required & found.mask
            else:
                optional = found.mask if optional is None else optional | found.mask
        mask = required if required is not None else optional
        if mask is None:
            mask = np.ones(units, np.bool_)
        if excluded is not None:
            mask = mask & ~excluded
        return Matched(mask, scores)

    def _words(self, words: Words, number: int) -> Matched:
        if words.field in (Field.TITLE, Field.BODY, Field.NUMBER):
            return self._in_heads(words, number)
        if words.field is Field.ARTICLE:
            return self._article(words, number)
        if words.match is Match.EXACT:
            return self.phrase(words.text, number)
        terms = self._analyzer.query_terms(words.text)
        scores = self.sum_impacts((*terms.words, *terms.pairs), number)
        mask = self._enough(terms, words.match, scores, number)
        self.sum_impacts(terms.characters, number, into=scores)
        return Matched(mask, scores)

    def _enough(self, terms: QueryTerms, match: Match, scores: Weights, number: int) -> Mask:
        if match is Match.ALL or (match is Match.AUTO and len(terms.outer) <= SHORT_QUERY):
            return self._all_of(terms.needed, number)
        mask = scores > 0
        if match is Match.ANY:
            return mask
        # A term's impact is about its idf in a text of average length: so this asks for a share of what was said.
        floor = LONG_QUERY_SHARE * sum(self.idf(term) for term in set(terms.words))
        enough: Mask = scores >= floor
        return enough & mask if floor else mask

    def idf(self, term: str) -> float:
        """Whoosh's inverse document frequency of the term."""
        df = sum(len(postings[0]) for segment in self.segments if (postings := segment.postings(term)))
        return log(self.unit_count / (df + 1)) + 1 if df else 0.0

    def _all_of(self, terms: Iterable[str], number: int) -> Mask:
        segment = self.segments[number]
        lists: list[Ids] = []
        for term in terms:
            postings = segment.postings(term)
            if postings is None:
                return np.zeros(segment.units, np.bool_)
            lists.append(postings[0])
        mask = np.zeros(segment.units, np.bool_)
        if lists:
            mask[_intersect(lists)] = True
        return mask

    def sum_impacts(self, terms: Iterable[str], number: int, into: Weights | None = None) -> Weights:
        """The BM25 scores of a bag of terms over a segment's units."""
        scores = np.zeros(self.segments[number].units, np.float32) if into is None else into
        for term, times in Counter(terms).items():
            impacts = self.impacts(term)[number]
            if impacts is None:
                continue
            values = impacts.values if times == 1 else impacts.values * np.float32(times)
            if impacts.ids is None:
                scores += values
            else:
                scores[impacts.ids] += values
        return scores

    def phrase(self, text: str, number: int, heads: bool = False) -> Matched:
        """Units whose own text has the string as written, white space aside: candidates by pairs, then verified."""
        segment = self.segments[number]
        scores = np.zeros(segment.units, np.float32)
        mask = np.zeros(segment.units, np.bool_)
        wanted = literal(fold(text)).replace("\n", "")
        if not wanted:
            return Matched(mask, scores)
        needed = self._analyzer.exact_terms(join_han(fold(text)))
        lists: list[Ids] = []
        for term in set(needed):
            postings = segment.postings(term)
            if postings is None:
                return Matched(mask, scores)
            lists.append(postings[0])
        candidates = _intersect(lists) if lists else np.arange(segment.units)
        if not heads:
            candidates = candidates[segment.unit_version[candidates] != HEAD]
        needle, texts = wanted.encode("utf-8", "surrogatepass"), segment.texts
        starts = segment.text_at[candidates].tolist()
        ends = segment.text_at[candidates + 1].tolist()
        find = texts.find
        kept = [find(needle, a, b) >= 0 for a, b in zip(starts, ends, strict=True)]
        chosen = candidates[np.array(kept, np.bool_)] if kept else candidates
        mask[chosen] = True
        total = self.sum_impacts(needed, number)
        scores[chosen] = total[chosen] + np.float32(0.1)
        return Matched(mask, scores)

    def _in_heads(self, words: Words, number: int) -> Matched:
        """Documents whose title (number, bodies) has the words; all their units match."""
        segment = self.segments[number]
        exact = words.match is Match.EXACT
        terms = self._analyzer.query_terms(words.text)
        if exact:
            found = self.phrase(words.text, number, heads=True)
        else:
            found = Matched(self._all_of(terms.needed, number), np.zeros(segment.units, np.float32))
        heads = np.flatnonzero(found.mask & (segment.unit_version == HEAD))
        name = {Field.TITLE: "title", Field.BODY: "bodies", Field.NUMBER: "number"}[words.field]
        wanted = list(terms.outer) or [fold(words.text)]
        chosen = np.zeros(len(segment.documents), np.bool_)
        for unit in heads.tolist():
            document = int(segment.unit_document[unit])
            value = segment.documents[document][name]
            text = fold(value if isinstance(value, str) else " ".join(value))
            whole = fold(words.text) in text if exact else all(word in text for word in wanted)
            chosen[document] = whole
        mask = chosen[segment.unit_document]
        scores = np.where(mask, np.float32(1.0), np.float32(0.0)).astype(np.float32)
        return Matched(mask, scores)

    def _article(self, words: Words, number: int) -> Matched:
        """Units with this address."""
        segment = self.segments[number]
        codes = [
            code
            for code, path in enumerate(segment.paths)
            if path == words.text or path.endswith("." + words.text)
        ]
        mask = np.isin(segment.unit_path, codes)
        return Matched(mask, mask.astype(np.float32))


def _intersect(lists: list[Ids]) -> Ids:
    """The numbers in all lists, shortest first."""
    lists = sorted(lists, key=len)
    found = lists[0]
    for other in lists[1:]:
        if not len(found):
            break
        at = np.searchsorted(other, found)
        at[at == len(other)] = 0
        found = found[other[at] == found]
    return found


def _alive(segment: Segment, deleted: Ids | None) -> Mask:
    alive = np.ones(len(segment.documents), np.bool_)
    if deleted is not None and len(deleted):
        alive[deleted] = False
    return alive
