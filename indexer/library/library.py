"""Library (资料馆): the façade — every question a reader may ask, answered from the record and the index.

What a search and a status need is loaded with it; what answers the other questions when it is first asked, so that a
command and a server's first answer need not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from indexer.analysis import Analyzer, default_analyzer
from indexer.catalog import data_file, load_gazetteer
from indexer.library.absent import absent, answered, unseen
from indexer.library.answers import (
    ActLink,
    Candidate,
    ComingAnswer,
    DocumentAnswer,
    Finding,
    HistoryAnswer,
    HistoryEvent,
    HistoryVersion,
    ProvisionAnswer,
    SearchAnswer,
    SourceAnswer,
    StatsAnswer,
    StatusAnswer,
    Suggestion,
)
from indexer.library.books import codes_before_books
from indexer.library.curated_words import curated_said
from indexer.library.entries import make_entry
from indexer.library.judging import Judge, missing_said_of, span_of
from indexer.library.lives import Life, Lives
from indexer.library.references import Named, References
from indexer.library.requests import NotHeld, OriginalFile, Readiness, SearchRequest
from indexer.library.resolver import Resolver
from indexer.library.searching import Searcher
from indexer.library.spans import text_notes
from indexer.library.stubs import Stub, Stubs
from indexer.library.suggesting import suggest
from indexer.model.draft import DraftText
from indexer.model.validity import Status
from indexer.search.engine import RankedUnit, SearchEngine
from indexer.search.entry import IndexEntry
from indexer.search.query import Sort
from indexer.search.ranking import RankingProfile, load_profile
from indexer.search.whoosh_engine import WhooshEngine
from indexer.settings import Settings
from indexer.store import CitationPlace, Originals, Store

if TYPE_CHECKING:
    from indexer.library.certificate import Certifier
    from indexer.library.checking import CheckAnswer, Checker
    from indexer.library.citing import CitesAnswer, Citing
    from indexer.library.comparing import DiffAnswer
    from indexer.library.consolidating import ConsolidatedAnswer
    from indexer.library.curated import Curated
    from indexer.library.pairing import Pairing
    from indexer.library.radar import Radar


class Library:
    """Answers over one record and one engine. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        engine: SearchEngine,
        originals: Originals,
        analyzer: Analyzer,
        curation: Sequence[Path] = (),
    ) -> None:
        self.store = store
        self.engine = engine
        self.originals = originals
        self.lives = Lives(store)
        self._stubs = Stubs(store, self.lives.aliases)
        self._references = References(store, self._stubs)
        self.resolver = Resolver(store, self.lives, self._references, self._stubs)
        self._judge = Judge(store, self.lives, self._stubs)
        self._curation = curation
        self._analyzer = analyzer
        self._searcher = Searcher(store, self.lives, engine, analyzer)

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        read_only: bool = False,
        profile: RankingProfile | None = None,
        check_later: bool = False,
    ) -> Self:
        """The library of a data folder; StoreUnusable says when there is none to read. With ``check_later`` its engine
        is to be asked to ``check`` itself soon."""
        analyzer = default_analyzer()
        store = Store.open(settings.register, read_only=read_only)
        engine = WhooshEngine(settings.index, analyzer, profile or load_profile(), check_later=check_later)
        curation = (data_file("curation"), settings.curation)
        return cls(store, engine, Originals(settings.sources), analyzer, curation)

    @cached_property
    def pairing(self) -> Pairing:
        """What explains what."""
        from indexer.catalog.curated_pairs import load_pairs
        from indexer.library.pairing import Pairing

        return Pairing(
            self.store,
            self.resolver,
            self._citing,
            self._references,
            self.lives.aliases,
            lambda: load_pairs(self._curation),
        )

    @cached_property
    def certifier(self) -> Certifier:
        """Certificates."""
        from indexer.library.certificate import Certifier

        return Certifier(self.store, self._life_or_stub, self._judge)

    @cached_property
    def radar(self) -> Radar:
        """What is in force and cites what is not."""
        from indexer.library.radar import Radar

        return Radar(self.store, self.lives, self.resolver, self._citing, partial(_judged, self._judge))

    @cached_property
    def _checker(self) -> Checker:
        from indexer.library.checking import Checker

        return Checker(self.store, self.resolver, self._citing, partial(_judged, self._judge))

    @cached_property
    def _citing(self) -> Citing:
        from indexer.library.citing import Citing

        return Citing(self.store, self._references, self.resolver)

    @cached_property
    def _curated(self) -> Curated:
        from indexer.library.curated import Curated

        return Curated(self.store, self._references, self._curation)

    def renewed(self) -> Self:
        """Another library of the same folder that sees record and index as they are now, until its store lets go."""
        # The index first: it is never ahead of the record.
        engine = self.engine.renewed()
        return type(self)(self.store.held(), engine, self.originals, self._analyzer, self._curation)

    def close(self) -> None:
        """Close the record and the index."""
        self.engine.close()
        self.store.close()

    def warm(self) -> None:
        """Load what the first search or update would wait for."""
        self.engine.refresh()
        self._analyzer.words("示例")

    def prepare(self, day: date) -> None:
        """Work out what is kept for a revision, before the first readers wait for it."""
        self.lives.all()
        self.pairing.all(day)
        self._stubs.all()
        self.resolver.names()
        load_gazetteer()

    # The index follows the record

    def catch_up(self, progress: Callable[[int, int], None] = lambda _done, _all: None) -> int:
        """Bring the index to the record's revision; the number of documents that were indexed."""
        self._curated.replay()
        revision = self.store.revision
        held = self.engine.revision
        if held == revision:
            return 0
        if held < 0 or held > revision:
            return self.reindex(progress)
        changes = self.store.changed_since(held)
        touched = {change.document for change in changes}
        removed = [change.document for change in changes if change.what == "withdrawn"]
        # An explanation that has come marks what it explains.
        explained = self.pairing.explained_by(touched)
        wanted = sorted({*self.lives.bearing_on(touched.difference(removed)), *explained})
        if len(wanted) > len(self.store.document_ids()) // 2:
            return self.reindex(progress)
        lives = self.lives.of(wanted)
        self.engine.update(self._entries(lives, progress), removed, revision)
        return len(lives)

    def reindex(self, progress: Callable[[int, int], None] = lambda _done, _all: None) -> int:
        """A new index from the record."""
        self._curated.replay()
        revision = self.store.revision
        lives = self.lives.all()
        self.engine.rebuild(self._entries(lives, progress), revision)
        return len(lives)

    def _entries(
        self, lives: Mapping[str, Life], progress: Callable[[int, int], None]
    ) -> Iterator[IndexEntry]:
        titles = self._searcher.titles
        explained = self.pairing.explained()
        for number, life in enumerate(lives.values(), 1):
            document = life.document.id
            yield make_entry(self.store, life, titles.names_of(document), interpreted=document in explained)
            if number % 50 == 0 or number == len(lives):
                progress(number, len(lives))

    # Questions

    def search(self, request: SearchRequest) -> SearchAnswer:
        """A page of results; what is named outright and not held is said so. SearchUnavailable when there is no index."""
        titles = self._searcher.titles
        missing = absent(request.text, titles)
        named = self._references.find(missing.name) if missing else None
        if missing is None or named is None or named.held or not (missing.sure or len(named.stubs) == 1):
            answer = unseen(self._searcher.search(request), titles.rows)
            return codes_before_books(answer, titles) if request.sort is Sort.RELEVANCE else answer
        answer = self._searcher.search(replace(request, text=missing.sought or request.text))
        stub = named.stubs[0] if len(named.stubs) == 1 else None
        told = self._judge.status(missing.name, stub.life, request.on) if stub else None
        return answered(missing, answer, request.text, titles.rows, told)

    def every(self, request: SearchRequest) -> tuple[str, ...]:
        """The ids of everything that a search finds; SearchUnavailable when there is no index."""
        missing = absent(request.text, self._searcher.titles) if request.text.strip() else None
        return self._searcher.every(
            replace(request, text=missing.sought) if missing and missing.sought else request
        )

    def suggest(self, prefix: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Titles for what has been typed so far: one character, words, pinyin, initials, a number."""
        return suggest(prefix, limit, self._searcher.titles)

    def rank(self, request: SearchRequest) -> tuple[RankedUnit, ...]:
        """Articles by relevance, not grouped by document; SearchUnavailable when there is no index."""
        return self._searcher.rank(request)

    def resolve_one(self, ref: str) -> str:
        """The id of the one document or stub a reference names; NotHeld when there is none, or more than one."""
        named = self._references.find(ref)
        if len(named) == 1:
            return named.held[0] if named.held else named.stubs[0].id
        if not len(named):
            raise NotHeld(f"没有收录“{ref}”。可以检索标题中的几个字，或核对文号。")
        titles = "；".join(f"{c.title}（{c.number or c.note or c.id}）" for c in self._candidates(named))
        raise NotHeld(f"“{ref}”不止一件，请用文号或编号指明：{titles}")

    def _candidates(self, named: Named) -> tuple[Candidate, ...]:
        rows = self.store.documents(named.held)
        held = [
            Candidate(row.id, row.title, row.number, row.issued.isoformat() if row.issued else "")
            for row in rows.values()
        ]
        return (*held, *map(_stub_candidate, named.stubs))

    def status(self, ref: str, on: date) -> StatusAnswer:
        """Is it in force on that day, and why. Never guesses: several documents of the name are all listed."""
        named = self._references.find(ref)
        if len(named.held) == 1:
            return self._judge.status(ref, self.lives.of(named.held)[named.held[0]], on)
        if len(named.stubs) == 1:
            return self._judge.status(ref, named.stubs[0].life, on)
        return StatusAnswer(
            ref=ref,
            found=False,
            id=None,
            title="",
            number="",
            status=Status.UNKNOWN.value,
            on=on,
            version=None,
            because=(),
            successor=None,
            candidates=self._candidates(named),
            notes=("同名文件不止一件，请用文号或编号指明",)
            if len(named)
            else ("没有收录这份文件；没有收录不等于有效或无效",),
        )

    def document(self, document: str, on: date) -> DocumentAnswer:
        """The text of that day, with what is known of the document; NotHeld when its text is not held."""
        life = self._life_or_stub(document)
        if not life.versions:
            raise NotHeld(
                f"没有收录《{life.document.title}》的文本，只有提到它的文件；可以查它的时效和沿革。"
            )
        return self.document_of(life, on)

    def document_of(self, life: Life, on: date) -> DocumentAnswer:
        """The same of a document that is looked up already."""
        document = life.document.id
        row, version = life.document, life.version_on(on)
        provisions = self.store.provisions(version.key) if version else []
        texts = self.store.texts(version.key) if version else []
        aliases = self.lives.aliases
        covers, carried = aliases.covers_of(document), aliases.carried_by(document)
        titles = self.store.documents([*covers, *carried])
        notes = [p for p in provisions if p.kind == "note"]
        verdict = self._judge.status(document, life, on)
        return DocumentAnswer(
            id=row.id,
            title=row.title,
            number=row.number,
            bodies=tuple(issuer.name for issuer in row.issuers),
            kind=row.kind.value,
            status=verdict.status,
            on=on,
            version=span_of(version),
            note="\n".join(p.label + p.heading + p.text for p in notes) or None,
            provisions=tuple(
                ProvisionAnswer(path, kind, label, heading, text, depth, rows)
                for _, _, depth, path, kind, label, heading, text, rows in provisions
            ),
            attachments=tuple(dict.fromkeys(name for text in texts for name in text.attachments)),
            warnings=(
                *text_notes(life.versions, version, life.timeline.events, on),
                *self._remarks(row.id),
            ),
            issued=row.issued,
            effective=life.commenced,
            subjects=row.subjects,
            verdict=verdict,
            versions=tuple(span for v in life.versions if (span := span_of(v)) is not None),
            sources=tuple(dict.fromkeys(SourceAnswer(t.source, t.name, t.format, t.size) for t in texts)),
            cover=next((ActLink(c, titles[c].title) for c in covers if c in titles), None),
            covers=tuple(ActLink(c, titles[c].title) for c in carried if c in titles),
        )

    def cited_places(self, answer: DocumentAnswer) -> Sequence[CitationPlace]:
        """Where the text shown cites; what each place means is worked out when it is asked for."""
        return self.store.citation_places(answer.id, answer.sources[0].sha256) if answer.sources else ()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """All that is asked inside is answered from one revision of the record."""
        with self.store.snapshot():
            yield

    def _life(self, document: str) -> Life:
        life = self.lives.of([document]).get(document)
        if life is None:
            raise NotHeld(f"没有收录编号为“{document}”的文件。")
        return life

    def _life_or_stub(self, document: str) -> Life:
        life = self.lives.of([document]).get(document)
        if life is not None:
            return life
        named = self._references.find(document)
        return named.stubs[0].life if len(named.stubs) == 1 else self._life(document)

    def history(self, document: str) -> HistoryAnswer:
        """Events and versions, of a stub too; NotHeld when nothing is known of it."""
        life = self._life_or_stub(document)
        events = sorted(life.timeline.events, key=lambda e: (e.on or e.effective or date.max, e.kind))
        return HistoryAnswer(
            id=life.document.id,
            title=life.document.title,
            events=tuple(
                HistoryEvent(
                    e.kind.value,
                    e.on,
                    e.effective,
                    self._judge.act(e),
                    e.ordinal,
                    e.manner,
                    str(e.target or ""),
                    self._judge.evidence(e, life),
                )
                for e in events
            ),
            versions=tuple(
                HistoryVersion(
                    v.dated, v.since, v.until, next((t.name for t in self.store.texts(v.key)), ""), v.articles
                )
                for v in life.versions
            ),
            warnings=(*missing_said_of(life), *self._remarks(life.document.id)),
        )

    def _remarks(self, document: str) -> tuple[str, ...]:
        rows = self.store.remarks(document)
        said = (f"{r.message}（{r.place}）" if r.place else r.message for r in rows)
        return (*curated_said(self.store, document), *said)

    def diff(self, document: str, since: date, to: date) -> DiffAnswer:
        """The text of one day against that of another, provision by provision; NotHeld when there is no text."""
        from indexer.library.comparing import diff_of

        return diff_of(self.store, self._life(document), since, to)

    def cites(self, ref: str, on: date | None = None) -> CitesAnswer:
        """What a document cites and what cites it, with a day each one's status on it; a name that is not held may
        still be cited."""
        return self._citing.cites(ref, on)

    def check(self, draft: DraftText, on: date) -> CheckAnswer:
        """Every citation of a text judged on a day."""
        return self._checker.check(draft, on)

    def check_names(self, names: Sequence[str], on: date) -> CheckAnswer:
        """Titles or numbers judged on a day, one answer each, in their order."""
        return self._checker.check_names(names, on)

    def consolidated(self, document: str, decision: str = "") -> ConsolidatedAnswer:
        """The text a decision makes of a document, computed and marked so; NotHeld when it cannot be computed.

        ``decision`` is any reference to it or its day; it may be left out where one decision amended the document.
        """
        from indexer.library.consolidating import consolidated, decision_of

        life = self._life(document)
        return consolidated(self.store, life, self._life(decision_of(self.store, life, decision)))

    def original(self, document: str, sha256: str = "") -> OriginalFile:
        """The file a document came in: the one asked for if it is the document's, else that of its newest text."""
        life = self._life(document)
        for version in reversed(life.versions):
            for text in self.store.texts(version.key):
                if not sha256 or text.source == sha256:
                    return OriginalFile(self.originals.path(text.source), text.name)
        raise NotHeld("这份文件没有这样的原件。")

    def stats(self, on: date) -> StatsAnswer:
        """What is held, on a day."""
        from indexer.library.counting import counted

        return counted(self.store, self.lives.all(), self._stubs.all(), on)

    def calendar(self, since: date, until: date) -> tuple[ComingAnswer, ...]:
        """What is to change between two days, both counted."""
        from indexer.library.coming import LABELS, coming

        return tuple(
            ComingAnswer(
                change.kind,
                LABELS[change.kind],
                change.on,
                ActLink(change.life.document.id, change.life.document.title),
                self._judge.reason(change.because, change.life) if change.because else None,
            )
            for change in coming(self.lives.all().values(), since, until)
        )

    def audit(self, on: date | None = None) -> tuple[Finding, ...]:
        """Contradictions and gaps in the record; with a day also those of force on that day."""
        from indexer.library.audit import audit

        lives, stubs = self.lives.all(), self._stubs.all().values()
        found = audit(self.store, lives, stubs, on, self.resolver)
        return (*self._curated.waiting(), *self.pairing.waiting(), *found)

    def missing_originals(self) -> list[str]:
        """Digests of sources whose bytes are not held."""
        return [digest for digest in self.store.source_digests() if not self.originals.path(digest).is_file()]

    def readiness(self) -> Readiness:
        """Whether it can answer, and what is missing."""
        self.engine.refresh()
        record, index = self.store.revision, self.engine.revision
        notes = []
        if index < 0:
            notes.append(f"{self.engine.trouble or '还没有检索索引'}，请运行 fagui reindex")
        elif index != record:
            notes.append("检索索引落后于登记库，请运行 fagui reindex")
        return Readiness(not notes, record, index, tuple(notes))


def _stub_candidate(stub: Stub) -> Candidate:
    return Candidate(stub.id, stub.life.document.title, stub.life.document.number, stub.described())


def _judged(judge: Judge, life: Life, on: date) -> StatusAnswer:
    return judge.status(life.document.title, life, on)
