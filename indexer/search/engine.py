"""SearchEngine (检索引擎): ids, scores and counts for a query; never text, never the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol, Self

from indexer.search.entry import IndexEntry
from indexer.search.query import SearchQuery


class UnitHit(NamedTuple):
    """An article that matched: its version's number in the record, its path, its score.

    A tuple, as the hits of a page are dozens: it is made in a third of the time.
    """

    version: int
    path: str
    score: float


class EngineHit(NamedTuple):
    """A document that matched, with its force on the day asked and its best articles, best first."""

    document: str
    score: float
    status: str
    effective: date | None
    units: tuple[UnitHit, ...]


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """An article in a flat ranking, with the document it stands in."""

    document: str
    version: int
    path: str
    score: float


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many documents of the whole result have this value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class EnginePage:
    """One page of hits; ``total`` and ``facets`` count documents, exactly, over the whole result."""

    total: int
    hits: tuple[EngineHit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]


class EngineUnavailable(Exception):  # noqa: N818 - a state, said to the reader as such
    """The index cannot answer (missing, damaged, being rebuilt); the message says what to do."""


class SearchEngine(Protocol):
    """Every engine behaves alike; ``tests/search/engine_contract.py`` says how."""

    @property
    def revision(self) -> int:
        """The record's revision that the index has caught up with; -1 when there is no index."""
        ...

    def renewed(self) -> Self:
        """Another engine over the same index as it is now; this one goes on as it is."""
        ...

    def update(self, entries: Iterable[IndexEntry], removed: Sequence[str], revision: int) -> None:
        """Put these documents in place of what was held of them, take the removed ones out, in one step."""
        ...

    def rebuild(self, entries: Iterable[IndexEntry], revision: int) -> None:
        """A new index from nothing, put in place of the old in one step; readers never see half of it."""
        ...

    def search(self, query: SearchQuery) -> EnginePage:
        """The page of results; EngineUnavailable when there is no index to ask."""
        ...

    def rank_units(self, query: SearchQuery) -> tuple[RankedUnit, ...]:
        """Articles by relevance, not grouped by document: what judged queries measure."""
        ...

    def refresh(self) -> None:
        """See what other processes have committed since."""
        ...

    @property
    def trouble(self) -> str:
        """Why there is no index, or why an older one is in use; empty when all is well."""
        ...

    @property
    def checked(self) -> bool:
        """Whether nothing is answered from before it was held against its checksums."""
        ...

    def check(self) -> None:
        """Check what was left for later so that a first answer need not wait; what is damaged answers no more."""
        ...

    def read_ahead(self) -> None:
        """Bring the index into memory, so that no search waits for a part of it; may take seconds, needs no waiting
        for."""
        ...

    def close(self) -> None:
        """Give back files and memory."""
        ...
