"""The provision tree: the lines of one instrument as 编 章 节 条 款 项 目, headings, tables, annexes and signature.

The tree read in order is the lines read in order, white space aside, for any input: every line goes to exactly one
node, and nodes are only added at the right edge (``structure_nodes``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from indexer.model.characters import join_han
from indexer.model.provisions import Provision, ProvisionKind
from indexer.model.source import Alignment, BlockKind, Remark
from indexer.parse.lines import Line
from indexer.parse.markers import (
    DIVISION_KINDS,
    LIST_KINDS,
    Marker,
    MarkerKind,
    classify,
    is_heading_text,
)
from indexer.parse.structure_articles import Candidate, accept_articles
from indexer.parse.structure_closing import Closing, find_closing
from indexer.parse.structure_nodes import (
    ANNEX_RANK,
    ARTICLE_RANK,
    CHAPTER_RANK,
    CLOSING_RANK,
    HEADING_RANK,
    ITEM_RANK,
    PARAGRAPH_RANK,
    PART_RANK,
    SECTION_RANK,
    SUBPART_RANK,
    Growth,
    Node,
    freeze,
    settle,
)
from indexer.parse.structure_quotes import quoted_lines
from indexer.parse.toc import find_toc

_DIVISION_SHAPE: Final = {
    MarkerKind.PART: (ProvisionKind.PART, PART_RANK),
    MarkerKind.SUBPART: (ProvisionKind.SUBPART, SUBPART_RANK),
    MarkerKind.CHAPTER: (ProvisionKind.CHAPTER, CHAPTER_RANK),
    MarkerKind.SECTION: (ProvisionKind.SECTION, SECTION_RANK),
}
_HEADING_DEPTH: Final = {
    MarkerKind.CHINESE: 1,
    MarkerKind.CHINESE_PAREN: 2,
    MarkerKind.ARABIC: 3,
    MarkerKind.ARABIC_PAREN: 4,
    MarkerKind.CIRCLED: 5,
}
_MAX_DEPTH: Final = 6
_TITLE_LINES: Final = 3
_RUN_IN: Final = re.compile(r"[^，。；：！？,;:“”《》]{2,24}[。]")
_NOTE_LINE: Final = re.compile(
    r"[（(]?\s*(?:根据|自)?\s*(?:[0-9０-９一二三四五六七八九十〇○零]{2,4}\s*年).{4,}?(?:通过|批准|公布|发布|修正|修订|施行|印发|颁布)"
)
# Closing sentences of a text without articles stand by themselves, not under the last heading.
_ENVOI: Final = re.compile(
    r"本(?:决定|通知|意见|公告|批复|通告|方案|函|规定|办法|细则|规则|解释|纲要|决议|措施)[自由从有于的](?!求)"
    r"|此外[，,]|特此(?:通知|公告|批复|函|通告|通报|说明)|《[^》]{2,60}》(?:[、和《].{0,200})?根据本决定|以上(?:通知|意见|规定)[，,]"
)
_REMARK_LIMIT: Final = 20


@dataclass(frozen=True, slots=True)
class Tree:
    """``places`` maps a path's value to its [start, end) in the source's text, children included."""

    provisions: tuple[Provision, ...]
    places: dict[str, tuple[int, int]]
    remarks: tuple[Remark, ...]


def build_tree(front: tuple[Line, ...], body: tuple[Line, ...], duplicate: tuple[Line, ...] = ()) -> Tree:
    """The provisions of one instrument. Never raises; what does not fit is kept as text and remarked."""
    markers = _markers(body)
    toc = find_toc(body, markers)
    if toc:
        markers[toc[0] : toc[1]] = [None] * (toc[1] - toc[0])
    for index in quoted_lines(body, markers):
        markers[index] = None
    closing = find_closing(body, markers)
    remarks = _settle_articles(body, markers, closing)
    builder = _Builder(body, markers, closing, toc)
    builder.add_front(front)
    builder.run()
    builder.add_duplicate(duplicate)
    settle(builder.growth.root)
    places: dict[str, tuple[int, int]] = {}
    provisions = tuple(freeze(child, places) for child in builder.growth.root.children)
    if duplicate:
        remarks = (
            Remark("duplicate_text", "正文在文件中重复出现，只计一次", duplicate[0].text[:40]),
            *remarks,
        )
    return Tree(provisions, places, remarks[:_REMARK_LIMIT])


def _markers(lines: Sequence[Line]) -> list[Marker | None]:
    found = [
        None if line.kind in (BlockKind.TABLE, BlockKind.NOTE) else classify(line.text) for line in lines
    ]
    # 1 总则 and 1.1 编制目的 are headings only where both stand; alone, 5 个工作日 is text and 1.1 a quantity.
    decimals = [m for m in found if m is not None and m.kind is MarkerKind.DECIMAL]
    if sum(m.depth > 1 for m in decimals) < 2:
        found = [None if m is not None and m.kind is MarkerKind.DECIMAL else m for m in found]
    return found


def _settle_articles(
    lines: Sequence[Line], markers: list[Marker | None], closing: Closing
) -> tuple[Remark, ...]:
    candidates = [
        Candidate(i, m, lines[i].text)
        for i, m in enumerate(markers)
        if m is not None and m.kind is MarkerKind.ARTICLE
    ]
    accepted, remarks = accept_articles(candidates, closing.annexes)
    for candidate in candidates:
        if candidate.line not in accepted:
            markers[candidate.line] = None
    return remarks


@dataclass(slots=True)
class _Builder:
    lines: Sequence[Line]
    markers: list[Marker | None]
    closing: Closing
    toc: tuple[int, int] | None
    growth: Growth = field(default_factory=Growth)
    structured: bool = False
    """Whether the text proper has begun: a plain line before it is preamble."""
    has_articles: bool = False
    annexes: int = 0
    last_in_flow: int = -1
    decimal_depth: int = 0
    """How deep 1.2.3 numbering goes; lists stand below it."""

    def __post_init__(self) -> None:
        self.has_articles = any(m is not None and m.kind is MarkerKind.ARTICLE for m in self.markers)
        flow = (i for i in range(len(self.lines) - 1, -1, -1) if self.lines[i].kind is not BlockKind.NOTE)
        self.last_in_flow = next(flow, -1)
        self.decimal_depth = max(
            (m.depth for m in self.markers if m is not None and m.kind is MarkerKind.DECIMAL), default=0
        )

    # -- the parts around the body

    def add_front(self, front: tuple[Line, ...]) -> None:
        """Title lines and what belongs to them; notes (题注) become nodes of their own."""
        if not front:
            return
        node = self.growth.add(ProvisionKind.FRONT, CLOSING_RANK, "front")
        for line in front:
            if line.kind is BlockKind.TABLE:
                self._table(line)
            elif _NOTE_LINE.match(line.text):
                self._child(ProvisionKind.NOTE, "note", line)
            elif node.children:
                self._child(ProvisionKind.OTHER, "other", line)
            else:
                _append(node, line)
        self.growth.close(CLOSING_RANK)

    def add_duplicate(self, duplicate: tuple[Line, ...]) -> None:
        """The second printing, kept whole."""
        if not duplicate:
            return
        node = self.growth.add(ProvisionKind.DUPLICATE, ANNEX_RANK, "dup")
        for line in duplicate:
            _append(node, line)
        self.growth.close(ANNEX_RANK)

    # -- the body

    def run(self) -> None:
        """Every line of the body into the tree, in order."""
        index, count = 0, len(self.lines)
        while index < count:
            index = self._step(index)

    def _step(self, index: int) -> int:
        line = self.lines[index]
        if self.toc and index == self.toc[0]:
            return self._block(ProvisionKind.TOC, "toc", index, self.toc[1])
        end = self.closing.signatures.get(index)
        if end is not None:
            self._begin()
            return self._block(ProvisionKind.SIGNATURE, "sign", index, end)
        if line.kind is BlockKind.TABLE:
            self._table(line)
        elif index in self.closing.pointers:
            return self._pointers(index)
        elif line.kind is BlockKind.NOTE:
            self._footnote(index)
        elif index in self.closing.annexes:
            return self._annex(index)
        else:
            return self._line(index)
        return index + 1

    def _line(self, index: int) -> int:
        line, marker = self.lines[index], self.markers[index]
        if marker is None:
            self._plain(line)
        elif marker.kind is MarkerKind.ARTICLE:
            self._article(line, marker)
        elif marker.kind in DIVISION_KINDS:
            return self._division(index, marker)
        elif marker.kind is MarkerKind.NAMED:
            self._named(line, marker)
        elif marker.kind is MarkerKind.PREAMBLE:
            self._preface(line, marker)
        elif marker.kind is MarkerKind.DECIMAL:
            self._heading(line, marker, marker.depth)
        elif marker.kind in LIST_KINDS:
            self._listed(index, marker)
        else:
            self._plain(line)
        return index + 1

    def _begin(self) -> None:
        """The text proper begins: the preamble is over."""
        self.structured = True
        if self.growth.open_node(ProvisionKind.PREAMBLE) is not None:
            self.growth.close(PART_RANK)

    def _division(self, index: int, marker: Marker) -> int:
        self._begin()
        kind, rank = _DIVISION_SHAPE[marker.kind]
        self._open(kind, rank, _segment(kind.value, marker), self.lines[index], marker)
        if marker.heading or not self._is_title(index + 1) or not self._is_marked(index + 2):
            return index + 1
        return self._take_title(index + 1)

    def _is_marked(self, index: int) -> bool:
        return index < len(self.markers) and self.markers[index] is not None

    def _take_title(self, index: int) -> int:
        """第一章 or 附件1 stands alone: the next line is its heading."""
        words = []
        while True:
            title = self.lines[index]
            words.append(join_han(title.text))
            self.growth.top.reach(title.start, title.end)
            index += 1
            if (
                title.align is not Alignment.CENTER
                or len(words) == _TITLE_LINES
                or not self._continues(index)
            ):
                break
        self.growth.top.heading = "".join(words)
        return index

    def _continues(self, index: int) -> bool:
        return self._is_title(index) and self.lines[index].align is Alignment.CENTER

    def _named(self, line: Line, marker: Marker) -> None:
        if not self.has_articles:
            self._plain(line)
            return
        self._begin()
        self._open(ProvisionKind.CHAPTER, CHAPTER_RANK, "ch", line, marker)

    def _preface(self, line: Line, marker: Marker) -> None:
        if self.structured:
            self._plain(line)
            return
        self._open(ProvisionKind.PREAMBLE, PART_RANK, "preamble", line, marker)

    def _article(self, line: Line, marker: Marker) -> None:
        self._begin()
        segment = _segment("art", marker)
        node = self.growth.add(ProvisionKind.ARTICLE, ARTICLE_RANK, segment, within=self.growth.scope())
        _name(node, line, marker)
        if not marker.rest:
            return
        inner = classify(marker.rest)
        if inner is not None and inner.kind in LIST_KINDS and inner.number == 1:
            self._item(line, inner)
            return
        self._paragraph(marker.rest, line)

    def _listed(self, index: int, marker: Marker) -> None:
        line = self.lines[index]
        if self.growth.open_node(ProvisionKind.ARTICLE) and not self._heads_articles(index, marker):
            self._item(line, marker)
            return
        self._heading(line, marker, self.decimal_depth + _HEADING_DEPTH[marker.kind])

    def _heads_articles(self, index: int, marker: Marker) -> bool:
        """一、关于… over articles (司法解释): marked as a heading by the source, or short and right before an article."""
        if marker.kind not in (MarkerKind.CHINESE, MarkerKind.CHINESE_PAREN) or not is_heading_text(
            marker.rest
        ):
            return False
        if self.lines[index].level:
            return True
        following = self.markers[index + 1] if index + 1 < len(self.markers) else None
        if following is None:
            return False
        return following.kind is MarkerKind.ARTICLE or (
            marker.kind is MarkerKind.CHINESE
            and following.kind is MarkerKind.CHINESE_PAREN
            and self._article_after(index + 1)
        )

    def _article_after(self, index: int) -> bool:
        following = self.markers[index + 1] if index + 1 < len(self.markers) else None
        return (
            following is not None
            and following.kind is MarkerKind.ARTICLE
            and is_heading_text(self.lines[index].text)
        )

    def _heading(self, line: Line, marker: Marker, depth: int) -> None:
        self._begin()
        depth = min(depth, _MAX_DEPTH)
        rank = HEADING_RANK + depth - 1
        parent = self.growth.close(rank)
        within = "" if parent.kind is ProvisionKind.OTHER else parent.path
        node = self.growth.add(ProvisionKind.HEADING, rank, f"h{depth}-{marker.number}", within=within)
        node.label = marker.label
        node.heading, node.text = split_heading(marker.rest)
        node.reach(line.start, line.end)

    def _item(self, line: Line, marker: Marker) -> None:
        if self.growth.open_node(ProvisionKind.PARAGRAPH) is None:
            self._open_paragraph()
        rank = ITEM_RANK + LIST_KINDS.index(marker.kind)
        nested = self.growth.close(rank).kind in (ProvisionKind.ITEM, ProvisionKind.SUBITEM)
        kind = ProvisionKind.SUBITEM if nested else ProvisionKind.ITEM
        node = self.growth.add(kind, rank, f"{kind.value}-{marker.number}")
        node.label, node.text = marker.label, marker.rest
        node.reach(line.start, line.end)

    def _plain(self, line: Line) -> None:
        if not self.structured and self.growth.open_node(ProvisionKind.ANNEX) is None:
            if self.growth.open_node(ProvisionKind.PREAMBLE) is None:
                self.growth.add(ProvisionKind.PREAMBLE, PART_RANK, "preamble")
            self._paragraph(line.text, line)
            return
        if not self.has_articles and _ENVOI.match(line.text):
            self.growth.close(CLOSING_RANK)
        if self.growth.top is self.growth.root and not _ENVOI.match(line.text):
            self._child(ProvisionKind.OTHER, "other", line)
            return
        self._paragraph(line.text, line)

    def _paragraph(self, text: str, line: Line) -> None:
        node = self._open_paragraph()
        node.text = text
        node.reach(line.start, line.end)

    def _open_paragraph(self) -> Node:
        return self.growth.add(
            ProvisionKind.PARAGRAPH, PARAGRAPH_RANK, self.growth.count("par", PARAGRAPH_RANK)
        )

    def _table(self, line: Line) -> None:
        node = self.growth.add(
            ProvisionKind.TABLE, ITEM_RANK, self.growth.count("table", ITEM_RANK), leaf=True
        )
        node.text, node.rows = line.text, line.rows
        node.reach(line.start, line.end)

    def _footnote(self, index: int) -> None:
        # Notes at the end belong to the text as a whole; one within it must not end what it interrupts.
        rank = CLOSING_RANK if index > self.last_in_flow else ITEM_RANK
        node = self.growth.add(ProvisionKind.OTHER, rank, self.growth.count("other", rank), leaf=True)
        _append(node, self.lines[index])

    def _annex(self, index: int) -> int:
        marker = self.markers[index]
        if marker is None:
            self._plain(self.lines[index])
            return index + 1
        self._begin()
        self.annexes += 1
        number = self.annexes if marker.number is None else marker.number
        self._open(ProvisionKind.ANNEX, ANNEX_RANK, f"annex-{number}", self.lines[index], marker)
        if marker.heading or not self._is_title(index + 1):
            return index + 1
        return self._take_title(index + 1)

    def _is_title(self, index: int) -> bool:
        if index >= len(self.lines) - 1 or index in self.closing.signatures:
            return False
        if self.toc and index == self.toc[0]:
            return False
        line, marker = self.lines[index], self.markers[index]
        unmarked = marker is None or marker.kind is MarkerKind.NAMED
        return (
            unmarked and line.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) and is_heading_text(line.text)
        )

    def _pointers(self, index: int) -> int:
        end = index
        while end in self.closing.pointers:
            end += 1
        self._begin()
        node = self.growth.add(
            ProvisionKind.OTHER, CLOSING_RANK, self.growth.count("other", CLOSING_RANK), leaf=True
        )
        for line in self.lines[index:end]:
            _append(node, line)
        return end

    def _block(self, kind: ProvisionKind, segment: str, start: int, end: int) -> int:
        node = self.growth.add(kind, CLOSING_RANK, segment, leaf=True)
        for line in self.lines[start:end]:
            _append(node, line)
        return end

    def _child(self, kind: ProvisionKind, name: str, line: Line) -> None:
        node = self.growth.add(kind, PARAGRAPH_RANK, self.growth.count(name, PARAGRAPH_RANK), leaf=True)
        _append(node, line)

    def _open(self, kind: ProvisionKind, rank: int, segment: str, line: Line, marker: Marker) -> None:
        _name(self.growth.add(kind, rank, segment), line, marker)


def split_heading(rest: str) -> tuple[str, str]:
    """A heading line's words as (heading, text): 指导思想。以…为… has its heading run in before the first stop."""
    if is_heading_text(rest):
        return join_han(rest), ""
    run_in = _RUN_IN.match(rest)
    if run_in and run_in.end() < len(rest):
        return run_in[0], rest[run_in.end() :].strip()
    return "", rest


def _segment(name: str, marker: Marker) -> str:
    if marker.number is None:
        return name
    return f"{name}-{marker.number}" if marker.insert is None else f"{name}-{marker.number}-{marker.insert}"


def _name(node: Node, line: Line, marker: Marker) -> None:
    node.label, node.heading = marker.label, marker.heading
    node.reach(line.start, line.end)


def _append(node: Node, line: Line) -> None:
    node.text = f"{node.text}\n{line.text}" if node.text else line.text
    node.reach(line.start, line.end)
