"""Feeds, the sitemap and exports, as a program fetches them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from indexer.library import Library, SearchRequest
from searchapp import create_app
from searchapp.views.feeds import _allowed
from tests.builders.drafts import AMENDED, RULE, library_of

DAY = date(2026, 6, 1)
HOSTILE = "<b>&示例]]>办法\n\n第一条　为了示例，制定本办法。\n\n第二条　本办法自2020年1月1日起施行。\n"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library, _ = library_of(
        tmp_path_factory.mktemp("feeds"), {"甲.txt": RULE, "乙.txt": AMENDED, "丙.txt": HOSTILE}
    )
    yield library
    library.close()


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    return create_app(library, lambda: DAY).test_client()


def test_a_feed_has_an_entry_a_document_of_the_search(client: FlaskClient, library: Library) -> None:
    response = client.get("/feed.atom?q=示例")
    assert response.mimetype == "application/atom+xml"
    root = ET.fromstring(response.data)
    assert len(root.findall(f"{ATOM}entry")) == library.search(SearchRequest("示例", DAY)).total
    for entry in (root, *root.findall(f"{ATOM}entry")):
        assert all(entry.find(ATOM + tag) is not None for tag in ("id", "title", "updated"))
    assert "<b>&示例]]>办法" in [title.text for title in root.iter(f"{ATOM}title")]


@pytest.mark.parametrize("query", ["status=in_farce", "knid=law", "year=二十"])
def test_a_mistyped_filter_is_no_feed_of_everything(client: FlaskClient, query: str) -> None:
    response = client.get(f"/feed.atom?{query}")
    assert response.status_code == 422


def test_every_address_of_the_sitemap_answers(client: FlaskClient, library: Library) -> None:
    places = [
        place.text or "" for place in ET.fromstring(client.get("/sitemap.xml").data).iter() if place.text
    ]
    assert len(places) == len(library.store.document_ids())
    assert {client.get(place).status_code for place in places} == {200}


def test_a_browser_is_told_how_to_search(client: FlaskClient) -> None:
    assert "{searchTerms}" in client.get("/opensearch.xml").get_data(as_text=True)


def test_results_lead_to_their_exports(client: FlaskClient) -> None:
    page = client.get("/search?q=示例&page=1").get_data(as_text=True)
    assert "/export?q=%E7%A4%BA%E4%BE%8B&amp;format=csv" in page
    assert "/feed.atom?q=%E7%A4%BA%E4%BE%8B" in page


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert _allowed("甲\x00\x0b\ud800\ufffe乙\n") == "甲乙\n"
