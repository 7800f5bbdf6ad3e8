"""The draft check and the citations of a document, as pages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import docx
import pytest
from flask.testing import FlaskClient

from indexer.ingest.drafts import DraftReader, read_draft
from indexer.library import Library
from indexer.model.limits import Limits
from searchapp import create_app
from searchapp.check_pages import names_of
from tests.builders.drafts import RULE, library_of

LATER = """云岭省示例市场管理条例

第一条　根据《中华人民共和国示例法》，制定本条例。

第二条　本条例自2020年1月1日起施行。《云岭省示例市场管理办法》同时废止。
"""
DRAFT = "一、依照《云岭省示例市场管理条例》第一条办理。\n二、依照《云岭省示例市场管理办法》第四条处罚。\n三、依照《云岭省没有收录办法》办理。\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library, _ = library_of(tmp_path_factory.mktemp("check"), {"甲.txt": RULE, "乙.txt": LATER})
    yield library
    library.close()


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    reader = partial(read_draft, limits=Limits())
    return create_app(library, lambda: date(2026, 6, 1), reader).test_client()


def ask(client: FlaskClient, **form: object) -> str:
    response = client.post("/check", data=form, content_type="multipart/form-data")
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_a_pasted_draft_is_judged(client: FlaskClient) -> None:
    page = ask(client, text=DRAFT)
    assert '<span class="check in_force">' in page
    assert '<span class="check not_in_force">' in page
    assert '<span class="check unrecognised">' in page
    assert "同时废止" in page


def test_a_day_before_the_repeal_judges_otherwise(client: FlaskClient) -> None:
    assert '<span class="check not_in_force">' not in ask(client, text=DRAFT, on="2015-01-01")


def test_a_file_is_judged_whatever_its_name(client: FlaskClient) -> None:
    page = ask(client, file=(io.BytesIO(DRAFT.encode("gb18030")), '../../<b>"草案.txt'))
    assert '<span class="check not_in_force">' in page
    assert "<b>" not in page.replace("<b></b>", "")


def test_a_file_that_cannot_be_read_is_said_first(client: FlaskClient) -> None:
    assert "没有读出的部分" in ask(client, file=(io.BytesIO(b"\x7fELF" + bytes(range(256)) * 8), "草案.docx"))


def test_a_list_is_answered_line_by_line(client: FlaskClient) -> None:
    names = ["《云岭省示例市场管理办法》", "云岭省人民政府令第99号", "《云岭省示例市场管理条例》"]
    page = ask(client, text="\n".join(names))
    assert re.findall('<th scope="row" lang="zh-CN">(.*?)</th>', page) == names


@pytest.mark.parametrize(
    ("form", "said"), [({}, "请粘贴文字"), ({"text": DRAFT, "on": "昨天"}, "看不懂的日期")]
)
def test_what_is_missing_is_said(client: FlaskClient, form: dict[str, str], said: str) -> None:
    assert said in ask(client, **form)


@pytest.mark.parametrize(
    ("text", "lines"),
    [("《甲办法》\n\n乙政发〔2020〕1号", 2), ("依照《甲办法》办理", None), ("", None), ("正文。", None)],
)
def test_a_list_is_told_from_a_text(text: str, lines: int | None) -> None:
    found = names_of(text)
    assert (len(found) if found is not None else None) == lines


def test_citations_are_shown_both_ways(client: FlaskClient) -> None:
    page = client.get("/documents/云岭省示例市场管理条例/citations").get_data(as_text=True)
    assert "制定依据" in page
    assert "未收录" in page
    back = client.get("/documents/云岭省示例市场管理办法/citations").get_data(as_text=True)
    assert "《云岭省示例市场管理条例》" in back
    assert client.get("/api/v1/documents/云岭省示例市场管理办法/citations").status_code == 200


def test_a_table_comes_back_in_the_order_of_the_list(client: FlaskClient) -> None:
    names = ["《云岭省示例市场管理办法》", "《云岭省没有的办法》"]
    form = {"text": "\n".join(names), "as": "csv"}
    response = client.post("/check", data=form, content_type="multipart/form-data")
    lines = response.get_data().decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == names
    assert client.post("/check", data={**form, "as": "xlsx"}).data[:2] == b"PK"


def test_what_is_not_recognised_is_said_before_the_table(client: FlaskClient) -> None:
    page = ask(client, text=DRAFT)
    assert page.index('未能识别：<span lang="zh-CN">《云岭省没有收录办法》') < page.index("<table")


def test_a_word_draft_comes_back_with_comments(client: FlaskClient) -> None:
    draft = docx.Document()
    draft.add_paragraph(DRAFT)
    sent = io.BytesIO()
    draft.save(sent)
    sent.seek(0)
    response = client.post(
        "/check", data={"file": (sent, "草案.docx"), "as": "docx"}, content_type="multipart/form-data"
    )
    assert (response.mimetype or "").endswith("wordprocessingml.document")
    told = docx.Document(io.BytesIO(response.data))
    assert any("未能识别" in comment.text for comment in told.comments)
    assert "".join(p.text for p in told.paragraphs) == DRAFT


def test_only_a_word_draft_can_carry_comments(client: FlaskClient) -> None:
    page = ask(client, file=(io.BytesIO(DRAFT.encode()), "草案.txt"), **{"as": "docx"})
    assert "只有 docx 草案能加批注" in page
    assert "<table" in page


def test_a_kept_reader_goes_on_after_a_file_it_cannot_read(tmp_path: Path) -> None:
    reader = DraftReader(Limits())
    good, bad = tmp_path / "甲", tmp_path / "乙"
    good.write_text(DRAFT, encoding="utf-8")
    bad.write_bytes(b"\x7fELF" + bytes(range(256)) * 8)
    assert [bool(reader(path).code) for path in (good, good, bad, good)] == [False, False, True, False]
    assert reader(good).text == read_draft(good, Limits()).text
    reader._end()
