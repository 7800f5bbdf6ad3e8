"""Searching: known items first, then ranking; ids from the engine, words from the record."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from indexer.analysis import Analyzer
from indexer.library.answers import Hit, HitProvision, Relaxation, SearchAnswer, VersionSpan
from indexer.library.body_tree import body_tree
from indexer.library.explaining import described, facet_rows, filter_values, relaxation, said_of
from indexer.library.kept import Kept
from indexer.library.known_items import How, Known, recognise
from indexer.library.lives import Life, Lives
from indexer.library.passages import Passage, read_passages
from indexer.library.requests import SearchRequest, SearchUnavailable
from indexer.library.rewording import beside_said, reworded, with_body_names, with_other_words
from indexer.library.titles import TitleTable
from indexer.model.numerals import article_label, format_numeral
from indexer.search.engine import (
    EngineHit,
    EnginePage,
    EngineUnavailable,
    RankedUnit,
    SearchEngine,
    UnitHit,
)
from indexer.search.query import (
    SHORT_QUERY,
    Field,
    Filters,
    Match,
    Node,
    Occur,
    SearchQuery,
    Words,
    loosened,
    plain_words,
)
from indexer.search.query_language import Understood, parse_query
from indexer.search.snippets import Marker, make_snippet, marker, wanted_strings
from indexer.store import Store, VersionRow

_INSISTS: Final = re.compile(r"AND|&&|并且|且")
_PARAGRAPH: Final = re.compile(r"art-(\d{1,5})(?:-(\d{1,3}))?\.par-(\d{1,3})")
FEW: Final = 3
"""Documents fewer than so many are followed by those that have a part of the words."""
MANY: Final = 3
"""So many words set apart by spaces are not insisted on one by one."""
SCARCE: Final = 10
"""Documents fewer than so many are looked for in other words as well."""
_LISTED: Final = 5_000
"""Hits of a page when only the ids of all are wanted."""


class Searcher:
    """Answers searches."""

    def __init__(self, store: Store, lives: Lives, engine: SearchEngine, analyzer: Analyzer) -> None:
        self._store = store
        self._lives = lives
        self._engine = engine
        self._analyzer = analyzer
        self._table = Kept(store, lambda: TitleTable(store.title_rows(), store.short_names()))

    @property
    def titles(self) -> TitleTable:
        """How the documents are called, as of the record's revision."""
        return self._table.now()

    def search(self, request: SearchRequest) -> SearchAnswer:
        """A page of results; SearchUnavailable when there is no index."""
        began = time.perf_counter()
        # Each look at the record tells its revision first: one does for all of a step.
        with self._store.snapshot():
            titles = self.titles
            query, understood, known, lacking = self._query(request, titles)
        notes = [*understood.notes, *said_of(known, titles, lacking), *beside_said(query.node)]
        relaxed: tuple[Relaxation, ...] = ()
        try:
            page, query = self._ask(query, notes)
            if not page.total:
                relaxed = self._relaxations(query)
                notes += [] if relaxed else self._without_any(query)
        except EngineUnavailable as problem:
            raise SearchUnavailable(str(problem)) from None
        notes += [row.said for row in relaxed]
        with self._store.snapshot():
            hits = self._hits(page, query, known)
        return SearchAnswer(
            query=request.text,
            understood=described(understood, query, known),
            on=request.on,
            total=page.total,
            took_ms=round((time.perf_counter() - began) * 1000, 2),
            hits=hits,
            facets={name: facet_rows(name, counts) for name, counts in page.facets.items()},
            did_you_mean=_meant(request.text, known, page, titles),
            notes=tuple(notes),
            relaxations=relaxed,
        )

    def every(self, request: SearchRequest) -> tuple[str, ...]:
        """The ids of all that the same search finds, whatever its page; SearchUnavailable when there is no index."""
        # A listing names no document: how every one of them is called need not be loaded.
        titles = self.titles if request.text.strip() else TitleTable((), ())
        query, *_ = self._query(replace(request, offset=0), titles)
        try:
            # What is read of the first page decides which words are searched for, as it does for a page of results.
            page, asked = self._ask(query, [])
            ids = [hit.document for hit in page.hits]
            if page.total > len(ids):
                ids = self._listed(replace(asked, limit=_LISTED))
        except EngineUnavailable as problem:
            raise SearchUnavailable(str(problem)) from None
        held = set(self._store.document_ids())
        return tuple(name for name in ids if name in held)

    def _listed(self, query: SearchQuery) -> list[str]:
        """The ids of all that a query finds, some thousands at a time: a hit holds much more than its id."""
        while True:
            ids, total, revision = list[str](), 1, self._engine.revision
            while len(ids) < total:
                page = self._engine.search(replace(query, offset=len(ids)))
                total = page.total if page.hits else len(ids)
                ids += [hit.document for hit in page.hits]
            # Of an index that has been renewed meanwhile the pages do not fit together.
            if self._engine.revision == revision:
                return ids

    def _query(
        self, request: SearchRequest, titles: TitleTable
    ) -> tuple[SearchQuery, Understood, Known, bool]:
        """What a request asks of the engine; whether no document named has the article named."""
        understood = parse_query(request.text)
        known = recognise(request.text, titles)
        lacking = False
        if known.paths:
            known, lacking = self._holding(known, request.on)
        query = SearchQuery(
            text=request.text,
            node=self._in_other_words(_node(understood, known, titles), known),
            on=request.on,
            filters=_merged(request.filters, understood.filters),
            sort=request.sort,
            offset=request.offset,
            limit=request.limit,
            facet_values=request.facet_values,
            first=known.documents,
            notes=understood.notes,
        )
        return query, understood, known, lacking

    def rank(self, request: SearchRequest) -> tuple[RankedUnit, ...]:
        """Articles by relevance, not grouped by document; where few have enough of the words, those with fewer follow."""
        understood = parse_query(request.text)
        query = SearchQuery(
            text=request.text,
            node=self._in_other_words(understood.node, Known()),
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
        if query.node is None:
            return page, query
        if page.total > len(query.first) or any(hit.units for hit in page.hits):
            return self._followed(page, query, notes)
        node, said = reworded(query.node)
        if said:
            other = replace(query, node=node)
            found = self._engine.search(other)
            if found.total > page.total:
                notes += [f"没有含“{word}”的条文，已按“{'”“'.join(others)}”检索" for word, others in said]
                return found, other
        loose = replace(query, node=loosened(query.node))
        if loose.node == query.node:
            return page, query
        wider = self._engine.search(loose)
        if wider.total > page.total:
            notes.append("没有同时含有全部检索词的条文，以下含有其中一部分")
            return wider, loose
        return page, query

    def _followed(
        self, page: EnginePage, query: SearchQuery, notes: list[str]
    ) -> tuple[EnginePage, SearchQuery]:
        """What finds little is asked for in other words too (离婚冷静期); a question (试用期最长多久) that finds next to
        nothing is followed by what has a part of its words."""
        node = query.node
        if node is not None and not query.first and page.total < SCARCE:
            wider_node, said = reworded(node)
            other = replace(query, node=wider_node)
            if said and (found := self._engine.search(other)).total > page.total:
                notes += [f"一并按“{'”“'.join(others)}”检索了“{word}”" for word, others in said]
                return found, other
        if node is None or query.first or page.total >= FEW or not self._says_much(node, query.text):
            return page, query
        loose = replace(query, node=loosened(node))
        wider = self._engine.search(loose)
        if wider.total <= page.total:
            return page, query
        notes.append(f"同时含有全部检索词的只有 {page.total} 件，其余的含有其中一部分")
        return wider, loose

    def _says_much(self, node: Node, text: str) -> bool:
        """A question, or three words and more set apart by spaces: whoever writes so does not insist on every one, and
        whoever writes AND does."""
        if isinstance(node, Words):
            return self._analyzer.asks(node.text)
        return (
            not _INSISTS.search(text)
            and len(node.clauses) >= MANY
            and all(
                occur is Occur.MUST
                and isinstance(child, Words)
                and child.field is Field.ANY
                and child.match is Match.AUTO
                for occur, child in node.clauses
            )
        )

    def _in_other_words(self, node: Node | None, known: Known) -> Node | None:
        """A question with the other words for its own beside it; a name is called as it is."""
        if known.documents or not isinstance(node, Words):
            return node
        question = len(self._analyzer.query_terms(node.text).outer) > SHORT_QUERY
        return with_other_words(node) if question else node

    def _holding(self, known: Known, on: date) -> tuple[Known, bool]:
        """Of the documents named those whose text of the day has the article; and whether none has it."""
        article = known.paths[-1]
        lives = self._lives.of(known.documents)
        shown = {document: life.version_on(on) for document, life in lives.items()}
        held = self._store.provisions_at([(version.key, article) for version in shown.values() if version])
        having = tuple(
            document
            for document in known.documents
            if (version := shown.get(document)) is not None and held.get((version.key, article))
        )
        return (replace(known, documents=having), False) if having else (known, True)

    def _relaxations(self, query: SearchQuery) -> tuple[Relaxation, ...]:
        """What each filter costs where nothing is left: the total without it, the most fruitful first."""
        found = []
        empty = Filters()
        for name, values in filter_values(query.filters).items():
            without = replace(query.filters, **{name: getattr(empty, name)})
            total = self._engine.search(replace(query, filters=without, offset=0, limit=1)).total
            if total:
                found.append(relaxation(name, values, total))
        return tuple(sorted(found, key=lambda row: (-row.total, row.filter)))

    def _without_any(self, query: SearchQuery) -> list[str]:
        """Where each of several filters would leave nothing alone: what there is without all of them."""
        if len(filter_values(query.filters)) < 2:
            return []
        total = self._engine.search(replace(query, filters=Filters(), offset=0, limit=1)).total
        return [f"去掉全部筛选条件，可找到 {total} 件"] if total else []

    def _with_article(
        self, hit: EngineHit, paths: tuple[str, ...], lives: Mapping[str, Life], on: date
    ) -> EngineHit:
        """The hit with the provision named outright; where the paragraph is not told apart, its article."""
        life = lives.get(hit.document)
        version = life.version_on(on) if life else None
        if version is None:
            return hit
        held = self._store.provisions_at([(version.key, path) for path in paths])
        for path in paths:
            if held[version.key, path]:
                return hit._replace(units=(UnitHit(version.key, path, hit.score),))
        return hit._replace(units=())

    def _hits(self, page: EnginePage, query: SearchQuery, known: Known) -> tuple[Hit, ...]:
        lives = self._lives.of(hit.document for hit in page.hits)
        if known.paths:
            named = set(known.documents)
            page = replace(
                page,
                hits=tuple(
                    self._with_article(hit, known.paths, lives, query.on) if hit.document in named else hit
                    for hit in page.hits
                ),
            )
        passages = read_passages(
            self._store, [(unit.version, unit.path) for hit in page.hits for unit in hit.units]
        )
        wanted = marker(wanted_strings(plain_words(query.node), self._analyzer))
        hits = []
        for hit in page.hits:
            life = lives.get(hit.document)
            if life is None:
                continue
            row, version = life.document, _shown(life, hit, query.on)
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
                        [
                            _provision(passage, wanted)
                            for unit in hit.units
                            if (passage := passages.get((unit.version, unit.path))) is not None
                        ]
                    ),
                )
            )
        return tuple(hits)


def _shown(life: Life, hit: EngineHit, on: date) -> VersionRow | None:
    """The text that was searched: that of the articles found, and of the day."""
    if hit.units:
        wanted = hit.units[0].version
        for version in life.versions:
            if version.key == wanted:
                return version
    return life.version_on(on)


def _provision(passage: Passage, wanted: Marker) -> HitProvision:
    snippet = make_snippet(passage.text, wanted)
    return HitProvision(
        passage.path, passage.label or _place(passage.path), passage.heading, snippet.text, snippet.marks
    )


def _place(path: str) -> str:
    """第十二条第三款 for a paragraph, which has no label of its own; empty outside articles."""
    match = _PARAGRAPH.fullmatch(path)
    if match is None:
        return ""
    insert = int(match[2]) if match[2] else None
    return f"{article_label(int(match[1]), insert)}第{format_numeral(int(match[3]))}款"


def _merged(asked: Filters, written: Filters) -> Filters:
    return replace(
        asked,
        status=tuple(dict.fromkeys((*asked.status, *written.status))),
        kind=tuple(dict.fromkeys((*asked.kind, *written.kind))),
        body=tuple(dict.fromkeys(body_tree().official(name) for name in asked.body)),
        year=tuple(dict.fromkeys((*asked.year, *written.year))),
    )


def _meant(text: str, known: Known, page: EnginePage, titles: TitleTable) -> str | None:
    """您要找的是不是: a title a slip away, or, where nothing was found, the one most like the query."""
    if known.how is How.NEAR:
        return known.name
    if page.total or known.certain:
        return None
    likest = titles.spelling.likest(text)
    return titles.rows[likest.documents[0]].title if likest else None


def _node(understood: Understood, known: Known, titles: TitleTable) -> Node | None:
    """What to search for beside the known item: the words around its name, or its title where it was called otherwise."""
    if known.rest:
        return parse_query(known.rest).node
    if known.how in (How.ALIAS, How.PINYIN, How.NEAR) and not known.paths and known.documents:
        return Words(titles.rows[known.documents[0]].title)
    return with_body_names(understood.node)
