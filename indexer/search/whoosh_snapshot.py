"""Snapshot: an immutable view over segments, and the scoring of queries on it with arrays.

The score is Whoosh's own BM25F (``log(N / (df + 1)) + 1``, B 0.75, K1 1.2) summed over terms; a contract test holds
the two to each other. A term's impacts are computed once and added in one step each.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import repeat
from math import log
from threading import Lock
from typing import Final

import numpy as np

from indexer.analysis import Analyzer, QueryTerms, fold
from indexer.model.characters import join_han
from indexer.search.query import SHORT_QUERY, Field, Group, Match, Node, Occur, Words
from indexer.search.whoosh_build import HEAD, literal
from indexer.search.whoosh_headings import Headings, HeadingTerms
from indexer.search.whoosh_matched import (
    Matched,
    Scope,
    all_of,
    any_of,
    counts_at,
    evenly,
    everything,
    in_all,
    nothing,
    places,
    without,
)
from indexer.search.whoosh_segment import TERMS_KEPT, Ids, Mask, Segment, Weights

B: Final = 0.75
K1: Final = 1.2
LONG_QUERY_SHARE: Final = 0.5
"""Of a longer question this share of its words, weighted by how rare they are, must be found in a text."""

_IMPACT_BYTES: Final = 96 * 1024 * 1024
_DENSE_SHARE: Final = 6
"""A term in more than one unit of so many is kept as a vector over all units: adding vectors needs no indexes."""


_FOUND: Final = np.float32(0.1)
"""What is found is worth something, if all of it is as common as can be."""


@dataclass(frozen=True, slots=True)
class Impacts:
    """A term's contribution to the scores of one segment's units; ``ids`` None means a vector over all units."""

    ids: Ids | None
    values: Weights

    @property
    def nbytes(self) -> int:
        """Memory taken."""
        return self.values.nbytes + (0 if self.ids is None else self.ids.nbytes)


class Snapshot:
    """Segments with the documents deleted from each. Searching never changes it."""

    def __init__(
        self,
        segments: tuple[Segment, ...],
        deleted: Mapping[str, Ids],
        analyzer: Analyzer,
        heading_weight: float = 0.0,
        other_words_weight: float = 0.0,
    ) -> None:
        self.segments = segments
        self._analyzer = analyzer
        self._heading_weight = heading_weight
        self._other_words_weight = np.float32(other_words_weight)
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
        self._idf: dict[str, float] = {}
        self._lock = Lock()
        self._last_headings: tuple[tuple[tuple[str, ...], int], Weights] | None = None

    @cached_property
    def _headings(self) -> Headings | None:
        # Made for the first search: a process that only adds documents never asks.
        if not self._heading_weight:
            return None
        terms = [HeadingTerms.read(segment.folder) for segment in self.segments]
        return Headings(terms, [segment.unit_heading for segment in self.segments], self._heading_weight)

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
        df = sum(map(len, filter(None, found)))
        idf = log(self.unit_count / (df + 1)) + 1
        scale = np.float32(idf * (K1 + 1))
        made: list[Impacts | None] = []
        for postings, norms, segment in zip(found, self._norms, self.segments, strict=True):
            if postings is None:
                made.append(None)
            elif postings.spread is not None:
                weights = postings.spread.astype(np.float32)
                made.append(Impacts(None, scale * weights / (weights + norms)))
            else:
                ids, weights = postings.ids, postings.counts.astype(np.float32)
                values = scale * weights / (weights + norms[ids])
                if len(ids) * _DENSE_SHARE > segment.units:
                    dense = np.zeros(segment.units, np.float32)
                    dense[ids] = values
                    made.append(Impacts(None, dense))
                else:
                    made.append(Impacts(ids, values))
        return tuple(made)

    def evaluate(self, node: Node | None, scopes: Sequence[Scope]) -> tuple[Matched, ...]:
        """What matches in each segment within its scope; None matches all of it with score 0."""
        return tuple(self._evaluate(node, number, scope) for number, scope in enumerate(scopes))

    def _evaluate(self, node: Node | None, number: int, scope: Scope) -> Matched:
        if node is None:
            return everything(scope)
        if isinstance(node, Group):
            return self._group(node, number, scope)
        return self._words(node, number, scope)

    def _group(self, group: Group, number: int, scope: Scope) -> Matched:
        required: list[Matched] = []
        optional: list[Matched] = []
        excluded: list[Matched] = []
        together: list[QueryTerms] = []
        for occur, child in group.clauses:
            if occur is Occur.MUST and (terms := self._all_wanted(child)) is not None:
                together.append(terms)
                continue
            found = self._evaluate(child, number, scope)
            kept = {Occur.MUST: required, Occur.SHOULD: optional, Occur.MUST_NOT: excluded}[occur]
            kept.append(found)
        if together:
            # Looked up in one go, the rarest of all their terms first; scores are sums over terms either way.
            required.append(self._whole(together, number, scope))
        if required:
            whole = all_of(required, optional)
        elif optional:
            whole = any_of(optional)
        else:
            whole = everything(scope)
        return without(whole, excluded)

    def _words(self, words: Words, number: int, scope: Scope) -> Matched:
        if words.field in (Field.TITLE, Field.BODY, Field.NUMBER):
            return self._in_heads(words, number, scope)
        if words.field is Field.ARTICLE:
            return self._article(words, number, scope)
        if words.match is Match.EXACT:
            return self.phrase(words.text, number, scope)
        whole = self._all_wanted(words)
        if whole is not None:
            return self._whole([whole], number, scope)
        terms = self._analyzer.query_terms(words.text)
        deciding = (*terms.words, *terms.pairs)
        dense = self.sum_impacts(deciding, number)
        if words.also and self._other_words_weight:
            dense += self._other_words_weight * self._otherwise(words.also, number)
        # A term's impact is about its idf in a text of average length: so this asks for a share of what was said.
        floor = 0.0
        if words.match is Match.AUTO:
            floor = LONG_QUERY_SHARE * sum(self.idf(term) for term in set(terms.words))
        found = scope.where(dense >= floor if floor else dense > 0)
        everything_said = (*deciding, *terms.characters)
        return Matched(
            found,
            lambda ids: (
                dense[ids]
                + self.scores_at(terms.characters, number, ids)
                + self._heading_scores(everything_said, number, ids)
            ),
        )

    def _otherwise(self, also: Sequence[tuple[str, str]], number: int) -> Weights:
        """The scores of the best of the other words, unit by unit."""
        best = np.zeros(self.segments[number].units, np.float32)
        for _, other in also:
            terms = self._analyzer.query_terms(other)
            np.maximum(best, self.sum_impacts((*terms.words, *terms.pairs), number), out=best)
        return best

    def _all_wanted(self, node: Node) -> QueryTerms | None:
        """The terms of words that must all be in the text; None for any other part of a query."""
        if (
            not isinstance(node, Words)
            or node.field not in (Field.ANY, Field.TEXT)
            or node.match not in (Match.ALL, Match.AUTO)
        ):
            return None
        terms = self._analyzer.query_terms(node.text)
        return terms if node.match is Match.ALL or len(terms.outer) <= SHORT_QUERY else None

    def _whole(self, together: Sequence[QueryTerms], number: int, scope: Scope) -> Matched:
        """Units that have all of these words. Every word is there: their pairs and characters say nothing more."""
        bag: list[str] = []
        for terms in together:
            bag += terms.words or terms.pairs or terms.characters
        needed = frozenset[str]().union(*(terms.needed for terms in together))
        return Matched(self._all_of(needed, number, scope), partial(self._score, tuple(bag), number))

    def _score(self, terms: Sequence[str], number: int, ids: Ids) -> Weights:
        return self.scores_at(terms, number, ids) + self._heading_scores(terms, number, ids)

    def _heading_scores(self, terms: Iterable[str], number: int, ids: Ids) -> Weights | np.float32:
        """What stands under a heading that has the words is better than its own words say."""
        if self._headings is None or not len(ids):
            return np.float32(0)
        asked = (tuple(terms), number)
        kept = self._last_headings
        if kept is None or kept[0] != asked:
            # One question asks for them twice: for all that matches and for the best of it.
            kept = (asked, self._headings.scores(terms, number))
            self._last_headings = kept
        return kept[1][self.segments[number].unit_heading[ids]]

    def terms(self, text: str) -> QueryTerms:
        """The terms of words that are looked for."""
        return self._analyzer.query_terms(text)

    def parts_at(
        self, terms: QueryTerms, also: Sequence[tuple[str, str]], number: int, ids: Ids
    ) -> tuple[Weights, Weights, Weights]:
        """What the words and the headings add to the scores of these units (ascending), and the share of the words,
        by rarity, that each unit has; a word that is called otherwise there counts as had."""
        own, held, whole = np.zeros(len(ids), np.float32), np.zeros(len(ids), np.float32), 0.0
        outer = frozenset(terms.outer)
        otherwise = self._called_otherwise(outer, also, number, ids)
        for word, times in Counter(terms.words).items() if len(ids) else ():
            idf = self.idf(word)
            whole += idf if word in outer else 0.0
            found = self._impacts_at(word, number, ids)
            own += found * np.float32(times)
            if word in outer:
                held += np.float32(idf) * ((found > 0) | otherwise.get(word, np.False_))
        everything_said = (*terms.words, *terms.pairs, *terms.characters)
        headings = np.zeros(len(ids), np.float32) + self._heading_scores(everything_said, number, ids)
        return own, headings, held / np.float32(whole or 1.0)

    def _impacts_at(self, term: str, number: int, ids: Ids) -> Weights:
        impacts = self.impacts(term)[number]
        if impacts is None:
            return np.zeros(len(ids), np.float32)
        if impacts.ids is None:
            return impacts.values[ids]
        at, there = places(impacts.ids, ids)
        return np.where(there, impacts.values[at], np.float32(0))

    def _called_otherwise(
        self, outer: Iterable[str], also: Sequence[tuple[str, str]], number: int, ids: Ids
    ) -> dict[str, Mask]:
        """Which of these units have another word for each of the words that has one."""
        found: dict[str, Mask] = {}
        for said, other in also if self._other_words_weight and len(ids) else ():
            there = np.ones(len(ids), np.bool_)
            for word in self._analyzer.query_terms(other).outer:
                there &= self._impacts_at(word, number, ids) > 0
            for word in outer:
                if word in said:
                    found[word] = found.get(word, np.False_) | there
        return found

    def idf(self, term: str) -> float:
        """Whoosh's inverse document frequency of the term."""
        idf = self._idf.get(term)
        if idf is None:
            df = sum(map(len, filter(None, (segment.postings(term) for segment in self.segments))))
            idf = log(self.unit_count / (df + 1)) + 1 if df else 0.0
            if len(self._idf) >= TERMS_KEPT:
                self._idf = {}
            self._idf[term] = idf
        return idf

    def _all_of(self, terms: Iterable[str], number: int, scope: Scope, *, roughly: bool = False) -> Ids:
        found = [self.segments[number].postings(term) for term in terms]
        held = [postings for postings in found if postings is not None]
        return (
            in_all(held, scope, roughly=roughly)
            if found and len(held) == len(found)
            else np.zeros(0, np.int32)
        )

    def sum_impacts(self, terms: Iterable[str], number: int) -> Weights:
        """The BM25 scores of a bag of terms over a segment's units."""
        scores = np.zeros(self.segments[number].units, np.float32)
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

    def scores_at(self, terms: Iterable[str], number: int, ids: Ids) -> Weights:
        """The same scores, for these units only: what few units cost does not grow with the segment."""
        if not len(ids):
            return np.zeros(0, np.float32)
        segment, found = self.segments[number], []
        ready: Weights = np.zeros(len(ids), np.float32)
        for term, times in Counter(terms).items():
            vector = self._ready_vector(term, number)
            if vector is not None:
                ready += vector[ids] * np.float32(times)
            elif (postings := segment.postings(term)) is not None:
                found.append((postings, times * self.idf(term) * (K1 + 1)))
        # All terms at once: of few units an addition costs less than the call for it.
        counts = np.empty((len(found), len(ids)), np.float32)
        for row, (postings, _) in zip(counts, found, strict=True):
            row[:] = counts_at(postings, ids)
        weights = np.array([weight for _, weight in found], np.float32)
        scores: Weights = weights @ (counts / (counts + self._norms[number][ids])) + ready
        return scores

    def _ready_vector(self, term: str, number: int) -> Weights | None:
        ready = self._impacts.get(term)
        made = ready[number] if ready is not None else None
        return made.values if made is not None and made.ids is None else None

    def phrase(self, text: str, number: int, scope: Scope, heads: bool = False) -> Matched:
        """Units whose own text has the string as written, white space aside: candidates by pairs, then verified."""
        segment = self.segments[number]
        wanted = literal(fold(text)).replace("\n", "")
        needed = set(self._analyzer.exact_terms(join_han(fold(text))))
        if not wanted:
            return nothing()
        candidates = self._all_of(needed, number, scope, roughly=True) if needed else scope.all()
        if not heads:
            candidates = candidates[segment.unit_version[candidates] != HEAD]
        needle = wanted.encode("utf-8", "surrogatepass")
        starts, ends = segment.text_at[candidates].tolist(), segment.text_at[candidates + 1].tolist()
        at = np.fromiter(map(segment.texts.find, repeat(needle), starts, ends), np.int64, len(starts))
        # The phrase is scored as one term that occurs once and is as rare as all of its parts together.
        scale = np.float32(sum(map(self.idf, needed)) * (K1 + 1))
        norms = self._norms[number]
        return Matched(candidates[at >= 0], lambda ids: scale / (1 + norms[ids]) + _FOUND)

    def _in_heads(self, words: Words, number: int, scope: Scope) -> Matched:
        """Documents whose title (number, bodies) has the words; all their units match."""
        segment = self.segments[number]
        exact = words.match is Match.EXACT
        terms = self._analyzer.query_terms(words.text)
        found = (
            self.phrase(words.text, number, scope, heads=True).ids
            if exact
            else self._all_of(terms.needed, number, scope)
        )
        heads = found[segment.unit_version[found] == HEAD]
        name = {Field.TITLE: "title", Field.BODY: "bodies", Field.NUMBER: "number"}[words.field]
        wanted = list(terms.outer) or [fold(words.text)]
        chosen = np.zeros(len(segment.documents), np.bool_)
        for unit in heads.tolist():
            document = int(segment.unit_document[unit])
            value = segment.documents[document][name]
            text = fold(value if isinstance(value, str) else " ".join(value))
            whole = fold(words.text) in text if exact else all(word in text for word in wanted)
            chosen[document] = whole
        return evenly(scope.where(chosen[segment.unit_document]))

    def _article(self, words: Words, number: int, scope: Scope) -> Matched:
        """Units with this address."""
        segment = self.segments[number]
        codes = [
            code
            for code, path in enumerate(segment.paths)
            if path == words.text or path.endswith("." + words.text)
        ]
        return evenly(scope.where(np.isin(segment.unit_path, codes)))


def _alive(segment: Segment, deleted: Ids | None) -> Mask:
    alive = np.ones(len(segment.documents), np.bool_)
    if deleted is not None and len(deleted):
        alive[deleted] = False
    return alive
