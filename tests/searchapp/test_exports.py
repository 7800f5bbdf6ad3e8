"""Exports as a program fetches them: the count of the search, taken up again where they broke off."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import threading
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from indexer.export import FORMATS
from indexer.library import Library, SearchRequest
from indexer.search.query import Filters
from searchapp import create_app
from searchapp.download_page import USES
from searchapp.exports import ExportsBusy, ExportShelf
from searchapp.language import catalogue
from tests.builders.drafts import AMENDED, RULE, library_of

DAY = date(2026, 6, 1)
OTHER = "云岭省示例公园管理办法\n\n第一条　为了示例，制定本办法。\n\n第二条　本办法自2020年1月1日起施行。\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library, _ = library_of(
        tmp_path_factory.mktemp("exports"), {"甲.txt": RULE, "乙.txt": AMENDED, "丙.txt": OTHER}
    )
    yield library
    library.close()


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    return create_app(library, lambda: DAY).test_client()


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_counts_what_the_search_counts(client: FlaskClient, library: Library, form: str) -> None:
    response = client.get(f"/export?q=示例&format={form}", buffered=True)
    assert response.status_code == 200
    assert int(response.headers["X-Count"]) == library.search(SearchRequest("示例", DAY)).total
    assert "attachment" in response.headers["Content-Disposition"]
    if form in ("md", "originals"):
        manifest = json.loads(zipfile.ZipFile(io.BytesIO(response.data)).read("manifest.json"))
        assert manifest["count"] == int(response.headers["X-Count"])


def test_an_export_can_be_taken_up_again(client: FlaskClient) -> None:
    whole = client.get("/export?format=csv", buffered=True)
    rest = client.get("/export?format=csv", headers={"Range": "bytes=10-"}, buffered=True)
    assert rest.status_code == 206
    assert whole.data[:10] + rest.data == whole.data
    again = client.get("/export?format=csv", headers={"If-None-Match": whole.headers["ETag"]}, buffered=True)
    assert again.status_code == 304


def test_a_format_that_is_not_there_is_said(client: FlaskClient) -> None:
    response = client.get("/export?format=exe")
    assert (response.status_code, json.loads(response.data)["parameter"]) == (422, "format")


@pytest.mark.parametrize("form", FORMATS)
def test_the_pinned_address_gives_the_same_file(client: FlaskClient, form: str) -> None:
    first = client.get(f"/export?q=示例&format={form}", buffered=True)
    pinned = first.headers["Content-Location"]
    assert "on=2026-06-01" in pinned
    again = client.get(pinned, buffered=True)
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
    digest = hashlib.sha256(first.data).digest()
    assert b64decode(first.headers["Repr-Digest"].split(":")[1]) == digest


def test_the_page_of_downloads_leads_to_every_format(client: FlaskClient, library: Library) -> None:
    results = client.get("/search?q=示例&kind=local_rule").get_data(as_text=True)
    (place,) = {
        unescape(found) for found in re.findall('href="(/export\\?[^"]*)"', results) if "format" not in found
    }
    page = client.get(place).get_data(as_text=True)
    total = library.search(SearchRequest("示例", DAY, Filters(kind=("local_rule",)))).total
    assert f"共 {total} 件" in page
    for link in re.findall('href="(/export[^"]*format=[^"]*)"', page):
        response = client.get(unescape(link), buffered=True)
        assert response.status_code == 200
        count = response.headers.get("X-Count") or response.get_json()["count"]
        assert int(count) == total
    (command,) = re.findall("'http://localhost(/export[^']*revision=[^']*)'", unescape(page))
    assert client.get(command, buffered=True).status_code == 200


def test_the_page_of_downloads_names_every_format() -> None:
    assert set(USES) == set(FORMATS)
    assert [use for use in USES.values() if use not in catalogue()] == []


def test_a_revision_that_has_passed_is_gone(client: FlaskClient, library: Library) -> None:
    response = client.get("/export?format=csv&revision=1")
    assert response.status_code == 410
    assert json.loads(response.data)["revision"] == library.store.revision


def test_the_manifest_has_an_address(client: FlaskClient, library: Library) -> None:
    response = client.get("/export?format=csv", buffered=True)
    address = response.headers["Link"].split(">")[0].lstrip("<")
    manifest = client.get(address).get_json()
    assert manifest["count"] == library.search(SearchRequest("", DAY)).total
    assert manifest["files"][0]["sha256"] == hashlib.sha256(response.data).hexdigest()
    assert manifest["revision"] == library.store.revision
    assert manifest["files"][0]["name"] in response.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "query",
    [
        "format=exe",
        "since=x",
        "revision=-1",
        "status=fine",
        "kind=x",
        "year=MMXX",
        "on=2020",
        "stat=in_force",
    ],
)
@pytest.mark.parametrize("place", ["/export", "/export/manifest.json"])
def test_a_mistyped_filter_never_gives_everything(client: FlaskClient, place: str, query: str) -> None:
    response = client.get(f"{place}?{query}")
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert json.loads(response.data)["parameter"] == query.partition("=")[0]


def test_an_increment_is_empty_when_nothing_has_changed(client: FlaskClient, library: Library) -> None:
    response = client.get(f"/export?format=jsonl&since={library.store.revision}", buffered=True)
    assert (response.data, response.headers["X-Count"]) == (b"", "0")


def test_a_shelf_keeps_to_its_size(library: Library) -> None:
    shelf = ExportShelf(most_bytes=1)
    first = shelf.fetch(library, SearchRequest("", DAY), FORMATS["csv"])
    second = shelf.fetch(library, SearchRequest("示例", DAY), FORMATS["csv"])
    assert (first.path.exists(), second.path.exists()) == (False, True)
    again = shelf.fetch(library, SearchRequest("", DAY), FORMATS["csv"])
    assert again.sha256 == first.sha256


def test_one_export_is_made_at_a_time(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchapp.exports._WAIT", 0.01)
    shelf = ExportShelf()
    shelf._making.acquire()
    with pytest.raises(ExportsBusy):
        shelf.fetch(library, SearchRequest("", DAY), FORMATS["csv"])
    shelf._making.release()
    app = create_app(library, lambda: DAY)
    app.extensions["exports"]._making.acquire()
    response = app.test_client().get("/export?format=csv")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("form", FORMATS)
def test_curl_goes_on_with_a_torn_download(library: Library, tmp_path: Path, form: str) -> None:
    whole, torn = tmp_path / "whole", tmp_path / "torn"

    def served(*arguments: str) -> None:
        # A server of its own each time: what is made anew goes on from what was made before.
        server = make_server("127.0.0.1", 0, create_app(library, lambda: DAY))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.port}/export?format={form}&revision={library.store.revision}"
            subprocess.run(["curl", "-sSf", *arguments, address], check=True, timeout=60)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    served("-o", str(whole))
    torn.write_bytes(whole.read_bytes()[: whole.stat().st_size // 3])
    served("-C", "-", "-o", str(torn))
    assert torn.read_bytes() == whole.read_bytes()
