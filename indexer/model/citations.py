"""Citation (引用) and Interpretation (解读): how documents name and explain each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from indexer.model.identifiers import WHOLE, DocumentId, ProvisionPath
from indexer.model.validity import ActReference


class CitationRole(StrEnum):
    """What a citation is for."""

    CITES = "cites"
    BASED_ON = "based_on"  # 根据…制定
    AMENDS = "amends"
    REPEALS = "repeals"
    INTERPRETS = "interprets"
    FORWARDS = "forwards"  # 转发
    ISSUES = "issues"  # 印发: a cover note and what it carries
    IMPLEMENTS = "implements"  # 实施细则


@dataclass(frozen=True, slots=True)
class Citation:
    """A place [start, end) of a source's text that names another text. Never dropped: ``target`` is None when it is not
    resolved, and ``candidates`` holds more than one id when it is ambiguous."""

    source: str
    start: int
    end: int
    text: str
    role: CitationRole
    names: ActReference
    path: ProvisionPath = WHOLE
    provision: ProvisionPath | None = None
    target: DocumentId | None = None
    candidates: tuple[DocumentId, ...] = ()
    own: bool = False
    """It names a part of the text it stands in: 本办法第五条, 前款."""


class InterpretationForm(StrEnum):
    """The forms in which a policy is explained."""

    EXPLANATION = "explanation"  # 解读
    PRESS_QA = "press_qa"  # 答记者问
    INFOGRAPHIC = "infographic"  # 一图读懂
    FAQ = "faq"  # 政策问答
    BRIEFING = "briefing"  # 新闻发布会
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A document that explains others, as its own text says: the form, and what it names as its subject."""

    form: InterpretationForm
    subjects: tuple[ActReference, ...]
