"""What each reader hands over of one and the same text, as golden files. Run with --update-goldens, and read it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.extract import read_bytes
from indexer.model.source import SourceText
from indexer.parse import parse
from tests.builders.drafts import names
from tests.builders.formats import FILES, LINES, TITLE

_FOLDER = Path(__file__).parent / "golden"
_CONVERTER = shutil.which("soffice") or shutil.which("libreoffice")
needs_converter = pytest.mark.skipif(_CONVERTER is None, reason="LibreOffice is not installed")


def render(source: SourceText) -> str:
    """Blocks and what the file says of itself, one line each."""
    blocks = [
        f"{block.kind.value} {block.level} {block.align.value or '-'} {block.page or '-'} | "
        + block.text.replace("\n", "⏎").replace("\t", "⇥")
        for block in source.blocks
    ]
    meta = [f"meta {item.key} = {item.value}" for item in source.meta]
    attachments = [f"attachment {link.text} -> {link.href}" for link in source.attachments]
    remarks = [f"remark {remark.code}" for remark in source.remarks]
    return "\n".join([f"format {source.format.value}", *blocks, *meta, *attachments, *remarks]) + "\n"


def check_draft(source: SourceText) -> None:
    """Whatever the format, the instrument is the same."""
    draft = parse(source, names())[0]
    assert (draft.title, str(draft.number), str(draft.issued), str(draft.since)) == (
        TITLE,
        "云岭省人民政府令第12号",
        "2020-03-01",
        "2020-05-01",
    )
    squeezed = "".join(source.text.split())
    assert all("".join(line[-6:].split()) in squeezed for line in LINES)


@pytest.mark.parametrize(
    "suffix", [pytest.param(name, marks=needs_converter) if name == "rtf" else name for name in FILES]
)
def test_reading(suffix: str, golden: Callable[[Path, str], None]) -> None:
    source = read_bytes(FILES[suffix](), f"示例.{suffix}")
    golden(_FOLDER / f"{suffix}.blocks", render(source))
    check_draft(source)


@needs_converter
def test_reading_of_word_97(tmp_path: Path) -> None:
    assert _CONVERTER is not None
    (tmp_path / "示例.rtf").write_bytes(FILES["rtf"]())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    made = [
        "--headless",
        "--convert-to",
        "doc:MS Word 97",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "示例.rtf"),
    ]
    subprocess.run([_CONVERTER, profile, *made], check=True, capture_output=True, timeout=120)
    source = read_bytes((tmp_path / "示例.doc").read_bytes(), "示例.doc")
    assert source.format.value == "doc"
    check_draft(source)
