"""How soon a server answers: from the start of its process to the last byte of its first search, beside a bare Flask
"hello" on waitress that is started the same way, in turn, in the same run.

Each start is a process of its own, asked again every 5 ms until somebody listens. ``wall`` depends on what else the
machine does; ``cpu`` is the processor time of the server's process (not of the child that checks the record's seal)
until the answer is there, which a busy machine changes little. ``ratio`` is the least time over that of "hello".
Files are in the system's memory after the first start, which is not counted.

    python benchmarks/start.py --data DIR [--runs N] [--query TEXT] [--json]
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

_HELLO: Final = """
import sys, flask, waitress
app = flask.Flask("hello")
app.add_url_rule("/", "hello", view_func=lambda: "hello")
waitress.serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=4, _quiet=True)
"""
_AGAIN: Final = 0.005
_PATIENCE: Final = 120.0
_QUERY: Final = "停车场收费标准"


@dataclass(frozen=True, slots=True)
class Figures:
    """Of several starts: seconds until the first answer was complete."""

    name: str
    runs: int
    wall_min: float
    wall_median: float
    cpu_min: float
    cpu_median: float
    kilobytes: float
    wall_ratio: float = 1.0
    cpu_ratio: float = 1.0


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a data folder with record and index")
    parser.add_argument("--runs", type=int, default=7, help="starts of each that are counted")
    parser.add_argument("--query", default=_QUERY, help="what the first question is")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    figures = run(given.data, given.runs, given.query)
    if given.json:
        print(json.dumps([asdict(row) for row in figures]))
    else:
        _print(figures)


def run(data: Path, runs: int, query: str) -> tuple[Figures, Figures]:
    """Start both in turn."""
    served: list[tuple[float, float, int]] = []
    hello: list[tuple[float, float, int]] = []
    for _ in range(runs + 1):
        hello.append(first_answer(lambda port: [sys.executable, "-c", _HELLO, str(port)], "/"))
        served.append(first_answer(lambda port: _serve(data, port), f"/search?q={quote(query)}"))
    bare = _figures("hello", hello[1:], None)
    return bare, _figures("serve", served[1:], bare)


def _serve(data: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "indexer", "serve", "--data", str(data), "--port", str(port)]


def first_answer(command: Callable[[int], Sequence[str]], address: str) -> tuple[float, float, int]:
    """Wall time and processor time from the start of a server to its first answer, and that answer's bytes."""
    port = _free_port()
    begun = time.perf_counter()
    with subprocess.Popen(command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            with _connected(server, port, begun) as line:
                size = _whole(line, address)
            return time.perf_counter() - begun, _processor(server.pid), size
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _connected(server: subprocess.Popen[bytes], port: int, begun: float) -> socket.socket:
    while time.perf_counter() - begun < _PATIENCE and server.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        except OSError:
            time.sleep(_AGAIN)
    raise SystemExit("the server did not start")


def _whole(line: socket.socket, address: str) -> int:
    """Ask, and read to the end; the bytes of the answer."""
    line.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode("ascii"))
    held = bytearray()
    while part := line.recv(1 << 16):
        held += part
    head, _, body = bytes(held).partition(b"\r\n\r\n")
    if b" 200 " not in head[:14]:
        raise SystemExit(f"{address}: {head[:80]!r}; is there an index of this version?")
    return len(body)


def _processor(pid: int) -> float:
    """Processor time of another process, to the nanosecond: Linux numbers the clock of each."""
    return time.clock_gettime(~pid << 3 | 2)


def _figures(name: str, taken: Sequence[tuple[float, float, int]], bare: Figures | None) -> Figures:
    walls, cpus = [wall for wall, _, _ in taken], [cpu for _, cpu, _ in taken]
    return Figures(
        name=name,
        runs=len(taken),
        wall_min=min(walls),
        wall_median=statistics.median(walls),
        cpu_min=min(cpus),
        cpu_median=statistics.median(cpus),
        kilobytes=taken[-1][2] / 1000,
        wall_ratio=min(walls) / bare.wall_min if bare else 1.0,
        cpu_ratio=min(cpus) / bare.cpu_min if bare else 1.0,
    )


def _print(rows: Sequence[Figures]) -> None:
    print(
        f"{'':8}{'runs':>5}{'wall s, least':>15}{'median':>8}{'cpu s, least':>14}{'median':>8}{'kB':>7}  ratio"
    )
    for row in rows:
        print(
            f"{row.name:8}{row.runs:5}{row.wall_min:15.2f}{row.wall_median:8.2f}{row.cpu_min:14.2f}"
            f"{row.cpu_median:8.2f}{row.kilobytes:7.1f}  wall {row.wall_ratio:.1f}, cpu {row.cpu_ratio:.1f}"
        )


if __name__ == "__main__":
    main()
