"""Amendment (修改): what a decision says is to be done to the text of another act, one instruction at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from indexer.model.numerals import article_label, format_numeral

_DIVISIONS: Final = {"part": "编", "subpart": "分编", "ch": "章", "sec": "节"}


class Verb(StrEnum):
    """What is done. ``old`` and ``new`` of an instruction are words for SUBSTITUTE and STRIKE, else whole provisions."""

    REPLACE = "replace"  # 修改为
    SUBSTITUTE = "substitute"  # 中的“甲”修改为“乙”
    STRIKE = "strike"  # 删去其中的“甲”
    DELETE = "delete"  # 删去第十条
    INSERT = "insert"  # 增加一条，作为第十六条
    RENUMBER = "renumber"  # 第十七条改为第十八条
    MERGE = "merge"  # 第三条和第五条合并，作为第三条
    RETITLE = "retitle"  # 章名修改为, 名称修改为


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A provision as an instruction names it: 第四条第一款第三项, 第二章, 附件1. A level that is not named is None."""

    article: int | None = None
    insert: int | None = None
    """第十二条之一: 1."""
    paragraph: int | None = None
    item: int | None = None
    subitem: int | None = None
    division: str = ""
    """A kind of division (ch, sec), whose number is ``ordinal``; or annex, preamble, title."""
    ordinal: int | None = None

    @property
    def level(self) -> str:
        """The innermost level named: art, par, item, sub, a kind of division, annex, preamble, title; empty for the whole text."""
        for name, value in (
            ("sub", self.subitem),
            ("item", self.item),
            ("par", self.paragraph),
            ("art", self.article),
        ):
            if value is not None:
                return name
        return self.division

    @property
    def label(self) -> str:
        """The place as it is written."""
        if self.division == "title":
            return "名称"
        if self.division == "preamble":
            return "引言"
        if self.division == "annex":
            return f"附件{self.ordinal or ''}"
        head = ""
        if self.division:
            head = f"第{format_numeral(self.ordinal or 0)}{_DIVISIONS[self.division]}"
        if self.article is not None:
            head += article_label(self.article, self.insert)
        for value, name in ((self.paragraph, "款"), (self.item, "项"), (self.subitem, "目")):
            if value is not None:
                head += f"第{format_numeral(value)}{name}"
        return head or "全文"

    def of_article(self) -> Place:
        """The article alone."""
        return Place(self.article, self.insert, division=self.division, ordinal=self.ordinal)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One thing to be done. [start, end) is the sentence in the text read, ``quote`` its words.

    ``places`` are provisions by the numbers they had before; ``at`` are numbers given by the instruction (作为第二款、
    第三款; 改为第十条); ``after`` is where an insertion goes when it says so. ``new`` is a line a paragraph.
    """

    verb: Verb
    places: tuple[Place, ...]
    start: int
    end: int
    quote: str
    old: str = ""
    new: str = ""
    at: tuple[Place, ...] = ()
    after: Place | None = None

    @property
    def articles(self) -> tuple[Place, ...]:
        """The articles it names, each once: those acted on, and for an insertion or renumbering the new ones too."""
        named = [p.of_article() for p in (*self.places, *self.at) if p.article is not None]
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that seems to instruct and was not understood; it is kept and shown, never skipped."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """What one decision does to one act. ``renumbered``: it says that the numbers of the rest follow (条文序号相应调整)."""

    title: str
    instructions: tuple[Instruction, ...]
    unread: tuple[Passage, ...] = ()
    renumbered: bool = False
