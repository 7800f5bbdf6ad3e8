"""WordprocessingML as strings: the few elements a volume is made of.

A volume has tens of thousands of paragraphs; written straight into the package they need no tree in memory.
"""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

NAMESPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

_NOT_XML: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def allowed(text: str) -> str:
    """The text without what XML 1.0 cannot hold."""
    return _NOT_XML.sub("", text)


def run(text: str, style: str = "") -> str:
    """A run of text, in a character style."""
    if not text:
        return ""
    look = f"<w:rPr><w:rStyle w:val={quoteattr(style)}/></w:rPr>" if style else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(allowed(text))}</w:t></w:r>'


def tab() -> str:
    """A tabulator."""
    return "<w:r><w:tab/></w:r>"


def line_break() -> str:
    """A new line in the same paragraph."""
    return "<w:r><w:br/></w:r>"


def mark(kind: str) -> str:
    """A field's begin, separate or end."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def instruction(code: str) -> str:
    """A field's code."""
    return f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'


def field(code: str, shown: str) -> str:
    """A field with what it shows until it is updated."""
    return (
        mark("begin")
        + instruction(code)
        + mark("separate")
        + (run(shown) or '<w:r><w:t xml:space="preserve"></w:t></w:r>')
        + mark("end")
    )


def bookmark(number: int, name: str, inside: str) -> str:
    """A bookmark around runs."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inside}<w:bookmarkEnd w:id="{number}"/>'


def link(anchor: str, inside: str) -> str:
    """A link to a bookmark."""
    return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{inside}</w:hyperlink>'


def paragraph(style: str, inside: str, properties: str = "") -> str:
    """A paragraph in a style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{inside}</w:p>'


def table(rows: tuple[tuple[str, ...], ...], style: str, *, head: bool = False) -> str:
    """A table with a grid; a row shorter than the longest gets empty cells, for Word wants them. ``head`` repeats the
    first row on every page."""
    wide = max((len(row) for row in rows), default=1) or 1
    width = 9000 // wide
    parts = [
        '<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>',
        f'<w:gridCol w:w="{width}"/>' * wide,
        "</w:tblGrid>",
    ]
    for n, row in enumerate(rows):
        look = "<w:trPr><w:tblHeader/></w:trPr>" if head and n == 0 else ""
        parts.append(f"<w:tr>{look}")
        for cell in (*row, *("",) * (wide - len(row))):
            lines = "".join(paragraph(style, run(line)) for line in cell.split("\n"))
            parts.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{lines}</w:tc>')
        parts.append("</w:tr>")
    parts.append("</w:tbl>")
    return "".join(parts)


def section(*, footer: str = "", header: str = "", numbers: str = "", start: int | None = None) -> str:
    """The properties of a section: A4, its running lines, how its pages are numbered."""
    first = f' w:start="{start}"' if start is not None else ""
    return (
        "<w:sectPr>"
        + (f'<w:headerReference w:type="default" r:id="{header}"/>' if header else "")
        + (f'<w:footerReference w:type="default" r:id="{footer}"/>' if footer else "")
        + '<w:type w:val="nextPage"/><w:pgSz w:w="11906" w:h="16838"/>'
        + '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="1134" w:footer="1134" w:gutter="0"/>'
        + (f'<w:pgNumType w:fmt="{numbers}"{first}/>' if numbers else "")
        + "</w:sectPr>"
    )
