"""A text as an official document is set (公文格式): what stands on the page, block by block, whatever the file format.

The blocks give every word of the text once and in order: an article's label stands on the line of its first
paragraph, the title is set once, and what the text prints before and after it keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from indexer.model.characters import compact
from indexer.model.docnumber import DocumentNumber
from indexer.model.provisions import ProvisionKind


class Line(Protocol):
    """A provision in reading order, as the library gives it."""

    @property
    def path(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def depth(self) -> int: ...
    @property
    def rows(self) -> tuple[tuple[str, ...], ...]: ...


@dataclass(frozen=True, slots=True)
class OfficialText:
    """A document's text of a day. ``status`` and ``kind`` are the words a reader sees; ``remarks`` say what the text
    does not hold (an amendment that is not worked in, a version that is not held)."""

    id: str
    title: str
    number: str
    bodies: tuple[str, ...]
    kind: str
    status: str
    on: date
    issued: date | None
    effective: date | None
    dated: date | None
    lines: Sequence[Line]
    remarks: tuple[str, ...] = ()

    def provenance(self) -> str:
        """Which text this is and what is known of its force: set apart from the text, never within it."""
        said = [f"{han_date(self.on)}查询"]
        said.append(f"所载为{han_date(self.dated)}的文本" if self.dated else "文本日期不详")
        said.append(f"时效：{self.status}")
        return (
            "；".join((*said, *self.remarks))
            + f"。编号 {self.id}。本件由公开文本编排，以发文机关公布的文本为准。"
        )


class Style(StrEnum):
    """What a block is on the page."""

    TITLE = "title"
    NUMBER = "number"  # 发文字号
    NOTE = "note"  # 题注
    CENTRED = "centred"  # what else the text prints under its title
    ADDRESSEE = "addressee"  # 主送机关
    CONTENTS = "contents"  # 目录
    DIVISION = "division"  # 编, 章
    SECTION = "section"  # 节
    HEADING = "heading"  # 一、 of a text without articles
    BODY = "body"
    SIGNATURE = "signature"  # 落款
    ANNEX = "annex"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or table. ``label`` is set in bold before ``text``; ``rows`` are a table's cells."""

    style: Style
    text: str
    label: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


_STYLES: Final = {
    ProvisionKind.NOTE: Style.NOTE,
    ProvisionKind.TOC: Style.CONTENTS,
    ProvisionKind.PART: Style.DIVISION,
    ProvisionKind.SUBPART: Style.DIVISION,
    ProvisionKind.CHAPTER: Style.DIVISION,
    ProvisionKind.SECTION: Style.SECTION,
    ProvisionKind.ANNEX: Style.ANNEX,
    ProvisionKind.SIGNATURE: Style.SIGNATURE,
}
_NOT_XML: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CLOSED: Final = ("）", ")", "、", "．", ".")
"""A number that ends so stands close to its words."""
_MARKED: Final = (Style.DIVISION, Style.SECTION, Style.ANNEX)
"""Blocks that are headings by themselves; their own words follow as a paragraph."""


def blocks(text: OfficialText) -> Iterator[Block]:
    """The page's blocks from top to bottom: title, number, what stands under them, the text."""
    yield Block(Style.TITLE, text.title)
    yield from head_blocks(text)
    yield from _set(line for line in text.lines if not in_front(line))


def head_blocks(text: OfficialText) -> Iterator[Block]:
    """What is printed around the title, the title itself left out."""
    printed = [
        (words, line.kind == ProvisionKind.NOTE)
        for line in text.lines
        if in_front(line)
        for words in _words(_joined(line.label, line.heading, line.text))
    ]
    number = _canonical(text.number)
    if number and number not in {_canonical(words) for words, _ in printed}:
        yield Block(Style.NUMBER, text.number)
    title = _title_places([words for words, _ in printed], text.title)
    for place, (words, note) in enumerate(printed):
        if place in title:
            continue
        if note:
            yield Block(Style.NOTE, words)
        elif number and _canonical(words) == number:
            yield Block(Style.NUMBER, words)
        else:
            yield Block(Style.ADDRESSEE if words.endswith(("：", ":")) else Style.CENTRED, words)


def in_front(line: Line) -> bool:
    """Whether a line is printed around the title."""
    return line.path.split(".")[0] == ProvisionKind.FRONT


def _title_places(lines: Sequence[str], title: str) -> set[int]:
    """The lines that are the title: some texts break it over several, some print it twice."""
    wanted, found = compact(title), set[int]()
    for first in range(len(lines)):
        said = ""
        for last in range(first, len(lines)):
            said += compact(lines[last])
            if said == wanted:
                found.update(range(first, last + 1))
            if not wanted.startswith(said):
                break
    return found


def _set(lines: Iterable[Line]) -> Iterator[Block]:
    waiting = ""
    for line in lines:
        style = Style.TABLE if line.rows else _STYLES.get(ProvisionKind(line.kind), Style.BODY)
        if waiting and (style is not Style.BODY or line.kind == ProvisionKind.ARTICLE):
            yield Block(Style.BODY, "", waiting)
            waiting = ""
        if style is Style.TABLE:
            yield Block(style, "", rows=line.rows)
        elif style in _MARKED:
            yield Block(style, _joined(line.label, line.heading))
            yield from (Block(Style.BODY, words) for words in _words(line.text))
        elif line.kind == ProvisionKind.ARTICLE:
            head, words = _joined(line.label, line.heading), _words(line.text)
            if words:
                yield Block(style, words[0], head)
                yield from (Block(style, more) for more in words[1:])
            else:
                # The label of an article of several paragraphs stands before the first of them.
                waiting = head
        else:
            heading = line.kind == ProvisionKind.HEADING and bool(line.heading) and not line.text
            gap = "" if line.label.endswith(_CLOSED) or not line.label else "　"
            words = _words(line.label + gap + _joined(line.heading, line.text))
            for place, said in enumerate(words):
                yield Block(Style.HEADING if heading else style, said, "" if place else waiting)
            waiting = "" if words else waiting
    if waiting:
        yield Block(Style.BODY, "", waiting)


def _words(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _joined(*parts: str) -> str:
    return "　".join(part for part in parts if part)


def allowed(text: str) -> str:
    """The text without what XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)


def han_date(day: date) -> str:
    """2020年6月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _canonical(number: str) -> str:
    """A document number whatever its brackets."""
    parsed = DocumentNumber.parse(number) if number else None
    return parsed.canonical if parsed else compact(number)
