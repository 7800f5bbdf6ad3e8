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


def loaded(*modules: str) -> set[str]:
    program = f"import sys; import {', '.join(modules)}; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(said.stdout.split())


@pytest.mark.parametrize(
    ("modules", "besides"),
    [
        (("indexer.cli.reading",), {"flask", "numpy.testing", "indexer.export", "indexer.library.radar"}),
        (("indexer.cli.running",), {"indexer.export", "indexer.library.radar"}),
        (("indexer.cli.running", "searchapp", "searchapp.serve"), set()),
    ],
    ids=["search and status", "serve, in the shell", "serve, with the site"],
)
def test_a_first_answer_loads_no_more_than_it_needs(modules: tuple[str, ...], besides: set[str]) -> None:
    assert not loaded(*modules) & (SELDOM | besides)


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
