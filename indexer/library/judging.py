"""Judging: a document's status on a day, with the reasons and the notes a reader must have beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from indexer.library.answers import ActLink, EvidenceAnswer, Reason, StatusAnswer, VersionSpan
from indexer.library.curated_words import curated_said
from indexer.library.lives import Life, Lives
from indexer.library.served import Foundations
from indexer.library.spans import missing_amendments, missing_said, text_notes
from indexer.library.stubs import TEXT_NOT_HELD, Stubs
from indexer.model.validity import EventKind, EvidenceRank, Status, ValidityEvent
from indexer.store import Store, VersionRow

_ENDED = (Status.REPEALED, Status.LAPSED)


class Judge:
    """Puts verdicts into answers. Keeps nothing between questions."""

    def __init__(self, store: Store, lives: Lives, stubs: Stubs) -> None:
        self._store = store
        self._stubs = stubs
        self._foundations = Foundations(store, lives, stubs)

    def status(self, ref: str, life: Life, on: date) -> StatusAnswer:
        """The verdict of a day on a life; ``ref`` is what the reader asked for."""
        verdict = life.timeline.on(on)
        because = tuple(self.reason(event, life) for event in verdict.because)
        notes = [
            f"《{self._title(row.actor)}》提到同名文件，但无法确定所指是否为本件，未据此下结论"
            for row in life.doubtful
        ]
        if verdict.status is Status.UNKNOWN:
            notes.append("没有找到说明其时效的依据；没有依据不等于有效")
        if verdict.status not in _ENDED:
            notes += self._foundations.notes(life, on)
        version = life.version_on(on)
        notes += text_notes(life.versions, version, life.timeline.events, on)
        notes += self._other_acts(life)
        notes += curated_said(self._store, life.document.id)
        return StatusAnswer(
            ref=ref,
            found=True,
            id=life.document.id,
            title=life.document.title,
            number=life.document.number,
            status=verdict.status.value,
            on=on,
            version=span_of(version),
            because=because,
            successor=self._successor(verdict.because) if verdict.status in _ENDED else None,
            candidates=(),
            notes=tuple(notes),
        )

    def _other_acts(self, life: Life) -> list[str]:
        """Acts of the same title that are not held."""
        if not life.versions:
            return [TEXT_NOT_HELD]
        return [
            f"另有同名的一件（{stub.described()}），编号 {stub.id}"
            for stub in self._stubs.of_title(life.document.title_key)
        ]

    def _successor(self, because: Iterable[ValidityEvent]) -> ActLink | None:
        """What took its place: the instrument that repealed it, unless that only repeals and amends."""
        for event in because:
            if event.by_id is None or event.kind not in (EventKind.REPEALED, EventKind.LAPSED):
                continue
            act = self._store.document(event.by_id.value)
            if act is not None and not any(word in act.title for word in ("废止", "清理", "失效", "修改")):
                return ActLink(act.id, act.title)
        return None

    def reason(self, event: ValidityEvent, life: Life) -> Reason:
        """An event as a reason of a verdict."""
        return Reason(
            event.kind.value, event.on, event.effective, self.act(event), self.evidence(event, life)
        )

    def act(self, event: ValidityEvent) -> ActLink | None:
        """The act that an event names; without an id where it is not held or may be several."""
        if event.by_id is not None:
            return ActLink(
                event.by_id.value, self._title(event.by_id.value) or (event.by.title if event.by else "")
            )
        if event.by is None or not (event.by.title or event.by.number):
            return None
        found = self._store.find(event.by.title) if event.by.title else []
        return ActLink(found[0] if len(found) == 1 else None, event.by.title or event.by.number)

    def evidence(self, event: ValidityEvent, life: Life) -> EvidenceAnswer:
        """The quoted sentence and where it stands."""
        source = event.by_id.value if event.by_id is not None else life.document.id
        file = self._store.source(event.evidence.source)
        return EvidenceAnswer(
            event.evidence.quote, source, event.evidence.rule, file.name if file else _curated_place(event)
        )

    def _title(self, document: str) -> str:
        row = self._store.document(document)
        return row.title if row else ""


def missing_said_of(life: Life) -> tuple[str, ...]:
    """The amendments that came after the newest text held."""
    newest = life.versions[-1] if life.versions else None
    if newest is None or newest.dated is None:
        return ()
    missing = missing_amendments(newest, life.timeline.events)
    return (missing_said(newest.dated, missing),) if missing else ()


def _curated_place(event: ValidityEvent) -> str:
    """Where a person's fact stands; empty for what a text says."""
    return event.evidence.source if event.rank is EvidenceRank.CURATED else ""


def span_of(version: VersionRow | None) -> VersionSpan | None:
    """The days on which a text applies."""
    return VersionSpan(version.dated, version.since, version.until) if version else None
