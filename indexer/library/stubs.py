"""Stubs: instruments that are not held, known only because documents held end, extend, suspend or amend them.

A stub has a title, perhaps a number and days, and a timeline made of those effects alone; it never has a text. Several
acts of one title are kept apart: by number, by the days named for them, and where neither tells them apart by the act
that ends each. Nothing is joined on a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from indexer.library.aliases import Aliases, issued_by
from indexer.library.kept import Kept
from indexer.library.lives import Known, Life, as_event, means, without_repeats
from indexer.model.characters import title_key
from indexer.model.docnumber import DocumentNumber
from indexer.model.document import Issuer, Kind
from indexer.model.identifiers import DocumentId
from indexer.model.timeline import Timeline
from indexer.model.validity import EventKind, EvidenceRank
from indexer.store import DocumentRow, EffectRow, Store

TEXT_NOT_HELD = "没有收录这份文件的文本；以下只依据提到它的文件"

_ENDS: Final = (EventKind.REPEALED, EventKind.LAPSED)
_GENERIC: Final = re.compile(
    r"(?:管理|实施|暂行|试行|有关|若干|操作|工作)*(?:条例|规定|办法|细则|规则|通知|决定|意见|解释|章程|方案|制度|标准|公告|规程|批复)"
)
"""A title that only says what kind of act it is: every body has one."""


@dataclass(slots=True)
class _Act:
    """Effects that mean one act."""

    rows: list[EffectRow] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    ends: set[date | None] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    """Where the acts are from that name it."""
    bodies: set[str] = field(default_factory=set)
    """Whose they are."""

    def take(self, row: EffectRow, actor: DocumentRow, ends: date | None) -> None:
        """Add an effect of an actor; ``ends`` is the day on which it ends the act."""
        self.rows.append(row)
        self.regions.update(_regions(actor))
        self.bodies.update(_bodies(actor))
        self.days.update(row.effect.target.days)
        if number := canonical(row.effect.target.number):
            self.numbers.add(number)
        if row.effect.event.kind in _ENDS and not row.effect.target.part:
            self.ends.add(ends)


@dataclass(frozen=True, slots=True)
class Stub:
    """A named instrument without a text; ``days`` are those that the clauses give for it."""

    life: Life
    days: tuple[date, ...]

    @property
    def id(self) -> str:
        """Its id, of the same grammar as a document's."""
        return self.life.document.id

    def described(self) -> str:
        """What sets it apart from others of its title, in words."""
        ends = {
            f"{event.effective.isoformat()}起由《{event.by.title}》{'废止' if event.kind is EventKind.REPEALED else '宣布失效'}"
            for event in self.life.timeline.events
            if event.kind in _ENDS and event.effective and event.by
        }
        return "，".join(("未收录文本", *(day.isoformat() for day in self.days), *sorted(ends)))


class Stubs:
    """The instruments that are named and not held."""

    def __init__(self, store: Store, aliases: Aliases) -> None:
        self._store = store
        self.aliases = aliases
        self._whole = Kept(store, self._read_all)

    def find(self, ref: str) -> list[Stub]:
        """The stubs that a reference names: by id, by number, by title."""
        text = ref.strip()
        if DocumentId.is_valid(text):
            stub = self.all().get(text)
            return [stub] if stub else []
        number = canonical(text)
        if number:
            rows = self._store.effects_on("", number)
            keys = {title_key(row.effect.target.title) for row in rows} - {""}
            return [s for key in sorted(keys) for s in self.of_title(key) if s.life.document.number == number]
        key = title_key(text)
        return self.of_title(key) if key else []

    def of_title(self, key: str) -> list[Stub]:
        """The stubs of a title, the earliest named first."""
        effects = self._store.effects_on(key)
        if not effects:
            return []
        numbers = {number for row in effects if (number := canonical(row.effect.target.number))}
        ids = {row.actor for row in effects}
        ids.update(name for ref in (key, *numbers) for name in self._store.find(ref))
        ids.update(self._otherwise(key))
        documents = self._store.documents(ids)
        known = Known(documents, self._store.events(documents), self._store.versions(documents))
        named = [d for d in documents.values() if d.title_key == key or (d.number and d.number in numbers)]
        return self._stubs(key, effects, known, named)

    def _otherwise(self, key: str) -> Sequence[str]:
        """The documents that may go by this name beside those that have it as their title."""
        what = issued_by(key)
        return (*self.aliases.of_tail(key), *(self._store.find(what) if what else ()))

    def all(self) -> Mapping[str, Stub]:
        """Every stub by its id."""
        return self._whole.now()

    def _read_all(self) -> dict[str, Stub]:
        """Every stub, with everything read at once."""
        by_key: dict[str, list[EffectRow]] = {}
        for row in self._store.all_effects():
            if key := title_key(row.effect.target.title):
                by_key.setdefault(key, []).append(row)
        documents = self._store.documents(self._store.document_ids())
        known = Known(documents, self._store.all_events(), self._store.versions(documents))
        by_title: dict[str, list[DocumentRow]] = {}
        by_number: dict[str, list[DocumentRow]] = {}
        for document in documents.values():
            by_title.setdefault(document.title_key, []).append(document)
            if document.number:
                by_number.setdefault(document.number, []).append(document)
        found: dict[str, Stub] = {}
        for key, rows in by_key.items():
            named = {d.id: d for d in by_title.get(key, ())}
            for row in rows:
                named.update((d.id, d) for d in by_number.get(canonical(row.effect.target.number), ()))
            found.update((stub.id, stub) for stub in self._stubs(key, rows, known, list(named.values())))
        return found

    def _stubs(
        self, key: str, effects: Sequence[EffectRow], known: Known, named: Sequence[DocumentRow]
    ) -> list[Stub]:
        """The acts that these effects on one title mean and that are not held."""
        others = [known.documents[name] for name in self._otherwise(key) if name in known.documents]
        bearers = {document.id: document for document in (*named, *others)}.values()
        loose = [
            row
            for row in effects
            if row.actor in known.documents
            # A clause that means, or may mean, a document held means nothing else.
            and all(means(row, document, known, self.aliases) is None for document in bearers)
        ]
        acts = _acts(loose, known)
        alone = len(acts) == 1 and not any(document.title_key == key for document in named)
        return [_stub(key, act, known, alone) for act in acts]


def canonical(number: str) -> str:
    """A number in the form in which numbers are compared; empty when it is none."""
    parsed = DocumentNumber.parse(number) if number else None
    return parsed.canonical if parsed else ""


def _acts(rows: Sequence[EffectRow], known: Known) -> list[_Act]:
    """The rows by the act they mean: those that say most first, so that the others find what they fit."""
    acts: list[_Act] = []
    ordered = sorted(
        rows,
        key=lambda row: (
            not row.effect.target.number,
            not row.effect.target.days,
            known.documents[row.actor].issued or date.max,
            row.actor,
        ),
    )
    for row in ordered:
        actor = known.documents[row.actor]
        ends = as_event(row, actor, EvidenceRank.ACT_BY_TITLE, known.events.get(row.actor, ())).effective
        fitting = [act for act in acts if _fits(row, actor, ends, act)]
        if len(fitting) == 1:
            fitting[0].take(row, actor, ends)
        elif not fitting or row.effect.event.kind in _ENDS:
            made = _Act()
            made.take(row, actor, ends)
            acts.append(made)
        # An effect that fits several acts and ends none of them proves nothing of any.
    return sorted(acts, key=lambda act: (min(act.days, default=date.max), sorted(act.numbers)))


def _fits(row: EffectRow, actor: DocumentRow, ends: date | None, act: _Act) -> bool:
    target = row.effect.target
    number = canonical(target.number)
    if number and act.numbers:
        return number in act.numbers
    places = _regions(actor)
    if places and act.regions and act.regions.isdisjoint(places):
        # Two cities' acts of one title are two acts.
        return False
    if _GENERIC.fullmatch(title_key(target.title)) and act.bodies.isdisjoint(_bodies(actor)):
        return False
    if target.days and act.days:
        return not act.days.isdisjoint(target.days)
    if act.days and actor.issued is not None and actor.issued < min(act.days):
        return False
    if row.effect.event.kind in _ENDS and not target.part:
        # Nothing that both clauses give ties them together: two ends on two days may be those of two acts.
        return not act.ends or act.ends == {ends}
    return True


def _regions(document: DocumentRow) -> set[str]:
    return {issuer.region for issuer in document.issuers if issuer.region}


def _bodies(document: DocumentRow) -> set[str]:
    """Whose it is; a document without a body stands for itself."""
    return {issuer.body or issuer.name for issuer in document.issuers} or {document.id}


def _stub(key: str, act: _Act, known: Known, alone: bool) -> Stub:
    number = min(act.numbers, default="")
    days = tuple(sorted(act.days))
    first = act.rows[0].effect.target
    # A title that only one act bears gives the id that the document will have once it is held.
    apart = () if alone else (number, days[0].isoformat() if days else "", min(row.actor for row in act.rows))
    document = DocumentRow(
        id=DocumentId.derive(key, *apart).value,
        kind=Kind.OTHER,
        title=first.title,
        title_key=key,
        number=number,
        number_raw=next((row.effect.target.number for row in act.rows if row.effect.target.number), ""),
        index_number="",
        issued=None,
        subjects=(),
        issuers=tuple(Issuer(name) for name in first.issuers),
        interpretation="",
        revision=0,
    )
    told = [
        as_event(row, known.documents[row.actor], _rank(row), known.events.get(row.actor, ()))
        for row in act.rows
    ]
    return Stub(Life(document, (), Timeline(tuple(without_repeats(told)))), days)


def _rank(row: EffectRow) -> EvidenceRank:
    explicit = row.effect.target.number or row.effect.target.days
    return EvidenceRank.ACT_EXPLICIT if explicit else EvidenceRank.ACT_BY_TITLE
