"""fagui compile: the volume, its manifest, the gate's refusal and a wrong specification by exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_cli import fagui
from tests.library.test_compilation import FILES

SPEC = 'title = "示例汇编"\non = 2026-06-01\n[select]\ndocuments = ["云岭省示例仓储条例"{more}]\n'


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compile")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    done = fagui("ingest", *(str(folder / name) for name in FILES), data=folder / "data")
    assert done.returncode == 0, done.stderr
    return folder / "data"


def run(folder: Path, data: Path, text: str, *more: str) -> tuple[int, str, str]:
    (folder / "编制.toml").write_text(text, encoding="utf-8")
    out = folder / "册.docx"
    done = fagui("compile", str(folder / "编制.toml"), "-o", str(out), "--no-pages", *more, data=data)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_a_volume_with_its_manifest(tmp_path: Path, data: Path) -> None:
    code, _, said = run(tmp_path, data, SPEC.format(more=""), "-o", str(tmp_path / "册.html"))
    assert code == 0, said
    plain = json.loads((tmp_path / "册.docx.manifest.json").read_text(encoding="utf-8"))
    assert [file["name"] for file in plain["files"]] == ["册.docx", "册.html"]
    again = SPEC.format(more="") + '[previous]\nmanifest = "册.docx.manifest.json"\n'
    code, _, said = run(tmp_path, data, again)
    assert (code, "未变 1" in said) == (0, True)
    assert (tmp_path / "册.docx.changes.json").exists()


def test_a_planted_repealed_document_is_named_and_nothing_written(tmp_path: Path, data: Path) -> None:
    code, out, said = run(tmp_path, data, SPEC.format(more=', "云岭省示例仓储办法"'))
    assert code == 1
    assert "《云岭省示例仓储办法》" in out
    assert "已废止" in out
    assert "没有编成" in said
    assert [path.name for path in tmp_path.iterdir()] == ["编制.toml"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SPEC.format(more="") + '[gate]\nunproven = "no"\n', "编制.toml:6：“unproven”没有“no”这一项"),
        ("title = 甲\n", "编制.toml:1：不是合法的 TOML"),
        (SPEC.format(more="") + '[previous]\nmanifest = "没有.json"\n', "读不出上一版的编目文件"),
    ],
)
def test_a_wrong_specification_is_wrong_usage(tmp_path: Path, data: Path, text: str, said: str) -> None:
    code, out, error = run(tmp_path, data, text)
    assert (code, out) == (2, "")
    assert said in error


def test_a_name_that_means_nothing_is_told_with_its_line(tmp_path: Path, data: Path) -> None:
    code, out, _ = run(tmp_path, data, SPEC.format(more=', "云岭省没有的办法"'))
    assert code == 1
    assert "编制.toml:4：" in out
