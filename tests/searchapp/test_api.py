"""The API: its description is valid and whole, and every answer is what the description says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import CHECKS

from indexer.library import Library, SearchRequest
from indexer.model.draft import DraftText
from searchapp import create_app, openapi
from searchapp.operations import OPERATIONS, operation_of
from tests.builders.drafts import AMENDED, RULE, library_of

DAY = date(2026, 6, 1)
OTHER = "云岭省示例公园管理办法\n\n第一条　为了示例，制定本办法。\n\n第二条　本办法自2026年7月1日起施行。\n"
TITLE = "云岭省示例市场管理办法"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library, _ = library_of(
        tmp_path_factory.mktemp("api"), {"甲.txt": RULE, "乙.txt": AMENDED, "丙.txt": OTHER}
    )
    yield library
    library.close()


@pytest.fixture(scope="module")
def app(library: Library) -> Flask:
    return create_app(library, lambda: DAY, lambda _: DraftText(text="依据《云岭省示例市场管理办法》处罚。"))


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


DESCRIBED = openapi.document("1")


def test_the_description_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(DESCRIBED).validate()


def test_every_field_has_a_meaning_and_an_example() -> None:
    lacking = [
        f"{name}.{field}"
        for name, schema in DESCRIBED["components"]["schemas"].items()
        for field, made in schema["properties"].items()
        if made.get("description", "（未说明）") == "（未说明）"
        or not ("$ref" in str(made) or "examples" in made)
    ]
    assert not lacking, "say in searchapp/fields.toml what these mean"


def test_every_route_of_the_api_is_described(app: Flask) -> None:
    routes = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {route for route in routes if operation_of(*route) is None} == set()
    assert len(routes) == len(OPERATIONS)


# Whatever is asked, the answer is one that the description has.

schema = schemathesis.openapi.from_dict(DESCRIBED)
CHECKED: list[Any] = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "response_headers_conformance",
        "negative_data_rejection",
        "unsupported_method",
    )
]


@pytest.mark.filterwarnings("ignore")
@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_answer_is_undocumented(app: Flask, case: schemathesis.Case[Any]) -> None:
    response = case.call(app=app)
    case.validate_response(response, checks=CHECKED)


PLACES = [
    f"/api/v1/documents/{TITLE}",
    f"/api/v1/documents/{TITLE}@2015-01-01",
    f"/api/v1/documents/{TITLE}/history",
    f"/api/v1/documents/{TITLE}/diff?from=2015-01-01&to=2020-01-01",
    f"/api/v1/documents/{TITLE}/citations",
    f"/api/v1/documents/{TITLE}/certificate",
    f"/api/v1/status?ref={TITLE}&ref=没有的",
    "/api/v1/search?q=罚款&status=现行有效&kind=local_rule",
    "/api/v1/calendar",
    "/api/v1/changes",
    "/api/v1/bodies",
    "/api/v1/stats",
    "/api/v1/cleanup",
    "/api/v1/interpretations",
    "/api/v1/openapi.json",
]


@pytest.mark.parametrize("place", PLACES)
def test_what_the_asker_has_is_not_sent_again(client: FlaskClient, place: str) -> None:
    first = client.get(place)
    assert first.status_code == 200, first.get_data(as_text=True)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(place, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("place", PLACES)
def test_full_answers_are_what_the_description_says(client: FlaskClient, place: str) -> None:
    response = client.get(place)
    rule, _ = client.application.url_map.bind("localhost").match(place.partition("?")[0], return_rule=True)
    operation = operation_of(rule.rule, "get")
    assert operation is not None
    given: Any = DESCRIBED["paths"][operation.path]["get"]["responses"]["200"]["content"]
    wanted = {**given["application/json"]["schema"], "components": DESCRIBED["components"]}
    Draft202012Validator(wanted).validate(response.get_json())


@pytest.mark.parametrize(
    ("place", "parameter"),
    [
        ("/api/v1/search?colour=red", "colour"),
        ("/api/v1/search?on=20200601", "on"),
        ("/api/v1/search?on=2020-06-01&on=2020-06-02", "on"),
        ("/api/v1/search?status=fine", "status"),
        ("/api/v1/search?limit=0", "limit"),
        ("/api/v1/search?limit=101", "limit"),
        ("/api/v1/search?year=MMXX", "year"),
        ("/api/v1/search?cursor=x", "cursor"),
        ("/api/v1/search?q=" + "停" * 1001, "q"),
        ("/api/v1/status", "ref"),
        ("/api/v1/calendar?from=2026-02-01&to=2026-01-01", "to"),
        ("/api/v1/calendar?from=2026-02-30", "from"),
        ("/api/v1/changes?since=-1", "since"),
        ("/api/v1/stats?x=1", "x"),
        (f"/api/v1/documents/{TITLE}/diff?from=2020-01-01", "to"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(client: FlaskClient, place: str, parameter: str) -> None:
    response = client.get(place)
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert json.loads(response.data)["parameter"] == parameter


def test_errors_are_problem_documents(client: FlaskClient) -> None:
    for response, code in (
        (client.get("/api/v1/documents/没有的办法"), 404),
        (client.get("/api/v1/nothing"), 404),
        (client.delete("/api/v1/search"), 405),
        (client.post("/api/v1/status", data="refs=x"), 415),
        (client.post("/api/v1/status", json=["x"]), 422),
        (client.post("/api/v1/status", json={"refs": ["x"] * 1001}), 422),
        (client.post("/api/v1/check", json={"text": "甲" * 200_001}), 422),
    ):
        assert (response.status_code, response.mimetype) == (code, "application/problem+json")
        assert json.loads(response.data)["status"] == code


def test_a_batch_is_answered_in_order_and_none_is_dropped(client: FlaskClient) -> None:
    refs = [TITLE, "没有的", "\ud800", "", TITLE] * 200
    sent = json.dumps({"refs": refs, "on": "2020-01-01"})  # halves of characters spelt as JSON may
    answers = client.post("/api/v1/status", data=sent, content_type="application/json").get_json()
    assert [answer["found"] for answer in answers] == [True, False, False, False, True] * 200


def test_pages_by_cursor_are_the_whole_result(client: FlaskClient, library: Library) -> None:
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(
            "/api/v1/search", query_string={"limit": 1, "cursor": cursor} if cursor else {"limit": 1}
        )
        found += [hit["id"] for hit in page.get_json()["hits"]]
        cursor = page.get_json()["next"]
    assert sorted(found) == sorted(library.every(SearchRequest("", DAY)))


def test_a_cursor_belongs_to_its_search_and_revision(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursor = client.get("/api/v1/search?limit=1").get_json()["next"]
    assert client.get(f"/api/v1/search?limit=2&cursor={cursor}").status_code == 422
    assert client.get(f"/api/v1/search?limit=1&q=示例&cursor={cursor}").status_code == 422
    monkeypatch.setattr("indexer.store.register.Store.revision", property(lambda _: 10**6))
    assert client.get(f"/api/v1/search?limit=1&cursor={cursor}").status_code == 410


def test_a_draft_is_checked(client: FlaskClient) -> None:
    answer = client.post("/api/v1/check", json={"text": "依据《云岭省示例市场管理办法》处罚。"})
    assert answer.status_code == 200
    assert answer.get_json()["on"] == DAY.isoformat()


def test_other_sites_may_ask(client: FlaskClient) -> None:
    response = client.options("/api/v1/status")
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


def test_people_can_read_the_description(client: FlaskClient) -> None:
    page = client.get("/api/docs").get_data(as_text=True)
    for operation in OPERATIONS:
        assert operation.path in page
