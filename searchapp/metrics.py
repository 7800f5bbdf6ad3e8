"""Metrics in Prometheus' text form, on a port of their own that only this machine reaches."""

from __future__ import annotations

import os
import resource
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Final

_BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
Gauges = Callable[[], Iterable[tuple[str, str, float]]]


class Metrics:
    """Counts of what was served. ``gauges`` gives (name, help, value) of the record, the index and the disk."""

    def __init__(self, gauges: Gauges) -> None:
        self._gauges = gauges
        self._lock = Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets = [0] * (len(_BOUNDS) + 1)
        self._seconds = 0.0
        self._refused: Counter[str] = Counter()
        self._errors = 0
        self.in_flight = 0
        self._began = time.time()

    def begin(self) -> None:
        """A request has come."""
        with self._lock:
            self.in_flight += 1

    def end(self) -> None:
        """A request has gone."""
        with self._lock:
            self.in_flight -= 1

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request was answered; ``route`` is the rule, not the address, so that there are few."""
        with self._lock:
            self._requests[route, method, status] += 1
            self._buckets[bisect_left(_BOUNDS, seconds)] += 1
            self._seconds += seconds
            self._errors += status == 500

    def refused(self, why: str) -> None:
        """A request was turned away."""
        with self._lock:
            self._refused[why] += 1

    def render(self) -> str:
        """Everything, as text."""
        with self._lock:
            requests, refused = dict(self._requests), dict(self._refused)
            buckets, seconds, errors, in_flight = (
                list(self._buckets),
                self._seconds,
                self._errors,
                self.in_flight,
            )
        lines: list[str] = []
        _head(lines, "fagui_requests_total", "counter", "Requests answered.")
        for (route, method, status), count in sorted(requests.items()):
            lines.append(
                f'fagui_requests_total{{route="{_quoted(route)}",method="{_quoted(method)}",status="{status}"}} {count}'
            )
        _head(lines, "fagui_request_seconds", "histogram", "Time to answer.")
        total = 0
        for bound, count in zip((*_BOUNDS, "+Inf"), buckets, strict=True):
            total += count
            lines.append(f'fagui_request_seconds_bucket{{le="{bound}"}} {total}')
        lines += [f"fagui_request_seconds_sum {seconds:.6f}", f"fagui_request_seconds_count {total}"]
        _head(lines, "fagui_refused_total", "counter", "Requests turned away.")
        lines += [f'fagui_refused_total{{why="{_quoted(why)}"}} {n}' for why, n in sorted(refused.items())]
        for name, kind, said, value in (
            ("fagui_errors_total", "counter", "Answers with 500.", errors),
            ("fagui_requests_in_flight", "gauge", "Requests being answered.", in_flight),
            ("process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes()),
            ("process_cpu_seconds_total", "counter", "Processor time.", _cpu_seconds()),
            ("process_start_time_seconds", "gauge", "Start, seconds since 1970.", round(self._began, 3)),
        ):
            _head(lines, name, kind, said)
            lines.append(f"{name} {value}")
        for name, said, number in self._gauges():
            _head(lines, name, "gauge", said)
            lines.append(f"{name} {number}")
        return "\n".join(lines) + "\n"


def _head(lines: list[str], name: str, kind: str, said: str) -> None:
    lines += [f"# HELP {name} {said}", f"# TYPE {name} {kind}"]


def _quoted(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def resident_bytes() -> int:
    """The memory this process holds now."""
    with open("/proc/self/statm", encoding="ascii") as stream:  # noqa: PTH123 - a pseudo-file
        return int(stream.read().split()[1]) * resource.getpagesize()


def _cpu_seconds() -> float:
    used = os.times()
    return round(used.user + used.system, 3)


def publish(render: Callable[[], str], port: int) -> ThreadingHTTPServer:
    """Serve the text on 127.0.0.1 in a thread of its own."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            found = self.path.partition("?")[0] == "/metrics"
            body = render().encode() if found else b"see /metrics\n"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server
