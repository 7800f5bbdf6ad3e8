"""A person's facts and the documents that they are about: replayed over the record, and said wherever they count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from indexer.catalog import load_gazetteer
from indexer.catalog.curation import (
    Correction,
    CuratedEvent,
    Fact,
    Link,
    Merge,
    Split,
    load_curation,
)
from indexer.library.answers import Finding
from indexer.library.references import References
from indexer.model.characters import title_key
from indexer.model.docnumber import DocumentNumber
from indexer.model.document import Issuer
from indexer.model.validity import ActReference, EventKind, Evidence, EvidenceRank, ValidityEvent
from indexer.store import Curating, Store

_WAITS = "人工更正所指的文件没有收录，或者不止一件"


class Curated:
    """The facts of some folders over one record."""

    def __init__(self, store: Store, references: References, folders: Sequence[Path]) -> None:
        self._store = store
        self._references = references
        self._folders = tuple(folders)

    def replay(self) -> None:
        """The facts as they now stand in place of those replayed before; nothing where neither they nor the record
        have changed. CurationError when a file does not fit: then all stays as it was."""
        facts = load_curation(self._folders)
        mark = blake2b(repr(facts).encode(), digest_size=12).hexdigest()
        state = self._store.curation_state()
        if (state.get("mark"), state.get("revision")) == (mark, self._store.revision):
            return
        if not facts and not state.get("facts"):
            return
        with self._store.curating() as record:
            record.undo()
            # Which records are one, then what is right of them, then what is said of them.
            order = (Split, Merge, Correction, Link, CuratedEvent)
            waiting = [
                (_named(fact), fact.said.place)
                for form in order
                for fact in facts
                if isinstance(fact, form) and not self._put(record, fact)
            ]
            record.finish({"mark": mark, "facts": len(facts), "waiting": waiting})

    def waiting(self) -> Iterator[Finding]:
        """Findings of the facts that wait for their document."""
        for name, place in self._store.curation_state().get("waiting", ()):
            yield Finding("curation_unresolved", _WAITS, None, name, place)

    def _one(self, name: str) -> str | None:
        held = self._references.find(name).held
        return held[0] if len(held) == 1 else None

    def _put(self, record: Curating, fact: Fact) -> bool:
        """Whether the fact found its document."""
        quote, place = fact.said.source, fact.said.place
        if isinstance(fact, Merge):
            found = [self._one(name) for name in fact.documents]
            named = [name for name in found if name is not None]
            if len(set(named)) != len(fact.documents):
                return False
            for other in named[1:]:
                record.merge(named[0], other, quote, place)
            return True
        document = self._one(fact.document)
        if document is None:
            return False
        if isinstance(fact, CuratedEvent):
            record.event(document, fact.event)
        elif isinstance(fact, Correction):
            record.correct(document, _columns(fact), quote, place)
            if fact.issued is not None:
                record.event(document, _issued(fact))
        elif isinstance(fact, Link):
            to = self._one(fact.to)
            if to is None or to == document:
                return False
            record.link(document, to, fact.role, quote, place)
        else:
            texts = self._texts(document, fact)
            if texts is None:
                return False
            record.split(document, texts, quote, place)
        return True

    def _texts(self, document: str, fact: Split) -> list[tuple[str, int]] | None:
        """The texts that go, some of the document's but not all; None where a name fits none."""
        versions = self._store.versions([document]).get(document, [])
        held = [text for version in versions for text in self._store.texts(version.key)]
        going = [
            [text for text in held if name == text.name or (len(name) >= 8 and text.source.startswith(name))]
            for name in fact.texts
        ]
        taken = {(text.source, text.draft) for texts in going for text in texts}
        return sorted(taken) if all(going) and len(taken) < len(held) else None


def _named(fact: Fact) -> str:
    return "、".join(fact.documents) if isinstance(fact, Merge) else fact.document


def _columns(fact: Correction) -> dict[str, Any]:
    """A correction as columns of the record."""
    columns: dict[str, Any] = {}
    if fact.title is not None:
        columns |= {"title": fact.title, "title_key": title_key(fact.title)}
    if fact.number is not None:
        number = DocumentNumber.parse(fact.number)
        columns |= {"number": number.canonical if number else fact.number, "number_raw": fact.number}
    if fact.bodies is not None:
        # The registry of bodies takes a while to load, and few corrections need it.
        from indexer.parse import BodyNames

        names = BodyNames(load_gazetteer())
        issuers: list[Issuer] = [names.resolve(name) for name in fact.bodies]
        columns["issuers"] = [[issuer.name, issuer.body, issuer.region] for issuer in issuers]
    if fact.issued is not None:
        columns["issued"] = fact.issued.isoformat()
    if fact.kind is not None:
        columns["kind"] = fact.kind.value
    return columns


def _issued(fact: Correction) -> ValidityEvent:
    said = fact.said
    return ValidityEvent(
        kind=EventKind.ISSUED,
        on=fact.issued,
        effective=None,
        evidence=Evidence(f"curation:{said.place}", 0, 0, said.source, "curated.issued"),
        by=ActReference(),
        rank=EvidenceRank.CURATED,
    )
