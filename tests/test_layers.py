"""Imports point down only; every third-party name has one owner."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

MAY_IMPORT = {
    "model": set(),
    "extract": {"model"},
    "parse": {"model"},
    "analysis": {"model", "catalog"},
    "catalog": {"model"},
    "store": {"model"},
    "search": {"model", "analysis", "catalog"},
    "export": {"model"},
    "ingest": {"model", "extract", "parse", "catalog", "store"},
    "library": {"model", "parse", "analysis", "catalog", "store", "search", "settings", "export"},
    "cli": {"model", "catalog", "ingest", "library", "search", "settings", "store", "export"},
    "assistant": {"model", "library", "search"},
    "settings": {"model"},
}
"""What each part of ``indexer`` may import of ``indexer``."""

SEARCHAPP_MAY_IMPORT = {
    "indexer.__version__",
    "indexer.export",
    "indexer.library",
    "indexer.model",
    "indexer.search.query",
    "indexer.settings",
}

OWNERS = {
    "jieba": ("indexer/analysis/",),
    "rjieba": ("indexer/analysis/",),
    "whoosh": ("indexer/search/whoosh_",),
    "sqlite3": ("indexer/store/", "indexer/export/sqlite.py"),
    "pypdf": ("indexer/extract/", "indexer/export/volume_pages.py"),
    "pypdfium2": ("indexer/extract/",),
    "docx": ("indexer/extract/", "indexer/export/"),
    "lxml": ("indexer/extract/", "indexer/export/"),
    "xlsxwriter": ("indexer/export/",),
    "pyarrow": ("indexer/export/",),
    "weasyprint": ("indexer/export/",),
    "flask": ("searchapp/",),
    "waitress": ("searchapp/",),
    "click": ("indexer/cli/",),
    "mcp": ("indexer/assistant/",),
    "pydantic": ("indexer/assistant/",),
    "msgspec": ("indexer/store/", "indexer/ingest/", "indexer/search/whoosh_documents.py"),
}


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("path", files("indexer"), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    own = path.relative_to(ROOT / "indexer").parts[0].removesuffix(".py")
    if own in ("__init__", "__main__"):
        return
    for name in imports(path):
        assert not name.startswith("searchapp"), f"{path} imports {name}"
        parts = name.split(".")
        if parts[0] == "indexer" and len(parts) > 1 and parts[1] != own and parts[1] != "__version__":
            assert parts[1] in MAY_IMPORT[own], f"{path} imports {name}"


@pytest.mark.parametrize("path", files("searchapp"), ids=lambda p: str(p.relative_to(ROOT)))
def test_the_site_asks_the_library(path: Path) -> None:
    for name in imports(path):
        if name.startswith("indexer."):
            assert any(
                name == allowed or name.startswith(allowed + ".") for allowed in SEARCHAPP_MAY_IMPORT
            ), name


@pytest.mark.parametrize(
    "path", [*files("indexer"), *files("searchapp")], ids=lambda p: str(p.relative_to(ROOT))
)
def test_each_library_has_one_owner(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    for name in imports(path):
        owners = OWNERS.get(name.split(".")[0])
        if owners is not None:
            assert place.startswith(owners), f"{place} imports {name}"


def test_the_model_uses_the_standard_library_only_and_no_clock() -> None:
    for path in files("indexer/model"):
        text = path.read_text(encoding="utf-8")
        assert "today(" not in text, path
        assert "now(" not in text, path
        for name in imports(path):
            assert name.split(".")[0] in {"indexer", "__future__"} | set(
                __import__("sys").stdlib_module_names
            ), name


def test_names_say_what_is_inside() -> None:
    forbidden = {"utils.py", "util.py", "helpers.py", "helper.py", "manager.py", "common.py", "misc.py"}
    named = {
        path.name for folder in ("indexer", "searchapp", "tests", "benchmarks") for path in files(folder)
    }
    assert not named & forbidden
