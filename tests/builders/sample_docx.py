"""Write sample documents as docx, with the constructions that readers of such files get wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from tests.builders.sample_sources import Block, Source, article_label, inline_parts, marked
from tests.builders.sample_tables import cell_spans

_STAMP = datetime(2026, 1, 1, tzinfo=UTC)
_ZIP_STAMP = (2026, 1, 1, 0, 0, 0)
_CENTRED = frozenset({"title", "number", "note", "chapter", "section", "mark"})
_SIZES = {"title": 22, "chapter": 16, "note": 12, "mark": 10.5}
_NUMBERING = 900

_ABSTRACT_NUMBERING = (
    f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_NUMBERING}"><w:multiLevelType w:val="singleLevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="space"/>'
    '<w:lvlText w:val="第%1条"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
)
_NUMBERING_INSTANCE = (
    f'<w:num {nsdecls("w")} w:numId="{_NUMBERING}"><w:abstractNumId w:val="{_NUMBERING}"/></w:num>'
)
_FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_TEXT_BOX = """<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="5000000" cy="500000"/>
<wp:docPr id="1" name="文本框"/><a:graphic>
<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>
<wps:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>
<wps:txbx><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>
</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:shape style="width:300pt;height:30pt"><v:textbox><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p>
</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""


class _Writer:
    """One docx in the making: the open document, and the footnotes met so far."""

    def __init__(self, numbered: bool) -> None:
        self.document: Any = Document()
        self.footnotes: list[str] = []
        self.numbered = numbered
        self.revision = 0
        normal = self.document.styles["Normal"]
        normal.font.name = "仿宋"
        normal.font.size = Pt(16)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
        if numbered:
            self._add_numbering()

    def _add_numbering(self) -> None:
        numbering = self.document.part.numbering_part.element
        numbering.insert(0, parse_xml(_ABSTRACT_NUMBERING))
        numbering.append(parse_xml(_NUMBERING_INSTANCE))

    def add(self, block: Block) -> None:
        if block.kind == "table":
            self._add_table(block)
        elif block.kind == "inner":
            self.document.add_page_break()
        elif block.kind == "box":
            self.document.add_paragraph()._p.append(parse_xml(_TEXT_BOX.format(text=block.text)))
        elif block.kind == "article":
            self._add_article(block)
        else:
            self._fill(self._paragraph(block.kind), block.text, _SIZES.get(block.kind), block.kind)

    def _paragraph(self, kind: str) -> Any:
        paragraph = self.document.add_paragraph()
        if kind in _CENTRED:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif kind == "signoff":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        else:
            paragraph.paragraph_format.first_line_indent = Pt(32)
        return paragraph

    def _add_article(self, block: Block) -> None:
        first, *rest = block.text.split("\n")
        paragraph = self._paragraph("text")
        if self.numbered:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = _NUMBERING
        else:
            paragraph.add_run(article_label(block.number)).bold = True
            paragraph.add_run("　")
        self._fill(paragraph, first)
        for line in rest:
            self._fill(self._paragraph("text"), line)

    def _fill(self, paragraph: Any, text: str, size: float | None = None, kind: str = "") -> None:
        for part, value in inline_parts(text):
            if part == "fn":
                self._add_footnote(paragraph, value)
                continue
            run = paragraph.add_run(value)
            run.bold = True if kind in {"title", "chapter"} else None
            if size is not None:
                run.font.size = Pt(size)
            if part in {"ins", "del"}:
                self._track(paragraph, run, part)

    def _track(self, paragraph: Any, run: Any, part: str) -> None:
        self.revision += 1
        change = parse_xml(
            f'<w:{part} {nsdecls("w")} w:id="{self.revision}" w:author="示例" w:date="2022-11-01T00:00:00Z"/>'
        )
        paragraph._p.remove(run._r)
        if part == "del":
            run._r.find(qn("w:t")).tag = qn("w:delText")
        change.append(run._r)
        paragraph._p.append(change)

    def _add_footnote(self, paragraph: Any, text: str) -> None:
        self.footnotes.append(text)
        reference = f'<w:r {nsdecls("w")}><w:footnoteReference w:id="{len(self.footnotes)}"/></w:r>'
        paragraph._p.append(parse_xml(reference))

    def _add_table(self, block: Block) -> None:
        table = self.document.add_table(rows=len(block.rows), cols=len(block.rows[0]), style="Table Grid")
        for cell in cell_spans(block.rows):
            first = table.cell(cell.row, cell.column)
            last = table.cell(cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
            (first if first is last else first.merge(last)).text = cell.text

    def finish(self) -> bytes:
        if self.footnotes:
            self._add_footnotes_part()
        properties = self.document.core_properties
        properties.author = properties.last_modified_by = "示例"
        properties.title, properties.comments = "", ""
        properties.created = properties.modified = _STAMP
        buffer = BytesIO()
        self.document.save(buffer)
        return _with_fixed_times(buffer.getvalue())

    def _add_footnotes_part(self) -> None:
        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
            for number, text in enumerate(self.footnotes, start=1)
        )
        xml = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {nsdecls("w")}>{notes}</w:footnotes>'
        main = self.document.part
        part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES_TYPE, xml.encode("utf-8"), main.package)
        main.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def word_document(source: Source) -> bytes:
    """A docx, the same bytes on every run with the same libraries."""
    writer = _Writer(numbered=source.get("layout") == "docx-numbered")
    for block in marked(source.blocks):
        writer.add(block)
    return writer.finish()


def _with_fixed_times(package: bytes) -> bytes:
    buffer = BytesIO()
    with ZipFile(BytesIO(package)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = ZipInfo(name, _ZIP_STAMP)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return buffer.getvalue()
