"""Lines: the cleaned source text cut where it breaks, each with its place in ``SourceText.text``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from indexer.model.source import Alignment, BlockKind, SourceText

_BUTTON: Final = re.compile(r"(?:折叠|展开|收起)\s*(?=第[〇零一二三四五六七八九十百]{1,5}[编章节])")
"""The button beside a heading of an encyclopedia's page, copied with it (折叠第二章)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block. [start, end) are offsets in ``SourceText.text``; ``text`` is the slice, trimmed at both ends
    (so ``source.text[start:end] == text``). A table is one line, with its ``rows``."""

    text: str
    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    align: Alignment = Alignment.UNKNOWN
    page: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()


def split_lines(source: SourceText) -> tuple[Line, ...]:
    """The lines of a source in reading order; blank ones and a page's buttons before headings are left out."""
    lines: list[Line] = []
    offset = 0
    for block in source.blocks:
        if block.kind is BlockKind.TABLE:
            pieces = [(offset, block.text)]
        else:
            pieces, at = [], offset
            for piece in block.text.split("\n"):
                pieces.append((at, piece))
                at += len(piece) + 1
        for at, piece in pieces:
            stripped = piece.strip()
            if not stripped:
                continue
            start = at + (len(piece) - len(piece.lstrip()))
            if (button := _BUTTON.match(stripped)) is not None:
                stripped, start = stripped[button.end() :], start + button.end()
            lines.append(
                Line(
                    text=stripped,
                    start=start,
                    end=start + len(stripped),
                    kind=block.kind,
                    level=block.level,
                    align=block.align,
                    page=block.page,
                    rows=block.rows,
                )
            )
        offset += len(block.text) + 1
    return tuple(lines)


def cut_line(line: Line, at: list[int]) -> list[Line]:
    """The line cut at these indices of its text (ascending); pieces are trimmed and blank ones dropped."""
    pieces: list[Line] = []
    bounds = [0, *at, len(line.text)]
    for low, high in pairwise(bounds):
        piece = line.text[low:high]
        stripped = piece.strip()
        if not stripped:
            continue
        start = line.start + low + (len(piece) - len(piece.lstrip()))
        pieces.append(replace(line, text=stripped, start=start, end=start + len(stripped)))
    return pieces
