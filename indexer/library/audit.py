"""Audit: queries that ought to return nothing, run over the record; what they return is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from indexer.library.answers import Finding
from indexer.library.audit_texts import cites_later, lengths, odd_title, same_day
from indexer.library.coming import TRIAL_YEARS, trial_since
from indexer.library.lives import Life
from indexer.library.resolver import Resolver
from indexer.library.spans import missing_amendments, missing_said, said, without_cause
from indexer.library.stubs import Stub
from indexer.model.validity import EventKind, Status, ValidityEvent
from indexer.store import Store

_ENDS: Final = (EventKind.REPEALED, EventKind.LAPSED)
_QUOTE: Final = 80
_BIRTHS: Final = (EventKind.ISSUED, EventKind.ADOPTED, EventKind.APPROVED, EventKind.WRITTEN)
_LOOKS_BACK: Final = timedelta(days=31)
"""By which a notice may come after the day from which it applies (自1月1日起执行, written in that month)."""


def audit(
    store: Store,
    lives: Mapping[str, Life],
    stubs: Iterable[Stub] = (),
    on: date | None = None,
    resolver: Resolver | None = None,
) -> tuple[Finding, ...]:
    """Every finding, by code and title. ``on`` is the day for which contradictions of force are looked for; citations
    are looked at where a resolver is given."""
    differing, texts = store.differing_texts(), store.text_lengths()
    found = [
        *_identities(store, lives),
        *(finding for stub in stubs for finding in _unresolved(stub)),
    ]
    for life in lives.values():
        found += [*_force(life, on), *_targets(life), *_document(life), *_versions(life, differing)]
        found += [*same_day(store, life), *lengths(life, texts), *odd_title(life)]
        if on is not None:
            found += _trials(life, on)
        if resolver is not None:
            citations = [row.citation for row in store.citations_of(life.document.id)]
            found += cites_later(life, citations, resolver)
    return tuple(sorted(found, key=lambda f: (f.code, f.title, f.document or "", f.message, f.place)))


def _identities(store: Store, lives: Mapping[str, Life]) -> Iterator[Finding]:
    for document, other, reason in store.ambiguities():
        if document in lives and other in lives:
            title = lives[document].document.title
            yield Finding("ambiguous_identity", f"与 {other} 可能是同一件：{reason}", document, title)


def _unresolved(stub: Stub) -> Iterator[Finding]:
    """A clause names an act that is not held; reported on the document that has the clause."""
    for event in stub.life.timeline.events:
        actor = event.by_id.value if event.by_id else None
        title = event.by.title if event.by else ""
        message = f"所涉文件《{stub.life.document.title}》没有收录"
        yield Finding("unresolved_target", message, actor, title, event.evidence.quote[:_QUOTE])


def _finding(life: Life, code: str, message: str, place: str = "") -> Finding:
    return Finding(code, message, life.document.id, life.document.title, place)


def _force(life: Life, on: date | None) -> Iterator[Finding]:
    events = life.timeline.events
    starts = [
        e.effective for e in events if e.kind is EventKind.COMMENCED and e.target is None and e.effective
    ]
    for end in events:
        if end.kind in _ENDS and end.effective and starts and end.effective < min(starts):
            message = (
                f"失去效力的日期（{said(end.effective)}）早于施行日期（{said(min(starts))}）{_caused(end)}"
            )
            yield _finding(life, "end_before_start", message, end.evidence.quote[:_QUOTE])
    for span in life.timeline.spans():
        if span.status is Status.CONFLICTING:
            when = f"自{said(span.since)}起" if span.since else ""
            yield _finding(life, "conflicting_status", f"{when}时效依据互相矛盾")
    if on is not None and life.timeline.on(on).status in (Status.IN_FORCE, Status.PARTLY_IN_FORCE):
        for end in events:
            if (
                end.kind is EventKind.REPEALED
                and end.target is None
                and end.effective
                and end.effective <= on
            ):
                message = f"算作有效，但自{said(end.effective)}起已被废止{_caused(end)}"
                yield _finding(life, "in_force_but_repealed", message, end.evidence.quote[:_QUOTE])
    yield from _starts(life)
    yield from _early(life)


def _early(life: Life) -> Iterator[Finding]:
    """A first commencement long before the act that it is told of: one of the two days is wrong, or it looks back."""
    events = life.timeline.events
    births = [e for e in events if e.kind in _BIRTHS and e.on is not None]
    if not births or any(e.kind is EventKind.AMENDED for e in events):
        return
    born = min(e.on for e in births if e.on is not None)
    for event in events:
        if event.kind is not EventKind.COMMENCED or event.target is not None or event.effective is None:
            continue
        if born - event.effective > _LOOKS_BACK:
            message = f"施行日期（{said(event.effective)}）早于公布、通过或成文的日期（{said(born)}）"
            yield _finding(life, "commenced_before_issue", message, event.evidence.quote[:_QUOTE])


def _starts(life: Life) -> Iterator[Finding]:
    """The note (or the order) and the last article of one source give different commencements."""
    by_source: dict[str, tuple[list[ValidityEvent], list[ValidityEvent]]] = {}
    for event in life.timeline.events:
        if event.kind is EventKind.COMMENCED and event.target is None and event.effective:
            noted, stated = by_source.setdefault(event.evidence.source, ([], []))
            (stated if event.evidence.rule.startswith("clause") else noted).append(event)
    for noted, stated in by_source.values():
        days = {event.effective for event in stated}
        for event in noted:
            if days and event.effective not in days and event.effective is not None:
                others = "、".join(said(day) for day in sorted(day for day in days if day))
                message = f"题注或公布令所载施行日期（{said(event.effective)}）与末条（{others}）不一致"
                yield _finding(life, "note_and_article_disagree", message, event.evidence.quote[:_QUOTE])


def _caused(event: ValidityEvent) -> str:
    return f"，依据《{event.by.title}》" if event.by and event.by.title else ""


def _targets(life: Life) -> Iterator[Finding]:
    for doubt in life.doubtful:
        quote = doubt.effect.event.evidence.quote[:_QUOTE]
        yield _finding(life, "doubtful_target", "有条款提到同名文件，无法确定所指", quote)


def _document(life: Life) -> Iterator[Finding]:
    if not life.document.title:
        yield _finding(life, "no_title", "没有认出标题")
    newest = life.versions[-1] if life.versions else None
    missing = missing_amendments(newest, life.timeline.events) if newest else ()
    if newest is not None and newest.dated is not None and missing:
        place = missing[-1].evidence.quote[:_QUOTE]
        yield _finding(life, "missing_amendment", missing_said(newest.dated, missing), place)


def _trials(life: Life, on: date) -> Iterator[Finding]:
    """暂行 and 试行 acts in force without a term; a hint for the office, no statement of law."""
    since = trial_since(life)
    years = (on - since).days // 365 if since else 0
    if since is not None and years >= TRIAL_YEARS and life.timeline.on(on).status is Status.IN_FORCE:
        message = (
            f"自{said(since)}起试行或暂行已满{years}年，没有找到有效期，可考虑评估（办公提示，不是法定期限）"
        )
        yield _finding(life, "trial_without_term", message)


def _versions(life: Life, differing: Mapping[int, tuple[str, ...]]) -> Iterator[Finding]:
    for version in life.versions:
        if version.dated is None:
            yield _finding(life, "undated_version", "有文本没有日期")
            continue
        place = f"{said(version.dated)}的文本"
        if (last := without_cause(version, life.timeline.events)) is not None:
            message = f"文本所标日期没有对应的公布或修改，题注等所载最近日期为{said(last)}，可能漏载修改"
            yield _finding(life, "version_without_cause", message, place)
        if names := differing.get(version.key):
            yield _finding(life, "sources_differ", f"同一版本的几个来源文字不一致：{'、'.join(names)}", place)
