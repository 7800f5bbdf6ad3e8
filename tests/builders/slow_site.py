"""A site whose answers take as long as they are asked to; run as a program: ``port workers``."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

from flask import Flask, Response

from indexer.settings import ServerSettings
from searchapp.serve import serve


def make_app() -> Flask:
    """``/<seconds>`` answers with the worker's number after so long; ``/drip`` in pieces."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    app.extensions["hooks"] = SimpleNamespace(waiting=None, metrics=SimpleNamespace(render=lambda: "up 1\n"))

    @app.get("/<float:seconds>")
    def slow(seconds: float) -> str:
        time.sleep(seconds)
        return str(os.getpid())

    @app.get("/drip")
    def drip() -> Response:
        def pieces() -> Iterator[bytes]:
            for _ in range(10):
                time.sleep(0.1)
                yield b"x" * 1000

        return Response(pieces(), headers={"Content-Length": "10000"})

    return app


if __name__ == "__main__":
    chosen = replace(ServerSettings(), workers=int(sys.argv[2]), stop_seconds=8, idle_seconds=3)
    sys.exit(serve(make_app, None, int(sys.argv[1]), lambda said: print(said, flush=True), chosen))
