"""Legal rank (效力级别) by body, form of issue (令 or 发/函/公告) and title noun together.

Sources: 立法法 第七条至第一百条, 行政法规制定程序条例 第五条, 规章制定程序条例 第七条 (规章不得称“条例”).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.model.bodies import Branch, Level
from indexer.model.characters import STATE_PREFIX, compact
from indexer.model.docnumber import DocumentNumber
from indexer.model.document import Issuer, Kind
from indexer.model.source import Remark
from indexer.model.validity import EventKind, ValidityEvent
from indexer.parse.interpretation import form_of
from indexer.parse.issuers import BodyNames, Traits


@dataclass(frozen=True, slots=True)
class Ranking:
    """A kind, why, and what could not be decided. ``is_draft``: a text for comment (征求意见稿), not in force."""

    kind: Kind
    rule: str
    remarks: tuple[Remark, ...] = ()
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """All that a kind is decided by. ``is_decree``: the text itself shows that an order (令) issued it."""

    title: str
    number: DocumentNumber | None
    issuers: tuple[Issuer, ...]
    events: tuple[ValidityEvent, ...]
    category: str = ""
    carried_by: Kind | None = None

    @property
    def is_decree(self) -> bool:
        if self.number is not None:
            return self.number.is_decree
        return any(_is_decree_event(event) for event in self.events)


_TAIL: Final = r"(?:[（(][^（）()]{1,30}[）)])*$"
_DRAFT: Final = re.compile(
    rf"征求意见稿|公开征求.{{0,80}}意见|(?:草案|草案稿|送审稿|讨论稿|审议稿)(?:[）)》]|{_TAIL})"
)
_RULE_NOUN: Final = re.compile(rf"(?:规定|办法|细则|规则|规程|准则|决定|守则|规范|程序|章程){_TAIL}")
_REGULATION_NOUN: Final = re.compile(rf"(?:条例|规定|办法|细则|规则|决定|决议|章程|守则|规范|程序){_TAIL}")
_ORDINANCE: Final = re.compile(rf"条例(?:实施细则|实施办法|施行细则|修正案)?{_TAIL}")
_STATUTE: Final = re.compile(rf"(?:法|法典|法通则|刑法修正案|法修正案|法典\S{{1,6}}编){_TAIL}")
_DECISION: Final = re.compile(rf"(?:决定|决议){_TAIL}")
_INTERPRETING: Final = re.compile(rf"解释{_TAIL}")
_COURT_NOUN: Final = re.compile(
    rf"(?:解释|规定|规则|批复|决定|安排|解答|答复|办法|细则|规范|守则|补充规定|程序){_TAIL}"
)
_COURT_NUMBER: Final = re.compile(r"法释|释字")
_NORMATIVE_NOUN: Final = re.compile(
    rf"(?:通知|意见|公告|通告|决定|规定|办法|细则|方案|规划|纲要|计划|措施|批复|函|通报|规则|制度|标准|指引|指南|目录|清单|要点|预案|规程|政策|"
    rf"命令|令|决议|名录|规范|准则|复函|要求|程序|导则|基准|条例|守则|安排|章程|若干措施|行动|名单){_TAIL}"
)
_NATIONAL_DECISION: Final = re.compile(r"(?:修改|废止|修订).*(?:行政法规|条例|规定|办法|细则).*决定")
_CATEGORIES: Final[tuple[tuple[str, Kind], ...]] = (
    ("宪法", Kind.CONSTITUTION),
    ("法律解释", Kind.LEGAL_INTERPRETATION),
    ("司法解释", Kind.JUDICIAL_INTERPRETATION),
    ("监察法规", Kind.SUPERVISION_REGULATION),
    ("行政法规", Kind.ADMINISTRATIVE_REGULATION),
    ("部门规章", Kind.DEPARTMENT_RULE),
    ("国务院部门规章", Kind.DEPARTMENT_RULE),
    ("部门规范性文件", Kind.DEPARTMENT_NORMATIVE),
    ("国务院规范性文件", Kind.STATE_COUNCIL_NORMATIVE),
    ("自治条例", Kind.AUTONOMOUS_REGULATION),
    ("单行条例", Kind.SEPARATE_REGULATION),
    ("经济特区法规", Kind.SPECIAL_ZONE_REGULATION),
    ("政策解读", Kind.INTERPRETATION),
    ("法律", Kind.LAW),
)
_MAKERS: Final[Mapping[Kind, tuple[Branch, ...]]] = {
    Kind.CONSTITUTION: (Branch.CONGRESS,),
    Kind.LAW: (Branch.CONGRESS,),
    Kind.LEGAL_INTERPRETATION: (Branch.CONGRESS,),
    Kind.JUDICIAL_INTERPRETATION: (Branch.COURT, Branch.PROCURATORATE),
}
_COMPOSITE_CATEGORIES: Final = ("地方性法规", "政府规章", "规章", "规范性文件")
_ORDER: Final = re.compile(r"令(?:第?\S{1,12}号)?$")
_ZONE: Final = re.compile(r"^中国[（(]([^（）()]{2,8})[）)]")
"""中国（云州）自由贸易试验区…: the place stands in brackets."""
_AUTONOMOUS: Final = re.compile(r"自治县|自治州|自治旗")


def decide_kind(form: Form, names: BodyNames) -> Ranking:
    """The kind of a document; ``Kind.OTHER`` with a remark where body, form and noun do not decide it."""
    if form_of(form.title) is not None:
        return Ranking(Kind.INTERPRETATION, "kind.title_form")
    if _DRAFT.search(compact(form.title)):
        remark = Remark("draft_for_comments", "征求意见稿或草案，不是生效文件", form.title[:60])
        return Ranking(Kind.OTHER, "kind.draft", (remark,), is_draft=True)
    kind, rule = _by_issuer(form, names)
    if kind is None:
        kind, rule = _by_category(form, names)
    if kind is None:
        kind, rule = _by_title(form.title, names)
    if kind is None:
        return Ranking(
            Kind.OTHER, "kind.unknown", (Remark("kind_undecided", "效力级别未能判定", form.title[:60]),)
        )
    return Ranking(kind, rule)


def _by_issuer(form: Form, names: BodyNames) -> tuple[Kind | None, str]:
    if not form.issuers:
        return None, ""
    traits = tuple(names.traits(issuer) for issuer in form.issuers)
    lead = traits[0]
    if lead.branch is Branch.PARTY:
        return Kind.PARTY_REGULATION, "kind.party"
    if lead.branch in (Branch.COURT, Branch.PROCURATORATE):
        return _of_court(form, lead), "kind.court"
    if lead.branch is Branch.CONGRESS:
        return (
            _of_national_congress(form) if lead.level is Level.CENTRAL else _of_local_congress(form, lead)
        ), "kind.congress"
    if lead.level is Level.CENTRAL:
        return _of_central(form, traits), "kind.central"
    if lead.level is not Level.UNKNOWN:
        return _of_local(form, lead), "kind.local"
    return None, ""


def _of_court(form: Form, lead: Traits) -> Kind | None:
    if lead.level is not Level.CENTRAL:
        return None
    if form.number is not None:
        if _COURT_NUMBER.search(form.number.code):
            return Kind.JUDICIAL_INTERPRETATION
        if not form.number.code.endswith(("公告", "令")):
            return Kind.JUDICIAL_INTERPRETATION if _INTERPRETING.search(form.title) else Kind.OTHER
    passed = any(e.kind is EventKind.ADOPTED and "委员会" in e.body for e in form.events)
    return Kind.JUDICIAL_INTERPRETATION if passed or _COURT_NOUN.search(form.title) else Kind.OTHER


def _of_national_congress(form: Form) -> Kind | None:
    title = form.title
    if compact(title).removeprefix(STATE_PREFIX).startswith("宪法"):
        return Kind.CONSTITUTION
    if _INTERPRETING.search(title):
        return Kind.LEGAL_INTERPRETATION
    if _DECISION.search(title):
        return Kind.LAW_DECISION
    if (
        _STATUTE.search(title)
        or "修正案" in title
        or re.search(rf"(?:条例|办法|规则|总则|通则|章程|规定){_TAIL}", title)
    ):
        return Kind.LAW
    return None


def _of_local_congress(form: Form, lead: Traits) -> Kind | None:
    title = form.title
    region = lead.region or form.issuers[0].name
    if "自治条例" in title:
        return Kind.AUTONOMOUS_REGULATION
    if not (_REGULATION_NOUN.search(title) or title.endswith("修正案")):
        return Kind.OTHER
    if "经济特区" in title:
        return Kind.SPECIAL_ZONE_REGULATION
    if _AUTONOMOUS.search(region) and _is_separate(form, region):
        return Kind.SEPARATE_REGULATION
    if lead.level is Level.PROVINCIAL:
        return Kind.LOCAL_REGULATION
    if lead.level is Level.PREFECTURE:
        return Kind.LOCAL_REGULATION_CITY
    return None


def _is_separate(form: Form, region: str) -> bool:
    """单行条例 are passed by the congress itself (立法法 第八十五条); a prefecture's standing committee passes 地方性法规."""
    if "自治州" not in region:
        return True
    adopted = next((e for e in form.events if e.kind is EventKind.ADOPTED), None)
    body = adopted.body if adopted else form.issuers[0].name
    return "常务委员会" not in body and "常委会" not in body


def _of_central(form: Form, traits: Sequence[Traits]) -> Kind | None:
    if traits[0].branch is Branch.SUPERVISION:
        return Kind.SUPERVISION_REGULATION if "条例" in form.title else Kind.OTHER
    if traits[0].branch is Branch.MILITARY and traits[-1].branch is not Branch.GOVERNMENT:
        return None
    if traits[0].branch is Branch.GOVERNMENT:
        return _of_state_council(form)
    if _approved_by_state_council(form):
        return Kind.ADMINISTRATIVE_REGULATION
    if traits[0].branch is Branch.OFFICE and form.issuers[0].name.endswith("国务院办公厅"):
        return Kind.STATE_COUNCIL_NORMATIVE
    return _of_department(form)


def _of_state_council(form: Form) -> Kind | None:
    if form.is_decree:
        return Kind.ADMINISTRATIVE_REGULATION
    if form.number is not None:
        return Kind.STATE_COUNCIL_NORMATIVE
    if _NATIONAL_DECISION.search(form.title):
        return Kind.ADMINISTRATIVE_REGULATION
    if re.search(rf"(?:条例|规定|办法|细则){_TAIL}", form.title):
        return Kind.ADMINISTRATIVE_REGULATION
    if any(e.kind in (EventKind.ADOPTED, EventKind.ISSUED) and "国务院" in e.body for e in form.events):
        return Kind.ADMINISTRATIVE_REGULATION
    return Kind.STATE_COUNCIL_NORMATIVE if _NORMATIVE_NOUN.search(form.title) else None


def _of_department(form: Form) -> Kind | None:
    if form.is_decree:
        # A decree that decides on something else (任免, 表彰) is no rule: a rule has a rule's name.
        return Kind.DEPARTMENT_RULE if _names_rule(form.title) else None
    if form.number is not None:
        return Kind.DEPARTMENT_NORMATIVE
    if form.carried_by is Kind.DEPARTMENT_NORMATIVE:
        return Kind.DEPARTMENT_NORMATIVE
    if not _RULE_NOUN.search(form.title) and _NORMATIVE_NOUN.search(form.title):
        return Kind.DEPARTMENT_NORMATIVE
    return None


def _of_local(form: Form, lead: Traits) -> Kind | None:
    if form.is_decree and lead.branch is Branch.GOVERNMENT and _names_rule(form.title):
        if lead.level is Level.PROVINCIAL:
            return Kind.LOCAL_RULE
        if lead.level is Level.PREFECTURE:
            return Kind.LOCAL_RULE_CITY
    if form.number is not None or form.carried_by is Kind.LOCAL_NORMATIVE:
        return Kind.LOCAL_NORMATIVE
    if (
        lead.branch is Branch.GOVERNMENT
        and _RULE_NOUN.search(form.title)
        and lead.level in (Level.PROVINCIAL, Level.PREFECTURE)
    ):
        return None
    return Kind.LOCAL_NORMATIVE if _NORMATIVE_NOUN.search(form.title) else None


def _names_rule(title: str) -> bool:
    return _RULE_NOUN.search(title) is not None or "决定" in title or _ORDER.search(title) is not None


def _by_category(form: Form, names: BodyNames) -> tuple[Kind | None, str]:
    category = compact(form.category)
    if not category:
        return None, ""
    for word, kind in _CATEGORIES:
        if category == word:
            return (kind, "kind.category") if _may_make(form, kind, names) else (None, "")
    if not any(word in category for word in _COMPOSITE_CATEGORIES):
        return None, ""
    region = names.leading_region(_ZONE.sub(r"\1", compact(form.title)))
    level = names.traits(form.issuers[0]).level if form.issuers else region.level if region else Level.UNKNOWN
    return _by_composite(category, level), "kind.category"


def _may_make(form: Form, kind: Kind, names: BodyNames) -> bool:
    """Sites sort by words of their own (a ministry's reply under 法律解释): a body's power goes before a site's word."""
    branch = names.traits(form.issuers[0]).branch if form.issuers else Branch.UNKNOWN
    makers = _MAKERS.get(kind)
    return makers is None or branch is Branch.UNKNOWN or branch in makers


def _by_composite(category: str, level: Level) -> Kind | None:
    table = {
        "地方性法规": {Level.PROVINCIAL: Kind.LOCAL_REGULATION, Level.PREFECTURE: Kind.LOCAL_REGULATION_CITY},
        "规章": {
            Level.CENTRAL: Kind.DEPARTMENT_RULE,
            Level.PROVINCIAL: Kind.LOCAL_RULE,
            Level.PREFECTURE: Kind.LOCAL_RULE_CITY,
        },
        "规范性文件": {
            Level.CENTRAL: Kind.DEPARTMENT_NORMATIVE,
            Level.PROVINCIAL: Kind.LOCAL_NORMATIVE,
            Level.PREFECTURE: Kind.LOCAL_NORMATIVE,
            Level.COUNTY: Kind.LOCAL_NORMATIVE,
        },
    }
    words = [word for word in table if category.endswith(word)]
    return table[words[0]].get(level) if len(words) == 1 and "/" not in category else None


def _by_title(title: str, names: BodyNames) -> tuple[Kind | None, str]:
    """What a title alone proves: only congresses make 法 and local 条例."""
    text = compact(title)
    bare = text.removeprefix(STATE_PREFIX)
    if text.startswith(STATE_PREFIX) and (bare == "宪法" or bare.startswith("宪法修正案")):
        return Kind.CONSTITUTION, "kind.title"
    if (
        text.startswith(STATE_PREFIX)
        and re.search(rf"(?:法|法典){_TAIL}", text)
        and not text.endswith(("办法", "办法）"))
    ):
        return Kind.LAW, "kind.title"
    region = names.leading_region(_ZONE.sub(r"\1", text))
    if region is None or not _ORDINANCE.search(text) or "实施" in text[-6:] or "细则" in text[-4:]:
        return None, ""
    if "自治条例" in text:
        return Kind.AUTONOMOUS_REGULATION, "kind.title"
    if _AUTONOMOUS.search(region.name):
        return None, ""
    if "经济特区" in text:
        return Kind.SPECIAL_ZONE_REGULATION, "kind.title"
    kinds = {Level.PROVINCIAL: Kind.LOCAL_REGULATION, Level.PREFECTURE: Kind.LOCAL_REGULATION_CITY}
    return kinds.get(region.level), "kind.title"


def _is_decree_event(event: ValidityEvent) -> bool:
    if event.kind is not EventKind.ISSUED or event.by is None:
        return False
    number = DocumentNumber.parse(event.by.number)
    return number is not None and number.is_decree


def _approved_by_state_council(form: Form) -> bool:
    """国务院批准、部委发布: the form of 行政法规 before 2001."""
    return any(e.kind is EventKind.APPROVED and e.body.endswith("国务院") for e in form.events)
