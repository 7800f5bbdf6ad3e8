"""A text in the official layout as a page of its own: what a printer or a PDF maker is given.

The page needs no script and nothing from elsewhere: its style stands within it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from indexer.export.official_text import Block, OfficialText, Style, allowed, blocks

STYLE: Final = """
@page { size: 210mm 297mm; margin: 37mm 26mm 35mm 28mm; }
@page :right { @bottom-right { content: "— " counter(page) " —"; font: 14pt "Noto Serif CJK SC", SimSun, serif; } }
@page :left { @bottom-left { content: "— " counter(page) " —"; font: 14pt "Noto Serif CJK SC", SimSun, serif; } }
body { font: 16pt/28.95pt FangSong, 仿宋, "Noto Serif CJK SC", serif; margin: 0; text-align: justify;
       overflow-wrap: anywhere; }
p, h1, h2, h3, h4 { margin: 0; font-size: 16pt; font-weight: normal; orphans: 2; widows: 2; }
h1, h2, h3, h4 { break-after: avoid; }
h1 { font: 22pt/35pt 方正小标宋简体, STZhongsong, "Noto Serif CJK SC", serif; text-align: center;
     margin-bottom: 28.95pt; }
.body, .heading { text-indent: 2em; }
.number, .note, .centred, .division, .section { text-align: center; }
.division, .section { margin: 14.5pt 0; }
.division, .heading, .annex, b { font-family: SimHei, 黑体, "Noto Sans CJK SC", sans-serif; font-weight: normal; }
.note, .section { font-family: KaiTi, 楷体, "Noto Serif CJK SC", serif; }
.signature { text-align: right; margin-right: 2em; }
table { border-collapse: collapse; width: 100%; font-size: 12pt; line-height: 18pt; margin: 6pt 0; }
td { border: .5pt solid #000; padding: 2pt 4pt; vertical-align: top; text-align: left; }
tr { break-inside: avoid; }
.provenance { font: 10.5pt/16pt KaiTi, 楷体, "Noto Serif CJK SC", serif; margin-top: 28.95pt;
              border-top: .5pt solid #000; padding-top: 4pt; }
@media screen { body { max-width: 156mm; margin: 2rem auto; padding: 0 1rem; } }
"""

_TAGS: Final = {
    Style.TITLE: "h1",
    Style.DIVISION: "h2",
    Style.SECTION: "h3",
    Style.HEADING: "h4",
    Style.ANNEX: "h2",
}


def official_html(text: OfficialText) -> str:
    """A text as one page, with a note of where it comes from after its last line."""
    body = "\n".join(html_blocks(blocks(text)))
    return page(text.title, f'{body}\n<p class="provenance">{_safe(text.provenance())}</p>')


def page(title: str, body: str) -> str:
    """A page with the layout's style around a body."""
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{_safe(title)}</title><style>{STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def html_blocks(found: Iterable[Block]) -> Iterator[str]:
    """Blocks as elements, a line each; every word is escaped."""
    for block in found:
        if block.style is Style.TABLE:
            yield _table(block)
            continue
        tag = _TAGS.get(block.style, "p")
        label = f"<b>{_safe(block.label)}</b>{'　' if block.text else ''}" if block.label else ""
        yield f'<{tag} class="{block.style.value}">{label}{_safe(block.text)}</{tag}>'


def _table(block: Block) -> str:
    width = max(map(len, block.rows), default=0)
    lines = []
    for row in block.rows:
        cells = (*row, *[""] * (width - len(row)))
        lines.append("<tr>" + "".join(f"<td>{_safe(cell)}</td>" for cell in cells) + "</tr>")
    return f"<table>{''.join(lines)}</table>"


def _safe(text: str) -> str:
    return escape(allowed(text))
