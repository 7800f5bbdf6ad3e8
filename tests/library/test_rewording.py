"""Other words for what a searcher typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from indexer.library import Library, SearchRequest
from indexer.library.rewording import beside_said, reworded, with_body_names, with_other_words
from indexer.search.query import Field, Group, Match, Occur, Words, plain_words
from tests.builders.drafts import RULE, library_of


def test_everyday_words_stand_for_legal_ones() -> None:
    node, said = reworded(Words("炒鱿鱼 赔偿"))
    texts = {words.text for words in plain_words(node)}
    assert "炒鱿鱼 赔偿" in texts
    assert "解除劳动合同 赔偿" in texts
    assert said[0][0] == "炒鱿鱼"


def test_one_legal_word_never_stands_for_another() -> None:
    for legal in ("住房公积金", "有期徒刑", "故意伤害", "不合格产品", "征收"):
        assert reworded(Words(legal)) == (Words(legal), ())


@pytest.mark.parametrize(
    "node",
    [
        Words("炒鱿鱼", match=Match.EXACT),
        Words("炒鱿鱼", Field.TITLE),
        Words("没有别的说法的词"),
        Group(((Occur.MUST_NOT, Words("炒鱿鱼")),)),
    ],
)
def test_what_is_exact_or_excluded_stays(node: Words | Group) -> None:
    assert reworded(node) == (node, ())


def test_a_question_has_the_other_words_of_its_everyday_ones_beside_it() -> None:
    node = with_other_words(Words("房东要炒鱿鱼怎么办"))
    assert isinstance(node, Words)
    assert node.text == "房东要炒鱿鱼怎么办"
    assert {said for said, _ in node.also} == {"房东", "炒鱿鱼"}
    assert ("炒鱿鱼", "解除劳动合同") in node.also
    assert "也看了“房东”的其他说法：出租人" in beside_said(node)
    # A word in a longer one is not what is asked about; what is typed already is no other word.
    longer = with_other_words(Words("公积金贷款逾期"))
    assert isinstance(longer, Words)
    assert all(said != "贷款" for said, _ in longer.also)
    assert with_other_words(Words("房东是出租人吗")) == Words("房东是出租人吗")


@pytest.mark.parametrize(
    "node",
    [
        None,
        Words("没有别的说法的词"),
        Words("炒鱿鱼", match=Match.EXACT),
        Words("炒鱿鱼", Field.TITLE),
        Group(((Occur.MUST, Words("炒鱿鱼")),)),
    ],
)
def test_what_is_no_question_has_nothing_beside_it(node: Words | Group | None) -> None:
    assert with_other_words(node) == node
    assert beside_said(node) == []


@pytest.mark.parametrize(("text", "beside"), [("单位要炒鱿鱼怎样书面告知", True), ("炒鱿鱼 告知", False)])
def test_other_words_beside_a_question_are_said(library: Library, text: str, beside: bool) -> None:
    answer = library.search(SearchRequest(text, date(2026, 6, 1)))
    assert [p.path for p in answer.hits[0].provisions] == ["art-4"]
    assert any(note.startswith("也看了“炒鱿鱼”") for note in answer.notes) == beside


def test_a_body_is_asked_for_by_all_its_names() -> None:
    node = with_body_names(Words("市场监管总局", Field.BODY))
    assert {words.text for words in plain_words(node)} >= {"市场监管总局", "国家市场监督管理总局"}
    assert with_body_names(Words("市场监管总局")) == Words("市场监管总局")
    assert with_body_names(None) is None


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    text = RULE.replace("违反本办法的，处五百元罚款。", "示例单位解除劳动合同的，应当书面告知。")
    library, _ = library_of(tmp_path, {"甲.txt": text})
    yield library
    library.close()


def test_other_words_are_tried_and_said_where_nothing_has_those_typed(library: Library) -> None:
    answer = library.search(SearchRequest("炒鱿鱼", date(2026, 6, 1)))
    assert [p.path for p in answer.hits[0].provisions] == ["art-4"]
    assert any("炒鱿鱼" in note and "解除劳动合同" in note for note in answer.notes)
