"""Tables as LibreOffice opens them: the right columns, Chinese whole, nothing that runs."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from indexer.export import FORMATS
from indexer.export.formats import harmless
from indexer.export.rows import COLUMNS, ExportRow, cells

OFFICE = shutil.which("soffice")

pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")

DAY = date(2026, 6, 1)
TITLES = (
    "云岭省示例市场管理办法",
    "=SUM(A1:A9)示例",
    "+86示例",
    "-1示例",
    "@示例",
    '含,逗号;分号\t与“引号”"的示例',
    "两行\n的示例",
    "𠮷林示例（生僻字）〇",
    "'示例",
)


def rows() -> list[ExportRow]:
    return [
        ExportRow(
            id=f"d{number}",
            title=title,
            number=f"云政发〔2020〕{number + 1}号",
            bodies=("云岭省人民政府", "云岭省示例厅"),
            kind="地方政府规章",
            status="现行有效",
            on=DAY,
            issued=DAY if number % 2 else None,
            effective=DAY,
            dated=None,
            record=str,
            text=str,
            markdown=str,
            originals=tuple,
        )
        for number, title in enumerate(TITLES)
    ]


def converted(place: Path, to: str) -> Path:
    folder = place.parent / "converted"
    profile = f"-env:UserInstallation=file://{place.parent}/profile"
    # What its import dialogue shows as chosen for such a file: commas, quotation marks, UTF-8, from line 1.
    reading = ["--infilter=Text - txt - csv (StarCalc):44,34,76,1"] if place.suffix == ".csv" else []
    command = [
        "soffice",
        profile,
        "--headless",
        *reading,
        "--convert-to",
        to,
        "--outdir",
        str(folder),
        str(place),
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=180)
    if "could not be loaded" in done.stderr:
        pytest.skip("LibreOffice is here without Calc")
    return folder / f"{place.stem}.{to.partition(':')[0]}"


def written(form: str, tmp_path: Path) -> Path:
    place = tmp_path / f"table.{form}"
    with place.open("wb+") as out:
        FORMATS[form].write(rows(), out)
    return place


def plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def test_a_workbook_opens_with_the_right_columns(tmp_path: Path) -> None:
    text = converted(written("xlsx", tmp_path), "csv:Text - txt - csv (StarCalc):44,34,76,1").read_text(
        "utf-8"
    )
    assert list(csv.reader(io.StringIO(text))) == [list(COLUMNS), *(list(cells(row)) for row in rows())]


def test_a_csv_opens_with_the_right_columns_and_runs_nothing(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(converted(written("csv", tmp_path), "xlsx")).active
    assert sheet is not None
    found = [[plain(cell.value) for cell in row] for row in sheet.iter_rows()]
    assert found == [list(COLUMNS), *([harmless(cell) for cell in cells(row)] for row in rows())]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
