"""Sets of scored units combine as sets do, and scores add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.whoosh_matched import Matched, all_of, any_of, intersect, values_at, without

SCORED = st.dictionaries(st.integers(0, 30), st.integers(0, 9), max_size=12)


def made(scored: dict[int, int]) -> Matched:
    ids = sorted(scored)
    return Matched(np.array(ids, np.int32), np.array([scored[n] for n in ids], np.float32))


def plain(found: Matched) -> dict[int, float]:
    assert found.ids.tolist() == sorted(set(found.ids.tolist()))
    return dict(zip(found.ids.tolist(), found.scores.tolist(), strict=True))


@given(st.lists(SCORED, min_size=1, max_size=4), st.lists(SCORED, max_size=3))
def test_required_sets_are_intersected_and_all_scores_added(
    required: list[dict[int, int]], optional: list[dict[int, int]]
) -> None:
    expected = {
        number: sum(scored.get(number, 0) for scored in (*required, *optional))
        for number in set(required[0]).intersection(*required)
    }
    assert plain(all_of([made(s) for s in required], [made(s) for s in optional])) == expected


@given(st.lists(SCORED, min_size=1, max_size=4))
def test_optional_sets_are_united_and_scores_added(optional: list[dict[int, int]]) -> None:
    expected = {n: sum(scored.get(n, 0) for scored in optional) for n in set().union(*optional)}
    assert plain(any_of([made(s) for s in optional])) == expected


@given(SCORED, st.lists(SCORED, max_size=3))
def test_excluded_sets_are_taken_out(found: dict[int, int], excluded: list[dict[int, int]]) -> None:
    expected = {n: score for n, score in found.items() if not any(n in other for other in excluded)}
    assert plain(without(made(found), [made(s) for s in excluded])) == expected


@given(SCORED, st.sets(st.integers(0, 30)))
def test_a_unit_that_does_not_match_has_no_score(found: dict[int, int], ids: set[int]) -> None:
    asked = sorted(ids)
    assert values_at(made(found), np.array(asked, np.int64)).tolist() == [found.get(n, 0) for n in asked]


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ([[1, 2, 3]], [1, 2, 3]),
        ([[1, 2, 3], [2, 3, 9]], [2, 3]),
        ([[5], [1, 2]], []),
        ([[], [1, 2]], []),
        ([[1, 2], [], [2]], []),
    ],
)
def test_numbers_in_all_lists(lists: list[list[int]], expected: list[int]) -> None:
    assert intersect([np.array(numbers, np.int32) for numbers in lists]).tolist() == expected
