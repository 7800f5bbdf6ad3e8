"""The official layout: every word of a text stands on the page once, where the standard puts it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date

import docx
import pytest
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.export.official_docx import PROVENANCE, official_docx, style_name
from indexer.export.official_text import Block, OfficialText, Style, allowed, blocks
from indexer.model.characters import compact
from indexer.model.provisions import ProvisionKind

TITLE = "云岭省示例市场管理办法"
DAY = date(2026, 6, 1)


@dataclass(frozen=True)
class Words:
    """A provision as the layout sees it."""

    kind: str
    text: str = ""
    label: str = ""
    heading: str = ""
    path: str = "x"
    rows: tuple[tuple[str, ...], ...] = ()
    depth: int = 0


def front(text: str) -> Words:
    return Words("front", text, path="front")


def text_of(
    *lines: Words, number: str = "", title: str = TITLE, remarks: tuple[str, ...] = ()
) -> OfficialText:
    return OfficialText(
        "dexample",
        title,
        number,
        ("云岭省人民政府",),
        "规章",
        "现行有效",
        DAY,
        DAY,
        None,
        DAY,
        lines,
        remarks,
    )


def found(text: OfficialText) -> list[tuple[str, str, str]]:
    return [(block.style.value, block.label, block.text) for block in blocks(text)][1:]


@pytest.mark.parametrize(
    ("lines", "number", "expected"),
    [
        ((front(TITLE),), "", []),
        ((front("云岭省示例市场\n管理办法"),), "", []),
        ((front(TITLE), Words("other", "云岭省 示例市场 管理办法", path="front.other-1")), "", []),
        ((front(f"{TITLE}\n云政发［2020］3号\n各市："),), "云政发〔2020〕3号",
         [("number", "", "云政发［2020］3号"), ("addressee", "", "各市：")]),
        ((front(TITLE),), "云政发〔2020〕3号", [("number", "", "云政发〔2020〕3号")]),
        ((front("别的标题"),), "", [("centred", "", "别的标题")]),
        ((front(TITLE), Words("note", "（2020年1月1日通过）", path="front.note-1")), "",
         [("note", "", "（2020年1月1日通过）")]),
        ((Words("art", "为了示例。", "第一条"),), "", [("body", "第一条", "为了示例。")]),
        ((Words("art", "", "第一条"), Words("par", "甲。"), Words("par", "乙。")), "",
         [("body", "第一条", "甲。"), ("body", "", "乙。")]),
        ((Words("art", "", "第一条"), Words("art", "甲。", "第二条")), "",
         [("body", "第一条", ""), ("body", "第二条", "甲。")]),
        ((Words("item", "示例；", "（一）"),), "", [("body", "", "（一）示例；")]),
        ((Words("ch", "", "第一章", "总则"),), "", [("division", "", "第一章　总则")]),
        ((Words("h", "", "一、", "工作要求"),), "", [("heading", "", "一、工作要求")]),
        ((Words("sign", "云岭省人民政府\n2020年1月1日"),), "",
         [("signature", "", "云岭省人民政府"), ("signature", "", "2020年1月1日")]),
    ],
)  # fmt: skip
def test_where_words_stand(
    lines: tuple[Words, ...], number: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found(text_of(*lines, number=number)) == expected


WORDS = st.text("甲乙丙第一条（），。\n ", max_size=12)
LINES = st.builds(
    Words,
    kind=st.sampled_from([kind.value for kind in ProvisionKind if kind is not ProvisionKind.TABLE]),
    text=WORDS,
    label=st.sampled_from(["", "第三条", "（一）", "一、"]),
    heading=st.sampled_from(["", "总则"]),
    path=st.sampled_from(["front", "front.note-1", "art-1", "ch-1.art-2"]),
)


@given(st.lists(LINES, max_size=12))
def test_every_word_is_set_once_and_in_order(lines: list[Words]) -> None:
    ordered = sorted(lines, key=lambda line: line.path.split(".")[0] != "front")
    said = "".join(block.label + block.text for block in blocks(text_of(*ordered)))
    assert compact(said) == compact(TITLE + "".join(w.label + w.heading + w.text for w in ordered))


SAMPLE = (
    front(TITLE),
    Words("ch", "", "第一章", "总则"),
    Words("art", "为了示例。", "第一条"),
    Words("table", "甲\t乙", rows=(("甲", "乙"), ("丙",))),
    Words("annex", "", "附件1", "示例表"),
    Words("par", "坏字\x00\x0b与&<b>。"),
)


def test_the_page_is_the_standards() -> None:
    made = docx.Document(io.BytesIO(official_docx(text_of(*SAMPLE))))
    page = made.sections[0]
    for have, want in (
        (page.page_width, 210),
        (page.page_height, 297),
        (page.top_margin, 37),
        (page.bottom_margin, 35),
        (page.left_margin, 28),
    ):
        assert have is not None
        assert abs(have - Mm(want)) < Mm(0.1)
    assert made.settings.odd_and_even_pages_header_footer
    for footer in (page.footer, page.even_page_footer):
        assert "PAGE" in footer._element.xml
        assert footer.paragraphs[0].text == "— 1 —"


def test_a_word_file_holds_the_text_and_says_where_it_comes_from() -> None:
    text = text_of(*SAMPLE, remarks=("此后的修改未收录",))
    made = docx.Document(io.BytesIO(official_docx(text)))
    said = [(p.style.name if p.style else "", p.text) for p in made.paragraphs]
    assert said[:3] == [
        (style_name(Style.TITLE), TITLE),
        (style_name(Style.DIVISION), "第一章　总则"),
        (style_name(Style.BODY), "第一条　为了示例。"),
    ]
    assert (style_name(Style.BODY), "坏字与&<b>。") in said
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [["甲", "乙"], ["丙", ""]]
    style, last = said[-1]
    assert style == PROVENANCE
    for words in ("现行有效", "2026年6月1日", "此后的修改未收录", "dexample"):
        assert words in last


def test_the_same_text_gives_the_same_bytes() -> None:
    first, second = (official_docx(text_of(*SAMPLE)) for _ in range(2))
    assert first == second
    assert {member.date_time for member in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


@settings(max_examples=25)
@given(st.text())
def test_what_xml_cannot_hold_is_left_out(text: str) -> None:
    made = docx.Document(io.BytesIO(official_docx(text_of(title=f"甲{text}"))))
    assert compact(made.paragraphs[0].text) == compact(allowed(f"甲{text}"))


def test_an_empty_table_is_no_table() -> None:
    assert list(blocks(text_of(Words("table", "甲")))) == [Block(Style.TITLE, TITLE), Block(Style.BODY, "甲")]
