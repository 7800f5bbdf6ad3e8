"""The Word file of a volume, part by part: what Word insists on and LibreOffice forgives."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any, Final

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from indexer.export import wordml
from indexer.export.official_text import Block, Style
from indexer.export.volume import (
    IndexLine,
    Volume,
    VolumeDocument,
    VolumeIndex,
    VolumeList,
    VolumeSection,
)
from indexer.export.volume_docx import OWN_STYLES, write_docx, write_probe
from indexer.export.volume_proof import read_docx_volume
from indexer.model.characters import compact

BLOCKS: Final = (
    Block(Style.NOTE, "（2020年1月1日公布）"),
    Block(Style.DIVISION, "第一章　总则"),
    Block(Style.BODY, "为了示例，制定本办法。", "第一条"),
    Block(Style.TABLE, "", rows=(("名称", "标准"), ("甲", "5<6 & 7"), ("乙",))),
    Block(Style.TABLE, "", rows=(("单",),)),
    Block(Style.SIGNATURE, "示例厅"),
)


def volume(title: str = "示例办法", words: str = "末条。") -> Volume:
    one = VolumeDocument(
        1, "dexample2345", title, "云示发〔2020〕1号", (("公布机关", "示例厅"),), (), (), BLOCKS
    )
    two = VolumeDocument(
        2, "dexample2346", "第二件", "", (), ("已废止",), ("编者的话",), (Block(Style.BODY, words),)
    )
    index = VolumeIndex("标题索引", (("S", (IndexLine(title, "doc_1", 1), IndexLine("第二件", "doc_2", 2))),))
    left = VolumeList("未收入的文件", "说明", ("标题", "理由"), (("丙", "已废止"),))
    sections = (VolumeSection("规章", (one, two)),)
    return Volume(
        "示例汇编", "", "编者", date(2026, 6, 1), "内部使用", ("说明",), sections, (left,), (index,)
    )


def parts(made: Volume, *, probe: bool = False) -> dict[str, Any]:
    out = io.BytesIO()
    if probe:
        write_probe(made, out)
    else:
        write_docx(made, out, {"doc_1": 1, "doc_2": 7})
    with zipfile.ZipFile(out) as package:
        return {
            name: etree.fromstring(package.read(name))
            for name in package.namelist()
            if name.endswith((".xml", ".rels"))
        }


ORDERS: Final = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore tabs spacing ind jc outlineLvl sectPr",
    "rPr": "rStyle rFonts b color sz szCs lang",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType",
    "settings": "defaultTabStop updateFields",
    "style": "name qFormat pPr rPr tblPr",
    "tblPr": "tblStyle tblW tblBorders",
}
"""The order of the elements that are used, after ISO/IEC 29500-1 Annex A: Word calls a file of another order damaged."""


@pytest.mark.parametrize("probe", [False, True])
@pytest.mark.parametrize("name", ORDERS)
def test_children_stand_in_the_order_of_the_standard(name: str, probe: bool) -> None:
    found = [
        element
        for tree in parts(volume(), probe=probe).values()
        for element in tree.iter(f"{{{wordml.NAMESPACE}}}{name}")
    ]
    assert found
    order = ORDERS[name].split()
    for element in found:
        tags = [etree.QName(child).localname for child in element]
        places = [order.index(tag) for tag in tags]
        assert places == sorted(places), tags
        assert len(set(tags)) == len(tags), tags


@pytest.mark.parametrize("probe", [False, True])
def test_every_name_that_is_used_is_defined(probe: bool) -> None:
    found = parts(volume(), probe=probe)
    w = f"{{{wordml.NAMESPACE}}}"
    styles = {style.get(f"{w}styleId") for style in found["word/styles.xml"].iter(f"{w}style")}
    body = found["word/document.xml"]
    used = {e.get(f"{w}val") for tag in ("pStyle", "rStyle", "tblStyle") for e in body.iter(w + tag)}
    assert used <= styles
    assert set(OWN_STYLES.values()) <= styles
    names = [e.get(f"{w}name") for e in body.iter(f"{w}bookmarkStart")]
    numbers = [e.get(f"{w}id") for e in body.iter(f"{w}bookmarkStart")]
    assert len(set(names)) == len(names)
    assert len(set(numbers)) == len(numbers)
    assert sorted(numbers) == sorted(e.get(f"{w}id") for e in body.iter(f"{w}bookmarkEnd"))
    targets = {e.get(f"{w}anchor") for e in body.iter(f"{w}hyperlink")}
    codes = " ".join(e.text for e in body.iter(f"{w}instrText"))
    targets |= set(re.findall(r"PAGEREF (\w+)", codes))
    assert targets <= set(names)


def test_page_numbers_stand_in_contents_and_indexes() -> None:
    w = f"{{{wordml.NAMESPACE}}}"
    body = parts(volume())["word/document.xml"]
    lines = ["".join(p.itertext(f"{w}t")) for p in body.iter(f"{w}p")]
    assert [line for line in lines if line.startswith("第二件")] == [
        "第二件【已废止】7",
        "第二件【已废止】",
        "第二件7",
    ]


def test_a_cell_ends_with_a_paragraph_and_rows_are_of_one_width() -> None:
    w = f"{{{wordml.NAMESPACE}}}"
    for table in parts(volume())["word/document.xml"].iter(f"{w}tbl"):
        wide = len(table.findall(f"{w}tblGrid/{w}gridCol"))
        assert {len(row.findall(f"{w}tc")) for row in table.iter(f"{w}tr")} == {wide}
        assert all(cell[-1].tag == f"{w}p" for cell in table.iter(f"{w}tc"))


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_words_are_kept_and_break_nothing(title: str, words: str) -> None:
    out = io.BytesIO()
    made = volume(title or "无题", words)
    write_docx(made, out)
    out.seek(0)
    assert docx.Document(out).paragraphs
    out.seek(0)
    first, second = read_docx_volume(out)
    assert first.title == compact(wordml.allowed(title or "无题"))
    assert second.words == compact(wordml.allowed(words))
