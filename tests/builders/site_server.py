"""The site over the bundled sample on a port of its own, and how a browser is started for it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import waitress

from indexer.catalog import data_file
from indexer.ingest import Ingest
from indexer.ingest.drafts import read_draft
from indexer.library import Library
from indexer.model.limits import Limits
from indexer.settings import Settings
from searchapp import create_app

TODAY = date(2026, 6, 1)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """Where the browser is."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def served(data: Path) -> Iterator[str]:
    """Ingest the sample into a folder and serve it; gives the address."""
    library = Library.open(Settings(data=data))
    Ingest(library.store, library.originals, Limits(), 2).run([data_file("sample")])
    library.catch_up()
    app = create_app(library, lambda: TODAY, read_draft=partial(read_draft, limits=Limits()))
    server = waitress.create_server(app, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        library.close()
