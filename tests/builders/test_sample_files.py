"""The sample corpus: its files are what the builder makes, and its ground truth agrees with its texts."""

from __future__ import annotations

import tomllib
import zipfile
from collections import Counter
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from lxml import etree
from pypdf import PdfReader

from indexer.model.document import Kind
from indexer.model.validity import EventKind, Status
from tests.builders.sample_build import FORMATS, SAMPLE_FOLDER, build_file
from tests.builders.sample_expected import expected_toml
from tests.builders.sample_sources import Edit, Source, article_label, final_text, read_sources
from tests.builders.sample_tables import cell_spans

SOURCES = read_sources()
AMENDED = [name for name, source in SOURCES.items() if source.get("base")]
MINIMUM_FILES = {"docx": 14, "html": 12, "md": 10, "pdf": 10, "txt": 10}
STORIES = set("abcdefghijklmnopqrs")
SIZE_LIMIT = 3_000_000
BYTE_FORMATS = {"html", "md", "txt"}
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def expected() -> dict[str, Any]:
    return tomllib.loads((SAMPLE_FOLDER / "expected.toml").read_text("utf-8"))


def format_of(source: Source) -> str:
    return source.get("file").partition("/")[0]


def docx_parts(data: bytes) -> dict[str, bytes]:
    """The parts of the package that carry content."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist() if name.startswith("word/")}


def docx_text(data: bytes) -> str:
    body = etree.fromstring(docx_parts(data)["word/document.xml"])
    return "\n".join("".join(p.itertext(f"{WORD}t")) for p in body.iter(f"{WORD}p"))


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


def file_text(source: Source, data: bytes) -> str:
    match format_of(source):
        case "docx":
            return docx_text(data)
        case "pdf":
            return pdf_text(data)
        case _ if source.get("layout") == "txt-gb18030":
            return data.decode("gb18030")
        case _:
            return data.decode("utf-8-sig")


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", SOURCES)
def test_file_is_what_the_builder_makes(name: str) -> None:
    source = SOURCES[name]
    held = (SAMPLE_FOLDER / source.get("file")).read_bytes()
    built = build_file(source)
    if format_of(source) in BYTE_FORMATS:
        assert held == built
    else:
        assert file_text(source, held) == file_text(source, built)


@pytest.mark.parametrize("name", ["property_rule_2008", "property_regulation_2022"])
def test_builder_repeats_its_bytes(name: str) -> None:
    assert build_file(SOURCES[name]) == build_file(SOURCES[name])


@pytest.mark.parametrize("name", SOURCES)
def test_file_carries_the_mark_and_its_text(name: str) -> None:
    source = SOURCES[name]
    text = squeezed(file_text(source, (SAMPLE_FOLDER / source.get("file")).read_bytes()))
    assert "示例文件，内容虚构" in text
    assert source.get("file").rpartition(".")[0].endswith("_示例")
    lines = [line for block in source.blocks for line in final_text(block.text).split("\n") if len(line) > 30]
    assert lines
    if format_of(source) != "pdf":
        assert [line for line in lines if squeezed(line) not in text] == []


def test_no_file_is_left_over() -> None:
    held = {
        path.relative_to(SAMPLE_FOLDER).as_posix()
        for name in FORMATS
        for path in (SAMPLE_FOLDER / name).iterdir()
    }
    assert held == {source.get("file") for source in SOURCES.values()}


def test_formats_are_well_represented() -> None:
    counts = Counter(format_of(source) for source in SOURCES.values())
    assert {name: counts[name] >= least for name, least in MINIMUM_FILES.items()} == dict.fromkeys(
        MINIMUM_FILES, True
    )
    assert sum(path.stat().st_size for path in SAMPLE_FOLDER.rglob("*") if path.is_file()) < SIZE_LIMIT


def test_expected_is_what_the_builder_makes() -> None:
    assert (SAMPLE_FOLDER / "expected.toml").read_text("utf-8") == expected_toml(SOURCES)


def test_expected_documents() -> None:
    documents = expected()["document"]
    assert len(documents) >= 60
    assert {row["file"] for row in documents} == {source.get("file") for source in SOURCES.values()}
    keys = Counter((row["file"], row["title"], row.get("number")) for row in documents)
    assert [key for key, count in keys.items() if count > 1] == []
    assert {row["kind"] for row in documents} <= {kind.label for kind in Kind}
    assert {story for row in documents for story in row["stories"]} == STORIES


def test_interpretations_name_documents_that_are_held() -> None:
    documents = expected()["document"]
    titles = {row["title"] for row in documents}
    interpretations = [row for row in documents if row["kind"] == Kind.INTERPRETATION.label]
    assert {row["form"] for row in interpretations} == {"解读", "答记者问", "一图读懂", "政策问答"}
    assert [row["interprets"] for row in interpretations if row["interprets"] not in titles] == []


def test_expected_statuses() -> None:
    rows = expected()["status"]
    assert len(rows) >= 120
    assert {row["status"] for row in rows} == set(Status)
    keys = Counter((row["title"], row.get("number"), row["on"]) for row in rows)
    assert [key for key, count in keys.items() if count > 1] == []
    titles = {row["title"] for row in expected()["document"]}
    acts = {row["because"] for row in rows if row["status"] in {"repealed", "suspended", "partly_in_force"}}
    assert {act.partition("（云岭省人民政府令")[0] for act in acts} <= titles


def test_expected_events_and_versions() -> None:
    assert {row["kind"] for row in expected()["event"]} <= set(EventKind)
    spans: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in expected()["version"]:
        spans.setdefault((row["title"], row.get("number", "")), []).append(row)
    for versions in spans.values():
        for earlier, later in pairwise(versions):
            assert earlier.get("until") == later.get("from")
            assert earlier["dated"] < later["dated"]


def test_rule_amended_twice_then_repealed() -> None:
    def standing(day: date) -> str:
        rows = [
            row for row in expected()["status"] if row["title"] == "云岭省物业管理办法" and row["on"] == day
        ]
        return str(rows[0]["status"])

    assert standing(date(2022, 8, 31)) == "in_force"
    assert standing(date(2022, 9, 1)) == "repealed"
    texts = [row for row in expected()["document"] if row["title"] == "云岭省物业管理办法"]
    assert [row["articles"] for row in sorted(texts, key=lambda row: row["dated"])] == [24, 25, 24]


@pytest.mark.parametrize("name", AMENDED)
def test_amended_text_follows_its_decision(name: str) -> None:
    source = SOURCES[name]
    decision = "\n".join(block.text for block in SOURCES[source.get("decision")].blocks)
    section = (
        decision.partition(f"对《{source.get('title')}》作出修改")[2].partition("》作出修改")[0] or decision
    )
    assert source.edits
    assert [edit for edit in source.edits if not instructed(edit, section)] == []


def instructed(edit: Edit, decision: str) -> bool:
    """Whether the decision says what the edit does."""
    if edit.action in {"delete", "delete-paragraph"} or not edit.quoted:
        return f"删去{article_label(edit.article)}" in decision
    if edit.action == "substitute":
        old, _, new = edit.text.partition(" => ")
        return new in decision and (old in decision or f"将{article_label(edit.article)}" in decision)
    return f"“{edit.text}”" in decision


def test_package_decision_amends_five_and_repeals_three() -> None:
    text = "\n".join(block.text for block in SOURCES["package_decision_2018"].blocks)
    assert text.count("》作出修改") == 5
    assert text.partition("决定废止的省政府规章")[2].count("》（") == 3
    before = [row for row in expected()["version"] if row.get("until") == date(2019, 1, 1)]
    assert len(before) == 5
    assert all(row["held"] for row in before)


def test_word_constructions_are_there() -> None:
    def parts(name: str) -> dict[str, bytes]:
        return docx_parts((SAMPLE_FOLDER / SOURCES[name].get("file")).read_bytes())

    numbered = parts("public_data_rule_2023")
    assert b'w:val="chineseCountingThousand"' in numbered["word/numbering.xml"]
    assert "第一条".encode() not in numbered["word/document.xml"]
    revised = parts("rent_fund_rules_2022")["word/document.xml"]
    assert b"<w:ins " in revised
    assert b"<w:delText" in revised
    boxed = parts("historic_district_regulation_2018")
    assert boxed["word/document.xml"].count(b"txbxContent>") == 4
    assert "盐仓巷街区".encode() in boxed["word/footnotes.xml"]
    merged = parts("parking_fee_2021")["word/document.xml"]
    assert b"w:gridSpan" in merged
    assert b"w:vMerge" in merged


def test_text_encodings_and_wrapping() -> None:
    def data(name: str) -> bytes:
        return (SAMPLE_FOLDER / SOURCES[name].get("file")).read_bytes()

    with pytest.raises(UnicodeDecodeError):
        data("market_rule_1998").decode("utf-8")
    assert data("broker_rule_2003").startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data("broker_rule_2003")
    assert max(len(line) for line in data("elderly_facility_2015").decode("utf-8").splitlines()) == 40


def test_pages_of_regulations_carry_heads_and_numbers() -> None:
    pages = PdfReader(SAMPLE_FOLDER / SOURCES["property_regulation_2022"].get("file")).pages
    assert len(pages) >= 3
    third = pages[2].extract_text()
    assert "— 3 —" in third
    assert third.splitlines()[0].strip() == "云岭省物业管理条例"


def test_merged_cells_cover_the_table_once() -> None:
    for source in SOURCES.values():
        for rows in (block.rows for block in source.blocks if block.kind == "table"):
            covered = sum(cell.row_span * cell.column_span for cell in cell_spans(rows))
            assert {len(row) for row in rows} == {len(rows[0])}
            assert covered == len(rows) * len(rows[0])
