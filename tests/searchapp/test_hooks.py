"""Around every request: ids, budgets, the journal, the counts, readiness."""

from __future__ import annotations

import http.client
import json
import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from indexer.library import Library
from indexer.settings import ServerSettings, Settings
from searchapp import create_app
from searchapp.budgets import Budgets, Rate
from searchapp.metrics import publish
from tests.builders.drafts import RULE, library_of

FAR = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library, _ = library_of(tmp_path_factory.mktemp("hooks"), {"甲.txt": RULE})
    yield library
    library.close()


def site(library: Library, **server: object) -> Flask:
    data = library.originals.root.parent
    chosen = replace(ServerSettings(log=False), **server)  # type: ignore[arg-type]
    app = create_app(library, lambda: date(2026, 6, 1), settings=Settings(data, server=chosen))
    app.testing = False
    return app


def test_a_budget_is_for_one_address_and_one_kind(library: Library) -> None:
    client = site(library, searches_a_minute=3).test_client()
    codes = [client.get("/search?q=罚款", environ_base=FAR).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    refused = client.get("/search?q=罚款", environ_base=FAR)
    assert int(refused.headers["Retry-After"]) >= 1
    assert "请求太频繁" in refused.get_data(as_text=True)
    assert client.get("/about", environ_base=FAR).status_code == 200
    assert client.get("/search", environ_base={"REMOTE_ADDR": "203.0.113.8"}).status_code == 200
    assert [client.get("/search").status_code for _ in range(9)] == [200] * 9


def test_the_api_says_it_as_a_problem_document(library: Library) -> None:
    client = site(library, api_a_minute=1).test_client()
    client.get("/api/v1/search?q=a", environ_base=FAR)
    refused = client.get("/api/v1/search?q=a", environ_base=FAR)
    assert refused.status_code == 429
    assert refused.mimetype == "application/problem+json"
    assert refused.headers["Retry-After"]


def test_zero_switches_a_rate_off(library: Library) -> None:
    client = site(library, searches_a_minute=0).test_client()
    assert {client.get("/search?q=a", environ_base=FAR).status_code for _ in range(100)} == {200}


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff"),
        ("2001:db8:0:0:1::", "2001:db8:0:0:2::"),
        ("203.0.113.7", "::ffff:203.0.113.7"),
    ],
)
def test_one_subscriber_is_one_client(address: str, same: str) -> None:
    budgets = Budgets({"page": Rate(1, 60)})
    assert budgets.take("page", address, 0.0) == 0
    assert budgets.take("page", same, 0.0) > 0


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", ""])
def test_this_machine_is_not_counted(address: str) -> None:
    budgets = Budgets({"page": Rate(1, 60)})
    assert [budgets.take("page", address, 0.0) for _ in range(5)] == [0] * 5


@given(st.lists(st.floats(0, 600), min_size=1, max_size=80), st.integers(1, 10))
def test_no_more_than_the_rate_in_any_minute(times: list[float], count: int) -> None:
    budgets = Budgets({"page": Rate(count, 60)})
    granted = [at for at in sorted(times) if budgets.take("page", "203.0.113.7", at) == 0]
    for at in granted:
        # A full bucket and what has flowed in since.
        assert sum(at <= other < at + 60 for other in granted) <= 2 * count


def test_forgotten_addresses_take_no_memory() -> None:
    budgets = Budgets({"page": Rate(1, 60)})
    for number in range(30_000):
        budgets.take("page", f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", 0.0)
    assert len(budgets._held) <= 20_000


def test_every_answer_has_an_id_and_a_senders_own_only_behind_a_proxy(library: Library) -> None:
    sent = {"X-Request-ID": "abcdefgh-1234"}
    plain, proxied = site(library).test_client(), site(library, proxies=1).test_client()
    assert plain.get("/about", headers=sent).headers["X-Request-ID"] != "abcdefgh-1234"
    assert proxied.get("/about", headers=sent).headers["X-Request-ID"] == "abcdefgh-1234"
    odd = proxied.get("/about", headers={"X-Request-ID": "a b<script>"})
    assert odd.headers["X-Request-ID"].isalnum()


@pytest.mark.parametrize("queries", [False, True])
def test_the_journal_holds_no_query_unless_told(library: Library, tmp_path: Path, queries: bool) -> None:
    log = tmp_path / "logs" / "access.log"
    client = site(library, log=True, log_file=str(log), log_queries=queries).test_client()
    client.get("/search?q=罚款秘密%0a伪造", environ_base=FAR)
    (line,) = log.read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    assert (told["route"], told["status"], told["method"]) == ("/search", 200, "GET")
    assert told["id"]
    assert ("%0a" in line or "秘密" in line or "%E7" in line) == queries
    assert "203.0.113.7" not in line


def test_a_fault_is_told_by_place_and_answered_plainly(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "access.log"
    app = site(library, log=True, log_file=str(log))

    def broken(*_: object) -> None:
        raise RuntimeError("机密内容")

    monkeypatch.setattr(library, "search", broken)
    answer = app.test_client().get("/search?q=罚款")
    assert answer.status_code == 500
    assert "Traceback" not in answer.get_data(as_text=True)
    assert "机密" not in answer.get_data(as_text=True) + log.read_text(encoding="utf-8")
    fault = json.loads(log.read_text(encoding="utf-8").splitlines()[0])
    assert fault["fault"] == "RuntimeError"
    assert fault["id"] == answer.headers["X-Request-ID"]


def test_a_full_queue_says_when_to_come_again(library: Library) -> None:
    app = site(library, queue=5)
    app.extensions["hooks"].waiting = lambda: 6
    client = app.test_client()
    refused = client.get("/search?q=a")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "5"
    assert client.get("/healthz").status_code == 200


def test_a_damaged_record_answers_nothing(library: Library) -> None:
    app = site(library)
    app.extensions["state"].damage = "登记库文件已损坏"
    client = app.test_client()
    for address in ("/", "/search?q=罚款", "/api/v1/status?ref=甲", "/export?format=csv"):
        assert client.get(address).status_code == 503, address
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json is not None
    assert "登记库文件已损坏" in ready.json["notes"]


@pytest.mark.parametrize(
    ("setting", "ready"), [({"disk_free_bytes": 2**60}, False), ({"disk_free_bytes": 0}, True)]
)
def test_readiness_looks_at_the_disk(library: Library, setting: dict[str, int], ready: bool) -> None:
    answer = site(library, **setting).test_client().get("/readyz")
    assert (answer.status_code == 200) == ready
    assert answer.json is not None
    assert bool(answer.json["notes"]) != ready


def test_only_so_many_exports_at_once_and_each_gives_its_place_back(library: Library) -> None:
    client = site(library, exports_at_once=1, exports_an_hour=0).test_client()
    for _ in range(3):
        answer = client.get("/export?format=csv", buffered=True)
        assert answer.status_code != 503, answer.get_data(as_text=True)
        answer.close()
    held = client.get("/export?format=csv", buffered=False)
    if held.status_code == 200:
        assert client.get("/export?format=csv").status_code == 503
    held.close()


def test_other_hosts_are_refused_where_hosts_are_named(library: Library) -> None:
    client = site(library, hosts="fagui.example").test_client()
    assert client.get("/about", headers={"Host": "fagui.example"}).status_code == 200
    assert client.get("/about", headers={"Host": "evil.example"}).status_code == 400


def test_metrics_are_prometheus_text_on_a_port_of_their_own(library: Library) -> None:
    app = site(library)
    client: FlaskClient = app.test_client()
    client.get("/search?q=罚款")
    client.get("/没有这个")
    server = publish(app.extensions["hooks"].metrics.render, 0)
    try:
        connection = http.client.HTTPConnection(*server.server_address[:2], timeout=10)  # type: ignore[arg-type]
        with closing(connection):
            connection.request("GET", "/metrics")
            text = connection.getresponse().read().decode()
    finally:
        server.shutdown()
        server.server_close()
    assert 'fagui_requests_total{route="/search",method="GET",status="200"} 1' in text
    assert 'route="(none)",method="GET",status="404"} 1' in text
    assert "fagui_ready 1" in text
    assert "fagui_requests_in_flight 0" in text
    for line in text.splitlines():
        assert line.startswith("#") or float(line.rpartition(" ")[2]) >= 0


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    yield
    for handler in list(logging.getLogger("fagui.site").handlers):
        handler.close()
        logging.getLogger("fagui.site").removeHandler(handler)
