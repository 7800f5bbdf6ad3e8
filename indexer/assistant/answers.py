"""What the tools answer: the Library's answers with the status, day, evidence and address that each must carry.

Without slots: the protocol's package takes a slot for a default value and would leave the schema of the answer out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.library import (
    CheckAnswer,
    CheckVerdict,
    DocumentAnswer,
    NotHeld,
    SearchAnswer,
    StatusAnswer,
)
from indexer.library.answers import Candidate, Reason
from indexer.model.document import Kind
from indexer.model.numerals import parse_numeral
from indexer.model.validity import Status

LONGEST: Final = 20_000
"""Characters of text in one answer; what is longer goes on at ``next``."""
CAUTION: Final = "文本供查阅，以公布机关公布的文本为准。没有依据的时效为“时效未标明”，不等于有效。"
_ARTICLE: Final = re.compile(
    r"(?:art-(?P<n>\d+)(?:-(?P<m>\d+))?|第?(?P<number>[〇零一二三四五六七八九十百千两\d]+)条?(?:之(?P<insert>[一二三四五六七八九十\d]+))?)"
)


@dataclass(frozen=True)
class Proof:
    """A sentence that proves a status: what happened, when it works, by which act, and where the sentence stands."""

    kind: str
    on: str
    effective: str
    by: str
    quote: str
    source: str


@dataclass(frozen=True)
class Known:
    """Another document: its id (empty when it is not held) and title."""

    id: str
    title: str
    number: str = ""


@dataclass(frozen=True)
class StatusResult:
    """Is it in force on the day, with the proof. ``status`` is a code, ``status_label`` the Chinese term."""

    ref: str
    found: bool
    id: str
    title: str
    number: str
    status: str
    status_label: str
    on: str
    evidence: list[Proof]
    successor: Known | None
    candidates: list[Known]
    notes: list[str]
    link: str


@dataclass(frozen=True)
class StatusResults:
    """One answer a reference, in their order."""

    on: str
    results: list[StatusResult]
    caution: str = CAUTION


@dataclass(frozen=True)
class Passage:
    """A provision: its path (after ``#`` in a link), label (第十二条), heading and own words."""

    path: str
    label: str
    heading: str
    text: str


@dataclass(frozen=True)
class Found:
    """A document found, with its best articles as snippets and the proof of its status."""

    id: str
    title: str
    number: str
    bodies: list[str]
    kind: str
    status: str
    status_label: str
    on: str
    issued: str
    effective: str
    evidence: list[Proof]
    snippets: list[Passage]
    link: str


@dataclass(frozen=True)
class SearchResults:
    """Documents found. ``total`` counts all, ``results`` holds the first of them."""

    query: str
    on: str
    total: int
    results: list[Found]
    did_you_mean: str
    notes: list[str]
    caution: str = CAUTION


@dataclass(frozen=True)
class TextResult:
    """The text of a document on a day, or one article of it. ``next`` is where to go on, None at the end."""

    id: str
    title: str
    number: str
    bodies: list[str]
    kind: str
    status: str
    status_label: str
    on: str
    text_dated: str
    text_from: str
    text_until: str
    evidence: list[Proof]
    notes: list[str]
    provisions: list[Passage]
    next: int | None
    link: str
    caution: str = CAUTION


@dataclass(frozen=True)
class Checked:
    """A citation of a text and what is said of it."""

    text: str
    start: int
    end: int
    verdict: str
    verdict_label: str
    id: str
    title: str
    provision: str
    status: str
    evidence: list[Proof]
    successor: Known | None
    candidates: list[Known]
    notes: list[str]
    link: str


@dataclass(frozen=True)
class CheckResults:
    """Every citation of a text in order; ``unread`` says what could not be read."""

    on: str
    citations: list[Checked]
    summary: dict[str, int]
    unread: list[str]
    caution: str = CAUTION


def said(day: date | None) -> str:
    """YYYY-MM-DD, empty where a day is not known."""
    return day.isoformat() if day else ""


def link_to(site: str, document: str | None, on: date, path: str = "") -> str:
    """The address of a document on a day, or of a provision of it; without a site the path alone."""
    place = f"#{path}" if path else ""
    return f"{site.rstrip('/')}/documents/{document}@{on.isoformat()}{place}" if document else ""


def proofs(reasons: Sequence[Reason]) -> list[Proof]:
    """The reasons of a verdict."""
    return [
        Proof(
            reason.kind,
            said(reason.on),
            said(reason.effective),
            reason.by.title if reason.by else "",
            reason.evidence.quote,
            reason.evidence.source,
        )
        for reason in reasons
    ]


def _known(candidates: Sequence[Candidate]) -> list[Known]:
    return [Known(c.id, c.title, c.number or c.note) for c in candidates]


def status_result(answer: StatusAnswer, site: str) -> StatusResult:
    """A status with its proof."""
    return StatusResult(
        ref=answer.ref,
        found=answer.found,
        id=answer.id or "",
        title=answer.title,
        number=answer.number,
        status=answer.status,
        status_label=Status(answer.status).label,
        on=answer.on.isoformat(),
        evidence=proofs(answer.because),
        successor=Known(answer.successor.id or "", answer.successor.title) if answer.successor else None,
        candidates=_known(answer.candidates),
        notes=list(answer.notes),
        link=link_to(site, answer.id, answer.on),
    )


def search_results(answer: SearchAnswer, verdicts: Sequence[StatusAnswer], site: str) -> SearchResults:
    """A page of results; ``verdicts`` are those of the hits, in their order."""
    return SearchResults(
        query=answer.query,
        on=answer.on.isoformat(),
        total=answer.total,
        results=[
            Found(
                id=hit.id,
                title=hit.title,
                number=hit.number,
                bodies=list(hit.bodies),
                kind=Kind(hit.kind).label,
                status=verdict.status,
                status_label=Status(verdict.status).label,
                on=answer.on.isoformat(),
                issued=said(hit.issued),
                effective=said(hit.effective),
                evidence=proofs(verdict.because),
                snippets=[Passage(p.path, p.label, p.heading, p.snippet) for p in hit.provisions],
                link=link_to(site, hit.id, answer.on),
            )
            for hit, verdict in zip(answer.hits, verdicts, strict=True)
        ],
        did_you_mean=answer.did_you_mean or "",
        notes=list(answer.notes),
    )


def text_result(answer: DocumentAnswer, article: str, start: int, site: str) -> TextResult:
    """The text from a provision on, or the article named; NotHeld where there is no such article."""
    rows = [Passage(p.path, p.label, p.heading, _words(p.text, p.rows)) for p in answer.provisions]
    notes = list(dict.fromkeys((*answer.verdict.notes, *answer.warnings)))
    if answer.kind == Kind.INTERPRETATION.value:
        notes.insert(0, "这是政策解读，不是法规原文。")
    following: int | None = None
    if article:
        rows = _article(rows, article, answer.title)
    else:
        rows, following = _piece(rows, start)
    return TextResult(
        id=answer.id,
        title=answer.title,
        number=answer.number,
        bodies=list(answer.bodies),
        kind=Kind(answer.kind).label,
        status=answer.status,
        status_label=Status(answer.status).label,
        on=answer.on.isoformat(),
        text_dated=said(answer.version.dated) if answer.version else "",
        text_from=said(answer.version.since) if answer.version else "",
        text_until=said(answer.version.until) if answer.version else "",
        evidence=proofs(answer.verdict.because),
        notes=notes,
        provisions=rows,
        next=following,
        link=link_to(site, answer.id, answer.on, rows[0].path if article else ""),
    )


def _words(text: str, rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows) if rows else text


def _article(rows: Sequence[Passage], article: str, title: str) -> list[Passage]:
    """第十二条, 12 or art-12 with all that stands under it."""
    match = _ARTICLE.fullmatch(article.strip())
    number = parse_numeral(match["number"] or match["n"]) if match else None
    if match is None or number is None:
        raise NotHeld(f"看不懂条号“{article[:40]}”，请写作“第十二条”或“12”。")
    more = match["insert"] or match["m"]
    path = f"art-{number}" + (f"-{parse_numeral(more)}" if more else "")
    found = [row for row in rows if row.path == path or row.path.startswith(f"{path}.")]
    if not found:
        raise NotHeld(f"《{title}》这一天的文本没有{article.strip()}（{path}）。")
    return found


def _piece(rows: list[Passage], start: int) -> tuple[list[Passage], int | None]:
    size, end = 0, max(0, start)
    for row in rows[max(0, start) :]:
        size += len(row.text) + len(row.heading) + len(row.label)
        if size > LONGEST and end > start:
            break
        end += 1
    return rows[max(0, start) : end], end if end < len(rows) else None


def check_results(answer: CheckAnswer, site: str) -> CheckResults:
    """Every citation judged."""
    return CheckResults(
        on=answer.on.isoformat(),
        citations=[
            Checked(
                text=item.text,
                start=item.start,
                end=item.end,
                verdict=item.verdict,
                verdict_label=CheckVerdict(item.verdict).label,
                id=(item.document.id or "") if item.document else "",
                title=item.document.title if item.document else item.title,
                provision=item.provision or "",
                status=item.status,
                evidence=proofs(item.because),
                successor=Known(item.successor.id or "", item.successor.title) if item.successor else None,
                candidates=_known(item.candidates),
                notes=list(item.notes),
                link=link_to(
                    site,
                    item.document.id if item.document else None,
                    answer.on,
                    "" if item.verdict == CheckVerdict.PROVISION_MISSING else item.provision or "",
                ),
            )
            for item in answer.citations
        ],
        summary={CheckVerdict(verdict).label: n for verdict, n in answer.summary.items()},
        unread=list(answer.unread),
    )
