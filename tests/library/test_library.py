"""The façade: status with reasons, the text of a day, search, inventory — on texts written for the test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from indexer.library import Library, NotHeld, SearchRequest, as_json
from indexer.model.characters import compact
from indexer.search.query import Filters
from tests.builders.drafts import AMENDED, RULE, library_of

NOTICE = """云岭省示例厅关于加强示例市场巡查的通知
云示发〔2021〕7号

各市示例局：

请按照《云岭省示例市场管理办法》加强巡查。

云岭省示例厅
2021年4月2日
"""

TITLE = "云岭省示例市场管理办法"
TODAY = date(2026, 6, 1)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": AMENDED, "丙.txt": NOTICE})
    yield library
    library.close()


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2009, 1, 1), "not_yet_in_force"),
        (date(2010, 4, 30), "not_yet_in_force"),
        (date(2010, 5, 1), "in_force"),
        (TODAY, "in_force"),
    ],
)
def test_status_on_a_day(library: Library, day: date, status: str) -> None:
    answer = library.status(TITLE, day)
    assert (answer.found, answer.status) == (True, status)
    assert answer.because


def test_every_reason_quotes_its_source_literally(library: Library) -> None:
    for day in (date(2010, 4, 30), TODAY):
        for reason in library.status(TITLE, day).because:
            source = library.document(reason.evidence.source, day)
            text = "".join(p.label + p.heading + p.text for p in source.provisions)
            assert compact(reason.evidence.quote) in compact(text)


def test_what_nothing_proves_is_unknown(library: Library) -> None:
    answer = library.status("云示发〔2021〕7号", TODAY)
    assert answer.status == "unknown"
    assert any("没有依据不等于有效" in note for note in answer.notes)


def test_what_is_not_held_is_said(library: Library) -> None:
    answer = library.status("云岭省没有的办法", TODAY)
    assert (answer.found, answer.status, answer.because) == (False, "unknown", ())


def test_the_text_of_a_day(library: Library) -> None:
    document = library.resolve_one(TITLE)
    before = library.document(document, date(2018, 6, 4))
    after = library.document(document, date(2018, 6, 5))
    fine = (
        [p.text for p in before.provisions if p.path == "art-4"],
        [p.text for p in after.provisions if p.path == "art-4"],
    )
    assert "五百元" in fine[0][0]
    assert "八百元" in fine[1][0]
    assert len(after.versions) == 2


def test_a_question_finds_the_article_of_the_day(library: Library) -> None:
    answer = library.search(SearchRequest("违反办法罚款多少", date(2015, 1, 1)))
    assert answer.hits[0].title == TITLE
    snippets = "".join(p.snippet for p in answer.hits[0].provisions)
    assert "五百元" in snippets
    assert "八百元" not in snippets


@pytest.mark.parametrize("query", [TITLE, f"《{TITLE}》", "云岭省人民政府令第12号", "云示发[2021]7号"])
def test_known_items_come_first(library: Library, query: str) -> None:
    hit = library.search(SearchRequest(query, TODAY)).hits[0]
    assert hit.title in (TITLE, "云岭省示例厅关于加强示例市场巡查的通知")
    assert hit.title == TITLE or "云示发" in query


@pytest.mark.parametrize("query", [f"{TITLE}第四条", f"《{TITLE}》第4条", f"{TITLE}4条"])
def test_an_article_named_outright_is_shown(library: Library, query: str) -> None:
    hit = library.search(SearchRequest(query, TODAY)).hits[0]
    assert [p.path for p in hit.provisions] == ["art-4"]


def test_an_empty_query_with_filters_lists(library: Library) -> None:
    answer = library.search(SearchRequest("", TODAY, Filters(status=("unknown",))))
    assert [hit.number for hit in answer.hits] == ["云示发〔2021〕7号"]
    assert answer.total == 1


def test_history_has_events_and_versions(library: Library) -> None:
    history = library.history(library.resolve_one(TITLE))
    assert [event.kind for event in history.events] == ["issued", "commenced", "amended"]
    assert [version.dated for version in history.versions] == [date(2010, 3, 1), date(2018, 6, 5)]


def test_json_has_the_contract_names(library: Library) -> None:
    plain = as_json(library.status(TITLE, TODAY))
    assert set(plain) >= {
        "ref",
        "found",
        "id",
        "title",
        "number",
        "status",
        "on",
        "version",
        "because",
        "successor",
        "candidates",
    }
    assert set(plain["version"]) >= {"from", "until"}
    found = as_json(library.search(SearchRequest("罚款", TODAY)))
    assert set(found) >= {"query", "understood", "on", "total", "took_ms", "hits", "facets", "did_you_mean"}
    assert set(found["hits"][0]) >= {
        "id",
        "title",
        "number",
        "bodies",
        "kind",
        "status",
        "issued",
        "effective",
        "version",
        "score",
        "provisions",
    }


def test_the_inventory_adds_up(library: Library) -> None:
    stats = library.stats(TODAY)
    assert stats.documents == 2
    assert sum(stats.by_status.values()) == sum(stats.by_kind.values()) == 2


def test_an_ambiguous_reference_lists_its_candidates(library: Library) -> None:
    with pytest.raises(NotHeld, match="没有收录"):
        library.resolve_one("云岭省没有的办法")


def test_the_original_is_the_file_that_came_in(library: Library) -> None:
    document = library.resolve_one(TITLE)
    assert library.original(document).path.read_text(encoding="utf-8") == AMENDED
