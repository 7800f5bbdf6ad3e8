"""What the store gives back, as frozen values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from indexer.model.citations import Citation
from indexer.model.document import Issuer, Kind
from indexer.model.draft import Effect


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document without its text."""

    id: str
    kind: Kind
    title: str
    title_key: str
    number: str
    number_raw: str
    index_number: str
    issued: date | None
    subjects: tuple[str, ...]
    issuers: tuple[Issuer, ...]
    interpretation: str
    revision: int


@dataclass(frozen=True, slots=True)
class TitleRow:
    """How a document is called."""

    id: str
    title: str
    key: str
    number: str
    kind: Kind
    issued: date | None


class CitationPlace(NamedTuple):
    """Where a text cites, and in which words."""

    path: str
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class PlacedCitation:
    """The part of a recorded citation that says where it stands."""

    start: int
    text: str
    path: dict[str, str]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version without its text; ``sources`` are the sha256 of the files that carry it."""

    key: int
    document: str
    dated: date | None
    since: date | None
    until: date | None
    articles: int
    sources: tuple[str, ...] = ()

    @property
    def start(self) -> date | None:
        """The day from which this text is shown: when it applies, else the day of its act."""
        return self.since or self.dated


@dataclass(frozen=True, slots=True)
class TextRow:
    """A file that carries a version's text."""

    source: str
    draft: int
    version: int
    rank: int
    digest: str
    name: str
    format: str
    size: int
    attachments: tuple[str, ...]


class ProvisionRow(NamedTuple):
    """A provision in reading order. A tuple: a page of results has hundreds, a code thousands."""

    version: int
    ordinal: int
    depth: int
    path: str
    kind: str
    label: str
    heading: str
    text: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class EffectRow:
    """An effect with the document that has it."""

    actor: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A citation with the document and the text of it that has it."""

    document: str
    source: str
    draft: int
    citation: Citation

    @property
    def curated(self) -> bool:
        """Whether a person says so, and no text."""
        return self.source.startswith("curation:")


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """A remark of a reader or parser."""

    code: str
    message: str
    place: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A file as it was read or rejected."""

    sha256: str
    name: str
    format: str
    size: int
    stamp: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A document changed at a revision."""

    revision: int
    document: str
    what: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording a draft did."""

    document: str
    title: str
    version: date | None
    outcome: str
    remarks: tuple[str, ...]


__all__ = [
    "ChangeRow",
    "CitationPlace",
    "CitationRow",
    "DocumentRow",
    "EffectRow",
    "ProvisionRow",
    "Recorded",
    "RemarkRow",
    "SourceRow",
    "TextRow",
    "TitleRow",
    "VersionRow",
]


def document_row(row: Sequence[Any], issuers: tuple[Issuer, ...]) -> DocumentRow:
    """A row of the table with its issuers."""
    return DocumentRow(
        id=row[0],
        kind=Kind(row[1]),
        title=row[2],
        title_key=row[3],
        number=row[4],
        number_raw=row[5],
        index_number=row[6],
        issued=_day(row[7]),
        subjects=tuple(json.loads(row[8])),
        issuers=issuers,
        interpretation=row[9],
        revision=row[10],
    )


def provision_row(row: Sequence[Any]) -> ProvisionRow:
    """A row of the table; what stands after its columns is left out."""
    cells = tuple(map(tuple, json.loads(row[8]))) if row[8] else ()
    return ProvisionRow._make((*row[:8], cells))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
