"""Lines of PDF pages into paragraphs: running heads and page numbers out, broken lines joined, stray spaces closed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.model.characters import clean, join_han, normalize_han
from indexer.model.source import Alignment, Block, BlockKind

_PAGE_NUMBER: Final = re.compile(
    r"^\s*(?:[-—–―－─·•]+\s*\d{1,4}\s*[-—–―－─·•]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}|\d{1,4}|[ivxlIVX]{1,5})\s*$"
)
_END: Final = re.compile(r"[。；：！？:;!?…]\s*[”’）)》]?\s*$|[”》]\s*$")
_START: Final = re.compile(
    r"^\s*(?:第\s*[0-9０-９一二三四五六七八九十百千零〇]+\s*[编章节条]|[一二三四五六七八九十]{1,3}\s*[、．]|[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[）)]"
    r"|\d{1,2}\s*[．、](?!\d)|\d{1,2}\.(?:\s|[\u4e00-\u9fff])|\d{1,2}(?:\.\d{1,2}){1,4}\s|附\s*(?:件|则|录|表|图)|目\s*录|前\s*言|[①-⑳]|——|注[:：\d])"
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_DOTS: Final = re.compile(r"[.．·…]{4,}")
_TITLE: Final = re.compile(
    r"(?:条例|办法|规定|细则|规则|规程|法|通知|决定|意见|公告|通告|方案|标准|解释|批复|目录|指南|预案|规范|名录)(?:[（(].{1,12}[）)])?$"
)
_NUMBER_LINE: Final = re.compile(
    r"^[\u4e00-\u9fff]{2,14}\s*[〔\[（(]\s*(?:19|20)\d\d\s*[〕\]）)]\s*第?\s*\d{1,5}\s*号$"
)
_EDGE_LINES: Final = 3
PARAGRAPH_END: Final = "\v"
"""At the end of a line: nothing below it belongs to its paragraph."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page as the reader gave it. ``is_last``: the reader saw that a paragraph ends with it."""

    text: str
    page: int
    is_last: bool = False


def clean_line(text: str) -> str:
    """Stray spaces between Han characters closed, radicals made ordinary."""
    return join_han(normalize_han(clean(text)).replace("\xa0", " ")).strip()


def without_frames(pages: Sequence[Sequence[str]]) -> tuple[list[list[str]], tuple[str, ...]]:
    """The pages' lines without page numbers and running heads; the heads that were taken out."""
    trimmed = [[line for line in page if line.strip()] for page in pages]
    heads = _running_heads(trimmed)
    kept: list[list[str]] = []
    for number, page in enumerate(trimmed):
        lines = _without_numbered_head(list(page), number)
        for at in (0, -1):
            for _ in range(_EDGE_LINES):
                if not lines:
                    break
                is_number = bool(_PAGE_NUMBER.match(lines[at])) and (len(lines) > 1 or len(pages) > 1)
                if not is_number and (
                    _shape(lines[at]) not in heads or (number == 0 and _is_title(lines, at))
                ):
                    break
                lines.pop(at)
        kept.append(lines)
    return kept, tuple(sorted(heads))


def _without_numbered_head(lines: list[str], number: int) -> list[str]:
    """Later pages may begin with a head and the page's number below it: both belong to the frame."""
    if (
        number
        and len(lines) > 2
        and _PAGE_NUMBER.match(lines[1])
        and len(lines[0]) < 40
        and not _END.search(lines[0])
    ):
        return lines[2:]
    return lines


def _is_title(lines: Sequence[str], at: int) -> bool:
    """On the first page the line that later pages repeat as their head may be the title itself: it stands only once."""
    shape = _shape(lines[at])
    return (
        at == 0 and bool(_TITLE.search(shape)) and sum(1 for line in lines[:6] if _shape(line) == shape) == 1
    )


def _running_heads(pages: Sequence[Sequence[str]]) -> set[str]:
    """Lines that stand at the edge of most pages, numbers in them aside."""
    if len(pages) < 2:
        return set()
    counts: Counter[str] = Counter()
    for page in pages:
        edge = {_shape(line) for line in (*page[:2], *page[-2:]) if len(line) < 60}
        counts.update(edge)
    needed = max(2, len(pages) * 6 // 10)
    return {shape for shape, count in counts.items() if count >= needed and shape}


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", line))


def paragraphs(pages: Sequence[Sequence[str]]) -> Iterator[Block]:
    """Lines joined into paragraphs, over page breaks too."""
    lines = [
        PageLine(text, number, raw.endswith(PARAGRAPH_END))
        for number, page in enumerate(pages, 1)
        for raw in page
        for text in (clean_line(raw),)
        if text
    ]
    full = _full_width(lines)
    text, page, last, ended = "", 0, 0, False
    for line in lines:
        if text and not ended and _goes_on(text, last, line.text, full):
            text += _glue(text, line.text) + line.text
        else:
            if text:
                yield _block(text, page)
            text, page = line.text, line.page
        last, ended = width(line.text), line.is_last
    if text:
        yield _block(text, page)


def _full_width(lines: Sequence[PageLine]) -> int:
    """The width of a full line: what the longer lines of running text have in common."""
    widths = sorted(width(line.text) for line in lines if _HAN.search(line.text))
    if not widths:
        return 60
    return max(24, widths[len(widths) * 85 // 100])


def _goes_on(text: str, last: int, following: str, full: int) -> bool:
    """Whether the next line belongs to the paragraph: the last was full, and nothing new begins."""
    if _START.match(following) and not (last >= full - 2 and _is_citation(text, following)):
        return False
    if _NUMBER_LINE.match(following):
        return False
    if text.count("《") > text.count("》") and len(text) < 120:
        return True
    if _DOTS.search(text) or _DOTS.search(following):
        return False
    if last < full * 0.86:
        return False
    return not _END.search(text)


def _is_citation(text: str, following: str) -> bool:
    """A line that begins with 第X条 because the one before was broken inside a citation."""
    return (
        bool(re.search(r"(?:依照|根据|违反|按照|本法|本条例|本办法|本规定|》|、|和|至|第)\s*$", text))
        and "条" in following[:12]
    )


def _glue(before: str, after: str) -> str:
    return (
        " "
        if before[-1:].isascii() and after[:1].isascii() and before[-1:].isalnum() and after[:1].isalnum()
        else ""
    )


def _block(text: str, page: int) -> Block:
    return Block(BlockKind.PARAGRAPH, text, page=page, align=Alignment.UNKNOWN)


def width(text: str) -> int:
    """Columns a line takes: a Han character takes two."""
    return sum(1 if char.isascii() else 2 for char in text)
