"""Lives: each document's timeline, put together from its own texts and from what other documents do to it.

Which document an effect means is worked out here, from the title, number, bodies and days that the clause gives,
each time it is asked: a document that arrives later is found by clauses recorded earlier.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

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

    def _read(self, ids: Sequence[str]) -> dict[str, Life]:
        """Everything about some documents in a few queries."""
        documents = self._store.documents(ids)
        effects = {
            document.id: self._store.effects_on(document.title_key, document.number)
            for document in documents.values()
        }
        actors = {row.actor for rows in effects.values() for row in rows}
        namesakes = {name for document in documents.values() for name in self._namesakes(document)}
        everyone = documents | self._store.documents((actors | namesakes) - documents.keys())
        events = self._store.events(everyone)
        versions = self._store.versions(everyone)
        return {name: _life(everyone[name], effects[name], everyone, events, versions) for name in documents}

    def _namesakes(self, document: DocumentRow) -> list[str]:
        return self._store.find(document.title) if document.title_key else []

    def _read_all(self) -> dict[str, Life]:
        """Everything about every document, read at once."""
        everyone = self._store.documents(self._store.document_ids())
        events = self._store.all_events()
        versions = self._store.versions(everyone)
        by_key: dict[str, list[EffectRow]] = {}
        by_number: dict[str, list[EffectRow]] = {}
        for row in self._store.all_effects():
            if key := title_key(row.effect.target.title):
                by_key.setdefault(key, []).append(row)
            if number := DocumentNumber.parse(row.effect.target.number):
                by_number.setdefault(number.canonical, []).append(row)
        lives: dict[str, Life] = {}
        titles: dict[str, list[DocumentRow]] = {}
        for document in everyone.values():
            titles.setdefault(document.title_key, []).append(document)
        for name, document in everyone.items():
            rows = list(by_key.get(document.title_key, ()))
            if document.number:
                rows += [row for row in by_number.get(document.number, ()) if row not in rows]
            lives[name] = _life(document, rows, everyone, events, versions, titles.get(document.title_key))
        return lives


def _life(
    document: DocumentRow,
    effects: Sequence[EffectRow],
    everyone: Mapping[str, DocumentRow],
    events: Mapping[str, Sequence[ValidityEvent]],
    versions: Mapping[str, Sequence[VersionRow]],
    namesakes: Sequence[DocumentRow] | None = None,
) -> Life:
    if namesakes is None:
        namesakes = [other for other in everyone.values() if other.title_key == document.title_key]
    own = list(without_repeats(events.get(document.id, ())))
    doubtful: list[EffectRow] = []
    for row in effects:
        actor = everyone.get(row.actor)
        if actor is None or row.actor == document.id:
            continue
        acted = acted_on(actor, events.get(row.actor, ()), row.effect.event.evidence.source)
        match = meant(row.effect.target, document, actor, namesakes, events, versions, acted)
        if match is None:
            continue
        if match is EvidenceRank.NOTE:
            doubtful.append(row)
            continue
        own.append(as_event(row, actor, match, events.get(row.actor, ())))
    timeline = Timeline(tuple(without_repeats(own)))
    held = spanned(versions.get(document.id, ()), timeline.events)
    return Life(document, held, timeline, tuple(doubtful))


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
