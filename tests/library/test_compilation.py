"""Compilations: who may stand in a volume, what it holds, how it differs from the edition before."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from indexer.export.edition import Change, EarlierEdition, NoEdition, read_edition
from indexer.export.libreoffice import office
from indexer.export.official_text import Block, Style
from indexer.export.volume_proof import READERS
from indexer.library import Library
from indexer.library.compilation import (
    CompilationFailed,
    CompilationRefused,
    Compiled,
    Plan,
    compiled,
    plan,
    write_compilation,
)
from indexer.library.compilation_gate import Ruling
from indexer.library.compilation_spec import CompilationSpec, Doubt, Scope, read_spec
from indexer.model.characters import compact
from tests.builders.drafts import AMENDED, RULE, library_of

OLD = """云岭省示例仓储办法
（2001年3月1日云岭省人民政府令第2号公布）
第一条　为了规范示例仓储，制定本办法。
第二条　本办法自2001年5月1日起施行。
"""
NEW = """云岭省示例仓储条例
（2020年3月1日云岭省人民代表大会常务委员会第二次会议通过）
第一条　为了规范示例仓储，制定本条例。
第二条　本条例自2020年6月1日起施行。《云岭省示例仓储办法》同时废止。
"""
UNPROVEN = """云岭省人民政府关于示例巡查的通知
云政发〔2021〕7号

各市人民政府：

请加强示例巡查，收费标准如附表。

云岭省人民政府
2021年4月2日
"""
LATER = """云岭省示例码头办法
（2026年3月1日云岭省人民政府令第90号公布）
第一条　为了规范示例码头，制定本办法。
第二条　本办法自2027年5月1日起施行。
"""
FILES = {"甲.txt": RULE, "乙.txt": AMENDED, "丙.txt": OLD, "丁.txt": NEW, "戊.txt": UNPROVEN, "己.txt": LATER}
ON = date(2026, 6, 1)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library, _ = library_of(tmp_path_factory.mktemp("compilation"), FILES)
    yield library
    library.close()


def spec_of(select: str, more: str = "", on: date = ON) -> CompilationSpec:
    return read_spec(f'title = "示例汇编"\non = {on.isoformat()}\n[select]\n{select}\n{more}\n')


ALL = 'query = "示例"'


def rulings(made: Plan) -> dict[str, str]:
    return {judged.title: judged.ruling.value for judged in made.judged}


def test_what_the_filters_choose_is_judged_and_nothing_lost(library: Library) -> None:
    made = plan(library, spec_of(ALL, '[gate]\nunproven = "leave_out"'))
    assert rulings(made) == {
        "云岭省示例市场管理办法": "print",
        "云岭省示例仓储条例": "print",
        "云岭省示例仓储办法": "leave_out",
        "云岭省人民政府关于示例巡查的通知": "leave_out",
        "云岭省示例码头办法": "leave_out",
    }
    reasons = {row.title: row.reason for row in made.left_out}
    assert "《云岭省示例仓储条例》" in reasons["云岭省示例仓储办法"]
    assert "同时废止" in reasons["云岭省示例仓储办法"]
    assert not made.refusal()


@pytest.mark.parametrize(
    ("status", "gate", "named", "ruling"),
    [
        ("云岭省示例仓储办法", "", True, Ruling.REFUSE),
        ("云岭省示例仓储办法", "", False, Ruling.LEAVE_OUT),
        ("云岭省示例仓储办法", 'scope = "all"', True, Ruling.MARK),
        ("云岭省示例仓储办法", 'scope = "all"', False, Ruling.MARK),
        ("云岭省人民政府关于示例巡查的通知", "", False, Ruling.REFUSE),
        ("云岭省人民政府关于示例巡查的通知", 'unproven = "mark"', True, Ruling.APART),
        ("云岭省人民政府关于示例巡查的通知", 'unproven = "leave_out"', False, Ruling.LEAVE_OUT),
        ("云岭省人民政府关于示例巡查的通知", 'unproven = "leave_out"', True, Ruling.REFUSE),
        ("云岭省示例码头办法", "", True, Ruling.REFUSE),
        ("云岭省示例码头办法", 'pending = "mark"', True, Ruling.APART),
        ("云岭省示例市场管理办法", "", True, Ruling.PRINT),
    ],
)
def test_the_gate(library: Library, status: str, gate: str, named: bool, ruling: Ruling) -> None:
    select = f'documents = ["{status}"]' if named else ALL
    made = plan(library, spec_of(select, f"[gate]\n{gate}"))
    assert rulings(made)[status] == ruling.value


def test_a_planted_repealed_document_shuts_the_gate(library: Library) -> None:
    made = plan(library, spec_of('documents = ["云岭省示例仓储条例", "云岭省示例仓储办法"]'))
    with pytest.raises(CompilationRefused) as caught:
        compiled(library, made)
    (line,) = str(caught.value).splitlines()
    assert "《云岭省示例仓储办法》" in line
    assert "已废止" in line
    assert "《云岭省示例仓储办法》同时废止" in line


def test_the_same_document_was_in_force_before(library: Library) -> None:
    made = plan(library, spec_of('documents = ["云岭省示例仓储办法"]', on=date(2020, 5, 31)))
    assert rulings(made) == {"云岭省示例仓储办法": "print"}


@pytest.mark.parametrize(
    ("select", "said"),
    [
        ('documents = ["云岭省没有的办法"]', "第4行：没有收录“云岭省没有的办法”"),
        ('bodies = ["云岭省没有的厅"]', "第4行：没有收录机关“云岭省没有的厅”的文件"),
        ('query = "示例"\nsubjects = ["没有的主题"]', "第5行：没有收录主题“没有的主题”的文件"),
    ],
)
def test_a_name_that_means_nothing_is_told_with_its_line(library: Library, select: str, said: str) -> None:
    assert said in plan(library, spec_of(select)).refusal()


def test_an_editors_exclusion_is_listed_with_its_reason(library: Library) -> None:
    more = '[[select.exclude]]\ndocument = "云岭省人民政府关于示例巡查的通知"\nreason = "另编"'
    made = plan(library, spec_of(ALL, more))
    assert not made.refusal()
    assert ("云岭省人民政府关于示例巡查的通知", "编者不收入：另编") in [
        (r.title, r.reason) for r in made.left_out
    ]
    volume = compiled(library, made).volume
    assert "云岭省人民政府关于示例巡查的通知" in str(volume.lists)


def test_doubtful_documents_stand_apart_and_marked(library: Library) -> None:
    made = compiled(library, plan(library, spec_of(ALL, '[gate]\nunproven = "mark"')))
    last = made.volume.sections[-1]
    assert last.heading.startswith("另列")
    assert [(d.title, d.marked) for d in last.documents] == [
        ("云岭省人民政府关于示例巡查的通知", "【时效未标明】")
    ]
    assert all(not d.marks for section in made.volume.sections[:-1] for d in section.documents)


def made_of(library: Library, select: str = ALL, more: str = '[gate]\nunproven = "mark"') -> Compiled:
    return compiled(library, plan(library, spec_of(select, more)))


def test_name_body_days_and_articles_are_kept(library: Library) -> None:
    made = made_of(library)
    for document in made.volume.documents():
        facts = dict(document.facts)
        assert {"公布机关", "公布日期", "施行日期", "文本", "时效"} <= facts.keys()
        answer = library.document(document.id, ON)
        words = "".join(block.label + block.text for block in document.blocks)
        for provision in answer.provisions:
            if provision.kind == "art":
                assert compact(provision.label + provision.text) in compact(words)
    rule = next(d for d in made.volume.documents() if d.title == "云岭省示例市场管理办法")
    assert ("施行日期", "2010年5月1日") in rule.facts
    assert any("八百元" in block.text for block in rule.blocks), "the text of the day is the amended one"


@pytest.mark.parametrize("form", READERS)
def test_the_file_holds_the_records_words(library: Library, tmp_path: Path, form: str) -> None:
    made = made_of(library)
    out = tmp_path / f"册.{form}"
    edition = write_compilation(made, [out], pages=False)
    printed = {one.title: one.words for one in READERS[form](out)}
    assert set(printed) == {entry.title for entry in edition.documents}
    assert "第四条违反本办法的，处八百元罚款。" in printed["云岭省示例市场管理办法"]
    (listed,) = edition.files
    assert listed.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()


def tampered(made: Compiled, change: str) -> Compiled:
    """The volume with one of its documents changed behind the record's back."""
    section = made.volume.sections[0]
    document = section.documents[0]
    blocks = document.blocks
    if change == "dropped":
        document = replace(document, blocks=blocks[:-1])
    elif change == "shortened":
        document = replace(document, blocks=(*blocks[:-1], replace(blocks[-1], text=blocks[-1].text[:-3])))
    elif change == "added":
        document = replace(document, blocks=(*blocks, Block(Style.BODY, "另行规定。")))
    elif change == "swapped":
        document = replace(document, blocks=(*blocks[:-2], blocks[-1], blocks[-2]))
    elif change == "renamed":
        document = replace(document, title=document.title + "（试行）")
    rows = (document, *section.documents[1:])
    if change == "missing":
        rows = section.documents[1:]
    sections = (replace(section, documents=rows), *made.volume.sections[1:])
    return replace(made, volume=replace(made.volume, sections=sections))


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("change", ["dropped", "shortened", "added", "swapped", "renamed", "missing"])
def test_a_text_that_is_not_the_records_is_never_written(
    library: Library, tmp_path: Path, form: str, change: str
) -> None:
    out = tmp_path / f"册.{form}"
    with pytest.raises(CompilationFailed, match="校核没有通过"):
        write_compilation(tampered(made_of(library), change), [out], pages=False)
    assert not list(tmp_path.iterdir())


def test_the_same_revision_and_specification_give_the_same_bytes(library: Library, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_compilation(made_of(library), [tmp_path / name / f"册.{f}" for f in READERS], pages=False)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["册.docx", "册.docx.manifest.json", "册.html"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_manifest_names_revision_specification_and_texts(library: Library, tmp_path: Path) -> None:
    made = made_of(library)
    write_compilation(made, [tmp_path / "册.html"], pages=False)
    plain = json.loads((tmp_path / "册.html.manifest.json").read_text(encoding="utf-8"))
    assert (plain["revision"], plain["count"], plain["on"]) == (library.store.revision, 3, "2026-06-01")
    assert plain["spec"]["select"]["query"] == "示例"
    row = next(row for row in plain["documents"] if row["title"] == "云岭省示例市场管理办法")
    assert (row["dated"], row["status"], len(row["text_sha256"])) == ("2018-06-05", "in_force", 64)
    assert {row["title"] for row in plain["left_out"]} == {"云岭省示例仓储办法", "云岭省示例码头办法"}


def earlier(library: Library, tmp_path: Path, on: date) -> EarlierEdition:
    spec = spec_of(ALL, '[gate]\nunproven = "mark"', on=on)
    write_compilation(compiled(library, plan(library, spec)), [tmp_path / "旧.html"], pages=False)
    data = (tmp_path / "旧.html.manifest.json").read_bytes()
    return read_edition(data.decode(), hashlib.sha256(data).hexdigest())


def test_editions_are_compared(library: Library, tmp_path: Path) -> None:
    before = earlier(library, tmp_path, date(2012, 6, 1))
    assert {entry.title for entry in before.documents} == {"云岭省示例市场管理办法", "云岭省示例仓储办法"}
    made = compiled(library, plan(library, spec_of(ALL, '[gate]\nunproven = "mark"')), before)
    found = {(row.change, row.title) for row in made.edition.differences}
    assert found == {
        (Change.ADDED, "云岭省示例仓储条例"),
        (Change.ADDED, "云岭省人民政府关于示例巡查的通知"),
        (Change.AMENDED, "云岭省示例市场管理办法"),
        (Change.REPEALED, "云岭省示例仓储办法"),
    }
    ended = made.volume.lists[0]
    assert ended.heading == "上一版以来废止、失效的文件"
    assert [row[0] for row in ended.rows] == ["云岭省示例仓储办法"]
    assert "《云岭省示例仓储条例》" in ended.rows[0][2]
    write_compilation(made, [tmp_path / "新.html"], pages=False)
    report = json.loads((tmp_path / "新.html.changes.json").read_text(encoding="utf-8"))
    assert report["counts"] == {"added": 2, "amended": 1, "repealed": 1, "left_out": 0, "unchanged": 0}


def test_an_edition_beside_itself_differs_in_nothing(library: Library, tmp_path: Path) -> None:
    before = earlier(library, tmp_path, ON)
    made = compiled(library, plan(library, spec_of(ALL, '[gate]\nunproven = "mark"')), before)
    assert {row.change for row in made.edition.differences} == {Change.UNCHANGED}


def test_what_is_no_longer_chosen_is_told(library: Library, tmp_path: Path) -> None:
    before = earlier(library, tmp_path, ON)
    made = compiled(library, plan(library, spec_of('documents = ["云岭省示例仓储条例"]')), before)
    gone = {row.title: row.reason for row in made.edition.differences if row.change is Change.LEFT_OUT}
    assert gone == {
        "云岭省示例市场管理办法": "不在本版选择的范围内",
        "云岭省人民政府关于示例巡查的通知": "不在本版选择的范围内",
    }


@pytest.mark.parametrize("on", [date(2019, 1, 1), date(2021, 1, 1)])
def test_the_day_of_the_last_edition_is_enough_for_the_list(library: Library, on: date) -> None:
    more = f'[gate]\nunproven = "mark"\n[previous]\non = {on.isoformat()}'
    (first, *_) = made_of(library, more=more).volume.lists
    assert [row[0] for row in first.rows] == (["云岭省示例仓储办法"] if on.year == 2019 else [])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "another"}', "null", '"x"'])
def test_another_file_is_no_manifest(text: str) -> None:
    with pytest.raises(NoEdition):
        read_edition(text, "")


def test_a_volume_is_marked_internal_unless_approved(library: Library) -> None:
    assert made_of(library).volume.banner.startswith("内部使用")
    formal = '[gate]\nunproven = "mark"\n[publication]\nformal = true\napproval = "云岭出〔2026〕1号"'
    volume = made_of(library, more=formal).volume
    assert not volume.banner
    assert any("云岭出〔2026〕1号" in line for line in volume.foreword)


def test_contents_and_page_fields_are_filled_in(library: Library, tmp_path: Path) -> None:
    write_compilation(made_of(library), [tmp_path / "册.docx"], pages=False)
    with zipfile.ZipFile(tmp_path / "册.docx") as package:
        body = package.read("word/document.xml").decode()
        footer = package.read("word/footer2.xml").decode()
    assert body.count("TOC \\o") == 1
    contents = body[body.index("TOC \\o") : body.index('w:val="Heading1"')]
    for title in ("云岭省示例市场管理办法", "云岭省示例仓储条例", "【时效未标明】", "标题索引"):
        assert title in contents
    for anchor in ("doc_1", "doc_2", "doc_3", "sec_1", "end_1"):
        assert f"PAGEREF {anchor} " in contents
        assert f'w:name="{anchor}"' in body
    assert " PAGE " in footer
    for kind in ("begin", "separate", "end"):
        assert body.count('fldCharType="begin"') == body.count(f'fldCharType="{kind}"')


def test_indexes_list_every_title_and_number(library: Library) -> None:
    volume = made_of(library).volume
    titles, numbers = volume.indexes
    lines = [line for _, group in titles.groups for line in group]
    assert len(lines) == len(list(volume.documents()))
    assert [name for name, _ in titles.groups] == ["Y"]
    assert next(line.text for _, group in numbers.groups for line in group).startswith("云")


def test_a_text_that_lacks_an_amendment_is_refused(tmp_path: Path) -> None:
    decision = """云岭省人民政府关于修改《云岭省示例市场管理办法》的决定
（2022年6月5日云岭省人民政府令第70号公布）
云岭省人民政府决定，对《云岭省示例市场管理办法》作如下修改：
一、将第四条中的“五百元”修改为“九百元”。
本决定自2022年8月1日起施行。
"""
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": decision})
    try:
        for on, gate, ruling in (
            (ON, "", Ruling.REFUSE),
            (ON, '[gate]\noutdated = "mark"', Ruling.APART),
            (date(2022, 7, 31), "", Ruling.PRINT),
        ):
            made = plan(library, spec_of('documents = ["云岭省示例市场管理办法"]', gate, on=on))
            assert [judged.ruling for judged in made.judged] == [ruling]
    finally:
        library.close()


def test_the_defaults_are_the_strict_ones() -> None:
    spec = spec_of(ALL)
    assert (spec.scope, spec.unproven, spec.outdated) == (Scope.IN_FORCE, Doubt.REFUSE, Doubt.REFUSE)


@pytest.mark.skipif(office() is None, reason="LibreOffice is not here")
def test_pages_in_the_contents_are_those_of_the_pdf(library: Library, tmp_path: Path) -> None:
    outs = [tmp_path / "册.docx", tmp_path / "册.pdf"]
    edition = write_compilation(made_of(library), outs)
    reader = PdfReader(outs[1])
    found = [
        item
        for item in flat(reader.outline)
        if item.title.split("【")[0] in {e.title for e in edition.documents}
    ]
    pages = [reader.get_destination_page_number(item) for item in found]
    first = reader.get_destination_page_number(next(flat(reader.outline)))
    assert [page - first + 1 if page is not None and first is not None else None for page in pages] == [
        entry.page for entry in edition.documents
    ]
    assert edition.pages_by.startswith("LibreOffice")
    with zipfile.ZipFile(outs[0]) as package:
        body = package.read("word/document.xml").decode()
    shown = re.findall(r"PAGEREF doc_(\d) .*?<w:t[^>]*>(\d+)</w:t>", body)
    assert dict(shown) == {str(n): str(entry.page) for n, entry in enumerate(edition.documents, 1)}
    assert b"/CreationDate(D:20260601000000" in outs[1].read_bytes()


def test_without_libreoffice_a_pdf_is_set_from_the_html(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("weasyprint", reason="the extra fagui[pdf] is not installed", exc_type=ImportError)
    monkeypatch.setattr("indexer.library.compilation.office", lambda: None)
    monkeypatch.setattr("indexer.export.libreoffice.office", lambda: None)
    told: list[str] = []
    for name in ("一.pdf", "二.pdf"):
        edition = write_compilation(made_of(library), [tmp_path / name], remark=told.append)
        assert all(entry.page is None for entry in edition.documents)
    assert (tmp_path / "一.pdf").read_bytes() == (tmp_path / "二.pdf").read_bytes()
    words = compact("".join(page.extract_text() for page in PdfReader(tmp_path / "一.pdf").pages))
    assert "云岭省示例市场管理办法" in words
    assert "没有LibreOffice" in compact(told[0])


def flat(outline: Any) -> Iterator[Any]:
    for item in outline:
        if isinstance(item, list):
            yield from flat(item)
        else:
            yield item


def test_a_document_known_by_name_alone_is_no_text(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"丁.txt": NEW})
    try:
        made = plan(library, spec_of('documents = ["云岭省示例仓储办法"]'))
        assert "第4行：“云岭省示例仓储办法”只知其名，没有收录文本" in made.refusal()
    finally:
        library.close()


def test_a_record_that_moves_on_gives_no_volume(library: Library) -> None:
    made = plan(library, spec_of('documents = ["云岭省示例仓储条例"]'))
    with pytest.raises(CompilationFailed, match="请重新运行"):
        compiled(library, replace(made, revision=made.revision - 1))


def test_volumes_of_no_document_are_not_made(library: Library) -> None:
    made = plan(library, spec_of('query = "标题:仓储"', on=date(1990, 1, 1)))
    assert made.refusal() == "没有一件可以收入的文件"
