"""What the Library answers: one frozen value a question; the command line, the API and the pages all print these.

Field names are those of the contract's JSON; ``as_json`` turns any of them into plain JSON values.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Final, NamedTuple


@dataclass(frozen=True, slots=True)
class VersionSpan:
    """A text's days: ``dated`` the act that made it, the half-open span [since, until) in which it applies."""

    dated: date | None
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class ActLink:
    """An act by its id (None when it is not held) and title."""

    id: str | None
    title: str


@dataclass(frozen=True, slots=True)
class EvidenceAnswer:
    """The quoted sentence and the document it stands in. ``source`` is a document id; ``file`` the source's name."""

    quote: str
    source: str
    rule: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """An event as a reason of a verdict."""

    kind: str
    on: date | None
    effective: date | None
    by: ActLink | None
    evidence: EvidenceAnswer


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be meant; ``note`` sets it apart from others of its title."""

    id: str
    title: str
    number: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """Is it in force on a day, and why."""

    ref: str
    found: bool
    id: str | None
    title: str
    number: str
    status: str
    on: date
    version: VersionSpan | None
    because: tuple[Reason, ...]
    successor: ActLink | None
    candidates: tuple[Candidate, ...]
    notes: tuple[str, ...] = ()


class HitProvision(NamedTuple):
    """An article of a hit; ``marks`` are half-open spans of the found words in ``snippet``."""

    path: str
    label: str
    heading: str
    snippet: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found."""

    id: str
    title: str
    number: str
    bodies: tuple[str, ...]
    kind: str
    status: str
    issued: date | None
    effective: date | None
    version: VersionSpan | None
    score: float
    provisions: tuple[HitProvision, ...]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class FacetRow:
    """A value by which the result can be narrowed."""

    value: str
    label: str
    count: int
    parent: str = ""
    """The body above this one, where there is a tree."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A filter whose absence would give results where there are none; ``said`` puts it in words."""

    filter: str
    values: tuple[str, ...]
    total: int
    said: str


@dataclass(frozen=True, slots=True)
class AbsentAnswer:
    """What a query names and is not held: a ``number`` or a ``title``. ``id`` and ``status`` are those under which other
    documents speak of it, None where none does."""

    kind: str
    name: str
    id: str | None
    status: str | None
    near: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be meant by the characters typed so far: a title to search for, and the document it names."""

    text: str
    document: str
    kind: str
    number: str
    by: str
    """``title``, ``alias``, ``pinyin`` or ``number``."""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """A page of results."""

    query: str
    understood: Mapping[str, Any]
    on: date
    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetRow, ...]]
    did_you_mean: str | None
    notes: tuple[str, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    not_held: AbsentAnswer | None = None


class ProvisionAnswer(NamedTuple):
    """A provision in reading order; ``depth`` counts from 0, ``rows`` are a table's cells."""

    path: str
    kind: str
    label: str
    heading: str
    text: str
    depth: int
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """A file that carries the text: its digest, name, format, size in bytes."""

    sha256: str
    name: str
    format: str
    size: int


@dataclass(frozen=True, slots=True)
class DocumentAnswer:
    """The text of a day, with what is known of the document."""

    id: str
    title: str
    number: str
    bodies: tuple[str, ...]
    kind: str
    status: str
    on: date
    version: VersionSpan | None
    note: str | None
    provisions: tuple[ProvisionAnswer, ...]
    attachments: tuple[str, ...]
    warnings: tuple[str, ...]
    issued: date | None
    effective: date | None
    subjects: tuple[str, ...]
    verdict: StatusAnswer
    versions: tuple[VersionSpan, ...]
    sources: tuple[SourceAnswer, ...]
    cover: ActLink | None = None
    covers: tuple[ActLink, ...] = ()

    @property
    def tables(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """The tables of the text in order."""
        return tuple(provision.rows for provision in self.provisions if provision.rows)


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """An event of a document's life."""

    kind: str
    on: date | None
    effective: date | None
    by: ActLink | None
    ordinal: int | None
    manner: str
    target: str
    evidence: EvidenceAnswer


@dataclass(frozen=True, slots=True)
class HistoryVersion:
    """A text of a document; ``provisions`` counts its articles."""

    dated: date | None
    since: date | None
    until: date | None
    source: str
    provisions: int


@dataclass(frozen=True, slots=True)
class HistoryAnswer:
    """Events and versions of a document."""

    id: str
    title: str
    events: tuple[HistoryEvent, ...]
    versions: tuple[HistoryVersion, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatsAnswer:
    """The inventory."""

    documents: int
    versions: int
    provisions: int
    revision: int
    as_of: date
    by_status: Mapping[str, int]
    by_kind: Mapping[str, int]
    by_body: tuple[FacetRow, ...]
    by_year: Mapping[str, int]
    gaps: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ComingAnswer:
    """A coming change of force: ``kind`` is commencement, repeal, partial_repeal, expiry, suspension, resumption or review."""

    kind: str
    label: str
    on: date
    document: ActLink
    because: Reason | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction or gap in the record."""

    code: str
    message: str
    document: str | None
    title: str
    place: str = ""


_RENAMED = {"since": "from"}


def json_name(field: str) -> str:
    """How a field is called in JSON."""
    return _RENAMED.get(field, field)


_PLAIN: Final = frozenset({str, int, float, bool, type(None)})


def as_json(value: Any) -> Any:
    """Plain JSON values of an answer; ``since`` is written ``from``, as the contract has it."""
    kind: Any = type(value)
    # Most values are words: an export of everything asks this millions of times.
    if kind in _PLAIN:
        return value
    if (names := _json_names(kind)) is not None:
        return {name: as_json(getattr(value, field)) for field, name in names}
    if isinstance(value, tuple | list):
        return [as_json(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    return value


@cache
def _json_names(kind: Any) -> tuple[tuple[str, str], ...] | None:
    """The fields of a dataclass, or of a tuple with names, and how they are called in JSON; None for any other type."""
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return tuple((name, json_name(name)) for name in kind._fields)
    if not dataclasses.is_dataclass(kind):
        return None
    return tuple((field.name, json_name(field.name)) for field in dataclasses.fields(kind))


def document_json(answer: DocumentAnswer) -> dict[str, Any]:
    """A document's JSON with its tables listed apart, as the contract has them."""
    plain: dict[str, Any] = as_json(answer)
    plain["tables"] = [{"rows": [list(row) for row in rows]} for rows in answer.tables]
    return plain
