"""What is loaded when: a command and a first answer wait for what they need and for no more."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import indexer.library
from indexer.cli.main import _MODULES, group
from tests.builders.drafts import RULE, library_of

SELDOM = {
    "docx",
    "lxml",
    "pypdf",
    "pypdfium2",
    "xlsxwriter",
    "cryptography",
    "mcp",
    "indexer.export.volume",
    "indexer.export.official_docx",
    "indexer.library.certificate_page",
    "indexer.library.compilation",
    "indexer.library.consolidating",
    "indexer.library.evaluation",
    "indexer.parse",
    "indexer.extract",
}
"""What neither a search nor a status needs."""

OF_OTHER_PAGES = {
    "indexer.catalog.curation",
    "indexer.export",
    "indexer.ingest.pool",
    "indexer.ingest.run",
    "indexer.library.changing",
    "indexer.library.checking",
    "indexer.library.citing",
    "indexer.library.overview",
    "indexer.library.pairing",
    "indexer.library.radar",
    "indexer.model.comparison",
    "indexer.search.whoosh_merge",
    "searchapp.check_pages",
    "searchapp.citation_cards",
    "searchapp.comparison_pages",
    "searchapp.consolidated_pages",
    "searchapp.download_page",
    "searchapp.icalendar",
    "searchapp.inventory_pages",
    "searchapp.openapi",
    "searchapp.operations",
    "searchapp.pair_pages",
    "searchapp.radar_pages",
    "searchapp.statistics_pages",
    "searchapp.volumes",
}
"""What a page of results does not need."""

SERVED = """
import sys, indexer.cli.running, searchapp.serve
from pathlib import Path
from indexer.catalog import load_gazetteer
from indexer.ingest.drafts import DraftReader
from indexer.library import Library
from indexer.settings import Settings
from searchapp import create_app
place = Settings(data=Path(sys.argv[1]))
library = Library.open(place, read_only=True, check_later=True)
library.warm()
page = create_app(library, read_draft=DraftReader(place.limits)).test_client().get("/search?q=市场")
assert page.status_code == 200 and "示例市场" in page.get_data(as_text=True)
assert not load_gazetteer.cache_info().currsize
print(*sys.modules)
"""


def run(program: str, *given: str) -> set[str]:
    command = [sys.executable, "-c", program, *given]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(said.stdout.split())


def loaded(*modules: str) -> set[str]:
    return run(f"import sys; import {', '.join(modules)}; print(*sys.modules)")


@pytest.mark.parametrize(
    ("modules", "besides"),
    [
        (("indexer.cli.reading",), {"flask", "numpy.testing", "indexer.export", "indexer.library.radar"}),
        (("indexer.cli.running",), {"indexer.export", "indexer.library.radar"}),
        (("indexer.cli.running", "searchapp", "searchapp.serve"), OF_OTHER_PAGES),
    ],
    ids=["search and status", "serve, in the shell", "serve, with the site"],
)
def test_a_first_answer_loads_no_more_than_it_needs(modules: tuple[str, ...], besides: set[str]) -> None:
    assert not loaded(*modules) & (SELDOM | besides)


def test_a_page_of_results_loads_no_more_than_it_needs(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE})
    library.close()
    assert not run(SERVED, str(tmp_path / "data")) & (SELDOM | OF_OTHER_PAGES)


def test_every_name_of_the_facade_is_where_it_is_said_to_be() -> None:
    for name in indexer.library.__all__:
        assert getattr(indexer.library, name) is not None
    with pytest.raises(AttributeError):
        indexer.library.nothing_of_this_name  # noqa: B018


def test_the_facade_says_the_same_to_a_type_checker() -> None:
    source = ast.parse(Path(indexer.library.__file__).read_text(encoding="utf-8"))
    block = next(node for node in source.body if isinstance(node, ast.If))
    told = {
        (node.module, name.name, name.asname or name.name)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    there = indexer.library._CALLED_THERE
    homes = {
        (home, there.get(name, name), name)
        for home, names in indexer.library._HOMES.items()
        for name in names
    }
    assert told == homes
    assert {name for _, _, name in told} == set(indexer.library.__all__)


def test_every_command_is_found_by_its_name() -> None:
    for module, names in _MODULES.items():
        found = importlib.import_module(f"indexer.cli.{module}").COMMANDS
        assert tuple(sorted(command.name for command in found)) == tuple(sorted(names))
    assert sorted(group.commands) == []
