"""How fast articles are found, beside plain Whoosh, tantivy and SQLite FTS5: the same articles, terms and queries.

Every engine builds and answers in a process of its own. Peers are given the terms ready made; ours makes them, so its
build includes segmentation. The engine alone is asked as the peers are: values are counted over the result only in the
class ``facets``. ``counting`` is the engine as a page asks it, with every facet counted in every class; ``page`` the
whole ``Library.search`` call: query language, known items, the engine, summaries and snippets from the record.

    python benchmarks/search.py --corpus DIR [--questions FILE] [--data DIR] [--limit N] [--growth] [--json]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import pickle
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from benchmarks.articles import Selection, read_entries
from benchmarks.peers import Fts5, Peer, PlainWhoosh, Tantivy
from benchmarks.workload import CLASSES, WARM, Article, Task, articles, draw, read_questions
from indexer import settings
from indexer.analysis import default_analyzer
from indexer.library import Library, SearchRequest
from indexer.search.entry import IndexEntry
from indexer.search.query import Filters, Match, SearchQuery, Sort, Words
from indexer.search.query_language import parse_query
from indexer.search.ranking import load_profile
from indexer.search.whoosh_engine import WhooshEngine
from indexer.store import Originals, Store

Clock = Callable[[], float]
PEERS: Final[dict[str, Callable[[], Peer]]] = {"tantivy": Tantivy, "fts5": Fts5, "whoosh": PlainWhoosh}


def main() -> None:
    """Run and print."""
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="fagui-bench-") as folder:
        work = Path(folder)
        data = given.data or work / "data"
        entries = read_entries(Selection(given.corpus, (), data, given.cache))
        entries = entries[:: given.limit and max(1, len(entries) // given.limit)] if given.limit else entries
        figures = run(entries, given.engines, given, data, work)
        if given.growth:
            figures["growth"] = {
                f"{share}x": _brief(run(entries[:: 4 // share], ["fagui"], given, None, work / str(share)))
                for share in (1, 2, 4)
            }
    print(json.dumps(figures, ensure_ascii=False)) if given.json else _print(figures)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of files")
    parser.add_argument("--data", type=Path, help="a record that holds them; else one is made for the run")
    parser.add_argument("--cache", type=Path, help="file to keep the articles in between runs")
    parser.add_argument("--questions", type=Path, required=True, help="judged queries, JSON lines")
    parser.add_argument("--limit", type=int, default=0, help="about so many documents, evenly drawn")
    parser.add_argument("--queries", type=int, default=40, help="of each class")
    parser.add_argument("--engines", nargs="+", default=["fagui", *PEERS], choices=["fagui", *PEERS])
    parser.add_argument(
        "--growth", action="store_true", help="ours at a quarter, a half and all of the documents"
    )
    parser.add_argument(
        "--cpu", action="store_true", help="processor time in place of the wall's, on a busy machine"
    )
    parser.add_argument("--json", action="store_true")
    given: argparse.Namespace = parser.parse_args()
    return given


def run(
    entries: Sequence[IndexEntry],
    engines: Sequence[str],
    given: argparse.Namespace,
    data: Path | None,
    work: Path,
) -> dict[str, Any]:
    """The figures of these engines over these documents."""
    work.mkdir(parents=True, exist_ok=True)
    analyzer = default_analyzer()
    tasks = draw(entries, read_questions(given.questions), analyzer, given.queries)
    count = sum(len(version.units) for entry in entries for version in entry.versions)
    figures: dict[str, Any] = {"articles": count, "documents": len(entries), "engines": {}}
    with (work / "rows.pickle").open("wb") as file:
        for row in articles(entries, analyzer) if set(engines) - {"fagui"} else ():
            pickle.dump(row, file)
    with (work / "entries.pickle").open("wb") as file:
        for entry in entries:
            pickle.dump(entry, file)
    for name in engines:
        folder = work / name
        folder.mkdir()
        found = _apart(build, name, folder, work)
        found |= _apart(ask, name, folder, tasks, data, given.cpu)
        figures["engines"][name] = found
    return figures


def _apart(function: Callable[..., dict[str, Any]], *given: Any) -> dict[str, Any]:
    """Run in a fresh process, so that memory and caches are its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *given).result()


def _peak_mb() -> int:
    """Of this process alone: what getrusage tells is taken over from the parent."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _pickled(file: Path) -> Iterator[Any]:
    with file.open("rb") as stream:
        while True:
            try:
                yield pickle.load(stream)
            except EOFError:
                return


def build(name: str, folder: Path, work: Path) -> dict[str, Any]:
    """Build one engine's index."""
    if name == "fagui":
        analyzer = default_analyzer()
        analyzer.words("预热")
        engine = WhooshEngine(folder, analyzer, load_profile())
        entries: list[IndexEntry] = list(_pickled(work / "entries.pickle"))
        began = time.perf_counter()
        engine.rebuild(entries, 1)
    else:
        rows: list[Article] = list(_pickled(work / "rows.pickle"))
        began = time.perf_counter()
        PEERS[name]().build(folder, rows)
    seconds = time.perf_counter() - began
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {
        "build_s": round(seconds, 2),
        "index_mb": round(size / 1e6, 1),
        "build_peak_mb": _peak_mb(),
    }


def ask(name: str, folder: Path, tasks: Sequence[Task], data: Path | None, cpu: bool) -> dict[str, Any]:
    """Time every class on one engine."""
    clock: Clock = time.process_time if cpu else time.perf_counter
    began = time.perf_counter()
    if name != "fagui":
        peer = PEERS[name]()
        peer.open(folder)
        peer.ask(tasks[0])
        first = time.perf_counter() - began
        return _timed(peer.ask, tasks, clock) | {"first_answer_s": round(first, 2), "memory_mb": _peak_mb()}
    analyzer = default_analyzer()
    engine = WhooshEngine(folder, analyzer, load_profile())
    engine.search(_query(tasks[0]))
    first = time.perf_counter() - began
    found = _timed(lambda task: len(engine.search(_query(task)).hits), tasks, clock)
    counting = WhooshEngine(folder, analyzer, load_profile())
    found["counting"] = _timed(
        lambda task: len(counting.search(replace(_query(task), facets=True)).hits), tasks, clock
    )
    counting.close()
    if data is not None:
        place = settings.load(data=data)
        store = Store.open(place.register, read_only=True)
        library = Library(store, engine, Originals(place.sources), analyzer)
        library.lives.all()
        found["page"] = _timed(lambda task: len(library.search(_request(task)).hits), tasks, clock)
        library.close()
    return found | {"first_answer_s": round(first, 2), "memory_mb": _peak_mb()}


def _timed(answer: Callable[[Task], int], tasks: Sequence[Task], clock: Clock) -> dict[str, Any]:
    """p50 and p95 of each class, the first few queries of a class left out."""
    found: dict[str, Any] = {}
    for name in CLASSES:
        times: list[float] = []
        for task in (task for task in tasks if task.name == name):
            began = clock()
            answer(task)
            times.append((clock() - began) * 1000)
        kept = sorted(times[WARM:])
        found[name] = {"p50_ms": _quantile(kept, 0.5), "p95_ms": _quantile(kept, 0.95)}
    return found


def _quantile(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)


def _query(task: Task) -> SearchQuery:
    request = _request(task)
    if task.name in ("lay", "facets"):
        node = parse_query(task.text).node
    else:
        node = Words(task.text, match=Match.EXACT if task.name == "phrase" else Match.ALL)
    # As the peers are asked: values are counted where the class is about counting them.
    counted = task.name == "facets"
    return SearchQuery(task.text, node, request.on, request.filters, request.sort, facets=counted)


def _request(task: Task) -> SearchRequest:
    request = SearchRequest(f"“{task.text}”" if task.name == "phrase" else task.text, date.today())
    if task.name == "filtered":
        return replace(request, filters=Filters(kind=(task.kind,), year=(task.year,)))
    return replace(request, sort=Sort.ISSUED) if task.name == "sorted" else request


def _brief(figures: dict[str, Any]) -> dict[str, Any]:
    return {"articles": figures["articles"], **figures["engines"]["fagui"]}


def _print(figures: dict[str, Any]) -> None:
    print(f"{figures['articles']} articles of {figures['documents']} documents; p50 / p95 in ms")
    print(
        f"{'':>10}" + "".join(f"{name:>20}" for name in CLASSES) + "   build_s  index_mb  memory_mb  first_s"
    )
    for name, found in figures["engines"].items():
        _print_row(name, found)
        for part in ("counting", "page"):
            if part in found:
                _print_row(f"({part})", found | found[part])
    for name, found in figures.get("growth", {}).items():
        _print_row(name, found)


def _print_row(name: str, found: dict[str, Any]) -> None:
    times = "".join(f"{found[c]['p50_ms']:>11.2f} /{found[c]['p95_ms']:7.2f}" for c in CLASSES)
    print(
        f"{name:>10}{times}{found['build_s']:>10}{found['index_mb']:>10}{found['memory_mb']:>11}"
        f"{found['first_answer_s']:>9}"
    )


if __name__ == "__main__":
    main()
