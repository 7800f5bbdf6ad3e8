"""SourceText → Drafts: what a source's text says of the instruments it holds. Pure functions, no I/O, no clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from indexer.model.document import Kind
from indexer.model.draft import Draft, Effect, Fact
from indexer.model.source import SourceText
from indexer.model.validity import EventKind
from indexer.parse.citation_roles import Setting
from indexer.parse.citations import Reading, read_citations
from indexer.parse.clauses import Clauses, about_itself, read_clauses
from indexer.parse.dates import (
    claimed_commencement,
    closing_commencement,
    of_some_version,
    printed_day,
    settle_days,
    version_day,
)
from indexer.parse.decisions import read_decision
from indexer.parse.front import Role
from indexer.parse.front_document import DocumentFront, read_document
from indexer.parse.front_facts import evidence, index_number, meta_evidence, subjects
from indexer.parse.interpretation import read_interpretation
from indexer.parse.issuers import BodyNames
from indexer.parse.kind import Form, Ranking, decide_kind
from indexer.parse.lines import Line, split_lines
from indexer.parse.notes import bracketed_note
from indexer.parse.related import related_pages
from indexer.parse.segment import Segment, segment
from indexer.parse.shortnames import short_names
from indexer.parse.structure import Tree, build_tree

__all__ = ["BodyNames", "parse"]

_FORCE = (EventKind.COMMENCED, EventKind.LAPSED)
_CLAIMS = ("status", "commenced", "expires", "category")


def parse(source: SourceText, names: BodyNames) -> tuple[Draft, ...]:
    """The instruments of a source, covers before what they carry; none for a source without text.

    Pure; never raises. What is not understood is a ``Remark`` with its place. Evidence stands at its place in
    ``source.text``; what metadata or the file's name proves has no place there (start = end = 0).
    """
    drafts: list[Draft] = []
    text = source.text
    read: list[tuple[Segment, DocumentFront]] = []
    lines = split_lines(source)
    printed = printed_day(lines)
    for part in segment(lines, source):
        cover = read[part.cover] if part.cover is not None else None
        carried_by = drafts[part.cover].kind if part.cover is not None else None
        tree = build_tree(part.front, part.body, part.duplicate)
        front = read_document(part, tree, source, names, cover)
        read.append((part, front))
        carrier = read[part.cover][0].lines if part.cover is not None else ()
        drafts.append(_draft(part, tree, front, source, text, names, carried_by, carrier, printed))
    return tuple(_with_carried(place, draft, drafts) for place, draft in enumerate(drafts))


def _with_carried(place: int, draft: Draft, drafts: Sequence[Draft]) -> Draft:
    """A notice that issues one text (印发《X》的通知) holds as long as that text says."""
    carried = [other for other in drafts if other.cover == place]
    if len(carried) != 1 or any(event.kind in _FORCE for event in draft.events):
        return draft
    shared = tuple(e for e in carried[0].events if e.kind in _FORCE and e.target is None)
    return replace(draft, events=(*draft.events, *shared))


def _draft(
    part: Segment,
    tree: Tree,
    front: DocumentFront,
    source: SourceText,
    text: str,
    names: BodyNames,
    carried_by: Kind | None,
    carrier: tuple[Line, ...],
    printed: date | None,
) -> Draft:
    is_inner = part.cover is not None
    version = version_day(source)
    noted = front.events
    if not any(event.evidence.rule.startswith("note.") for event in noted):
        noted = (*bracketed_note(part.lines, source.sha256), *noted)
    closing = closing_commencement(part.body, source.sha256, noted, version, printed)
    claimed = None if is_inner else claimed_commencement(source, noted, version)
    days = settle_days(noted + closing, version, (claimed.effective or claimed.until) if claimed else None)
    events = noted + closing
    if claimed is not None and not any(e.kind is EventKind.COMMENCED for e in events):
        events = (*events, claimed)
    number = front.number.number if front.number else None
    category = "" if is_inner else source.meta_value("category")
    form = Form(front.title.text, number, front.issuers.issuers, events, category, carried_by)
    ranking = Ranking(Kind.OTHER, "kind.standard") if front.is_standard else decide_kind(form, names)
    # An explanation or a draft for comments repeats the words of acts; it does nothing itself and has no force.
    acts = ranking.kind is not Kind.INTERPRETATION and not ranking.is_draft
    if not acts:
        events = tuple(event for event in events if event.kind not in _FORCE)
    clauses = read_clauses(source.sha256, part.lines, events, carrier) if acts else Clauses()
    done = (*clauses.effects, *read_decision(source.sha256, front.title.text, part.lines)) if acts else ()
    effects = tuple(effect for effect in done if not about_itself(effect, front.title.text))
    if not is_inner and not _replaces_another(effects):
        events = of_some_version(events, version)
    interpretation = read_interpretation(front.title.text, part.body)
    setting = Setting(front.title.text, interpretation, effects)
    reading = Reading(setting, ranking.kind, number.canonical if number else "", tree.places)
    return Draft(
        title=front.title.text,
        subtitle=front.title.subtitle,
        kind=ranking.kind,
        number=number,
        issuers=front.issuers.issuers,
        issued=days.issued,
        dated=days.dated,
        since=days.since,
        subjects=() if is_inner else subjects(source),
        index_number="" if is_inner else index_number(front.lines, source),
        provisions=tree.provisions,
        events=(*events, *clauses.events),
        effects=effects,
        citations=read_citations(source, text, part.lines, reading),
        interpretation=interpretation,
        facts=(
            *_facts(front, ranking, source),
            *short_names(source.sha256, part.lines),
            *(() if is_inner else related_pages(source, interpretation)),
        ),
        attachments=() if is_inner else source.attachments,
        remarks=(*tree.remarks, *front.remarks, *days.remarks, *ranking.remarks, *clauses.remarks),
        cover=part.cover,
        start=min((line.start for line in part.lines), default=0),
        end=max((line.end for line in part.lines), default=0),
        claims=() if is_inner else tuple(_claims(source)),
    )


def _replaces_another(effects: Sequence[Effect]) -> bool:
    """Whether it ends acts by other titles: such a text is a new act, not a new text of an old one."""
    return any(e.event.kind is EventKind.REPEALED and not e.target.part for e in effects)


def _facts(front: DocumentFront, ranking: Ranking, source: SourceText) -> Iterator[Fact]:
    title = front.title
    if title.text:
        proof = (
            evidence(source, title.start, title.end, title.rule)
            if title.end
            else meta_evidence(source, title.text, title.rule)
        )
        yield Fact("title", title.text, proof)
        yield Fact("kind", ranking.kind.value, meta_evidence(source, title.text, ranking.rule))
        if ranking.is_draft:
            yield Fact("draft_for_comments", "true", proof)
    if front.number is not None:
        yield front.number.fact
    if front.issuers.fact is not None:
        yield front.issuers.fact
    for item in front.lines:
        if item.role is Role.ADDRESSEE:
            proof = evidence(source, item.line.start, item.line.end, "front.addressee")
            yield Fact("addressee", item.line.text.rstrip("：:"), proof)
            return


def _claims(source: SourceText) -> Iterator[tuple[str, str]]:
    for key in _CLAIMS:
        if value := source.meta_value(key).strip():
            yield key, value
