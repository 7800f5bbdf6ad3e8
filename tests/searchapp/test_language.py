"""The interface in English: every message is in the catalogue, and a page keeps its language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import searchapp
from indexer.library import FORM_LABELS, GAPS, CheckVerdict, Library
from indexer.model.document import Kind
from indexer.model.validity import EventKind, Status
from searchapp import comparison_pages, create_app, filters, inventory_pages, pages, pair_pages
from searchapp.app import SITE_PAGES
from searchapp.language import catalogue
from tests.builders.drafts import AMENDED, RULE, library_of

HERE = Path(searchapp.__file__).parent
SAID = re.compile(r"""say\(\s*(?:"([^"]+)"|'([^']+)')""")
TITLE = "云岭省示例市场管理办法"

LABELS = {
    "statuses": [status.label for status in Status],
    "kinds": [kind.label for kind in Kind],
    "verdicts": [verdict.label for verdict in CheckVerdict],
    "events": [kind.label for kind in EventKind],
    "roles": list(filters.ROLE_LABELS.values()),
    "forms": list(FORM_LABELS.values()),
    "gaps": list(GAPS.values()),
    "facets": [label for _, label in pages.FACETS],
    "orders": list(pair_pages.ORDERS.values()),
    "changes": list(comparison_pages.KINDS.values()),
    "lines": list(inventory_pages.WHAT.values()),
    "site": [label for _, label in SITE_PAGES],
}


def said(template: str) -> set[str]:
    return {double or single for double, single in SAID.findall(template)}


@pytest.mark.parametrize("template", sorted(HERE.glob("templates/*.html")), ids=lambda path: path.stem)
def test_every_message_of_a_template_is_in_the_catalogue(template: Path) -> None:
    missing = said(template.read_text(encoding="utf-8")) - catalogue().keys()
    assert not missing


@pytest.mark.parametrize("name", LABELS)
def test_every_label_is_in_the_catalogue(name: str) -> None:
    assert [label for label in LABELS[name] if label not in catalogue()] == []


def test_values_keep_their_places() -> None:
    field = re.compile(r"\{(\w+)\}")
    for chinese, english in catalogue().items():
        assert sorted(field.findall(chinese)) == sorted(field.findall(english)), chinese


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library, _ = library_of(tmp_path_factory.mktemp("language"), {"甲.txt": RULE, "乙.txt": AMENDED})
    yield library
    library.close()


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    return create_app(library, lambda: date(2026, 6, 1)).test_client()


PLACES = (
    "/",
    "/search?q=罚款",
    "/search?q=没有的词语&status=repealed",
    f"/documents/{TITLE}",
    f"/documents/{TITLE}/history",
    f"/documents/{TITLE}/diff",
    "/bodies",
    "/stats",
    "/changes",
    "/check",
    "/about",
    "/nowhere",
)


@pytest.mark.parametrize("place", PLACES)
def test_a_page_in_english_keeps_its_language(client: FlaskClient, place: str) -> None:
    found = client.get(place, follow_redirects=True)
    address = found.request.path + "?" + found.request.query_string.decode()
    page = client.get(f"{address}&lang=en").get_data(as_text=True)
    assert '<html lang="en"' in page
    links = re.findall(r'<a [^>]*?href="(/[^"#]*)', page)
    ours = [
        link
        for link in links
        if not link.startswith(("/api/", "/static/", "/feed.atom", "/export", "/type-size"))
    ]
    back = [link for link in ours if "lang=en" not in link]
    assert len(back) == 1, "only the link to the Chinese page goes without"
    assert page.count('<form class="search" action="/search?lang=en"') == page.count('<form class="search"')


def test_a_chinese_page_says_nothing_in_english(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    assert '<html lang="zh-CN">' in page
    assert "lang=en" in page, "the way to the English page"
    assert "In force" not in page


def test_what_readers_write_is_never_looked_up(client: FlaskClient) -> None:
    page = client.get("/search?q={0}{__class__}&lang=en").get_data(as_text=True)
    assert "{0}{__class__}" in page


def test_a_title_leads_to_its_document_in_the_same_language(client: FlaskClient) -> None:
    found = client.get(f"/documents/{TITLE}?lang=en&find=罚款", follow_redirects=True)
    assert '<html lang="en"' in found.get_data(as_text=True)
    assert "<mark>罚款</mark>" in found.get_data(as_text=True)
