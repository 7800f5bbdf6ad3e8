"""What the record says of force: events that texts tell of themselves, effects of clauses on others, notices and what
they carry."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from indexer.model.draft import Effect
from indexer.model.validity import ValidityEvent
from indexer.store.codec import decode
from indexer.store.rows import EffectRow


class ForceReads(ABC):
    """The part of the store that reads them."""

    @abstractmethod
    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]: ...

    @abstractmethod
    def _rows_in(self, sql: str, values: Iterable[Any]) -> Iterator[Any]: ...

    def events(self, documents: Iterable[str]) -> dict[str, list[ValidityEvent]]:
        """What the documents' own texts say of their force."""
        found: dict[str, list[ValidityEvent]] = {}
        for document, body in self._rows_in(
            "SELECT document, body FROM events WHERE document IN ({}) ORDER BY key", documents
        ):
            found.setdefault(document, []).append(decode(body, ValidityEvent))
        return found

    def all_events(self) -> dict[str, list[ValidityEvent]]:
        """The events of every document."""
        found: dict[str, list[ValidityEvent]] = {}
        for document, body in self._rows("SELECT document, body FROM events ORDER BY key"):
            found.setdefault(document, []).append(decode(body, ValidityEvent))
        return found

    def effects_on(self, key: str, number: str = "") -> list[EffectRow]:
        """What documents do to one that they name by this title key, or by this number."""
        rows = self._rows(
            "SELECT document, body FROM effects WHERE (?1 <> '' AND target_key = ?1)"
            " OR (?2 <> '' AND target_number = ?2) ORDER BY key",
            (key, number),
        )
        return [EffectRow(document, decode(body, Effect)) for document, body in rows]

    def bearing_on(self, documents: Iterable[str]) -> set[str]:
        """These documents and those whose force they may change: what they name, and what shares their title."""
        wanted = list(documents)
        found = set(wanted)
        for sql in (
            "SELECT b.id FROM documents a JOIN documents b ON b.title_key = a.title_key"
            " WHERE a.title_key <> '' AND a.id IN ({})",
            "SELECT d.id FROM effects e JOIN documents d ON d.title_key = e.target_key"
            " WHERE e.target_key <> '' AND e.document IN ({})",
            "SELECT d.id FROM effects e JOIN documents d ON d.number = e.target_number"
            " WHERE e.target_number <> '' AND e.document IN ({})",
        ):
            found.update(row[0] for row in self._rows_in(sql, wanted))
        return found

    def effect_keys(self, documents: Iterable[str] | None = None) -> list[str]:
        """The title keys by which clauses name acts: those of these documents, or all."""
        if documents is None:
            return [row[0] for row in self._rows("SELECT DISTINCT target_key FROM effects ORDER BY 1")]
        sql = "SELECT DISTINCT target_key FROM effects WHERE document IN ({}) ORDER BY 1"
        return [row[0] for row in self._rows_in(sql, documents)]

    def carriers(self) -> list[tuple[str, str]]:
        """(notice, document that it carries) of every text that came under another."""
        rows = self._rows(
            "SELECT DISTINCT c.document, t.document FROM texts t JOIN texts c ON c.source = t.source"
            " AND c.draft = t.cover WHERE c.document <> t.document ORDER BY 1, 2"
        )
        return [(row[0], row[1]) for row in rows]

    def all_effects(self) -> list[EffectRow]:
        """Every effect in the record."""
        rows = self._rows("SELECT document, body FROM effects ORDER BY key")
        return [EffectRow(document, decode(body, Effect)) for document, body in rows]
