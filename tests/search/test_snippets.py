"""Snippets show why an article was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import Analyzer, default_segmenter
from indexer.search.query import Match, Words
from indexer.search.snippets import make_snippet, marker, wanted_strings

ANALYZER = Analyzer(default_segmenter(), frozenset({"多少", "吗"}))


def test_a_short_text_is_shown_whole_with_its_marks() -> None:
    snippet = make_snippet("占用道路停车的，处二百元罚款。", marker(["停车", "罚款"]))
    assert [snippet.text[a:b] for a, b in snippet.marks] == ["停车", "罚款"]
    assert snippet.text == "占用道路停车的，处二百元罚款。"


def test_a_long_text_is_cut_where_the_words_are() -> None:
    text = (
        "示例单位应当遵守本办法的一般规定。" * 40
        + "占用道路停车的，处二百元罚款。"
        + "示例单位应当接受监督检查。" * 40
    )
    snippet = make_snippet(text, marker(["停车", "罚款"]))
    assert {snippet.text[a:b] for a, b in snippet.marks} == {"停车", "罚款"}
    assert snippet.text in text
    assert snippet.text.endswith("。")
    assert len(snippet.text) < 200


@pytest.mark.parametrize(
    ("before", "after", "starts", "ends"),
    [
        ("", "示" * 300, "停车", "示…"),
        ("示例规定。" * 40, "示" * 300, "示例规定。", "示…"),
        ("示" * 300, "。" + "示例规定。" * 40, "…示", "示例规定。"),
        ("示" * 300, "示" * 300, "…示", "示…"),
        ("示" * 300, "", "…示", "停车"),
    ],
)
def test_where_a_sentence_is_cut_is_said(before: str, after: str, starts: str, ends: str) -> None:
    text = f"{before}停车{after}"
    snippet = make_snippet(text, marker(["停车"]))
    assert snippet.text.startswith(starts)
    assert snippet.text.endswith(ends)
    assert snippet.text.strip("…") in text
    assert [snippet.text[a:b] for a, b in snippet.marks] == ["停车"]


def test_phrases_are_marked_whole() -> None:
    wanted = wanted_strings([Words("明码标价", match=Match.EXACT), Words("停车收费吗")], ANALYZER)
    assert "明码标价" in wanted
    assert "吗" not in wanted


def test_what_a_word_is_called_otherwise_is_marked_too() -> None:
    asked = Words("被公司辞退有什么补偿", also=(("辞退", "解除劳动合同"),))
    assert "解除劳动合同" in wanted_strings([asked], ANALYZER)


@given(
    st.text(max_size=400) | st.text("示例。；： 停车", max_size=400),
    st.lists(st.text(min_size=1, max_size=4), max_size=4),
)
def test_marks_lie_inside_and_do_not_overlap(text: str, wanted: list[str]) -> None:
    snippet = make_snippet(text, marker(wanted))
    whole = make_snippet(text, (), width=1_000).text
    assert snippet.text.removeprefix("…").removesuffix("…") in whole
    at = 0
    for start, end in snippet.marks:
        assert at <= start < end <= len(snippet.text)
        at = end
