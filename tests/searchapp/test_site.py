"""Pages and their data, through Flask's test client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from indexer.library import Library
from searchapp import create_app, params
from tests.builders.drafts import AMENDED, RULE, library_of

HOSTILE = """<script>alert(1)</script>云岭省示例“引号”&办法

第一条　为了<b>示例</b>，制定本办法。

第二条　本办法自2020年1月1日起施行。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library, _ = library_of(
        tmp_path_factory.mktemp("site"), {"甲.txt": RULE, "乙.txt": AMENDED, "丙.txt": HOSTILE}
    )
    yield library
    library.close()


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    return create_app(library, lambda: date(2026, 6, 1)).test_client()


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address, follow_redirects=True)
    assert response.status_code == status, address
    return response.get_data(as_text=True)


def test_the_first_page_says_what_is_held(client: FlaskClient) -> None:
    assert "收录文件 <strong>2</strong> 件" in page(client, "/")


def test_results_show_the_article_with_marks(client: FlaskClient) -> None:
    text = page(client, "/search?q=罚款")
    assert "<mark>罚款</mark>" in text
    assert "现行有效" in text


def test_a_document_shows_its_verdict_with_the_quote(client: FlaskClient, library: Library) -> None:
    text = page(client, f"/documents/{library.resolve_one('云岭省示例市场管理办法')}")
    assert "现行有效" in text
    assert "2010年5月1日起施行" in text
    assert 'id="art-4"' in text
    assert "八百元" in text


def test_the_text_of_a_day_has_its_address(client: FlaskClient, library: Library) -> None:
    document = library.resolve_one("云岭省示例市场管理办法")
    assert "五百元" in page(client, f"/documents/{document}@2015-01-01")
    page(client, f"/documents/{document}@昨天", 404)


def test_a_title_or_number_leads_to_its_document(client: FlaskClient) -> None:
    assert "示例市场" in page(client, "/documents/云岭省人民政府令第12号")
    assert "没有收录" in page(client, "/documents/没有的办法", 404)


def test_the_original_is_a_download_and_never_a_page(client: FlaskClient, library: Library) -> None:
    response = client.get(f"/documents/{library.resolve_one('云岭省示例市场管理办法')}/original")
    assert response.data == AMENDED.encode()
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.mimetype == "application/octet-stream"
    response.close()


def test_hostile_texts_are_escaped(client: FlaskClient) -> None:
    for address in (
        "/search?q=示例",
        "/documents/<script>alert(1)</script>云岭省示例“引号”&办法",
        "/search?q=<script>",
    ):
        assert "<script>" not in client.get(address, follow_redirects=True).get_data(as_text=True)


def test_every_page_carries_the_security_headers(client: FlaskClient) -> None:
    response = client.get("/")
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "query", ["page=99999", "page=-1", "on=昨天", "year=abc", "sort=random", "status=fine", "q=" + "停" * 900]
)
def test_parameters_that_do_not_fit_are_remarked(client: FlaskClient, query: str) -> None:
    page(client, f"/search?{query}")


def test_a_filter_that_leaves_nothing_is_offered_for_dropping(client: FlaskClient) -> None:
    drawn = page(client, "/search?q=罚款&year=1950&on=2026-01-01")
    assert '<a href="/search?q=%E7%BD%9A%E6%AC%BE&amp;on=2026-01-01">去掉 年份：1950' in drawn
    body = client.get("/api/v1/search?q=罚款&year=1950").get_json()
    assert [(row["filter"], row["values"]) for row in body["relaxations"]] == [("year", ["1950"])]
    assert client.get("/api/v1/search?q=罚款").get_json()["total"] == body["relaxations"][0]["total"]


def test_documents_with_an_explanation_or_without(client: FlaskClient) -> None:
    every = client.get("/api/v1/search").get_json()
    counts = {row["value"]: row["count"] for row in every["facets"]["interpreted"]}
    without = client.get("/api/v1/search?interpreted=no").get_json()
    assert without["total"] == counts["no"]
    assert client.get("/api/v1/search?interpreted=maybe").status_code == 422
    day = date(2026, 6, 1)
    asked = params.read(MultiDict([("interpreted", "no")]), day)
    assert params.toggled(asked, "interpreted", "no").request.filters.interpreted is None
    assert params.toggled(asked, "interpreted", "yes").request.filters.interpreted is True


def test_health_and_readiness(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"alive": True}
    assert client.get("/readyz").status_code == 200


def test_the_same_as_json(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=罚款").json
    assert found is not None
    assert found["hits"][0]["provisions"][0]["path"] == "art-4"
    answers = client.get("/api/v1/status?ref=云岭省示例市场管理办法&on=2015-01-01").json
    assert answers is not None
    assert answers[0]["status"] == "in_force"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PAIRS = st.lists(
    st.tuples(
        st.sampled_from(
            ["q", "on", "status", "kind", "body", "region", "year", "subject", "interpreted", "sort", "page"]
        ),
        TEXT,
    ),
    max_size=8,
)


@given(PAIRS)
def test_what_is_written_reads_back(pairs: list[tuple[str, str]]) -> None:
    day = date(2026, 6, 1)
    once = params.read(MultiDict(pairs), day)
    again = params.read(MultiDict(params.write(once)), day)
    assert (again.request, again.page) == (once.request, once.page)


@given(PAIRS, st.sampled_from(["status", "kind", "body", "region", "year", "subject", "interpreted"]), TEXT)
def test_an_address_put_together_is_the_one_written_anew(
    pairs: list[tuple[str, str]], name: str, text: str
) -> None:
    asked = params.read(MultiDict(pairs), date(2026, 6, 1))
    own = params.address_of(asked)
    assert str(own) == urlencode(params.write(asked))
    assert str(own.without("page")) == urlencode(params.write(params.turned_to(asked, 1)))
    value = {"year": "2020", "interpreted": "yes"}.get(name, text)
    assert params.toggler(asked, own, name)(value) == urlencode(
        params.write(params.toggled(asked, name, value))
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PAIRS)
def test_no_query_string_breaks_a_page(client: FlaskClient, pairs: list[tuple[str, str]]) -> None:
    assert client.get("/search", query_string=pairs).status_code == 200
