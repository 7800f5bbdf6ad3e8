"""Instructions of decisions: where, what, and with which words; what cannot be read is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model.amendment import Amendment, Place, Verb
from indexer.model.characters import compact
from indexer.parse.amendments import read_amendments
from indexer.parse.places import read_places
from indexer.parse.quotations import skeleton

Said = tuple[str, tuple[str, ...], str, str, tuple[str, ...]]


def read(text: str) -> tuple[Amendment, ...]:
    return read_amendments(text, "云岭省示例市场管理办法")


def said(text: str) -> list[Said]:
    """(verb, places, old, new, at) of each instruction."""
    (act,) = read(text)
    assert not act.unread
    return [
        (i.verb.value, tuple(p.label for p in i.places), i.old, i.new, tuple(p.label for p in i.at))
        for i in act.instructions
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("将第二条修改为“甲乙丙。”", [("replace", ("第二条",), "", "甲乙丙。", ())]),
        ("一、第三条第二款修改为：“甲。\n“乙。”", [("replace", ("第三条第二款",), "", "甲。\n乙。", ())]),
        (
            "二、将第三条、第五条至第七条中的“甲局”统一修改为“乙局”。",
            [("substitute", ("第三条", "第五条", "第六条", "第七条"), "甲局", "乙局", ())],
        ),
        (
            "第六条第一款、第七条第三款第（二）项中的“甲”修改为“乙”。",
            [("substitute", ("第六条第一款", "第七条第三款第二项"), "甲", "乙", ())],
        ),
        (
            "第五条中的“甲”修改为“乙”，“丙”修改为“丁”。",
            [("substitute", ("第五条",), "甲", "乙", ()), ("substitute", ("第五条",), "丙", "丁", ())],
        ),
        (
            "删去第九条第一款第（四）项、第十条、第十二条。",
            [("delete", ("第九条第一款第四项", "第十条", "第十二条"), "", "", ())],
        ),
        ("将第十条删去。", [("delete", ("第十条",), "", "", ())]),
        (
            "删去第三十二条中的“甲”、第三十三条第三款中的“乙”和“丙”。",
            [
                ("strike", ("第三十二条",), "甲", "", ()),
                ("strike", ("第三十三条第三款",), "乙", "", ()),
                ("strike", ("第三十三条第三款",), "丙", "", ()),
            ],
        ),
        (
            "将第二十条改为第十四条，删去其中的“甲”。",
            [("renumber", ("第二十条",), "", "", ("第十四条",)), ("strike", ("第二十条",), "甲", "", ())],
        ),
        (
            "第十七条改为第十八条，修改为：“甲。”",
            [("renumber", ("第十七条",), "", "", ("第十八条",)), ("replace", ("第十七条",), "", "甲。", ())],
        ),
        (
            "第六条、第九条分别改为第五条、第八条，并将其中的“甲”修改为“乙”。",
            [
                ("renumber", ("第六条",), "", "", ("第五条",)),
                ("renumber", ("第九条",), "", "", ("第八条",)),
                ("substitute", ("第六条", "第九条"), "甲", "乙", ()),
            ],
        ),
        (
            "将第十六条改为第十五条，将第一项修改为“（一）甲；”。",
            [
                ("renumber", ("第十六条",), "", "", ("第十五条",)),
                ("replace", ("第十六条第一项",), "", "（一）甲；", ()),
            ],
        ),
        ("增加一条，作为第十六条：“甲。”", [("insert", (), "", "甲。", ("第十六条",))]),
        (
            "第四条增加两款，作为第二款、第三款：“甲。\n“乙。”",
            [("insert", ("第四条",), "", "甲。\n乙。", ("第四条第二款", "第四条第三款"))],
        ),
        (
            "在第四条第四款后增加一款，作为第五款：“甲。”",
            [("insert", ("第四条第四款",), "", "甲。", ("第四条第五款",))],
        ),
        (
            "将第三条和第五条合并，作为第三条，修改为：“甲。”",
            [("merge", ("第三条", "第五条"), "", "甲。", ("第三条",))],
        ),
        ("在第八条中的“甲”后增加“乙”。", [("substitute", ("第八条",), "甲", "甲乙", ())]),
        ("第二章章名修改为“监督管理”。", [("retitle", ("第二章",), "", "监督管理", ())]),
        (
            "第四条中的“甲”修改为“乙”。删去第二、三项，原第四项改为第二项。",
            [
                ("substitute", ("第四条",), "甲", "乙", ()),
                ("delete", ("第四条第二项", "第四条第三项"), "", "", ()),
                ("renumber", ("第四条第四项",), "", "", ("第四条第二项",)),
            ],
        ),
        ("1.将引言修改为：\n“甲。”", [("replace", ("引言",), "", "甲。", ())]),
        ("增加一条，作为《办法》第七条：“甲。”", [("insert", (), "", "甲。", ("第七条",))]),
        (
            "将《办法》原第八条改为修改后《办法》第十三条，修改为：“甲。”",
            [("renumber", ("第八条",), "", "", ("第十三条",)), ("replace", ("第八条",), "", "甲。", ())],
        ),
        (
            "将第二条修改为第六条：\n“甲。”",
            [("renumber", ("第二条",), "", "", ("第六条",)), ("replace", ("第二条",), "", "甲。", ())],
        ),
        ("将第六条和第七条合并修改为：“甲。”", [("merge", ("第六条", "第七条"), "", "甲。", ("第六条",))]),
        (
            "删去第八条第一款末尾的“甲”和第二款末尾的“乙”，并将第二款中的“丙”修改为“丁”。",
            [
                ("strike", ("第八条第一款",), "甲", "", ()),
                ("strike", ("第八条第二款",), "乙", "", ()),
                ("substitute", ("第八条第二款",), "丙", "丁", ()),
            ],
        ),
        ("本办法中的“甲局”统一修改为“乙局”。", [("substitute", ("全文",), "甲局", "乙局", ())]),
        ("第八条修改为：“领取‘示例证’。”", [("replace", ("第八条",), "", "领取“示例证”。", ())]),
    ],
)
def test_instructions(text: str, expected: list[Said]) -> None:
    assert said(text) == expected


PACKAGE = """为了示例，决定：

一、对2部办法予以修改。（附件1）

附件1

一、将《云岭省示例市场管理办法》第四条中的“五百元”修改为“八百元”。

删去第六条。

二、删去《云岭省示例码头办法》第三条。

此外，对条文序号作相应调整。

附件2

一、云岭省示例旧办法（2001年1月1日公布）
"""


def test_a_package_names_each_act_with_its_instructions() -> None:
    acts = read_amendments(PACKAGE)
    assert [(a.title, [i.verb for i in a.instructions]) for a in acts] == [
        ("云岭省示例市场管理办法", [Verb.SUBSTITUTE, Verb.DELETE]),
        ("云岭省示例码头办法", [Verb.DELETE]),
    ]
    assert all(a.renumbered and not a.unread for a in acts)
    for instruction in (i for a in acts for i in a.instructions):
        assert PACKAGE[instruction.start : instruction.end] == instruction.quote


def test_a_decision_on_one_line_is_read_the_same() -> None:
    text = (
        "云岭省人民政府决定对《云岭省示例码头办法》作如下修改：一、删去第六条第二款。"
        "二、将第七条修改为：“甲，应当：“（一）乙；“（二）丙。“丁。”三、删去第八条。"
    )
    (act,) = read_amendments(text)
    assert act.title == "云岭省示例码头办法"
    assert [i.verb for i in act.instructions] == [Verb.DELETE, Verb.REPLACE, Verb.DELETE]
    assert act.instructions[1].new.split("\n") == ["甲，应当：", "（一）乙；", "（二）丙。", "丁。"]


@pytest.mark.parametrize(
    "text",
    [
        "将第三条修改为另行规定的内容，删去。",
        "增加一条：“甲。”",
        "第三条合并。",
        "第五条条首部分修改为：“甲。”",
    ],
)
def test_what_cannot_be_read_is_kept(text: str) -> None:
    (act,) = read(text)
    assert [passage.quote for passage in act.unread] == [text]


@pytest.mark.parametrize("text", ["本办法自2020年1月1日起施行。", "各单位应当修改完善制度。", ""])
def test_what_instructs_nothing_is_nothing(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("第十二条之一第二款", ["第十二条之一第二款"]),
        ("第三条至第五条、第九条", ["第三条", "第四条", "第五条", "第九条"]),
        ("第一款第（三）项和第（五）项", ["第一款第三项", "第一款第五项"]),
        ("第五条第一款、第三款", ["第五条第一款", "第五条第三款"]),
        ("第二章第三条", ["第三条"]),
    ],
)
def test_places(text: str, labels: list[str]) -> None:
    named = read_places(text, 0, Place())
    assert named is not None
    assert [place.label for place in named.places] == labels
    assert named.end == len(text)


PIECES = st.sampled_from(
    [
        "将第三条",
        "修改为",
        "“甲",
        "乙”",
        "删去",
        "第五条",
        "中的",
        "增加一款",
        "，作为第二款：",
        "。",
        "\n",
        "、",
        "《某办法》",
        "”",
        "“",
        "合并",
    ]
)


@given(st.lists(PIECES | st.text(max_size=6), max_size=20).map("".join))
def test_any_text_is_read_and_quoted_literally(text: str) -> None:
    for act in read(text):
        places = [(i.start, i.end, i.quote) for i in act.instructions]
        for start, end, quote in [*places, *((p.start, p.end, p.quote) for p in act.unread)]:
            assert text[start:end] == quote
            assert quote.strip() == quote


@given(st.lists(PIECES, max_size=12).map("".join))
def test_quotations_set_aside_lose_nothing(text: str) -> None:
    bones = skeleton(text)
    assert len(bones.offsets) == len(bones.text) + 1
    kept = bones.text.replace("\ue000", "") + "".join(bones.quotes)
    assert sorted(compact(kept).replace("“", "").replace("”", "")) == sorted(
        compact(text).replace("“", "").replace("”", "")
    )
