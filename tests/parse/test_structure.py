"""The provision tree: tables of cases for each trap, and the property that no character is lost or invented."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model.characters import compact
from indexer.model.provisions import Provision, ProvisionKind, articles, walk_all
from indexer.model.source import Block, BlockKind, SourceFormat, SourceText
from indexer.parse.lines import split_lines
from indexer.parse.segment import segment
from indexer.parse.structure import Tree, build_tree, split_heading
from tests.builders.sources import source_from


def tree_of(body: str) -> Tree:
    return build_tree((), split_lines(source_from(body)))


def paths_of(body: str) -> list[str]:
    return [node.path.value for node in walk_all(tree_of(body).provisions)]


def article_labels(body: str) -> list[str]:
    return [node.label for node in articles(tree_of(body).provisions)]


def node_at(tree: Tree, path: str) -> Provision:
    return next(node for node in walk_all(tree.provisions) if node.path.value == path)


@pytest.mark.parametrize(
    ("body", "labels"),
    [
        pytest.param("第一条　甲。\n第二条　乙。", ["第一条", "第二条"], id="plain"),
        pytest.param(
            "第一条　甲。\n第二条规定的渡口，不收费。\n第二条　乙。",
            ["第一条", "第二条"],
            id="citation at line start",
        ),
        pytest.param(
            "第一条　甲。\n第七条、第八条规定的渡口。\n第二条　乙。",
            ["第一条", "第二条"],
            id="list of citations",
        ),
        pytest.param(
            "第一条　甲。\n第九条　所列情形。\n第二条　乙。", ["第一条", "第二条"], id="number out of turn"
        ),
        pytest.param(
            "第一条　甲。\n第二条　乙。\n第五条　丙。\n第六条　丁。",
            ["第一条", "第二条", "第五条", "第六条"],
            id="gap",
        ),
        pytest.param(
            "第一条　甲。\n第二十条　乙。\n第三条　丙。", ["第一条", "第二十条", "第三条"], id="misprint"
        ),
        pytest.param("第一条甲方应当签字。\n第二条乙方应当签字。", ["第一条", "第二条"], id="no space"),
        pytest.param("第一条\n甲。\n第二条\n乙。", ["第一条", "第二条"], id="label on its own line"),
        pytest.param(
            "第一条　甲。\n第一条之一　乙。\n第一条之二　丙。\n第二条　丁。",
            ["第一条", "第一条之一", "第一条之二", "第二条"],
            id="insert",
        ),
        pytest.param("第 一 条　甲。\n第 二 条　乙。", ["第一条", "第二条"], id="spaced"),
        pytest.param("第1条 甲。\n第2条 乙。", ["第1条", "第2条"], id="arabic"),
        pytest.param(
            "第九十九条 甲。\n第—百条 乙。\n第一百零一条 丙。",
            ["第九十九条", "第—百条", "第一百零一条"],
            id="dash for one",
        ),
        pytest.param("一、将第一条修改为：“第一条　甲。\n第二条　乙。”\n二、删去第三条。", [], id="quoted"),
        pytest.param("“第一条　甲。”\n“第二条　乙。”", [], id="quote mark first"),
        pytest.param("第五百条　甲。\n第五百零一条　乙。", ["第五百条", "第五百零一条"], id="excerpt"),
    ],
)
def test_articles(body: str, labels: list[str]) -> None:
    assert article_labels(body) == labels


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        pytest.param("第一条　甲。", ["art-1"], id="only paragraph"),
        pytest.param("第一条　甲。\n乙。", ["art-1", "art-1.par-1", "art-1.par-2"], id="paragraphs"),
        pytest.param(
            "第一条　甲：\n（一）乙；\n1．丙；\n（二）丁。",
            ["art-1", "art-1.par-1", "art-1.par-1.item-1", "art-1.par-1.item-1.sub-1", "art-1.par-1.item-2"],
            id="items",
        ),
        pytest.param(
            "第一条\n（一）乙；\n（二）丁。",
            ["art-1", "art-1.par-1", "art-1.par-1.item-1", "art-1.par-1.item-2"],
            id="items without a lead",
        ),
        pytest.param(
            "第一条 （一）乙；\n（二）丁。",
            ["art-1", "art-1.par-1", "art-1.par-1.item-1", "art-1.par-1.item-2"],
            id="first item on the label's line",
        ),
        pytest.param(
            "第一条　甲：一、乙；二、丙。\n第二条　丁。", ["art-1", "art-2"], id="items within a line stay"
        ),
        pytest.param(
            "第一条　甲：\n一、乙；\n二、丙。\n第二条　丁。",
            ["art-1", "art-1.par-1", "art-1.par-1.item-1", "art-1.par-1.item-2", "art-2"],
            id="old style items",
        ),
        pytest.param(
            "一、关于渡口\n第一条　甲。\n二、关于渡船\n第二条　乙。",
            ["h1-1", "art-1", "h1-2", "art-2"],
            id="headings over articles",
        ),
        pytest.param(
            "第一编　甲\n第一章　乙\n第一节　丙\n第一条　丁。",
            ["part-1", "part-1.ch-1", "part-1.ch-1.sec-1", "art-1"],
            id="divisions",
        ),
        pytest.param("第一章\n总则\n第一条　丁。", ["ch-1", "art-1"], id="heading on the next line"),
        pytest.param(
            "总则\n第一条　甲。\n附则\n第二条　乙。",
            ["ch", "art-1", "ch_2", "art-2"],
            id="headings without number",
        ),
        pytest.param("序　言\n甲。\n第一条　乙。", ["preamble", "art-1"], id="preamble with heading"),
        pytest.param("为了渡口，现规定如下：\n第一条　乙。", ["preamble", "art-1"], id="preamble"),
        pytest.param(
            "一、甲\n（一）乙\n1.丙。\n（1）丁。\n①戊。",
            ["h1-1", "h1-1.h2-1", "h1-1.h2-1.h3-1", "h1-1.h2-1.h3-1.h4-1", "h1-1.h2-1.h3-1.h4-1.h5-1"],
            id="five depths",
        ),
        pytest.param(
            "1 总则\n1.1 目的\n甲。\n1.2 依据\n乙。\n2 附则",
            ["h1-1", "h1-1.h2-1", "h1-1.h2-1.par-1", "h1-1.h2-2", "h1-1.h2-2.par-1", "h1-2"],
            id="decimals",
        ),
        pytest.param(
            "甲。\n1.1万人过渡。",
            ["preamble", "preamble.par-1", "preamble.par-2"],
            id="a quantity is no heading",
        ),
        pytest.param(
            "第一条　甲。\n第一条　乙。\n第二条　丙。", ["art-1", "art-1_2", "art-2"], id="number twice"
        ),
        pytest.param("第一条　甲。\n附件1\n登记表\n乙。", ["art-1", "annex-1", "annex-1.par-1"], id="annex"),
        pytest.param(
            "第一条　甲。\n附件1\n登记表\n第一条　乙。",
            ["art-1", "annex-1", "annex-1.art-1"],
            id="articles of an annex",
        ),
        pytest.param("第一条　甲。\n附件：登记表", ["art-1", "other-1"], id="pointer to an annex"),
        pytest.param("一、甲。\n青江市水务局\n2020年1月3日", ["h1-1", "sign"], id="signature"),
        pytest.param("一、甲。\n青江市水务局　2020年1月3日", ["h1-1", "sign"], id="signature on one line"),
        pytest.param(
            "一、甲。\n市长　林望\n2020年1月3日\n抄送：各区",
            ["h1-1", "sign", "other-1"],
            id="signature and footer",
        ),
        pytest.param(
            "An English page.\nSecond line.", ["preamble", "preamble.par-1", "preamble.par-2"], id="english"
        ),
        pytest.param("", [], id="empty"),
    ],
)
def test_paths(body: str, paths: list[str]) -> None:
    assert paths_of(body) == paths


@pytest.mark.parametrize(
    "toc",
    [
        "目　录\n第一章　总则\n第二章　附则\n",
        "目录\n第一章　总则…………1\n第二章　附则…………3\n",
        "第一章　总则\n第二章　罚则\n第三章　附则\n",
    ],
)
def test_a_table_of_contents_is_no_structure(toc: str) -> None:
    tree = tree_of(toc + "第一章　总则\n第一条　甲。\n第二章　附则\n第二条　乙。")
    chapters = [node for node in walk_all(tree.provisions) if node.kind is ProvisionKind.CHAPTER]
    assert [node.path.value for node in chapters] == ["ch-1", "ch-2"]
    assert tree.provisions[0].kind is ProvisionKind.TOC
    assert tree.provisions[0].text == toc.strip()


def test_a_list_called_mulu_is_text() -> None:
    tree = tree_of("目录\n东门渡口\n西门渡口")
    assert all(node.kind is not ProvisionKind.TOC for node in walk_all(tree.provisions))


def test_tables_keep_their_rows_where_they_stand() -> None:
    tree = tree_of("第一条　甲：\n| 子 | 丑 |\n乙。\n第二条　丙。")
    assert node_at(tree, "art-1.par-1.table-1").rows == (("子", "丑"),)
    assert node_at(tree, "art-1.par-2").text == "乙。"


def test_items_after_a_table_stay_in_their_paragraph() -> None:
    assert paths_of("第一条　甲：\n（一）乙：\n| 子 |\n（二）丙。") == [
        "art-1",
        "art-1.par-1",
        "art-1.par-1.item-1",
        "art-1.par-1.table-1",
        "art-1.par-1.item-2",
    ]


def test_footnotes_at_the_end_belong_to_the_whole() -> None:
    blocks = (Block(BlockKind.PARAGRAPH, "第一条　甲。"), Block(BlockKind.NOTE, "第二条　注。"))
    tree = build_tree((), split_lines(SourceText("", "x", SourceFormat.DOCX, blocks)))
    assert [(node.path.value, node.kind) for node in tree.provisions] == [
        ("art-1", ProvisionKind.ARTICLE),
        ("other-1", ProvisionKind.OTHER),
    ]


def test_places_are_spans_of_the_source() -> None:
    source = source_from("第一章　总则\n第一条　甲：\n（一）乙。\n第二条　丙。")
    tree = build_tree((), split_lines(source))
    assert source.text[slice(*tree.places["art-1"])] == "第一条　甲：\n（一）乙。"
    assert source.text[slice(*tree.places["art-1.par-1.item-1"])] == "（一）乙。"
    assert set(tree.places) == {node.path.value for node in walk_all(tree.provisions)}


def test_breaks_in_the_count_are_remarked() -> None:
    assert [remark.code for remark in tree_of("第一条　甲。\n第三条　乙。").remarks] == ["article_sequence"]
    assert [remark.code for remark in tree_of("第一条　甲。\n第二条　乙。").remarks] == []


@pytest.mark.parametrize(
    ("rest", "heading", "text"),
    [
        ("总体要求", "总体要求", ""),
        ("指导思想。以安全为先。", "指导思想。", "以安全为先。"),
        ("删去第三条。", "", "删去第三条。"),
        ("各区应当检查，并报告。", "", "各区应当检查，并报告。"),
    ],
)
def test_headings_run_in(rest: str, heading: str, text: str) -> None:
    assert split_heading(rest) == (heading, text)


# -- for any input


_NUMBER = st.sampled_from(
    ["一", "二", "三", "十", "十二", "一百", "—百", "1", "１２", "廿", "〇", "九千九百九十九"]
)
_MARK = st.one_of(
    st.builds("第{}条".format, _NUMBER),
    st.builds("第{}条之一".format, _NUMBER),
    st.builds("第{}章".format, _NUMBER),
    st.builds("第{}节".format, _NUMBER),
    st.builds("第{}编".format, _NUMBER),
    st.builds("{}、".format, _NUMBER),
    st.builds("（{}）".format, _NUMBER),
    st.builds("({})".format, _NUMBER),
    st.builds("{}.".format, _NUMBER),
    st.builds("{}.1 ".format, _NUMBER),
    st.sampled_from(
        [
            "附件",
            "附件1：",
            "附表",
            "目录",
            "序言",
            "附则",
            "①",
            "⑴",
            "“第二条",
            "修改为：“",
            "——",
            "### ",
            "",
        ]
    ),
)
_WORDS = st.one_of(
    st.sampled_from(
        [
            "",
            "　总　　则",
            "　渡口应当设岗。",
            "规定的渡口",
            "【收费】渡口",
            "（收费）",
            "青江市水务局",
            "2020年1月3日",
            "各区：",
            "”",
            "…………3",
            "：1.登记表",
            "　　　",
        ]
    ),
    st.text(max_size=12),
)
_LINE = st.builds("{}{}".format, _MARK, _WORDS)


def reads_back(source: SourceText) -> None:
    for part in segment(split_lines(source), source):
        tree = build_tree(part.front, part.body, part.duplicate)
        nodes = list(walk_all(tree.provisions))
        wanted = "".join(line.text for line in (*part.front, *part.body, *part.duplicate))
        assert compact("".join(n.label + n.heading + n.text for n in nodes)) == compact(wanted)
        paths = [node.path.value for node in nodes]
        assert len(set(paths)) == len(paths)
        assert all(0 <= start <= end <= len(source.text) for start, end in tree.places.values())


@settings(max_examples=400, deadline=None)
@given(st.lists(_LINE, max_size=30))
def test_the_tree_reads_back_as_the_lines(lines: list[str]) -> None:
    reads_back(source_from("\n".join(lines)))


@settings(max_examples=150, deadline=None)
@given(st.lists(_LINE, max_size=30))
def test_flat_text_reads_back_too(lines: list[str]) -> None:
    reads_back(source_from("　　".join(lines)))


_TEXT = (
    "青江市渡口管理办法\n（2020年1月3日青江市人民政府令第3号公布）\n目录\n第一章　总则\n第二章　附则\n第一章　总则\n"
    "第一条　为了管理渡口，制定本办法。\n第二条　渡口应当具备下列条件：\n（一）岗亭；\n1．木制；\n（二）救生圈。\n具备条件的，予以登记。\n"
    "第二章　附则\n第三条　本办法自2020年3月1日起施行。\n附件1\n登记表\n| 甲 | 乙 |\n青江市水务局\n2020年1月3日"
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_mutations_read_back(data: st.DataObject) -> None:
    text = _TEXT
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 20))
        text = (
            text[:at]
            + data.draw(st.one_of(st.just(""), st.just("\n"), st.text(max_size=4)))
            + text[at + length :]
        )
    reads_back(source_from(text))
