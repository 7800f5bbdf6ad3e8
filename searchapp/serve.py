"""The production server: IPv4 and IPv6, one process or several over one data folder, a stop that drops nothing."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Final

from flask import Flask

from indexer.settings import ServerSettings
from searchapp.draining import Server
from searchapp.metrics import publish

MakeApp = Callable[[], Flask]
_PR_SET_PDEATHSIG: Final = 1
_MOST_RESTARTS: Final = 5
_RESTART_WINDOW: Final = 60.0


class CannotServe(Exception):  # noqa: N818 - a state, said as such
    """The address cannot be served; the message says why and what to do."""


def bind(host: str | None, port: int) -> list[socket.socket]:
    """Sockets for the address; without a host, both loopback addresses that this machine has."""
    hosts = [host] if host else ["127.0.0.1", *(["::1"] if _has_ipv6() else [])]
    made: list[socket.socket] = []
    try:
        for name in hosts:
            family, kind, proto, _, address = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)[0]
            made.append(socket.socket(family, kind, proto))
            made[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                made[-1].setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            made[-1].bind(address)
            made[-1].listen(1024)
    except OSError as problem:
        for one in made:
            one.close()
        raise CannotServe(
            f"不能在 {host or '本机'} 的 {port} 端口上服务（{problem.strerror or problem}）：换一个 --port，或停下占用它的程序"
        ) from None
    return made


def serve(
    make_app: MakeApp, host: str | None, port: int, say: Callable[[str], None], settings: ServerSettings
) -> int:
    """Serve until told to stop (SIGTERM, Ctrl-C), after the answers under way; 0, or 3 when it could not go on."""
    sockets = bind(host, port)
    shown = host or "127.0.0.1"
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{sockets[0].getsockname()[1]}/"
    if settings.workers <= 1:
        return _work(make_app, sockets, settings, 0, lambda: say(address))
    return _Watch(make_app, sockets, settings).run(lambda: say(address))


def _work(
    make_app: MakeApp,
    sockets: list[socket.socket],
    settings: ServerSettings,
    number: int,
    ready: Callable[[], None],
) -> int:
    app = make_app()
    server = Server(app, sockets, settings)
    app.extensions["hooks"].waiting = lambda: server.waiting
    if settings.metrics_port:
        publish(app.extensions["hooks"].metrics.render, settings.metrics_port + number)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # Told twice, it goes at once.
        for told in (signal.SIGTERM, signal.SIGINT):
            signal.signal(told, signal.SIG_DFL)
        server.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    ready()
    return 0 if server.run() else 1


class _Watch:
    """The parent of several worker processes: it serves nothing itself, starts them again, and passes the stop on."""

    def __init__(self, make_app: MakeApp, sockets: list[socket.socket], settings: ServerSettings) -> None:
        self._make_app = make_app
        self._sockets = sockets
        self._settings = settings
        self._numbers: dict[int, int] = {}
        self._stopping = False
        self._deaths: list[float] = []

    def run(self, ready: Callable[[], None]) -> int:
        """Until told to stop, or until workers die faster than they can be started."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        for number in range(self._settings.workers):
            self._start(number)
        ready()
        failed = False
        end = float("inf")
        while self._numbers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                if self._stopping and end == float("inf"):
                    end = time.monotonic() + self._settings.stop_seconds + 5
                if time.monotonic() > end:
                    self._tell(signal.SIGKILL)
                time.sleep(0.05)
                continue
            number = self._numbers.pop(pid)
            failed = failed or (self._stopping and status != 0)
            if not self._stopping:
                self._deaths = [at for at in self._deaths if at > time.monotonic() - _RESTART_WINDOW]
                self._deaths.append(time.monotonic())
                if len(self._deaths) > _MOST_RESTARTS * self._settings.workers:
                    sys.stderr.write("工作进程接连退出，服务停止；请看日志，并运行 fagui doctor\n")
                    failed = self._stopping = True
                    self._tell(signal.SIGTERM)
                else:
                    sys.stderr.write(f"工作进程 {number} 退出（{status}），已重新启动\n")
                    self._start(number)
        return 3 if failed else 0

    def _start(self, number: int) -> None:
        pid = os.fork()
        if pid:
            self._numbers[pid] = number
            return
        code = 3
        try:
            # A worker must not outlive its parent, however that ends.
            with contextlib.suppress(OSError, AttributeError):
                ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            code = _work(self._make_app, self._sockets, self._settings, number, lambda: None)
        except Exception as problem:
            sys.stderr.write(f"工作进程 {number} 不能启动：{problem}\n")
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True
        self._tell(signal.SIGTERM)

    def _tell(self, told: signal.Signals) -> None:
        for pid in list(self._numbers):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, told)


def _has_ipv6() -> bool:
    if not socket.has_ipv6:
        return False
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        probe.bind(("::1", 0))
        return True
    return False


def free_port(wanted: Sequence[int]) -> int:
    """The first of these ports that is free; 0 lets the system choose."""
    for port in wanted:
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    return 0
