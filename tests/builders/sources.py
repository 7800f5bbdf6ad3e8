"""SourceText from plain strings, for tests."""

from __future__ import annotations

import hashlib

from indexer.model.source import Block, BlockKind, Meta, SourceFormat, SourceText, table_block


def source_from(
    text: str,
    *,
    name: str = "示例.txt",
    format: SourceFormat = SourceFormat.TEXT,
    meta: dict[str, str] | None = None,
) -> SourceText:
    """A source with one paragraph a line. ``# `` begins a heading (its level the number of #), ``| a | b |`` lines
    that follow each other are one table."""
    blocks: list[Block] = []
    rows: list[tuple[str, ...]] = []
    for line in text.split("\n"):
        if line.startswith("|") and line.endswith("|") and len(line) > 1:
            rows.append(tuple(cell.strip() for cell in line[1:-1].split("|")))
            continue
        if rows:
            blocks.append(table_block(tuple(rows)))
            rows = []
        blocks.append(_block(line))
    if rows:
        blocks.append(table_block(tuple(rows)))
    items = tuple(Meta(key, value) for key, value in (meta or {}).items())
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return SourceText(digest, name, format, tuple(blocks), items)


def _block(line: str) -> Block:
    marks = len(line) - len(line.lstrip("#"))
    if marks and line[marks : marks + 1] == " ":
        return Block(BlockKind.HEADING, line[marks + 1 :], level=marks)
    return Block(BlockKind.PARAGRAPH, line)
