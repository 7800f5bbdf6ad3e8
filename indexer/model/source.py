"""SourceText: what a file says, between the readers (extract) and the parser."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class SourceFormat(StrEnum):
    """The format a file really has, told by its content."""

    DOCX = "docx"
    DOC = "doc"
    WPS = "wps"
    RTF = "rtf"
    PDF = "pdf"
    HTML = "html"
    MARKDOWN = "md"
    TEXT = "txt"
    OFD = "ofd"


class BlockKind(StrEnum):
    """What a block of source text is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    TABLE = "table"
    NOTE = "note"  # footnotes, endnotes: text outside the flow


class Alignment(StrEnum):
    """How a paragraph is set, where the format says so; titles are centred, signatures set right."""

    UNKNOWN = ""
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, table or note, cleaned (``characters.clean``); line breaks inside are kept as ``\\n``.

    ``rows`` are a table's cells; its ``text`` is the cells joined by ``\\t`` and the rows by ``\\n``.
    ``level`` is a heading's depth (1 is the title) where the format marks it, else 0; ``page`` counts from 1.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    align: Alignment = Alignment.UNKNOWN
    rows: tuple[tuple[str, ...], ...] = ()


def table_block(rows: tuple[tuple[str, ...], ...], page: int | None = None) -> Block:
    """A TABLE block whose text is made from its rows."""
    return Block(BlockKind.TABLE, "\n".join("\t".join(row) for row in rows), page=page, rows=rows)


META_KEYS: Final = (
    "title",
    "number",  # 发文字号
    "issuers",  # 发文机关, several joined as they stood
    "index_number",  # 索引号
    "subject",  # 主题分类, 主题词
    "written",  # 成文日期
    "published",  # 发布日期: the day of the web page unless the page says otherwise
    "issued",  # 公布日期 of the document itself (front matter publish_date of a law database)
    "commenced",  # 施行日期, 实施日期
    "expires",  # 失效日期, 废止日期
    "status",  # 时效性, as the source says it: a claim, never evidence of a verdict
    "version_date",  # the day of the act that made this text, where the source says it
    "category",  # 效力级别 or 文种 as the source says it
    "url",
    "source",  # 来源, 信息来源
    "summary",
)
"""The keys under which readers hand over a source's own metadata (raw strings); other labels come as ``x:<label>``."""


@dataclass(frozen=True, slots=True)
class Meta:
    """One item of a source's metadata block, meta tag or front matter."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink of the source: its words and its target as written (never followed)."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reader or parser could not do or is unsure of. ``code`` is a stable word, ``message`` plain Chinese,
    ``place`` says where (第3页, 表2, a quoted line)."""

    code: str
    message: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file's text in reading order, with what the file says about itself.

    ``sha256`` is the digest of the bytes, hex; ``name`` the file's name for display and for dates in it.
    ``attachments`` are named, not read.
    """

    sha256: str
    name: str
    format: SourceFormat
    blocks: tuple[Block, ...]
    meta: tuple[Meta, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Link, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def text(self) -> str:
        """All blocks joined by ``\\n``; offsets of evidence count in this string."""
        return "\n".join(block.text for block in self.blocks)

    def meta_value(self, key: str) -> str:
        """The first value under this key, or an empty string."""
        return next((item.value for item in self.meta if item.key == key and item.value), "")
