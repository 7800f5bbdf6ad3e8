"""Pages as frozen values: everything a template shows, worked out before it is drawn."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from indexer.library import RENDERINGS
from indexer.search.query import Sort
from searchapp import params
from searchapp.filters import kind_label, status_label
from searchapp.language import word
from searchapp.params import PAGE_SIZE, SearchParams
from searchapp.reading_pages import Found, Spans, places_of, text_html

if TYPE_CHECKING:
    from indexer.library import (
        ActLink,
        CitesAnswer,
        DocumentAnswer,
        HistoryAnswer,
        HistoryEvent,
        PairAnswer,
        SearchAnswer,
        StatusAnswer,
    )

_FORM_LABELS: Final = {
    "docx": "Word 文档",
    "pdf": "PDF",
    "txt": "纯文本",
    "md": "Markdown",
    "json": "JSON",
    "xml": "Akoma Ntoso",
}
_ON_DEMAND: Final = ("pdf",)
"""Made by another program, in seconds and with the moment in them: only when they are fetched."""
FORMS: Final = tuple((form, _FORM_LABELS.get(form, form.upper())) for form in RENDERINGS)
"""(suffix, label) of the files the site makes of a text."""

FACETS = (
    ("status", "时效性"),
    ("kind", "效力级别"),
    ("body", "发文机关"),
    ("year", "年份"),
    ("region", "地区"),
    ("subject", "主题"),
    ("interpreted", "有无解读"),
)
_FIRST_WORDS: Final = re.compile(r"[^。]{0,24}(?=。|$)|[^。，；：、]{6,20}(?=[，；：、])|.{0,18}")
"""A short sentence, else the words before the first comma, else some words."""
_EXPORTS = (
    ("csv", "CSV"),
    ("xlsx", "XLSX"),
    ("jsonl", "JSONL"),
    ("md", "全文（zip）"),
    ("originals", "原件（zip）"),
)


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A facet value as a link that sets or takes away the filter."""

    label: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Results with the links around them."""

    answer: SearchAnswer
    text: str
    on_given: bool
    notes: tuple[str, ...]
    facets: tuple[tuple[str, tuple[FacetLink, ...]], ...]
    chips: tuple[FacetLink, ...]
    bare: str
    """The same words without any filter."""
    relaxations: tuple[FacetLink, ...]
    """The filters whose absence would give something, where there is nothing."""
    meant: str
    """The search for what may have been meant."""
    at: str
    """What a document's address ends in, to show the text of the day asked about."""
    hidden: tuple[tuple[str, str], ...]
    previous: str
    following: str
    page: int
    pages: int
    sort: str
    data: str
    """The address of the same answer as JSON."""
    feed: str
    exports: tuple[tuple[str, str], ...]
    """(name, address) of the same documents as files."""
    downloads: str
    """The page of all formats."""


def href(parameters: SearchParams) -> str:
    """The address of a search."""
    return params.address_of(parameters).at("/search")


def results_page(parameters: SearchParams, answer: SearchAnswer) -> ResultsPage:
    """Everything the results page shows."""
    own = params.address_of(parameters)
    first = own.without("page")
    facets = []
    chips: list[FacetLink] = []
    for name, label in FACETS:
        held = set(params.chosen(parameters.request.filters, name))
        rows = answer.facets.get(name, ())
        address = params.toggler(parameters, own, name)
        shown = tuple(
            [
                FacetLink(
                    label_of(name, row.value, row.label),
                    row.count,
                    f"/search?{address(row.value)}",
                    row.value in held,
                )
                for row in rows
            ]
        )
        chips += _chips(parameters, name, held, shown)
        if len(rows) > 1 or any(link.chosen for link in shown):
            facets.append((label, shown))
    pages = max(1, min(params.MAX_PAGE, -(-answer.total // PAGE_SIZE)))
    page = parameters.page
    whole = first.without("sort")
    return ResultsPage(
        answer=answer,
        text=parameters.request.text,
        on_given=parameters.on_given,
        notes=(*parameters.notes, *_notes(answer)),
        facets=tuple(facets),
        chips=tuple(chips),
        bare=href(params.turned_to(params.without(parameters), 1)) if chips else "",
        relaxations=_relaxations(parameters, answer),
        meant=_meant(parameters, answer),
        at=f"@{answer.on.isoformat()}" if parameters.on_given else "",
        hidden=tuple((k, v) for k, v in params.write(parameters) if k not in ("q", "on", "sort", "page")),
        previous=_turned(first, page - 1) if page > 1 else "",
        following=_turned(first, page + 1) if page < pages else "",
        page=page,
        pages=pages,
        sort="" if parameters.request.sort is Sort.RELEVANCE else parameters.request.sort.value,
        data=own.ending("limit", str(PAGE_SIZE)).at("/api/v1/search"),
        feed=whole.at("/feed.atom"),
        exports=tuple([(label, whole.ending("format", form).at("/export")) for form, label in _EXPORTS]),
        downloads=whole.at("/export"),
    )


def _notes(answer: SearchAnswer) -> tuple[str, ...]:
    """What is said of the answer; what lies near a thing that is not held stands below with links."""
    listed = answer.not_held is not None and answer.not_held.near
    return tuple(note for note in answer.notes if not (listed and note.startswith("收录的")))


def label_of(name: str, value: str, label: str) -> str:
    """A filter value's name in the language of the page; names of bodies and places stay as they are."""
    if name == "status":
        return status_label(value)
    if name == "interpreted":
        return word("有解读" if value == "yes" else "无解读")
    return kind_label(value) if name == "kind" else label


def _chips(
    parameters: SearchParams, name: str, held: set[str], links: tuple[FacetLink, ...]
) -> list[FacetLink]:
    """What is chosen, also where nothing is left to count."""
    chosen = [link for link in links if link.chosen]
    counted = {link.label for link in chosen}
    for value in sorted(held):
        label = label_of(name, value, value)
        if label not in counted:
            chosen.append(FacetLink(label, 0, href(params.toggled(parameters, name, value)), chosen=True))
    return chosen


def _relaxations(parameters: SearchParams, answer: SearchAnswer) -> tuple[FacetLink, ...]:
    """Only filters of the address can be dropped by a link; those typed among the words are said in the notes."""
    found = []
    for row in answer.relaxations:
        if not params.chosen(parameters.request.filters, row.filter):
            continue
        label = word(dict(FACETS).get(row.filter, row.filter)) + word("：")
        values = "、".join(label_of(row.filter, value, value) for value in row.values)
        address = href(params.turned_to(params.without(parameters, row.filter), 1))
        found.append(FacetLink(label + values, row.total, address, chosen=False))
    return tuple(found)


def _turned(first: params.Address, page: int) -> str:
    """The address of a page of a search whose first page is given."""
    return (first.ending("page", str(page)) if page > 1 else first).at("/search")


def _meant(parameters: SearchParams, answer: SearchAnswer) -> str:
    """The address of the search for what may have been meant."""
    if answer.did_you_mean is None:
        return ""
    return href(params.turned_to(params.worded(parameters, answer.did_you_mean), 1))


@dataclass(frozen=True, slots=True)
class Pairs:
    """The explanations of a document, and what it explains itself."""

    explained: tuple[PairAnswer, ...] = ()
    explains: tuple[PairAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplanationsPage:
    """A document's explanations, and what it explains."""

    verdict: StatusAnswer
    pairs: Pairs


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document with its contents list. ``ref`` is its id, with the day that was asked for."""

    answer: DocumentAnswer
    ref: str
    contents: tuple[tuple[str, str, int], ...]
    """(anchor, label with heading, depth) of chapters and sections."""
    text: Markup
    sought: str
    places: tuple[Found, ...]
    cite_as: str
    permalink: str
    pairs: Pairs
    forms: tuple[tuple[str, str], ...] = FORMS


def document_page(
    answer: DocumentAnswer, ref: str, links: Mapping[str, Spans], pairs: Pairs, sought: str = ""
) -> DocumentPage:
    """Everything the document page shows."""
    contents = tuple(
        (p.path, "　".join(part for part in (p.label, p.heading or _opening(p.text)) if part), p.depth)
        for p in answer.provisions
        if p.kind in ("part", "subpart", "ch", "sec", "annex") or (p.kind == "h" and p.depth <= 1)
    )
    return DocumentPage(
        answer=answer,
        ref=ref,
        contents=contents,
        text=text_html(answer, links, sought),
        sought=sought,
        places=places_of(answer, sought) if sought else (),
        cite_as=cited_as(answer),
        pairs=pairs,
        permalink=f"/documents/{answer.id}@{answer.on.isoformat()}",
    )


def _opening(text: str) -> str:
    """What a section without a heading begins with: （二）基本原则。 Of a longer one its first words."""
    first = _FIRST_WORDS.match(text)
    words = first.group() if first else ""
    return words if len(words) == len(text.partition("。")[0]) else f"{words}…"


def cited_as(answer: DocumentAnswer) -> str:
    """《…》（文号，某日文本): how a reader cites the text shown."""
    dated = answer.version.dated if answer.version else None
    said = [answer.number] if answer.number else []
    if dated is not None and len(answer.versions) > 1:
        said.append(f"{dated.year}年{dated.month}月{dated.day}日文本")
    return f"《{answer.title}》" + (f"（{'，'.join(said)}）" if said else "")


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that the site makes of a text; without digest where it is made only when fetched."""

    form: str
    label: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FilesPage:
    """The files of a document: as they came, and as the site makes them."""

    answer: DocumentAnswer
    files: tuple[MadeFile, ...]


def files_page(answer: DocumentAnswer) -> FilesPage:
    """Everything the page of files shows."""
    made = []
    for form, label in FORMS:
        if form in _ON_DEMAND:
            made.append(MadeFile(form, label, 0, ""))
            continue
        content = RENDERINGS[form].write(answer)
        made.append(MadeFile(form, label, len(content), hashlib.sha256(content).hexdigest()))
    return FilesPage(answer, tuple(made))


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A document's life in the order of its days; each event with whether its evidence is that of the one before."""

    answer: HistoryAnswer
    verdict: StatusAnswer
    events: tuple[tuple[HistoryEvent, bool], ...]


def history_page(answer: HistoryAnswer, verdict: StatusAnswer) -> HistoryPage:
    """Everything the page of a document's life shows: what several texts tell in the same words once."""
    told = {
        (e.kind, e.manner, e.ordinal, e.target, e.effective or e.on, e.by, e.evidence.quote): e
        for e in reversed(answer.events)
    }
    events = tuple(reversed(told.values()))
    quotes = ["", *(event.evidence.quote for event in events)]
    same = (quote == before for before, quote in pairwise(quotes))
    return HistoryPage(answer, verdict, tuple(zip(events, same, strict=True)))


@dataclass(frozen=True, slots=True)
class CitedRow:
    """A document on one side of a citation, with how often and where first."""

    document: ActLink | None
    title: str
    text: str
    role: str
    count: int
    first: str
    candidates: bool
    status: str = ""


@dataclass(frozen=True, slots=True)
class CitationsPage:
    """What a document cites and what cites it, a row a document and role."""

    answer: CitesAnswer
    cites: tuple[CitedRow, ...]
    cited_by: tuple[CitedRow, ...]


def citations_page(answer: CitesAnswer) -> CitationsPage:
    """Everything the page of citations shows."""
    cites = [
        CitedRow(c.document, c.title, c.text, c.role, 1, c.path, bool(c.candidates), c.status)
        for c in answer.cites
    ]
    cited_by = [
        CitedRow(c.document, c.document.title, c.text, c.role, 1, c.path, candidates=False, status=c.status)
        for c in answer.cited_by
    ]
    return CitationsPage(answer, _joined(cites), _joined(cited_by))


def _joined(rows: list[CitedRow]) -> tuple[CitedRow, ...]:
    """One row for all places of one document and role, in the order of the first place."""
    found: dict[tuple[str, str], CitedRow] = {}
    for row in rows:
        key = ((row.document.id if row.document else None) or row.title or row.text, row.role)
        held = found.get(key)
        found[key] = replace(held, count=held.count + 1) if held else row
    return tuple(found.values())
