"""How good the ranking is on judged questions, beside the published baseline, block by block.

Neighbouring questions share topics, so a change is judged by blocks of 155 ids (``--block``), never by single
questions: tune on some, report on the others. The baseline is that published with the questions: jieba's words and
Okapi BM25 over the articles' text.

    python benchmarks/relevance.py --corpus DIR --without DLC --questions FILE [--data DIR] [--json]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import log
from pathlib import Path
from typing import Any, Final, cast

import jieba
import numpy as np
from numpy.typing import NDArray

from benchmarks.articles import Selection, read_entries
from indexer import settings
from indexer.analysis import default_analyzer
from indexer.library import Library, SearchRequest
from indexer.library.evaluation import Judged, evaluate, read_judged
from indexer.search.engine import RankedUnit
from indexer.search.entry import IndexEntry, IndexUnit, IndexVersion
from indexer.search.ranking import load_profile
from indexer.search.whoosh_engine import WhooshEngine
from indexer.store import Originals, Store

K1: Final = 1.5
B: Final = 0.75
_FIGURES: Final = ("recall@5", "recall@10", "recall@100", "mrr@10", "ndcg@10")


class Published:
    """jieba's words and Okapi BM25 over the texts of one day."""

    def __init__(self, entries: Sequence[IndexEntry], store: Store, today: date) -> None:
        jieba.setLogLevel(60)
        self.store = store
        self._units: list[tuple[str, IndexVersion, IndexUnit]] = [
            (entry.document, version, unit)
            for entry in entries
            if (version := _text_of(entry, today)) is not None
            for unit in version.units
        ]
        self._postings: dict[str, tuple[list[int], list[int]]] = {}
        lengths = []
        for number, (_, _, unit) in enumerate(self._units):
            words = Counter(jieba.lcut(unit.text, HMM=False))
            lengths.append(sum(words.values()))
            for word, times in words.items():
                ids, counts = self._postings.setdefault(word, ([], []))
                ids.append(number)
                counts.append(times)
        length = np.array(lengths, np.float64)
        self._norm: NDArray[np.float64] = K1 * (1 - B + B * length / length.mean())

    def search(self, request: SearchRequest) -> None:
        """Nothing: only the ranking of articles is compared."""

    def rank(self, request: SearchRequest) -> tuple[RankedUnit, ...]:
        """The best articles."""
        scores = np.zeros(len(self._units))
        for word, times in Counter(jieba.lcut(request.text, HMM=False)).items():
            if word not in self._postings:
                continue
            ids, counts = self._postings[word]
            found = np.array(counts, np.float64)
            idf = log(1 + (len(self._units) - len(ids) + 0.5) / (len(ids) + 0.5))
            scores[ids] += times * idf * found * (K1 + 1) / (found + self._norm[ids])
        best = np.argsort(-scores, kind="stable")[: request.limit].tolist()
        return tuple(
            RankedUnit(self._units[n][0], self._units[n][1].key, self._units[n][2].path, float(scores[n]))
            for n in best
        )


def _text_of(entry: IndexEntry, today: date) -> IndexVersion | None:
    def start(version: IndexVersion) -> date:
        return version.since or version.dated or date.min

    ordered = sorted(entry.versions, key=start)
    begun = [version for version in ordered if start(version) <= today]
    return begun[-1] if begun else next(iter(ordered), None)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of files")
    parser.add_argument("--without", nargs="*", default=[], help="folders below it that are left out")
    parser.add_argument("--data", type=Path, help="a record that holds them; else one is made for the run")
    parser.add_argument("--cache", type=Path, help="file to keep the articles in between runs")
    parser.add_argument("--questions", type=Path, required=True, help="judged queries, JSON lines")
    parser.add_argument("--block", type=int, default=155)
    parser.add_argument("--baseline", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fagui-bench-") as folder:
        figures = run(given, Path(folder))
    print(json.dumps(figures, ensure_ascii=False)) if given.json else _print(figures)


def run(given: argparse.Namespace, work: Path) -> dict[str, Any]:
    """The figures of the engine and of the baseline."""
    data = given.data or work / "data"
    entries = read_entries(Selection(given.corpus, tuple(given.without), data, given.cache))
    place = settings.load(data=data)
    store = Store.open(place.register, read_only=True)
    analyzer = default_analyzer()
    engine = WhooshEngine(work / "index", analyzer, load_profile())
    engine.rebuild(entries, 1)
    library = Library(store, engine, Originals(place.sources), analyzer)
    lines = given.questions.read_text(encoding="utf-8").splitlines()
    blocks: dict[int, list[str]] = {}
    for line in filter(None, lines):
        blocks.setdefault(json.loads(line)["id"] // given.block, []).append(line)
    today = date.today()
    figures: dict[str, Any] = {"documents": len(entries), "articles": engine.unit_count - len(entries)}
    try:
        figures["fagui"] = _judged(library, blocks, today)
        if given.baseline:
            baseline = Published(entries, store, today)
            figures["published"] = _judged(cast(Library, baseline), blocks, today)
    finally:
        library.close()
    return figures


def _judged(library: Library, blocks: dict[int, list[str]], today: date) -> dict[str, Any]:
    """Figures of each block, and of all questions."""
    found: dict[str, Any] = {}
    counted: list[tuple[int, dict[str, Any]]] = []
    for number, lines in blocks.items():
        judged: tuple[Judged, ...] = read_judged(lines)
        row = evaluate(library, judged, today).as_json()
        counted.append((len(judged), row))
        found[str(number)] = {name: row[name] for name in _FIGURES}
    total = sum(count for count, _ in counted)
    whole = {name: round(sum(n * row[name] for n, row in counted) / total, 4) for name in _FIGURES}
    whole["unresolved"] = sum(row["unresolved"] for _, row in counted)
    return {"all": whole, "blocks": found}


def _print(figures: dict[str, Any]) -> None:
    print(f"{figures['articles']} articles of {figures['documents']} documents")
    print(f"{'':>16}" + "".join(f"{name:>12}" for name in _FIGURES))
    for engine in ("fagui", "published"):
        if engine not in figures:
            continue
        rows = {"all": figures[engine]["all"], **figures[engine]["blocks"]}
        for name, row in rows.items():
            print(f"{engine:>10} {name:>5}" + "".join(f"{row[figure]:>12.4f}" for figure in _FIGURES))


if __name__ == "__main__":
    main()
