"""Markers: a table of line openings and what each is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model.characters import compact
from indexer.parse.markers import MarkerKind, Strength, classify

K = MarkerKind

FOUND = [
    # line, kind, number, insert, label, heading, rest
    ("第一编　总则", K.PART, 1, None, "第一编", "总则", ""),
    ("第二分编 担保物权", K.SUBPART, 2, None, "第二分编", "担保物权", ""),
    ("第一部分　申报条件", K.PART, 1, None, "第一部分", "申报条件", ""),
    ("第一章　总　　则", K.CHAPTER, 1, None, "第一章", "总则", ""),
    ("第 三 章 罚 则", K.CHAPTER, 3, None, "第三章", "罚则", ""),
    ("第十二章", K.CHAPTER, 12, None, "第十二章", "", ""),
    ("第二节　审批", K.SECTION, 2, None, "第二节", "审批", ""),
    ("第十二条　渡船应当靠右。", K.ARTICLE, 12, None, "第十二条", "", "渡船应当靠右。"),
    ("第十二条之一　渡船应当靠右。", K.ARTICLE, 12, 1, "第十二条之一", "", "渡船应当靠右。"),
    ("第 十 二 条　渡船", K.ARTICLE, 12, None, "第十二条", "", "渡船"),
    ("第12条 渡船", K.ARTICLE, 12, None, "第12条", "", "渡船"),
    ("第１２条 渡船", K.ARTICLE, 12, None, "第１２条", "", "渡船"),
    ("第—百零一条 渡船", K.ARTICLE, 101, None, "第—百零一条", "", "渡船"),
    ("第三十－条 渡船", K.ARTICLE, 31, None, "第三十－条", "", "渡船"),
    ("第一千二百六十条 渡船", K.ARTICLE, 1260, None, "第一千二百六十条", "", "渡船"),
    ("第三条【收费】渡船", K.ARTICLE, 3, None, "第三条", "【收费】", "渡船"),
    ("第三条（收费）", K.ARTICLE, 3, None, "第三条", "（收费）", ""),
    ("第三条（收费） 渡船", K.ARTICLE, 3, None, "第三条", "（收费）", "渡船"),
    ("第三条 （一）渡船", K.ARTICLE, 3, None, "第三条", "", "（一）渡船"),
    ("第三条", K.ARTICLE, 3, None, "第三条", "", ""),
    ("一、总体要求", K.CHINESE, 1, None, "一、", "", "总体要求"),
    ("十二、一级水源地", K.CHINESE, 12, None, "十二、", "", "一级水源地"),
    ("（三）验收", K.CHINESE_PAREN, 3, None, "（三）", "", "验收"),
    ("(三)验收", K.CHINESE_PAREN, 3, None, "(三)", "", "验收"),
    ("（ 三 ）验收", K.CHINESE_PAREN, 3, None, "（三）", "", "验收"),
    ("1.验收", K.ARABIC, 1, None, "1.", "", "验收"),
    ("1、验收", K.ARABIC, 1, None, "1、", "", "验收"),
    ("１．验收", K.ARABIC, 1, None, "１．", "", "验收"),
    ("⒉验收", K.ARABIC, 2, None, "⒉", "", "验收"),
    ("（2）验收", K.ARABIC_PAREN, 2, None, "（2）", "", "验收"),
    ("⑵验收", K.ARABIC_PAREN, 2, None, "⑵", "", "验收"),
    ("③验收", K.CIRCLED, 3, None, "③", "", "验收"),
    ("1.2.3 验收", K.DECIMAL, 3, None, "1.2.3", "", "验收"),
    ("2 组织机构", K.DECIMAL, 2, None, "2", "", "组织机构"),
    ("附件", K.ANNEX, None, None, "附件", "", ""),
    ("附 件 2：登记表", K.ANNEX, 2, None, "附件2：", "登记表", ""),
    ("附表一 面积标准", K.ANNEX, 1, None, "附表一", "面积标准", ""),
    ("附：登记表", K.ANNEX, None, None, "附：", "登记表", ""),
    ("附　则", K.NAMED, None, None, "", "附则", ""),
    ("总则", K.NAMED, None, None, "", "总则", ""),
    ("序　言", K.PREAMBLE, None, None, "", "序言", ""),
    ("目　　录", K.TOC, None, None, "", "目录", ""),
]


@pytest.mark.parametrize(("line", "kind", "number", "insert", "label", "heading", "rest"), FOUND)
def test_marker_of_line(
    line: str, kind: MarkerKind, number: int | None, insert: int | None, label: str, heading: str, rest: str
) -> None:
    marker = classify(line)
    assert marker is not None
    assert (marker.kind, marker.number, marker.insert) == (kind, number, insert)
    assert (marker.label, marker.heading, marker.rest) == (label, heading, rest)


@pytest.mark.parametrize(
    "line",
    [
        "渡船应当靠右。",
        "“第三条　渡船应当靠右。",
        "第三方机构应当出具报告。",
        "第二审法院应当书面答复。",
        "第三章规定的渡口，应当验收。",
        "第三章、第四章的渡口",
        "一、二级保护区内禁止停泊。",
        "一、二、三号渡口",
        "附件一所列渡口，应当验收",
        "附近的渡口",
        "附表中的面积",
        "总则规定的渡口",
        "目录以外的渡口",
        "",
        "第",
        "（",
    ],
)
def test_no_marker(line: str) -> None:
    assert classify(line) is None


@pytest.mark.parametrize(
    ("line", "strength"),
    [
        ("第三条　渡船", Strength.STRONG),
        ("第三条", Strength.STRONG),
        ("第三条【收费】渡船", Strength.STRONG),
        ("第三条渡船应当靠右。", Strength.WEAK),
        ("第三条中华渡口应当设岗。", Strength.WEAK),
        ("第三条、第五条规定的渡口", Strength.CITING),
        ("第三条第二款所称渡口", Strength.CITING),
        ("第三条规定的渡口", Strength.CITING),
        ("第三条中的“渡口”", Strength.CITING),
        ("第三条 第二款规定的渡口", Strength.STRONG),
        ("第三条 第二款修改为：", Strength.CITING),
    ],
)
def test_strength_of_article_label(line: str, strength: Strength) -> None:
    marker = classify(line)
    assert marker is not None
    assert marker.strength is strength


@given(
    st.text(
        alphabet="第一二三十百条章节编之款项、（）()【】〔〕1２.．：:— 　附件表则目录①⑴⒈渡船。", max_size=24
    )
)
def test_a_marker_loses_nothing(line: str) -> None:
    marker = classify(line.strip())
    if marker is not None:
        assert compact(marker.label + marker.heading + marker.rest) == compact(line)
