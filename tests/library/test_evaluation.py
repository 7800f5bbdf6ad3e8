"""Judged queries: entries resolve to provisions or documents, and what cannot be resolved counts as not found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from indexer.library import Judged, Library, evaluate, read_judged
from tests.builders.drafts import RULE, library_of

TODAY = date(2026, 6, 1)
TITLE = "云岭省示例市场管理办法"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    book = RULE.replace("示例市场管理办法", "示例法典物权编")
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": book})
    yield library
    library.close()


@pytest.mark.parametrize(
    ("query", "entry", "found"),
    [
        ("公示收费标准和投诉电话", f"{TITLE}第三条", True),
        ("公示收费标准和投诉电话", f"{TITLE}（2010-03-01）第三条", True),
        ("公示收费标准和投诉电话", f"《{TITLE}》第3条", True),
        ("公示收费标准和投诉电话", "云岭省示例法典第三条", True),
        ("示例市场收费", TITLE, True),
        ("公示收费标准和投诉电话", f"{TITLE}第五条", False),
    ],
)
def test_an_entry_is_judged_at_its_own_level(library: Library, query: str, entry: str, found: bool) -> None:
    figures = evaluate(library, [Judged(query, (entry,))], TODAY)
    assert figures.unresolved == ()
    assert figures.recall[5] == float(found)
    assert (figures.mrr > 0) is found
    assert (figures.ndcg > 0) is found


@pytest.mark.parametrize("entry", ["没有收录的办法", f"{TITLE}第九十九条", "没有收录的办法第一条"])
def test_an_unresolved_entry_is_named_and_counts_as_not_found(library: Library, entry: str) -> None:
    figures = evaluate(library, [Judged("公示收费标准", (f"{TITLE}第三条", entry))], TODAY)
    assert figures.unresolved == (entry,)
    assert figures.recall[100] == 0.5
    assert figures.as_json()["unresolved"] == 1


def test_the_day_of_a_query_is_its_own(library: Library) -> None:
    judged = Judged("公示收费标准", (f"{TITLE}第三条",), date(1999, 1, 1))
    assert evaluate(library, [judged], TODAY).recall[100] == 0.0


def test_reading_names_the_bad_line() -> None:
    assert read_judged(['{"query": "甲", "relevant": ["乙"], "on": "2020-01-02"}', ""]) == (
        Judged("甲", ("乙",), date(2020, 1, 2)),
    )
    for bad in ("{", '{"query": "甲"}', "[1]", '{"query": "甲", "relevant": ["乙"], "on": "昨天"}'):
        with pytest.raises(ValueError, match="第2行"):
            read_judged(['{"query": "甲", "relevant": []}', bad])
