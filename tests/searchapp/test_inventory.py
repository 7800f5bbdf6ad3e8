"""What is held: bodies, statistics, changes, a document's life and downloads, and what programs are told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from indexer.library import Library, Overview
from searchapp import create_app
from searchapp.views.documents import attachment
from tests.builders.drafts import AMENDED, RULE, library_of

TITLE = "云岭省示例市场管理办法"
SERIES = "{title}\n云政发〔2020〕{n}号\n\n云岭省人民政府\n\n各市人民政府：\n\n　　现将示例事项通知如下。\n\n云岭省人民政府\n2020年{n}月1日\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    texts = {"甲.txt": RULE, "乙.txt": AMENDED}
    for n in (3, 4, 9):
        title = f"云岭省人民政府关于做好示例工作{n}的通知"
        texts[f"通知{n}.txt"] = SERIES.format(title=title, n=n)
    library, _ = library_of(tmp_path_factory.mktemp("held"), texts)
    yield library
    library.close()


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    return create_app(library, lambda: date(2026, 6, 1)).test_client()


def text_of(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.get_data(as_text=True)


def test_the_bodies_lead_to_their_documents(client: FlaskClient, library: Library) -> None:
    body = next(b for b in Overview(library).of(date(2026, 6, 1)).bodies if b.name == "云岭省人民政府")
    assert f'href="/bodies/{quote(body.id)}"' in text_of(client, "/bodies")
    page = text_of(client, f"/bodies/{body.id}")
    assert f"{body.documents} 件文件" in page
    assert f"/search?body={quote(body.name)}" in page


def test_the_numbers_missing_from_a_series_are_named(client: FlaskClient) -> None:
    page = text_of(client, "/bodies/云岭省人民政府")
    assert "云政发〔2020〕" in page
    assert "<td>5–8</td>" in page


def test_an_unknown_body_is_said(client: FlaskClient) -> None:
    assert "没有收录" in text_of(client, "/bodies/没有这个机关", 404)


def test_the_statistics_add_up(client: FlaskClient, library: Library) -> None:
    view = Overview(library).of(date(2026, 6, 1))
    assert sum(view.stats.by_status.values()) == view.stats.documents
    assert sum(cell.count for cell in view.kinds_by_status) == view.stats.documents
    assert f"文件 {view.stats.documents} 件" in text_of(client, "/stats")


def test_the_overview_follows_the_record(tmp_path_factory: pytest.TempPathFactory) -> None:
    library, _ = library_of(tmp_path_factory.mktemp("follow"), {"甲.txt": RULE})
    overview = Overview(library)
    first = overview.of(date(2026, 6, 1))
    assert overview.of(date(2026, 6, 1)) is first
    assert overview.of(date(1999, 1, 1)).stats.by_status != first.stats.by_status
    library.close()


def test_changes_are_listed_newest_first(client: FlaskClient, library: Library) -> None:
    page = text_of(client, "/changes")
    assert "新收录" in page
    assert "没有变动" in text_of(client, f"/changes?since={library.store.revision}")


def test_a_documents_life_is_shown_with_its_quotes(client: FlaskClient) -> None:
    page = text_of(client, f"/documents/{TITLE}/history")
    assert "收录的文本" in page
    assert '<blockquote lang="zh-CN">' in page


@pytest.mark.parametrize(
    ("form", "first"), [("docx", "PK"), ("xml", "<?xml"), ("txt", "云岭省"), ("md", "---"), ("json", "{")]
)
def test_downloads_have_the_title_as_name(
    client: FlaskClient, library: Library, form: str, first: str
) -> None:
    response = client.get(f"/documents/{library.resolve_one(TITLE)}.{form}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].endswith(quote(f"{TITLE}.{form}"))
    assert response.headers["Content-Disposition"].isascii()
    assert response.data.startswith(first.encode())


def test_a_hostile_name_stays_one_header() -> None:
    header = attachment('甲"\r\nX: 1/..\\乙.txt', "d1.txt")
    assert "\r" not in header
    assert "\n" not in header
    assert header.isascii()


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/api/v1/search?q=x&colour=red", "colour"),
        ("/api/v1/search?on=2020-02-30", "on"),
        ("/api/v1/search?page=-1", "page"),
        ("/api/v1/search?status=有效吗", "status"),
        ("/api/v1/search?sort=name", "sort"),
        ("/api/v1/status", "ref"),
        ("/api/v1/status?ref=x&on=yesterday", "on"),
    ],
)
def test_a_wrong_parameter_is_named(client: FlaskClient, address: str, parameter: str) -> None:
    response = client.get(address)
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    assert json.loads(response.data)["parameter"] == parameter


def test_the_same_on_a_page_is_a_remark(client: FlaskClient) -> None:
    assert "没有“有效吗”这一项" in text_of(client, "/search?status=有效吗&colour=red")


def test_many_refs_are_answered_in_order(client: FlaskClient) -> None:
    response = client.post(
        "/api/v1/status", json={"refs": [TITLE, "没有这份文件", TITLE], "on": "2020-01-01"}
    )
    answers = json.loads(response.data)
    assert [answer["found"] for answer in answers] == [True, False, True]
    assert {answer["on"] for answer in answers} == {"2020-01-01"}


@pytest.mark.parametrize("body", [[], {"refs": []}, {"refs": [1]}, {"refs": "甲"}, {"refs": ["甲"], "on": 3}])
def test_a_wrong_body_is_a_problem(client: FlaskClient, body: object) -> None:
    assert client.post("/api/v1/status", json=body).status_code == 422


def test_an_unknown_document_is_a_problem_document(client: FlaskClient) -> None:
    response = client.get("/api/v1/documents/没有这份文件")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_large_type_is_kept_and_leads_back_to_our_own_page(client: FlaskClient) -> None:
    response = client.get("/type-size?size=large", headers={"Referer": "http://localhost/stats"})
    assert response.headers["Location"] == "/stats"
    assert 'class="large"' in text_of(client, "/about")
    away = client.get("/type-size?size=normal", headers={"Referer": "http://elsewhere.example//x"})
    assert away.headers["Location"] == "/"
    assert 'class="large"' not in text_of(client, "/about")


def test_two_texts_are_set_side_by_side(client: FlaskClient) -> None:
    page = text_of(client, f"/documents/{TITLE}/diff")
    assert "<del>五</del>" in page or "<del>五百</del>" in page or "<del>五百元</del>" in page
    assert "修改 1 处" in page


def test_one_text_alone_is_said(client: FlaskClient) -> None:
    assert "无从对照" in text_of(client, "/documents/云政发〔2020〕3号/diff")


def test_the_comparison_as_data_needs_both_days(client: FlaskClient) -> None:
    changes = json.loads(text_of(client, f"/api/v1/documents/{TITLE}/diff?from=2015-01-01&to=2020-01-01"))
    assert [change["path"] for change in changes["changes"]] == ["art-4"]
    response = client.get(f"/api/v1/documents/{TITLE}/diff?from=2015-01-01")
    assert (response.status_code, json.loads(response.data)["parameter"]) == (422, "to")


def test_a_download_is_not_sent_twice(client: FlaskClient, library: Library) -> None:
    address = f"/documents/{library.resolve_one(TITLE)}.docx"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_texts_of_two_days_have_two_names(client: FlaskClient, library: Library) -> None:
    response = client.get(f"/documents/{library.resolve_one(TITLE)}@2015-01-01.txt")
    assert quote("（2015-01-01）.txt") in response.headers["Content-Disposition"]


def test_a_reader_is_told_where_no_pdf_can_be_made(
    client: FlaskClient, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("html_to_pdf", "docx_to_pdf"):
        monkeypatch.setattr(f"indexer.export.pdf.{name}", lambda *_: None)
    response = client.get(f"/documents/{library.resolve_one(TITLE)}.pdf")
    assert response.status_code == 501
    assert "打印" in response.get_data(as_text=True)
