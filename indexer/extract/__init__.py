"""Bytes to SourceText: one module a format; the format is told by the content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from indexer.extract.docx import read_docx
from indexer.extract.html import read_html
from indexer.extract.markdown import read_markdown
from indexer.extract.ofd import read_ofd
from indexer.extract.office import read_office
from indexer.extract.pdf import read_pdf
from indexer.extract.reading import Reading, Unreadable
from indexer.extract.sniff import claimed_format, detect
from indexer.extract.text import read_text
from indexer.model.characters import clean, normalize_han
from indexer.model.limits import MEGABYTE, Limits
from indexer.model.source import Block, Remark, SourceFormat, SourceText

__all__ = ["Unreadable", "read_bytes"]

_READERS: Final[Mapping[SourceFormat, Callable[[bytes, Limits], Reading]]] = {
    SourceFormat.DOCX: read_docx,
    SourceFormat.DOC: lambda data, limits: read_office(data, SourceFormat.DOC, limits),
    SourceFormat.WPS: lambda data, limits: read_office(data, SourceFormat.WPS, limits),
    SourceFormat.RTF: lambda data, limits: read_office(data, SourceFormat.RTF, limits),
    SourceFormat.PDF: read_pdf,
    SourceFormat.HTML: read_html,
    SourceFormat.MARKDOWN: read_markdown,
    SourceFormat.TEXT: read_text,
    SourceFormat.OFD: read_ofd,
}
_DEFAULTS: Final = Limits()


def read_bytes(data: bytes, name: str, limits: Limits = _DEFAULTS) -> SourceText:
    """The text of a file. ``name`` is for display and for dates in it; Unreadable says why a file cannot be read."""
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("empty", "文件是空的")
    if len(data) > limits.file_bytes:
        raise Unreadable("limit_file", f"文件 {len(data)} 字节，超过上限 {limits.file_bytes // MEGABYTE} MB")
    form = detect(data, name)
    reading = _READERS[form](data, limits)
    blocks = tuple(_plain(block) for block in reading.blocks)
    if not any(block.text.strip() for block in blocks):
        raise Unreadable("empty", "文件里没有文字")
    _check(blocks, limits)
    remarks = reading.remarks
    claimed = claimed_format(name)
    if (
        claimed is not None
        and claimed is not form
        and not {claimed, form} <= {SourceFormat.DOC, SourceFormat.WPS}
    ):
        remarks = (
            *remarks,
            Remark("name_mismatch", f"文件名说是 {claimed.value}，内容是 {form.value}，按内容读取"),
        )
    return SourceText(
        sha256=hashlib.sha256(data).hexdigest(),
        name=name,
        format=form,
        blocks=tuple(block for block in blocks if block.text.strip()),
        meta=reading.meta,
        links=reading.links,
        attachments=reading.attachments,
        remarks=remarks,
    )


def _plain(block: Block) -> Block:
    """The block in clean, ordinary characters."""
    text = normalize_han(clean(block.text))
    if not block.rows:
        return block if text == block.text else replace(block, text=text)
    rows = tuple(tuple(normalize_han(clean(cell)) for cell in row) for row in block.rows)
    return replace(block, text="\n".join("\t".join(row) for row in rows), rows=rows)


def _check(blocks: tuple[Block, ...], limits: Limits) -> None:
    total = 0
    for block in blocks:
        total += len(block.text)
        if not block.rows and len(block.text) > limits.paragraph_characters:
            raise Unreadable("limit_paragraph", f"有一段文字超过上限 {limits.paragraph_characters} 字")
    if total > limits.text_characters:
        raise Unreadable("limit_text", f"文字 {total} 字，超过上限 {limits.text_characters} 字")
