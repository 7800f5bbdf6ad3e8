"""A person's facts and the documents that they are about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from indexer.catalog.curation import CuratedEvent, load_curation
from indexer.library.answers import Finding
from indexer.library.references import References
from indexer.model.validity import ValidityEvent


def curated(
    folders: Sequence[Path], references: References
) -> tuple[list[tuple[str, ValidityEvent]], list[CuratedEvent]]:
    """(facts with the one document each is about, facts that name none held, or several)."""
    facts: list[tuple[str, ValidityEvent]] = []
    waiting: list[CuratedEvent] = []
    for fact in load_curation(folders):
        held = references.find(fact.document).held
        if len(held) == 1:
            facts.append((held[0], fact.event))
        else:
            waiting.append(fact)
    return facts, waiting


def unresolved(waiting: Sequence[CuratedEvent]) -> tuple[Finding, ...]:
    """Findings of the facts that wait for their document."""
    message = "人工更正所指的文件没有收录，或者不止一件"
    return tuple(Finding("curation_unresolved", message, None, fact.document, fact.place) for fact in waiting)
