"""What readers type, and what is understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.query import Field, Filters, Group, Match, Node, Occur, Words
from indexer.search.query_language import MAX_CLAUSES, MAX_DEPTH, parse_query

MUST, SHOULD, NOT = Occur.MUST, Occur.SHOULD, Occur.MUST_NOT


def both(*nodes: Node) -> Group:
    return Group(tuple((MUST, node) for node in nodes))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", None),
        ("  \u200b ", None),
        ("停车", Words("停车")),
        ("停车 收费", both(Words("停车"), Words("收费"))),
        ("停车　收费", both(Words("停车"), Words("收费"))),
        ("“明码标价”", Words("明码标价", match=Match.EXACT)),
        ('"明码标价"', Words("明码标价", match=Match.EXACT)),
        ("“明码标价", Words("明码标价", match=Match.EXACT)),
        ("「明码标价」 停车", both(Words("明码标价", match=Match.EXACT), Words("停车"))),
        ("停车 OR 供热", Group(((MUST, Group(((SHOULD, Words("停车")), (SHOULD, Words("供热"))))),))),
        ("停车 AND 供热", both(Words("停车"), Words("供热"))),
        ("停车 -供热", Group(((MUST, Words("停车")), (NOT, Words("供热"))))),
        ("停车 NOT 供热", Group(((MUST, Words("停车")), (NOT, Words("供热"))))),
        ("2020-06-01", Words("2020-06-01")),
        ("标题:停车", Words("停车", Field.TITLE)),
        ("标题：“停车场”", Words("停车场", Field.TITLE, Match.EXACT)),
        ("文号：云政发〔2020〕1号", Words("云政发〔2020〕1号", Field.NUMBER)),
        ("机关:云州市", Words("云州市", Field.BODY)),
        ("条:第十二条之一", Words("art-12-1", Field.ARTICLE)),
        ("条:12 罚款", both(Words("art-12", Field.ARTICLE), Words("罚款"))),
        ("（停车 供热）", both(Words("停车"), Words("供热"))),
    ],
)
def test_nodes(text: str, node: Node | None) -> None:
    understood = parse_query(text).node
    if isinstance(node, Group) and len(node.clauses) == 1:
        assert understood in (node, node.clauses[0][1])
    else:
        assert understood == node


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("停车 年:2020", Filters(year=(2020,))),
        ("年：二○二○年", Filters(year=(2020,))),
        ("级别:行政法规", Filters(kind=("administrative_regulation",))),
        ("级别:地方性法规", Filters(kind=("local_regulation", "local_regulation_city"))),
        ("时效:废止", Filters(status=("repealed",))),
        ("时效:部分失效", Filters(status=("partly_in_force",))),
    ],
)
def test_filters_written_in_the_query(text: str, filters: Filters) -> None:
    assert parse_query(text).filters == filters


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("停" * 600, "过长"),
        ("甲 " * (MAX_CLAUSES + 5), "过多"),
        ("(" * (MAX_DEPTH + 3) + "甲" + ")" * (MAX_DEPTH + 3), "嵌套"),
        ("甲)", "右括号"),
        ("“甲", "引号"),
        ("年:去年", "年份"),
        ("时效:大概", "时效"),
        ("级别:圣旨", "级别"),
        ("条:某条", "条号"),
        ("标题:", "没有内容"),
    ],
)
def test_what_was_not_understood_is_said(text: str, note: str) -> None:
    assert any(note in said for said in parse_query(text).notes)


@given(st.text(max_size=300) | st.text(alphabet='()（）“”"- ANDORNT标题:年条甲乙1', max_size=200))
def test_nothing_makes_it_fail(text: str) -> None:
    understood = parse_query(text)
    assert understood == parse_query(text)
