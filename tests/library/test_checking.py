"""Every citation of a draft judged on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from indexer.ingest.draft_reader import read_text
from indexer.library import CheckedCitation, Library, check_rows, names_in
from tests.builders.drafts import RULE, library_of
from tests.library.test_citing import LATER, NEW, OLD

ON = date(2020, 1, 1)
AMENDED = """云岭省样例登记办法
（2012年3月1日云岭省人民政府令第20号公布　根据2018年6月5日《云岭省人民政府关于修改〈云岭省样例登记办法〉的决定》修正）

第一条　为了规范样例登记，制定本办法。

第二条　申请登记的，应当提交申请书和身份证明，登记机关在五日内答复。

第三条　本办法自2012年5月1日起施行。
"""
BEFORE = """云岭省样例登记办法
（2012年3月1日云岭省人民政府令第20号公布）

第一条　为了规范样例登记，制定本办法。

第二条　申请登记的，应当提交申请书，登记机关在三十日内答复。

第三条　登记机关收取登记费五十元。

第四条　本办法自2012年5月1日起施行。
"""
FUTURE = """云岭省未来样品条例
（2019年12月1日云岭省第十三届人民代表大会常务委员会第九次会议通过）

第一条　为了规范样品，制定本条例。

第二条　本条例自2021年1月1日起施行。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    files = {
        "旧.txt": OLD,
        "新.txt": NEW,
        "细则.txt": LATER,
        "市场.txt": RULE,
        "登记.txt": AMENDED,
        "登记旧.txt": BEFORE,
        "未来.txt": FUTURE,
    }
    library, _ = library_of(tmp_path_factory.mktemp("checking"), files)
    yield library
    library.close()


def judged(library: Library, sentence: str) -> list[CheckedCitation]:
    text = f"关于示例工作的意见（草案）\n一、总体要求\n{sentence}\n"
    answer = library.check(read_text(text), ON)
    for item in answer.citations:
        assert text[item.start : item.end].strip() == item.text.strip()
    return list(answer.citations)


CASES = [
    ("按照《云岭省示例市场管理办法》第三条第（二）项办理。", "in_force", "art-3.par-1.item-2"),
    ("按照《云岭省示例市场管理办法》第一百二十条办理。", "provision_missing", "art-120"),
    ("按照《云岭省样例登记办法》办理。", "in_force", None),
    ("按照《云岭省样例登记办法》第四条办理。", "amended_since", "art-4"),
    ("按照《云岭省样例登记办法》（云岭省人民政府令第20号）办理。", "amended_since", None),
    ("按照2012年3月1日公布的《云岭省样例登记办法》办理。", "amended_since", None),
    ("按照《云岭省样例登记办法》第二条“登记机关在五日内答复”的规定办理。", "in_force", "art-2"),
    ("按照《云岭省样例登记办法》第二条“登记机关在三十日内答复”的规定办理。", "amended_since", "art-2"),
    ("按照《云岭省未来样品条例》办理。", "not_yet_in_force", None),
    ("按照《云岭省样本管理办法》办理。", "in_force", None),
    ("按照《云岭省样本管理办法》（云岭省人民政府令第3号）办理。", "not_in_force", None),
    ("按照云岭省人民政府令第3号办理。", "not_in_force", None),
    ("按照《云岭省样本管理暂行办法》办理。", "unrecognised", None),
    ("按照《云岭省从未有过的规定》办理。", "unrecognised", None),
    ("按照云政发〔1999〕99号文件办理。", "unrecognised", None),
]


@pytest.mark.parametrize(("sentence", "verdict", "provision"), CASES)
def test_a_citation_is_judged(library: Library, sentence: str, verdict: str, provision: str | None) -> None:
    (item,) = judged(library, sentence)
    assert (item.verdict, item.provision) == (verdict, provision)


def test_a_quotation_that_differs_is_a_finding(library: Library) -> None:
    (item,) = judged(library, "《云岭省样例登记办法》第二条规定：“登记机关在九十九日内答复”。")
    assert (item.verdict, item.quote) == ("in_force", "differs")
    assert item.is_finding
    assert "五日内" in item.notes[-1]


def test_reasons_successor_candidates_and_the_number_of_articles_are_said(library: Library) -> None:
    (gone,) = judged(library, "按照云岭省人民政府令第3号办理。")
    assert gone.because
    assert gone.because[-1].evidence.quote
    assert gone.successor is not None
    assert gone.successor.title == "云岭省样本管理办法"
    (near,) = judged(library, "按照《云岭省样本管理暂行办法》办理。")
    assert "云岭省样本管理办法" in [c.title for c in near.candidates]
    (missing,) = judged(library, "按照《云岭省示例市场管理办法》第一百二十条办理。")
    assert "第一百二十条" in missing.notes[-1]
    assert "5 条" in missing.notes[-1]


def test_none_is_left_out_and_the_summary_counts_them(library: Library) -> None:
    text = "\n".join(sentence for sentence, _, _ in CASES)
    answer = library.check(read_text(f"关于示例工作的意见\n一、总体要求\n{text}\n"), ON)
    assert len(answer.citations) == len(CASES)
    assert sum(answer.summary.values()) == len(CASES)


def test_a_list_is_answered_in_its_order(library: Library) -> None:
    names = [
        "云岭省人民政府令第3号",
        "《云岭省示例市场管理办法》",
        "没有的办法",
        "云岭省样例登记办法（云岭省人民政府令第20号）",
    ]
    answer = library.check_names(names, ON)
    assert [(item.text, item.verdict) for item in answer.citations] == [
        (names[0], "not_in_force"),
        (names[1], "in_force"),
        (names[2], "unrecognised"),
        (names[3], "amended_since"),
    ]


def test_what_could_not_be_read_is_said(library: Library) -> None:
    answer = library.check(read_text(""), ON)
    assert answer.unread
    assert answer.citations == ()


def test_a_changed_article_is_shown_as_cited_and_as_it_is(library: Library) -> None:
    (item,) = judged(library, "按照《云岭省样例登记办法》（云岭省人民政府令第20号）第二条办理。")
    assert item.verdict == "amended_since"
    assert "三十日内" in item.was
    assert "五日内" in item.now
    (same,) = judged(library, "按照《云岭省样例登记办法》（云岭省人民政府令第20号）第一条办理。")
    assert (same.was, same.now) == ("", "")
    assert same.notes[-1] == "第一条的文字没有变化"


def test_an_act_of_the_same_title_named_by_an_earlier_day_is_not_the_later_one(library: Library) -> None:
    (item,) = judged(library, "按照1985年3月1日公布的《云岭省样例登记办法》办理。")
    assert item.verdict == "unrecognised"


def test_a_place_that_goes_on_from_one_before_is_shown_with_its_title(library: Library) -> None:
    first, second = judged(library, "按照《云岭省样例登记办法》第一条、第二条办理。")
    assert first.shown == "《云岭省样例登记办法》第一条"
    assert second.shown == "第二条（《云岭省样例登记办法》）"


def test_the_table_has_a_row_for_each_in_order(library: Library) -> None:
    names = ["云岭省人民政府令第3号", "没有的办法", "《云岭省示例市场管理办法》", "没有的办法"]
    head, *rows = check_rows(library.check_names(names, ON))
    assert [row[0] for row in rows] == names
    assert {len(row) for row in rows} == {len(head)}
    assert rows[0][1] == "已不具有效力"
    assert rows[0][head.index("接替")] == "云岭省样本管理办法"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("《甲办法》\n乙政发〔2020〕1号\n丙管理条例", 3),
        ("依照《甲办法》办理。\n乙", None),
        ("", None),
        ("甲办法", None),
    ],
)
def test_a_list_is_told_from_sentences(text: str, count: int | None) -> None:
    found = names_in(text)
    assert (len(found) if found is not None else None) == count


QUOTES = [
    ("《云岭省样例登记办法》第二条规定：“申请登记的……登记机关在五日内答复。”", "same", ""),
    ("《云岭省样例登记办法》第一条规定：“登记机关在五日内答复。”", "differs", "引文是第二条的文字"),
    ("《云岭省样例登记办法》第二条、第一条规定的“登记机关在五日内答复”，应当执行。", "same", ""),
    ("《云岭省样例登记办法》第二条的解释中规定的“登记机关应当尽快答复”，应当执行。", "", ""),
    ("将《云岭省样例登记办法》第二条修改为：“登记机关在三日内答复申请人。”", "", ""),
]


@pytest.mark.parametrize(("sentence", "quote", "said"), QUOTES)
def test_a_quotation_is_compared_with_the_article_it_is_of(
    library: Library, sentence: str, quote: str, said: str
) -> None:
    item = judged(library, sentence)[-1]
    assert item.quote == quote
    assert said in "".join(item.notes)
