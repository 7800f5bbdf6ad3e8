"""The command line: data to stdout, words to stderr, exit codes, no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders.drafts import RULE


def fagui(*words: str, data: Path | None = None, text: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "indexer", *words, *(["--data", str(data)] if data else [])]
    return subprocess.run(command, capture_output=True, text=True, check=False, input=text, timeout=120)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "甲.txt").write_text(RULE, encoding="utf-8")
    report = folder / "report.jsonl"
    done = fagui("ingest", str(folder / "甲.txt"), "--report", str(report), data=folder / "data")
    assert done.returncode == 0, done.stderr
    (row,) = map(json.loads, report.read_text(encoding="utf-8").splitlines())
    assert set(row) == {"path", "outcome", "document", "title", "version", "warnings", "reason"}
    assert (row["outcome"], row["version"]) == ("added", "2010-03-01")
    return folder / "data"


def test_search_prints_json(data: Path) -> None:
    done = fagui("search", "罚款", "--json", data=data)
    assert done.returncode == 0
    assert json.loads(done.stdout)["hits"][0]["provisions"][0]["label"] == "第四条"


def test_status_answers_every_reference_in_order(data: Path) -> None:
    done = fagui(
        "status", "-", "--json", "--on", "2020-01-01", data=data, text="没有的办法\n云岭省示例市场管理办法\n"
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(a["ref"], a["found"], a["status"]) for a in answers] == [
        ("没有的办法", False, "unknown"),
        ("云岭省示例市场管理办法", True, "in_force"),
    ]
    assert done.returncode == 1


def test_show_begins_a_line_with_each_articles_label(data: Path) -> None:
    lines = fagui("show", "云岭省人民政府令第12号", data=data).stdout.splitlines()
    labels = [line.split("　")[0] for line in lines if line.startswith("第") and "条" in line[:6]]
    assert labels == ["第一条", "第二条", "第三条", "第四条", "第五条"]
    shown = json.loads(fagui("show", "云岭省人民政府令第12号", "--format", "json", data=data).stdout)
    assert set(shown) >= {
        "id",
        "title",
        "number",
        "bodies",
        "kind",
        "status",
        "on",
        "version",
        "note",
        "provisions",
        "tables",
    }
    assert fagui("show", "云岭省人民政府令第12号", "--format", "md", data=data).stdout.startswith("---\n")


def test_show_writes_a_file(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "甲.docx"
    done = fagui("show", "云岭省人民政府令第12号", "--format", "docx", "-o", str(out), data=data)
    assert (done.returncode, done.stdout) == (0, "")
    assert out.read_bytes().startswith(b"PK")


def test_export_writes_files_and_says_what_changed(data: Path, tmp_path: Path) -> None:
    assert fagui("export", "--format", "csv", "--packages", str(tmp_path), data=data).returncode == 0
    assert (tmp_path / "全部.csv").is_file()
    assert fagui("export", "--format", "csv", data=data).returncode == 2
    both = ("--packages", str(tmp_path), "--since", "0")
    assert fagui("export", "--format", "csv", *both, data=data).returncode == 2
    none = tmp_path / "外地.csv"
    assert fagui("export", "--region", "外地", "--format", "csv", "-o", str(none), data=data).returncode == 0
    assert len(none.read_text(encoding="utf-8").splitlines()) == 1
    changes = json.loads(fagui("changes", "--since", "0", "--json", data=data).stdout)
    assert [row["what"] for row in changes["changes"]] == ["added"]
    out = tmp_path / "无.jsonl"
    since = str(changes["revision"])
    assert fagui("export", "--since", since, "--format", "jsonl", "-o", str(out), data=data).returncode == 0
    assert out.read_bytes() == b""


def test_history_stats_audit_verify_and_reindex(data: Path) -> None:
    history = json.loads(fagui("history", "云岭省示例市场管理办法", "--json", data=data).stdout)
    assert [event["kind"] for event in history["events"]] == ["issued", "commenced"]
    assert json.loads(fagui("stats", "--json", data=data).stdout)["documents"] == 1
    assert fagui("audit", data=data).returncode == 0
    assert fagui("reindex", data=data).returncode == 0
    assert fagui("verify", data=data).returncode == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("status", "甲", "--on", "昨天"), 2, "2020-06-01"),
        (("search", "甲", "--status", "fine"), 2, "in_force"),
        (("nonsense",), 2, "No such command"),
        (("show", "没有的办法"), 3, "没有收录"),
    ],
)
def test_failures_are_said_in_words(data: Path, words: tuple[str, ...], code: int, said: str) -> None:
    done = fagui(*words, data=data if words[0] != "nonsense" else None)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_data_folder_without_a_record_is_named(tmp_path: Path) -> None:
    done = fagui("search", "甲", data=tmp_path / "none")
    assert done.returncode == 3
    assert "fagui ingest" in done.stderr


def test_a_folder_with_a_bad_file_ends_with_findings(tmp_path: Path) -> None:
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "好.txt").write_text(RULE, encoding="utf-8")
    done = fagui("ingest", str(tmp_path), data=tmp_path / "data")
    assert done.returncode == 1
    assert "坏.pdf" in done.stderr


def test_the_demo_reads_the_sample() -> None:
    done = fagui("demo", "--check")
    assert done.returncode == 0, done.stderr
    assert "已收录" in done.stderr


def test_filters_of_a_search(data: Path) -> None:
    every = json.loads(fagui("search", "--json", data=data).stdout)
    without = json.loads(fagui("search", "--interpreted", "no", "--json", data=data).stdout)
    assert every["total"] == without["total"] + sum(
        row["count"] for row in every["facets"]["interpreted"] if row["value"] == "yes"
    )
    nowhere = fagui("search", "罚款", "--region", "没有这个地方", "--json", data=data)
    assert json.loads(nowhere.stdout)["relaxations"][0]["filter"] == "region"
    assert "去掉“地区：没有这个地方”" in fagui("search", "罚款", "--region", "没有这个地方", data=data).stderr
    assert json.loads(fagui("search", "--subject", "没有", "--json", data=data).stdout)["total"] == 0


def test_search_proposes_a_title_that_is_near(data: Path) -> None:
    done = fagui("search", "云岭省示例市厂管理办法", data=data)
    assert "您要找的是不是：《云岭省示例市场管理办法》" in done.stderr
    assert done.stdout.startswith("1. 云岭省示例市场管理办法")


def test_evaluate_prints_the_figures(data: Path, tmp_path: Path) -> None:
    judged = tmp_path / "judged.jsonl"
    judged.write_text(
        '{"query": "罚款多少", "relevant": ["云岭省示例市场管理办法第四条"]}\n', encoding="utf-8"
    )
    done = fagui("evaluate", str(judged), "--json", data=data)
    figures = json.loads(done.stdout)
    assert done.returncode == 0
    assert (figures["queries"], figures["unresolved"], figures["recall@5"]) == (1, 0, 1.0)
    judged.write_text('{"query": "罚款多少"}\n', encoding="utf-8")
    assert fagui("evaluate", str(judged), data=data).returncode == 2
