"""fagui check and fagui cites from a shell."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import docx
import pytest

from tests.builders.drafts import RULE
from tests.cli.test_cli import fagui

TITLE = "云岭省示例市场管理办法"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("check")
    (folder / "甲.txt").write_text(RULE, encoding="utf-8")
    done = fagui("ingest", str(folder / "甲.txt"), data=folder / "data")
    assert done.returncode == 0, done.stderr
    return folder / "data"


def test_a_word_draft_comes_back_with_comments(data: Path, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("关于示例工作的意见")
    document.add_paragraph(f"按照《{TITLE}》第三条、第九十条办理。")
    document.save(str(tmp_path / "草案.docx"))
    done = fagui(
        "check",
        str(tmp_path / "草案.docx"),
        "--on",
        "2020-01-01",
        "--json",
        "--docx",
        str(tmp_path / "批注.docx"),
        data=data,
    )
    assert done.returncode == 1, done.stderr
    answer = json.loads(done.stdout)
    assert [(c["text"], c["verdict"]) for c in answer["citations"]] == [
        (f"《{TITLE}》第三条", "in_force"),
        ("第九十条", "provision_missing"),
    ]
    assert answer["summary"] == {"in_force": 1, "provision_missing": 1}
    told = docx.Document(str(tmp_path / "批注.docx"))
    assert len(list(told.comments)) == 1
    assert [p.text for p in told.paragraphs] == [p.text for p in document.paragraphs]


def test_a_list_is_recognised_and_answered_in_order(data: Path, tmp_path: Path) -> None:
    (tmp_path / "名单.txt").write_text(f"没有的办法\n《{TITLE}》\n云岭省人民政府令第12号\n", encoding="utf-8")
    done = fagui("check", str(tmp_path / "名单.txt"), "--on", "2020-01-01", "--json", data=data)
    told = [(c["text"], c["verdict"]) for c in json.loads(done.stdout)["citations"]]
    assert told == [
        ("没有的办法", "unrecognised"),
        (f"《{TITLE}》", "in_force"),
        ("云岭省人民政府令第12号", "in_force"),
    ]


SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>序号</t></is></c><c r="B1" t="inlineStr"><is><t>文件名称</t></is></c></row>
<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="s"><v>0</v></c></row>
<row r="3"><c r="A3"><v>2</v></c><c r="B3" t="s"><v>1</v></c></row>
</sheetData></worksheet>"""
STRINGS = f"""<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<si><t>没有的办法</t></si><si><r><t>《{TITLE[:4]}</t></r><r><t>{TITLE[4:]}》</t></r></si></sst>"""


def test_a_column_of_a_workbook_is_answered_in_order(data: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "名单.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", SHEET)
        book.writestr("xl/sharedStrings.xml", STRINGS)
    done = fagui("check", str(tmp_path / "名单.xlsx"), "--on", "2020-01-01", "--json", data=data)
    told = [(c["text"], c["verdict"]) for c in json.loads(done.stdout)["citations"]]
    assert told == [("没有的办法", "unrecognised"), (f"《{TITLE}》", "in_force")]


def test_a_table_is_written_in_the_order_of_the_list(data: Path, tmp_path: Path) -> None:
    (tmp_path / "名单.txt").write_text(f"没有的办法\n《{TITLE}》\n", encoding="utf-8")
    out = tmp_path / "表.csv"
    assert fagui("check", str(tmp_path / "名单.txt"), "-o", str(out), data=data).returncode == 1
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["没有的办法", f"《{TITLE}》"]
    assert (
        fagui("check", str(tmp_path / "名单.txt"), "-o", str(tmp_path / "表.txt"), data=data).returncode == 2
    )


def test_what_cannot_be_read_fails_in_words(data: Path, tmp_path: Path) -> None:
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7")
    done = fagui("check", str(tmp_path / "坏.pdf"), data=data)
    assert done.returncode == 3
    assert "未能读出" in done.stderr


def test_cites_prints_both_directions(data: Path) -> None:
    done = fagui("cites", TITLE, "--json", data=data)
    assert set(json.loads(done.stdout)) >= {"id", "cites", "cited_by"}
    assert fagui("cites", "没有的办法", data=data).returncode == 0
