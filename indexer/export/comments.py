"""The same Word file with comments: nothing of it changes but the comments' own marks."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

_AUTHOR: Final = "fagui"
_INITIALS: Final = "法规"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_TYPES: Final = "[Content_Types].xml"
_RELATIONS: Final = "word/_rels/document.xml.rels"
_BODY: Final = re.compile(r"word/(?:document|comments\d*)\.xml")
_TYPE: Final = re.compile(rb'<Override [^>]*PartName="/word/comments\d*\.xml"[^>]*/>')
_RELATION: Final = re.compile(rb'<Relationship [^>]*relationships/comments"[^>]*/>')


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
    return _as_it_was(data, out.getvalue()), tuple(missed)


def _as_it_was(before: bytes, after: bytes) -> bytes:
    """The file before with only the parts changed that carry comments; the others keep their bytes.

    Saving writes every part anew, in other words for the same content.
    """
    old, new = zipfile.ZipFile(io.BytesIO(before)), zipfile.ZipFile(io.BytesIO(after))
    names = {item.filename for item in new.infolist()}
    added = [name for name in names if name not in old.namelist()]
    changed = {name: new.read(name) for name in names if _BODY.fullmatch(name) or name in added}
    for name, wanted, ending in ((_TYPES, _TYPE, b"</Types>"), (_RELATIONS, _RELATION, b"</Relationships>")):
        if added:
            element = wanted.search(new.read(name))
            head, mark, tail = old.read(name).rpartition(ending)
            # A part of an unusual form is taken as it was saved.
            changed[name] = head + element.group() + mark + tail if element and mark else new.read(name)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for item in old.infolist():
            package.writestr(item, changed.pop(item.filename, b"") or old.read(item), item.compress_type)
        for name in sorted(changed):
            package.writestr(zipfile.ZipInfo(name, _EPOCH), changed[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


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
