"""One fictional document in every format that can be read, for goldens of what the readers hand over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.builders.docx_parts import docx_of, p, zip_of

TITLE: Final = "云岭省示例市场管理办法"
NOTE: Final = "（2020年3月1日云岭省人民政府令第12号公布）"
LINES: Final = (
    "第一章　总则",
    "第一条　为了规范示例市场，制定本办法。",
    "第二条　开办者应当公示下列事项：",
    "（一）收费标准；",
    "（二）投诉电话。",
    "第三条　收费按照附表执行。本办法自2020年5月1日起施行。",
)
ROWS: Final = (("项目", "数额"), ("摊位", "10元"))


def markdown() -> bytes:
    """LawRefBook's form with a table."""
    table = "\n".join(f"| {a} | {b} |" for a, b in (ROWS[0], ("---", "---"), *ROWS[1:]))
    body = "\n\n".join((f"# {TITLE}", NOTE, "<!-- INFO END -->", f"## {LINES[0]}", *LINES[1:], table))
    return body.encode()


def text() -> bytes:
    """One line a paragraph, GB18030."""
    return "\r\n".join((TITLE, NOTE, *LINES, *("\t".join(row) for row in ROWS))).encode("gb18030")


def page() -> bytes:
    """A government page with its frame."""
    paragraphs = "".join(f"<p>　　{line}</p>" for line in LINES)
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_云岭省人民政府网站</title></head><body>"
        f"<ul class='nav'><li>首页</li><li>政务公开</li></ul><h1>{TITLE}</h1><div class='TRS_Editor'><p>{NOTE}</p>"
        f"{paragraphs}<table>{cells}</table><p><a href='示例表.docx'>附件：示例表</a></p></div>"
        "<div class='footer'>版权所有：示例</div></body></html>"
    ).encode()


def word() -> bytes:
    """A Word file with a table."""
    rows = "".join("<w:tr>" + "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in ROWS)
    centred = '<w:jc w:val="center"/>'
    body = p(TITLE, centred) + p(NOTE, centred) + "".join(map(p, LINES)) + f"<w:tbl>{rows}</w:tbl>"
    return docx_of(body)


def portable() -> bytes:
    """Two pages with running heads, page numbers and a line broken within a sentence."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    broken = (
        *LINES[:1],
        LINES[1][:-7] + "，保护经营者和消费者的合法权益，",
        "维护示例市场的秩序，制定本办法。",
        *LINES[2:],
    )
    for number, lines in enumerate(((TITLE, NOTE, *broken[:4]), broken[4:]), 1):
        canvas.setFont("STSong-Light", 14)
        canvas.drawString(60, 800, "云岭省人民政府公报")
        for at, line in enumerate(lines):
            canvas.drawString(80, 740 - 26 * at, line)
        canvas.drawString(280, 40, f"— {number} —")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def rich() -> bytes:
    """Rich text with Unicode escapes."""

    def escaped(line: str) -> str:
        return "".join(
            char if char.isascii() else f"\\u{ord(char) - (65536 if ord(char) > 32767 else 0)}?"
            for char in line
        )

    paragraphs = "".join(f"\\pard {escaped(line)}\\par\n" for line in (TITLE, NOTE, *LINES))
    return ("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 SimSun;}}\n" + paragraphs + "}").encode("ascii")


def fixed_layout() -> bytes:
    """An OFD file of two pages: a cover whose title and body stand far apart, and the text."""
    cover = ((TITLE, 60.0, 8.0), ("云岭省人民政府", 220.0, 5.0))
    text_page = tuple((line, 30.0 + 8 * at, 4.0) for at, line in enumerate((NOTE, *LINES)))
    members = {
        "OFD.xml": _ofd("OFD", "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"),
        "Doc_0/Document.xml": _ofd(
            "Document",
            '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/0.xml"/><ofd:Page ID="2" BaseLoc="Pages/1.xml"/></ofd:Pages>',
        ),
        "Doc_0/Pages/0.xml": _ofd("Page", _texts(cover)),
        "Doc_0/Pages/1.xml": _ofd("Page", _texts(text_page)),
    }
    return zip_of(members)


def _ofd(name: str, content: str) -> bytes:
    return f'<ofd:{name} xmlns:ofd="http://www.ofdspec.org/2016">{content}</ofd:{name}>'.encode()


def _texts(lines: Sequence[tuple[str, float, float]]) -> str:
    objects = "".join(
        f'<ofd:TextObject ID="{at}" Boundary="20 {top} 170 {size}" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size}">{line}</ofd:TextCode></ofd:TextObject>'
        for at, (line, top, size) in enumerate(lines, 10)
    )
    return f'<ofd:Content><ofd:Layer ID="3">{objects}</ofd:Layer></ofd:Content>'


FILES: Final[dict[str, Callable[[], bytes]]] = {
    "md": markdown,
    "txt": text,
    "html": page,
    "docx": word,
    "pdf": portable,
    "ofd": fixed_layout,
    "rtf": rich,
}
