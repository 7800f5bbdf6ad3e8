"""ValidityEvent (时效事件), Timeline (沿革), Verdict: what happened to a document's force, with the proof.

There is no status column anywhere: every status is computed from events, and every event carries its evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from indexer.model.identifiers import DocumentId, ProvisionPath


class EventKind(StrEnum):
    """What happened. Source: domain vocabulary of 立法法, 行政法规/规章制定程序条例 and clean-up practice."""

    WRITTEN = "written"  # 成文
    ADOPTED = "adopted"  # 通过
    APPROVED = "approved"  # 批准
    ISSUED = "issued"  # 公布 / 发布 / 印发 / 颁布
    PUBLISHED = "published"  # put on a web page
    COMMENCED = "commenced"  # 施行
    AMENDED = "amended"  # 修正 / 修订 / 修改
    PARTLY_REPEALED = "partly_repealed"  # 部分条款废止
    REPEALED = "repealed"  # 废止
    LAPSED = "lapsed"  # 失效: time over, task done; ``effective`` is the first day without force
    EXTENDED = "extended"  # 延长有效期; ``until`` is the new last day
    AFFIRMED = "affirmed"  # 继续有效
    SUSPENDED = "suspended"  # 暂停实施
    RESUMED = "resumed"  # 恢复实施

    @property
    def label(self) -> str:
        """The Chinese term a reader sees."""
        return _EVENT_LABELS[self]


_EVENT_LABELS = {
    EventKind.WRITTEN: "成文",
    EventKind.ADOPTED: "通过",
    EventKind.APPROVED: "批准",
    EventKind.ISSUED: "公布",
    EventKind.PUBLISHED: "网站发布",
    EventKind.COMMENCED: "施行",
    EventKind.AMENDED: "修改",
    EventKind.PARTLY_REPEALED: "部分废止",
    EventKind.REPEALED: "废止",
    EventKind.LAPSED: "失效",
    EventKind.EXTENDED: "延长有效期",
    EventKind.AFFIRMED: "继续有效",
    EventKind.SUSPENDED: "暂停实施",
    EventKind.RESUMED: "恢复实施",
}


class EvidenceRank(IntEnum):
    """How strong a proof is; the higher wins, equals that disagree are ``conflicting``."""

    NOTE = 1  # a note or clause in the file itself
    COMPUTED = 2  # an expiry computed from a stated period
    ACT_BY_TITLE = 3  # another act naming the target by title alone
    ACT_EXPLICIT = 4  # another act naming it by title and number, or issuer and date
    CURATED = 5  # a person's fact with source and date


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence that proves something: ``quote`` stands at [start, end) of the source's text; ``rule`` names the
    rule that read it (``note.amended``, ``clause.commencement``). ``source`` is the sha256 of the source's bytes."""

    source: str
    start: int
    end: int
    quote: str
    rule: str


@dataclass(frozen=True, slots=True)
class ActReference:
    """An act as a text names it, before it is resolved: title, number, issuers and day, whichever are given."""

    title: str = ""
    number: str = ""
    issuers: tuple[str, ...] = ()
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class ValidityEvent:
    """One event in a document's life.

    ``on`` is the day of the act, ``effective`` the day from which it works (both may be unknown).
    ``by`` is the act that caused it as the evidence names it, ``by_id`` that act once resolved.
    ``ordinal`` and ``manner`` keep 第二次 and 修正/修订 as written. ``target`` is the part it concerns (empty: all of it).
    ``body`` is the acting body as written. ``until`` is a last day; of a commencement whose day is not told
    (自公布之日起), the day by which it had surely come.
    """

    kind: EventKind
    on: date | None
    effective: date | None
    evidence: Evidence
    by: ActReference | None = None
    by_id: DocumentId | None = None
    ordinal: int | None = None
    manner: str = ""
    target: ProvisionPath | None = None
    body: str = ""
    until: date | None = None
    rank: EvidenceRank = EvidenceRank.NOTE


class Status(StrEnum):
    """The force of a document on a day."""

    NOT_YET_IN_FORCE = "not_yet_in_force"
    IN_FORCE = "in_force"
    PARTLY_IN_FORCE = "partly_in_force"
    SUSPENDED = "suspended"
    REPEALED = "repealed"
    LAPSED = "lapsed"
    CONFLICTING = "conflicting"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The Chinese term a reader sees."""
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    Status.NOT_YET_IN_FORCE: "尚未生效",
    Status.IN_FORCE: "现行有效",
    Status.PARTLY_IN_FORCE: "部分失效",
    Status.SUSPENDED: "暂停实施",
    Status.REPEALED: "已废止",
    Status.LAPSED: "已失效",
    Status.CONFLICTING: "时效存疑",
    Status.UNKNOWN: "时效未标明",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to "is it in force on this day": the status and the events that make it so."""

    status: Status
    on: date
    because: tuple[ValidityEvent, ...] = ()
