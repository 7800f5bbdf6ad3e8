"""What a query names and the record does not hold: a number, a title in 《》. Said as such, never answered with parts of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from indexer.library.answers import AbsentAnswer, Candidate, SearchAnswer, StatusAnswer
from indexer.library.known_items import MAX_CHARACTERS, named_outright, written
from indexer.library.series import as_written
from indexer.library.titles import NOUNS, TitleTable
from indexer.model.characters import title_key
from indexer.model.docnumber import DocumentNumber
from indexer.model.validity import Status
from indexer.store import TitleRow

NEAR: Final = 5
_SAID_AS_NUMBER: Final = re.compile(r"号|[〔［\[（(【]\s*(?:19|20)\d\d\s*[〕］\])）】]|令\s*第?\s*\d")
"""A text that only looks like one (放假通知 2031) says neither."""
_ORDER_LAST: Final = re.compile(r"(?<=[\u4e00-\u9fff])(\d{1,5})\s*号令$")
_MARKED: Final = re.compile(r"《((?:[^《》]|《[^《》]*》){2,120})》")
_BARE: Final = re.compile(r"[\u3400-\u9fff（）()、]{3,60}")


@dataclass(frozen=True, slots=True)
class Absent:
    """A name that nothing held has; ``near`` are held documents to look at instead. ``sought`` finds what mentions a
    number as it is written; a title's words are searched for as they were typed."""

    kind: str
    name: str
    near: tuple[str, ...] = ()
    sought: str = ""
    sure: bool = True
    """Whether it is a name for certain; words that end as titles do (婚姻法) are one where others call an act so."""


def absent(text: str, table: TitleTable) -> Absent | None:
    """What the query names outright and is not held; None when it names nothing, or what is held."""
    plain = written(text)
    if not plain or len(plain) > MAX_CHARACTERS:
        return None
    number = None
    if _SAID_AS_NUMBER.search(plain) and "《" not in plain:
        number = DocumentNumber.parse(_ORDER_LAST.sub(r"第\1号令", plain))
    if number is not None and number.code:
        if named_outright(plain, table):
            return None
        number = table.officially(number)
        near = table.series.near(number)[:NEAR]
        return Absent("number", number.canonical, near, as_written(number))
    marked = _MARKED.findall(plain)
    bare = not marked and _BARE.fullmatch(plain) is not None and plain.endswith(NOUNS)
    if not (len(marked) == 1 or bare) or named_outright(title := marked[0] if marked else plain, table):
        return None
    # 《解读》某办法 are words in marks; with nothing beside it, what stands in marks is the name of something.
    if marked and not title.endswith(NOUNS) and plain != f"《{title}》":
        return None
    return Absent("title", title, _titles_like(title, table), sure=not bare)


def answered(
    missing: Absent, answer: SearchAnswer, query: str, rows: Mapping[str, TitleRow], stub: StatusAnswer | None
) -> SearchAnswer:
    """The answer with what is not held said before all else; ``stub`` is what other documents say of it."""
    near = tuple(Candidate(rows[n].id, rows[n].title, rows[n].number) for n in missing.near)
    told = AbsentAnswer(
        missing.kind, missing.name, stub.id if stub else None, stub.status if stub else None, near
    )
    notes = (*_said(missing, told, bool(answer.hits)), *answer.notes)
    meant = None if missing.kind == "number" else answer.did_you_mean
    return replace(answer, query=query, notes=notes, did_you_mean=meant, not_held=told)


def unseen(answer: SearchAnswer, rows: Mapping[str, TitleRow]) -> SearchAnswer:
    """The answer with a word on each document that is named and came out after the day that was asked for."""
    shown = {hit.id for hit in answer.hits}
    later = tuple(
        f"《{row.title}》在{answer.on.isoformat()}还没有公布（{row.issued.isoformat()}公布）"
        for document in answer.understood["known_item"]
        if document not in shown and (row := rows.get(document)) is not None
        if row.issued is not None and row.issued > answer.on
    )
    return replace(answer, notes=(*later, *answer.notes)) if later else answer


def _said(missing: Absent, told: AbsentAnswer, found: bool) -> Iterator[str]:
    number = missing.kind == "number"
    name = missing.name if number else f"《{missing.name}》"
    yield f"没有收录{name}；没有收录不等于没有这份文件，也不等于有效或无效"
    if told.status not in (None, Status.UNKNOWN.value):
        yield f"据收录的其他文件，{name}的时效为“{Status(told.status).label}”，依据见它的沿革"
    if told.near:
        listed = "、".join(f"{c.number}《{c.title}》" if number else f"《{c.title}》" for c in told.near)
        yield f"收录的{'相近文号' if number else '名称相近的文件'}：{listed}"
    if found:
        yield f"以下是{f'提到{name}' if number else '含有这些词语'}的文件，都不是{name}"


def _titles_like(title: str, table: TitleTable) -> tuple[str, ...]:
    """Titles with this one in them, the shorter first; or those that read most like it."""
    key = title_key(title)
    holding = (row.id for row in islice(table.ordered.with_words([key]), NEAR))
    return tuple(holding) or table.spelling.alike(key, NEAR)
