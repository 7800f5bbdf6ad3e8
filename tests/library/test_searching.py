"""A search says what it understood, what to drop when nothing is left, and counts by bodies and explanations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from indexer.library import Library, SearchRequest
from indexer.library.body_tree import BodyTree, body_tree
from indexer.model.bodies import IssuingBody
from indexer.model.document import Issuer
from indexer.search.query import Filters
from tests.builders.drafts import RULE, library_of

TODAY = date(2026, 6, 1)
TITLE = "云岭省示例市场管理办法"
NOTICE = """云岭省示例厅关于加强示例摊位巡查的通知
云示发〔2021〕7号

各市示例局：

请按照《云岭省示例市场管理办法》（以下简称《示例管理办法》）加强巡查。

云岭省示例厅
2021年4月2日
"""
EXPLANATION = """《云岭省示例市场管理办法》政策解读

日期：2010-03-05

一、背景

为了便于理解《云岭省示例市场管理办法》，现解读如下。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("searching")
    library, _ = library_of(folder, {"甲.txt": RULE, "乙.txt": NOTICE, "丙.txt": EXPLANATION})
    yield library
    library.close()


def test_nothing_left_says_which_filter_to_drop(library: Library) -> None:
    answer = library.search(SearchRequest("示例市场 罚款", TODAY, Filters(year=(1999,))))
    assert answer.total == 0
    assert [(row.filter, row.values, row.total) for row in answer.relaxations] == [("year", ("1999",), 1)]
    assert any("去掉“年份：1999”" in note for note in answer.notes)


def test_a_filter_that_changes_nothing_is_not_proposed(library: Library) -> None:
    answer = library.search(SearchRequest("没有这样的词语组合", TODAY, Filters(year=(1999,))))
    assert (answer.total, answer.relaxations) == (0, ())


def test_a_slip_is_shown_and_said(library: Library) -> None:
    answer = library.search(SearchRequest("云岭省示例市厂管理办法", TODAY))
    assert answer.did_you_mean == TITLE
    assert answer.hits[0].title == TITLE
    assert answer.understood["known_by"] == "near"
    assert any("没有叫这个名称的文件" in note for note in answer.notes)


def test_a_short_name_that_a_text_introduces(library: Library) -> None:
    answer = library.search(SearchRequest("示例管理办法", TODAY))
    assert answer.hits[0].title == TITLE
    assert any("按简称理解" in note for note in answer.notes)


def test_an_article_that_is_not_there_is_said(library: Library) -> None:
    answer = library.search(SearchRequest(f"{TITLE}第九十九条", TODAY))
    assert answer.hits[0].title == TITLE
    assert answer.hits[0].provisions == ()
    assert any("没有第99条" in note for note in answer.notes)


def test_a_paragraph_that_is_not_told_apart_gives_its_article(library: Library) -> None:
    answer = library.search(SearchRequest(f"{TITLE}第四条第九款", TODAY))
    assert [p.path for p in answer.hits[0].provisions] == ["art-4"]


def test_words_beside_a_title_find_its_articles(library: Library) -> None:
    answer = library.search(SearchRequest(f"《{TITLE}》投诉电话", TODAY))
    assert answer.hits[0].title == TITLE
    assert "art-3" in [p.path for p in answer.hits[0].provisions]


@pytest.mark.parametrize("prefix", ["云", "云岭", "示例 市场", "yunlingsheng", "ylss", "云示发", "YLSS"])
def test_suggestions(library: Library, prefix: str) -> None:
    titles = [row.text for row in library.suggest(prefix, 5)]
    assert titles
    assert all("示例" in title for title in titles)
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("prefix", ["", " ", "龘", "zzzz", "《》"])
def test_no_suggestions(library: Library, prefix: str) -> None:
    assert library.suggest(prefix, 5) == ()


def test_what_is_explained_is_counted(library: Library) -> None:
    listed = library.search(SearchRequest("", TODAY, Filters(interpreted=True)))
    assert [hit.title for hit in listed.hits] == [TITLE]
    everything = library.search(SearchRequest("", TODAY))
    assert {row.value: row.count for row in everything.facets["interpreted"]} == {"yes": 1, "no": 2}


TREE = BodyTree(
    (
        IssuingBody("a", "示例院"),
        IssuingBody("b", "示例部", aliases=("示部",), parent="a", successors=("c",)),
        IssuingBody("c", "示例新部", parent="a"),
    )
)


def test_bodies_stand_one_above_another() -> None:
    assert TREE.with_above([Issuer("示例部", "b"), Issuer("云岭省示例厅")]) == (
        "示例部",
        "云岭省示例厅",
        "示例院",
    )
    assert TREE.with_above([Issuer("示例院", "a"), Issuer("示例部", "b")]) == ("示例院", "示例部")
    assert (TREE.parent("示例部"), TREE.parent("示例院"), TREE.parent("不知道")) == ("示例院", "", "")


def test_bodies_are_found_by_the_names_people_use() -> None:
    assert (TREE.official("示部"), TREE.official("别的")) == ("示例部", "别的")
    assert TREE.names_for("示部") == ("示部", "示例部", "示例新部")


def test_the_registry_has_no_circle() -> None:
    tree = body_tree()
    for name in list(tree._ids):
        seen = {name}
        while name := tree.parent(name):
            assert name not in seen
            seen.add(name)


def test_a_question_that_finds_little_is_followed_by_parts_of_it(library: Library) -> None:
    question = "市场怎么巡查"
    alone = library.search(SearchRequest("市场巡查", TODAY))
    assert 0 < alone.total < 3
    answer = library.search(SearchRequest(question, TODAY))
    assert answer.hits[0].id == alone.hits[0].id
    assert answer.total > alone.total
    assert any("其余的含有其中一部分" in note for note in answer.notes)
