"""Reordering: the best articles for a question, weighed again by what one article's words do not say alone.

How much of the question an article has, how well its document answers elsewhere, how many of the document's articles
are better, and the legal rank. The weights are data (``corpus/ranking.toml``), learnt on judged questions by
``benchmarks/reordering.py``; the articles keep the span of scores that they had together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.search.query import SHORT_QUERY, Field, Match, SearchQuery, Words
from indexer.search.whoosh_build import HEAD
from indexer.search.whoosh_matched import Matched
from indexer.search.whoosh_segment import KINDS, Ids, Weights
from indexer.search.whoosh_snapshot import Snapshot
from indexer.search.whoosh_table import DayView, DocumentTable

MOST: Final = 200
"""Articles that are weighed again; those after them stay where they are."""

FEATURES: Final = (
    "score",
    "words",
    "headings",
    "coverage",
    "document_best",
    "document_three",
    "document_before",
    "law",
    "administrative_regulation",
    "judicial_interpretation",
)
"""``score`` and the parts of it are shares of the best article's score; ``coverage`` is the share of the question's
words, by rarity; ``document_best`` and ``document_three`` the score of the document's best article and the mean of
its best three; ``document_before`` the logarithm of how many of its articles are better."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The best articles: segment, unit, document and score of each, best first, and a row of features."""

    places: Ids
    units: Ids
    documents: Ids
    scores: Weights
    features: NDArray[np.float64]


def reordered(
    query: SearchQuery, shown: tuple[Matched, ...], snapshot: Snapshot, table: DocumentTable, view: DayView
) -> tuple[Matched, ...]:
    """The same matches with the best of them scored anew; the matches as they are for what is no question."""
    weights = table.profile.reorder
    found = candidates(query, shown, snapshot, table, view) if weights else None
    if found is None or len(found.units) < 2:
        return shown
    value = found.features @ np.array([weights.get(name, 0.0) for name in FEATURES])
    low, high = float(value.min()), float(value.max())
    if high <= low:
        return shown
    worst, best = float(found.scores[-1]), float(found.scores[0])
    scores = worst + (best - worst) * (value - low) / (high - low)
    own = (scores / view.factor[found.documents] - table.prior[found.documents]).astype(np.float32)
    changed = []
    for place, part in enumerate(shown):
        here = np.flatnonzero(found.places == place)
        anew = part.scores.copy()
        anew[np.searchsorted(part.ids, found.units[here].astype(part.ids.dtype))] = own[here]
        changed.append(Matched(part.ids, anew))
    return tuple(changed)


def candidates(
    query: SearchQuery, shown: tuple[Matched, ...], snapshot: Snapshot, table: DocumentTable, view: DayView
) -> Candidates | None:
    """The best articles for a question with their features; None for a query that is none."""
    words = _question(query, snapshot)
    if words is None:
        return None
    terms = snapshot.terms(words.text)
    places, units, documents, scores = _best(shown, table, view)
    if not len(units) or scores[0] <= 0:
        return None
    parts = np.zeros((3, len(units)), np.float32)
    for place in range(len(shown)):
        here = np.flatnonzero(places == place)
        ordered = here[np.argsort(units[here])]
        parts[:, ordered] = snapshot.parts_at(terms, words.also, place, units[ordered])
    parts[:2] /= scores[0]
    share = scores / scores[0]
    best, three, before = _of_documents(documents, share)
    kinds = table.kind[documents]
    ranks = [kinds == KINDS.index(name) for name in FEATURES[-3:]]
    features = np.stack([share, *parts, best, three, np.log1p(before), *ranks], axis=1)
    return Candidates(places, units, documents, scores, features.astype(np.float64))


def _question(query: SearchQuery, snapshot: Snapshot) -> Words | None:
    """Words typed one after the other, more than a few of them."""
    node = query.node
    if (
        not isinstance(node, Words)
        or node.field is not Field.ANY
        or node.match not in (Match.AUTO, Match.ANY)
    ):
        return None
    return node if len(snapshot.terms(node.text).outer) > SHORT_QUERY else None


def _best(shown: tuple[Matched, ...], table: DocumentTable, view: DayView) -> tuple[Ids, Ids, Ids, Weights]:
    """(segment, unit, document, score) of the best articles, best first."""
    rows: list[tuple[Ids, Ids, Ids, Weights]] = []
    for place, part in enumerate(shown):
        segment = table.segments[place]
        held = np.flatnonzero(segment.unit_version[part.ids] != HEAD)
        units = part.ids[held].astype(np.int64)
        documents = segment.unit_document[units].astype(np.int64) + table.offsets[place]
        scores = (part.scores[held] + table.prior[documents]) * view.factor[documents]
        if len(scores) > MOST:
            top = np.argpartition(scores, len(scores) - MOST)[len(scores) - MOST :]
            units, documents, scores = units[top], documents[top], scores[top]
        rows.append((np.full(len(units), place, np.int64), units, documents, scores))
    if not rows:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty, np.zeros(0, np.float32)
    places, units, documents, scores = (np.concatenate(column) for column in zip(*rows, strict=True))
    order = np.lexsort((units, places, -scores))[:MOST]
    return places[order], units[order], documents[order], scores[order]


def _of_documents(documents: Ids, share: Weights) -> tuple[Weights, Weights, Ids]:
    """For each article, best first: its document's best, the mean of its document's best three, and how many of the
    document's articles are better."""
    order = np.argsort(documents, kind="stable")
    grouped = documents[order]
    starts = np.flatnonzero(np.diff(grouped, prepend=-1))
    lengths = np.diff(np.append(starts, len(grouped)))
    place = np.arange(len(grouped)) - np.repeat(starts, lengths)
    three = np.add.reduceat(np.where(place < 3, share[order], 0), starts) / 3
    best, mean, before = np.empty_like(share), np.empty_like(share), np.empty(len(share), np.int64)
    best[order] = np.repeat(share[order][starts], lengths)
    mean[order] = np.repeat(three, lengths)
    before[order] = place
    return best, mean, before
