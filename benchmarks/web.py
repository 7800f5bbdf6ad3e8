"""How fast pages are answered, beside a bare Flask "hello" on the same waitress in the same run.

A child process serves both applications; this process asks over kept-open connections. ``ratio`` is requests a
second over those of "hello"; ``cpu_ratio`` is the processor time of "hello" over that of the page, which a busy
machine does not change. Documents and searches are asked once each in a shuffled order (``first``), then again
(``again``): what a page costs a site that has just started, and one that has been read for a while. ``mixture`` is a
site as it is read: two documents to a search, from a site that has none of them yet, each asked for as often as Zipf's
law has it (the nth page 1/n times as often as the first); ``search, mixture`` is searches alone, asked so.

    python benchmarks/web.py --data DIR [--questions FILE] [--seconds N] [--connections N] [--json]
"""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
import random
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import waitress
from flask import Flask

from benchmarks.workload import read_questions
from indexer import settings
from indexer.library import Library
from indexer.store import Store
from searchapp import create_app

HELLO: Final = "/hello"
CPU: Final = "/cpu"
_DOCUMENTS: Final = 800
_SEARCHES: Final = 1_200
_MIXED: Final = 2_000
_PATIENCE: Final = 120.0
"""Seconds in which the server must have started."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One kind of page: ``cpu_ms`` is processor time of the server a request."""

    name: str
    requests: int
    per_second: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    kilobytes: float
    ratio: float = 1.0
    cpu_ratio: float = 1.0


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a data folder with record and index")
    parser.add_argument("--questions", type=Path, help="judged questions (JSON lines), asked as searches")
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each kind of page is asked for")
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    figures = run(given.data, given.questions, given.seconds, given.connections)
    if given.json:
        print(json.dumps([asdict(row) for row in figures]))
    else:
        _print(figures)


def run(data: Path, questions: Path | None, seconds: float, connections: int) -> list[Figures]:
    """Serve a data folder and ask it."""
    documents, searches = workload(data, questions)
    documents, documents_mixed = parted(documents, 2)
    searches, searches_drawn, searches_mixed = parted(searches, 3)
    receiver, sender = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(data, sender), daemon=True)
    server.start()
    try:
        if not receiver.poll(_PATIENCE):
            raise SystemExit("the server did not start")
        asker = Asker(receiver.recv(), connections)
        asker.ask("warm", [HELLO, "/", "/interpretations", "/search?q=%E5%81%9C%E8%BD%A6"] * 5)
        plan: list[tuple[str, Sequence[str], float]] = [("home", ["/"], seconds)]
        for name, addresses in (("search", searches), ("document", documents)):
            plan += [(f"{name}, first", addresses, 0), (f"{name}, again", addresses, seconds)]
        plan.append(("search, mixture", drawn(searches_drawn, random.Random(5)), 0))
        plan.append(("mixture", mixture(documents_mixed, searches_mixed), 0))
        before = asker.ask("hello", [HELLO], seconds)
        rows = [before]
        for name, asked, length in plan:
            row = asker.ask(name, asked, length)
            after = asker.ask("hello", [HELLO], seconds)
            rows.append(_beside((before, after), row))
            before = after
        rows.append(replace(before, name="hello, last"))
    finally:
        server.terminate()
    return rows


def workload(data: Path, questions: Path | None) -> tuple[list[str], list[str]]:
    """Addresses of documents and searches: drawn evenly from the record, always the same."""
    draw = random.Random(6)
    store = Store.open(settings.load(data=data).register, read_only=True)
    ids = sorted(store.document_ids())
    chosen = draw.sample(ids, min(_DOCUMENTS, len(ids)))
    rows = list(store.documents(draw.sample(ids, min(_SEARCHES, len(ids)))).values())
    store.close()
    if questions:
        texts = read_questions(questions)[:_SEARCHES]
    else:
        texts = [row.number if row.number and n % 4 == 0 else row.title[:24] for n, row in enumerate(rows)]
    return [f"/documents/{name}" for name in chosen], [f"/search?q={quote(text)}" for text in texts]


def parted(addresses: list[str], parts: int) -> list[list[str]]:
    """The addresses of each way of asking: none finds what another has asked for."""
    return [addresses[part::parts] for part in range(parts)]


def drawn(addresses: Sequence[str], draw: random.Random) -> list[str]:
    """Addresses repeated by Zipf's law."""
    return draw.choices(addresses, [1 / n for n in range(1, len(addresses) + 1)], k=_MIXED)


def mixture(documents: Sequence[str], searches: Sequence[str]) -> list[str]:
    """Two documents to a search, in an order that is always the same."""
    draw = random.Random(7)
    pairs = zip(drawn(documents, draw), drawn(searches, draw), strict=True)
    return [search if draw.random() < 1 / 3 else document for document, search in pairs]


def _serve(data: Path, ready: Connection) -> None:
    plain = Flask("hello")
    plain.add_url_rule(HELLO, "hello", view_func=lambda: "hello")
    plain.add_url_rule(CPU, "cpu", view_func=lambda: str(time.process_time()))
    library = Library.open(settings.load(data=data), read_only=True)
    library.warm()
    site = create_app(library, lambda: date(2026, 6, 1))

    def both(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        return (plain if environ["PATH_INFO"] in (HELLO, CPU) else site)(environ, start)

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = waitress.create_server(both, host="127.0.0.1", port=0, threads=4, ident=None)
    ready.send(server.effective_port)
    server.run()


class Asker:
    """Asks over a few connections that stay open."""

    def __init__(self, port: int, connections: int) -> None:
        self._port = port
        self._connections = connections

    def ask(self, name: str, addresses: Sequence[str], seconds: float = 0) -> Figures:
        """Every address once, or over and over for some seconds."""
        took: list[float] = []
        sizes: list[int] = []
        places = iter(range(1 << 60))
        ends = time.perf_counter() + seconds

        def work() -> None:
            with socket.create_connection(("127.0.0.1", self._port)) as line:
                while True:
                    at = next(places)
                    if (seconds and time.perf_counter() > ends) or (not seconds and at >= len(addresses)):
                        return
                    before = time.perf_counter()
                    sizes.append(_get(line, addresses[at % len(addresses)]))
                    took.append(time.perf_counter() - before)

        cpu, start = self._cpu(), time.perf_counter()
        threads = [threading.Thread(target=work) for _ in range(self._connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wall, cpu = time.perf_counter() - start, self._cpu() - cpu
        if not took:
            raise SystemExit(f"{name}: the server gave no answer; is there an index of this version?")
        cuts = statistics.quantiles(took, n=20) if len(took) > 1 else [took[0]] * 19
        return Figures(
            name=name,
            requests=len(took),
            per_second=len(took) / wall,
            p50_ms=cuts[9] * 1000,
            p95_ms=cuts[18] * 1000,
            cpu_ms=cpu * 1000 / len(took),
            kilobytes=statistics.mean(sizes) / 1000,
        )

    def _cpu(self) -> float:
        with socket.create_connection(("127.0.0.1", self._port)) as line:
            body = bytearray()
            _get(line, CPU, body)
            return float(body)


def _get(line: socket.socket, address: str, body: bytearray | None = None) -> int:
    """Ask once; the bytes of the answer, head and all."""
    line.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode("ascii"))
    held = b""
    while b"\r\n\r\n" not in held:
        held += line.recv(65536)
    head, _, rest = held.partition(b"\r\n\r\n")
    if b" 200 " not in head[:14]:
        raise SystemExit(f"{address}: {head[:80]!r}")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    left = length - len(rest)
    while left > 0:
        part = line.recv(min(left, 1 << 20))
        left -= len(part)
        rest = rest + part if body is not None else b""
    if body is not None:
        body += rest
    return len(head) + 4 + length


def _beside(hellos: Sequence[Figures], row: Figures) -> Figures:
    """Beside the hello just before and just after it: the machine may have had less time for one than for another."""
    per_second = statistics.mean(hello.per_second for hello in hellos)
    cpu = statistics.mean(hello.cpu_ms for hello in hellos)
    return replace(row, ratio=row.per_second / per_second, cpu_ratio=cpu / row.cpu_ms if row.cpu_ms else 0.0)


def _print(rows: Sequence[Figures]) -> None:
    print(
        f"{'':18}{'requests':>9}{'/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'cpu ms':>9}{'kB':>8}{'ratio':>9}{'cpu':>9}"
    )
    for row in rows:
        print(
            f"{row.name:18}{row.requests:9}{row.per_second:9.0f}{row.p50_ms:9.2f}{row.p95_ms:9.2f}"
            f"{row.cpu_ms:9.2f}{row.kilobytes:8.1f}   1/{1 / row.ratio:4.1f}   1/{1 / row.cpu_ratio:4.1f}"
        )


if __name__ == "__main__":
    main()
