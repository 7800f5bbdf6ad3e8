"""What stands beside a named article: what cites it; beside an everyday word: the legal one where little has the first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from indexer.library import Library, SearchRequest
from indexer.search.query import Filters
from tests.builders.drafts import library_of

TODAY = date(2026, 6, 1)
NOISE = """云岭省示例噪声规定
（2019年3月1日云岭省人民政府令第40号公布）

第一条　为了减少示例噪声，制定本规定。

第二条　示例市场的噪声由示例厅管理。

示例噪声的标准由示例厅制定。

第三条　本规定自2019年5月1日起施行。
"""
NOTICE = """云岭省示例厅关于示例噪音的通知
云示发〔2021〕7号

各市示例局：

夜间不得有示例噪音。具体按照《云岭省示例噪声规定》第二条执行。

云岭省示例厅
2021年4月2日
"""
OTHER = """云岭省示例秤具规定
（2018年3月1日云岭省人民政府令第39号公布）

第一条　为了规范示例秤具，制定本规定。

第二条　示例秤具由示例厅管理。
"""
FILES = {"甲.txt": NOISE, "乙.txt": NOTICE, "丙.txt": OTHER}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("beside")
    library, _ = library_of(folder, FILES)
    yield library
    library.close()


@pytest.mark.parametrize(
    "query", ["云岭省示例噪声规定第二条", "《云岭省示例噪声规定》2条", "云岭省示例噪声规定 2"]
)
def test_beside_an_article_stands_what_cites_it(library: Library, query: str) -> None:
    answer = library.search(SearchRequest(query, TODAY))
    assert [hit.title for hit in answer.hits] == ["云岭省示例噪声规定", "云岭省示例厅关于示例噪音的通知"]
    assert [p.path for p in answer.hits[0].provisions] == ["art-2"]
    assert answer.notes == ()


def test_a_paragraph_is_called_by_its_article(library: Library) -> None:
    answer = library.search(SearchRequest("云岭省示例噪声规定第二条第二款", TODAY))
    assert [(p.path, p.label) for p in answer.hits[0].provisions] == [("art-2.par-2", "第二条第二款")]


def test_what_few_texts_have_is_asked_for_in_other_words_as_well(library: Library) -> None:
    answer = library.search(SearchRequest("噪音", TODAY))
    assert {hit.title for hit in answer.hits} == {"云岭省示例噪声规定", "云岭省示例厅关于示例噪音的通知"}
    assert any("一并按“噪声”检索了“噪音”" in note for note in answer.notes)
    assert set(library.every(SearchRequest("噪音", TODAY))) == {hit.id for hit in answer.hits}


def test_three_words_that_hardly_anything_has_are_followed_by_parts_of_them(library: Library) -> None:
    answer = library.search(SearchRequest("夜间 示例 通知", TODAY))
    assert answer.total == len(FILES)
    assert any("同时含有全部检索词的只有 1 件" in note for note in answer.notes)
    insisted = library.search(SearchRequest("夜间 AND 示例 AND 通知", TODAY))
    assert (insisted.total, insisted.notes) == (1, ())


def test_several_filters_that_each_leave_nothing(library: Library) -> None:
    answer = library.search(SearchRequest("示例", TODAY, Filters(year=(1999,), kind=("law",))))
    assert (answer.total, answer.relaxations) == (0, ())
    assert answer.notes == (f"去掉全部筛选条件，可找到 {len(FILES)} 件",)


def test_an_act_that_was_not_yet_there_is_said(library: Library) -> None:
    answer = library.search(SearchRequest("云岭省示例噪声规定", date(2018, 6, 1)))
    assert "云岭省示例噪声规定" not in [hit.title for hit in answer.hits]
    assert answer.notes[0] == "《云岭省示例噪声规定》在2018-06-01还没有公布（2019-03-01公布）"


def test_a_phrase_is_never_asked_for_in_other_words(library: Library) -> None:
    assert library.search(SearchRequest("“噪音”", TODAY)).total == 1


def test_an_article_with_words_behind_it(library: Library) -> None:
    answer = library.search(SearchRequest("云岭省示例噪声规定第二条 夜间", TODAY))
    assert [hit.title for hit in answer.hits] == ["云岭省示例噪声规定", "云岭省示例厅关于示例噪音的通知"]
