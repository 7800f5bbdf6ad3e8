"""The page of a text computed from a decision: never taken for a published one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient

from searchapp import create_app
from tests.builders.drafts import RULE, library_of

TITLE = "云岭省示例市场管理办法"
DECISION = """云岭省人民政府关于修改《云岭省示例市场管理办法》的决定
云岭省人民政府令第30号

云岭省人民政府决定对《云岭省示例市场管理办法》作如下修改：

一、将第四条中的“五百元”修改为“<b>八百</b>元”。

二、将第九条中的“甲”修改为“乙”。

本决定自公布之日起施行。

云岭省人民政府
2018年6月5日
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    library, _ = library_of(tmp_path_factory.mktemp("held"), {"甲.txt": RULE, "丁.txt": DECISION})
    yield create_app(library, lambda: date(2026, 6, 1)).test_client()
    library.close()


def test_a_computed_text_is_marked_and_shows_what_was_done(client: FlaskClient) -> None:
    page = client.get(f"/documents/{TITLE}/consolidated").get_data(as_text=True)
    assert page.count("计算所得，非官方文本") == 2
    assert "不能作为依据引用" in page
    assert "没有做成" in page
    assert "&lt;b&gt;八百&lt;/b&gt;元" in page
    assert "<b>八百" not in page


def test_the_history_leads_to_it(client: FlaskClient) -> None:
    page = client.get(f"/documents/{TITLE}/history").get_data(as_text=True)
    address = page.split("/consolidated?by=")[1].split('"')[0]
    assert client.get(f"/documents/{TITLE}/consolidated?by={address}").status_code == 200


@pytest.mark.parametrize("by", ["2001-01-01", "没有这个决定", "x" * 900])
def test_a_decision_that_is_not_held_is_said(client: FlaskClient, by: str) -> None:
    answer = client.get(f"/documents/{TITLE}/consolidated", query_string={"by": by})
    assert answer.status_code == 404
    assert "没有收录" in answer.get_data(as_text=True)
