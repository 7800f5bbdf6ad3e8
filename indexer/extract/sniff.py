"""What a file really is, by its content; its name decides only between text and Markdown."""

from __future__ import annotations

import re
import struct
from typing import Final

from indexer.extract.reading import Unreadable
from indexer.model.source import SourceFormat

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SMALLEST_OLE: Final = 1_024
"""A header and a directory; a converter takes less for plain text and reads noise."""

_PICTURES: Final = {
    b"\x89PNG": "PNG 图片",
    b"\xff\xd8\xff": "JPEG 图片",
    b"GIF8": "GIF 图片",
    b"BM": "BMP 图片",
    b"II*\x00": "TIFF 图片",
    b"MM\x00*": "TIFF 图片",
}
_OTHERS: Final = {
    b"SQLite format 3": "数据库",
    b"\x7fELF": "程序",
    b"MZ": "程序",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
}
_HTML: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|span|script|h1)\b", re.IGNORECASE
)
_MARKDOWN: Final = re.compile(r"^(?:#{1,6} |---\s*$|:::)", re.MULTILINE)
_SUFFIXES: Final = {
    "docx": SourceFormat.DOCX,
    "doc": SourceFormat.DOC,
    "wps": SourceFormat.WPS,
    "rtf": SourceFormat.RTF,
    "pdf": SourceFormat.PDF,
    "html": SourceFormat.HTML,
    "htm": SourceFormat.HTML,
    "shtml": SourceFormat.HTML,
    "md": SourceFormat.MARKDOWN,
    "markdown": SourceFormat.MARKDOWN,
    "txt": SourceFormat.TEXT,
    "ofd": SourceFormat.OFD,
}


def claimed_format(name: str) -> SourceFormat | None:
    """The format that a file's name claims."""
    return _SUFFIXES.get(name.rpartition(".")[2].lower()) if "." in name else None


def detect(data: bytes, name: str) -> SourceFormat:
    """The format of a file; Unreadable (``unsupported``, ``encrypted``) for what is not a text document."""
    head = data[:4096]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data)
    if head.startswith(_OLE):
        return _ole(data, name)
    if b"%PDF-" in data[:1024]:
        return SourceFormat.PDF
    if head.lstrip()[:5] == b"{\\rtf":
        return SourceFormat.RTF
    for magic, what in (_PICTURES | _OTHERS).items():
        if head.startswith(magic) and not (len(magic) == 2 and _looks_like_text(head)):
            raise Unreadable("unsupported", f"是{what}，不是文本文件")
    if _is_html(data):
        return SourceFormat.HTML
    if head.count(0) > len(head) // 5 and not _utf16(head):
        raise Unreadable("unsupported", "不是文本文件（含有大量空字节）")
    return _text(data, name)


def _zip(data: bytes) -> SourceFormat:
    names = data[-65_536 * 4 :] if len(data) > 65_536 * 8 else data
    if b"word/document" in names or b"word/" in data[:8192]:
        return SourceFormat.DOCX
    if b"OFD.xml" in names or b"OFD.xml" in data[:8192]:
        return SourceFormat.OFD
    for mark, what in (
        (b"xl/", "电子表格"),
        (b"ppt/", "演示文稿"),
        (b"mimetypeapplication/vnd.oasis", "OpenDocument"),
    ):
        if mark in names or mark in data[:8192]:
            raise Unreadable("unsupported", f"是{what}，暂不支持；请另存为 docx 或 pdf")
    raise Unreadable("unsupported", "是压缩包，请解压后收录其中的文件")


def _ole(data: bytes, name: str) -> SourceFormat:
    if len(data) < _SMALLEST_OLE:
        raise Unreadable("damaged", "文件不完整，只有文件头")
    streams = _stream_names(data)
    if "EncryptedPackage" in streams:
        raise Unreadable("encrypted", "文件有打开密码，请去掉密码后再收录")
    if "Workbook" in streams or "Book" in streams:
        raise Unreadable("unsupported", "是电子表格，暂不支持；请另存为 docx 或 pdf")
    if "PowerPoint Document" in streams:
        raise Unreadable("unsupported", "是演示文稿，暂不支持；请另存为 docx 或 pdf")
    return SourceFormat.WPS if claimed_format(name) is SourceFormat.WPS else SourceFormat.DOC


def _stream_names(data: bytes) -> set[str]:
    """Names of the directory entries of an OLE file, as far as they can be read."""
    try:
        (shift,) = struct.unpack_from("<H", data, 30)
        (first,) = struct.unpack_from("<I", data, 48)
    except struct.error:
        return set()
    if not 9 <= shift <= 12:
        return set()
    size = 1 << shift
    start = (first + 1) * size
    names: set[str] = set()
    for at in range(start, min(start + size * 4, len(data) - 128), 128):
        (length,) = struct.unpack_from("<H", data, at + 64)
        if 2 <= length <= 64:
            names.add(data[at : at + length - 2].decode("utf-16-le", "replace"))
    return names


def _is_html(data: bytes) -> bool:
    head = data[:4096]
    if _utf16(head):
        head = data[:8192].replace(b"\0", b"")
    stripped = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if stripped[:14].lower().startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<meta")):
        return True
    if stripped.startswith(b"<?xml") and b"<html" in head.lower():
        return True
    return stripped.startswith(b"<") and len(_HTML.findall(head)) >= 2


def _utf16(head: bytes) -> bool:
    return (
        head.startswith((b"\xff\xfe", b"\xfe\xff"))
        or head[1:200:2].count(0) > 40
        or head[0:200:2].count(0) > 40
    )


def _looks_like_text(head: bytes) -> bool:
    return 0 not in head


def _text(data: bytes, name: str) -> SourceFormat:
    claimed = claimed_format(name)
    if claimed in (SourceFormat.MARKDOWN, SourceFormat.TEXT):
        return claimed
    if _MARKDOWN.search(data[:2000].decode("utf-8", "replace")):
        return SourceFormat.MARKDOWN
    return SourceFormat.TEXT
