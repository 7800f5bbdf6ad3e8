"""Document (文件) and Version: one instrument, and its texts over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from indexer.model.docnumber import DocumentNumber
from indexer.model.identifiers import DocumentId, VersionId
from indexer.model.provisions import Provision


class Kind(StrEnum):
    """Legal rank (效力级别), decided by body, form of issue and title noun together, never by the noun alone."""

    CONSTITUTION = "constitution"
    LAW = "law"
    LEGAL_INTERPRETATION = "legal_interpretation"
    LAW_DECISION = "law_decision"  # 全国人大及其常委会 有关法律问题的决定, 修改/废止的决定
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    SUPERVISION_REGULATION = "supervision_regulation"
    STATE_COUNCIL_NORMATIVE = "state_council_normative"
    DEPARTMENT_RULE = "department_rule"
    DEPARTMENT_NORMATIVE = "department_normative"
    LOCAL_REGULATION = "local_regulation"  # 省级
    LOCAL_REGULATION_CITY = "local_regulation_city"  # 设区的市
    AUTONOMOUS_REGULATION = "autonomous_regulation"  # 自治条例
    SEPARATE_REGULATION = "separate_regulation"  # 单行条例
    SPECIAL_ZONE_REGULATION = "special_zone_regulation"  # 经济特区法规
    LOCAL_RULE = "local_rule"  # 地方政府规章 省级
    LOCAL_RULE_CITY = "local_rule_city"
    LOCAL_NORMATIVE = "local_normative"
    JUDICIAL_INTERPRETATION = "judicial_interpretation"
    PARTY_REGULATION = "party_regulation"
    INTERPRETATION = "interpretation"  # 政策解读
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Chinese term a reader sees."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    Kind.CONSTITUTION: "宪法",
    Kind.LAW: "法律",
    Kind.LEGAL_INTERPRETATION: "法律解释",
    Kind.LAW_DECISION: "有关法律问题的决定",
    Kind.ADMINISTRATIVE_REGULATION: "行政法规",
    Kind.SUPERVISION_REGULATION: "监察法规",
    Kind.STATE_COUNCIL_NORMATIVE: "国务院规范性文件",
    Kind.DEPARTMENT_RULE: "部门规章",
    Kind.DEPARTMENT_NORMATIVE: "部门规范性文件",
    Kind.LOCAL_REGULATION: "地方性法规（省级）",
    Kind.LOCAL_REGULATION_CITY: "地方性法规（设区的市）",
    Kind.AUTONOMOUS_REGULATION: "自治条例",
    Kind.SEPARATE_REGULATION: "单行条例",
    Kind.SPECIAL_ZONE_REGULATION: "经济特区法规",
    Kind.LOCAL_RULE: "地方政府规章（省级）",
    Kind.LOCAL_RULE_CITY: "地方政府规章（设区的市）",
    Kind.LOCAL_NORMATIVE: "地方行政规范性文件",
    Kind.JUDICIAL_INTERPRETATION: "司法解释",
    Kind.PARTY_REGULATION: "党内法规和规范性文件",
    Kind.INTERPRETATION: "政策解读",
    Kind.OTHER: "其他文件",
}


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body as the document names it and, where it is known, its id in the registry."""

    name: str
    body: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One instrument. ``issuers`` is a tuple, lead body first (联合发文). ``issued`` is 成文 or 公布, never a web page's day."""

    id: DocumentId
    kind: Kind
    title: str
    number: DocumentNumber | None
    issuers: tuple[Issuer, ...]
    issued: date | None
    subjects: tuple[str, ...] = ()
    index_number: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a document, over the half-open span of days [since, until); None means not known or open.

    ``dated`` is the day of the act that made it; ``sources`` the sha256 of the files that carry it, best first.
    """

    id: VersionId
    dated: date | None
    since: date | None
    until: date | None
    provisions: tuple[Provision, ...]
    sources: tuple[str, ...]
