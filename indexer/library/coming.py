"""Calendar of coming changes: commencements, repeals, expiries, and normative documents whose period nears its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from indexer.library.lives import Life
from indexer.model.document import Kind
from indexer.model.validity import Status, ValidityEvent

NORMATIVE: Final = frozenset({Kind.STATE_COUNCIL_NORMATIVE, Kind.DEPARTMENT_NORMATIVE, Kind.LOCAL_NORMATIVE})
REVIEW_AHEAD: Final = timedelta(days=180)
"""How long before its last day a normative document is listed for review (继续有效, 修改 or 废止): half a year."""

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


def _reviews(life: Life) -> Iterator[Change]:
    if life.document.kind not in NORMATIVE:
        return
    for change in _changes(life):
        if change.kind == "expiry":
            yield Change("review", change.on - REVIEW_AHEAD, life, change.because)
