"""Learns the weights by which the best articles for a question are put in order, and says what they are worth.

A linear model over ``whoosh_reorder.FEATURES``, trained to give the relevant among the best articles the greatest
share (softmax over a question's articles). Each block of questions is judged by weights learnt on the others; the
weights printed at the end are learnt on all, for ``[reorder]`` in ``corpus/ranking.toml``.

    python benchmarks/reordering.py --corpus DIR --without DLC --questions FILE [--data DIR] [--cache FILE]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.articles import Selection, read_entries
from indexer import settings
from indexer.analysis import default_analyzer
from indexer.library import Library
from indexer.library.evaluation import Targets
from indexer.search.query import SearchQuery
from indexer.search.query_language import parse_query
from indexer.search.ranking import load_profile
from indexer.search.whoosh_engine import WhooshEngine
from indexer.search.whoosh_reorder import FEATURES, MOST, candidates
from indexer.search.whoosh_results import scopes
from indexer.store import Originals, Store

Floats = NDArray[np.float64]
_STEPS: Final = 400
_RATE: Final = 0.05
_DECAY: Final = 1e-3
_FIGURES: Final = ("recall@10", "recall@100", "mrr@10")


@dataclass(frozen=True, slots=True)
class Question:
    """A question's candidates, best first: a row of features each, and for each relevant entry which rows are it."""

    block: int
    features: Floats
    relevant: tuple[frozenset[int], ...]

    def figures(self, values: Floats) -> tuple[float, float, float]:
        """Recall at 10 and 100 and the reciprocal rank of the candidates ordered by value."""
        place = np.empty(len(values), np.int64)
        place[np.argsort(-values, kind="stable")] = np.arange(1, len(values) + 1)
        ranks = [min((int(place[row]) for row in rows), default=None) for rows in self.relevant]
        found = [rank for rank in ranks if rank is not None]
        best = min(found, default=0)
        return (
            sum(rank <= 10 for rank in found) / len(ranks),
            sum(rank <= 100 for rank in found) / len(ranks),
            1 / best if 0 < best <= 10 else 0.0,
        )


def learnt(questions: Sequence[Question]) -> Floats:
    """Weights on the features as they are (Adam over the softmax of each question's candidates)."""
    rows = np.concatenate([question.features for question in questions])
    scale = rows.std(axis=0) + 1e-6
    padded = np.full((len(questions), MOST, len(FEATURES)), 0.0)
    wanted = np.zeros((len(questions), MOST))
    there = np.zeros((len(questions), MOST), np.bool_)
    for number, question in enumerate(questions):
        padded[number, : len(question.features)] = question.features / scale
        there[number, : len(question.features)] = True
        wanted[number, sorted(row for rows in question.relevant for row in rows)] = 1
    kept = wanted.any(axis=1)
    padded, there = padded[kept], there[kept]
    wanted = wanted[kept] / wanted[kept].sum(axis=1, keepdims=True)
    weights, mean, square = (np.zeros(len(FEATURES)) for _ in range(3))
    for step in range(1, _STEPS + 1):
        values = np.where(there, padded @ weights, -1e9)
        shares = np.exp(values - values.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        slope = np.einsum("qk,qkf->f", shares - wanted, padded) / len(padded) + _DECAY * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        weights -= _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    found: Floats = weights / scale
    return found


def read_questions(
    library: Library, engine: WhooshEngine, lines: Sequence[str], block: int
) -> list[Question]:
    """The judged questions with the engine's candidates."""
    targets, view = Targets(library), engine._open()
    assert view is not None
    found = []
    for line in filter(None, lines):
        row = json.loads(line)
        query = SearchQuery(row["query"], parse_query(row["query"]).node, date.today())
        day = view.day(query.on)
        shown = view.snapshot.evaluate(query.node, scopes(view.table, day))
        made = candidates(query, shown, view.snapshot, view.table, day)
        if made is None:
            continue
        at: dict[tuple[str, str], int] = {}
        for number, (place, unit, document) in enumerate(
            zip(made.places.tolist(), made.units.tolist(), made.documents.tolist(), strict=True)
        ):
            segment = view.table.segments[place]
            at[view.table.ids[document], segment.paths[int(segment.unit_path[unit])]] = number
        relevant = []
        for entry in row["relevant"]:
            target = targets.of(entry)
            documents = target.documents if target else ()
            rows = {at[name, target.path] for name in documents if target and (name, target.path) in at}
            relevant.append(frozenset(rows))
        found.append(Question(row["id"] // block, made.features, tuple(relevant)))
    return found


def main() -> None:
    """Learn and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", type=Path, required=True, help="folder of files")
    parser.add_argument("--without", nargs="*", default=[], help="folders below it that are left out")
    parser.add_argument("--data", type=Path, required=True, help="a record that holds them")
    parser.add_argument("--cache", type=Path, help="file to keep the articles in between runs")
    parser.add_argument("--questions", type=Path, required=True, help="judged queries, JSON lines")
    parser.add_argument("--block", type=int, default=155)
    given = parser.parse_args()
    entries = read_entries(Selection(given.corpus, tuple(given.without), given.data, given.cache))
    place = settings.load(data=given.data)
    with tempfile.TemporaryDirectory(prefix="fagui-bench-") as folder:
        analyzer = default_analyzer()
        engine = WhooshEngine(Path(folder), analyzer, replace(load_profile(), reorder={}))
        engine.rebuild(entries, 1)
        library = Library(
            Store.open(place.register, read_only=True), engine, Originals(place.sources), analyzer
        )
        lines = given.questions.read_text(encoding="utf-8").splitlines()
        questions = read_questions(library, engine, lines, given.block)
        library.close()
    before: list[tuple[int, tuple[float, float, float]]] = []
    after: list[tuple[int, tuple[float, float, float]]] = []
    for block in sorted({question.block for question in questions}):
        weights = learnt([question for question in questions if question.block != block])
        for question in (q for q in questions if q.block == block):
            before.append((block, question.figures(question.features[:, 0])))
            after.append((block, question.figures(question.features @ weights)))
    print(f"{'':>16}" + "".join(f"{name:>12}" for name in _FIGURES))
    for name, rows in (("as scored", before), ("reordered", after)):
        for part in ("all", *map(str, sorted({block for block, _ in rows}))):
            chosen = [figures for number, figures in rows if part in ("all", str(number))]
            print(f"{name:>10} {part:>5}" + "".join(f"{x:>12.4f}" for x in np.mean(chosen, axis=0)))
    print("\n[reorder]")
    for name, weight in zip(FEATURES, learnt(questions), strict=True):
        print(f"{name} = {weight:.3f}")


if __name__ == "__main__":
    main()
