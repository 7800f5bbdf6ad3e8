"""Matched: units of one segment, with scores that are worked out when they are asked for; and how such sets combine.

Which units match is known before they are scored, so a filter, a day or an order by date leaves fewer to score.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.search.whoosh_codec import Postings
from indexer.search.whoosh_segment import Ids, Mask, Segment, Weights

_Number = TypeVar("_Number", bound=np.generic)

BISECT_SHARE: Final = 16
"""Numbers fewer than one in so many of a list are looked up in it one by one; more are read off a spread-out list."""


_READ: Final = 32
"""So few units are read sooner than looked up in one more list."""


class Matched:
    """The numbers of the units that match, ascending, and the score of each.

    ``score`` is the scores themselves, or a function that gives those of some of the units (``ids`` or a part of it).
    Never changes.
    """

    __slots__ = ("_score", "_scores", "ids")

    def __init__(self, ids: Ids, score: Weights | Callable[[Ids], Weights]) -> None:
        self.ids = ids
        self._scores: Weights | None = None if callable(score) else score
        self._score = score if callable(score) else None

    @property
    def scores(self) -> Weights:
        """The score of each unit."""
        if self._scores is None:
            assert self._score is not None
            self._scores = self._score(self.ids)
        return self._scores

    def at(self, ids: Ids) -> Weights:
        """The scores of units that are all among these."""
        if self._scores is None:
            assert self._score is not None
            return self._score(ids)
        return self._scores[np.searchsorted(self.ids, ids.astype(self.ids.dtype, copy=False))]

    def within(self, kept: Mask | Ids) -> Matched:
        """The part of ``ids`` that a mask keeps, or that stands at these places."""
        if self._scores is not None:
            return Matched(self.ids[kept], self._scores[kept])
        assert self._score is not None
        return Matched(self.ids[kept], self._score)


def nothing() -> Matched:
    """No unit."""
    return Matched(np.zeros(0, np.int64), np.zeros(0, np.float32))


def everything(scope: Scope) -> Matched:
    """Every unit of the scope, with score 0."""
    return Matched(scope.all(), lambda ids: np.zeros(len(ids), np.float32))


def evenly(ids: Ids) -> Matched:
    """These units, with score 1."""
    return Matched(ids, lambda ids: np.ones(len(ids), np.float32))


def all_of(required: Sequence[Matched], optional: Sequence[Matched]) -> Matched:
    """Units in all of the required; the optional add to their scores."""
    if len(required) == 1 and not optional:
        return required[0]

    def score(ids: Ids) -> Weights:
        scores = np.zeros(len(ids), np.float32)
        for found in required:
            scores += found.at(ids)
        for found in optional:
            scores += values_at(found, ids)
        return scores

    return Matched(intersect([found.ids for found in required]), score)


def any_of(optional: Sequence[Matched]) -> Matched:
    """Units in any; scores add up."""
    if len(optional) == 1:
        return optional[0]
    ids = np.unique(np.concatenate([found.ids for found in optional]))
    return all_of([Matched(ids, lambda ids: np.zeros(len(ids), np.float32))], optional)


def without(found: Matched, excluded: Sequence[Matched]) -> Matched:
    """What is in none of the excluded."""
    for other in excluded:
        found = found.within(~places(other.ids, found.ids)[1])
    return found


def intersect(lists: Sequence[Ids]) -> Ids:
    """The numbers in all lists, shortest first."""
    ordered = sorted(lists, key=len)
    found = ordered[0]
    for other in ordered[1:]:
        if not len(found):
            break
        if len(found) * BISECT_SHARE < len(other):
            found = found[places(other, found)[1]]
        else:
            marked = np.zeros(int(other[-1]) + 1, np.bool_)
            marked[other] = True
            found = found[: found.searchsorted(len(marked))]
            found = found[marked[found]]
    return found


@dataclass(frozen=True, slots=True)
class Scope:
    """Which units of a segment may be found: those ``visible``, of these documents (None: of all)."""

    segment: Segment
    visible: Mask
    documents: Ids | None = None

    def of(self, ids: Ids) -> Ids:
        """Those of the units that are in the scope."""
        if self.documents is not None:
            ids = ids[units_of(ids, self.segment, self.documents)]
        return ids[self.visible[ids]]

    def all(self) -> Ids:
        """Every unit of the scope."""
        if self.documents is None:
            return self.visible.nonzero()[0]
        return self.of(np.arange(self.segment.units))

    def where(self, mask: Mask) -> Ids:
        """The units of the scope that a mask keeps."""
        if self.documents is None:
            return np.flatnonzero(self.visible & mask)
        return self.of(mask.nonzero()[0])


def units_of(ids: Ids, segment: Segment, documents: Ids) -> Ids | Mask:
    """Where in ``ids`` the units of these documents stand (both ascending): few are looked up where they would be."""
    if len(documents) * BISECT_SHARE >= len(ids):
        own = np.zeros(len(segment.documents), np.bool_)
        own[documents] = True
        return own[segment.unit_document[ids]]
    edges = segment.first_unit[documents], segment.first_unit[documents + 1]
    first, last = (ids.searchsorted(edge.astype(ids.dtype)) for edge in edges)
    counts = last - first
    before = np.cumsum(counts)
    return np.repeat(first - before + counts, counts) + np.arange(before[-1] if len(before) else 0)


def in_all(terms: Sequence[Postings], scope: Scope, *, roughly: bool = False) -> Ids:
    """The units of the scope in which all terms occur; roughly: a few among which all of these are will do."""
    rarest, *others = sorted(terms, key=len)
    if rarest.spread is None or scope.documents is not None:
        found = scope.of(rarest.ids)
    else:
        # Common terms are looked at in every unit, which needs no numbers of units.
        held = rarest.spread > 0
        while others and (spread := others[0].spread) is not None:
            held &= spread > 0
            del others[0]
        found = scope.where(held)
    for other in others:
        if roughly and len(found) <= _READ:
            break
        found = found[other.spread[found] > 0] if other.spread is not None else intersect([found, other.ids])
    return found


def counts_at(term: Postings, ids: Ids) -> NDArray[np.unsignedinteger[Any]]:
    """How often a term occurs in each of these units (ascending)."""
    if term.spread is not None:
        return term.spread[ids]
    listed, counts = term.ids, term.counts
    if len(ids) * BISECT_SHARE < len(listed):
        at, held = places(listed, ids)
        return counts[at] * held
    spread = np.zeros(max(int(listed[-1]), int(ids[-1])) + 1, counts.dtype)
    spread[listed] = counts
    return spread[ids]


def values_at(found: Matched, ids: Ids) -> Weights:
    """The scores of these units; 0 for one that does not match."""
    held = places(found.ids, ids)[1]
    scores = np.zeros(len(ids), np.float32)
    if held.any():
        scores[held] = found.at(ids[held])
    return scores


def places(among: NDArray[_Number], ids: Ids) -> tuple[NDArray[np.intp], Mask]:
    """Where each number stands in an ascending list, and whether it does."""
    if not len(among):
        return np.zeros(len(ids), np.intp), np.zeros(len(ids), np.bool_)
    # Of one type with the list: else numpy makes a wider copy of all of it for every search.
    wanted = ids.astype(among.dtype, copy=False)
    # Before the last: so each place is one of the list's.
    at = among[:-1].searchsorted(wanted)
    return at, among[at] == wanted
