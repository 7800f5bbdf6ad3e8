"""Matched: units of one segment with their scores, as two arrays; and how such sets combine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.search.whoosh_segment import Ids, Weights


@dataclass(frozen=True, slots=True)
class Matched:
    """The numbers of the units that match, ascending, and the score of each."""

    ids: Ids
    scores: Weights


def nothing() -> Matched:
    """No unit."""
    return Matched(np.zeros(0, np.int64), np.zeros(0, np.float32))


def everything(units: int) -> Matched:
    """Every unit, with score 0."""
    return Matched(np.arange(units), np.zeros(units, np.float32))


def evenly(ids: Ids) -> Matched:
    """These units, with score 1."""
    return Matched(ids, np.ones(len(ids), np.float32))


def all_of(required: Sequence[Matched], optional: Sequence[Matched]) -> Matched:
    """Units in all of the required; the optional add to their scores."""
    ids = intersect([found.ids for found in required])
    scores = np.zeros(len(ids), np.float32)
    for found in (*required, *optional):
        scores += values_at(found, ids)
    return Matched(ids, scores)


def any_of(optional: Sequence[Matched]) -> Matched:
    """Units in any; scores add up."""
    if len(optional) == 1:
        return optional[0]
    ids = np.unique(np.concatenate([found.ids for found in optional]))
    return all_of([Matched(ids, np.zeros(len(ids), np.float32))], optional)


def without(found: Matched, excluded: Sequence[Matched]) -> Matched:
    """What is in none of the excluded."""
    for other in excluded:
        kept = ~_held(other.ids, found.ids)[1]
        found = Matched(found.ids[kept], found.scores[kept])
    return found


def intersect(lists: Sequence[Ids]) -> Ids:
    """The numbers in all lists, shortest first."""
    ordered = sorted(lists, key=len)
    found = ordered[0]
    for other in ordered[1:]:
        if not len(found):
            break
        found = found[_held(other, found)[1]]
    return found


def values_at(found: Matched, ids: Ids) -> Weights:
    """The scores of these units; 0 for one that does not match."""
    at, held = _held(found.ids, ids)
    scores = np.zeros(len(ids), np.float32)
    scores[held] = found.scores[at[held]]
    return scores


def _held(among: Ids, ids: Ids) -> tuple[Ids, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Where each number stands in an ascending list, and whether it does."""
    if not len(among):
        return np.zeros(len(ids), np.int64), np.zeros(len(ids), np.bool_)
    # Of one type with the list: else numpy makes a wider copy of all of it for every search.
    wanted = ids.astype(among.dtype, copy=False)
    at = np.searchsorted(among, wanted)
    at[at == len(among)] = 0
    return at, among[at] == wanted
