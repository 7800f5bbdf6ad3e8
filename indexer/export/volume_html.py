"""A volume as one HTML file that needs nothing beside it: it reads on a screen and prints as a book."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import BinaryIO, Final

from indexer.export.official_text import Block, Style, han_date
from indexer.export.volume import Volume, VolumeDocument, VolumeIndex, VolumeList
from indexer.export.wordml import allowed

_LOOK: Final = """
body{font:16px/1.8 "Source Han Serif SC","Noto Serif CJK SC",SimSun,serif;max-width:46em;margin:0 auto;padding:1em;color:#111;background:#fff}
h1,h2{font-family:"Source Han Sans SC","Noto Sans CJK SC",SimHei,sans-serif;text-align:center;font-weight:600}
header.cover{text-align:center;padding:4em 0}header.cover h1{font-size:2.4em}.banner{text-align:right;font-weight:600;string-set:banner content()}
nav ol{list-style:none;padding:0}nav .documents{padding-left:1.5em}a{color:inherit}
.facts,.note,.centred,.number{text-align:center;margin:.2em 0}.facts,.editor{color:#444;font-size:.9em}
.mark{color:#b00020}.body,.heading,.foreword p{text-indent:2em;margin:.3em 0}.division,.section{text-align:center;font-weight:600}
.heading,.annex,.label{font-weight:600}.signature{text-align:right;white-space:pre-line}
table{border-collapse:collapse;width:100%;font-size:.85em;margin:1em 0}td,th{border:1px solid #666;padding:.2em .4em;vertical-align:top;white-space:pre-line}
@page{size:A4;@top-center{content:string(banner);font-size:9pt}margin:37mm 26mm 35mm 28mm;@bottom-center{content:"— " counter(page) " —"}}
@media print{body{max-width:none;padding:0}header.cover,nav,section.part,article{break-before:page}header.cover{break-before:avoid}
section.part>h1{break-after:avoid}section.part>h1+article{break-before:avoid}nav a,li a{text-decoration:none}nav a::after,.index a::after{content:leader(".") target-counter(attr(href),page)}}
"""


def write_html(volume: Volume, out: BinaryIO) -> None:
    """The volume into ``out``."""
    for piece in _pieces(volume):
        out.write(allowed(piece).encode("utf-8", "replace"))


def _pieces(volume: Volume) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{escape(volume.title)}</title>\n<style>{_LOOK}</style>\n</head>\n<body>\n"
    yield from _cover(volume)
    yield '<section class="foreword" id="foreword">\n<h2>编辑说明</h2>\n'
    yield "".join(f"<p>{escape(line)}</p>\n" for line in volume.foreword) + "</section>\n"
    yield from _contents(volume)
    for n, section in enumerate(volume.sections, 1):
        yield f'<section class="part" id="sec_{n}">\n<h1>{escape(section.heading)}</h1>\n'
        for document in section.documents:
            yield from _document(document)
        yield "</section>\n"
    for n, part in enumerate(volume.ends, 1):
        yield f'<section class="part" id="end_{n}">\n<h1>{escape(part.heading)}</h1>\n'
        yield from _list(part) if isinstance(part, VolumeList) else _index(part)
        yield "</section>\n"
    yield "</body>\n</html>\n"


def _cover(volume: Volume) -> Iterator[str]:
    # No emblem, as on the cover of the Word file (法规汇编编辑出版管理规定 第十条).
    yield '<header class="cover">\n'
    if volume.banner:
        yield f'<p class="banner">{escape(volume.banner)}</p>\n'
    yield f"<h1>{escape(volume.title)}</h1>\n"
    for line in (volume.edition, f"截至{han_date(volume.on)}", volume.editor):
        if line:
            yield f"<p>{escape(line)}</p>\n"
    yield "</header>\n"


def _contents(volume: Volume) -> Iterator[str]:
    yield '<nav aria-label="目录">\n<h2>目录</h2>\n<ol>\n'
    for level, words, mark, anchor in volume.headings():
        name = "documents" if level > 1 else "sections"
        yield f'<li class="{name}"><a href="#{anchor}">{escape(words)}</a>{_mark(mark)}</li>\n'
    yield "</ol>\n</nav>\n"


def _mark(mark: str) -> str:
    return f' <span class="mark">{escape(mark)}</span>' if mark else ""


def _document(document: VolumeDocument) -> Iterator[str]:
    yield f'<article id="{document.anchor}">\n<h2><span class="title">{escape(document.title)}</span>{_mark(document.marked)}</h2>\n'
    yield f'<p class="facts">{"<br>".join(map(escape, document.fact_lines))}</p>\n'
    for note in document.notes:
        yield f'<p class="editor">编者注：{escape(note)}</p>\n'
    yield '<div class="own">\n'
    for block in document.blocks:
        yield _block(block)
    yield "</div>\n</article>\n"


def _block(block: Block) -> str:
    if block.style is Style.TABLE:
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in block.rows
        )
        return f"<table>\n{rows}</table>\n"
    label = f'<span class="label">{escape(block.label)}</span>' if block.label else ""
    between = "　" if block.label and block.text else ""
    return f'<p class="{block.style.value}">{label}{between}{escape(block.text)}</p>\n'


def _list(part: VolumeList) -> Iterator[str]:
    if part.intro:
        yield f"<p>{escape(part.intro)}</p>\n"
    if part.rows:
        yield (
            "<table>\n<thead><tr>"
            + "".join(f"<th>{escape(cell)}</th>" for cell in part.head)
            + "</tr></thead>\n"
        )
        for row in part.rows:
            yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n"
        yield "</table>\n"


def _index(index: VolumeIndex) -> Iterator[str]:
    for initial, lines in index.groups:
        if initial:
            yield f"<h2>{escape(initial)}</h2>\n"
        yield '<ul class="index">\n'
        for line in lines:
            yield f'<li><a href="#{line.anchor}">{escape(line.text)}</a>　第{line.place}件</li>\n'
        yield "</ul>\n"
