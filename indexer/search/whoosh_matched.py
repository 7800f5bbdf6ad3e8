"""Matched: units of one segment, with scores that are worked out when they are asked for; and how such sets combine.

Which units match is known before they are scored, so a filter, a day or an order by date leaves fewer to score.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.search.whoosh_segment import Ids, Mask, Weights

_Number = TypeVar("_Number", bound=np.generic)

BISECT_SHARE: Final = 16
"""Numbers fewer than one in so many of a list are looked up in it one by one; more are read off a spread-out list."""


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


def everything(units: int) -> Matched:
    """Every unit, with score 0."""
    return Matched(np.arange(units), lambda ids: np.zeros(len(ids), np.float32))


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


def values_at(found: Matched, ids: Ids) -> Weights:
    """The scores of these units; 0 for one that does not match."""
    held = places(found.ids, ids)[1]
    scores = np.zeros(len(ids), np.float32)
    if held.any():
        scores[held] = found.at(ids[held])
    return scores


def places(among: NDArray[_Number], ids: Ids) -> tuple[NDArray[np.intp], Mask]:
    """Where each number stands in an ascending list, and whether it does; both lists ascending."""
    if not len(among):
        return np.zeros(len(ids), np.intp), np.zeros(len(ids), np.bool_)
    # Of one type with the list: else numpy makes a wider copy of all of it for every search.
    wanted = ids.astype(among.dtype, copy=False)
    at = among.searchsorted(wanted)
    at[at == len(among)] = 0
    return at, among[at] == wanted
