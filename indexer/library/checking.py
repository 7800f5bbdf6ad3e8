"""Draft check: every citation of a text judged on a day — in force, changed since, gone, no such article, not known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from indexer.library.answers import ActLink, Candidate, Reason, StatusAnswer
from indexer.library.citing import Citing, article_of, link_of
from indexer.library.lives import Life
from indexer.library.resolver import Meaning, Resolver
from indexer.library.stubs import canonical
from indexer.model.characters import compact
from indexer.model.citations import Citation, CitationRole
from indexer.model.draft import DraftText
from indexer.model.identifiers import ProvisionPath
from indexer.model.validity import ActReference, EventKind, Status
from indexer.store import Store, VersionRow

_QUOTED: Final = re.compile(
    r"(?P<lead>[^“”。；\n《]{0,16}?(?:规定|明确|指出|载明)?[：:，,]?\s?)“(?P<words>[^“”]{8,600})”"
)
_NO_QUOTE: Final = re.compile(r"改为|增加|删|解释|第[〇零一二三四五六七八九十百千\d]+[条款项]")
"""Between a citation and words in marks: they are new words, or those of another text or provision."""
_LEFT_OUT: Final = re.compile(r"…+|\.{3,}")
_JOINED: Final = "、和或与及，"
_MARKS: Final = re.compile(r"[\s，。；：、“”‘’（）()《》〈〉,.;:\"'…—-]")
_LISTED: Final = re.compile(
    r"《?(?P<title>[^（(,，\t]{4,}?(?:[（(][^（()）]*[）)])?)》?\s*[（(,，\t]\s*(?P<number>[^（()）,，\t]+号)\s*[）)]?"
)
_SHOWN: Final = 120
_WHOLE: Final = 1_500


class CheckVerdict(StrEnum):
    """What is said of a citation."""

    IN_FORCE = "in_force"
    AMENDED_SINCE = "amended_since"
    NOT_IN_FORCE = "not_in_force"
    NOT_YET_IN_FORCE = "not_yet_in_force"
    PROVISION_MISSING = "provision_missing"
    AMBIGUOUS = "ambiguous"
    UNRECOGNISED = "unrecognised"

    @property
    def label(self) -> str:
        """The words a reader sees."""
        return _LABELS[self]


_LABELS: Final = {
    CheckVerdict.IN_FORCE: "现行有效",
    CheckVerdict.AMENDED_SINCE: "引用后已修改",
    CheckVerdict.NOT_IN_FORCE: "已不具有效力",
    CheckVerdict.NOT_YET_IN_FORCE: "尚未生效",
    CheckVerdict.PROVISION_MISSING: "没有这一条款",
    CheckVerdict.AMBIGUOUS: "无法确定",
    CheckVerdict.UNRECOGNISED: "未能识别",
}
_OF_STATUS: Final = {
    Status.REPEALED: CheckVerdict.NOT_IN_FORCE,
    Status.LAPSED: CheckVerdict.NOT_IN_FORCE,
    Status.SUSPENDED: CheckVerdict.NOT_IN_FORCE,
    Status.NOT_YET_IN_FORCE: CheckVerdict.NOT_YET_IN_FORCE,
    # No evidence, or two proofs that contradict each other: neither in force nor not.
    Status.UNKNOWN: CheckVerdict.AMBIGUOUS,
    Status.CONFLICTING: CheckVerdict.AMBIGUOUS,
}


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """A place [start, end) of the text and what is said of it. ``quote`` says whether words quoted behind it stand in
    the article: ``same``, ``differs``, or empty where nothing is quoted. ``was`` and ``now`` are the article as cited
    and as it is, where it has changed since."""

    text: str
    start: int
    end: int
    title: str
    number: str
    provision: str | None
    verdict: str
    document: ActLink | None = None
    because: tuple[Reason, ...] = ()
    successor: ActLink | None = None
    candidates: tuple[Candidate, ...] = ()
    status: str = ""
    quote: str = ""
    notes: tuple[str, ...] = ()
    was: str = ""
    now: str = ""

    @property
    def shown(self) -> str:
        """The words on one line, with the title where they go on from one before: 第四十六条（《某办法》）."""
        words = " ".join(self.text.split())
        known = self.title and compact(self.title) not in compact(self.text)
        return f"{words}（《{self.title}》）" if known else words

    @property
    def is_finding(self) -> bool:
        """Whether someone should look at it."""
        return self.verdict != CheckVerdict.IN_FORCE or self.quote == "differs"


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """Every citation of a text, none left out; ``unread`` says what of the text could not be read."""

    on: date
    citations: tuple[CheckedCitation, ...]
    unread: tuple[str, ...]
    summary: Mapping[str, int]


class Checker:
    """Judges citations over one record; ``status_of`` gives the reasons of a life's status on a day."""

    def __init__(
        self,
        store: Store,
        resolver: Resolver,
        citing: Citing,
        status_of: Callable[[Life, date], StatusAnswer],
    ) -> None:
        self._store = store
        self._resolver = resolver
        self._citing = citing
        self._status_of = status_of
        self._statuses: dict[tuple[str, date, int], StatusAnswer] = {}

    def check(self, draft: DraftText, on: date) -> CheckAnswer:
        """The citations of a text in order; places that name the text's own parts are not citations of others."""
        self._statuses.clear()
        unread = [f"{r.message}（{r.place}）" if r.place else r.message for r in draft.remarks]
        if draft.code:
            unread.insert(0, draft.message)
        found = [self._judge(c, draft.text, on) for c in draft.citations if not c.own]
        return _answer(on, found, unread)

    def check_names(self, names: Iterable[str], on: date) -> CheckAnswer:
        """A list of titles or numbers, one answer each, in their order."""
        found = []
        for n, name in enumerate(names):
            citation = replace(_NAMED, start=n, end=n, text=name, names=_act_of(name))
            found.append(self._judge(citation, "", on))
        return _answer(on, found, ())

    def _judge(self, citation: Citation, text: str, on: date) -> CheckedCitation:
        meaning = self._resolver.resolve(citation.names, on, suggest=True)
        base = CheckedCitation(
            citation.text,
            citation.start,
            citation.end,
            citation.names.title,
            citation.names.number,
            citation.provision.value if citation.provision else None,
            CheckVerdict.UNRECOGNISED,
            notes=(meaning.how,) if meaning.how else (),
        )
        if len(meaning.held) > 1:
            return replace(
                base,
                verdict=CheckVerdict.AMBIGUOUS,
                candidates=self._citing.candidates(meaning.held),
                notes=("同名文件不止一件，无法确定所指",),
            )
        life = self._resolver.life(meaning.document) if meaning.document else None
        if life is None:
            return self._unheld(base, meaning, on)
        status = self._status(life, on)
        base = replace(
            base,
            document=link_of(meaning, life),
            because=status.because,
            successor=status.successor,
            status=status.status,
            notes=(*base.notes, *status.notes),
        )
        verdict = _OF_STATUS.get(Status(status.status))
        if verdict is not None:
            return replace(base, verdict=verdict)
        return self._in_force(replace(base, verdict=CheckVerdict.IN_FORCE), citation, life, text, on)

    def _status(self, life: Life, on: date) -> StatusAnswer:
        key = (life.document.id, on, self._store.revision)
        if key not in self._statuses:
            self._statuses[key] = self._status_of(life, on)
        return self._statuses[key]

    def _unheld(self, base: CheckedCitation, meaning: Meaning, on: date) -> CheckedCitation:
        if meaning.stub is not None:
            status = self._status_of(meaning.stub.life, on)
            ended = Status(status.status) in (Status.REPEALED, Status.LAPSED)
            return replace(
                base,
                verdict=CheckVerdict.NOT_IN_FORCE if ended else CheckVerdict.UNRECOGNISED,
                document=link_of(meaning, None),
                because=status.because,
                successor=status.successor,
                status=status.status,
                notes=(*base.notes, *status.notes),
            )
        near = self._citing.candidates(meaning.near)
        note = "没有收录这个标题，是否为所列之一" if near else "没有收录，无法判断；没有收录不等于有效或无效"
        return replace(base, candidates=near, notes=(*base.notes, note))

    def _in_force(
        self, base: CheckedCitation, citation: Citation, life: Life, text: str, on: date
    ) -> CheckedCitation:
        current = life.version_on(on)
        since = _amended_after(life, citation.names, on)
        if since is not None:
            base = replace(
                base,
                verdict=CheckVerdict.AMENDED_SINCE,
                notes=(*base.notes, f"引用的是较早的文本，{since.isoformat()} 已作修改"),
            )
        if citation.provision is None or current is None:
            return base
        path = self._citing.real_path(current, citation.provision.value)
        if path is None:
            return self._missing(base, citation, life, current)
        gone = _ended_part(life, ProvisionPath(path), on)
        if gone is not None:
            return replace(
                base,
                verdict=CheckVerdict.NOT_IN_FORCE,
                notes=(*base.notes, f"这一条款自 {gone.isoformat()} 起失效"),
            )
        base = replace(base, provision=path)
        if since is not None:
            base = self._changed(base, citation, life, current)
        return self._quoted(base, citation, life, current, text)

    def _changed(
        self, base: CheckedCitation, citation: Citation, life: Life, current: VersionRow
    ) -> CheckedCitation:
        """The article in the text that is named and in that of the day."""
        assert base.provision is not None
        label = article_of(base.provision)
        day = citation.names.dated or life.document.issued
        older = [v for v in life.versions if v.dated is not None and day is not None and v.dated <= day]
        then = max(older, key=lambda v: v.dated or date.min, default=None)
        path = self._citing.real_path(then, base.provision) if then is not None else None
        if then is None or path is None or then.key == current.key:
            return replace(base, notes=(*base.notes, f"没有收录所引的文本，{label}是否变化无法核对"))
        was, now = self._words(then, path), self._words(current, base.provision)
        if _bare(was) == _bare(now):
            return replace(base, notes=(*base.notes, f"{label}的文字没有变化"))
        return replace(base, was=_shown(was), now=_shown(now), notes=(*base.notes, f"{label}已修改"))

    def _missing(
        self, base: CheckedCitation, citation: Citation, life: Life, current: VersionRow
    ) -> CheckedCitation:
        """No such provision now: was there one before?"""
        assert citation.provision is not None
        named = article_of(citation.provision.value)
        older = [
            v
            for v in life.versions
            if v.key != current.key
            and (v.start or date.min) < (current.start or date.max)
            and self._citing.real_path(v, citation.provision.value)
        ]
        if older:
            day = older[-1].dated or older[-1].since
            note = f"{named}：{day.isoformat() if day else '较早'}的文本中有，现行文本共 {current.articles} 条，没有这一条款"
            path = self._citing.real_path(older[-1], citation.provision.value)
            return replace(
                base,
                verdict=CheckVerdict.AMENDED_SINCE,
                notes=(*base.notes, note),
                was=_shown(self._words(older[-1], path)) if path else "",
            )
        if not current.articles:
            return replace(base, notes=(*base.notes, f"{named}：收录的文本没有分条，无法核对"))
        note = f"{named}：这一文本共 {current.articles} 条"
        return replace(base, verdict=CheckVerdict.PROVISION_MISSING, notes=(*base.notes, note))

    def _quoted(
        self, base: CheckedCitation, citation: Citation, life: Life, current: VersionRow, text: str
    ) -> CheckedCitation:
        """Words quoted behind the citation against the article."""
        match = _QUOTED.match(text, citation.end)
        if match is None or base.provision is None or citation.role is CitationRole.AMENDS:
            return base
        if _NO_QUOTE.search(match["lead"]):
            return base
        quote = [_bare(part) for part in _LEFT_OUT.split(match["words"])]
        now = self._words(current, base.provision)
        if _stands_in(quote, now):
            return replace(base, quote="same")
        for version in life.versions:
            if version.key == current.key:
                continue
            path = self._citing.real_path(version, base.provision)
            if path and _stands_in(quote, self._words(version, path)):
                note = f"引文与{version.dated.isoformat() if version.dated else '另一'}文本相同，现行文本为：{_short(now)}"
                return replace(
                    base,
                    verdict=CheckVerdict.AMENDED_SINCE,
                    quote="differs",
                    notes=(*base.notes, note),
                    was=_shown(self._words(version, path)),
                    now=_shown(now),
                )
        other = self._article_with(current, quote)
        if other and text[citation.start - 1 : citation.start] in _JOINED:
            # 第一条、第三条规定的“…”: the words may be of either.
            return replace(base, quote="same")
        found = f"引文是{article_of(other)}的文字；" if other else ""
        if other and other == base.provision.split(".")[0]:
            found = "引文在这一条，但不在所引的款、项；"
        said = f"引文与条文不一致，{found}条文为：{_short(now)}"
        return replace(base, quote="differs", notes=(*base.notes, said))

    def _article_with(self, version: VersionRow, quote: Sequence[str]) -> str:
        """The article that has the words; empty where none has."""
        words: dict[str, list[str]] = {}
        for row in self._store.provisions(version.key):
            head = row.path.split(".")[0]
            if head.startswith("art-"):
                words.setdefault(head, []).append(row.heading + row.text)
        return next((path for path, lines in words.items() if _stands_in(quote, "".join(lines))), "")

    def _words(self, version: VersionRow, path: str) -> str:
        rows = self._store.provisions_at([(version.key, path)])[version.key, path]
        return "\n".join(row.heading + row.text for row in rows)


def _act_of(name: str) -> ActReference:
    """A line of a list as a name: a number, a title, or both."""
    text = name.strip()
    # 《标题》（某省人民政府令第5号) as a whole has the form of a number too: the title goes first.
    match = _LISTED.fullmatch(text)
    if match is not None and (number := canonical(match["number"])):
        return ActReference(match["title"], number)
    number = canonical(text)
    return ActReference(number=number) if number else ActReference(text.strip("《》"))


def _answer(on: date, found: Sequence[CheckedCitation], unread: Sequence[str]) -> CheckAnswer:
    counts = Counter(item.verdict for item in found)
    summary = {verdict.value: counts[verdict] for verdict in CheckVerdict if counts[verdict]}
    plain = tuple(replace(item, verdict=str(item.verdict)) for item in found)
    return CheckAnswer(on, plain, tuple(unread), summary)


def _amended_after(life: Life, named: ActReference, on: date) -> date | None:
    """The last amendment in effect by ``on``, where the name gives an earlier text's day or number."""
    amended = [
        day
        for event in life.timeline.events
        if event.kind is EventKind.AMENDED and (day := event.effective or event.on) is not None and day <= on
    ]
    last = max(amended, default=None)
    if last is None:
        return None
    acts = {event.on for event in life.timeline.events if event.kind is EventKind.AMENDED}
    newest = max((day for day in acts if day and day <= on), default=last)
    if named.dated is not None:
        return last if named.dated < min(last, newest) else None
    if not named.number or named.number != life.document.number:
        return None
    # 修订 by a new order: the number is that of the newest text, and nothing is out of date.
    serial = re.sub(r"^.*?(?=第|\d+号)", "", named.number)
    newer = max(
        (e for e in life.timeline.events if e.kind is EventKind.AMENDED and (e.effective or e.on)),
        key=lambda e: e.effective or e.on or date.min,
    )
    return None if serial and serial in compact(newer.evidence.quote) else last


def _ended_part(life: Life, path: ProvisionPath, on: date) -> date | None:
    """The day from which a provision, or what it stands in, is out of force."""
    for event in life.timeline.events:
        target = event.target.value if event.target else ""
        if (
            event.kind is EventKind.PARTLY_REPEALED
            and target
            and event.effective is not None
            and event.effective <= on
            and (path.value == target or path.value.startswith(target + "."))
        ):
            return event.effective
    return None


def _stands_in(quote: Sequence[str], words: str) -> bool:
    """Whether the parts of a quotation stand in a text one after another."""
    bare, at = _bare(words), 0
    for part in quote:
        found = bare.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _bare(text: str) -> str:
    return _MARKS.sub("", text)


def _shown(text: str) -> str:
    """An article as it is shown beside another, its lines kept."""
    return text if len(text) <= _WHOLE else text[:_WHOLE] + "……"


def _short(text: str) -> str:
    words = compact(text)
    return words if len(words) <= _SHOWN else words[:_SHOWN] + "……"


_NAMED: Final = Citation("", 0, 0, "", CitationRole.CITES, ActReference())
