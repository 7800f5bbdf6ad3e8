"""The production server: waitress on IPv4 and IPv6."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Callable, Sequence
from types import FrameType

import waitress
from flask import Flask


def listen_addresses(host: str | None, port: int) -> str:
    """waitress's ``listen`` value; without a host, both loopback addresses that this machine has."""
    if host:
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    addresses = [f"127.0.0.1:{port}"]
    if _has_ipv6():
        addresses.append(f"[::1]:{port}")
    return " ".join(addresses)


def serve(app: Flask, host: str | None, port: int, say: Callable[[str], None], threads: int = 4) -> None:
    """Serve until told to stop; SIGTERM ends it after the answers under way."""
    server = waitress.create_server(app, listen=listen_addresses(host, port), threads=threads, ident=None)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    shown = host or "127.0.0.1"
    say(f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/")
    with contextlib.suppress(KeyboardInterrupt):
        server.run()


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
