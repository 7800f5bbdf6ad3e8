"""The server as a process: it drops nothing when it is stopped, and outlives its workers."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from searchapp.serve import CannotServe, bind, free_port

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def site(workers: int = 1) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    port = free_port([])
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run = subprocess.Popen(
        [sys.executable, "-m", "tests.builders.slow_site", str(port), str(workers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert run.stdout is not None
    assert f":{port}/" in run.stdout.readline()
    try:
        yield port, run
    finally:
        run.kill()
        run.communicate()


def get(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(host, port, timeout=30)
    with closing(connection):
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("path", ["/1.5", "/drip"])
def test_answers_under_way_are_finished_when_it_is_stopped(workers: int, path: str) -> None:
    with site(workers) as (port, run), ThreadPoolExecutor(3) as pool:
        get(port, "/0.0")
        answers = [pool.submit(get, port, path) for _ in range(3)]
        time.sleep(0.5)
        run.send_signal(signal.SIGTERM)
        for answer in answers:
            status, body = answer.result()
            assert status == 200
            assert len(body) == 10_000 if path == "/drip" else body
        assert run.wait(10) == 0
        with pytest.raises(OSError):
            get(port, "/0.0")


def test_connections_that_owe_nothing_do_not_hold_it_up() -> None:
    with site() as (port, run):
        idle = socket.create_connection(("127.0.0.1", port))
        half = socket.create_connection(("127.0.0.1", port))
        half.sendall(b"GET /0.0 HTTP/1.1\r\nHost: x\r\nX-")
        body = socket.create_connection(("127.0.0.1", port))
        body.sendall(b"POST /0.0 HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
        time.sleep(0.3)
        began = time.monotonic()
        run.send_signal(signal.SIGTERM)
        assert run.wait(10) == 0
        assert time.monotonic() - began < 6
        for one in (idle, half, body):
            one.close()


def test_an_answer_that_takes_too_long_is_given_up() -> None:
    with site() as (port, run), ThreadPoolExecutor(1) as pool:
        get(port, "/0.0")
        pool.submit(get, port, "/30.0").add_done_callback(lambda done: done.exception())
        time.sleep(0.3)
        run.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        # Told twice, it goes at once.
        run.send_signal(signal.SIGTERM)
        assert run.wait(10) != 0


def test_half_sent_requests_leave_the_others_served() -> None:
    with site() as (port, _):
        held = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
        for one in held:
            one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert get(port, "/0.0")[0] == 200
        assert get(port, "/0.0", "::1")[0] == 200 if socket.has_ipv6 else True
        for one in held:
            one.close()


def test_a_killed_worker_is_replaced_and_none_outlives_its_parent() -> None:
    with site(2) as (port, run):
        seen = {int(get(port, "/0.0")[1]) for _ in range(40)}
        os.kill(next(iter(seen)), signal.SIGKILL)
        time.sleep(0.5)
        after = {int(get(port, "/0.0")[1]) for _ in range(40)}
        assert run.poll() is None
        run.kill()
        run.wait(10)
        end = time.monotonic() + 10
        while any(Path(f"/proc/{pid}").exists() for pid in after) and time.monotonic() < end:
            time.sleep(0.1)
        assert not [pid for pid in after if Path(f"/proc/{pid}").exists()]


def test_a_port_in_use_is_said() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CannotServe, match="--port"):
            bind("127.0.0.1", taken.getsockname()[1])


def test_a_host_that_is_not_ours_is_said() -> None:
    with pytest.raises(CannotServe):
        bind("192.0.2.1", 0)
