"""However a query is typed — traditional characters, other widths, invisible debris — it finds what the plain one finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from indexer.library import Library, SearchRequest
from indexer.library.answers import SearchAnswer
from tests.builders.drafts import RULE, library_of

TODAY = date(2026, 6, 1)
TRADITIONAL = """雲嶺省示例後勤管理辦法

（2012年3月4日雲嶺省人民政府公布）

第一條　為了規範示例後勤，制定本辦法。
第二條　後勤單位應當對於設備進行登記，徵求職工意見。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library, _ = library_of(tmp_path_factory.mktemp("typed"), {"甲.txt": RULE, "乙.txt": TRADITIONAL})
    yield library
    library.close()


def asked(library: Library, text: str) -> SearchAnswer:
    return library.search(SearchRequest(text, TODAY))


def shown(answer: SearchAnswer) -> list[tuple[str, list[str], list[str]]]:
    """Each hit with its articles and the words marked in them."""
    return [
        (
            hit.id,
            [provision.path for provision in hit.provisions],
            [p.snippet[a:b] for p in hit.provisions for a, b in p.marks],
        )
        for hit in answer.hits
    ]


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("罰款", "罚款"),
        ("罚\u200b款", "罚款"),
        ("\ufeff罚款\u2060", "罚款"),
        ("罚款\u3000\u3000市场", "罚款 市场"),
        ("罚款\xa0市场", "罚款 市场"),
        ("罚款\t\r\n市场", "罚款 市场"),
        ("“示例市場”", "“示例市场”"),
        ("「示例市場」", "“示例市场”"),
        ("＂示例市场＂", '"示例市场"'),
        ("標題：管理辦法", "标题:管理办法"),
        ("機關：雲嶺省人民政府", "机关:云岭省人民政府"),
        ("條：４", "条:4"),
        ("年：２０１０", "年:2010"),
        ("時效：現行有效", "时效:现行有效"),
        ("罚款 ＯＲ 登記", "罚款 OR 登记"),
        ("市場 ＮＯＴ 罰款", "市场 NOT 罚款"),
        ("市場 －罰款", "市场 -罚款"),
        ("（罚款 或 登記）市場", "(罚款 或 登记) 市场"),
        ("雲嶺省示例市場管理辦法", "云岭省示例市场管理办法"),
        ("雲嶺省示例市場管理辦法第４條", "云岭省示例市场管理办法第四条"),
        ("⽰例市场 罚款", "示例市场 罚款"),
    ],
)
def test_however_it_is_typed(library: Library, typed: str, plain: str) -> None:
    wanted = shown(asked(library, plain))
    assert wanted
    assert shown(asked(library, typed)) == wanted


@pytest.mark.parametrize("text", ["后勤单位", "後勤單位", "“对于设备进行登记”", "征求职工意见", "标题:后勤"])
def test_a_text_in_traditional_characters_is_found_by_either(library: Library, text: str) -> None:
    answer = asked(library, text)
    assert answer.hits[0].title == "雲嶺省示例後勤管理辦法"


def test_what_is_shown_keeps_its_own_characters(library: Library) -> None:
    provision = asked(library, "后勤单位 登记").hits[0].provisions[0]
    assert "後勤單位應當" in provision.snippet
    assert {provision.snippet[a:b] for a, b in provision.marks} >= {"後勤", "登記"}


def test_a_title_in_traditional_characters_is_a_known_item(library: Library) -> None:
    for text in ("云岭省示例后勤管理办法", "雲嶺省示例後勤管理辦法", "yunlingshengshilihouqinguanlibanfa"):
        assert asked(library, text).understood["known_item"], text
    assert [row.text for row in library.suggest("云岭省示例后", 5)] == ["雲嶺省示例後勤管理辦法"]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("停车" * 400, "过长"),
        ("停 " * 40, "过多"),
        ("(" * 30 + "停车" + ")" * 30, "嵌套"),
        ("标题:", "没有内容"),
    ],
)
def test_what_was_left_out_is_said_with_the_answer(library: Library, text: str, note: str) -> None:
    assert any(note in said for said in asked(library, text).notes)
