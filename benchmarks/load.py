"""Load on loopback: readers' journeys over a data folder, from threads of their own, while the server is watched.

    python -m benchmarks.load --data DIR [--seconds 600] [--ingest FOLDER] [--workers 1] [--readers 8]

Starts ``fagui serve`` over the folder, lets it warm up, then walks: first page, a search and its next page, a document,
its history, a status, a check, a small export. Prints errors, p50/p95/p99 and the memory of the server's processes after
the warm-up and at the end. ``--ingest`` takes a folder in meanwhile (into the data folder: use a copy).
``--requests N`` runs until so many were answered.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from urllib.parse import quote, urlencode

QUERIES = (
    "建筑法",
    "占用道路停车罚多少",
    "个体工商户 债务",
    "食品安全 抽检",
    "劳动合同 解除",
    "“国家建立”",
    "住房公积金 提取",
    "行政处罚 听证",
    "标题:条例 环境",
    "安全生产 事故 报告",
    "政府采购",
    "教师资格",
    "消防 验收",
    "税收优惠 小微企业",
    "土地征收 补偿",
)
DRAFT = "依照《中华人民共和国建筑法》第四十八条、《中华人民共和国行政处罚法》第三条和《中华人民共和国劳动法》办理。"


@dataclass
class Seen:
    """What the readers saw; times by kind of request."""

    times: list[tuple[float, float, str]] = field(default_factory=list)
    kinds: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def note(self, kind: str, began: float, seconds: float, fault: str) -> None:
        """One answer."""
        with self.lock:
            self.times.append((began, seconds, kind))
            self.kinds.setdefault(kind, []).append(seconds)
            if fault:
                self.wrong[fault] += 1


def journey(chance: random.Random, documents: list[str]) -> Iterator[tuple[str, str, str, bytes | None]]:
    """(kind, method, address, body) of one reader's way through the site."""
    query, document = chance.choice(QUERIES), chance.choice(documents)
    where = quote(document)
    if chance.random() < 0.5:
        yield "first page", "GET", "/", None
    yield "search", "GET", f"/search?q={quote(query)}", None
    if chance.random() < 0.4:
        yield "search", "GET", f"/search?q={quote(query)}&page=2", None
    if chance.random() < 0.4:
        yield "search on a day", "GET", f"/search?q={quote(query)}&on=2015-06-01&status=in_force", None
    yield "document", "GET", f"/documents/{where}", None
    if chance.random() < 0.3:
        yield "history", "GET", f"/documents/{where}/history", None
    if chance.random() < 0.3:
        yield "api status", "GET", f"/api/v1/status?ref={where}", None
    if chance.random() < 0.3:
        yield "api search", "GET", f"/api/v1/search?q={quote(query)}", None
    if chance.random() < 0.2:
        yield "suggest", "GET", f"/suggest?q={quote(query[:2])}", None
    if chance.random() < 0.1:
        yield "check", "POST", "/check", urlencode({"text": DRAFT}).encode()
    if chance.random() < 0.05:
        yield "bodies", "GET", chance.choice(("/bodies", "/stats", "/changes")), None


def read(port: int, seed: int, documents: list[str], seen: Seen, over: Event) -> None:
    """One reader, on one connection kept alive."""
    chance = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while not over.is_set():
        for kind, method, address, body in journey(chance, documents):
            headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            began = time.monotonic()
            fault = ""
            try:
                connection.request(method, address, body, headers)
                response = connection.getresponse()
                response.read()
                if response.status not in (200, 302, 304):
                    fault = f"{response.status} {address.partition('?')[0][:40]}"
            except (OSError, http.client.HTTPException) as problem:
                fault = type(problem).__name__
                connection.close()
            seen.note(kind, began, time.monotonic() - began, fault)
            if over.is_set():
                break
    connection.close()


def tree(leader: int) -> list[int]:
    """A process and those below it."""
    found = [leader]
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            if int(place.read_text(errors="replace").rpartition(")")[2].split()[1]) == leader:
                found += tree(int(place.parent.name))
    return found


def resident(leader: int) -> int:
    """Memory of the server's processes, in bytes."""
    total = 0
    for process in tree(leader):
        with suppress(OSError):
            total += int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return total


def percentile(times: list[float], share: float) -> float:
    """In milliseconds."""
    ordered = sorted(times)
    return round(1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1) if ordered else 0.0


def measure(
    asked: argparse.Namespace, server: subprocess.Popen[str], command: list[str], began: float
) -> dict[str, object]:
    """Readers, the ingest, and what became of both."""
    place = ["--data", str(asked.data)]
    assert server.stdout is not None
    server.stdout.readline()
    first = http.client.HTTPConnection("127.0.0.1", asked.port, timeout=120)
    with closing(first):
        first.request("GET", f"/search?q={quote(QUERIES[0])}")
        first.getresponse().read()
        first_answer = time.monotonic() - began
        first.request("GET", f"/api/v1/search?q={quote('条例')}")
        answer = json.loads(first.getresponse().read())
        if "hits" not in answer:
            raise SystemExit(f"the site does not search: {answer.get('detail')}")
        documents = [hit["id"] for hit in answer["hits"]]
    seen, over = Seen(), Event()
    readers = [
        Thread(target=read, args=(asked.port, seed, documents, seen, over)) for seed in range(asked.readers)
    ]
    for reader in readers:
        reader.start()
    time.sleep(asked.warm)
    with seen.lock:
        seen.times.clear()
        seen.kinds.clear()
    before, start = resident(server.pid), time.monotonic()
    memory = [before]
    quiet: float | None = None
    ingest: subprocess.Popen[bytes] | None = None
    if asked.ingest:
        time.sleep(asked.seconds / 2)
        quiet = time.monotonic()
        ingest = subprocess.Popen([*command, "ingest", str(asked.ingest), *place], stderr=subprocess.DEVNULL)
    while (
        len(seen.times) < asked.requests if asked.requests else time.monotonic() - start < asked.seconds
    ) or (ingest is not None and ingest.poll() is None):
        time.sleep(1)
        memory.append(resident(server.pid))
    over.set()
    for reader in readers:
        reader.join()
    after = resident(server.pid)
    server.send_signal(signal.SIGTERM)
    times = [seconds for _, seconds, _ in seen.times]
    told: dict[str, object] = {
        "requests": len(times),
        "errors": dict(seen.wrong),
        "first_answer_s": round(first_answer, 2),
        "per_second": round(len(times) / (time.monotonic() - start), 1),
        "p50_ms": percentile(times, 0.5),
        "p95_ms": percentile(times, 0.95),
        "p99_ms": percentile(times, 0.99),
        "p99_over_p50": round(percentile(times, 0.99) / max(0.1, percentile(times, 0.5)), 1),
        "memory_mb": {"warm": before >> 20, "most": max(memory) >> 20, "end": after >> 20},
        "growth": round(after / before - 1, 4),
        "by_kind_ms": {
            kind: {"n": len(of), "p50": percentile(of, 0.5), "p99": percentile(of, 0.99)}
            for kind, of in sorted(seen.kinds.items())
        },
        "stopped": server.wait(60),
    }
    if asked.times:
        rows = (f"{began - start:.3f}\t{seconds:.4f}\t{kind}\n" for began, seconds, kind in seen.times)
        asked.times.write_text("".join(rows), encoding="utf-8")
    if quiet is not None:
        alone = [s for began, s, _ in seen.times if began < quiet]
        with_ingest = [s for began, s, _ in seen.times if began >= quiet]
        told["ingest"] = {
            "seconds": round(time.monotonic() - quiet, 1),
            "requests_with": len(with_ingest),
            "p50_with_ms": percentile(with_ingest, 0.5),
            "p99_with_ms": percentile(with_ingest, 0.99),
            "slowest_with_ms": percentile(with_ingest, 1.0),
            "p95_alone_ms": percentile(alone, 0.95),
            "p95_with_ms": percentile(with_ingest, 0.95),
            "ratio": round(percentile(with_ingest, 0.95) / max(0.1, percentile(alone, 0.95)), 2),
        }
    return told


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--warm", type=float, default=20)
    parser.add_argument("--requests", type=int, default=0)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--port", type=int, default=8799)
    parser.add_argument("--ingest", type=Path)
    parser.add_argument("--times", type=Path, help="a file for every answer: second, duration, kind")
    asked = parser.parse_args()
    command = [sys.executable, "-m", "indexer"]
    environment = {**os.environ, "FAGUI_SERVER_LOG": "false"}
    place = ["--data", str(asked.data)]
    serving = [*command, "serve", "--port", str(asked.port), "--workers", str(asked.workers), *place]
    began = time.monotonic()
    server = subprocess.Popen(serving, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        told = measure(asked, server, command, began)
    finally:
        server.kill()
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
