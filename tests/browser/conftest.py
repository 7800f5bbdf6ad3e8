"""The site over the bundled sample, and a browser: one of each for all tests of a worker."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import date

import pytest
import waitress
from playwright.sync_api import Browser, sync_playwright

from indexer.catalog import data_file
from indexer.ingest import Ingest
from indexer.library import Library
from indexer.model.limits import Limits
from indexer.settings import Settings
from searchapp import create_app

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    library = Library.open(Settings(data=tmp_path_factory.mktemp("browser")))
    Ingest(library.store, library.originals, Limits(), 2).run([data_file("sample")])
    library.catch_up()
    server = waitress.create_server(create_app(library, lambda: date(2026, 6, 1)), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    library.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()
