"""A volume as a Word file: cover, foreword, contents, texts, lists, indexes.

The contents are a TOC field whose entries are filled in, so that they read before any field is updated. Page numbers
in them are those that were measured; where none were, the place is left empty and Word is asked to fill it in.
Front pages are numbered apart, so that the length of the contents moves no page of the texts.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final
from xml.sax.saxutils import escape

from indexer.export import wordml as w
from indexer.export.official_text import Style
from indexer.export.volume import Volume, VolumeDocument, VolumeIndex, VolumeList
from indexer.export.volume_styles import CONTENT_TYPES, DOCUMENT_RELATIONS, RELATIONS, styles

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_ROOT: Final = (
    f'<w:document xmlns:w="{w.NAMESPACE}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>'
)
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

OWN_STYLES: Final = {style: f"Own{style.value.capitalize()}" for style in Style}
"""The styles of a text's own words by what a block is; every other style is the editor's."""
TITLE: Final = "Heading2"
MARK: Final = "Mark"

Pages = Mapping[str, int]


def write_docx(volume: Volume, out: BinaryIO, pages: Pages | None = None) -> None:
    """The volume into ``out``. ``pages`` are page numbers by anchor."""
    _package(volume, out, _document(volume, pages or {}))


def write_probe(volume: Volume, out: BinaryIO) -> None:
    """The texts alone, after a page on which each heading's page is printed as ``@n@page@``, in the order of
    ``headings``, and at last that of the end: LibreOffice works them out, which is how pages are measured."""
    _package(volume, out, _probe(volume))


def _package(volume: Volume, out: BinaryIO, document: Iterator[str]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, text in _parts(volume):
            package.writestr(_member(name), (_HEAD + text).encode())
        with package.open(_member("word/document.xml"), "w") as part:
            for piece in document:
                part.write(piece.encode())


def _member(name: str) -> zipfile.ZipInfo:
    # No clock: the same volume gives the same bytes.
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _parts(volume: Volume) -> Iterator[tuple[str, str]]:
    yield "[Content_Types].xml", CONTENT_TYPES
    yield "_rels/.rels", RELATIONS
    yield "word/_rels/document.xml.rels", DOCUMENT_RELATIONS
    yield "word/styles.xml", styles()
    # Word sets other type than the machine that measured: it is asked to work the numbers out anew.
    yield (
        "word/settings.xml",
        f'<w:settings xmlns:w="{w.NAMESPACE}"><w:defaultTabStop w:val="420"/><w:updateFields w:val="true"/></w:settings>',
    )
    running = "　".join(part for part in (volume.title, volume.banner) if part)
    yield (
        "word/header1.xml",
        f'<w:hdr xmlns:w="{w.NAMESPACE}">{w.paragraph("Running", w.run(running))}</w:hdr>',
    )
    yield "word/footer1.xml", _footer("PAGE", "i")
    yield "word/footer2.xml", _footer("PAGE", "1")
    day = f"{volume.on.isoformat()}T00:00:00Z"
    yield (
        "docProps/core.xml",
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(w.allowed(volume.title))}</dc:title><dc:creator>{escape(w.allowed(volume.editor))}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{day}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{day}</dcterms:modified></cp:coreProperties>',
    )


def _footer(code: str, shown: str) -> str:
    line = w.run("— ") + w.field(code, shown) + w.run(" —")
    return f'<w:ftr xmlns:w="{w.NAMESPACE}">{w.paragraph("Folio", line)}</w:ftr>'


def _document(volume: Volume, pages: Pages) -> Iterator[str]:
    yield _HEAD + _ROOT
    yield from _cover(volume)
    yield w.paragraph("Plain", "", w.section(numbers="lowerRoman", start=1))
    yield w.paragraph("FrontHeading", w.run("编辑说明"))
    for line in volume.foreword:
        yield w.paragraph("Plain", w.run(line))
    yield from _contents(volume, pages)
    yield w.paragraph("Plain", "", w.section(header="rId3", footer="rId4", numbers="lowerRoman", start=1))
    yield from _texts(volume, pages)
    yield w.section(header="rId3", footer="rId5", numbers="decimal", start=1)
    yield "</w:body></w:document>"


def _probe(volume: Volume) -> Iterator[str]:
    yield _HEAD + _ROOT
    anchors = [*(anchor for _, _, _, anchor in volume.headings()), "last"]
    for n, anchor in enumerate(anchors):
        yield w.paragraph("ListCell", w.run(f"@{n}@") + w.field(f"PAGEREF {anchor} \\h", "0") + w.run("@"))
    yield w.paragraph("Plain", "", w.section(header="rId3", footer="rId4", numbers="lowerRoman", start=1))
    held = ""
    for piece in _texts(volume, {}):
        yield held
        held = piece
    # A space in the last paragraph: one more paragraph could fall on a page that the volume does not have.
    yield held.removesuffix("</w:p>") + w.bookmark(0, "last", w.run(" ")) + "</w:p>"
    yield w.section(header="rId3", footer="rId5", numbers="decimal", start=1)
    yield "</w:body></w:document>"


def _texts(volume: Volume, pages: Pages) -> Iterator[str]:
    number = 1
    for n, section in enumerate(volume.sections, 1):
        if section.heading:
            yield w.paragraph("Heading1", w.bookmark(number, f"sec_{n}", w.run(section.heading)))
            number += 1
        for place, document in enumerate(section.documents):
            yield from _text(document, number, broken=place > 0)
            number += 1
    for n, part in enumerate(volume.ends, 1):
        yield w.paragraph("Heading1", w.bookmark(number, f"end_{n}", w.run(part.heading)))
        number += 1
        yield from _list(part) if isinstance(part, VolumeList) else _index(part, pages)


def _cover(volume: Volume) -> Iterator[str]:
    # No emblem: one stands on volumes of the bodies of 法规汇编编辑出版管理规定 第四条 alone (第十条).
    if volume.banner:
        yield w.paragraph("Banner", w.run(volume.banner))
    yield w.paragraph("CoverTitle", w.run(volume.title))
    if volume.edition:
        yield w.paragraph("CoverLine", w.run(volume.edition))
    yield w.paragraph("CoverLine", w.run(f"截至{volume.on.year}年{volume.on.month}月{volume.on.day}日"))
    if volume.editor:
        yield w.paragraph("CoverLine", w.run(volume.editor))


def _contents(volume: Volume, pages: Pages) -> Iterator[str]:
    yield w.paragraph("FrontHeading", w.run("目录"))
    opening = w.mark("begin") + w.instruction(r'TOC \o "1-2" \h \z \u') + w.mark("separate")
    for level, words, mark, anchor in volume.headings():
        page = str(pages.get(anchor, ""))
        inside = w.run(words) + w.run(mark, MARK) + w.tab() + w.field(f"PAGEREF {anchor} \\h", page)
        yield w.paragraph(f"TOC{level}", opening + w.link(anchor, inside))
        opening = ""
    yield w.paragraph("Plain", opening + w.mark("end"))


def _text(document: VolumeDocument, number: int, *, broken: bool) -> Iterator[str]:
    title = w.bookmark(number, document.anchor, w.run(document.title)) + w.run(document.marked, MARK)
    yield w.paragraph(TITLE, title, "<w:pageBreakBefore/>" if broken else "")
    yield w.paragraph("Facts", w.line_break().join(map(w.run, document.fact_lines)))
    for note in document.notes:
        yield w.paragraph("EditorNote", w.run(f"编者注：{note}"))
    for block in document.blocks:
        if block.rows:
            yield w.table(block.rows, OWN_STYLES[block.style], head=len(block.rows) > 1)
            # Two tables without a paragraph between them are one to Word.
            yield w.paragraph("Plain", "")
            continue
        between = "　" if block.label and block.text else ""
        yield w.paragraph(OWN_STYLES[block.style], w.run(block.label, "Label") + w.run(between + block.text))


def _list(part: VolumeList) -> Iterator[str]:
    if part.intro:
        yield w.paragraph("Plain", w.run(part.intro))
    if part.rows:
        yield w.table((part.head, *part.rows), "ListCell", head=True)
        yield w.paragraph("Plain", "")


def _index(index: VolumeIndex, pages: Pages) -> Iterator[str]:
    for initial, lines in index.groups:
        if initial:
            yield w.paragraph("Initial", w.run(initial))
        for line in lines:
            inside = (
                w.run(line.text)
                + w.tab()
                + w.field(f"PAGEREF {line.anchor} \\h", str(pages.get(line.anchor, "")))
            )
            yield w.paragraph("IndexLine", w.link(line.anchor, inside))
