"""Calendar of coming changes: commencements, repeals, expiries, and normative documents whose period nears its end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from indexer.library.lives import Life
from indexer.model.document import Kind
from indexer.model.validity import EventKind, Status, ValidityEvent

NORMATIVE: Final = frozenset({Kind.STATE_COUNCIL_NORMATIVE, Kind.DEPARTMENT_NORMATIVE, Kind.LOCAL_NORMATIVE})
REVIEW_AHEAD: Final = timedelta(days=180)
"""How long before its last day a normative document is listed for review (继续有效, 修改 or 废止): half a year."""

TRIAL_YEARS: Final = 2
"""After how many years a 试行 or 暂行 act without a term is put forward for review. Where provinces set a limit for such
normative documents it is one to two years; no text held says it of these acts, so it is a hint and never a status."""
_TRIAL: Final = re.compile(
    r"(?:[（(](?:试行|暂行)[）)]|(?:试行|暂行)(?:规定|办法|细则|条例|规则|标准|意见|方案|规程|制度|措施|准则|规范|要求))"
    r"(?:》?的通知)?$"
)

_KINDS: Final = {
    Status.IN_FORCE: "commencement",
    Status.PARTLY_IN_FORCE: "partial_repeal",
    Status.REPEALED: "repeal",
    Status.LAPSED: "expiry",
    Status.SUSPENDED: "suspension",
}
LABELS: Final = {
    "commencement": "施行",
    "partial_repeal": "部分废止",
    "repeal": "废止",
    "expiry": "有效期届满",
    "suspension": "暂停实施",
    "resumption": "恢复实施",
    "review": "临近有效期，应予评估",
    "trial_review": "试行、暂行已满两年而没有找到有效期，可考虑评估（办公提示，不是法定期限）",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A change of force on a day; a review's ``on`` is the day from which it is due."""

    kind: str
    on: date
    life: Life
    because: ValidityEvent | None


def coming(lives: Iterable[Life], since: date, until: date) -> list[Change]:
    """The changes from one day to another, both counted, by day and title."""
    found = [change for life in lives for change in (*_changes(life), *_reviews(life))]
    within = [change for change in found if since <= change.on <= until]
    return sorted(within, key=lambda c: (c.on, c.kind, c.life.document.title, c.life.document.id))


def _changes(life: Life) -> Iterator[Change]:
    spans = life.timeline.spans()
    for before, after in pairwise(spans):
        kind = _KINDS.get(after.status)
        if after.since is None or kind is None or before.status is Status.CONFLICTING:
            continue
        if kind == "commencement":
            if before.status is Status.SUSPENDED:
                kind = "resumption"
            elif before.status is not Status.NOT_YET_IN_FORCE:
                # Proof that begins on a day is not a change of force on that day.
                continue
        because = life.timeline.on(after.since).because
        yield Change(kind, after.since, life, because[0] if because else None)


def trial_since(life: Life) -> date | None:
    """From when a 试行 or 暂行 act without a stated term applies; None for any other act."""
    title = life.document.title
    if not _TRIAL.search(title) or "转发" in title or life.document.kind not in NORMATIVE:
        return None
    if any(
        event.kind in (EventKind.LAPSED, EventKind.EXTENDED, EventKind.AFFIRMED)
        for event in life.timeline.events
    ):
        return None
    return life.commenced


def _reviews(life: Life) -> Iterator[Change]:
    since = trial_since(life)
    if since is not None:
        day = since + TRIAL_YEARS * timedelta(days=365)
        verdict = life.timeline.on(day)
        if verdict.status is Status.IN_FORCE:
            yield Change("trial_review", day, life, verdict.because[0])
    if life.document.kind not in NORMATIVE:
        return
    for change in _changes(life):
        if change.kind == "expiry":
            yield Change("review", change.on - REVIEW_AHEAD, life, change.because)
