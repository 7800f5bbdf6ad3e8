"""Tables as an office program opens them: the columns, the Chinese, and no cell that runs."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from indexer.export import FORMATS
from indexer.export.rows import COLUMNS
from indexer.library import Library, SearchRequest, export_documents
from tests.builders.drafts import RULE, library_of

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
CALC = OFFICE is not None and (Path(OFFICE).resolve().parent / "libsclo.so").exists()
pytestmark = pytest.mark.skipif(not CALC, reason="LibreOffice with its tables (Calc) is not here")

FORMULA = "=SUM(A1:A9)示例办法\n\n第一条　为了示例，制定本办法。\n\n第二条　本办法自2020年1月1日起施行。\n"
QUOTES = '关于“示例,逗号;分号"引号"”的通知\n云政发〔2020〕03号\n\n各市人民政府：\n\n　　请知悉。\n\n云岭省人民政府\n2020年3月1日\n'
LINK = "https://示例.example/办法\n\n第一条　本办法自2021年1月1日起施行。\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    texts = {"甲.txt": RULE, "乙.txt": FORMULA, "丙.txt": QUOTES, "丁.txt": LINK}
    library, _ = library_of(tmp_path_factory.mktemp("office"), texts)
    yield library
    library.close()


def converted(file: Path, to: str, *options: str) -> Path:
    """The file as the office program writes it after opening it."""
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    out = file.parent / "out"
    command = [
        str(OFFICE),
        profile,
        "--headless",
        *options,
        "--convert-to",
        to,
        "--outdir",
        str(out),
        str(file),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    return out / f"{file.stem}.{to.partition(':')[0]}"


def exported(library: Library, folder: Path, form: str) -> tuple[Path, list[list[str]]]:
    """The file of a format, and the cells that the record has for it."""
    request = SearchRequest(text="", on=date(2026, 6, 1))
    file = folder / f"table.{form}"
    export_documents(library, request, FORMATS[form], file)
    export_documents(library, request, FORMATS["csv"], folder / "plain.csv")
    rows = list(csv.reader(io.StringIO((folder / "plain.csv").read_text(encoding="utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 5
    return file, rows


def shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def test_a_csv_opens_with_its_columns_and_runs_nothing(library: Library, tmp_path: Path) -> None:
    file, rows = exported(library, tmp_path, "csv")
    # 44,34,76: comma, quotation mark, UTF-8 — what the program proposes for a file with the mark in front.
    opened = converted(file, "xlsx", "--infilter=Text - txt - csv (StarCalc):44,34,76,1")
    sheet = openpyxl.load_workbook(opened).active
    assert sheet is not None
    cells = [[shown(cell.value) for cell in row] for row in sheet.iter_rows()]
    assert cells == rows
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_workbook_opens_with_its_columns_and_runs_nothing(library: Library, tmp_path: Path) -> None:
    file, rows = exported(library, tmp_path, "xlsx")
    sheet = openpyxl.load_workbook(converted(file, "xlsx")).active
    assert sheet is not None
    cells = [[shown(cell.value) for cell in row] for row in sheet.iter_rows()]
    # The workbook marks a cell as text, so that it needs no quotation mark in front.
    assert cells == [[cell.removeprefix("'") for cell in row] for row in rows]
    assert any(cell.startswith("=SUM") for row in cells for cell in row)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
