"""Two texts side by side: what was added, removed, changed and moved, each provision once."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model.comparison import ChangeKind, Comparison, Unit, compare, compare_units
from indexer.model.identifiers import ProvisionPath
from indexer.model.numerals import article_label
from indexer.model.provisions import Provision, ProvisionKind
from indexer.model.wording import plain, word_marks

BASE = (
    "为了规范示例市场的管理，保护当事人的合法权益，制定本办法。",
    "本办法适用于本省行政区域内的示例市场及其开办者、经营者。",
    "开办者应当在市场入口处公示收费标准和投诉电话，并于每年年底前报告。",
    "经营者应当明码标价，不得收取未予标明的费用，不得强迫交易。",
    "违反本办法第三条规定的，由示例主管部门责令改正，处五百元罚款。",
    "本办法自公布之日起施行。",
)


def text_of(*articles: str, chapter: str = "") -> tuple[Provision, ...]:
    nodes = tuple(
        Provision(ProvisionPath.article(n), ProvisionKind.ARTICLE, article_label(n), "", words)
        for n, words in enumerate(articles, 1)
    )
    if not chapter:
        return nodes
    return (Provision(ProvisionPath("ch-1"), ProvisionKind.CHAPTER, "第一章", chapter, "", nodes),)


def said(comparison: Comparison) -> list[str]:
    """``moved* 第四条>第三条``: the star where the words changed too."""
    return [
        f"{c.kind}{'*' if c.kind is ChangeKind.MOVED and c.reworded else ''} "
        f"{c.old.label if c.old else ''}>{c.new.label if c.new else ''}"
        for c in comparison.changes
    ]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (BASE, []),
        ((*BASE[:3], "（ 空  格 ）" + BASE[3], *BASE[4:]), ["changed 第四条>第四条"]),
        ((*BASE[:4], BASE[4].replace("五百元", "八百元"), BASE[5]), ["changed 第五条>第五条"]),
        (
            (*BASE[:2], *BASE[3:]),
            ["removed 第三条>", "moved 第四条>第三条", "moved 第五条>第四条", "moved 第六条>第五条"],
        ),
        (
            (*BASE[:5], "示例主管部门的工作人员玩忽职守的，依法给予处分。", BASE[5]),
            ["added >第六条", "moved 第六条>第七条"],
        ),
        (
            (*BASE[:2], *BASE[3:4], BASE[4].replace("五百元", "八百元"), BASE[5]),
            ["removed 第三条>", "moved 第四条>第三条", "moved* 第五条>第四条", "moved 第六条>第五条"],
        ),
        (("全新的内容与从前毫无共同之处", *BASE[1:]), ["changed 第一条>第一条"]),
        ((BASE[0], BASE[2], BASE[1], *BASE[3:]), ["moved 第三条>第二条", "moved 第二条>第三条"]),
    ],
)
def test_changes(new: tuple[str, ...], expected: list[str]) -> None:
    assert said(compare(text_of(*BASE), text_of(*new))) == expected


@pytest.mark.parametrize(
    "other",
    [
        "本办法自２０１０年起施行（试行），共3项。",
        "本办法自 2010年起施行(试行),共３项。",
        "本办法自2010年起\n施行（试行），共3项。",
    ],
)
def test_typography_is_not_a_change(other: str) -> None:
    assert not compare(text_of("本办法自2010年起施行（试行），共3项。"), text_of(other)).changes


def test_headings_are_left_out_where_one_text_has_none() -> None:
    found = compare(text_of(*BASE), text_of(*BASE, chapter="总则"))
    assert (found.changes, found.divisions) == ((), False)


def test_a_renamed_chapter_is_a_change() -> None:
    found = compare(text_of(*BASE, chapter="总则"), text_of(*BASE, chapter="一般规定"))
    assert said(found) == ["changed 第一章>第一章"]
    assert found.divisions


def test_a_text_without_articles_is_compared_by_headings_and_paragraphs() -> None:
    def notice(*lines: tuple[str, str]) -> tuple[Provision, ...]:
        return tuple(
            Provision(ProvisionPath(f"h1-{n}"), ProvisionKind.HEADING, label, "", words)
            for n, (label, words) in enumerate(lines, 1)
        )

    old = notice(("一、", "加强示例市场的日常巡查"), ("二、", "建立示例台账"), ("三、", "按时报送示例月报"))
    new = notice(("一、", "加强示例市场的日常巡查"), ("二、", "按时报送示例季报"))
    assert said(compare(old, new)) == ["removed 二、>", "moved* 三、>二、"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("处五百元罚款", "处八百元罚款", [("五", "八")]),
        ("由甲厅负责。", "由甲厅会同乙局负责。", [("", "会同乙局")]),
        ("应当登记并且公示。", "应当登记。", [("并且公示", "")]),
        ("依照第三条办理", "依照第十三条办理", [("第三条", "第十三条")]),
        ("罚款1000元", "罚款10000元", [("1000", "10000")]),
        ("首句不变。次句旧。末句不变。", "首句不变。次句新。末句不变。", [("旧", "新")]),
        ("相同", "相 同", []),
    ],
)
def test_marks_are_readable_runs(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert [(old[slice(*m.old)], new[slice(*m.new)]) for m in word_marks(old, new)] == expected


WORDS = st.text("甲乙丙丁戊，。1２ \n", max_size=40)


@given(WORDS, WORDS)
def test_what_is_outside_the_marks_is_the_same(old: str, new: str) -> None:
    marks = word_marks(old, new)
    rest = []
    for text, spans in ((old, [m.old for m in marks]), (new, [m.new for m in marks])):
        assert spans == sorted(spans)
        kept, at = [], 0
        for start, end in spans:
            kept.append(plain(text[at:start]))
            at = end
        rest.append([*kept, plain(text[at:])])
    assert rest[0] == rest[1]
    assert bool(marks) == (plain(old) != plain(new))


ARTICLES = st.lists(st.sampled_from(BASE) | st.text("甲乙丙丁戊己", min_size=1, max_size=12), max_size=9)


def units_of(articles: list[str]) -> list[Unit]:
    return [Unit(f"art-{n}", article_label(n), words) for n, words in enumerate(articles, 1)]


@given(ARTICLES)
def test_a_text_does_not_differ_from_itself(articles: list[str]) -> None:
    assert {c.kind for c in compare_units(units_of(articles), units_of(articles))} <= {ChangeKind.SAME}


@given(ARTICLES, ARTICLES)
def test_every_provision_of_both_is_accounted_for_once(old: list[str], new: list[str]) -> None:
    before, after = units_of(old), units_of(new)
    entries = list(compare_units(before, after))
    assert [c.new for c in entries if c.new] == after
    assert Counter(c.old.path for c in entries if c.old) == Counter(u.path for u in before)


@given(ARTICLES, ARTICLES)
def test_the_way_back_mirrors_the_way_there(old: list[str], new: list[str]) -> None:
    before, after = units_of(old), units_of(new)
    there = {(c.old, c.new) for c in compare_units(before, after)}
    back = {(c.new, c.old) for c in compare_units(after, before)}
    assert there == back
