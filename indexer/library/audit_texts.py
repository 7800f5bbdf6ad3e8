"""Audit of texts: several for one day, sources that do not agree, a text much shorter than its siblings, and what is
cited before it was there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Final

from indexer.library.answers import Finding
from indexer.library.comparing import tree_of
from indexer.library.lives import Life
from indexer.library.resolver import Resolver
from indexer.library.spans import said
from indexer.model.characters import compact
from indexer.model.citations import Citation
from indexer.model.comparison import Change, ChangeKind, compare
from indexer.model.document import Kind
from indexer.model.validity import EventKind
from indexer.parse.title import ends_as_titles_do
from indexer.store import Store, VersionRow

_FEW: Final = 6
"""Characters of a title that says nothing of what kind of document it is."""
_BUTTON: Final = re.compile(r"折叠|展开|收起|返回|打印")
_WORDS: Final = re.compile(r"[\u3400-\u9fff]{2}")
_SHORT: Final = 0.5
"""A text of less than this share of its longest sibling may be only a part of what was issued."""
_MEANT: Final = 400
"""Characters below which lengths say nothing."""
_NAMED: Final = 5
"""Provisions that are named where texts differ."""
_LAG: Final = timedelta(days=30)
"""Within which one of two acts of the same time may cite the other: passing and 公布 lie apart."""
_BIRTHS: Final = (EventKind.ISSUED, EventKind.ADOPTED, EventKind.APPROVED, EventKind.WRITTEN)
_WHAT: Final = {
    ChangeKind.ADDED: "只见于后者",
    ChangeKind.REMOVED: "只见于前者",
    ChangeKind.MOVED: "位置不同",
    ChangeKind.CHANGED: "文字不同",
}


def same_day(store: Store, life: Life) -> Iterator[Finding]:
    """Two texts that begin on one day, with the provisions in which they differ."""
    for one, other in combinations(life.versions, 2):
        if one.start == other.start:
            when = f"{said(one.start)}起" if one.start else "日期不明的"
            found = compare(tree_of(store.provisions(one.key)), tree_of(store.provisions(other.key))).changes
            names = f"{_name(store, one)}与{_name(store, other)}"
            message = f"{when}有不止一个文本（{names}）：{_told(found)}"
            yield Finding("several_texts_for_one_day", message, life.document.id, life.document.title)


def _name(store: Store, version: VersionRow) -> str:
    return next((text.name for text in store.texts(version.key)), "")


def _told(changes: Sequence[Change]) -> str:
    if not changes:
        return "条文相同，标题、题注等处不同"
    shown = "、".join(f"{c.here.label or _begun(c.here.text)}{_WHAT[c.kind]}" for c in changes[:_NAMED])
    return f"{shown}等 {len(changes)} 处" if len(changes) > _NAMED else shown


def _begun(text: str) -> str:
    return f"“{text[:12]}……”" if len(text) > 12 else f"“{text}”"


def lengths(life: Life, texts: Mapping[int, Sequence[tuple[str, int]]]) -> Iterator[Finding]:
    """Texts much shorter than another of the same version, or than the version before."""
    longest: dict[int, int] = {}
    for version in life.versions:
        held = texts.get(version.key, ())
        longest[version.key] = most = max((length for _, length in held), default=0)
        for name, length in held:
            if most >= _MEANT and length < most * _SHORT:
                message = f"{name} 的文字（{length}字）远少于同一版本的另一来源（{most}字），可能不完整"
                yield Finding("short_text", message, life.document.id, life.document.title)
    before: VersionRow | None = None
    for version in life.versions:
        # A revision of the whole makes a text longer; what makes it half as long is more often a piece that is missing.
        most, length = longest[before.key] if before else 0, longest[version.key]
        if before and most >= _MEANT and 0 < length < most * _SHORT:
            message = f"{_dated(version)}（{length}字）远短于{_dated(before)}（{most}字），可能不完整"
            yield Finding("short_text", message, life.document.id, life.document.title)
        before = version


def _dated(version: VersionRow) -> str:
    return f"{said(version.dated)}的文本" if version.dated else "没有日期的文本"


def odd_title(life: Life) -> Iterator[Finding]:
    """A title that is hardly what the document is called: a page's button, a name on a letterhead, signs without words."""
    document = life.document
    short = len(compact(document.title)) <= _FEW and document.kind is Kind.OTHER
    wordless = _WORDS.search(document.title) is None
    if document.title and (
        _BUTTON.match(document.title) or wordless or (short and not ends_as_titles_do(document.title))
    ):
        message = "标题可能不是文件的名称，请核对原件，必要时人工更正"
        yield Finding("odd_title", message, document.id, document.title)


def cites_later(life: Life, citations: Sequence[Citation], resolver: Resolver) -> Iterator[Finding]:
    """Acts that the newest text cites and that came after it: an earlier act of the name is meant, or a day is wrong."""
    day = max((v.dated for v in life.versions if v.dated), default=life.document.issued)
    if day is None:
        return
    seen: set[str] = set()
    for citation in citations:
        if citation.own or citation.names.dated is not None:
            continue
        cited = resolver.resolve(citation.names, day).document
        if cited is None or cited == life.document.id or cited in seen:
            continue
        seen.add(cited)
        other = resolver.life(cited)
        born = _born(other) if other else None
        if other is not None and born is not None and born - day > _LAG:
            message = (
                f"{said(day)}的文本引用了《{other.document.title}》，所收录的该件到{said(born)}才公布："
                "所引应为更早的同名文件，或者日期有误"
            )
            place = citation.text[:80]
            yield Finding("cites_later_document", message, life.document.id, life.document.title, place)


def _born(life: Life) -> date | None:
    days = [event.on for event in life.timeline.events if event.kind in _BIRTHS and event.on]
    return min([*days, *([life.document.issued] if life.document.issued else [])], default=None)
