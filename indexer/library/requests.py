"""What can be asked, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from indexer.search.query import Filters, Sort


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as a page, a program or the command line asks it."""

    text: str
    on: date
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    facet_values: int | None = None
    """So many values of each facet at the most: those of the most documents, and those filtered by; None: all."""


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """Where an original lies and the name it came with."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the library can answer; ``notes`` say in plain Chinese what is missing."""

    ready: bool
    record: int
    index: int
    notes: tuple[str, ...]


class NotHeld(Exception):  # noqa: N818 - an answer, said as such
    """What was asked for is not held; the message says what to try."""


class SearchUnavailable(Exception):  # noqa: N818 - a state, said as such
    """The index cannot be asked now; the message says what to do."""
