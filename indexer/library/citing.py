"""What a document cites and what cites it, each place with what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.library.answers import ActLink, Candidate
from indexer.library.lives import Life
from indexer.library.references import References
from indexer.library.resolver import Meaning, Resolver
from indexer.library.stubs import canonical
from indexer.model.characters import title_key
from indexer.model.citations import Citation, CitationRole
from indexer.model.numerals import article_label
from indexer.model.validity import EventKind
from indexer.store import CitationRow, Store, VersionRow

_GROUND: Final = (CitationRole.BASED_ON.value, CitationRole.IMPLEMENTS.value)


@dataclass(frozen=True, slots=True)
class CitationAnswer:
    """A place that cites: ``path`` is where it stands, ``provision`` what it names, as the meant text has it."""

    text: str
    role: str
    path: str
    document: ActLink | None
    provision: str | None
    candidates: tuple[Candidate, ...]
    title: str
    number: str
    note: str = ""
    status: str = ""
    """That of the document on the day asked."""
    version: date | None = None
    """The act that made the text there was on the citing text's day; None where that text is not held or not known."""


@dataclass(frozen=True, slots=True)
class CitedByAnswer:
    """A place that cites the document; ``status`` is that of the citing document."""

    document: ActLink
    path: str
    role: str
    text: str
    provision: str | None
    status: str = ""


@dataclass(frozen=True, slots=True)
class WithinAnswer:
    """A place that names another part of its own text: 本办法第五条, 前款."""

    text: str
    path: str
    provision: str | None


@dataclass(frozen=True, slots=True)
class CitesAnswer:
    """Both directions. ``id`` is None for a reference that nothing held or known has as its name."""

    id: str | None
    title: str
    cites: tuple[CitationAnswer, ...]
    cited_by: tuple[CitedByAnswer, ...]
    within: tuple[WithinAnswer, ...] = ()

    @property
    def upper(self) -> tuple[ActLink, ...]:
        """What it rests on: the acts by which it was made, and those that it carries out."""
        named = [c.document or ActLink(None, c.title or c.number) for c in self.cites if c.role in _GROUND]
        return tuple(dict.fromkeys(named))

    @property
    def lower(self) -> tuple[ActLink, ...]:
        """What rests on it."""
        return tuple(dict.fromkeys(c.document for c in self.cited_by if c.role in _GROUND))


class Citing:
    """Answers about citations over one record."""

    def __init__(self, store: Store, references: References, resolver: Resolver) -> None:
        self._store = store
        self._references = references
        self._resolver = resolver

    def cites(self, ref: str, on: date | None = None) -> CitesAnswer:
        """What a document cites and what cites it; a name that is only cited has citing documents too.

        With a day, each document's status on it.
        """
        named = self._references.find(ref)
        document = named.held[0] if len(named.held) == 1 else None
        life = self._resolver.life(document) if document else None
        if life is not None:
            citations = self._shown(life)
            day = citing_day(life)
            return CitesAnswer(
                life.document.id,
                life.document.title,
                tuple(self._answer(c, day, on) for c in citations if not c.own),
                tuple(self._cited_by(self._keys(life), life.document.id, on)),
                tuple(
                    WithinAnswer(c.text, c.path.value, c.provision.value if c.provision else None)
                    for c in citations
                    if c.own
                ),
            )
        stub = named.stubs[0] if len(named.stubs) == 1 else None
        title = stub.life.document.title if stub else ref.strip().strip("《》")
        keys = {title_key(title), canonical(ref)} | ({stub.life.document.number} if stub else set())
        return CitesAnswer(stub.id if stub else None, title, (), tuple(self._cited_by(keys - {""}, None, on)))

    def _shown(self, life: Life) -> list[Citation]:
        """The citations of the newest text."""
        for version in reversed(life.versions):
            for text in self._store.texts(version.key)[:1]:
                rows = self._store.citations_of(life.document.id)
                shown = (text.source, text.draft)
                return [row.citation for row in rows if (row.source, row.draft) == shown or row.curated]
        return []

    @staticmethod
    def _keys(life: Life) -> set[str]:
        """The names under which others may cite it: its title, that without its body, its number."""
        key = life.document.title_key
        at = key.find("关于", 1)
        return {key, key[at:] if at > 0 else key, life.document.number} - {""}

    def _answer(self, citation: Citation, day: date | None, on: date | None) -> CitationAnswer:
        meaning = self._meaning(citation, day)
        life = self._resolver.life(meaning.document) if meaning.document else None
        provision = citation.provision.value if citation.provision else None
        if life is not None and provision:
            provision = self.real_path(life.version_on(day or date.max), provision) or provision
        return CitationAnswer(
            citation.text,
            citation.role.value,
            citation.path.value,
            link_of(meaning, life),
            provision,
            self.candidates(meaning.held) if len(meaning.held) > 1 else (),
            citation.names.title,
            citation.names.number,
            meaning.how,
            _status(life or (meaning.stub.life if meaning.stub else None), on),
            _text_of(life, day),
        )

    def real_path(self, version: VersionRow | None, path: str) -> str | None:
        """The address as a text has it, None where the text has no such provision."""
        if version is None:
            return None
        held = self._paths(version.key)
        return next((form for form in _forms(path) if form in held), None)

    def _paths(self, version: int) -> frozenset[str]:
        return frozenset(self._store.paths(version))

    def candidates(self, documents: Sequence[str]) -> tuple[Candidate, ...]:
        """Documents that may be meant, as a reader sees them."""
        rows = self._store.documents(documents)
        return tuple(
            Candidate(rows[name].id, rows[name].title, rows[name].number)
            for name in documents
            if name in rows
        )

    def _cited_by(self, keys: set[str], document: str | None, on: date | None) -> Iterator[CitedByAnswer]:
        seen: set[tuple[str, str, str, str]] = set()
        rows = [row for row in self._store.citations_naming(sorted(keys)) if row.document != document]
        titles = self._store.documents({row.document for row in rows})
        for row in rows:
            citation = row.citation
            key = (row.document, citation.path.value, citation.role.value, citation.text)
            if key in seen or row.document not in titles or not self._is_meant(row, document):
                continue
            seen.add(key)
            yield CitedByAnswer(
                ActLink(row.document, titles[row.document].title),
                citation.path.value,
                citation.role.value,
                citation.text,
                citation.provision.value if citation.provision else None,
                _status(self._resolver.life(row.document), on),
            )

    def _is_meant(self, row: CitationRow, document: str | None) -> bool:
        """Whether a citation by one of the document's names means it and not another of the name."""
        if document is None:
            return True
        citing = self._resolver.life(row.document)
        return document in self._meaning(row.citation, citing_day(citing) if citing else None).held

    def _meaning(self, citation: Citation, day: date | None) -> Meaning:
        """What a citation means; a person's link says it itself."""
        if citation.target is not None:
            return Meaning((citation.target.value,), how="人工更正")
        return self._resolver.resolve(citation.names, day)


def _text_of(life: Life | None, day: date | None) -> date | None:
    """Which text a citation of that day means, where it is held: no change may lie between the text and the day."""
    version = life.version_on(day) if life is not None and day is not None else None
    if life is None or day is None or version is None or version.dated is None:
        return None
    if version.start is not None and version.start > day:
        return None
    changes = (e.on or e.effective for e in life.timeline.events if e.kind is EventKind.AMENDED)
    missing = any(act is not None and version.dated < act <= day for act in changes)
    return None if missing else version.dated


def _status(life: Life | None, on: date | None) -> str:
    return life.timeline.on(on).status.value if life is not None and on is not None else ""


def link_of(meaning: Meaning, life: Life | None) -> ActLink | None:
    """The document that is meant, or the instrument known by name only."""
    if life is not None:
        return ActLink(life.document.id, life.document.title)
    return ActLink(meaning.stub.id, meaning.stub.life.document.title) if meaning.stub else None


def citing_day(life: Life) -> date | None:
    """The day of the newest text: what it cites is what there was on that day."""
    days = [version.dated or version.since for version in life.versions]
    return max((day for day in days if day), default=life.document.issued)


def article_of(path: str) -> str:
    """第五条 for the address of the article or of what stands in it; other addresses as they are."""
    article = next((s for s in path.split(".") if s.startswith("art-")), "")
    numbers = [int(part) for part in article.split("_")[0].split("-")[1:] if part.isdigit()]
    return article_label(*numbers[:2]) if numbers and numbers[0] < 100_000 else path


def _forms(path: str) -> Iterator[str]:
    """An address and the forms it may have in a text: an item of an only paragraph, a chapter within a part."""
    yield path
    segments = path.split(".")
    if len(segments) > 1 and segments[1].startswith("item-"):
        yield ".".join((segments[0], "par-1", *segments[1:]))
    if len(segments) == 2 and segments[1] == "par-1":
        yield segments[0]
    if len(segments) > 2 and segments[1] == "par-1":
        yield ".".join((segments[0], *segments[2:]))
