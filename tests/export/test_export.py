"""Bulk export: what comes out equals what the search counts, twice the same, with checksums that verify."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from indexer.export import FORMATS, Manifest, ManifestFile
from indexer.export.formats import harmless, safe_name
from indexer.export.rows import COLUMNS
from indexer.library import Library, SearchRequest, export_documents
from indexer.search.query import Filters
from tests.builders.drafts import AMENDED, RULE, drafts_of, library_of, source_row

HOSTILE = "=SUM(A1)示例办法\n\n第一条　为了示例，制定本办法。\n\n第二条　本办法自2020年1月1日起施行。\n"
NOTICE = "云岭省人民政府关于示例工作的通知\n云政发〔2020〕3号\n\n各市人民政府：\n\n　　现将示例事项通知如下。\n\n云岭省人民政府\n2020年3月1日\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    texts = {"甲.txt": RULE, "乙.txt": AMENDED, "丙.txt": HOSTILE, "丁.txt": NOTICE}
    library, _ = library_of(tmp_path_factory.mktemp("export"), texts)
    yield library
    library.close()


def request_for(text: str = "", **filters: tuple[str, ...]) -> SearchRequest:
    return SearchRequest(text=text, on=date(2026, 6, 1), filters=Filters(**filters))  # type: ignore[arg-type]


def manifest_of(form: str, out: Path) -> dict[str, object]:
    if form == "sqlite":
        with contextlib.closing(sqlite3.connect(out)) as db:
            ((text,),) = db.execute("SELECT json FROM manifest")
    elif FORMATS[form].packed:
        text = zipfile.ZipFile(out).read("manifest.json").decode()
    else:
        text = out.with_name(out.name + ".manifest.json").read_text(encoding="utf-8")
    found: dict[str, object] = json.loads(text)
    return found


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", ["", "示例", "标题:市场"])
def test_the_count_is_the_searchs(library: Library, tmp_path: Path, form: str, text: str) -> None:
    out = tmp_path / "out"
    made = export_documents(library, request_for(text), FORMATS[form], out)
    assert made.count == library.search(request_for(text)).total
    assert manifest_of(form, out)["count"] == made.count
    assert made.revision == library.store.revision


@pytest.mark.parametrize("form", FORMATS)
def test_twice_at_one_revision_is_the_same_to_the_byte(library: Library, tmp_path: Path, form: str) -> None:
    first, second = tmp_path / "one" / "x", tmp_path / "two" / "x"
    for out in (first, second):
        out.parent.mkdir()
        export_documents(library, request_for(), FORMATS[form], out)
    assert first.read_bytes() == second.read_bytes()
    assert [p.name for p in first.parent.iterdir()] == [p.name for p in second.parent.iterdir()]


@pytest.mark.parametrize("form", [name for name, form in FORMATS.items() if not form.packed])
def test_the_checksum_of_a_file_verifies(library: Library, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    (listed,) = export_documents(library, request_for(), FORMATS[form], out).files
    assert (listed.bytes, listed.sha256) == (
        out.stat().st_size,
        hashlib.sha256(out.read_bytes()).hexdigest(),
    )


@pytest.mark.parametrize("form", [name for name, form in FORMATS.items() if form.suffix == "zip"])
def test_the_checksums_of_a_package_verify(library: Library, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out.zip"
    made = export_documents(library, request_for(), FORMATS[form], out)
    package = zipfile.ZipFile(out)
    assert set(package.namelist()) == {file.name for file in made.files} | {"manifest.json"}
    for file in made.files:
        assert hashlib.sha256(package.read(file.name)).hexdigest() == file.sha256
        assert ".." not in file.name


@pytest.mark.parametrize("text", ["", "示例"])
def test_the_checksum_in_a_sqlite_file_is_that_of_the_records(
    library: Library, tmp_path: Path, text: str
) -> None:
    (listed,) = export_documents(library, request_for(text), FORMATS["sqlite"], tmp_path / "out").files
    with contextlib.closing(sqlite3.connect(tmp_path / "out")) as db:
        records = [record for (record,) in db.execute("SELECT record FROM documents ORDER BY id")]
    assert hashlib.sha256("".join(f"{record}\n" for record in records).encode()).hexdigest() == listed.sha256
    assert manifest_of("sqlite", tmp_path / "out")["files"] == [asdict(listed)]
    (same,) = export_documents(library, request_for(text), FORMATS["jsonl"], tmp_path / "lines").files
    assert (same.bytes, same.sha256) == (listed.bytes, listed.sha256)


def test_originals_are_the_bytes_that_came(library: Library, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    made = export_documents(library, request_for("云政发〔2020〕3号"), FORMATS["originals"], out)
    package = zipfile.ZipFile(out)
    assert NOTICE.encode() in [package.read(file.name) for file in made.files]


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_record_is_exported_as_such(tmp_path: Path, form: str) -> None:
    library, _ = library_of(tmp_path, {})
    with contextlib.closing(library):
        assert export_documents(library, request_for(), FORMATS[form], tmp_path / "out").count == 0
        assert manifest_of(form, tmp_path / "out")["newest_issue"] is None


def test_a_file_that_carries_a_text_twice_is_packed_once(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {})
    with contextlib.closing(library):
        sha256, (draft,) = drafts_of(RULE)
        library.store.record(source_row(RULE), [draft, draft])
        library.originals.add(RULE.encode())
        library.originals.flush()
        library.catch_up()
        made = export_documents(library, request_for(), FORMATS["originals"], tmp_path / "out.zip")
        assert [file.sha256 for file in made.files] == [sha256]
        (shown,) = library.document(library.resolve_one(draft.title), made.on).sources
        assert shown.sha256 == sha256


def test_a_csv_opens_as_a_table_and_runs_nothing(library: Library, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    export_documents(library, request_for(), FORMATS["csv"], out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_workbook_holds_words_only(library: Library, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    made = export_documents(library, request_for(), FORMATS["xlsx"], out)
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert sheet.max_row == made.count + 1
    kinds = {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value}
    assert kinds == {"s"}


def test_a_line_of_jsonl_is_the_documents_json(library: Library, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    export_documents(library, request_for("标题:市场"), FORMATS["jsonl"], out)
    (line,) = out.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["title"] == "云岭省示例市场管理办法"


@pytest.mark.parametrize(("name", "most"), [("_DOCUMENTS", 1), ("_DOCUMENTS", 3), ("_CHARACTERS", 1)])
def test_a_parquet_file_has_every_row_in_small_groups(
    library: Library, tmp_path: Path, name: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(f"indexer.export.parquet.{name}", most)
    made = export_documents(library, request_for(), FORMATS["parquet"], tmp_path / "out")
    file = parquet.ParquetFile(tmp_path / "out")
    assert file.num_row_groups == -(-made.count // most)
    assert file.read()["编号"].to_pylist() == sorted(library.every(request_for()))


def test_a_parquet_file_holds_days_as_days_and_the_text(library: Library, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    out = tmp_path / "out.parquet"
    made = export_documents(library, request_for(), FORMATS["parquet"], out)
    rows = parquet.read_table(out).to_pylist()
    assert [row["编号"] for row in rows] == sorted(library.every(request_for()))
    assert len(rows) == made.count
    (notice,) = [row for row in rows if row["文号"] == "云政发〔2020〕3号"]
    assert (notice["公布（成文）日期"], notice["发文机关"]) == (date(2020, 3, 1), ["云岭省人民政府"])
    assert "现将示例事项通知如下" in notice["正文"]
    assert made.newest_issue == max(row["公布（成文）日期"] for row in rows if row["公布（成文）日期"])


def test_a_sqlite_file_can_be_asked(library: Library, tmp_path: Path) -> None:
    out = tmp_path / "out.sqlite3"
    made = export_documents(library, request_for(), FORMATS["sqlite"], out)
    with contextlib.closing(sqlite3.connect(out)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("SELECT count(*) FROM documents").fetchall() == [(made.count,)]
        ((found,),) = db.execute(
            "SELECT d.title FROM provisions p JOIN documents d ON d.id = p.document WHERE p.text LIKE '%八百元%'"
        )
    assert found == "云岭省示例市场管理办法"


@pytest.mark.parametrize("page", [1, 2, 5_000])
def test_every_search_is_exported_as_it_is_counted(
    library: Library, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.library.searching._LISTED", page)
    for text in ("", "示例", "罚款 市场", "云政发〔2020〕3号", "没有的词语", "示例 没有的词语"):
        asked = request_for(text)
        answer = library.search(replace(asked, limit=1000))
        assert list(library.every(asked)) == [hit.id for hit in answer.hits]
        for limit in (1, 20):
            other = replace(asked, limit=limit, offset=1)
            assert sorted(library.every(other)) == sorted(library.every(asked))


@pytest.mark.parametrize("names", [(), ("甲",), ('甲"files": []乙', "\\", "丙")])
def test_a_manifest_in_pieces_is_one_json_text(names: tuple[str, ...]) -> None:
    files = tuple(ManifestFile(name, 1, "0" * 64) for name in names)
    made = Manifest(7, 'q="files": []', date(2026, 6, 1), len(names), files, withdrawn=("d1",))
    found = json.loads("".join(made.pieces()))
    assert found.pop("files") == [asdict(file) for file in files]
    assert (found["query"], found["withdrawn"]) == ('q="files": []', ["d1"])
    assert list(found) == sorted(found)


def test_a_failure_leaves_no_half_file(library: Library, tmp_path: Path) -> None:
    def fail(done: int) -> None:
        if done == 2:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        export_documents(library, request_for(), FORMATS["jsonl"], tmp_path / "out", fail)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_formulas_are_made_harmless(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("云政发〔2020〕3号") == "云政发〔2020〕3号"


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../甲", "甲"), ("a/b\\c", "abc"), ("…", "…"), (" . ", "无题"), ("甲\x00\n乙", "甲乙")],
)
def test_names_leave_their_folder_nowhere(given: str, kept: str) -> None:
    assert safe_name(given) == kept
