"""An article as its lines (款 项 目), which instructions change one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from indexer.model.identifiers import ProvisionPath
from indexer.model.numerals import format_numeral, parse_numeral
from indexer.model.provisions import Provision, ProvisionKind
from indexer.model.wording import plain

_ITEM: Final = re.compile(r"[（(]\s*([一二三四五六七八九十百]+)\s*[）)]\s*")
_SUBITEM: Final = re.compile(r"(\d{1,2})\s*[.．、]\s*(?!\d)|[（(](\d{1,2})[）)]\s*")
_ARTICLE: Final = re.compile(r"第[一二三四五六七八九十百千零〇\d]+条(?:之[一二三四五六七八九十]+)?[\s　]*")
_ENDS: Final = "。；：！？;:"
_INNER: Final = ("，", "、", "；", "：")
_MARKS: Final = ("，", "、", "；", "：", "。", "）", "等")
_LEVELS: Final = {
    ProvisionKind.PARAGRAPH: 1,
    ProvisionKind.ITEM: 2,
    ProvisionKind.SUBITEM: 3,
}
PARAGRAPH: Final = 1
ITEM: Final = 2
SUBITEM: Final = 3


@dataclass(slots=True)
class Row:
    """A line of an article. ``number`` is the one it had before (a paragraph's is its place); None for a new line."""

    level: int
    label: str
    text: str
    number: int | None = None
    kept: Provision | None = None
    """A table or the like, which instructions do not look into."""


@dataclass(slots=True)
class Article:
    """An article under amendment, by the number it had (None for a new one)."""

    number: int | None
    insert: int | None
    label: str
    rows: list[Row] = field(default_factory=list)
    heading: str = ""

    @classmethod
    def of(cls, node: Provision, number: int, insert: int | None) -> Article:
        """The article of a text."""
        rows = [Row(PARAGRAPH, "", node.text)] if node.text else []
        for child in node.children:
            rows += _rows(child)
        return cls(number, insert, node.label, _numbered(rows), node.heading)

    @classmethod
    def new(cls, lines: Sequence[str]) -> Article:
        """An article as a decision words it."""
        return cls(None, None, "", rows_of(lines))

    def block(self, level: int, number: int, within: tuple[int, int] | None = None) -> tuple[int, int] | None:
        """[start, end) of the paragraph, item or subitem that had this number, with what stands below it."""
        start, end = within or (0, len(self.rows))
        for index in range(start, end):
            row = self.rows[index]
            if row.level == level and row.number == number:
                return index, self.block_end(index, end)
        return None

    def block_end(self, index: int, limit: int) -> int:
        """The row after the block that begins at ``index``."""
        level = self.rows[index].level
        end = index + 1
        while end < limit and (self.rows[end].level > level or self.rows[end].kept is not None):
            end += 1
        return end

    def starts(self, level: int, within: tuple[int, int] | None = None) -> list[int]:
        """Where the blocks of a level begin, as they stand now."""
        start, end = within or (0, len(self.rows))
        return [i for i in range(start, end) if self.rows[i].level == level and self.rows[i].kept is None]

    def relabel(self, level: int) -> None:
        """Numbers the items (or subitems) anew within what holds them."""
        count = 0
        for row in self.rows:
            if row.level < level:
                count = 0
            elif row.level == level and row.label:
                count += 1
                row.label = (
                    f"（{format_numeral(count)}）"
                    if level == ITEM
                    else re.sub(r"\d+", str(count), row.label, count=1)
                )

    def provision(self, path: ProvisionPath) -> Provision:
        """The article as a provision."""
        paragraphs = sum(row.level == PARAGRAPH for row in self.rows)
        if len(self.rows) == 1 and paragraphs and self.rows[0].kept is None:
            return Provision(path, ProvisionKind.ARTICLE, self.label, self.heading, self.rows[0].text)
        children = _nest(self.rows, 0, len(self.rows), path)
        return Provision(path, ProvisionKind.ARTICLE, self.label, self.heading, "", tuple(children))


def _rows(node: Provision) -> Iterator[Row]:
    level = _LEVELS.get(node.kind)
    if level is None:
        yield Row(SUBITEM, "", "", kept=node)
        return
    yield Row(level, node.label, "　".join(part for part in (node.heading, node.text) if part))
    for child in node.children:
        yield from _rows(child)


def rows_of(lines: Sequence[str]) -> list[Row]:
    """The rows of new wording: a paragraph a line, items and subitems by their numbers."""
    rows: list[Row] = []
    for n, line in enumerate(lines):
        text = line.strip()
        if n == 0 and (label := _ARTICLE.match(text)):
            text = text[label.end() :]
        item = _ITEM.match(text)
        sub = _SUBITEM.match(text)
        if item:
            rows.append(Row(ITEM, f"（{item.group(1)}）", text[item.end() :]))
        elif sub and any(row.level >= ITEM for row in rows):
            rows.append(Row(SUBITEM, sub.group().strip(), text[sub.end() :]))
        else:
            rows.append(Row(PARAGRAPH, "", text))
    return _numbered(rows)


def _numbered(rows: list[Row]) -> list[Row]:
    paragraphs = 0
    for row in rows:
        if row.level == PARAGRAPH:
            paragraphs += 1
            row.number = paragraphs
        elif row.label:
            row.number = parse_numeral(re.sub(r"[（）()\s.．、]", "", row.label))
    return rows


def _nest(rows: Sequence[Row], start: int, end: int, path: ProvisionPath) -> list[Provision]:
    found: list[Provision] = []
    counts: dict[str, int] = {}
    names = {PARAGRAPH: ProvisionKind.PARAGRAPH, ITEM: ProvisionKind.ITEM, SUBITEM: ProvisionKind.SUBITEM}
    while start < end:
        row, below = rows[start], start + 1
        if row.kept is not None:
            found.append(row.kept)
            start = below
            continue
        while below < end and (rows[below].level > row.level):
            below += 1
        kind = names[row.level]
        counts[kind.value] = counts.get(kind.value, 0) + 1
        here = path.child(f"{kind.value}-{counts[kind.value]}")
        children = tuple(_nest(rows, start + 1, below, here))
        found.append(Provision(here, kind, row.label, "", row.text, children))
        start = below
    return found


def finish_like(new: str, old: str) -> str:
    """New wording with the mark at its end that the old had, where the instruction leaves it out."""
    if new and new[-1] not in _ENDS and old and old[-1] in _ENDS:
        return new + old[-1]
    return new


def substitute(text: str, old: str, new: str) -> tuple[str, int]:
    """Every ``old`` in the text replaced, white space, width and style of marks not counting; and how many."""
    wanted = plain(old)
    if not wanted:
        return text, 0
    # Words struck out leave no two marks in a row behind: “甲，乙，丙” without 乙 is “甲，丙”.
    strikes = not new
    places = [i for i, char in enumerate(text) if not char.isspace()]
    words = plain(text)
    if len(words) != len(places):
        return text.replace(old, new), text.count(old)
    parts: list[str] = []
    at = count = 0
    found = words.find(wanted)
    while found >= 0:
        kept = text[at : places[found]]
        at = places[found + len(wanted) - 1] + 1
        if strikes and kept[-1:] in _INNER and (text[at : at + 1] in _MARKS or at == len(text)):
            kept = kept[:-1]
        parts += [kept, new]
        count += 1
        found = words.find(wanted, found + len(wanted))
    return "".join([*parts, text[at:]]), count


def close_list(article: Article, at: int) -> None:
    """A list whose last item was taken out at ``at`` ends with a full stop again."""
    ends = at == len(article.rows) or article.rows[at].level == PARAGRAPH
    if at and ends and article.rows[at - 1].level > PARAGRAPH and article.rows[at - 1].text.endswith("；"):
        article.rows[at - 1].text = article.rows[at - 1].text[:-1] + "。"


def in_place_of(old: Sequence[Row], lines: Sequence[str], level: int) -> list[Row]:
    """New rows that take the place of a paragraph or item and keep its number."""
    rows = rows_of(lines)
    if level != PARAGRAPH and rows[0].level == PARAGRAPH:
        rows[0] = Row(level, old[0].label, rows[0].text)
    rows[0].number = old[0].number
    if rows[0].level == level and not rows[0].label:
        rows[0].label = old[0].label
    rows[-1].text = finish_like(rows[-1].text, old[-1].text)
    if rows[-1].text.endswith("：") and len(old) > 1:
        rows += old[1:]
    for row in rows[1:]:
        if row.level == PARAGRAPH and row not in old:
            row.number = None
    return rows
