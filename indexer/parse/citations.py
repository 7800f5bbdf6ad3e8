"""Citations (引用): every place of a text that names another text, or another part of its own, with its span kept.

Titles in 《》 with what stands around them, short names (以下简称), laws by bare name (刑法第二百条), numbers alone,
本条例第N条, 前款, 同法. What is meant by a name is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from indexer.model.characters import title_key
from indexer.model.citations import Citation, CitationRole
from indexer.model.document import Kind
from indexer.model.identifiers import WHOLE, ProvisionPath
from indexer.model.numerals import parse_numeral
from indexer.model.source import SourceText
from indexer.model.validity import ActReference
from indexer.parse.citation_names import Aliases, Name, law_before, numbers, titles
from indexer.parse.citation_places import Standing
from indexer.parse.citation_provisions import UNIT, Place, read_places
from indexer.parse.citation_roles import Setting, role_of
from indexer.parse.lines import Line

_KINDS: Final = "法典|法|条例|规定|办法|细则|规则|解释|决定|通知|意见|章程|准则|规程|规范|标准|方案|公约|规划|纲要|制度|通告|公告|指引|指南|批复"
_OWN: Final = re.compile(rf"本(?:实施)?(?:{_KINDS})\s?(?:中|的)?\s?$")
_SAME: Final = re.compile(rf"(?:(?<!合)同|该|上述)(?:{_KINDS})\s?(?:中|的)?\s?$")
_SAME_ARTICLE: Final = re.compile(r"同[条款]\s?$")
_THIS_ARTICLE: Final = re.compile(r"本[条款项]\s?$")
_BEFORE: Final = re.compile(
    r"(?<![以之目先期提此从])前(?P<count>[一两二三四五六七八九]|几)?(?P<level>[条款项])(?![件约例目])"
)
_AFTER_TITLE: Final = re.compile(
    r"\s?(?:[（(][^（）()\n]{1,60}[）)])?\s?(?:中|里)?(?:的|之)?\s?(?=第|附件|附表|附录)"
)
_SEVERAL: Final = re.compile(r"[》〉]等(?!级)")
_LEADS: Final = re.compile(
    r"^[\s　]*(?:(?:[一二三四五六七八九十百]+|\d+)[、.．]\s*|[（(][一二三四五六七八九十百\d]+[）)]\s*)?(?:将|对|修改|修正|删去|删除|废止)?\s*$"
)
_GENERAL: Final = re.compile(rf"^(?:暂行|实施)?(?:{_KINDS})$")
_BLANKS: Final = "　 \t“"
_LABEL_BEFORE: Final = "\n\t\r“"
_OWN_ANNEX: Final = re.compile(rf"本(?:实施)?(?:{_KINDS})(?=附[件表录]\s?[0-9一二三四五六七八九十])")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of the instrument in which citations are looked for. ``places`` are its provisions' spans."""

    setting: Setting
    kind: Kind
    number: str
    places: dict[str, tuple[int, int]]


def read_citations(
    source: SourceText, text: str, lines: Sequence[Line], known: Reading
) -> tuple[Citation, ...]:
    """The citations of one instrument's lines, in order. ``text`` is the source's text."""
    found: list[Citation] = []
    aliases = Aliases()
    reader = _Reader(source.sha256, known, aliases)
    for start, end in _runs(text, lines):
        found += reader.read(text[start:end], start)
    return tuple(found)


def _runs(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The spans of the text that are the instrument's: neighbouring lines are one."""
    if not lines:
        return
    ordered = sorted((line.start, line.end) for line in lines)
    start, last = ordered[0]
    for (_, end), (following, follows_to) in pairwise(ordered):
        if text[end:following].strip():
            yield start, end
            start = following
        last = follows_to
    yield start, last


@dataclass(frozen=True, slots=True)
class _Named:
    """A name with the provisions read behind it."""

    name: Name
    act: ActReference
    places: tuple[Place, ...]

    @property
    def end(self) -> int:
        return self.places[-1].end if self.places else self.name.end


class _Reader:
    def __init__(self, sha256: str, known: Reading, aliases: Aliases) -> None:
        self._sha256 = sha256
        self._known = known
        self._aliases = aliases
        self._subjects = known.setting.subjects
        self._standing = Standing(known.places)
        self._section: ActReference | None = None
        subjects = [key for key in self._subjects if key]
        sole = len(subjects) == 1 and _SEVERAL.search(known.setting.title) is None
        self._subject = self._sole_subject() if sole else None
        # In a decision or an explanation a bare 第三条 is one of the text it is about.
        self._about_another = known.kind is Kind.INTERPRETATION or any(
            role is CitationRole.AMENDS for role in self._subjects.values()
        )

    def _sole_subject(self) -> ActReference | None:
        interpretation = self._known.setting.interpretation
        if interpretation is not None and interpretation.subjects:
            return interpretation.subjects[0]
        match = re.search(r"[《〈]([^《》〈〉]+)[》〉]", self._known.setting.title)
        return ActReference(match.group(1)) if match else None

    def read(self, text: str, offset: int) -> list[Citation]:
        """The citations of a run of text that begins at ``offset`` of the source."""
        if not any(mark in text for mark in "《第前号"):
            return []
        named = self._named(text)
        found: list[Citation] = []
        covered = 0
        last: _Named | None = None
        self._section = None
        at = 0
        for unit in self._loose(text):
            while at < len(named) and named[at].name.start <= unit[0]:
                last = named[at]
                if self._about_another and self._opens(text, last.name):
                    self._section = last.act
                covered = max(covered, last.end)
                at += 1
            if unit[0] < covered:
                continue
            for citation in self._bare(text, offset, unit, last):
                covered = max(covered, citation.end - offset)
                found.append(citation)
        for item in named:
            found += self._titled(text, offset, item)
        found.sort(key=lambda citation: (citation.start, citation.end))
        return found

    def _named(self, text: str) -> list[_Named]:
        """Titles, short names and numbers that do not overlap, with what is read behind them."""
        names: list[Name] = []
        for name in titles(text) if "《" in text else ():
            names.append(name)
            if name.alias:
                self._aliases.define(name)
        spans = [(name.start, name.end) for name in names]
        if "号" in text:
            names += _outside(numbers(text), spans)
        names.sort(key=lambda name: name.start)
        spans = [(name.start, name.end) for name in names]
        names += _outside(self._aliases.uses(text), spans)
        names.sort(key=lambda name: name.start)
        found = []
        for n, name in enumerate(names):
            if not name.titled and not name.act.title and self._is_part_of(text, name, names[n + 1 :]):
                continue
            act = name.act if name.alias else self._aliases.meaning(name.act, name.start)
            if name.titled and self._subject is not None and len(name.act.title) <= 3 and act is name.act:
                # 《条例》 in an explanation, where no short name was defined.
                act = self._subject
            found.append(_Named(name, act, self._places_behind(text, name.end)))
        return found

    def _is_part_of(self, text: str, name: Name, following: Sequence[Name]) -> bool:
        """A number that says more of the title behind it (某令第5号公布的《X》) or is the text's own."""
        if name.act.number == self._known.number:
            return True
        return bool(
            following
            and following[0].titled
            and following[0].act.number == name.act.number
            and "。" not in text[name.end : following[0].start]
        )

    @staticmethod
    def _places_behind(text: str, at: int) -> tuple[Place, ...]:
        lead = _AFTER_TITLE.match(text, at)
        return read_places(text, lead.end()) if lead else ()

    def _titled(self, text: str, offset: int, item: _Named) -> Iterator[Citation]:
        name = item.name
        path = self._standing.at(name.start + offset)
        if not item.act.title and path.startswith(("front", "note", "sign")):
            # The text's own numbers stand in its head and note.
            return
        if text[name.start - 1 : name.start] == "本" and _GENERAL.match(item.name.act.title):
            # 本《规定》第三条 is the text's own.
            yield from self._own(text, offset, name.start - 1, item.places, ProvisionPath(path))
            return
        key = title_key(item.act.title)
        role = role_of(
            text,
            name.start,
            item.end,
            key,
            self._subjects,
            self._known.setting,
            offset,
            path.startswith("front"),
        )
        where = ProvisionPath(path)
        if not item.places:
            yield self._make(text, offset, name.start, name.end, role, item.act, where, None)
        first = item.places[0] if item.places else None
        for place in item.places:
            # The name belongs to the first of its provisions.
            start = name.start if first is not None and place.start == first.start else place.start
            yield self._make(text, offset, start, place.end, role, item.act, where, place.path)

    def _loose(self, text: str) -> Iterator[tuple[int, str]]:
        """Where a provision is named that may stand alone: 第N条, 前款."""
        found = (
            [(match.start(), match.group("level")) for match in UNIT.finditer(text)] if "第" in text else []
        )
        if "前" in text:
            found += [(match.start(), "前") for match in _BEFORE.finditer(text)]
        found += [(match.start(), "附") for match in _OWN_ANNEX.finditer(text)] if "附" in text else []
        return iter(sorted(found))

    def _bare(self, text: str, offset: int, unit: tuple[int, str], last: _Named | None) -> Iterator[Citation]:
        at, level = unit
        if level not in "前附" and (at == 0 or text[at - 1] in _LABEL_BEFORE or _is_label(text, at)):
            return
        here = self._standing.at(at + offset)
        where = ProvisionPath(here)
        if level == "前":
            yield from self._previous(text, offset, at, here)
            return
        if level == "附":
            lead = _OWN_ANNEX.match(text, at)
            places = read_places(text, lead.end()) if lead else ()
            yield from self._own(text, offset, at, places, where)
            return
        window = text[max(0, at - 12) : at]
        if (own := _OWN.search(window)) is not None:
            start = at - len(window) + own.start()
            if self._about_another and (meant := self._meant(last)) is not None:
                yield from self._other(text, offset, start, read_places(text, at), meant, where)
                return
            yield from self._own(text, offset, start, read_places(text, at), where)
        elif (same := _SAME.search(window)) is not None:
            start = at - len(window) + same.start()
            if last is not None:
                yield from self._other(text, offset, start, read_places(text, at), last.act, where)
        elif (same := _SAME_ARTICLE.search(window)) is not None:
            start = at - len(window) + same.start()
            if last is not None and last.places:
                base = _up_to(last.places[-1].path, "par" if "款" in same.group() else "art")
                yield from self._other(text, offset, start, read_places(text, at, base), last.act, where)
        elif (this := _THIS_ARTICLE.search(window)) is not None:
            start = at - len(window) + this.start()
            base = _up_to(where, {"条": "art", "款": "par", "项": "item"}[this.group().strip()[1]])
            yield from self._own(text, offset, start, read_places(text, at, base), where)
        elif level == "条" and (law := law_before(text, at)) is not None:
            act = self._aliases.meaning(ActReference(text[law:at].strip()), at)
            yield from self._other(text, offset, law, read_places(text, at), act, where)
        else:
            yield from self._alone(text, offset, at, level, last, where)

    def _alone(
        self, text: str, offset: int, at: int, level: str, last: _Named | None, where: ProvisionPath
    ) -> Iterator[Citation]:
        """第三条 with nothing before it that says of what."""
        if level not in "条款":
            return
        if self._about_another:
            meant = self._meant(last)
            if meant is not None and level == "条":
                yield from self._other(text, offset, at, read_places(text, at), meant, where)
            return
        base = _up_to(where, "art")
        places = read_places(text, at, base if level == "款" else WHOLE)
        if level == "款" and not base.value:
            return
        if self._standing.holds(places):
            yield from self._own(text, offset, at, places, where)
        elif last is not None and not any(stop in text[last.end : at] for stop in "。\n"):
            yield from self._other(text, offset, at, places, last.act, where)

    def _meant(self, last: _Named | None) -> ActReference | None:
        return self._subject or self._section or (last.act if last is not None else None)

    @staticmethod
    def _opens(text: str, name: Name) -> bool:
        """Whether a name begins its line, as that of the act which the lines below it change."""
        return (
            name.titled and _LEADS.match(text[text.rfind("\n", 0, name.start) + 1 : name.start]) is not None
        )

    def _previous(self, text: str, offset: int, at: int, here: str) -> Iterator[Citation]:
        """前款, 前条, 前两款, 前款第二项."""
        match = _BEFORE.match(text, at)
        if match is None or "art-" not in here:
            return
        count = parse_numeral(match.group("count") or "") or 1
        bases = self._standing.before(here, match.group("level"), count)
        behind = read_places(text, match.end(), ProvisionPath(bases[-1])) if bases else ()
        where = ProvisionPath(here)
        if behind and len(bases) == 1:
            yield from self._own(text, offset, at, behind, where)
            return
        for base in bases or ("",):
            provision = ProvisionPath(base) if base else None
            yield self._make(
                text, offset, at, match.end(), CitationRole.CITES, ActReference(), where, provision, own=True
            )

    def _own(
        self, text: str, offset: int, start: int, places: Sequence[Place], where: ProvisionPath
    ) -> Iterator[Citation]:
        for n, place in enumerate(places):
            begin = start if place.start == places[0].start else place.start
            path = self._standing.real(place.path)
            del n
            yield self._make(
                text, offset, begin, place.end, CitationRole.CITES, ActReference(), where, path, own=True
            )

    def _other(
        self,
        text: str,
        offset: int,
        start: int,
        places: Sequence[Place],
        act: ActReference,
        where: ProvisionPath,
    ) -> Iterator[Citation]:
        key = title_key(act.title)
        end = places[-1].end if places else start
        role = role_of(text, start, end, key, self._subjects, self._known.setting, offset, False)
        for place in places:
            begin = start if place.start == places[0].start else place.start
            yield self._make(text, offset, begin, place.end, role, act, where, place.path)

    def _make(
        self,
        text: str,
        offset: int,
        start: int,
        end: int,
        role: CitationRole,
        act: ActReference,
        where: ProvisionPath,
        provision: ProvisionPath | None,
        own: bool = False,
    ) -> Citation:
        return Citation(
            self._sha256,
            start + offset,
            end + offset,
            text[start:end],
            role,
            act,
            where,
            provision,
            own=own,
        )


def _outside(names: Iterator[Name], spans: Sequence[tuple[int, int]]) -> list[Name]:
    """The names that overlap no span (sorted)."""
    kept: list[Name] = []
    at = 0
    for name in sorted(names, key=lambda n: n.start):
        while at < len(spans) and spans[at][1] <= name.start:
            at += 1
        if at == len(spans) or spans[at][0] >= name.end:
            kept.append(name)
    return kept


def _is_label(text: str, at: int) -> bool:
    """Whether only blanks stand between the line's beginning and a place."""
    return text[at - 1] in _BLANKS and not text[text.rfind("\n", 0, at) + 1 : at].strip(_BLANKS)


def _up_to(path: ProvisionPath, kind: str) -> ProvisionPath:
    """The part of an address down to its article, paragraph or item."""
    kept: list[str] = []
    for segment in path.segments:
        kept.append(segment.split("_")[0])
        if segment.split("-")[0] == kind:
            return ProvisionPath(".".join(kept))
    return ProvisionPath(".".join(kept)) if kind != "art" and kept else WHOLE
