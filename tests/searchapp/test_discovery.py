"""What other programs find by: feeds, sitemap, calendar and linked data keep to their formats' rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import icalendar as peer
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from indexer.library import Library
from searchapp import create_app
from searchapp.icalendar import CalendarEntry, calendar
from tests.builders.drafts import AMENDED, RULE, library_of

DAY = date(2026, 6, 1)
TITLE = "云岭省示例市场管理办法"
COMING = (
    "<b>&示例]]></script>办法\n\n第一条　为了示例，制定本办法。\n\n第二条　本办法自2026年7月1日起施行。\n"
)

# After the RELAX NG of RFC 4287, appendix B: what we write of it, and nothing else.
ATOM = etree.RelaxNG(
    etree.fromstring(
        """<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom"
            datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
        <define name="uri"><data type="anyURI"><param name="minLength">1</param></data></define>
        <define name="link"><element name="link"><attribute name="href"><ref name="uri"/></attribute>
          <optional><attribute name="rel"/></optional></element></define>
        <define name="facts"><interleave>
          <element name="id"><ref name="uri"/></element>
          <element name="title"><data type="string"><param name="minLength">1</param></data></element>
          <element name="updated"><data type="dateTime"><param name="pattern">.+(Z|[+\\-]\\d\\d:\\d\\d)</param></data></element>
          <oneOrMore><ref name="link"/></oneOrMore></interleave></define>
        <start><element name="feed"><interleave><ref name="facts"/>
          <element name="author"><element name="name"><text/></element></element>
          <zeroOrMore><element name="entry"><interleave><ref name="facts"/>
            <element name="summary"><text/></element></interleave></element></zeroOrMore>
        </interleave></element></start></grammar>"""
    )
)
SITEMAP = etree.RelaxNG(
    etree.fromstring(
        """<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.sitemaps.org/schemas/sitemap/0.9"
            datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
        <define name="loc"><element name="loc"><data type="anyURI"><param name="minLength">12</param>
          <param name="maxLength">2048</param></data></element></define>
        <start><choice>
          <element name="urlset"><oneOrMore><element name="url"><ref name="loc"/></element></oneOrMore></element>
          <element name="sitemapindex"><oneOrMore><element name="sitemap"><ref name="loc"/></element></oneOrMore></element>
        </choice></start></grammar>"""
    )
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    texts = {"甲.txt": RULE, "乙.txt": AMENDED, "丙.txt": COMING}
    library, _ = library_of(tmp_path_factory.mktemp("discovery"), texts)
    yield library
    library.close()


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    return create_app(library, lambda: DAY).test_client()


@pytest.mark.parametrize(
    "place",
    [
        "/feed.atom",
        "/feed.atom?q=没有的词",
        "/feed.atom?body=云岭省人民政府",
        "/changes.atom",
        f"/documents/{TITLE}/feed.atom",
    ],
)
def test_a_feed_is_atom(client: FlaskClient, place: str) -> None:
    response = client.get(place)
    assert response.mimetype == "application/atom+xml"
    root = etree.fromstring(response.data)
    assert ATOM.validate(root), ATOM.error_log
    ids = [found.text for found in root.iterfind("{*}entry/{*}id")]
    assert len(ids) == len(set(ids))
    assert bool(ids) != ("没有" in place)


def test_a_documents_feed_has_its_events(client: FlaskClient, library: Library) -> None:
    root = etree.fromstring(client.get(f"/documents/{TITLE}/feed.atom").data)
    said = " ".join(found.text or "" for found in root.iterfind("{*}entry/{*}title"))
    assert "施行" in said
    assert "公布" in said


def test_a_sitemap_is_split(client: FlaskClient, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = etree.fromstring(client.get("/sitemap.xml").data)
    assert SITEMAP.validate(whole), SITEMAP.error_log
    monkeypatch.setattr("searchapp.views.feeds.SITEMAP_MOST", 1)
    index = etree.fromstring(client.get("/sitemap.xml").data)
    assert SITEMAP.validate(index), SITEMAP.error_log
    found: list[str | None] = []
    for part in index.iterfind("{*}sitemap/{*}loc"):
        root = etree.fromstring(client.get(part.text or "").data)
        assert SITEMAP.validate(root), SITEMAP.error_log
        found += [place.text for place in root.iterfind("{*}url/{*}loc")]
    assert found == [place.text for place in whole.iterfind("{*}url/{*}loc")]
    assert len(found) == len(library.store.document_ids())
    assert {client.get(f"/sitemap-{n}.xml").status_code for n in (0, 9)} == {404}


def test_the_calendar_has_what_is_coming(client: FlaskClient) -> None:
    response = client.get("/calendar.ics")
    assert response.mimetype == "text/calendar"
    read = peer.Calendar.from_ical(response.get_data(as_text=True))
    (event,) = read.walk("VEVENT")
    assert event.decoded("DTSTART") == date(2026, 7, 1)
    assert str(event["SUMMARY"]) == "施行：<b>&示例]]></script>办法"
    assert "2026年7月1日起施行" in str(event["DESCRIPTION"])
    assert client.get(str(event["URL"])).status_code == 200


@given(st.text(), st.text(), st.dates())
def test_a_calendar_gives_back_what_was_put_in(summary: str, description: str, on: date) -> None:
    entry = CalendarEntry("x@fagui", on, summary, description, "施行", "http://localhost/x")
    text = calendar("示例", DAY, [entry])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    (event,) = peer.Calendar.from_ical(text).walk("VEVENT")
    assert event.decoded("DTSTART") == on
    for name, given_text in (("SUMMARY", summary), ("DESCRIPTION", description)):
        kept = re.sub("[\x00-\x09\x0b-\x1f\x7f]", "", given_text.replace("\r\n", "\n"))
        assert str(event[name]) == kept


PROPERTIES = {
    "@context", "@type", "@id", "url", "name", "inLanguage", "datePublished", "legislationIdentifier",
    "legislationType", "legislationJurisdiction", "legislationPassedBy", "legislationDate",
    "legislationDateVersion", "legislationLegalForce", "encoding",
}  # fmt: skip
"""Those of schema.org/Legislation that may stand on a page."""


def linked(client: FlaskClient, place: str) -> dict[str, object]:
    page = client.get(place, follow_redirects=True).get_data(as_text=True)
    (block,) = re.findall('<script type="application/ld\\+json">(.*?)</script>', page, re.S)
    found: dict[str, object] = json.loads(block)
    return found


def test_a_page_carries_its_facts(client: FlaskClient) -> None:
    facts = linked(client, f"/documents/{TITLE}")
    assert set(facts) <= PROPERTIES
    assert facts["@type"] == "Legislation"
    assert facts["name"] == TITLE
    assert facts["legislationLegalForce"] == "https://schema.org/InForce"
    assert facts["legislationPassedBy"] == [{"@type": "GovernmentOrganization", "name": "云岭省人民政府"}]
    for held in facts["encoding"]:  # type: ignore[attr-defined]
        assert client.get(held["contentUrl"]).status_code in (200, 501)


def test_force_is_said_of_today_alone(client: FlaskClient, library: Library) -> None:
    document = library.resolve_one(TITLE)
    assert "legislationLegalForce" not in linked(client, f"/documents/{document}@2015-01-01")


def test_no_title_ends_the_data(client: FlaskClient, library: Library) -> None:
    (document,) = [name for name, title, _ in library.store.titles() if "script" in title]
    facts = linked(client, f"/documents/{document}")
    assert facts["name"] == "<b>&示例]]></script>办法"
    assert facts["legislationLegalForce"] == "https://schema.org/NotInForce"


def test_a_browser_is_told_of_both_searches(client: FlaskClient) -> None:
    root = ET.fromstring(client.get("/opensearch.xml").data)
    places = {url.get("type"): url.get("template") or "" for url in root.iter() if url.tag.endswith("Url")}
    for place in places.values():
        assert client.get(place.replace("{searchTerms}", "示例")).status_code == 200
    assert set(places) == {"text/html", "application/atom+xml"}


def test_a_calendar_at_the_end_of_time_is_one(library: Library) -> None:
    client = create_app(library, lambda: date.max - timedelta(days=1)).test_client()
    assert client.get("/calendar.ics").status_code == 200
