"""Word files (docx): the XML walked in body order, with all that a reader of the page sees.

python-docx loses list numbers, text boxes, notes, tracked insertions, content controls and body order.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any, Final

from indexer.extract.docx_numbering import Lists, read_numbering
from indexer.extract.docx_styles import Styles, read_properties, read_styles
from indexer.extract.package import Package, open_package
from indexer.extract.reading import Reading, Unreadable
from indexer.model.characters import clean
from indexer.model.limits import Limits
from indexer.model.source import Alignment, Block, BlockKind, Link, Remark, table_block

_TRANSITIONAL: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_OFFICE: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
_RELATIONS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_COMPATIBILITY: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DEEPEST: Final = 120
_MOST_ACROSS: Final = 60


def read_docx(data: bytes, limits: Limits) -> Reading:
    """A docx, docm or dotx file."""
    package = open_package(data, limits)
    main = _main_part(package)
    root = package.xml(main)
    w = _STRICT if root.tag.startswith(_STRICT) else _TRANSITIONAL
    if not root.tag.startswith(w):
        raise Unreadable("damaged", "主文档不是 Word 的格式")
    return _Document(package, main, root, w, limits).read()


def _main_part(package: Package) -> str:
    if "_rels/.rels" in package.names:
        for relation in package.xml("_rels/.rels").iter(_RELATIONS):
            if relation.get("Type", "").endswith("/officeDocument"):
                target = str(relation.get("Target", "")).lstrip("/")
                if target in package.names:
                    return target
    for name in ("word/document.xml", "word/document2.xml"):
        if name in package.names:
            return name
    raise Unreadable("damaged", "文件包里没有主文档（word/document.xml）")


class _Document:
    """One file being read."""

    def __init__(self, package: Package, main: str, root: Any, w: str, limits: Limits) -> None:
        self.package = package
        self.main = main
        self.root = root
        self.w = w
        self.limits = limits
        self.links: list[Link] = []
        self.remarks: list[Remark] = []
        self.cells = 0
        self.characters = 0
        self.targets = self._relations()
        self.lists: Lists = read_numbering(self._part("numbering"), w)
        self.styles: Styles = read_styles(self._part("styles"), w)
        self.boxes: list[Any] = []

    def read(self) -> Reading:
        """The blocks of the body, then the notes."""
        body = self.root.find(f"{self.w}body")
        if body is None:
            raise Unreadable("damaged", "主文档里没有正文")
        blocks = [*self.content(body, 0), *self.notes("footnotes"), *self.notes("endnotes")]
        return Reading(
            blocks=tuple(block for block in blocks if block.text.strip()),
            links=tuple(self.links),
            remarks=tuple(dict.fromkeys(self.remarks)),
        )

    def _relations(self) -> dict[str, tuple[str, str, bool]]:
        folder, name = posixpath.split(self.main)
        part = f"{folder}/_rels/{name}.rels"
        if part not in self.package.names:
            return {}
        try:
            relations = self.package.xml(part)
        except Unreadable:
            self.remarks.append(Remark("damaged_part", "关系表已损坏，编号和脚注可能不全"))
            return {}
        return {
            r.get("Id", ""): (r.get("Type", ""), r.get("Target", ""), r.get("TargetMode") == "External")
            for r in relations.iter(_RELATIONS)
        }

    def _part(self, kind: str) -> Any:
        """A part of the package by the last word of its relationship; None when it is missing or damaged."""
        folder = posixpath.dirname(self.main)
        for relation, target, external in self.targets.values():
            if not relation.endswith(f"/{kind}") or external:
                continue
            name = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            if name not in self.package.names:
                continue
            try:
                return self.package.xml(name)
            except Unreadable as problem:
                self.remarks.append(Remark("damaged_part", f"部件 {name} 未能读取：{problem.message}"))
        return None

    def content(self, parent: Any, depth: int) -> Iterator[Block]:
        """The blocks below an element that holds paragraphs and tables."""
        w = self.w
        if depth > _DEEPEST:
            self.remarks.append(Remark("too_deep", f"嵌套超过 {_DEEPEST} 层的内容未读取"))
            return
        for element in parent:
            tag = element.tag
            if tag == f"{w}p":
                yield from self.paragraph(element, depth)
            elif tag == f"{w}tbl":
                yield from self.table(element, depth)
            elif tag == f"{w}sdt":
                inner = element.find(f"{w}sdtContent")
                if inner is not None:
                    yield from self.content(inner, depth + 1)
            elif tag == f"{w}altChunk":
                self.remarks.append(Remark("alt_chunk", "文中嵌入了另一个文件，未读取"))
            elif tag in (f"{w}del", f"{w}moveFrom"):
                continue
            elif tag == f"{_COMPATIBILITY}AlternateContent":
                yield from self.content(_choice(element), depth + 1)
            elif tag in (f"{w}ins", f"{w}moveTo", f"{w}customXml", f"{w}smartTag"):
                yield from self.content(element, depth + 1)

    def paragraph(self, element: Any, depth: int) -> Iterator[Block]:
        """A paragraph, and the text boxes that hang on it."""
        w = self.w
        properties = element.find(f"{w}pPr")
        if properties is not None and _is_deleted_mark(properties, w) and not _has_text(element, w):
            return
        level, align, num_id, at = read_properties(properties, w)
        style_name = ""
        if properties is not None:
            named = properties.find(f"{w}pStyle")
            style_name = named.get(f"{w}val", "") if named is not None else ""
        style = self.styles.get(style_name)
        if properties is None or properties.find(f"{w}numPr") is None:
            num_id, at = style.num_id, style.depth
            if style_name in self.lists.by_style:
                num_id, at = self.lists.by_style[style_name]
        outer, self.boxes = self.boxes, []
        text = clean("".join(self.runs(element, depth)))
        boxes, self.boxes = self.boxes, outer
        if num_id and num_id != "0" and text.strip():
            text = self.lists.number(num_id, at) + text
        self.count(text)
        if text.strip():
            level = level or style.level
            align = align if align is not Alignment.UNKNOWN else style.align
            kind = BlockKind.HEADING if level else BlockKind.PARAGRAPH
            yield Block(kind, text, level=level, align=align)
        for box in boxes:
            yield from self.content(box, depth + 1)

    def count(self, text: str) -> None:
        """Hold the text to its limits."""
        self.characters += len(text)
        if len(text) > self.limits.paragraph_characters:
            limit = self.limits.paragraph_characters
            raise Unreadable("limit_paragraph", f"有一段文字超过上限 {limit} 字")
        if self.characters > self.limits.text_characters:
            raise Unreadable("limit_text", f"文字超过上限 {self.limits.text_characters} 字")

    def runs(self, element: Any, depth: int) -> Iterator[str]:
        """The text of a paragraph's runs: insertions in, deletions out, a field's result and not its instruction."""
        w = self.w
        stack: list[Any] = [iter(element)]
        fields: list[bool] = []  # for each open field: whether its result has begun
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
                continue
            tag = child.tag
            if tag == f"{w}fldChar":
                kind = child.get(f"{w}fldCharType")
                if kind == "begin":
                    fields.append(False)
                elif kind == "separate" and fields:
                    fields[-1] = True
                elif kind == "end" and fields:
                    fields.pop()
                continue
            if fields and not all(fields) and tag in (f"{w}t", f"{w}tab", f"{w}br", f"{w}sym"):
                continue
            if tag == f"{w}t":
                yield child.text or ""
            elif tag == f"{w}tab":
                yield "\t"
            elif tag in (f"{w}br", f"{w}cr"):
                yield "\n"
            elif tag == f"{w}noBreakHyphen":
                yield "-"
            elif tag == f"{w}sym":
                yield _symbol(child.get(f"{w}char", ""))
            elif tag == f"{w}txbxContent":
                self.boxes.append(child)
            elif tag == f"{_COMPATIBILITY}AlternateContent":
                stack.append(iter(_choice(child)))
            elif tag == f"{w}hyperlink":
                self.hyperlink(child)
                stack.append(iter(child))
            elif tag == f"{w}ruby":
                base = child.find(f"{w}rubyBase")
                stack.append(iter(base if base is not None else ()))
            elif isinstance(tag, str) and tag not in self._left_out() and len(stack) < _DEEPEST + depth:
                stack.append(iter(child))

    def _left_out(self) -> frozenset[str]:
        w = self.w
        return frozenset(
            f"{w}{name}"
            for name in (
                "del",
                "moveFrom",
                "delText",
                "instrText",
                "pPr",
                "rPr",
                "sdtPr",
                "footnoteReference",
                "fldSimplePr",
            )
        )

    def hyperlink(self, element: Any) -> None:
        """Note where a link leads; it is never followed."""
        name = next((element.get(f"{office}id") for office in _OFFICE if element.get(f"{office}id")), "")
        _, target, _ = self.targets.get(name or "", ("", "", False))
        text = "".join(piece.text or "" for piece in element.iter(f"{self.w}t")).strip()
        if target and text:
            self.links.append(Link(text, target))

    def table(self, element: Any, depth: int) -> Iterator[Block]:
        """A table's cells; a table inside a cell gives its text there."""
        w = self.w
        rows: list[tuple[str, ...]] = []
        for row in self._rows(element):
            cells: list[str] = []
            for cell in self._cells(row):
                properties = cell.find(f"{w}tcPr")
                merged, across = _merge(properties, w)
                cells.append("" if merged else self.cell_text(cell, depth))
                cells += [""] * (across - 1)
            self.cells += len(cells)
            if self.cells > self.limits.table_cells:
                raise Unreadable("limit_cells", f"表格单元格超过上限 {self.limits.table_cells} 个")
            rows.append(tuple(cells))
        if any(cell for row in rows for cell in row):
            yield table_block(tuple(rows))

    def _rows(self, table: Any) -> Iterator[Any]:
        w = self.w
        for child in table:
            if child.tag == f"{w}tr":
                yield child
            elif child.tag in (f"{w}sdt", f"{w}ins", f"{w}customXml"):
                yield from child.iter(f"{w}tr")

    def _cells(self, row: Any) -> Iterator[Any]:
        w = self.w
        for child in row:
            if child.tag == f"{w}tc":
                yield child
            elif child.tag in (f"{w}sdt", f"{w}customXml"):
                yield from child.iter(f"{w}tc")

    def cell_text(self, cell: Any, depth: int) -> str:
        """The lines of a cell."""
        return "\n".join(block.text.strip() for block in self.content(cell, depth + 1))

    def notes(self, kind: str) -> Iterator[Block]:
        """Footnotes or endnotes, after the text."""
        root = self._part(kind)
        if root is None:
            return
        for note in root:
            if note.get(f"{self.w}type") in ("separator", "continuationSeparator", "continuationNotice"):
                continue
            text = "\n".join(block.text.strip() for block in self.content(note, 1)).strip()
            if text:
                yield Block(BlockKind.NOTE, text)


def _choice(element: Any) -> Any:
    """The first alternative that a reader understands; the fallback says the same again."""
    for child in element:
        if child.tag == f"{_COMPATIBILITY}Choice":
            return child
    for child in element:
        if child.tag == f"{_COMPATIBILITY}Fallback":
            return child
    return ()


def _merge(properties: Any, w: str) -> tuple[bool, int]:
    """(whether the cell goes on from the one above, columns it takes)."""
    if properties is None:
        return False, 1
    down = properties.find(f"{w}vMerge")
    across = properties.find(f"{w}gridSpan")
    value = across.get(f"{w}val", "1") if across is not None else "1"
    span = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 1
    return down is not None and down.get(f"{w}val", "continue") != "restart", max(1, min(span, _MOST_ACROSS))


def _is_deleted_mark(properties: Any, w: str) -> bool:
    run = properties.find(f"{w}rPr")
    return run is not None and run.find(f"{w}del") is not None


def _has_text(element: Any, w: str) -> bool:
    return any(True for _ in element.iter(f"{w}t"))


def _symbol(code: str) -> str:
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    # Symbol fonts live in the private use area at F000; the character below is what was meant.
    value = value - 0xF000 if 0xF000 <= value <= 0xF0FF else value
    return chr(value) if 0x20 <= value < 0xD800 else ""
