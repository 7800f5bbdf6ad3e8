"""How fast articles are found, beside plain Whoosh, tantivy and SQLite FTS5: the same articles, terms and queries.

Every engine builds and answers in a process of its own. Peers are given the terms ready made; ours makes them, so its
build includes segmentation. The engine alone is asked as the peers are: the words of a query are cut before the clock
runs, and values are counted over the result only in the class ``facets``. ``counting`` is the engine as a page asks it,
with every facet counted in every class; ``page`` the whole ``Library.search`` call for the ten hits of a page: query
language, segmentation, known items, the engine, summaries and snippets from the record.

The engines answer class by class in turn, so that a machine that slows down slows all of them, for several rounds, each
with the engine opened anew; of each query the shortest time counts. Plain Whoosh, at seconds a query, has one round.

    python benchmarks/search.py --corpus DIR --questions FILE [--data DIR] [--limit N] [--growth] [--json]
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
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, Final, TypeVar

from benchmarks.articles import Selection, read_entries
from benchmarks.peers import Fts5, Peer, PlainWhoosh, Tantivy
from benchmarks.workload import CLASSES, WARM, Article, Task, articles, draw, read_questions
from indexer import settings
from indexer.analysis import Analyzer, default_analyzer, default_segmenter
from indexer.catalog import load_stopwords
from indexer.library import Library, SearchRequest
from indexer.search.entry import IndexEntry
from indexer.search.query import Filters, Match, SearchQuery, Sort, Words
from indexer.search.query_language import parse_query
from indexer.search.ranking import load_profile
from indexer.search.whoosh_engine import WhooshEngine
from indexer.store import Originals, Store

Clock = Callable[[], float]
_Request = TypeVar("_Request", SearchQuery, SearchRequest)
_SHOWN: Final = 10
_VALUES: Final = 12
"""Hits, and values of a facet, that a page of results shows."""
_PARTS: Final = ("counting", "page")
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
    parser.add_argument("--rounds", type=int, default=3)
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
        figures["engines"][name] = _apart(build, name, folder, work)
    parts = [part for name in engines for part in ((name, *_PARTS) if name == "fagui" else (name,))]
    if data is None and "page" in parts:
        parts.remove("page")
    asked = ask(parts, work, tasks, data, given.rounds, cpu=given.cpu)
    for part, found in asked.items():
        if part in _PARTS:
            figures["engines"]["fagui"][part] = found
        else:
            figures["engines"][part] |= found
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


def ask(
    parts: Sequence[str],
    work: Path,
    tasks: Sequence[Task],
    data: Path | None,
    rounds: int,
    *,
    cpu: bool,
) -> dict[str, dict[str, Any]]:
    """Time every class on every engine, in turn."""
    context = multiprocessing.get_context("spawn")
    best: dict[tuple[str, str], list[float]] = {}
    found: dict[str, dict[str, Any]] = {part: {} for part in parts}
    with ExitStack() as stack:
        pools = {part: stack.enter_context(ProcessPoolExecutor(1, mp_context=context)) for part in parts}
        for number in range(rounds):
            taking_part = [part for part in parts if number == 0 or part != "whoosh"]
            for part in taking_part:
                folder = work / ("fagui" if part in _PARTS else part)
                first = pools[part].submit(_open, part, folder, data, tasks[0]).result()
                found[part].setdefault("first_answer_s", first)
            for name, part in product(CLASSES, taking_part):
                own = [task for task in tasks if task.name == name]
                times = pools[part].submit(_times, own, cpu=cpu).result()
                best[part, name] = [*map(min, times, best.get((part, name), times))]
        for part in parts:
            found[part]["memory_mb"] = pools[part].submit(_peak_mb).result()
    for (part, name), times in best.items():
        kept = sorted(times[WARM:])
        found[part][name] = {"p50_ms": _quantile(kept, 0.5), "p95_ms": _quantile(kept, 0.95)}
    return found


class _Asked:
    """The engine that a process has open: how it is made ready for a task, and how it answers."""

    prepare: Callable[[Task], object]
    answer: Callable[[Task], int]
    close: Callable[[], object] = staticmethod(lambda: None)


_ASKED = _Asked()


def _open(part: str, folder: Path, data: Path | None, task: Task) -> float:
    """Open an engine in this process; the seconds until its first answer."""
    _ASKED.close()
    began = time.perf_counter()
    if part in PEERS:
        peer = PEERS[part]()
        peer.open(folder)
        _ASKED.prepare, _ASKED.answer = (lambda _task: None), peer.ask
    else:
        # A new one, as it keeps the terms of questions it was asked.
        analyzer = Analyzer(default_segmenter(), load_stopwords())
        engine = WhooshEngine(folder, analyzer, load_profile())
        engine.read_ahead()
        _ASKED.prepare, _ASKED.close = (lambda task: analyzer.query_terms(task.text)), engine.close
        query_of = _counting if part == "counting" else _query
        _ASKED.answer = lambda task: len(engine.search(query_of(task)).hits)
        if part == "page":
            assert data is not None
            place = settings.load(data=data)
            store = Store.open(place.register, read_only=True)
            # As the server does: what is read is of one revision until it looks for another.
            store.hold()
            library = Library(store, engine, Originals(place.sources), analyzer)
            library.lives.all()
            _ASKED.prepare, _ASKED.close = (lambda _task: None), library.close
            _ASKED.answer = lambda task: len(library.search(_as_page(_request(task))).hits)
    _ASKED.answer(task)
    return round(time.perf_counter() - began, 2)


def _times(tasks: Sequence[Task], *, cpu: bool) -> list[float]:
    """Milliseconds of each task on the engine that is open."""
    clock: Clock = time.process_time if cpu else time.perf_counter
    times: list[float] = []
    for task in tasks:
        _ASKED.prepare(task)
        began = clock()
        _ASKED.answer(task)
        times.append((clock() - began) * 1000)
    return times


def _quantile(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)


def _as_page(asked: _Request) -> _Request:
    return replace(asked, limit=_SHOWN, facet_values=_VALUES)


def _counting(task: Task) -> SearchQuery:
    return replace(_as_page(_query(task)), facets=True)


def _query(task: Task) -> SearchQuery:
    request = _request(task)
    if task.name in ("lay", "facets"):
        node = parse_query(task.text).node
    else:
        node = Words(task.text, match=Match.EXACT if task.name == "phrase" else Match.ALL)
    # As the peers are asked: values are counted where the class is about counting them.
    facets = task.name == "facets"
    return SearchQuery(task.text, node, request.on, request.filters, request.sort, facets=facets)


def _request(task: Task) -> SearchRequest:
    """What a reader types to ask the same as the engines are asked."""
    text = task.text
    if task.name == "phrase":
        text = f"“{text}”"
    elif task.name not in ("lay", "facets"):
        text = " AND ".join(text.split())
    request = SearchRequest(text, date.today())
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
        for part in _PARTS:
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
