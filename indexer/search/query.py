"""SearchQuery: what a reader asks, as a value; engines compile it, pages and the API print it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

SHORT_QUERY: Final = 2
"""Up to so many words all must occur in a text; more are a question, of which a text has a good share."""


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


class Match(StrEnum):
    """How much of a run of words a text must have."""

    AUTO = "auto"  # every word of a short query, a good share of a long one
    ALL = "all"
    ANY = "any"
    EXACT = "exact"  # the string as written


@dataclass(frozen=True, slots=True)
class Words:
    """Words to be segmented and matched. With ``Field.ARTICLE`` the text is a provision path (``art-12``)."""

    text: str
    field: Field = Field.ANY
    match: Match = Match.AUTO
    also: tuple[tuple[str, str], ...] = ()
    """(what is said in the text, what else it is called), for a question: weighed in beside its own words."""


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
    document: tuple[str, ...] = ()


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
    facets: bool = True
    """Whether values are counted over the whole result."""
    facet_values: int | None = None
    """So many values of each facet at the most: those of the most documents, and those filtered by; None: all."""
    first: tuple[str, ...] = ()
    """Documents that the query names outright: they belong to the result whatever its words, and come first, in this
    order, when it is ordered by relevance."""
    notes: tuple[str, ...] = ()
    """What was understood, changed or ignored, in plain Chinese."""


def loosened(node: Node) -> Node:
    """The same query with any word enough where all were wanted; exact strings and exclusions stay."""
    if isinstance(node, Words):
        if node.field is not Field.ANY or node.match is Match.EXACT:
            return node
        return Words(node.text, node.field, Match.ANY, node.also)
    return Group(
        tuple(
            (occur, child) if occur is Occur.MUST_NOT else (_loose_occur(occur, child), loosened(child))
            for occur, child in node.clauses
        )
    )


def _loose_occur(occur: Occur, child: Node) -> Occur:
    plain = isinstance(child, Words) and child.field is Field.ANY and child.match is not Match.EXACT
    return Occur.SHOULD if plain else occur


def plain_words(node: Node | None) -> tuple[Words, ...]:
    """The words that are looked for (not those excluded), in order."""
    if node is None:
        return ()
    if isinstance(node, Words):
        return (node,)
    return tuple(
        words for occur, child in node.clauses if occur is not Occur.MUST_NOT for words in plain_words(child)
    )
