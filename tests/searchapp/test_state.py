"""What is shown stands still while the record is written; a newer state is made ready beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask

from indexer.ingest import Ingest
from indexer.library import Library
from indexer.model.limits import Limits
from indexer.search import whoosh_generation
from indexer.settings import Settings
from indexer.store import Seal
from searchapp import create_app
from searchapp.state import SiteState
from tests.builders.drafts import RULE, library_of

OTHER = RULE.replace("示例市场", "示例集市").replace("第12号", "第13号")


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    library, _ = library_of(tmp_path, {"甲.txt": RULE})
    library.close()
    return Settings(data=tmp_path / "data")


@pytest.fixture
def app(place: Settings) -> Iterator[Flask]:
    library = Library.open(place, read_only=True)
    app = create_app(library, lambda: date(2026, 6, 1))
    state = state_of(app)
    state._stop.set()
    state._look()
    while state._cold:
        state._look()
    yield app
    for each in (library, state.shown.library, state._library):
        each.close()


def state_of(app: Flask) -> SiteState:
    state = app.extensions["state"]
    assert isinstance(state, SiteState)
    return state


def take_in(place: Settings, folder: Path) -> Library:
    """A second document, recorded and indexed by another program that has not yet ended."""
    (folder / "乙.txt").write_text(OTHER, encoding="utf-8")
    writer = Library.open(place)
    Ingest(writer.store, writer.originals, Limits(), 1).run([folder / "乙.txt"])
    writer.catch_up()
    return writer


def found(app: Flask) -> tuple[int, bool]:
    """How many documents a search finds, and whether the second is held."""
    client = app.test_client()
    total = client.get("/api/v1/search?q=罚款").get_json()["total"]
    return total, client.get("/api/v1/status?ref=云岭省示例集市管理办法").get_json()[0]["found"]


def test_a_new_state_is_shown_whole_once_it_is_ready(app: Flask, place: Settings, tmp_path: Path) -> None:
    assert found(app) == (1, False)
    writer = take_in(place, tmp_path)
    before = state_of(app).shown
    assert found(app) == (1, False)
    state_of(app)._look()
    assert found(app) == (2, True)
    # Who began with the state before is answered rightly to the end.
    assert before is not state_of(app).shown
    assert before.library.status("云岭省示例集市管理办法", date(2026, 6, 1)).found
    assert before.library.store.revision == writer.store.revision
    writer.close()


def test_a_request_is_answered_from_one_state(app: Flask, place: Settings, tmp_path: Path) -> None:
    from searchapp.views import context

    with app.test_request_context("/"):
        library, overview = context.library(), context.overview()
        writer = take_in(place, tmp_path)
        state_of(app)._look()
        assert context.library() is library
        assert context.overview() is overview
    with app.test_request_context("/"):
        assert context.library() is not library
    writer.close()


def test_the_record_is_sealed_when_the_site_has_taken_it_up(
    app: Flask, place: Settings, tmp_path: Path
) -> None:
    writer = take_in(place, tmp_path)
    closing = Thread(target=writer.close)
    closing.start()
    # It waits for the readers of the state before.
    closing.join(0.3)
    assert closing.is_alive()
    state_of(app)._look()
    closing.join(30)
    assert not closing.is_alive()
    assert Seal(place.register).state() == "sealed"
    assert Seal(place.register).damage() == ""
    state_of(app)._look()
    assert state_of(app).report().ready
    assert found(app) == (2, True)


def test_a_state_in_between_is_taken_up_now_and_then(app: Flask, place: Settings, tmp_path: Path) -> None:
    (tmp_path / "乙.txt").write_text(OTHER, encoding="utf-8")
    writer = Library.open(place)
    Ingest(writer.store, writer.originals, Limits(), 1).run([tmp_path / "乙.txt"])
    state = state_of(app)
    state._look()
    assert found(app) == (1, False)
    state._renewed -= 1000
    state._look()
    assert found(app) == (1, True)
    writer.catch_up()
    state._look()
    assert found(app) == (2, True)
    writer.close()


def test_an_index_found_damaged_after_the_first_answer_is_answered_from_no_more(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whoosh_generation, "_SMALL", 0)
    (held,) = place.index.glob("segments/*/text.bin")
    held.write_bytes(bytes(b ^ 1 for b in held.read_bytes()))
    library = Library.open(place, read_only=True, check_later=True)
    app = create_app(library, lambda: date(2026, 6, 1))
    client, state = app.test_client(), state_of(app)
    state._stop.set()
    assert client.get("/search?q=罚款").status_code == 200
    assert state.report().ready
    state._look()
    while state._cold:
        state._look()
    # Nor is a page of it kept.
    for address in ("/search?q=罚款", "/api/v1/search?q=罚款"):
        refused = client.get(address)
        assert refused.status_code == 503
        assert "已损坏" in refused.get_data(as_text=True)
    assert client.get("/readyz").status_code == 503
    assert any("已损坏" in note for note in state.report().notes)
    for each in (library, state.shown.library, state._library):
        each.close()
