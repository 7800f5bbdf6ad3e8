"""Searching: known items first, then ranking; ids from the engine, words from the record."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from indexer.analysis import Analyzer
from indexer.library.answers import FacetRow, Hit, HitProvision, SearchAnswer, VersionSpan
from indexer.library.requests import SearchRequest, SearchUnavailable
from indexer.model.characters import fold_width
from indexer.model.document import Kind
from indexer.model.identifiers import ProvisionPath
from indexer.model.numerals import NUMERAL, parse_numeral
from indexer.model.validity import Status
from indexer.search.engine import (
    EngineHit,
    EnginePage,
    EngineUnavailable,
    FacetCount,
    RankedUnit,
    SearchEngine,
    UnitHit,
)
from indexer.search.query import Filters, SearchQuery, Sort, loosened, plain_words
from indexer.search.query_language import Understood, parse_query
from indexer.search.snippets import make_snippet, wanted_strings
from indexer.store import ProvisionRow, Store, VersionRow

_WITH_ARTICLE: Final = re.compile(rf"(.{{2,80}}?)[》\s]*第?({NUMERAL})条(?:之({NUMERAL}))?$")


@dataclass(frozen=True, slots=True)
class _Known:
    """Documents that the query names outright, and the article it names of them."""

    documents: tuple[str, ...]
    path: str = ""


class Searcher:
    """Answers searches."""

    def __init__(self, store: Store, engine: SearchEngine, analyzer: Analyzer) -> None:
        self._store = store
        self._engine = engine
        self._analyzer = analyzer

    def search(self, request: SearchRequest) -> SearchAnswer:
        """A page of results; SearchUnavailable when there is no index."""
        began = time.perf_counter()
        understood = parse_query(request.text)
        known = self._known(request.text)
        query = SearchQuery(
            text=request.text,
            node=understood.node,
            on=request.on,
            filters=_merged(request.filters, understood.filters),
            sort=request.sort,
            offset=request.offset,
            limit=request.limit,
            notes=understood.notes,
        )
        notes = list(understood.notes)
        try:
            page, query = self._ask(query, notes)
            if known.documents and request.offset == 0 and request.sort is Sort.RELEVANCE:
                page = self._first(known, page, query)
        except EngineUnavailable as problem:
            raise SearchUnavailable(str(problem)) from None
        hits = self._hits(page, query)
        return SearchAnswer(
            query=request.text,
            understood=_described(understood, query, known),
            on=request.on,
            total=page.total,
            took_ms=round((time.perf_counter() - began) * 1000, 2),
            hits=hits,
            facets={name: tuple(_facet_row(name, row) for row in rows) for name, rows in page.facets.items()},
            did_you_mean=None,
            notes=tuple(notes),
        )

    def rank(self, request: SearchRequest) -> tuple[RankedUnit, ...]:
        """Articles by relevance, not grouped by document; where few have enough of the words, those with fewer follow."""
        understood = parse_query(request.text)
        query = SearchQuery(
            text=request.text,
            node=understood.node,
            on=request.on,
            filters=_merged(request.filters, understood.filters),
            limit=request.offset + request.limit,
        )
        try:
            ranked = self._engine.rank_units(query)
            if query.node is not None and len(ranked) < query.limit:
                held = {(unit.version, unit.path) for unit in ranked}
                wider = self._engine.rank_units(replace(query, node=loosened(query.node)))
                ranked += tuple(unit for unit in wider if (unit.version, unit.path) not in held)
        except EngineUnavailable as problem:
            raise SearchUnavailable(str(problem)) from None
        return ranked[request.offset : request.offset + request.limit]

    def _ask(self, query: SearchQuery, notes: list[str]) -> tuple[EnginePage, SearchQuery]:
        page = self._engine.search(query)
        if page.total or query.node is None:
            return page, query
        loose = replace(query, node=loosened(query.node))
        if loose.node == query.node:
            return page, query
        wider = self._engine.search(loose)
        if wider.total:
            notes.append("没有同时含有全部检索词的条文，以下含有其中一部分")
            return wider, loose
        return page, query

    def _known(self, text: str) -> _Known:
        """A number, a title, or a title with an article."""
        plain = fold_width(text).strip()
        if not plain or len(plain) > 200:
            return _Known(())
        found = self._store.find(plain)
        if found:
            return _Known(tuple(found))
        match = _WITH_ARTICLE.match(plain)
        if match is None:
            return _Known(())
        found = self._store.find(match.group(1))
        number = parse_numeral(match.group(2))
        if not found or number is None:
            return _Known(())
        insert = parse_numeral(match.group(3)) if match.group(3) else None
        return _Known(tuple(found), ProvisionPath.article(number, insert).value)

    def _first(self, known: _Known, page: EnginePage, query: SearchQuery) -> EnginePage:
        """The page with the named documents in front; the total counts them once."""
        listed = self._engine.search(
            replace(
                query,
                node=None,
                filters=replace(query.filters, document=known.documents),
                limit=len(known.documents),
            )
        )
        named = [hit for hit in listed.hits if hit.document in known.documents]
        if not named:
            return page
        found = {hit.document: hit for hit in page.hits}
        front = [
            replace(hit, units=found[hit.document].units if hit.document in found else ()) for hit in named
        ]
        if known.path:
            versions = self._store.versions(known.documents)
            front = [self._with_article(hit, known.path, versions, query) for hit in front]
        rest = [hit for hit in page.hits if hit.document not in known.documents]
        total = page.total if page.total else len(front)
        return EnginePage(max(total, len(front)), tuple([*front, *rest][: query.limit]), page.facets)

    def _with_article(
        self, hit: EngineHit, path: str, versions: Mapping[str, list[VersionRow]], query: SearchQuery
    ) -> EngineHit:
        begun = [v for v in versions.get(hit.document, ()) if v.start is None or v.start <= query.on]
        if not begun:
            return hit
        return replace(hit, units=(UnitHit(begun[-1].key, path, hit.score),))

    def _hits(self, page: EnginePage, query: SearchQuery) -> tuple[Hit, ...]:
        documents = self._store.documents(hit.document for hit in page.hits)
        versions = self._store.versions(documents)
        provisions = self._store.provisions_at([(u.version, u.path) for hit in page.hits for u in hit.units])
        wanted = wanted_strings(plain_words(query.node), self._analyzer)
        hits = []
        for hit in page.hits:
            row = documents.get(hit.document)
            if row is None:
                continue
            version = _shown(versions.get(hit.document, ()), hit, query)
            hits.append(
                Hit(
                    id=row.id,
                    title=row.title,
                    number=row.number,
                    bodies=tuple(issuer.name for issuer in row.issuers),
                    kind=row.kind.value,
                    status=hit.status,
                    issued=row.issued,
                    effective=hit.effective,
                    version=VersionSpan(version.dated, version.since, version.until) if version else None,
                    score=round(hit.score, 4),
                    provisions=tuple(
                        made
                        for unit in hit.units
                        if (made := _provision(provisions.get((unit.version, unit.path), ()), wanted))
                        is not None
                    ),
                )
            )
        return tuple(hits)


def _shown(versions: list[VersionRow] | tuple[()], hit: EngineHit, query: SearchQuery) -> VersionRow | None:
    wanted = {unit.version for unit in hit.units}
    for version in versions:
        if version.key in wanted:
            return version
    begun = [v for v in versions if v.start is None or v.start <= query.on]
    return begun[-1] if begun else next(iter(versions), None)


def _provision(rows: list[ProvisionRow] | tuple[()], wanted: tuple[str, ...]) -> HitProvision | None:
    if not rows:
        return None
    head = rows[0]
    parts = [head.text] + [f"{row.label}{row.heading}{row.text}" for row in rows[1:]]
    snippet = make_snippet("\n".join(part for part in parts if part), wanted)
    return HitProvision(head.path, head.label, head.heading, snippet.text, snippet.marks)


def _merged(asked: Filters, written: Filters) -> Filters:
    return replace(
        asked,
        status=tuple(dict.fromkeys((*asked.status, *written.status))),
        kind=tuple(dict.fromkeys((*asked.kind, *written.kind))),
        year=tuple(dict.fromkeys((*asked.year, *written.year))),
    )


def _described(understood: Understood, query: SearchQuery, known: _Known) -> dict[str, Any]:
    return {
        "words": [words.text for words in plain_words(understood.node)],
        "known_item": list(known.documents),
        "article": known.path or None,
        "filters": {
            name: list(value)
            for name, value in (
                ("status", query.filters.status),
                ("kind", query.filters.kind),
                ("body", query.filters.body),
                ("year", query.filters.year),
            )
            if value
        },
        "notes": list(understood.notes),
    }


def _facet_row(name: str, row: FacetCount) -> FacetRow:
    if name == "status":
        return FacetRow(row.value, Status(row.value).label, row.count)
    if name == "kind":
        return FacetRow(row.value, Kind(row.value).label, row.count)
    if name == "interpreted":
        return FacetRow(row.value, "有解读" if row.value == "yes" else "无解读", row.count)
    return FacetRow(row.value, row.value, row.count)
