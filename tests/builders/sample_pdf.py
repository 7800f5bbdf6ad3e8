"""Write sample documents as PDF: notices, regulations with running heads, and gazette pages."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from tests.builders.sample_sources import MARK, Block, Source, article_label, final_text
from tests.builders.sample_tables import cell_spans

FONT = "STSong-Light"
GAZETTE_FIRST_PAGE = 5


def _style(name: str, size: float, **options: Any) -> ParagraphStyle:
    return ParagraphStyle(name, fontName=FONT, fontSize=size, leading=size * 1.7, wordWrap="CJK", **options)


_STYLES = {
    "title": _style("title", 20, alignment=TA_CENTER),
    "number": _style("number", 14, alignment=TA_CENTER),
    "note": _style("note", 12, alignment=TA_CENTER, spaceBefore=4, spaceAfter=4),
    "chapter": _style("chapter", 14, alignment=TA_CENTER, spaceBefore=8, spaceAfter=8),
    "section": _style("section", 13, alignment=TA_CENTER),
    "signoff": _style("signoff", 14, alignment=TA_RIGHT),
    "annex": _style("annex", 14),
    "text": _style("text", 14, firstLineIndent=28),
    "cell": _style("cell", 9),
    "mark": _style("mark", 10, alignment=TA_CENTER, spaceBefore=10),
}


def portable_document(source: Source) -> bytes:
    """A PDF with a text layer, the same bytes on every run."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = BytesIO()
    template = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=28 * mm,
        rightMargin=26 * mm,
        topMargin=37 * mm,
        bottomMargin=35 * mm,
        title=source.get("title"),
        author="示例",
        invariant=1,
    )
    flow: list[Flowable] = [part for block in source.blocks for part in _flowables(block)]
    flow.append(Paragraph(MARK, _STYLES["mark"]))
    decorate = _page_furniture(source)
    template.build(flow, onFirstPage=decorate, onLaterPages=decorate)
    return buffer.getvalue()


def _page_furniture(source: Source) -> Callable[[Any, Any], None]:
    running = source.get("running")
    gazette = source.get("layout") == "pdf-gazette"

    def decorate(canvas: Any, template: Any) -> None:
        width, height = A4
        number = template.page + (GAZETTE_FIRST_PAGE - 1 if gazette else 0)
        canvas.setFont(FONT, 10)
        if running and (gazette or number > 1):
            canvas.drawCentredString(width / 2, height - 22 * mm, running)
        canvas.setFont(FONT, 12)
        canvas.drawCentredString(width / 2, 20 * mm, f"— {number} —")

    return decorate


def _flowables(block: Block) -> list[Flowable]:
    text = final_text(block.text)
    if block.kind == "article":
        lines = text.split("\n")
        lines[0] = f"{article_label(block.number)}　{lines[0]}"
        return [Paragraph(escape(line), _STYLES["text"]) for line in lines]
    if block.kind == "table":
        return [_table(block), Spacer(1, 6)]
    if block.kind == "inner":
        return [PageBreak()]
    return [Paragraph(escape(text), _STYLES.get(block.kind, _STYLES["text"]))]


def _table(block: Block) -> Table:
    cells: list[list[Any]] = [["" for _ in row] for row in block.rows]
    commands: list[Any] = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    for cell in cell_spans(block.rows):
        cells[cell.row][cell.column] = Paragraph(escape(cell.text), _STYLES["cell"])
        last = (cell.column + cell.column_span - 1, cell.row + cell.row_span - 1)
        commands.append(("SPAN", (cell.column, cell.row), last))
    width = (A4[0] - 54 * mm) / len(block.rows[0])
    return Table(cells, colWidths=[width] * len(block.rows[0]), style=TableStyle(commands), repeatRows=1)
