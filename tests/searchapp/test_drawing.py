"""What templates and pages are put together from: messages, hits, events, contents; nothing of a text is ever live."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

import searchapp
from indexer.library import (
    HistoryAnswer,
    HistoryEvent,
    Hit,
    HitProvision,
)
from indexer.library.answers import EvidenceAnswer, ProvisionAnswer
from searchapp import create_app
from searchapp.pages import FacetLink, Pairs, document_page, history_page
from searchapp.reading_pages import escape
from searchapp.result_html import facets_html, hits_html
from tests.builders.drafts import RULE, library_of
from tests.searchapp.test_reading import PLAIN, VERDICT

DAY = date(2026, 6, 1)
HOSTILE = st.text(st.sampled_from("甲<>&\"'/=script{}%"), max_size=30)
ELEMENT = re.compile(r"<(/?[a-z0-9]+)")
OURS = {"article", "h2", "a", "p", "span", "mark", "details", "summary", "ul", "li"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    library, _ = library_of(tmp_path_factory.mktemp("drawing"), {"甲.txt": RULE})
    return create_app(library, lambda: DAY).test_client()


@given(st.text())
def test_escaping_is_that_of_html(text: str) -> None:
    assert escape(text) == html.escape(text)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_a_hit_has_no_elements_but_ours(title: str, number: str, snippet: str) -> None:
    marks = ((0, min(2, len(snippet))),)
    hit = Hit(
        id="d1",
        title=title,
        number=number,
        bodies=(title,),
        kind="law",
        status="in_force",
        issued=DAY,
        effective=None,
        version=None,
        score=1.0,
        provisions=(HitProvision("art-1", number, "", snippet, marks),),
    )
    page = str(hits_html([hit], "@2020-01-01")) + str(
        facets_html([("时效性", [FacetLink(title, 1, number, chosen=True)])])
    )
    assert {name.lstrip("/") for name in ELEMENT.findall(page)} <= OURS
    shown = html.unescape(re.sub(r"<[^>]*>", "", page))
    assert all(text in shown for text in (title, number, snippet))


@pytest.mark.parametrize(("suffix", "said"), [("", "在本文件中查找"), ("?lang=en", "Find in this document")])
def test_messages_stand_in_a_template_in_each_language(client: FlaskClient, suffix: str, said: str) -> None:
    found = client.get(f"/search{suffix}").get_data(as_text=True)
    first = re.search(r'<h2><a href="(/documents/[^"?]+)', found)
    assert first
    page = client.get(first[1] + suffix).get_data(as_text=True)
    assert said in page
    assert "say(" not in page


def test_the_data_of_a_page_are_its_own_hits(client: FlaskClient) -> None:
    page = client.get("/search?q=市场").get_data(as_text=True)
    address = re.search(r'href="(/api/v1/search\?[^"]*)"', page)
    assert address
    data = client.get(html.unescape(address[1])).get_json()
    assert [hit["id"] for hit in data["hits"]] == re.findall(r'<h2><a href="/documents/([^"]+)"', page)


def event(day: date, quote: str, on: date | None = None) -> HistoryEvent:
    return HistoryEvent("commenced", on, day, None, None, "", "", EvidenceAnswer(quote, "d1", "", "甲.txt"))


def test_what_two_texts_tell_in_the_same_words_is_told_once() -> None:
    events = (event(DAY, "自即日起施行"), event(DAY, "自即日起施行", DAY), event(DAY, "本法现予施行"))
    page = history_page(HistoryAnswer("d1", "示例", events, ()), VERDICT)
    assert [e.evidence.quote for e, _ in page.events] == ["自即日起施行", "本法现予施行"]


def test_evidence_that_stands_above_is_not_repeated() -> None:
    events = (event(DAY, "示例沿革"), event(date(2026, 7, 1), "示例沿革"))
    page = history_page(HistoryAnswer("d1", "示例", events, ()), VERDICT)
    assert [repeated for _, repeated in page.events] == [False, True]


@pytest.mark.parametrize(
    ("heading", "text", "said"),
    [
        ("总则", "", "（一）　总则"),
        ("", "基本原则。以示例为本。", "（一）　基本原则"),
        ("", "示" * 60, f"（一）　{'示' * 18}…"),
        (
            "",
            "示例租金按照建筑面积计算，基准标准见附表，各区另有规定的除外。",
            "（一）　示例租金按照建筑面积计算…",
        ),
        ("", "例如，" + "示" * 60, f"（一）　例如，{'示' * 15}…"),
        ("", "", "（一）"),
    ],
)
def test_a_section_stands_in_the_contents_by_its_heading_or_first_words(
    heading: str, text: str, said: str
) -> None:
    answer = replace(PLAIN, provisions=(ProvisionAnswer("h-1", "h", "（一）", heading, text, 1),))
    assert document_page(answer, "d1", {}, Pairs()).contents == (("h-1", said, 1),)


def test_every_page_is_drawn_in_its_language_and_size() -> None:
    here = Path(searchapp.__file__).parent
    drawn_otherwise = [
        path.name for path in here.rglob("*.py") if "render_template" in path.read_text(encoding="utf-8")
    ]
    assert drawn_otherwise == []
