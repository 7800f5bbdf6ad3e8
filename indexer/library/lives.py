"""Lives: each document's timeline, put together from its own texts and from what other documents do to it.

Which document an effect means is worked out here, from the title, number, bodies and days that the clause gives,
each time it is asked: a document that arrives later is found by clauses recorded earlier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from indexer.library.aliases import Aliases, issued_by, named_in_full
from indexer.library.kept import Kept
from indexer.library.spans import spanned
from indexer.model.characters import title_key
from indexer.model.docnumber import DocumentNumber
from indexer.model.draft import Target
from indexer.model.identifiers import DocumentId
from indexer.model.timeline import Timeline
from indexer.model.validity import ActReference, EventKind, EvidenceRank, ValidityEvent
from indexer.store import DocumentRow, EffectRow, Store, VersionRow

_BIRTHS: Final = (EventKind.ISSUED, EventKind.ADOPTED, EventKind.APPROVED, EventKind.WRITTEN)

_MOST: Final = 2000
"""Lives kept beside each other when not all are."""
_NEAR: Final = 200
"""Days by which the dates given for one act may lie apart."""
_YEARS: Final = 1100
"""Days after its issue from which a commencement is likely that of a revised text."""


@dataclass(frozen=True, slots=True)
class Life:
    """A document with everything that bears on its force."""

    document: DocumentRow
    versions: tuple[VersionRow, ...]
    timeline: Timeline
    doubtful: tuple[EffectRow, ...] = ()
    """Effects that name this title but may mean another act; they prove nothing and are shown as doubts."""

    @property
    def commenced(self) -> date | None:
        """The first day in force that is stated."""
        days = [
            event.effective
            for event in self.timeline.events
            if event.kind is EventKind.COMMENCED and event.target is None and event.effective is not None
        ]
        return min(days, default=None)

    def version_on(self, day: date) -> VersionRow | None:
        """The text of that day: the last that had begun; before the first, the first."""
        begun = [v for v in self.versions if v.start is None or v.start <= day]
        if begun:
            return max(begun, key=lambda v: (v.start or date.min, v.dated or date.min, v.key))
        first = min((v.start for v in self.versions if v.start), default=None)
        return self.version_on(first) if first else None


class Lives:
    """Timelines of documents, kept until the record changes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.aliases = Aliases(store)
        self._whole = Kept(store, self._read_all)
        self._some: Kept[dict[str, Life]] = Kept(store, dict)

    def of(self, ids: Iterable[str]) -> dict[str, Life]:
        """The lives of these documents, those that are held."""
        wanted = list(ids)
        with self._store.snapshot():
            known = self._whole.held()
            if known is None:
                some = self._some.now()
                if len(some) > _MOST:
                    some.clear()
                some.update(self._read([name for name in wanted if name not in some]))
                known = some
            return {name: known[name] for name in wanted if name in known}

    def all(self) -> Mapping[str, Life]:
        """The life of every document."""
        return self._whole.now()

    def bearing_on(self, documents: Iterable[str]) -> set[str]:
        """These documents and those whose force they may change."""
        wanted = list(documents)
        keys = self._store.effect_keys(wanted)
        return self._store.bearing_on(wanted) | self.aliases.reached_by(keys, wanted)

    def _read(self, ids: Sequence[str]) -> dict[str, Life]:
        """Everything about some documents in a few queries."""
        documents = self._store.documents(ids)
        covers = self._store.documents(
            {cover for name in documents for cover in self.aliases.covers_of(name)} - documents.keys()
        )
        effects = {row.id: self._effects_on(row) for row in (*documents.values(), *covers.values())}
        others = {row.actor for rows in effects.values() for row in rows} | covers.keys()
        for document in (*documents.values(), *covers.values()):
            others.update(self._store.find(document.title) if document.title_key else ())
            for key in self.aliases.keys_of(document):
                others.update((*self.aliases.of_tail(key), *self._store.find(key)))
        everyone = documents | self._store.documents(others - documents.keys())
        known = Known(everyone, self._store.events(everyone), self._store.versions(everyone))
        return {name: self._life(everyone[name], effects, known) for name in documents}

    def _effects_on(self, document: DocumentRow) -> list[EffectRow]:
        rows = self._store.effects_on(document.title_key, document.number)
        for key in self.aliases.keys_of(document):
            rows += [row for row in self._store.effects_on(key) if row not in rows]
        return rows

    def _read_all(self) -> dict[str, Life]:
        """Everything about every document, read at once."""
        everyone = self._store.documents(self._store.document_ids())
        known = Known(everyone, self._store.all_events(), self._store.versions(everyone))
        by_key: dict[str, list[EffectRow]] = {}
        by_number: dict[str, list[EffectRow]] = {}
        for row in self._store.all_effects():
            if key := title_key(row.effect.target.title):
                by_key.setdefault(key, []).append(row)
            if number := DocumentNumber.parse(row.effect.target.number):
                by_number.setdefault(number.canonical, []).append(row)
        effects: dict[str, list[EffectRow]] = {}
        for name, document in everyone.items():
            rows = effects[name] = list(by_key.get(document.title_key, ()))
            more = [by_number.get(document.number, ())] if document.number else []
            more += [by_key.get(key, ()) for key in self.aliases.keys_of(document)]
            for found in more:
                rows += [row for row in found if row not in rows]
        return {name: self._life(document, effects, known) for name, document in everyone.items()}

    def _life(self, document: DocumentRow, effects: Mapping[str, Sequence[EffectRow]], known: Known) -> Life:
        own = list(without_repeats(known.events.get(document.id, ())))
        doubtful: list[EffectRow] = []
        for row, match in self._matches(document, effects, known):
            if match is EvidenceRank.NOTE:
                doubtful.append(row)
            else:
                actor = known.documents[row.actor]
                own.append(as_event(row, actor, match, known.events.get(row.actor, ())))
        timeline = Timeline(tuple(without_repeats(own)))
        held = spanned(known.versions.get(document.id, ()), timeline.events)
        return Life(document, held, timeline, tuple(doubtful))

    def _matches(
        self, document: DocumentRow, effects: Mapping[str, Sequence[EffectRow]], known: Known
    ) -> Iterator[tuple[EffectRow, EvidenceRank]]:
        """The effects that mean the document, or the notice that carries it."""
        found = []
        for row in effects[document.id]:
            match = means(row, document, known, self.aliases)
            if match is not None:
                found.append(row)
                yield row, match
        covers = self.aliases.covers_of(document.id)
        for name in covers:
            cover = known.documents.get(name)
            for row in effects.get(name, ()) if cover is not None and issued_by(cover.title_key) else ():
                if row in found or row.actor == document.id or not _reaches_carried(row):
                    continue
                match = means(row, cover, known, self.aliases) if cover is not None else None
                if match is not None:
                    # Carried by several notices, it may go on under another.
                    yield row, match if len(covers) == 1 else EvidenceRank.NOTE


def _reaches_carried(row: EffectRow) -> bool:
    """Whether what befalls a notice befalls what it carries: its end and its time, not a change of its words."""
    return row.effect.event.kind is not EventKind.AMENDED and not row.effect.target.part


@dataclass(frozen=True)
class Known:
    """What is held that bears on some effects."""

    documents: Mapping[str, DocumentRow]
    events: Mapping[str, Sequence[ValidityEvent]]
    versions: Mapping[str, Sequence[VersionRow]]

    @cached_property
    def by_key(self) -> Mapping[str, Sequence[DocumentRow]]:
        """The documents by title key."""
        found: dict[str, list[DocumentRow]] = {}
        for document in self.documents.values():
            found.setdefault(document.title_key, []).append(document)
        return found


def means(row: EffectRow, document: DocumentRow, known: Known, aliases: Aliases) -> EvidenceRank | None:
    """How surely an effect means this document, by its title or number, else by one of its other names."""
    actor = known.documents.get(row.actor)
    if actor is None or row.actor == document.id:
        return None
    target = row.effect.target
    acted = acted_on(actor, known.events.get(row.actor, ()), row.effect.event.evidence.source)
    namesakes = known.by_key.get(document.title_key, ())
    match = meant(target, document, actor, namesakes, known.events, known.versions, acted)
    if match is not None or title_key(target.title) == document.title_key:
        return match
    full = named_in_full(target, document, actor)
    key = title_key(target.title)
    if full is None or any(other.id != actor.id for other in known.by_key.get(key, ())):
        return None
    if issued_by(key):
        # What is said of a notice is said of the text that it issues, unless it changes the notice's words.
        if not _reaches_carried(row):
            return None
        like = namesakes
    else:
        like = [known.documents[name] for name in aliases.of_tail(key) if name in known.documents]
    agreeing = [other for other in like if named_in_full(target, other, actor) is not None]
    match = meant(full, document, actor, agreeing, known.events, known.versions, acted)
    if match is not EvidenceRank.ACT_EXPLICIT and len({other.title_key for other in agreeing}) > 1:
        # Acts of different titles: neither is the later edition of the other.
        alone = meant(full, document, actor, (), known.events, known.versions, acted)
        return EvidenceRank.NOTE if alone is not None else None
    return match


def without_repeats(events: Iterable[ValidityEvent]) -> Iterable[ValidityEvent]:
    """Several texts of one document tell the same event: the first teller stands for all."""
    seen: dict[tuple[object, ...], ValidityEvent] = {}
    for event in events:
        act = title_key(event.by.title) if event.by else ""
        key = (
            event.kind,
            event.on,
            event.effective,
            event.until,
            event.target,
            event.by_id,
            "" if event.by_id else act,
        )
        held = seen.get(key)
        if held is None or event.rank > held.rank:
            seen[key] = event
    return seen.values()


def meant(
    target: Target,
    document: DocumentRow,
    actor: DocumentRow,
    namesakes: Sequence[DocumentRow],
    events: Mapping[str, Sequence[ValidityEvent]],
    versions: Mapping[str, Sequence[VersionRow]],
    acted: date | None = None,
) -> EvidenceRank | None:
    """How surely a clause means this document: None not at all, NOTE perhaps (it proves nothing), else the rank.

    ``acted`` is the day of the text that has the clause, where it is later than the actor's first issue.
    """
    number = DocumentNumber.parse(target.number)
    if number is not None and document.number:
        if number.canonical == document.number:
            return EvidenceRank.ACT_EXPLICIT if _names_same(target.title, document) else None
        if title_key(target.title) != document.title_key:
            return None
        if document.number_raw and not target.days:
            # The clause gives another number for this title: another act, or a number of an amended text.
            return EvidenceRank.NOTE
    if title_key(target.title) != document.title_key:
        return None
    days = _days_of(document, events, versions)
    if target.days:
        if not days.isdisjoint(target.days):
            return EvidenceRank.ACT_EXPLICIT
        born = born_on(document, events)
        if born is not None and born > max(target.days) and _far(target.days, days):
            return None
    born = born_on(document, events)
    acted = acted or actor.issued
    if born is not None and acted is not None and born > acted:
        return None
    if _elsewhere(actor, document):
        return None
    if target.days and days and _far(target.days, days):
        # Another edition of the title, by the days that the clause gives for it.
        return EvidenceRank.NOTE
    rivals = [other for other in namesakes if other.id not in (document.id, actor.id)]
    if not rivals:
        return EvidenceRank.ACT_BY_TITLE
    return _against(target, document, rivals, acted, events, versions)


def _elsewhere(actor: DocumentRow, document: DocumentRow) -> bool:
    """Whether the two are of different places: no city ends another's acts, nor a nation's."""
    places = [{issuer.region for issuer in row.issuers if issuer.region} for row in (actor, document)]
    return bool(places[0]) and bool(places[1]) and places[0].isdisjoint(places[1])


def _far(named: Iterable[date], held: Iterable[date]) -> bool:
    """Whether no day named lies near one held; passing, approval and 公布 of one act lie within months."""
    known = tuple(held)
    return all(abs((one - other).days) > _NEAR for one in named for other in known)


def _names_same(title: str, document: DocumentRow) -> bool:
    """Whether a title given with the document's own number means it: itself, the notice that carries it, or what it
    carries (all three go by one number) — but not the decision that amended it."""
    named = title_key(title)
    # A clause often leaves the issuer out of the title: 原某局《关于…的通知》.
    if not named or document.title_key.endswith(named) or document.title_key in named:
        return True
    return named in document.title_key and any(
        word in document.title for word in ("印发", "转发", "发布", "公布")
    )


def _against(
    target: Target,
    document: DocumentRow,
    rivals: Sequence[DocumentRow],
    acted: date | None,
    events: Mapping[str, Sequence[ValidityEvent]],
    versions: Mapping[str, Sequence[VersionRow]],
) -> EvidenceRank | None:
    """Several documents have the title: the clause means the latest that was there before it."""
    if target.days and any(not _days_of(rival, events, versions).isdisjoint(target.days) for rival in rivals):
        return None
    born = born_on(document, events)
    if born is None or acted is None:
        return EvidenceRank.NOTE
    earlier = [day for rival in rivals if (day := born_on(rival, events)) is not None and day <= acted]
    if len(earlier) < len(
        [r for r in rivals if born_on(r, events) is None or (born_on(r, events) or acted) <= acted]
    ):
        return EvidenceRank.NOTE
    return EvidenceRank.ACT_BY_TITLE if all(born > day for day in earlier) else None


def _days_of(
    document: DocumentRow,
    events: Mapping[str, Sequence[ValidityEvent]],
    versions: Mapping[str, Sequence[VersionRow]],
) -> set[date]:
    days = {
        event.on
        for event in events.get(document.id, ())
        if event.on and event.kind in (*_BIRTHS, EventKind.AMENDED)
    }
    days |= {version.dated for version in versions.get(document.id, ()) if version.dated}
    return days | ({document.issued} if document.issued else set())


def born_on(document: DocumentRow, events: Mapping[str, Sequence[ValidityEvent]]) -> date | None:
    """The day on which it came about, by its texts and the record, or by what a person says."""
    births = [event for event in events.get(document.id, ()) if event.on and event.kind in _BIRTHS]
    told = [event for event in births if event.rank is EvidenceRank.CURATED]
    if told:
        return min(event.on for event in told if event.on)
    days = [event.on for event in births if event.on]
    return min([*days, *([document.issued] if document.issued else [])], default=None)


def acted_on(actor: DocumentRow, events: Sequence[ValidityEvent], source: str) -> date | None:
    """The day of the act whose text has the clause: the actor's issue, or the change that made the text of ``source``
    when that begins years after the issue."""
    begun = _commencement(actor, events, source)
    if begun is None or actor.issued is None or (begun - actor.issued).days <= _YEARS:
        return actor.issued
    changes = [
        event.on
        for event in events
        if event.evidence.source == source
        and event.kind in (EventKind.AMENDED, *_BIRTHS)
        and event.on is not None
        and event.on <= begun
    ]
    return max(changes, default=actor.issued)


def as_event(
    row: EffectRow, actor: DocumentRow, rank: EvidenceRank, actor_events: Sequence[ValidityEvent]
) -> ValidityEvent:
    event = row.effect.event
    effective = event.effective or _commencement(actor, actor_events, event.evidence.source)
    if row.effect.target.part and event.kind is EventKind.REPEALED:
        event = replace(event, kind=EventKind.PARTLY_REPEALED)
    acted = acted_on(actor, actor_events, event.evidence.source)
    return replace(
        event,
        on=event.on or acted,
        effective=effective,
        by=ActReference(title=actor.title, number=actor.number, dated=acted),
        by_id=DocumentId(actor.id),
        rank=rank,
    )


def _commencement(actor: DocumentRow, events: Sequence[ValidityEvent], source: str) -> date | None:
    """The day from which an act works: its own commencement; a decision that states none works from its issue.

    A revised text has a commencement of its own: the one that stands in the same source as the clause counts first.
    """
    stated = [event for event in events if event.kind is EventKind.COMMENCED and event.target is None]
    beside = [event for event in stated if event.evidence.source == source]
    days = [event.effective for event in beside or stated if event.effective]
    if days:
        return min(days)
    silent = not any(event.kind is EventKind.COMMENCED for event in events)
    return actor.issued if silent else None
