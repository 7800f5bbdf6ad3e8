"""Whole fictional texts and their trees, as golden files. Run with --update-goldens after a wanted change, and read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.model.provisions import walk_all
from indexer.parse.lines import split_lines
from indexer.parse.segment import segment
from indexer.parse.structure import build_tree
from tests.builders.sources import source_from

_FOLDER = Path(__file__).parent / "golden"


def render(text: str) -> str:
    """Segments and provisions, one line a node."""
    source = source_from(text)
    out: list[str] = []
    for part in segment(split_lines(source), source):
        tree = build_tree(part.front, part.body, part.duplicate)
        out.append(f"=== cover {part.cover}")
        for node in walk_all(tree.provisions):
            words = " | ".join((node.label, node.heading, node.text.replace("\n", "⏎").replace("\t", "⇥")))
            out.append(f"{'  ' * len(node.path.segments)}{node.path} {node.kind} | {words}".rstrip(" |"))
        out.extend(f"remark {remark.code} {remark.message}" for remark in tree.remarks)
    return "\n".join(out) + "\n"


@pytest.mark.parametrize("name", sorted(path.stem for path in _FOLDER.glob("*.txt")))
def test_tree_of_text(name: str, golden: Callable[[Path, str], None]) -> None:
    text = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    golden(_FOLDER / f"{name}.tree", render(text))
