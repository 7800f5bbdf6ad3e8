"""What a citation is for: the words around it, the title of the document it stands in, the effects read from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from indexer.model.characters import compact, title_key
from indexer.model.citations import CitationRole, Interpretation
from indexer.model.draft import Effect
from indexer.model.validity import EventKind

_STOPS: Final = "。；\n"
_REACH: Final = 600
_MADE: Final = re.compile(
    r"(?:制定|制订|修订|颁布|作出|发布)(?:了|出)?(?:本(?:法|条例|规定|办法|细则|规则|解释|决定|通知|意见|章程|准则|规程|规范|标准|方案|实施|规划|制度|通告|公告|指引|指南|批复|措施|目录)|如下|以下|《|该|实施|具体)|特制定|(?<!另行)制定[。，；]|作如下(?:解释|规定|决定)"
)
_NOTICE: Final = re.compile(
    r"通知如下|公告如下|通告如下|决定如下|意见如下|规定如下|提出.{0,12}意见|批复如下|现就|现将"
)
_GROUND: Final = re.compile(r"(?:根据|依据|依照|按照|遵照|按)(?!.{0,40}(?:修正|修订))")
_PURPOSE: Final = re.compile(
    r"(?:实施|贯彻|落实|执行|推进|推动)(?:好|执行|落实|实施)?\s?(?:[^《》，。]{0,20})?$"
)
_FOR_THIS: Final = re.compile(r"为(?:了|更好地|全面|深入|切实|进一步|认真|有效|正确|确保|做好|加快|规范)*")
_AMENDING: Final = re.compile(r"(?:对|将)[^。；]{0,8}$|(?:修改|修订|修正)(?:了|后的)?\s?$")
_AMENDED: Final = re.compile(
    r"^[^。；《]{0,40}(?:作如下修改|作出?(?:以下|如下|相应)?修改|修改为|予以修改|修改如下|作出?修正)"
)
_ENDING: Final = re.compile(
    r"(?:同时|即行|一并|予以)废止|同时失效|停止执行|废止(?:。|；|，|$|\n)|不再(?:执行|适用)|(?:决定|：)\s?废止"
)
_NOT_ENDING: Final = re.compile(r"(?:或者|拟)废止|建议[^。]{0,20}废止|不一致的|相抵触的")
_ISSUING: Final = re.compile(r"现将[^《》]{0,40}$|(?:印发|发布|公布|颁布|下发)(?:了)?[^《》，。]{0,12}$")
_HANDED: Final = re.compile(r"^[^《。]{0,30}(?:印发|发给|转发|发布|公布|下发)(?:给)?(?:你|如下|，请|，自)")
_PASSED: Final = re.compile(
    r"^(?:已|业)?经[^。《]{2,60}，现(?:(?:予以?)?(?:印发|转发|发布|公布|下发)|将[^。《]{0,12}《)"
)
_TITLE_VERBS: Final = (
    (re.compile(r"(?:转发|批转)[^《]*$"), CitationRole.FORWARDS),
    (re.compile(r"(?:印发|发布|公布|颁布|下发)[^《]*$"), CitationRole.ISSUES),
    (re.compile(r"废止[^《]*$"), CitationRole.REPEALS),
    (re.compile(r"(?:修改|修订|修正)[^《]*$"), CitationRole.AMENDS),
    (re.compile(r"(?:实施|贯彻|落实|执行|施行)[^《]*$"), CitationRole.IMPLEMENTS),
    (re.compile(r"(?:适用|解释)[^《]*$"), CitationRole.INTERPRETS),
)
_DETAILED: Final = re.compile(
    r"^(?P<base>.+?)(?:实施细则|施行细则|实施办法|实施条例|实施规定|实施意见)(?:[（(].{1,6}[）)])?$"
)
_ACTS: Final = {
    EventKind.REPEALED: CitationRole.REPEALS,
    EventKind.PARTLY_REPEALED: CitationRole.REPEALS,
    EventKind.LAPSED: CitationRole.REPEALS,
    EventKind.AMENDED: CitationRole.AMENDS,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """The document in which citations stand, as far as it tells what they are for."""

    title: str
    interpretation: Interpretation | None = None
    effects: Sequence[Effect] = ()

    @property
    def subjects(self) -> dict[str, CitationRole]:
        """Title keys that the document's own title names, with what it does to them."""
        found: dict[str, CitationRole] = {}
        if self.interpretation is not None:
            for act in self.interpretation.subjects:
                found[title_key(act.title)] = CitationRole.INTERPRETS
            return found
        title = compact(self.title).replace("〈", "《").replace("〉", "》")
        for match in re.finditer(r"《([^《》]+)》", title):
            head = title[: match.start()]
            role = next((role for pattern, role in _TITLE_VERBS if pattern.search(head)), None)
            if role is CitationRole.INTERPRETS and not title.endswith(
                ("解释", "规定", "解答", "批复", "答复")
            ):
                role = None
            if role is not None:
                found[title_key(match.group(1))] = role
        detailed = _DETAILED.match(title)
        if detailed is not None and "《" not in title:
            found.setdefault(title_key(detailed.group("base")), CitationRole.IMPLEMENTS)
        return found


def role_of(
    text: str,
    start: int,
    end: int,
    key: str,
    subjects: dict[str, CitationRole],
    setting: Setting,
    offset: int,
    in_head: bool,
) -> CitationRole:
    """What the citation at [start, end) of ``text`` is for; ``offset`` is where the text begins in the source,
    ``in_head`` says that it stands in the document's own head."""
    for effect in setting.effects:
        proof = effect.event.evidence
        if proof.start <= start + offset < proof.end and title_key(effect.target.title) == key:
            return _ACTS.get(effect.event.kind, CitationRole.CITES)
    low = max((text.rfind(stop, max(0, start - _REACH), start) for stop in _STOPS), default=-1) + 1
    ends = [at for stop in _STOPS if (at := text.find(stop, end, end + _REACH)) >= 0]
    before, after = text[low:start], text[end : min(ends, default=min(len(text), end + _REACH)) + 1]
    of_title = subjects.get(key)
    if of_title is CitationRole.IMPLEMENTS and not in_head:
        # What it carries out is said in its title; in its body it cites it like any other.
        of_title = None
    return _by_words(before, after, of_title)


def _by_words(before: str, after: str, of_title: CitationRole | None) -> CitationRole:
    if _ENDING.search(after) and not _NOT_ENDING.search(after) and "施行，" not in after:
        return CitationRole.REPEALS
    if _AMENDED.match(after) and _AMENDING.search(before[-20:]):
        return CitationRole.AMENDS
    made = _MADE.search(after)
    if made is not None or _NOTICE.search(after):
        # 根据《甲》，为了落实《乙》，制定本办法: the nearest of the two words counts.
        ground = max((m.start() for m in _GROUND.finditer(before)), default=-1)
        purpose = max((m.start() for m in _FOR_THIS.finditer(before)), default=-1)
        if purpose > ground and _PURPOSE.search(before.split("》")[-1] if "》" in before else before):
            return CitationRole.IMPLEMENTS
        if purpose > ground >= 0 or (purpose >= 0 and ground < 0):
            return CitationRole.IMPLEMENTS if _joined(before) else of_title or CitationRole.CITES
        if ground >= 0:
            return CitationRole.BASED_ON
    if of_title in (CitationRole.FORWARDS, CitationRole.ISSUES):
        return of_title
    if _PASSED.match(after):
        return CitationRole.FORWARDS if "转发" in after[:60] else CitationRole.ISSUES
    if _HANDED.match(after) and _ISSUING.search(before):
        return CitationRole.FORWARDS if "转发" in after[:40] else CitationRole.ISSUES
    return of_title or CitationRole.CITES


def _joined(before: str) -> bool:
    """Whether it stands in a list behind one that is to be carried out: 为贯彻落实《甲》《乙》和…."""
    return re.search(r"(?:实施|贯彻|落实|执行)[^，。]{0,16}《[^，。]*$", before) is not None
