"""IndexEntry: one document as an engine indexes it, flat, with every version and its units of retrieval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexer.model.document import Kind
from indexer.model.timeline import StatusSpan

__all__ = ["IndexEntry", "IndexUnit", "IndexVersion", "StatusSpan"]


@dataclass(frozen=True, slots=True)
class IndexUnit:
    """A unit of retrieval: an article (or a section of a text without articles); ``path`` addresses it.

    ``heading`` is the chapter's and the unit's own heading; ``text`` its words, sub-provisions included.
    """

    path: str
    label: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class IndexVersion:
    """A text of the document over the half-open span [since, until); None is open."""

    key: int
    """The record's own number of the version; it comes back with the hits."""
    dated: date | None
    since: date | None
    until: date | None
    units: tuple[IndexUnit, ...]


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One document for an engine. ``bodies`` are the issuing bodies' names with those above them in the tree,
    ``names`` further titles by which it is known (aliases, the title without the state's name)."""

    document: str
    title: str
    names: tuple[str, ...]
    number: str
    kind: Kind
    bodies: tuple[str, ...]
    region: str
    subjects: tuple[str, ...]
    issued: date | None
    effective: date | None
    interpreted: bool
    statuses: tuple[StatusSpan, ...]
    versions: tuple[IndexVersion, ...]
