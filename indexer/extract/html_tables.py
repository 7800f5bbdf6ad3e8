"""HTML elements into blocks: paragraphs, headings, tables. No recursion: pages nest as deep as they like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import lxml.html
from lxml import etree

from indexer.extract.reading import Unreadable
from indexer.model.characters import join_han, squeeze
from indexer.model.source import Alignment, Block, BlockKind, Link, table_block

BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "figcaption",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "ucapcontent",
    ]
)
DROPPED: Final = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "select",
        "option",
        "textarea",
        "button",
        "input",
        "head",
        "title",
        "link",
        "meta",
        "video",
        "audio",
        "canvas",
        "map",
    ]
)
_HEADINGS: Final = {f"h{n}": n for n in range(1, 7)}
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ALIGN: Final = re.compile(r"text-align\s*:\s*(center|right|left)", re.IGNORECASE)
_LAYOUT_CELL: Final = 600
_MOST_SPAN: Final = 60
_MOST_CELLS: Final = 200_000


def parse_page(text: str) -> Any:
    """The tree of a page, or None when there is nothing in it; Unreadable when it nests too deep to be read whole."""
    parser = lxml.html.HTMLParser(
        encoding="utf-8",
        recover=True,
        no_network=True,
        # Pages of layout tables nest deeper than the 256 levels allowed otherwise; size is held by the file's limit.
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        # NUL ends a page for libxml2; the text after it would be lost.
        page = lxml.html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    if any("depth" in entry.message for entry in parser.error_log):
        # The parser drops all that follows.
        raise Unreadable("limit_depth", "网页嵌套过深，超过上限 2048 层")
    return page


def read_fragment(text: str) -> Iterator[Block]:
    """The blocks of a piece of HTML inside another format."""
    tree = parse_page(text)
    if tree is not None:
        yield from blocks_of(tree, [])


def is_hidden(element: Any) -> bool:
    """Whether the element says of itself that it is not shown."""
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style") or ""))


def blocks_of(root: Any, links: list[Link], skip: frozenset[Any] = frozenset()) -> Iterator[Block]:
    """The blocks below an element in reading order; links met on the way are added to ``links``."""
    yield from _Walker(links, skip).walk(root)


class _Walker:
    def __init__(self, links: list[Link], skip: frozenset[Any]) -> None:
        self._links = links
        self._skip = skip
        self._pieces: list[str] = []
        self._level = 0
        self._align = Alignment.UNKNOWN
        self._lists: list[int | None] = []
        self._numbered = False

    def walk(self, root: Any) -> Iterator[Block]:
        """Depth first with a stack of (element, leaving)."""
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            if not isinstance(element.tag, str):
                self._text(element.tail if not leaving and element is not root else None)
                continue
            tag = element.tag.lower()
            if leaving:
                yield from self._leave(element, tag)
                if element is not root:
                    self._text(element.tail)
                continue
            if tag in DROPPED or element in self._skip or is_hidden(element):
                self._text(element.tail if element is not root else None)
                continue
            if tag == "table" and not _is_layout(element):
                yield from self._flush()
                rows = table_rows(element)
                if any(any(row) for row in rows):
                    yield table_block(rows)
                self._gather_links(element)
                self._text(element.tail if element is not root else None)
                continue
            yield from self._enter(element, tag)
            stack.append((element, True))
            stack += [(child, False) for child in reversed(element)]
            self._text(element.text)

    def _enter(self, element: Any, tag: str) -> Iterator[Block]:
        if tag in BLOCKS:
            yield from self._flush()
            self._level = _HEADINGS.get(tag, self._level)
            align = _alignment(element, tag)
            if align is not Alignment.UNKNOWN:
                self._align = align
        if tag in ("ol", "ul"):
            self._lists.append(_start(element) if tag == "ol" else None)
        elif tag == "li" and self._lists and self._lists[-1] is not None:
            # A browser writes these numbers; they are part of what a reader sees.
            self._pieces = [f"{self._lists[-1]}. "]
            self._numbered = True
            self._lists[-1] += 1
        elif tag == "a" and element.get("href"):
            text = squeeze("".join(element.itertext()))
            if text:
                self._links.append(Link(text, element.get("href").strip()))

    def _leave(self, element: Any, tag: str) -> Iterator[Block]:
        if tag in BLOCKS:
            yield from self._flush()
            self._align = (
                Alignment.UNKNOWN if _alignment(element, tag) is not Alignment.UNKNOWN else self._align
            )
        if tag == "li" and self._numbered:
            self._pieces.clear()
            self._numbered = False
        if tag in _HEADINGS:
            self._level = 0
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()

    def _text(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)

    def _flush(self) -> Iterator[Block]:
        text = tidy("".join(self._pieces))
        if self._numbered and len(self._pieces) == 1:
            return  # a list item's text may stand in a block of its own: its number waits for it
        self._pieces.clear()
        self._numbered = False
        if not text:
            return
        kind = BlockKind.HEADING if self._level else BlockKind.PARAGRAPH
        yield Block(kind, text, level=self._level, align=self._align)

    def _gather_links(self, element: Any) -> None:
        for anchor in element.iter("a"):
            text = squeeze("".join(anchor.itertext()))
            if anchor.get("href") and text:
                self._links.append(Link(text, anchor.get("href").strip()))


def tidy(text: str) -> str:
    """White space as a browser shows it: runs are one space, none stands between Han characters."""
    return join_han(re.sub(r"[ \t\r\n\f\xa0]+", " ", text)).strip(" \u3000")


def _alignment(element: Any, tag: str) -> Alignment:
    if tag == "center":
        return Alignment.CENTER
    value = (element.get("align") or "").lower()
    found = _ALIGN.search(element.get("style") or "")
    value = found.group(1).lower() if found else value
    return Alignment(value) if value in ("left", "center", "right") else Alignment.UNKNOWN


def _start(element: Any) -> int:
    value = element.get("start") or "1"
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _is_layout(table: Any) -> bool:
    """A table that only places things: a single cell, a cell with a whole text, or tables inside."""
    cells = [cell for row in _own_rows(table) for cell in row]
    if len(cells) <= 1:
        return True
    if any(True for cell in cells for _ in cell.iter("table")):
        return True
    return any(_is_text_cell(cell) for cell in cells)


def _is_text_cell(cell: Any) -> bool:
    paragraphs = sum(1 for _ in cell.iter("p", "br", "div"))
    return paragraphs > 8 and sum(len(piece) for piece in cell.itertext()) > _LAYOUT_CELL


def _own_rows(table: Any) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for child in table:
        if child.tag in ("thead", "tbody", "tfoot"):
            rows += [[c for c in row if c.tag in ("td", "th")] for row in child if row.tag == "tr"]
        elif child.tag == "tr":
            rows.append([c for c in child if c.tag in ("td", "th")])
    return rows


def table_rows(table: Any) -> tuple[tuple[str, ...], ...]:
    """The cells by rows; a cell that spans stands once, the places it covers are empty."""
    covered: dict[tuple[int, int], bool] = {}
    rows: list[tuple[str, ...]] = []
    total = 0
    for number, cells in enumerate(_own_rows(table)):
        row: list[str] = []
        for cell in cells:
            while covered.pop((number, len(row)), False):
                row.append("")
            column = len(row)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            row.append(_cell_text(cell))
            row += [""] * (across - 1)
            for below in range(1, down):
                for beside in range(across):
                    covered[number + below, column + beside] = True
        while covered.pop((number, len(row)), False):
            row.append("")
        total += len(row)
        if total > _MOST_CELLS:
            break
        rows.append(tuple(row))
    return tuple(row for row in rows if row)


def _span(cell: Any, name: str) -> int:
    value = cell.get(name) or "1"
    return (
        max(1, min(_MOST_SPAN, int(value))) if value.isascii() and value.isdigit() and len(value) < 9 else 1
    )


def _cell_text(cell: Any) -> str:
    inner = [block.text for block in _Walker([], frozenset()).walk(cell)]
    return "\n".join(inner)
