"""Issuing bodies (发文机关) found in text: registered names and aliases, region + kind of body, 机关代字 of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from indexer.model.bodies import Branch, Gazetteer, IssuingBody, Level, Region
from indexer.model.characters import compact
from indexer.model.docnumber import DocumentNumber
from indexer.model.document import Issuer

_NUMERAL: Final = r"[0-9０-９〇零一二三四五六七八九十百]+"
_SESSION: Final = re.compile(rf"(?:第?{_NUMERAL}届)")
_MEETING: Final = re.compile(
    rf"(?:第?{_NUMERAL}届)?(?:第?{_NUMERAL}次)?(?:常务|全体|部务|局务|室务|委务|署务|办公|主席团)?(?:会议)(?:主席团)?"
)
_SEPARATORS: Final = re.compile(
    r"[、，,;；\s]+|(?<=[\u4e00-\u9fff])(?:和|及|与|会同|联合)(?=[\u4e00-\u9fff])"
)
_HARD_SEPARATORS: Final = re.compile(r"[、，,;；\s/|]+")
_FORMER: Final = re.compile(r"^[（(]?原[）)]?(?=[\u4e00-\u9fff])")
_PLAUSIBLE: Final = re.compile(
    r"^[\u4e00-\u9fff（）()·“”]{2,40}(?:人民政府|委员会|委|部|厅|局|署|办公室|办公厅|办|院|会|中心|总队|支队|大队|法院|检察院|"
    r"总局|公司|银行|集团|协会|学会|工会|军区|司令部|政治部|领导小组|指挥部|联席会议|研究所|大学|学院|医院|馆|站|处|政府)$"
)
_NOT_A_BODY: Final = re.compile(r"本网|来源|记者|网站|日报|新华社|信息$|门户|解读|^发布|责任编辑")
_PLACE: Final = re.compile(
    r"[\u4e00-\u9fff]{2,7}?(?:自治区|自治州|自治县|自治旗|地区|新区|省|市|州|盟|县|区|旗|镇|乡|街道)"
)
_UNLISTED: Final = re.compile(
    r"(?!关于|根据|按照|依照|由|经|各|全|本|我|对|向|与|和)[\u4e00-\u9fff]{2,6}?(?:自治区|自治州|自治县|地区|新区|省|市|州|盟|县|区|旗)"
)
_UNLISTED_BELOW: Final = re.compile(
    _UNLISTED.pattern + r"[\u4e00-\u9fff]{1,6}?(?:自治州|自治县|新区|市|州|县|区|旗)"
)
_DECREE_WORDS: Final = re.compile(r"(?:令|公告|通告|公报|布告|决定|通知|文件)$")
STATE: Final = "中华人民共和国"
_NPC: Final = "全国人民代表大会"
_NPC_STANDING: Final = "全国人民代表大会常务委员会"
_OFFICES: Final = ("办公厅", "办公室")
_CONGRESS_WORDS: Final = (
    ("人民代表大会常务委员会", True),
    ("人民代表大会常务委员", True),
    ("人大常委会", True),
    ("人民代表大会常委会", True),
    ("人民代表大会", False),
    ("人大", False),
)


@dataclass(frozen=True, slots=True)
class Traits:
    """What decides the legal rank of a body's documents."""

    level: Level = Level.UNKNOWN
    branch: Branch = Branch.UNKNOWN
    region: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A body standing at [start, end) of a text."""

    start: int
    end: int
    issuer: Issuer


@dataclass(frozen=True, slots=True)
class _Name:
    """One way to name a registered body."""

    text: str
    body: IssuingBody


class BodyNames:
    """Finds issuing bodies in text. Built once from a ``Gazetteer``; immutable afterwards.

    A registered body gives its id; a local body known by its region and pattern gives its official name as ``body``
    (广东省第十四届人民代表大会常务委员会第十次会议 → 广东省人民代表大会常务委员会). Either is named as the registry names it,
    however the text does (中华人民共和国国务院 → 国务院): one body has one name in every list. A name that is merely
    plausible is kept as it stands with an empty ``body``.
    """

    __slots__ = ("_codes", "_names", "_patterns", "_region_of", "_regions", "_traits")

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._names: dict[str, list[_Name]] = {}
        self._regions: dict[str, list[tuple[str, Region]]] = {}
        self._region_of: dict[str, Region] = {region.name: region for region in gazetteer.regions}
        self._traits: dict[str, Traits] = {}
        for body in gazetteer.bodies:
            self._traits[body.id] = Traits(body.level, body.branch, body.region)
            for office in _OFFICES:
                self._traits[body.name + office] = Traits(body.level, Branch.OFFICE, body.region)
            for name in dict.fromkeys(_ways_to_name(body)):
                self._names.setdefault(name[:2], []).append(_Name(name, body))
        for names in self._names.values():
            names.sort(key=lambda n: -len(n.text))
        for region in gazetteer.regions:
            for spelling in dict.fromkeys((region.name, region.short)):
                if len(spelling) >= 2:
                    self._regions.setdefault(spelling[:2], []).append((spelling, region))
        for spellings in self._regions.values():
            spellings.sort(key=lambda pair: -len(pair[0]))
        self._patterns = sorted(gazetteer.patterns, key=lambda p: -len(p.suffix))
        self._codes = _codes(gazetteer)

    def find(self, text: str) -> tuple[Found, ...]:
        """The bodies named in running text, left to right, the longest name at each place."""
        found: list[Found] = []
        at = 0
        while at < len(text):
            # In running text the left edge of an unlisted place cannot be told (根据云岭省…): only listed ones count.
            match = self.match(text, at, unlisted=False)
            if match is None:
                at += 1
                continue
            found.append(match)
            at = match.end
        return tuple(found)

    def match(self, text: str, at: int = 0, unlisted: bool = True) -> Found | None:
        """The longest body name that begins exactly at ``at``; ``unlisted``: also of a place that is not registered."""
        start = at
        if text.startswith("原", at):
            at += 1
        options = [
            option
            for option in (self._registered(text, at), self._congress(text, at), self._local(text, at))
            if option is not None
        ]
        if not options and unlisted and (option := self._unlisted(text, at)) is not None:
            options = [option]
        if not options:
            return None
        best = max(options, key=lambda option: option.end)
        name = text[start : best.end] if start != at and not best.issuer.body else best.issuer.name
        return Found(start, best.end, Issuer(compact(name), best.issuer.body, best.issuer.region))

    def resolve(self, name: str) -> Issuer:
        """The body of a whole name; an unknown name is kept as it stands."""
        text = compact(name)
        known = self._whole(text)
        if known is not None:
            return known
        place = self._place_of(text)
        return Issuer(text, "", place)

    def read_list(self, text: str) -> tuple[Issuer, ...]:
        """The bodies of a text that is nothing but a list of bodies (A、B、C or A B C); implausible parts are left out."""
        whole = self._whole(_DECREE_WORDS.sub("", compact(text)))
        if whole is not None:
            return (whole,)
        issuers: list[Issuer] = []
        for part in self._parts(text):
            issuer = self.resolve(part)
            if issuer.body or self.is_plausible(issuer.name):
                issuers.append(issuer)
        return tuple(dict.fromkeys(issuers))

    def is_list(self, text: str) -> bool:
        """Whether the text is made of body names alone."""
        parts = list(self._parts(text))
        return bool(parts) and all(
            self._whole(compact(p)) is not None or self.is_plausible(compact(p)) for p in parts
        )

    def is_plausible(self, name: str) -> bool:
        """Whether an unregistered name looks like that of a body."""
        return _PLAUSIBLE.match(name) is not None and _NOT_A_BODY.search(name) is None

    def leading(self, text: str) -> tuple[tuple[Issuer, ...], int]:
        """The bodies a title begins with (A、B关于…) and where they end; () when it begins with none."""
        issuers: list[Issuer] = []
        at = 0
        while (match := self.match(text, at)) is not None:
            issuers.append(match.issuer)
            at = match.end
            gap = re.compile(r"[、，\s]+|和(?=[\u4e00-\u9fff])").match(text, at)
            if gap is None:
                break
            at = gap.end()
        return tuple(dict.fromkeys(issuers)), at

    def of_number(self, number: DocumentNumber | None) -> tuple[Issuer, ...]:
        """The bodies a document number names: by its decree (国务院令) or the longest known prefix of its code."""
        if number is None or not number.code:
            return ()
        if _DECREE_WORDS.search(number.code):
            named = _DECREE_WORDS.sub("", number.code)
            return self.read_list(named) if named else ()
        for length in range(len(number.code), 0, -1):
            name = self._codes.get(number.code[:length])
            if name is None:
                continue
            # 粤府办 is the office's code: the code of the government (粤府) does not stand for it.
            if number.code[length:].startswith("办") and not _is_office(name):
                return ()
            return (self.resolve(name),)
        return ()

    def knows_code(self, code: str) -> bool:
        """Whether a registered 机关代字 is a prefix of this code."""
        return any(code[:length] in self._codes for length in range(len(code), 0, -1))

    def traits(self, issuer: Issuer) -> Traits:
        """Level and branch of a body; of an unregistered one as far as its name tells."""
        known = self._traits.get(issuer.body)
        if known is not None:
            return known
        region = self._region_of.get(issuer.region)
        level = region.level if region else _level_by_name(issuer.name)
        return Traits(level, self._branch_by_name(issuer), issuer.region)

    def region(self, name: str) -> Region | None:
        """The region of this official name."""
        return self._region_of.get(name)

    def leading_region(self, text: str) -> Region | None:
        """The region whose name (or short name) a text begins with."""
        match = self._region_at(text, 0)
        return match[1] if match else None

    def _whole(self, text: str) -> Issuer | None:
        stripped = _FORMER.sub("", text)
        match = self.match(stripped)
        if match is None or match.end != len(stripped):
            return None
        if stripped == text or match.issuer.body:
            return match.issuer
        return Issuer(text, match.issuer.body, match.issuer.region)

    def _parts(self, text: str) -> Iterator[str]:
        for part in _HARD_SEPARATORS.split(text.strip()):
            piece = part.strip('“”"（）()：:')
            if not piece:
                continue
            if self._whole(compact(piece)) is not None:
                yield piece
                continue
            if run := self._run(compact(piece)):
                yield from run
                continue
            yield from (p for p in _SEPARATORS.split(piece) if p)

    def _run(self, text: str) -> list[str]:
        """Names set one after the other without a mark between them; empty when the text is not that throughout."""
        found: list[str] = []
        at = 0
        while at < len(text):
            match = self.match(text, at)
            if match is None:
                return []
            found.append(text[at : match.end])
            at = match.end
        return found

    def _registered(self, text: str, at: int) -> Found | None:
        offset = len(STATE) if text.startswith(STATE, at) else 0
        for begin in dict.fromkeys((at, at + offset)):
            for name in self._names.get(text[begin : begin + 2], ()):
                if text.startswith(name.text, begin):
                    end = begin + len(name.text)
                    office = next((word for word in _OFFICES if text.startswith(word, end)), "")
                    if office:
                        official = name.body.name + office
                        return Found(at, end + len(office), Issuer(official, official, name.body.region))
                    return Found(at, end, Issuer(name.body.name, name.body.id, name.body.region))
        return None

    def _congress(self, text: str, at: int) -> Found | None:
        """第十三届全国人民代表大会常务委员会第四次会议."""
        begin = at + len(STATE) if text.startswith(STATE, at) else at
        session = _SESSION.match(text, begin)
        begin = session.end() if session else begin
        if not text.startswith(_NPC, begin):
            return None
        name = _NPC_STANDING if text.startswith(_NPC_STANDING, begin) else _NPC
        end = begin + len(name)
        issuer = self._body_named(name)
        return Found(at, _after_meeting(text, end), issuer)

    def _body_named(self, name: str) -> Issuer:
        for known in self._names.get(name[:2], ()):
            if known.text == name:
                return Issuer(known.body.name, known.body.id, known.body.region)
        return Issuer(name, name, "")

    def _local(self, text: str, at: int) -> Found | None:
        """Region (and a second region below it), a session, and the suffix of a pattern."""
        first = self._region_at(text, at)
        if first is None:
            return None
        end, region = first
        above = ""
        second = self._region_at(text, end)
        if second is not None and second[1].level is not region.level:
            # Districts of one name lie in many cities: the city stays in their bodies' names.
            above = region.name if second[1].level is Level.COUNTY else ""
            end, region = second
        session = _SESSION.match(text, end)
        after = session.end() if session else end
        for words, standing in _CONGRESS_WORDS:
            if text.startswith(words, after):
                suffix = "人民代表大会常务委员会" if standing else "人民代表大会"
                name = above + region.name + suffix
                return Found(
                    at, _after_meeting(text, after + len(words)), Issuer(name, self._id(name), region.name)
                )
        for pattern in self._patterns:
            if text.startswith(pattern.suffix, after):
                stop = after + len(pattern.suffix)
                official = above + region.name + pattern.canonical
                return Found(at, stop, Issuer(official, self._id(official), region.name))
        return None

    def _unlisted(self, text: str, at: int) -> Found | None:
        """A place that is not registered, followed at once by what its bodies are called: X省住房和城乡建设厅."""
        place = _UNLISTED.match(text, at)
        while place is not None:
            end = place.end()
            session = _SESSION.match(text, end)
            after = session.end() if session else end
            for words, standing in _CONGRESS_WORDS:
                if text.startswith(words, after):
                    name = place.group() + ("人民代表大会常务委员会" if standing else "人民代表大会")
                    return Found(
                        at, _after_meeting(text, after + len(words)), Issuer(name, "", place.group())
                    )
            for pattern in self._patterns:
                if len(pattern.suffix) > 2 and text.startswith(pattern.suffix, end):
                    stop = end + len(pattern.suffix)
                    return Found(at, stop, Issuer(text[at:stop], "", place.group()))
            # 云岭省青江市…: the place may have two steps.
            place = _UNLISTED_BELOW.match(text, at) if place.re is _UNLISTED else None
        return None

    def _id(self, official: str) -> str:
        for known in self._names.get(official[:2], ()):
            if known.text == official:
                return known.body.id
        return official

    def _region_at(self, text: str, at: int) -> tuple[int, Region] | None:
        for spelling, region in self._regions.get(text[at : at + 2], ()):
            if text.startswith(spelling, at):
                return at + len(spelling), region
        return None

    def _place_of(self, name: str) -> str:
        match = self._region_at(name, 0)
        if match is None:
            return ""
        end, region = match
        below = self._region_at(name, end)
        return below[1].name if below and below[1].level is not region.level else region.name

    def _branch_by_name(self, issuer: Issuer) -> Branch:
        name = issuer.body or issuer.name
        for pattern in self._patterns:
            if name.endswith((pattern.canonical, pattern.suffix)):
                return pattern.branch
        return _branch_by_words(name)


def _ways_to_name(body: IssuingBody) -> Iterable[str]:
    for name in (body.name, *body.aliases):
        if len(name) >= 2:
            yield name
        if name.startswith(STATE) and len(name) > len(STATE) + 1:
            yield name.removeprefix(STATE)


def _codes(gazetteer: Gazetteer) -> dict[str, str]:
    codes = dict(gazetteer.codes)
    for body in gazetteer.bodies:
        for code in body.codes:
            codes.setdefault(code, body.name)
    return codes


def _after_meeting(text: str, end: int) -> int:
    meeting = _MEETING.match(text, end)
    return meeting.end() if meeting else end


def _is_office(name: str) -> bool:
    return name.endswith(("办公厅", "办公室", "办"))


_LEVEL_WORDS: Final = (
    (re.compile(r"(?:省|自治区)[^省市县区]*$|^[^市]{2,3}省"), Level.PROVINCIAL),
    (re.compile(r"[县旗]"), Level.COUNTY),
    (re.compile(r"[镇乡]|街道"), Level.TOWNSHIP),
    (re.compile(r"市.{1,6}区"), Level.COUNTY),
    (re.compile(r"[市州盟]"), Level.PREFECTURE),
)


def _level_by_name(name: str) -> Level:
    if name.startswith((STATE, "国家", "国务院", "全国", "最高", "中共中央", "中央")):
        return Level.CENTRAL
    if _PLACE.match(name) is None:
        return Level.UNKNOWN
    return next((level for pattern, level in _LEVEL_WORDS if pattern.search(name)), Level.UNKNOWN)


def _branch_by_words(name: str) -> Branch:
    if "人民代表大会" in name or name.endswith("人大常委会"):
        return Branch.CONGRESS
    if name.endswith(("人民政府", "国务院")):
        return Branch.GOVERNMENT
    if name.endswith("法院"):
        return Branch.COURT
    if name.endswith("检察院"):
        return Branch.PROCURATORATE
    if name.startswith(("中共", "中国共产党")):
        return Branch.PARTY
    if name.endswith(("监察委员会",)):
        return Branch.SUPERVISION
    if name.endswith(("办公厅", "办公室")):
        return Branch.OFFICE
    if name.endswith(("局", "厅", "部", "委员会", "署", "委")):
        return Branch.DEPARTMENT
    return Branch.UNKNOWN
