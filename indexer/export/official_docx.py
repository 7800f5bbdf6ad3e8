"""Word files in the layout of official documents (GB/T 9704-2012): page, type, lines, page numbers.

``new_document`` gives an empty file with the page and the styles, ``write_blocks`` sets a text into it, ``saved``
gives its bytes, the same each time: a compilation sets many texts into one file with the same three.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from indexer.export.official_text import Block, OfficialText, Style, allowed, blocks

_SONG, _FANGSONG, _HEI, _KAI = "宋体", "仿宋", "黑体", "楷体"
_TITLE_TYPE: Final = "方正小标宋简体"
_LATIN: Final = "Times New Roman"
_BODY: Final = 16  # 3号
_LINE: Final = 28.95
"""Twenty-two lines in the 225 mm of the type area."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)

_CENTRE, _LEFT, _BOTH, _RIGHT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
    WD_ALIGN_PARAGRAPH.RIGHT,
)
_SET: Final[dict[Style, tuple[str, float, Any, int, bool]]] = {
    # style: type, points, alignment, first line's indent in characters, kept with what follows
    Style.TITLE: (_TITLE_TYPE, 22, _CENTRE, 0, True),
    Style.NUMBER: (_FANGSONG, _BODY, _CENTRE, 0, False),
    Style.NOTE: (_KAI, _BODY, _CENTRE, 0, False),
    Style.CENTRED: (_FANGSONG, _BODY, _CENTRE, 0, False),
    Style.ADDRESSEE: (_FANGSONG, _BODY, _LEFT, 0, False),
    Style.CONTENTS: (_FANGSONG, _BODY, _LEFT, 0, False),
    Style.DIVISION: (_HEI, _BODY, _CENTRE, 0, True),
    Style.SECTION: (_KAI, _BODY, _CENTRE, 0, True),
    Style.HEADING: (_HEI, _BODY, _BOTH, 2, True),
    Style.BODY: (_FANGSONG, _BODY, _BOTH, 2, False),
    Style.SIGNATURE: (_FANGSONG, _BODY, _RIGHT, 0, False),
    Style.ANNEX: (_HEI, _BODY, _LEFT, 0, True),
    Style.TABLE: (_FANGSONG, 12, _LEFT, 0, False),
}
PROVENANCE: Final = "fagui Provenance"
_OUTLINE: Final = {Style.TITLE: 1, Style.DIVISION: 2, Style.SECTION: 3}
"""Levels in the navigation pane and in a contents field."""


def official_docx(text: OfficialText) -> bytes:
    """A text as one Word file, with a note of where it comes from after its last line."""
    document = new_document(text.title, text.bodies)
    write_blocks(document, blocks(text))
    document.add_paragraph(allowed(text.provenance()), style=PROVENANCE)
    return saved(document)


def style_name(style: Style) -> str:
    """The name under which Word lists a block's style."""
    return f"fagui {style.value}"


def new_document(title: str, bodies: Sequence[str] = ()) -> Any:
    """An empty file: A4 with the standard's margins, the styles, page numbers outside (单右双左)."""
    document: Any = docx.Document()
    about = document.core_properties
    # The day of making would make every file another one.
    about.created = about.modified = datetime(1980, 1, 1)
    about.title, about.author, about.comments = allowed(title)[:255], allowed("、".join(bodies))[:255], ""
    normal = document.styles["Normal"]
    _typeset(normal, _FANGSONG, _BODY)
    spacing = normal.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_LINE)
    for style in Style:
        _add_style(document, style)
    note = document.styles.add_style(PROVENANCE, 1)
    note.base_style = normal
    _typeset(note, _KAI, 10.5)
    note.paragraph_format.space_before = Pt(_LINE)
    note.paragraph_format.line_spacing = Pt(16)
    _page(document.sections[0])
    document.settings.odd_and_even_pages_header_footer = True
    number_pages(document.sections[0])
    return document


def write_blocks(document: Any, found: Iterable[Block]) -> None:
    """Set blocks at the end of a file."""
    end = document.element.body.sectPr
    annexed = False
    for block in found:
        if block.style is Style.TABLE:
            _table(document, block.rows)
            continue
        # Elements are made here and not by python-docx, which searches its styles for every paragraph.
        paragraph = _paragraph(block.style)
        if block.style is Style.ANNEX and not annexed:
            annexed = True
            paragraph.pPr.append(OxmlElement("w:pageBreakBefore"))
        if block.label:
            bold = _run(block.label + ("　" if block.text else ""))
            _east_asian(bold.get_or_add_rPr(), _HEI)
            paragraph.append(bold)
        paragraph.append(_run(block.text))
        end.addprevious(paragraph)


def _paragraph(style: Style) -> Any:
    paragraph: Any = OxmlElement("w:p")
    paragraph.get_or_add_pPr().style = style_name(style).replace(" ", "")
    return paragraph


def _run(text: str) -> Any:
    run = OxmlElement("w:r")
    run.text = allowed(text)
    return run


def number_pages(section: Any) -> None:
    """Page numbers as the standard has them: — 1 —, outside, one character in."""
    for footer, side, indent in (
        (section.footer, _RIGHT, "right"),
        (section.even_page_footer, _LEFT, "left"),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        setattr(paragraph.paragraph_format, f"{indent}_indent", Pt(14))
        for part in ("— ", "PAGE", " —"):
            run = paragraph.add_run()
            if part == "PAGE":
                add_field(run, part)
            else:
                run.text = part
            run.font.size, run.font.name = Pt(14), _SONG
            _east_asian(run._r.get_or_add_rPr(), _SONG)


def add_field(run: Any, instruction: str, shown: str = "1") -> None:
    """A field (域) that Word works out: ``shown`` stands until it has."""
    for kind in ("begin", "instrText", "separate", "t", "end"):
        if kind in ("instrText", "t"):
            part = OxmlElement(f"w:{kind}")
            part.set(qn("xml:space"), "preserve")
            part.text = f" {instruction} " if kind == "instrText" else shown
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def saved(document: Any) -> bytes:
    """The file's bytes: the same blocks give the same bytes, whenever they are made."""
    first, out = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in made.namelist():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(member, made.read(name))
    return out.getvalue()


def _add_style(document: Any, style: Style) -> None:
    name, points, alignment, indent, kept = _SET[style]
    made = document.styles.add_style(style_name(style), 1)
    made.base_style = document.styles["Normal"]
    _typeset(made, name, points)
    spacing = made.paragraph_format
    spacing.alignment, spacing.keep_with_next = alignment, kept
    spacing.widow_control = True
    if indent:
        spacing.first_line_indent = Pt(indent * points)
        made.element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), str(100 * indent))
    if style is Style.TITLE:
        spacing.space_after = Pt(_LINE)
        spacing.line_spacing = Pt(35)
    if style in (Style.DIVISION, Style.SECTION):
        spacing.space_before = spacing.space_after = Pt(_LINE / 2)
    if style is Style.SIGNATURE:
        spacing.right_indent = Pt(2 * _BODY)
    if style is Style.TABLE:
        spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(18)
        loose = OxmlElement("w:snapToGrid")
        loose.set(qn("w:val"), "0")
        made.element.pPr.insert_element_before(loose, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    if style in _OUTLINE:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(_OUTLINE[style] - 1))
        made.element.pPr.append(level)


def _typeset(style: Any, name: str, points: float) -> None:
    style.font.size, style.font.name = Pt(points), _LATIN
    _east_asian(style.element.get_or_add_rPr(), name)


def _east_asian(properties: Any, name: str) -> None:
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # The dash of the page number stands 7 mm under the type area.
    section.footer_distance = Mm(23)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(_LINE * 20)))


def _table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    width = max((len(row) for row in rows), default=0)
    if not width:
        return
    table = document.add_table(0, width, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for words in rows:
        line: Any = OxmlElement("w:tr")
        # A row stays on one page, unless it is longer than a page could be.
        if max(map(len, words), default=0) < 400:
            line.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for place in range(width):
            cell, paragraph = OxmlElement("w:tc"), _paragraph(Style.TABLE)
            paragraph.append(_run(words[place] if place < len(words) else ""))
            cell.append(paragraph)
            line.append(cell)
        table._tbl.append(line)
    head = table.rows[0]._tr.get_or_add_trPr()
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head.append(repeated)
