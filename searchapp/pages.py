"""Pages as frozen values: everything a template shows, worked out before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from indexer.library import (
    ActLink,
    CitesAnswer,
    DocumentAnswer,
    HistoryAnswer,
    PairAnswer,
    SearchAnswer,
    StatusAnswer,
)
from indexer.search.query import Sort
from searchapp import params
from searchapp.params import PAGE_SIZE, SearchParams

FACETS = (
    ("status", "时效性"),
    ("kind", "效力级别"),
    ("body", "发文机关"),
    ("year", "年份"),
    ("region", "地区"),
    ("subject", "主题"),
)
_FACET_ROWS = 12
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


def href(parameters: SearchParams) -> str:
    """The address of a search."""
    query = urlencode(params.write(parameters))
    return f"/search?{query}" if query else "/search"


def results_page(parameters: SearchParams, answer: SearchAnswer) -> ResultsPage:
    """Everything the results page shows."""
    facets = []
    chips: list[FacetLink] = []
    for name, label in FACETS:
        held = set(map(str, getattr(parameters.request.filters, name)))
        links = tuple(
            FacetLink(
                row.label, row.count, href(params.toggled(parameters, name, row.value)), row.value in held
            )
            for row in answer.facets.get(name, ())
        )
        chips += [link for link in links if link.chosen]
        shown = tuple(link for n, link in enumerate(links) if n < _FACET_ROWS or link.chosen)
        if len(links) > 1 or any(link.chosen for link in links):
            facets.append((label, shown))
    pages = max(1, min(params.MAX_PAGE, -(-answer.total // PAGE_SIZE)))
    page = parameters.page
    return ResultsPage(
        answer=answer,
        text=parameters.request.text,
        on_given=parameters.on_given,
        notes=(*parameters.notes, *answer.notes),
        facets=tuple(facets),
        chips=tuple(chips),
        hidden=tuple(
            (k, v) for k, v in params.write(params.turned_to(parameters, 1)) if k not in ("q", "on", "sort")
        ),
        previous=href(params.turned_to(parameters, page - 1)) if page > 1 else "",
        following=href(params.turned_to(parameters, page + 1)) if page < pages else "",
        page=page,
        pages=pages,
        sort="" if parameters.request.sort is Sort.RELEVANCE else parameters.request.sort.value,
        data="/api/v1" + href(parameters),
        feed=_beside(parameters, "/feed.atom"),
        exports=tuple((label, _beside(parameters, "/export", form)) for form, label in _EXPORTS),
    )


def _beside(parameters: SearchParams, path: str, form: str = "") -> str:
    """The address of the same search, from its first page, as something else."""
    pairs = [pair for pair in params.write(parameters) if pair[0] not in ("page", "sort")]
    if form:
        pairs.append(("format", form))
    return f"{path}?{urlencode(pairs)}" if pairs else path


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document with its contents list."""

    answer: DocumentAnswer
    contents: tuple[tuple[str, str, int], ...]
    """(anchor, label with heading, depth) of chapters and sections."""
    explained: tuple[PairAnswer, ...] = ()
    """The explanations of the document."""
    explains: tuple[PairAnswer, ...] = ()
    """What the document explains."""


def document_page(
    answer: DocumentAnswer, explained: tuple[PairAnswer, ...] = (), explains: tuple[PairAnswer, ...] = ()
) -> DocumentPage:
    """Everything the document page shows."""
    contents = tuple(
        (p.path, f"{p.label}　{p.heading}".strip("　"), p.depth)
        for p in answer.provisions
        if p.kind in ("part", "subpart", "ch", "sec", "annex") or (p.kind == "h" and p.depth <= 1)
    )
    return DocumentPage(answer, contents, explained, explains)


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A document's life, newest first."""

    answer: HistoryAnswer
    verdict: StatusAnswer


def history_page(answer: HistoryAnswer, verdict: StatusAnswer) -> HistoryPage:
    """Everything the page of a document's life shows."""
    return HistoryPage(answer, verdict)


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


@dataclass(frozen=True, slots=True)
class CitationsPage:
    """What a document cites and what cites it, a row a document and role."""

    answer: CitesAnswer
    cites: tuple[CitedRow, ...]
    cited_by: tuple[CitedRow, ...]


def citations_page(answer: CitesAnswer) -> CitationsPage:
    """Everything the page of citations shows."""
    cites = [
        CitedRow(c.document, c.title, c.text, c.role, 1, c.path, bool(c.candidates)) for c in answer.cites
    ]
    cited_by = [
        CitedRow(c.document, c.document.title, c.text, c.role, 1, c.path, candidates=False)
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
