"""Evaluation: how good the ranking is on judged queries, by provision where the judgment names one."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log2
from typing import Any, Final

from indexer.library.library import Library
from indexer.library.requests import SearchRequest
from indexer.model.characters import fold_width, title_key
from indexer.model.identifiers import ProvisionPath
from indexer.model.numerals import NUMERAL, parse_numeral

DEPTH: Final = 100
CUTS: Final = (5, 10, 20, 100)
_PAGE: Final = 20
_PROVISION: Final = re.compile(rf"(.+?)第?({NUMERAL})条(?:之({NUMERAL}))?$")
_DATED: Final = re.compile(r"[（(]\d{4}-\d{1,2}-\d{1,2}[）)]$")


@dataclass(frozen=True, slots=True)
class Judged:
    """A query with what answers it: provisions (建筑法第四十八条) or documents."""

    query: str
    relevant: tuple[str, ...]
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Means over the queries. An entry that cannot be resolved counts as not found, and is named."""

    queries: int
    unresolved: tuple[str, ...]
    recall: Mapping[int, float]
    mrr: float
    ndcg: float
    p50_ms: float
    p95_ms: float

    def as_json(self) -> dict[str, Any]:
        """The figures under the contract's names."""
        return {
            "queries": self.queries,
            "unresolved": len(self.unresolved),
            **{f"recall@{cut}": round(value, 4) for cut, value in self.recall.items()},
            "mrr@10": round(self.mrr, 4),
            "ndcg@10": round(self.ndcg, 4),
            "p50_ms": round(self.p50_ms, 2),
            "p95_ms": round(self.p95_ms, 2),
            "unresolved_entries": list(dict.fromkeys(self.unresolved)),
        }


def read_judged(lines: Iterable[str]) -> tuple[Judged, ...]:
    """Judged queries of JSON lines; ValueError names the line that is not one."""
    found: list[Judged] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            day = row.get("on")
            found.append(
                Judged(
                    query=str(row["query"]),
                    relevant=tuple(str(entry) for entry in row["relevant"]),
                    on=date.fromisoformat(day) if day else None,
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise ValueError(f"第{number}行不是判定过的查询：{problem}") from problem
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Target:
    """The documents an entry may mean (a code filed book by book is several), and the path within them."""

    documents: frozenset[str]
    path: str


def evaluate(library: Library, judged: Sequence[Judged], today: date) -> Evaluation:
    """Run the queries as a page would, and rank articles and documents against the judgments."""
    targets = Targets(library)
    unresolved: list[str] = []
    recalls = dict.fromkeys(CUTS, 0.0)
    mrr = ndcg = 0.0
    times: list[float] = []
    counted = 0
    for item in judged:
        ranks: list[int | None] = []
        found = [(entry, targets.of(entry)) for entry in item.relevant]
        unresolved += [entry for entry, target in found if target is None]
        if not found:
            continue
        counted += 1
        on = item.on or today
        began = time.perf_counter()
        library.search(SearchRequest(item.query, on, limit=_PAGE))
        times.append((time.perf_counter() - began) * 1000)
        ranks = _ranks(library, item.query, on, [target for _, target in found])
        for cut in CUTS:
            recalls[cut] += sum(rank is not None and rank <= cut for rank in ranks) / len(ranks)
        best = min((rank for rank in ranks if rank is not None), default=None)
        mrr += 1 / best if best is not None and best <= 10 else 0.0
        ndcg += _ndcg(ranks)
    share = 1 / counted if counted else 0.0
    return Evaluation(
        queries=len(judged),
        unresolved=tuple(unresolved),
        recall={cut: value * share for cut, value in recalls.items()},
        mrr=mrr * share,
        ndcg=ndcg * share,
        p50_ms=_quantile(times, 0.5),
        p95_ms=_quantile(times, 0.95),
    )


def _ranks(library: Library, text: str, on: date, targets: Sequence[Target | None]) -> list[int | None]:
    """Each target's place, from 1, among articles or among documents; None when it is not among the first."""
    articles: dict[tuple[str, str], int] = {}
    documents: dict[str, int] = {}
    if any(target is not None and target.path for target in targets):
        for rank, unit in enumerate(library.rank(SearchRequest(text, on, limit=DEPTH)), 1):
            articles.setdefault((unit.document, unit.path), rank)
    if any(target is not None and not target.path for target in targets):
        answer = library.search(SearchRequest(text, on, limit=DEPTH))
        documents = {hit.id: rank for rank, hit in enumerate(answer.hits, 1)}
    found: list[int | None] = []
    for target in targets:
        if target is None:
            found.append(None)
            continue
        places = (
            [articles.get((document, target.path)) for document in target.documents]
            if target.path
            else [documents.get(document) for document in target.documents]
        )
        found.append(min((place for place in places if place is not None), default=None))
    return found


def _ndcg(ranks: Sequence[int | None], cut: int = 10) -> float:
    gained = sum(1 / log2(rank + 1) for rank in ranks if rank is not None and rank <= cut)
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(len(ranks), cut) + 1))
    return gained / ideal if ideal else 0.0


def _quantile(values: Sequence[float], share: float) -> float:
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Targets:
    """Entries of judgments as documents of the record."""

    def __init__(self, library: Library) -> None:
        self._store = library.store
        self._books: dict[str, list[tuple[str, str]]] = {}
        for document, title, _ in self._store.titles():
            key = title_key(title)
            if key.endswith("编"):
                # 民法典物权编: a book of a code, filed by itself.
                stem = key.find("法典") + 2
                if stem > 1:
                    self._books.setdefault(key[:stem], []).append((document, key))
        self._paths: dict[str, frozenset[str]] = {}
        self._known: dict[str, Target | None] = {}

    def of(self, entry: str) -> Target | None:
        if entry not in self._known:
            self._known[entry] = self._resolve(entry)
        return self._known[entry]

    def _resolve(self, entry: str) -> Target | None:
        text = fold_width(entry.strip())
        whole = self._documents(text)
        if whole:
            return Target(frozenset(whole), "")
        match = _PROVISION.match(text)
        number = parse_numeral(match.group(2)) if match else None
        if match is None or number is None:
            return None
        insert = parse_numeral(match.group(3)) if match.group(3) else None
        path = ProvisionPath.article(number, insert).value
        title = match.group(1)
        named = self._documents(title) + [d for d, _ in self._books.get(title_key(title), ())]
        holding = frozenset(document for document in named if path in self._articles(document))
        return Target(holding, path) if holding else None

    def _documents(self, title: str) -> list[str]:
        return self._store.find(title) or self._store.find(_DATED.sub("", title))

    def _articles(self, document: str) -> frozenset[str]:
        if document not in self._paths:
            versions = self._store.versions([document]).get(document, [])
            self._paths[document] = frozenset(
                row.path for version in versions for row in self._store.provisions(version.key)
            )
        return self._paths[document]
