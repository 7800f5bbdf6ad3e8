"""One instrument's front read as a whole: title, number, issuers and days, with what its cover says for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.model.draft import Fact
from indexer.model.numerals import parse_date
from indexer.model.source import Remark, SourceText
from indexer.model.validity import EventKind, Evidence, ValidityEvent
from indexer.parse.dates import meta_events, order_events, written_event
from indexer.parse.front import FrontLine, date_line, note_span, read_front
from indexer.parse.front_facts import IssuersFound, NumberFound, read_issuers, read_number
from indexer.parse.front_signature import read_signature
from indexer.parse.issuers import BodyNames
from indexer.parse.notes import Note, read_note
from indexer.parse.segment import Segment
from indexer.parse.standard import read_standard
from indexer.parse.structure import Tree
from indexer.parse.title import Title, read_title


@dataclass(frozen=True, slots=True)
class DocumentFront:
    """What an instrument says of itself outside its provisions, before its days and kind are settled."""

    title: Title
    lines: tuple[FrontLine, ...]
    number: NumberFound | None
    issuers: IssuersFound
    events: tuple[ValidityEvent, ...]
    remarks: tuple[Remark, ...] = ()
    is_standard: bool = False


def read_document(
    part: Segment,
    tree: Tree,
    source: SourceText,
    names: BodyNames,
    cover: tuple[Segment, DocumentFront] | None,
) -> DocumentFront:
    """The front of one segment; ``cover`` is the segment that carries it with its own front."""
    is_inner = cover is not None
    standard = None if is_inner else read_standard(part.lines, source, names)
    if standard is not None:
        events = (*standard.events, *meta_events(source))
        return DocumentFront(
            standard.title, read_front(part.front, names), None, standard.issuers, events, is_standard=True
        )
    lines = read_front(part.front, names)
    title = read_title(lines, source.meta_value("title"), source.name, is_inner) or Title("")
    note = _note(lines, source)
    number = read_number(lines, note.events, source, names, is_inner)
    signature = read_signature(tree.provisions, tree.places, source.text, names)
    issuers = read_issuers(
        lines,
        title.text,
        number.number if number else None,
        note.events,
        signature.issuers,
        source,
        names,
        is_inner,
    )
    told = list(note.events)
    if signature.day is not None:
        told.append(written_event(source, signature.day, signature.start, signature.end, "signature.written"))
    else:
        told.extend(_front_day(lines, source))
    if not is_inner:
        told += [event for event in meta_events(source) if not _is_told(told, event)]
    remarks = (*note.remarks, *(number.remarks if number else ()))
    own = DocumentFront(title, lines, number, issuers, tuple(told), remarks)
    return _with_cover(own, cover, source) if cover is not None else own


def _note(lines: Sequence[FrontLine], source: SourceText) -> Note:
    span = note_span(lines, source.text)
    return read_note(span.text, span.start, source.sha256) if span else Note()


def _front_day(lines: Sequence[FrontLine], source: SourceText) -> Iterator[ValidityEvent]:
    item = date_line(lines)
    day = parse_date(item.line.text) if item else None
    if item is not None and day is not None:
        yield written_event(source, day, item.line.start, item.line.end, "front.written")


def _with_cover(
    own: DocumentFront, cover: tuple[Segment, DocumentFront], source: SourceText
) -> DocumentFront:
    """What a carried text does not say itself its cover says for it; every such value is marked by its rule."""
    segment, front = cover
    number, issuers, events = own.number, own.issuers, list(own.events)
    if number is None and front.number is not None:
        number = NumberFound(front.number.number, _covered_fact(front.number.fact))
    if front.issuers.fact is not None and not issuers.issuers:
        issuers = IssuersFound(front.issuers.issuers, _covered_fact(front.issuers.fact))
    events += [e for e in order_events(segment.body, source.sha256) if not _is_told(events, e)]
    if not any(e.kind in (EventKind.WRITTEN, EventKind.ISSUED) for e in events):
        events += [_covered_event(e) for e in front.events if e.kind is EventKind.WRITTEN][:1]
    events += [_covered_event(e) for e in front.events if e.kind is EventKind.PUBLISHED]
    return replace(own, number=number, issuers=issuers, events=tuple(events))


def _is_told(events: Sequence[ValidityEvent], other: ValidityEvent) -> bool:
    return any(e.kind is other.kind and e.on == other.on for e in events)


def _covered_fact(fact: Fact) -> Fact:
    return replace(fact, evidence=_covered(fact.evidence))


def _covered_event(event: ValidityEvent) -> ValidityEvent:
    return replace(event, evidence=_covered(event.evidence))


def _covered(proof: Evidence) -> Evidence:
    return replace(proof, rule=f"cover.{proof.rule}")
