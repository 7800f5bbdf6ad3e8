"""Plain text: a paragraph a line, lines that were wrapped by hand joined again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median
from typing import Final

from indexer.extract.encoding import decode
from indexer.extract.metadata_labels import labelled
from indexer.extract.reading import Reading
from indexer.model.characters import clean
from indexer.model.limits import Limits
from indexer.model.source import Block, BlockKind, Meta, Remark

_END: Final = re.compile(r"[。；：！？”’）》\]…:;!?]\s*$")
_START: Final = re.compile(
    r"^[\s\u3000]{2,}\S|^\s*(?:第[\d０-９一二三四五六七八九十百千零〇]+[编章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]"
    r"|\d{1,2}[.．、]|附\s*件|附\s*则|附\s*录|目\s*录)"
)
_META_LINES: Final = 15


def read_text(data: bytes, limits: Limits) -> Reading:
    """A text file in any usual encoding."""
    del limits
    decoded = decode(data)
    lines = clean(decoded.text).split("\n")
    remarks = list(decoded.remarks)
    if _is_wrapped(lines):
        lines = _unwrapped(lines)
        remarks.append(Remark("rewrapped", "原文按固定宽度换行，已按段落重排"))
    meta: list[Meta] = []
    for line in lines[:_META_LINES]:
        found = labelled(line)
        if found is not None and len(found.value) < 200:
            meta.append(found)
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in lines if line.strip())
    return Reading(blocks, tuple(meta), remarks=tuple(remarks))


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Many lines of one width, most of which end in the middle of a sentence."""
    full = [line.rstrip() for line in lines if line.strip()]
    if len(full) < 8:
        return False
    widths = [_width(line) for line in full]
    widest = sorted(widths)[len(widths) * 9 // 10]
    if not 30 <= widest <= 120:
        return False
    brim = [line for line, width in zip(full, widths, strict=True) if widest - 6 <= width <= widest + 4]
    cut = [line for line in brim if not _END.search(line)]
    return len(brim) > len(full) * 0.3 and len(cut) > len(brim) * 0.7 and median(widths) > 20


def _unwrapped(lines: Sequence[str]) -> list[str]:
    widths = sorted(_width(line.rstrip()) for line in lines if line.strip())
    widest = widths[len(widths) * 9 // 10]
    joined: list[str] = []
    goes_on = False
    for line in lines:
        text = line.rstrip()
        if not text.strip():
            goes_on = False
            continue
        if goes_on and not _START.match(text):
            joined[-1] += text.strip()
        else:
            joined.append(text)
        goes_on = _width(text) >= widest - 6
    return joined


def _width(line: str) -> int:
    return sum(1 if c.isascii() else 2 for c in line)
