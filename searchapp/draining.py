"""The server's loop: it ends by itself, after the answers under way (waitress drops them)."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Iterator
from typing import Any, Final

import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

from indexer.settings import ServerSettings

_TURN: Final = 1.0
# A request that waits a moment for a thread is counted in the metrics, and is no news.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)
_LAST_TURNS: Final = 3


class Server:
    """waitress over sockets that are already bound; ``run`` returns once ``stop`` has been called and all is answered."""

    def __init__(self, app: Flask, sockets: list[Any], settings: ServerSettings) -> None:
        proxied: dict[str, Any] = {"clear_untrusted_proxy_headers": True}
        if settings.proxies:
            proxied |= {
                "trusted_proxy": "*",
                "trusted_proxy_count": settings.proxies,
                "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
            }
        self._map: dict[int, Any] = {}
        self._server = waitress.create_server(
            app,
            map=self._map,
            sockets=sockets,
            threads=settings.threads,
            connection_limit=settings.connections,
            channel_timeout=settings.idle_seconds,
            cleanup_interval=max(1, min(10, settings.idle_seconds)),
            max_request_header_size=settings.head_bytes,
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"] + 1024 * 1024,
            backlog=1024,
            ident=None,
            **proxied,
        )
        self._patience = settings.stop_seconds
        self._stopping = False
        listener = next(self._listeners())
        self._dispatcher, self._loop = listener.task_dispatcher, listener.asyncore.loop

    def stop(self) -> None:
        """Take nothing new; for a signal handler."""
        self._stopping = True
        for listener in self._listeners():
            listener.pull_trigger()

    @property
    def waiting(self) -> int:
        """Requests that wait for a thread."""
        return len(self._dispatcher.queue)

    def run(self) -> bool:
        """Serve until stopped; whether everything begun was answered."""
        while not self._stopping:
            self._turn(_TURN)
        # Those that knocked before the door is shut are let in.
        for _ in range(_LAST_TURNS):
            self._turn(0)
        for listener in list(self._listeners()):
            listener.accepting = False
            listener.del_channel()
            listener.socket.close()
        end = time.monotonic() + self._patience
        while (busy := self._close_idle()) and time.monotonic() < end:
            self._turn(0.05)
        self._dispatcher.shutdown(cancel_pending=True, timeout=0.2)
        for channel in list(self._channels()):
            with contextlib.suppress(OSError):
                channel.handle_close()
        return not busy

    def _turn(self, seconds: float) -> None:
        self._loop(timeout=seconds, map=self._map, use_poll=True, count=1)

    def _close_idle(self) -> int:
        """Close connections that owe nothing; how many still do."""
        busy = 0
        for channel in list(self._channels()):
            if channel.requests or channel.total_outbufs_len:
                busy += 1
            else:
                # A head or body half sent counts as idle: nobody knows whether its rest will come.
                channel.handle_close()
        return busy

    def _channels(self) -> Iterator[Any]:
        return (item for item in list(self._map.values()) if isinstance(item, HTTPChannel))

    def _listeners(self) -> Iterator[Any]:
        return (item for item in list(self._map.values()) if isinstance(item, BaseWSGIServer))
