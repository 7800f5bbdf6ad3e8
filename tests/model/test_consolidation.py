"""Instructions carried out on the text before; what cannot be carried out is said with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model.agreement import Agreement, check
from indexer.model.consolidation import Consolidation, consolidate
from indexer.model.provisions import Provision, read_text
from indexer.parse.amendments import read_amendments
from tests.builders.drafts import drafts_of

BASE = """云岭省示例码头办法

第一章　总则

第一条　为了示例，制定本办法。

第二条　示例局负责码头的管理。

示例局可以委托示例所，示例站实施检查。

第二章　管理

第三条　开办者应当公示下列事项：

（一）收费标准；

（二）投诉电话；

（三）营业时间。

第四条　违反本办法的，处五百元罚款；情节严重的，责令停业。

第五条　本办法自2010年5月1日起施行。
"""
ARTICLES = ("第一条", "第二条", "第三条", "第四条", "第五条")


def tree(text: str = BASE) -> tuple[Provision, ...]:
    return drafts_of(text)[1][0].provisions


def amended(*instructions: str) -> Consolidation:
    (act,) = read_amendments("\n".join(instructions), "云岭省示例码头办法")
    assert not act.unread
    return consolidate(tree(), act.instructions)


def lines(result: Consolidation) -> list[str]:
    return [line for line in read_text(result.provisions).splitlines() if line != "云岭省示例码头办法"]


def expected(*changes: tuple[str, str]) -> list[str]:
    text = BASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return [line for line in read_text(tree(text)).splitlines() if line != "云岭省示例码头办法"]


@pytest.mark.parametrize(
    ("instructions", "changes"),
    [
        (["第四条中的“五百元”修改为“八百元”。"], [("五百元", "八百元")]),
        (["第二条中的“示例局”修改为“示例厅”。"], [("示例局", "示例厅")]),
        (["第二条第二款中的“示例局”修改为“示例厅”。"], [("示例局可以", "示例厅可以")]),
        (
            ["删去第二条第二款中的“示例站”。"],
            [("示例站实施", "实施")],
        ),
        (["删去第四条中的“情节严重的，责令停业”。"], [("；情节严重的，责令停业。", "。")]),
        (["第一条修改为：“为了规范示例，制定本办法。”"], [("为了示例", "为了规范示例")]),
        (["删去第二条第二款。"], [("示例局可以委托示例所，示例站实施检查。\n\n", "")]),
        (["删去第三条第二项。"], [("（二）投诉电话；\n\n", ""), ("（三）", "（二）")]),
        (["删去第三条第三项。"], [("（二）投诉电话；\n\n（三）营业时间。", "（二）投诉电话。")]),
        (["第三条第一项修改为：“（一）价目”。"], [("收费标准", "价目")]),
        (
            ["第三条增加一项，作为第二项：“（二）经营者名称；”"],
            [("（三）", "（四）"), ("（二）", "（二）经营者名称；\n\n（三）")],
        ),
        (["第三条增加一项，作为第四项：“（四）地址”。"], [("营业时间。", "营业时间；\n\n（四）地址。")]),
        (
            ["第二条增加一款，作为第二款：“示例局应当公开检查结果。”"],
            [("示例局可以", "示例局应当公开检查结果。\n\n示例局可以")],
        ),
        (
            ["删去第四条。"],
            [("第四条　违反本办法的，处五百元罚款；情节严重的，责令停业。\n\n", ""), ("第五条", "第四条")],
        ),
        (
            [
                "增加一条，作为第四条：“开办者应当建立台账。”",
                "第四条改为第五条，将其中的“五百元”修改为“八百元”。",
            ],
            [
                ("第五条", "第六条"),
                ("第四条", "第五条"),
                ("营业时间。", "营业时间。\n\n第四条　开办者应当建立台账。"),
                ("五百元", "八百元"),
            ],
        ),
        (
            ["将第一条和第二条合并，作为第一条，修改为：“示例局依照本办法管理码头。”"],
            [
                ("为了示例，制定本办法。", "示例局依照本办法管理码头。"),
                ("第二条　示例局负责码头的管理。\n\n示例局可以委托示例所，示例站实施检查。\n\n", ""),
                ("第三条", "第二条"),
                ("第四条", "第三条"),
                ("第五条", "第四条"),
            ],
        ),
        (
            ["将第三条第一项、第二项合并，作为第一项，修改为：“（一）收费标准和投诉电话；”"],
            [("（一）收费标准；\n\n（二）投诉电话；\n\n（三）", "（一）收费标准和投诉电话；\n\n（二）")],
        ),
        (
            ["将第二条第一款、第二款合并，修改为：“示例局和示例所负责码头的管理。”"],
            [
                (
                    "示例局负责码头的管理。\n\n示例局可以委托示例所，示例站实施检查。",
                    "示例局和示例所负责码头的管理。",
                )
            ],
        ),
        (["第二章章名修改为“监督管理”。"], [("第二章　管理", "第二章　监督管理")]),
        (["本办法中的“示例局”修改为“示例厅”。"], [("示例局", "示例厅")]),
    ],
)
def test_the_computed_text(instructions: list[str], changes: list[tuple[str, str]]) -> None:
    result = amended(*instructions)
    assert [outcome.reason for outcome in result.outcomes if not outcome.applied] == []
    assert lines(result) == expected(*changes)


@pytest.mark.parametrize(
    ("instruction", "reason"),
    [
        ("第九条中的“甲”修改为“乙”。", "修改前的文本没有第九条"),
        ("第四条中的“六百元”修改为“八百元”。", "第四条中没有“六百元”"),
        ("第二条第三款修改为：“甲。”", "修改前的文本没有第二条第三款"),
        ("第一条增加一款，作为第四款：“甲。”", "修改前的文本不足以排到第一条第四款"),
        ("增加一条，作为第二十条：“甲。”", "修改前的文本不足以排到第二十条"),
        ("第四条改为第三条。", ""),
        ("第五条改为第九条。", "按顺序推算不是第九条，而是第五条"),
        ("第九章章名修改为“附则”。", "修改前的文本没有第九章"),
        (
            "将第二条第一款、第二款合并，作为第二款，修改为：“甲。”",
            "按顺序推算不是第二条第二款，而是第二条第一款",
        ),
        ("将第二条第二款和第三条第一项合并，修改为：“甲。”", "所合并的不是同一条的款、项"),
        ("附件2中的“甲”修改为“乙”。", "修改前的文本没有附件2，或者不止一个附件"),
        ("删去附件。", "修改前的文本没有附件，或者不止一个附件"),
        ("第一条、第二条修改为：“甲。”", "新的文字与所列条款的数目不一致"),
    ],
)
def test_what_cannot_be_applied_says_why_and_changes_nothing(instruction: str, reason: str) -> None:
    result = amended(instruction)
    assert [outcome.reason for outcome in result.outcomes] == [reason]
    assert result.complete is not bool(reason)
    if reason:
        assert lines(result) == expected()


@pytest.mark.parametrize(
    "instruction", ["删去第四条。", "第四条改为第五条。", "增加一条，作为第二条：“甲。”"]
)
def test_a_text_with_gaps_in_its_count_is_not_renumbered(instruction: str) -> None:
    root = next(node for node in tree(BASE.replace("第二章　管理\n", "")) if node.path.value == "ch-1")
    kept = tuple(child for child in root.children if child.path.value != "art-3")
    before = (replace(root, children=kept),)
    (act,) = read_amendments(instruction, "云岭省示例码头办法")
    result = consolidate(before, act.instructions)
    assert [outcome.reason for outcome in result.outcomes] == ["修改前的文本条号不连续，无法推算条文的序号"]
    assert result.provisions == before


def test_numbers_of_the_text_before_are_meant_throughout() -> None:
    result = amended(
        "删去第二条。", "第三条改为第二条，删去其中的“公示”。", "第四条中的“五百元”修改为“八百元”。"
    )
    assert result.complete
    assert [outcome.labels for outcome in result.outcomes] == [(), ("第二条",), ("第二条",), ("第三条",)]


def test_the_published_text_agrees_or_differs_where() -> None:
    result = amended(
        "第四条中的“五百元”修改为“八百元”。", "第一条修改为：“甲。”", "第八条修改为：“乙。”", "删去第二条。"
    )
    published = tree(BASE.replace("五百元", "八百元").replace("营业时间", "开门时间"))
    found = check(tree(), result, published)
    assert [one.agreement for one in found.checked] == [
        Agreement.AGREES,
        Agreement.DIFFERS,
        Agreement.CANNOT_APPLY,
        Agreement.DIFFERS,
    ]
    assert any("开门时间" in (c.new.text if c.new else "") for c in found.elsewhere)


def test_without_a_published_text_nothing_is_said_to_agree() -> None:
    found = check(tree(), amended("删去第四条。"), None)
    assert [one.agreement for one in found.checked] == [Agreement.NOT_COMPARED]


@given(
    st.lists(
        st.sampled_from(
            [
                *(f"删去{a}。" for a in ARTICLES),
                *(f"{a}修改为：“新的文字。”" for a in ARTICLES),
                *(f"{a}中的“示例”修改为“样例”。" for a in ARTICLES),
                "增加一条，作为第三条：“新的一条。”",
                "第二条改为第三条。",
                "第三条增加一项，作为第二项：“（二）新项；”",
                "删去第三条第一项。",
            ]
        ),
        min_size=1,
        max_size=6,
    )
)
def test_articles_stay_in_one_count_whatever_is_done(instructions: list[str]) -> None:
    result = amended(*instructions)
    labels = [n.label for root in result.provisions for n in root.walk() if n.kind.value == "art"]
    assert labels == [f"第{n}条" for n in "一二三四五六七八九十"[: len(labels)]]
    assert len(result.outcomes) >= len(instructions)


ANNEXED = (
    BASE
    + """
附件1

码头收费表

一般码头每次一百元。

附件2

码头检查表

示例站每年检查一次。
"""
)


@pytest.mark.parametrize(
    ("instruction", "old", "new"),
    [
        ("附件1中的“一百元”修改为“二百元”。", "一百元", "二百元"),
        ("删去附件2中的“每年”。", "每年", ""),
    ],
)
def test_words_of_an_annex(instruction: str, old: str, new: str) -> None:
    (act,) = read_amendments(instruction, "云岭省示例码头办法")
    result = consolidate(tree(ANNEXED), act.instructions)
    assert result.complete
    text = "".join(node.full_text() for node in result.provisions)
    assert text == "".join(node.full_text() for node in tree(ANNEXED)).replace(old, new)
    (checked,) = check(tree(ANNEXED), result, tree(ANNEXED)).checked
    assert checked.agreement is Agreement.NOT_COMPARED


@pytest.mark.parametrize(
    ("instruction", "reason"),
    [
        ("删去附件2。", ""),
        ("删去附件1。", "附件1之后还有附件，无法推算其序号"),
        ("附件1中的“甲”修改为“乙”。", "附件1中没有“甲”"),
        ("附件1修改为：“附件1　新表”。", "尚不能整个改写附件1"),
    ],
)
def test_an_annex_goes_or_stays_with_a_reason(instruction: str, reason: str) -> None:
    (act,) = read_amendments(instruction, "云岭省示例码头办法")
    result = consolidate(tree(ANNEXED), act.instructions)
    assert [outcome.reason for outcome in result.outcomes] == [reason]
    kept = [node.label for node in result.provisions if node.kind.value == "annex"]
    assert len(kept) == (2 if reason else 1)
