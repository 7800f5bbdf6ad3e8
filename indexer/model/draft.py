"""Draft: what the parser makes of one instrument in one source, before the record decides what it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from indexer.model.citations import Citation, Interpretation
from indexer.model.docnumber import DocumentNumber
from indexer.model.document import Issuer, Kind
from indexer.model.provisions import Provision
from indexer.model.source import Link, Remark
from indexer.model.validity import Evidence, ValidityEvent


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with the evidence that it is so; ``value`` is the normalised form of ``evidence.quote``."""

    name: str
    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Target:
    """An instrument as a clause names it: title, number, issuers and every day given for it (issue, amendments)."""

    title: str
    number: str = ""
    issuers: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    part: str = ""
    """The words that limit it to a part (中关于反倾销的规定); empty for the whole."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an instrument does to another: the event as it will stand in the target's timeline, and the target as named.

    ``event.by`` is None here: the act is the instrument whose draft holds the effect. ``event.effective`` None means
    "from that instrument's own commencement".
    """

    target: Target
    event: ValidityEvent


@dataclass(frozen=True, slots=True)
class Draft:
    """One instrument as one source gives it.

    ``provisions`` read in order give back the part [start, end) of the source's text that is this instrument's.
    ``dated`` is the day of the act that made this text (the last amendment in the note, the file's version date, else
    the day of issue); ``events`` all that the text says of its own force, ``effects`` what it does to others.
    ``cover`` is the place in the source's drafts of the notice that carries this instrument (印发《X》的通知), None if none.
    """

    title: str
    subtitle: str = ""
    kind: Kind = Kind.OTHER
    number: DocumentNumber | None = None
    issuers: tuple[Issuer, ...] = ()
    issued: date | None = None
    dated: date | None = None
    since: date | None = None
    subjects: tuple[str, ...] = ()
    index_number: str = ""
    provisions: tuple[Provision, ...] = ()
    events: tuple[ValidityEvent, ...] = ()
    effects: tuple[Effect, ...] = ()
    citations: tuple[Citation, ...] = ()
    interpretation: Interpretation | None = None
    facts: tuple[Fact, ...] = ()
    attachments: tuple[Link, ...] = ()
    remarks: tuple[Remark, ...] = ()
    cover: int | None = None
    start: int = 0
    end: int = 0
    claims: tuple[tuple[str, str], ...] = field(default=())
    """What the source's metadata claims (status, expiry) without being evidence."""


@dataclass(frozen=True, slots=True)
class DraftText:
    """A text to be checked: its words, every place in them that cites, and what could not be read of it.

    ``code`` and ``message`` say why nothing was read, empty when it was.
    """

    text: str = ""
    citations: tuple[Citation, ...] = ()
    remarks: tuple[Remark, ...] = ()
    format: str = ""
    code: str = ""
    message: str = ""
