"""Markdown as regulations are kept in it: LawRefBook's form, front matter, VuePress pages."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Final

from indexer.extract.encoding import decode
from indexer.extract.html_tables import read_fragment
from indexer.extract.metadata_labels import FRONT_MATTER, labelled
from indexer.extract.reading import Reading, Unreadable
from indexer.model.characters import clean
from indexer.model.limits import Limits
from indexer.model.source import Block, BlockKind, Link, Meta, table_block

_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING: Final = re.compile(r"^(#{1,6})[ \t\u3000]*(.*?)[ \t]*#*$")
_LINK: Final = re.compile(r"(!?)\[([^\]\n]*)\]\(([^)\n]*)\)")
_BOLD: Final = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ESCAPED: Final = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_TAG: Final = re.compile(
    r"</?(?:font|span|center|b|strong|u|em|i|p|div|sup|sub|a|img|Badge|br)\b[^>]*/?>", re.IGNORECASE
)
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CONTAINER: Final = re.compile(r"^:::.*$")
_ENTITY: Final = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,12}\d{0,2});")
_ATTRIBUTES: Final = re.compile(r"\{\s*[\w:-]+\s*=\s*(?:\"[^\"{}]*\"|[\w-]+)\s*\}")
_CONTENTS: Final = re.compile(r"^:{3,}\s*details\s+目\s*录\s*$")
_PAGE_WORDS: Final = re.compile(r"^(?:\[\[toc\]\]|@tab\b.*|:mag:|<PDF\b[^>]*/?>)$", re.IGNORECASE)
_RULE: Final = re.compile(r"^\s*(?:[-*_]\s*){3,}$")
_TABLE_RULE: Final = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_FILES: Final = re.compile(r"\.(?:docx?|pdf|xlsx?|wps|zip|rar|ofd|et)(?:$|[?#])", re.IGNORECASE)
_META_LINES: Final = 15


def read_markdown(data: bytes, limits: Limits) -> Reading:
    """A Markdown file."""
    del limits
    decoded = decode(data)
    meta, body = _front_matter(clean(decoded.text))
    body = _COMMENT.sub("", body)
    links: list[Link] = []
    blocks = tuple(_blocks(body.split("\n"), links))
    if not blocks and meta:
        raise Unreadable("empty", "只有文件头（元数据），没有正文")
    for block in blocks[:_META_LINES]:
        found = labelled(block.text)
        if found is not None and len(found.value) < 200:
            meta.append(found)
    attachments = tuple(link for link in links if _FILES.search(link.href))
    return Reading(blocks, tuple(meta), tuple(links), attachments, decoded.remarks)


def _front_matter(text: str) -> tuple[list[Meta], str]:
    """The few keys that are wanted, read by hand: YAML proper can name objects and grow without end."""
    if not text.lstrip().startswith("---"):
        return [], text
    lines = text.lstrip().split("\n")
    end = next((n for n, line in enumerate(lines[1:200], 1) if line.strip() == "---"), None)
    if end is None:
        return [], text
    meta: list[Meta] = []
    under = ""
    for line in lines[1:end]:
        name, colon, value = line.partition(":")
        value = value.strip().strip("\"'").strip()
        if line.startswith((" ", "\t", "-")):
            listed = line.strip().removeprefix("- ").strip("\"'")
            if under == "category" and line.lstrip().startswith("- ") and listed:
                meta.append(Meta("category", listed))
                under = ""
            continue
        under = name.strip().lower() if colon and not value else ""
        if colon and value:
            meta.append(Meta(FRONT_MATTER.get(name.strip().lower(), f"x:{name.strip()}"), value))
    return meta, "\n".join(lines[end + 1 :])


def _blocks(lines: Sequence[str], links: list[Link]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        line = lines[at]
        stripped = line.strip()
        if (
            "|" in stripped
            and at + 1 < len(lines)
            and "|" in lines[at + 1]
            and _TABLE_RULE.match(lines[at + 1])
        ):
            end = at + 2
            while end < len(lines) and "|" in lines[end]:
                end += 1
            yield table_block(_table([line, *lines[at + 2 : end]], links))
            at = end
            continue
        if stripped.lower().startswith("<table"):
            end = next((n for n in range(at, len(lines)) if "</table>" in lines[n].lower()), len(lines) - 1)
            yield from read_fragment("\n".join(lines[at : end + 1]))
            at = end + 1
            continue
        at += 1
        if _CONTENTS.match(stripped):
            at = _after_contents(lines, at)
            continue
        if _PAGE_WORDS.match(stripped):
            continue
        if not stripped or _CONTAINER.match(stripped) or _RULE.match(stripped):
            # The title of a container is text; its fence is not.
            title = re.sub(r"^:::\s*(?:\w+)?\s*", "", stripped) if stripped.startswith(":::") else ""
            if title:
                yield Block(BlockKind.PARAGRAPH, _inline(title, links))
            continue
        heading = _HEADING.match(stripped)
        if heading is not None:
            text = _inline(heading.group(2), links)
            if text:
                yield Block(BlockKind.HEADING, text, level=len(heading.group(1)))
            continue
        text = _inline(stripped, links)
        if text:
            yield Block(BlockKind.PARAGRAPH, text)


def _after_contents(lines: Sequence[str], at: int) -> int:
    """Where a page's own links to its articles end: at the fence that closes them, at the latest at the first heading."""
    while at < len(lines) and not _HEADING.match(lines[at].strip()) and not lines[at].startswith("<p"):
        if lines[at].strip() == ":::":
            return at + 1
        at += 1
    return at


def _table(lines: Sequence[str], links: list[Link]) -> tuple[tuple[str, ...], ...]:
    rows = []
    for line in lines:
        inner = line.strip().removeprefix("|")
        inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
        cells = re.split(r"(?<!\\)\|", inner)
        rows.append(tuple(_inline(cell.strip(), links) for cell in cells))
    return tuple(rows)


def _inline(text: str, links: list[Link]) -> str:
    def link(match: re.Match[str]) -> str:
        if match.group(1):
            return ""
        links.append(Link(match.group(2), match.group(3).strip()))
        return match.group(2)

    text = _LINK.sub(link, text)
    text = _BREAK.sub("\n", text)
    text = _TAG.sub("", text)
    text = _BOLD.sub(lambda match: match.group(2), text)
    text = _ATTRIBUTES.sub("", text)
    text = _ESCAPED.sub(r"\1", text)
    # Last of all: what an entity spells is never mark-up.
    text = _ENTITY.sub(lambda match: clean(html.unescape(match.group())), text)
    return text.removeprefix("> ").strip()
