"""The same Word file with comments: nothing of it changes but the comments' own marks."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

_AUTHOR: Final = "fagui"
_INITIALS: Final = "法规"


@dataclass(frozen=True, slots=True)
class Comment:
    """Words of the file, in reading order, and what is to be said of them."""

    words: str
    text: str


def with_comments(data: bytes, comments: Sequence[Comment]) -> tuple[bytes, tuple[Comment, ...]]:
    """The file with the comments, and those whose words were not found in its paragraphs."""
    document: Any = docx.Document(io.BytesIO(data))
    paragraphs = [(p, _compact(p.text)) for p in _paragraphs(document) if p.runs]
    missed: list[Comment] = []
    place, offset = 0, 0
    for comment in comments:
        words = _compact(comment.words)
        found = _find(paragraphs, words, place, offset) or _find(paragraphs, words, 0, 0)
        if found is None or not words:
            missed.append(comment)
            continue
        place, at = found
        offset = at + len(words)
        runs = _runs(paragraphs[place][0], at, at + len(words))
        if not runs:
            missed.append(comment)
            continue
        document.add_comment(runs=[runs[0], runs[-1]], text=comment.text, author=_AUTHOR, initials=_INITIALS)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue(), tuple(missed)


def _compact(text: str) -> str:
    return "".join(text.split())


def _find(
    paragraphs: Sequence[tuple[Any, str]], words: str, place: int, offset: int
) -> tuple[int, int] | None:
    for n in range(place, len(paragraphs)):
        at = paragraphs[n][1].find(words, offset if n == place else 0)
        if at >= 0:
            return n, at
    return None


def _runs(paragraph: Any, start: int, end: int) -> list[Any]:
    """The runs that hold characters [start, end), white space not counted."""
    found, at = [], 0
    for run in paragraph.runs:
        length = len(_compact(run.text))
        if length and at < end and at + length > start:
            found.append(run)
        at += length
    return found


def _paragraphs(parent: Any) -> Iterator[Any]:
    """Paragraphs in reading order, those of tables included."""
    for block in parent.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Table):
            seen: set[int] = set()
            for row in block.rows:
                for cell in row.cells:
                    if id(cell._tc) not in seen:
                        seen.add(id(cell._tc))
                        yield from _paragraphs(cell)
