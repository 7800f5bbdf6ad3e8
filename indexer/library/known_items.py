"""Known items: what a query names outright — a number, a title, a short name, an article of one — before any ranking."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from indexer.analysis import typed
from indexer.library.series import as_written
from indexer.library.titles import NOUNS, TitleTable
from indexer.model.characters import STATE_PREFIX, title_key
from indexer.model.docnumber import DocumentNumber, find_numbers
from indexer.model.identifiers import DocumentId, ProvisionPath
from indexer.model.numerals import NUMERAL, article_label, parse_numeral

MAX_CHARACTERS: Final = 200
_YEARS: Final = range(1900, 2201)
"""A title with such a number behind it: the year is meant, no act has so many articles."""

_WITH_ARTICLE: Final = re.compile(
    rf"(?P<title>.{{2,160}}?)[》\s,，]*第?\s*(?P<article>{NUMERAL})\s*条(?:\s*之\s*(?P<insert>{NUMERAL}))?"
    rf"(?:\s*第?\s*(?P<paragraph>{NUMERAL})\s*款)?(?:\s*第?\s*[（(]?(?P<item>{NUMERAL})[）)]?\s*项)?$"
)
_ARTICLE_BEFORE_WORDS: Final = re.compile(
    rf"(?P<name>{_WITH_ARTICLE.pattern[:-1]})(?:\s+|[，,、]\s*)(?P<words>\S.*)$"
)
_BARE_ARTICLE: Final = re.compile(r"(?P<title>[^0-9]{2,160}?)\s*(?P<article>[0-9]{1,4})$")
_EDITION: Final = re.compile(r"[（(][^（）()]*(?:\d{4}|修正|修订|公布|发布|版|文本)[^（）()]*[）)]$")
_IN_MARKS: Final = re.compile(r"《((?:[^《》]|《[^《》]*》){2,120})》")
_OPERATORS: Final = re.compile(
    r"[“”\"＂「」『』]|(?:^|\s)(?:[-－]\S|AND\b|OR\b|NOT\b|\|\||&&)|[一-鿿A-Za-z]+[:：]\S"
)


_QUOTED_INSIDE: Final = re.compile(r"[^\s“”\"＂:：]+“[^\s“”]+”[^\s“”\"＂:：]+")
"""A title with a quotation in it (“十二五”规划), as against a phrase that is asked for."""


class How(StrEnum):
    """By what a document was recognised."""

    NUMBER = "number"
    TITLE = "title"
    ALIAS = "alias"
    PINYIN = "pinyin"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Known:
    """Documents that a query names, how, and the provision it names of them (``paths`` from the nearest outwards)."""

    documents: tuple[str, ...] = ()
    how: How | None = None
    name: str = ""
    paths: tuple[str, ...] = ()
    label: str = ""
    rest: str = ""
    """What is searched for beside it: what is said beside the name (《…》离婚冷静期), a number as texts write it."""

    edition: str = ""
    """The edition written behind a title (2018年修正); it chooses no text, the day does."""

    @property
    def certain(self) -> bool:
        """Whether it was named as it is called; a likely title is only proposed."""
        return self.how not in (None, How.NEAR)


def written(text: str) -> str:
    """A query as names are looked up in it: folded, single spaces, no stop at its end."""
    return " ".join(typed(text).split()).rstrip(" ,，。；;、")


def recognise(text: str, table: TitleTable) -> Known:
    """What the query names outright; an empty value when it is to be searched for."""
    plain = written(text)
    if not plain or len(plain) > MAX_CHARACTERS:
        return Known()
    return (
        _whole(plain, table)
        or _article(plain, table)
        or _article_before_words(plain, table)
        or _number_within(plain, table)
        or _sounding(plain, table)
        # 关于适甩《…法》若干问题的解释 is a title with a slip before it is a title with words beside it.
        or _near(plain, table)
        or _title_within(plain, table)
        or _title_beside(plain, table)
        or Known()
    )


def named_outright(text: str, table: TitleTable) -> bool:
    """Whether something held has this name as it stands: a number, a title, a short name."""
    return _whole(text, table) is not None


def _whole(text: str, table: TitleTable) -> Known | None:
    """The text is an id, a number, a title or a short name."""
    if DocumentId.is_valid(text):
        return Known((text,), How.TITLE, text) if text in table.rows else None
    if found := table.numbered(text):
        # Beside it, what mentions it: its characters here and there in other texts are no answer to a number.
        number = DocumentNumber.parse(table.rows[found[0]].number)
        return Known(found, How.NUMBER, text, rest=as_written(number) if number else "")
    return _named(text, table)


def _named(text: str, table: TitleTable) -> Known | None:
    edition = _EDITION.search(text)
    for form in (text, text[: edition.start()] if edition else ""):
        found, how = table.titled(form), How.TITLE
        if not found:
            found, how = table.called(form) or table.books(form), How.ALIAS
        if found and form != text and edition is not None:
            return Known(found, how, form, rest=form, edition=edition.group()[1:-1])
        if found:
            return Known(found, how, form)
    return None


def _article(text: str, table: TitleTable, *, near: bool = False) -> Known | None:
    """A title with an article: 民法典1079条, 《…》第十二条第二款."""
    match = _WITH_ARTICLE.fullmatch(text) or _BARE_ARTICLE.fullmatch(text)
    if match is None:
        return None
    title = match.group("title").strip("的 ,，")
    named = _near(title, table) if near else _named(title, table) or _sounding(title, table)
    if named is None:
        return None
    groups = match.groupdict()
    number = parse_numeral(groups["article"])
    if number is None:
        return None
    if match.re is _BARE_ARTICLE and number in _YEARS:
        return replace(named, rest=named.name, edition=groups["article"])
    insert = parse_numeral(groups["insert"]) if groups.get("insert") else None
    path = ProvisionPath.article(number, insert).value
    paths = [path]
    label = f"第{number}条" + (f"之{insert}" if insert else "")
    for name, kind, word in (("paragraph", "par", "款"), ("item", "item", "项")):
        value = parse_numeral(groups[name]) if groups.get(name) else None
        if value is not None:
            paths.append(f"{paths[-1]}.{kind}-{value}")
            label += f"第{value}{word}"
    documents = tuple(dict.fromkeys((*named.documents, *table.books(title))))
    mention = _mentions(table.rows[documents[0]].title, article_label(number, insert))
    return replace(named, documents=documents, paths=tuple(reversed(paths)), label=label, rest=mention)


def _mentions(title: str, label: str) -> str:
    """A query for texts that name the article: beside it, the best answer to it."""
    plain = title.removeprefix(STATE_PREFIX)
    return "" if "“" in plain else f"“{plain}》{label}” OR “{plain}{label}”"


def _article_before_words(text: str, table: TitleTable) -> Known | None:
    """An article with other words behind it: 道路交通安全法第九十一条 醉酒."""
    match = _ARTICLE_BEFORE_WORDS.fullmatch(text)
    if match is None or _OPERATORS.search(text):
        return None
    known = _article(match["name"], table)
    return replace(known, rest=match["words"]) if known else None


def _number_within(text: str, table: TitleTable) -> Known | None:
    """A number standing in the text."""
    for start, end, number in find_numbers(text):
        if found := table.numbered(number.canonical):
            rest = " ".join((text[:start] + " " + text[end:]).split())
            return Known(found, How.NUMBER, text[start:end], rest=rest)
    return None


def _title_within(text: str, table: TitleTable) -> Known | None:
    """One title in 《》 with other words beside it."""
    marked = list(_IN_MARKS.finditer(text))
    if len(marked) != 1 or (named := _named(marked[0].group(1), table)) is None:
        return None
    rest = " ".join((text[: marked[0].start()] + " " + text[marked[0].end() :]).split())
    return replace(named, rest=rest)


def _title_beside(text: str, table: TitleTable) -> Known | None:
    """One title among words set apart by spaces: 工伤保险条例 停工留薪期."""
    parts = text.split(" ")
    if len(parts) < 2 or _OPERATORS.search(text):
        return None
    found = [
        (at, named)
        for at, part in enumerate(parts)
        if (part.endswith(NOUNS) or table.called(part)) and (named := _named(part, table)) is not None
    ]
    if len(found) != 1:
        return None
    ((at, named),) = found
    return replace(named, rest=" ".join((*parts[:at], *parts[at + 1 :])))


def _sounding(text: str, table: TitleTable) -> Known | None:
    if not text.isascii():
        return None
    found = table.spelling.sounding(text)
    return Known(found, How.PINYIN, text) if found else None


def _near(text: str, table: TitleTable) -> Known | None:
    """A title a slip away: proposed, never taken for what was meant."""
    if _OPERATORS.search(text) and not _QUOTED_INSIDE.fullmatch(text):
        return None
    found = table.spelling.near(text)
    if found:
        # Several titles just as near: the first few are shown, none is preferred.
        documents = tuple(document for title in found[:3] for document in title.documents)
        return Known(documents, How.NEAR, table.rows[documents[0]].title)
    match = _WITH_ARTICLE.fullmatch(text)
    return _article(text, table, near=True) if match and len(title_key(match.group("title"))) > 2 else None
