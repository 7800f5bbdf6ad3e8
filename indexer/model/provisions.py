"""Provision (条款): the text as a tree of 编 章 节 条 款 项 目, annexes and tables, addressed by path and hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from indexer.model.characters import compact
from indexer.model.identifiers import ProvisionPath


class ProvisionKind(StrEnum):
    """What a node of the text is. The value is the segment name used in paths."""

    FRONT = "front"  # title lines, number, issuer, addressee: all that stands before the text proper
    NOTE = "note"  # 题注
    TOC = "toc"  # 目录
    PREAMBLE = "preamble"  # 序言, the paragraphs before the first article or heading
    PART = "part"  # 编
    SUBPART = "subpart"  # 分编
    CHAPTER = "ch"  # 章
    SECTION = "sec"  # 节
    ARTICLE = "art"  # 条
    PARAGRAPH = "par"  # 款
    ITEM = "item"  # 项 （一）
    SUBITEM = "sub"  # 目 1.
    HEADING = "h"  # 一、 （一） 1. of a text without articles
    TABLE = "table"
    ANNEX = "annex"  # 附件, 附表
    SIGNATURE = "sign"  # 落款: bodies and day at the end
    DUPLICATE = "dup"  # the body printed a second time; kept, not counted
    OTHER = "other"  # a paragraph that belongs to nothing above


@dataclass(frozen=True, slots=True)
class Provision:
    """A node of the text.

    Read in order (``label``, ``heading``, ``text``, then the children) the tree gives back the cleaned source text,
    white space aside. ``label`` is the number as written (第十二条, （一）, 一、); ``heading`` the words on a heading's
    line (总则); ``text`` the node's own words. ``rows`` holds the cells of a TABLE, whose text is the cells joined.
    """

    path: ProvisionPath
    kind: ProvisionKind
    label: str = ""
    heading: str = ""
    text: str = ""
    children: tuple[Provision, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    digest: str = field(init=False, default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", _digest(self))

    def walk(self) -> Iterator[Provision]:
        """This node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def lines(self) -> Iterator[str]:
        """The text in reading order, one line a node that has text of its own."""
        line = "　".join(part for part in (self.label + self.heading_after_label(), self.text) if part)
        if line:
            yield line
        for child in self.children:
            yield from child.lines()

    def heading_after_label(self) -> str:
        """The heading with the space that sets it off from the label, or nothing."""
        if not self.heading:
            return ""
        return f"　{self.heading}" if self.label else self.heading

    def full_text(self) -> str:
        """The node's text with all that is below it, lines joined by ``\\n``."""
        return "\n".join(self.lines())


def _digest(node: Provision) -> str:
    """A hash of the words alone: equal subtrees compare in O(1), wherever they stand and however they are numbered."""
    hasher = hashlib.blake2b(digest_size=12)
    hasher.update(compact(node.heading + "\x1f" + node.text).encode("utf-8", "surrogatepass"))
    for child in node.children:
        hasher.update(b"\x1e" + child.label.encode("utf-8", "surrogatepass") + child.digest.encode("ascii"))
    return hasher.hexdigest()


def walk_all(roots: tuple[Provision, ...]) -> Iterator[Provision]:
    """Every node of a text, in reading order."""
    for root in roots:
        yield from root.walk()


def read_text(roots: tuple[Provision, ...]) -> str:
    """The text of a tree, read in order, one line a node."""
    return "\n".join(line for root in roots for line in root.lines())


def articles(roots: tuple[Provision, ...]) -> Iterator[Provision]:
    """The articles (条) of a text, those of annexes included, duplicates left out."""
    for root in roots:
        if root.kind is ProvisionKind.DUPLICATE:
            continue
        if root.kind is ProvisionKind.ARTICLE:
            yield root
        else:
            yield from articles(root.children)
