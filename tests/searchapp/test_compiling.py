"""The page of compilations: what goes in is shown before it is made; a shut gate gives reasons and no file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from indexer.export.volume_proof import READERS
from indexer.library import Library
from searchapp import create_app
from searchapp.compile_pages import MOST, read
from tests.builders.drafts import library_of
from tests.library.test_compilation import FILES

TODAY = date(2026, 6, 1)
OLD = "云岭省示例仓储办法"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library, _ = library_of(tmp_path_factory.mktemp("compile"), FILES)
    yield library
    library.close()


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    return create_app(library, lambda: TODAY).test_client()


def page_of(client: FlaskClient, code: int = 200, form: str = "", **asked: str) -> str:
    response = client.get(f"/compile{form}?{urlencode(asked)}")
    assert response.status_code == code
    return response.get_data(as_text=True)


def test_the_empty_form_makes_nothing(client: FlaskClient) -> None:
    page = page_of(client)
    assert 'name="kind" value="law"' in page
    assert "收入的文件" not in page
    assert client.get("/compile.docx").status_code == 422


def test_what_goes_in_and_what_does_not_is_shown_first(client: FlaskClient) -> None:
    page = page_of(client, q="示例")
    assert "收入 2 件，未收入 3 件" in page
    assert page.index("云岭省示例仓储条例</a>") < page.index("未收入的文件")
    assert f"{OLD}</a>" in page[page.index("未收入的文件") :]
    assert "同时废止" in page
    assert "<p>下载" in page
    assert "/compile.docx?" in page


def test_a_planted_repealed_document_shuts_the_gate(client: FlaskClient) -> None:
    for form in ("", ".docx", ".html", ".zip"):
        page = page_of(client, 422 if form else 200, form, documents=OLD)
        assert "不能编成" in page
        assert f"《{OLD}》" in page
        assert "<p>下载" not in page
    assert "已废止" in page_of(client, documents=OLD, scope="all")
    assert "不能编成" not in page_of(client, documents=OLD, scope="all")


@pytest.mark.parametrize("form", ["docx", "html"])
def test_the_file_is_the_volume(client: FlaskClient, tmp_path: Path, form: str) -> None:
    asked = urlencode({"q": "示例", "title": "示例汇编", "unproven": "mark"})
    response = client.get(f"/compile.{form}?{asked}")
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    (tmp_path / "x").write_bytes(response.data)
    titles = [one.title for one in READERS[form](tmp_path / "x")]
    assert sorted(titles) == [
        "云岭省人民政府关于示例巡查的通知",
        "云岭省示例仓储条例",
        "云岭省示例市场管理办法",
    ]
    assert response.data == client.get(f"/compile.{form}?{asked}").data


def test_a_package_holds_the_manifest(client: FlaskClient) -> None:
    response = client.get("/compile.zip?q=示例")
    package = zipfile.ZipFile(io.BytesIO(response.data))
    assert package.namelist() == ["volume.docx", "volume.docx.manifest.json", "volume.html"]
    plain = json.loads(package.read("volume.docx.manifest.json"))
    assert (plain["count"], str(plain["revision"])) == (2, response.headers["X-Revision"])


def test_an_earlier_edition_is_compared_with(client: FlaskClient) -> None:
    package = zipfile.ZipFile(io.BytesIO(client.get("/compile.zip?q=示例&on=2012-06-01").data))
    sent = {"previous": (io.BytesIO(package.read("volume.docx.manifest.json")), "旧.json")}
    response = client.post("/compile.zip?q=示例", data=sent, content_type="multipart/form-data")
    assert response.status_code == 200
    report = json.loads(zipfile.ZipFile(io.BytesIO(response.data)).read("volume.docx.changes.json"))
    assert report["counts"] == {"added": 1, "amended": 1, "repealed": 1, "left_out": 0, "unchanged": 0}


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"format": "fagui.compilation"}']
)
def test_another_file_is_no_manifest(client: FlaskClient, data: bytes) -> None:
    sent = {"previous": (io.BytesIO(data), "旧.json")}
    response = client.post("/compile.zip?q=示例", data=sent, content_type="multipart/form-data")
    assert response.status_code == 422
    assert "上一版的编目读不出来" in response.get_data(as_text=True)


def test_the_day_is_the_one_asked_for(client: FlaskClient) -> None:
    page = page_of(client, q="仓储", on="2010-01-01")
    assert "收入 1 件" in page
    assert f"{OLD}</a>" in page
    assert "看不懂的日期" in page_of(client, q="仓储", on="去年")


def test_a_strange_body_is_told(client: FlaskClient) -> None:
    assert "没有收录机关“没有的厅”的文件" in page_of(client, body="没有的厅")
    assert "没有收录主题“没有的事”的文件" in page_of(client, subject="没有的事")


def test_markup_is_shown_and_not_obeyed(client: FlaskClient) -> None:
    page = page_of(client, q="示例", title="<b>x</b>", body='"><i>', documents="</textarea><u>")
    for tag in ("<b>x", "<i>", "<u>"):
        assert tag not in page


def test_too_many_are_for_the_command_line(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST >= 300
    monkeypatch.setattr("searchapp.compile_pages.MOST", 1)
    assert "fagui compile" in page_of(client, 422, ".docx", q="示例")


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "title",
                "on",
                "q",
                "body",
                "subject",
                "region",
                "kind",
                "documents",
                "scope",
                "sections",
                "order",
            ]
        ),
        st.text(max_size=30),
    )
)
def test_reading_what_was_written_asks_the_same(args: dict[str, str]) -> None:
    once = read(MultiDict(args), TODAY)
    again = read(MultiDict(once.pairs()), TODAY)
    assert again.spec == once.spec
    assert again.pairs() == once.pairs()
