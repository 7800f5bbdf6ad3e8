"""SearchQuery: what a reader asks, as a value; engines compile it, pages and the API print it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Sort(StrEnum):
    """The order of results."""

    RELEVANCE = "relevance"
    ISSUED = "issued"
    EFFECTIVE = "effective"


class Occur(StrEnum):
    """Whether a clause may, must or must not match."""

    SHOULD = "should"
    MUST = "must"
    MUST_NOT = "must_not"


class Field(StrEnum):
    """What a clause looks at."""

    ANY = "any"
    TITLE = "title"  # 标题
    TEXT = "text"  # 正文
    NUMBER = "number"  # 文号
    BODY = "body"  # 机关
    ARTICLE = "article"  # 条


@dataclass(frozen=True, slots=True)
class Words:
    """Words to be segmented and matched; ``exact`` asks for the string as written, ``required`` for every word.

    With ``Field.ARTICLE`` the text is a provision path (``art-12``).
    """

    text: str
    field: Field = Field.ANY
    exact: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses with what each must do."""

    clauses: tuple[tuple[Occur, Node], ...]


Node = Words | Group


@dataclass(frozen=True, slots=True)
class Filters:
    """What results are narrowed to: OR within a row, AND between rows."""

    status: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    year: tuple[int, ...] = ()
    subject: tuple[str, ...] = ()
    interpreted: bool | None = None


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A whole request. ``on`` is the day whose texts and statuses are meant; ``node`` None lists everything."""

    text: str
    node: Node | None
    on: date
    filters: Filters = Filters()
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    notes: tuple[str, ...] = ()
    """What was understood, changed or ignored, in plain Chinese."""
