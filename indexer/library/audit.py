"""Audit: queries that ought to return nothing, run over the record; what they return is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexer.library.answers import Finding
from indexer.library.lives import Life
from indexer.model.validity import EventKind, Status
from indexer.store import Store


def audit(store: Store, lives: Mapping[str, Life]) -> tuple[Finding, ...]:
    """Every finding, by document."""
    found = [*_identities(store, lives), *(finding for life in lives.values() for finding in _life(life))]
    return tuple(sorted(found, key=lambda f: (f.code, f.title, f.message)))


def _identities(store: Store, lives: Mapping[str, Life]) -> Iterator[Finding]:
    for document, other, reason in store.ambiguities():
        if document in lives and other in lives:
            title = lives[document].document.title
            yield Finding("ambiguous_identity", f"与 {other} 可能是同一件：{reason}", document, title)


def _life(life: Life) -> Iterator[Finding]:
    row = life.document
    events = life.timeline.events
    starts = [
        e.effective for e in events if e.kind is EventKind.COMMENCED and e.target is None and e.effective
    ]
    ends = [e for e in events if e.kind in (EventKind.REPEALED, EventKind.LAPSED) and e.effective]
    for end in ends:
        if starts and end.effective is not None and end.effective < min(starts):
            yield Finding(
                "end_before_start", "失去效力的日期早于施行日期", row.id, row.title, end.evidence.quote[:80]
            )
    for span in life.timeline.spans():
        if span.status is Status.CONFLICTING:
            when = span.since.isoformat() if span.since else ""
            yield Finding("conflicting_status", f"自 {when} 起时效依据互相矛盾", row.id, row.title)
    for doubt in life.doubtful:
        quote = doubt.effect.event.evidence.quote[:80]
        yield Finding("doubtful_target", "有条款提到同名文件，无法确定所指", row.id, row.title, quote)
    if not row.title:
        yield Finding("no_title", "没有认出标题", row.id, row.title)
    days = [v.start for v in life.versions]
    if len(days) != len(set(days)):
        yield Finding("several_texts_for_one_day", "同一天有不止一个文本", row.id, row.title)
    if any(day is None for day in days):
        yield Finding("undated_version", "有文本没有日期", row.id, row.title)
