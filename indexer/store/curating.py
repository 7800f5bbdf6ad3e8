"""Curating: a person's facts in the record, in place of those replayed before."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from indexer.model.validity import ValidityEvent
from indexer.store.codec import encode

Fact = tuple[str, ValidityEvent]


def differ(db: sqlite3.Connection, facts: Sequence[Fact]) -> bool:
    """Whether these are not the facts (document, event) that the record holds."""
    return sorted(_held(db)) != sorted((document, encode(event)) for document, event in facts)


def replay(db: sqlite3.Connection, facts: Sequence[Fact], revision: int) -> None:
    """Put facts in place of those held; the caller holds the transaction."""
    touched = {document for document, _ in (*_held(db), *facts)}
    db.execute("DELETE FROM events WHERE source LIKE 'curation:%'")
    db.executemany(
        "INSERT INTO events (source, draft, document, kind, day, effective, until, body)"
        " VALUES (?, -1, ?, ?, ?, ?, ?, ?)",
        [
            (
                event.evidence.source,
                document,
                event.kind.value,
                *(day.isoformat() if day else None for day in (event.on, event.effective, event.until)),
                encode(event),
            )
            for document, event in facts
        ],
    )
    db.executemany(
        "INSERT OR IGNORE INTO changes VALUES (?, ?, 'changed')",
        [(revision, document) for document in sorted(touched)],
    )


def _held(db: sqlite3.Connection) -> list[tuple[str, bytes]]:
    rows = db.execute("SELECT document, body FROM events WHERE source LIKE 'curation:%'")
    return [(document, bytes(body)) for document, body in rows]
