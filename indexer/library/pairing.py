"""Interpretations (解读) and what they explain, both ways, each with what has become of the document since.

A pair is proved by the explanation's own title or number for its subject, by a link between the two pages, or by a
person's note. Where the name may mean several documents nothing is paired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final
from urllib.parse import urljoin, urlsplit

from indexer.catalog.curated_pairs import CuratedPair
from indexer.library.aliases import Aliases
from indexer.library.answers import ActLink, Candidate, Finding
from indexer.library.citing import Citing, citing_day
from indexer.library.kept import Kept
from indexer.library.lives import Life
from indexer.library.references import References
from indexer.library.resolver import Resolver
from indexer.model.characters import title_key
from indexer.model.citations import Interpretation, InterpretationForm
from indexer.model.document import Kind
from indexer.model.identifiers import ProvisionPath
from indexer.model.validity import ActReference, EventKind, Status
from indexer.store import Store

EXPLAINED_KINDS: Final = (
    Kind.ADMINISTRATIVE_REGULATION,
    Kind.STATE_COUNCIL_NORMATIVE,
    Kind.DEPARTMENT_RULE,
    Kind.DEPARTMENT_NORMATIVE,
    Kind.LOCAL_REGULATION,
    Kind.LOCAL_REGULATION_CITY,
    Kind.LOCAL_RULE,
    Kind.LOCAL_RULE_CITY,
    Kind.LOCAL_NORMATIVE,
)
"""The kinds of which an explanation is expected."""

FORM_LABELS: Final = {
    InterpretationForm.EXPLANATION: "解读",
    InterpretationForm.PRESS_QA: "答记者问",
    InterpretationForm.INFOGRAPHIC: "一图读懂",
    InterpretationForm.FAQ: "政策问答",
    InterpretationForm.BRIEFING: "新闻发布会",
    InterpretationForm.OTHER: "其他",
}
_CHANGES: Final = (EventKind.AMENDED, EventKind.PARTLY_REPEALED)
_ENDED: Final = (Status.REPEALED, Status.LAPSED)
_FORCE: Final = (Status.IN_FORCE, Status.PARTLY_IN_FORCE, Status.NOT_YET_IN_FORCE)
_SHORTEST: Final = 8


class PairedBy(StrEnum):
    """What proves a pair."""

    TITLE = "title"
    NUMBER = "number"
    PAGE = "page"
    CURATED = "curated"


class PairState(StrEnum):
    """What has become of the document since it was explained."""

    CURRENT = "current"
    AMENDED_SINCE = "amended_since"
    ENDED = "ended"
    UNSURE = "unsure"

    @property
    def label(self) -> str:
        """The words a reader sees."""
        return _STATES[self]


_STATES: Final = {
    PairState.CURRENT: "所解读的文件现行有效",
    PairState.AMENDED_SINCE: "所解读的文件此后已修改",
    PairState.ENDED: "所解读的文件已废止或失效",
    PairState.UNSURE: "不能确定解读是否仍然适用",
}


@dataclass(frozen=True, slots=True)
class PairAnswer:
    """An explanation and a document. ``interpretation.id`` is None for a page that is only linked to (``href``).

    ``provisions`` are the document's articles that the explanation names.
    """

    interpretation: ActLink
    form: str
    day: date | None
    document: ActLink
    status: str
    state: str
    said: str
    by: str
    provisions: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class OrphanAnswer:
    """An explanation whose document is not held, or cannot be told from others; ``subjects`` are the names it gives."""

    interpretation: ActLink
    form: str
    day: date | None
    subjects: tuple[str, ...]
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class UnexplainedAnswer:
    """A document in force without an explanation."""

    document: ActLink
    kind: str
    bodies: tuple[str, ...]
    issued: date | None
    status: str


@dataclass(frozen=True, slots=True)
class InterpretationsAnswer:
    """Every explanation held: those with their document, and those without."""

    on: date
    pairs: tuple[PairAnswer, ...]
    without_document: tuple[OrphanAnswer, ...]


@dataclass(slots=True)
class _Pairs:
    """What is paired at one revision."""

    said: Mapping[str, Interpretation]
    documents: dict[str, dict[str, PairedBy]] = field(default_factory=dict)
    """Documents by explanation."""
    outside: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """(words, address) of pages that are not held, by document."""
    several: dict[str, tuple[str, ...]] = field(default_factory=dict)
    linked: dict[str, list[str]] = field(default_factory=dict)
    """What an explanation's page links to as its document, where that is not held."""

    def add(self, interpretation: str, document: str, by: PairedBy) -> None:
        if document not in self.said:
            self.documents.setdefault(interpretation, {}).setdefault(document, by)

    def explaining(self, document: str) -> list[tuple[str, PairedBy]]:
        return [(name, held[document]) for name, held in self.documents.items() if document in held]


class Pairing:
    """Pairs over one record, worked out once a revision. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        resolver: Resolver,
        citing: Citing,
        references: References,
        aliases: Aliases,
        curated: Callable[[], Sequence[CuratedPair]] = tuple,
    ) -> None:
        self._store = store
        self._resolver = resolver
        self._citing = citing
        self._references = references
        self._aliases = aliases
        self._curated = curated
        self._kept = Kept(store, self._make)

    def of_document(self, document: str, on: date) -> tuple[PairAnswer, ...]:
        """The explanations of a document, of the notice that carries it and of what it carries, the newest first."""
        pairs = self._kept.now()
        family = self._family(document)
        held = [
            self._answer(name, member, by, on) for member in family for name, by in pairs.explaining(member)
        ]
        linked = [answer for member in family for answer in self._linked(member, on, pairs)]
        unique = {answer.interpretation.id or answer.href: answer for answer in reversed([*held, *linked])}
        return tuple(sorted(unique.values(), key=lambda a: (a.day or date.min, a.form), reverse=True))

    def of_interpretation(self, interpretation: str, on: date) -> tuple[PairAnswer, ...]:
        """The documents that it explains."""
        found = self._kept.now().documents.get(interpretation, {})
        return tuple(self._answer(interpretation, document, by, on) for document, by in found.items())

    def all(self, on: date) -> InterpretationsAnswer:
        """Every explanation, those with their documents and those without."""
        pairs = self._kept.now()
        answers = [answer for document in pairs.outside for answer in self._linked(document, on, pairs)]
        answers += [
            self._answer(name, document, by, on)
            for name, held in pairs.documents.items()
            for document, by in held.items()
        ]
        orphans = [self._orphan(name, pairs) for name in pairs.said if name not in pairs.documents]
        return InterpretationsAnswer(
            on,
            tuple(sorted(answers, key=lambda a: (a.document.title, a.interpretation.title))),
            tuple(sorted(orphans, key=lambda a: a.interpretation.title)),
        )

    def explained(self) -> frozenset[str]:
        """The documents of which an explanation is known, with those that carry them or are carried."""
        pairs = self._kept.now()
        named = {document for held in pairs.documents.values() for document in held} | set(pairs.outside)
        return frozenset(member for document in named for member in self._family(document))

    def explained_by(self, interpretations: Iterable[str]) -> frozenset[str]:
        """The documents that these explain."""
        held = self._kept.now().documents
        named = {document for name in interpretations for document in held.get(name, ())}
        return frozenset(member for document in named for member in self._family(document))

    def unexplained(self, lives: Iterable[Life], on: date) -> tuple[UnexplainedAnswer, ...]:
        """Documents in force on a day, of the kinds that are explained, without an explanation; the newest first."""
        explained = self.explained()
        found = [
            UnexplainedAnswer(
                ActLink(row.id, row.title),
                row.kind.value,
                tuple(issuer.name for issuer in row.issuers),
                row.issued,
                status.value,
            )
            for life in lives
            if (row := life.document).kind in EXPLAINED_KINDS
            and row.id not in explained
            and (status := life.timeline.on(on).status) in _FORCE
        ]
        return tuple(sorted(found, key=lambda a: (a.issued or date.min, a.document.title), reverse=True))

    def waiting(self) -> tuple[Finding, ...]:
        """A person's pairs of which one side is not held, or names several."""
        message = "人工关联所指的解读或文件没有收录，或者不止一件"
        return tuple(
            Finding("curation_unresolved", message, None, pair.interpretation, pair.place)
            for pair in self._curated()
            if self._held(pair.interpretation) is None or self._held(pair.document) is None
        )

    def _make(self) -> _Pairs:
        curated = [
            (interpretation, document)
            for pair in self._curated()
            if (interpretation := self._held(pair.interpretation)) and (document := self._held(pair.document))
        ]
        said = dict(self._store.interpretations())
        for interpretation, _ in curated:
            said.setdefault(interpretation, Interpretation(InterpretationForm.OTHER, ()))
        pairs = _Pairs(said)
        for interpretation, document in curated:
            pairs.add(interpretation, document, PairedBy.CURATED)
        for name, interpretation_ in said.items():
            for subject in interpretation_.subjects:
                self._pair_subject(name, subject, pairs)
        self._pair_pages(pairs)
        return pairs

    def _held(self, ref: str) -> str | None:
        held = self._references.find(ref).held
        return held[0] if len(held) == 1 else None

    def _pair_subject(self, interpretation: str, subject: ActReference, pairs: _Pairs) -> None:
        life = self._resolver.life(interpretation)
        meaning = self._resolver.resolve(subject, _day(life) if life else None)
        if meaning.document is not None:
            by = PairedBy.NUMBER if subject.number else PairedBy.TITLE
            pairs.add(interpretation, meaning.document, by)
        elif meaning.held:
            pairs.several[interpretation] = meaning.held
        elif meaning.stub is None and (document := self._unfinished(subject.title, pairs)) is not None:
            pairs.add(interpretation, document, PairedBy.TITLE)

    def _unfinished(self, title: str, pairs: _Pairs) -> str | None:
        """The one document whose title goes on where the explanation's leaves off: 关于开展某工作 | 的通知."""
        key = title_key(title)
        if len(key) < _SHORTEST:
            return None
        by_title = self._resolver.names().by_title
        found = {name for held, names in by_title.items() if f"{key}的" in held for name in names}
        found -= pairs.said.keys()
        return found.pop() if len(found) == 1 else None

    def _pair_pages(self, pairs: _Pairs) -> None:
        pages: dict[str, str] = {}
        bases: dict[str, str] = {}
        for document, address in self._store.facts_named("page"):
            pages[_place(address)] = document
            bases[document] = address
        for document, value in self._store.facts_named("related"):
            words, _, address = value.partition("\t")
            href = urljoin(bases.get(document, ""), address)
            other = pages.get(_place(href)) or self._titled(words, document)
            if other is not None and other != document:
                if document in pairs.said:
                    pairs.add(document, other, PairedBy.PAGE)
                elif other in pairs.said:
                    pairs.add(other, document, PairedBy.PAGE)
            elif document in pairs.said:
                pairs.linked.setdefault(document, []).append(words)
            elif urlsplit(href).scheme in ("http", "https"):
                pairs.outside.setdefault(document, []).append((words, href))

    def _titled(self, words: str, document: str) -> str | None:
        life = self._resolver.life(document)
        meaning = self._resolver.resolve(ActReference(words), _day(life) if life else None)
        return meaning.document

    def _family(self, document: str) -> tuple[str, ...]:
        """A document, the notices that carry it, what it carries: 关于印发某办法的通知 is explained as 某办法."""
        covers, carried = self._aliases.covers_of(document), self._aliases.carried_by(document)
        # A decision that carries many texts is not explained by what explains one of them.
        return tuple(dict.fromkeys((document, *covers, *(carried if len(carried) == 1 else ()))))

    def _linked(self, document: str, on: date, pairs: _Pairs) -> Iterator[PairAnswer]:
        life = self._resolver.life(document)
        if life is None:
            return
        for words, href in pairs.outside.get(document, ()):
            # With the parsers behind it, it loads slowly: a search does not wait for it.
            from indexer.parse.related import link_form

            form = link_form(words) or InterpretationForm.OTHER
            state, said = _state(life, None, on)
            yield PairAnswer(
                ActLink(None, words),
                form.value,
                None,
                ActLink(document, life.document.title),
                life.timeline.on(on).status.value,
                state.value,
                said,
                PairedBy.PAGE.value,
                href=href,
            )

    def _answer(self, interpretation: str, document: str, by: PairedBy, on: date) -> PairAnswer:
        explaining, life = self._resolver.life(interpretation), self._resolver.life(document)
        assert explaining is not None
        assert life is not None
        day = _day(explaining)
        state, said = _state(life, day, on)
        return PairAnswer(
            ActLink(interpretation, explaining.document.title),
            self._kept.now().said[interpretation].form.value,
            day,
            ActLink(document, life.document.title),
            life.timeline.on(on).status.value,
            state.value,
            said,
            by.value,
            tuple(self._provisions(explaining, life, on)),
        )

    def _provisions(self, explaining: Life, life: Life, on: date) -> Iterator[str]:
        """The articles that the explanation names, as the text of the day has them."""
        seen: set[str] = set()
        day = _day(explaining)
        for row in self._store.citations_of(explaining.document.id):
            named = row.citation.provision
            if row.citation.own or named is None or not named.segments[0].startswith("art-"):
                continue
            if self._resolver.resolve(row.citation.names, day).document != life.document.id:
                continue
            path = self._citing.real_path(life.version_on(on), ProvisionPath(named.segments[0]).value)
            if path is not None and path not in seen:
                seen.add(path)
                yield path

    def _orphan(self, name: str, pairs: _Pairs) -> OrphanAnswer:
        life = self._resolver.life(name)
        assert life is not None
        said = pairs.said[name]
        subjects = dict.fromkeys((*pairs.linked.get(name, ()), *(s.title or s.number for s in said.subjects)))
        candidates = self._citing.candidates(pairs.several.get(name, ()))
        return OrphanAnswer(
            ActLink(name, life.document.title), said.form.value, _day(life), tuple(subjects), candidates
        )


def _state(life: Life, day: date | None, on: date) -> tuple[PairState, str]:
    """What has become of a document that was explained on ``day``, and the words for it."""
    status = life.timeline.on(on).status
    if status in _ENDED:
        return PairState.ENDED, PairState.ENDED.label
    changed = [
        act
        for event in life.timeline.events
        if event.kind in _CHANGES
        and (act := event.on or event.effective) is not None
        and (event.effective or act) <= on
    ]
    since = [act for act in changed if day is not None and act > day]
    if since:
        return PairState.AMENDED_SINCE, f"所解读的文件此后于{max(since).isoformat()}作过修改"
    if changed and day is None:
        return (
            PairState.UNSURE,
            f"解读没有写明日期，所解读的文件于{max(changed).isoformat()}作过修改，解读可能针对修改前的文本",
        )
    if status in (Status.UNKNOWN, Status.CONFLICTING, Status.SUSPENDED):
        return PairState.UNSURE, f"所解读的文件{status.label}"
    return PairState.CURRENT, f"所解读的文件{status.label}"


def _day(life: Life) -> date | None:
    """The day of an explanation: its own, else that of its page."""
    published = [e.on for e in life.timeline.events if e.on and e.kind is EventKind.PUBLISHED]
    return citing_day(life) or min(published, default=None)


def _place(address: str) -> str:
    """An address without what may differ between two ways of writing it."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}".rstrip("/").lower()
