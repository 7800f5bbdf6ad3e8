"""The clean-up radar: what in force rests on or cites what is not, with the sentence and the successor."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient

from indexer.export.tables import write_table
from indexer.library import Library, RadarFinding, radar_rows
from searchapp import create_app
from tests.builders.drafts import RULE, library_of

ON = date(2026, 1, 1)
GONE = RULE.replace("示例市场", "样品集市").replace("令第12号", "令第7号")
SUCCESSOR = """云岭省样品集市管理条例
（2019年1月1日云岭省第十三届人民代表大会常务委员会第一次会议通过）

第一条　为了规范样品集市，制定本条例。

第二条　本条例自2019年3月1日起施行。《云岭省样品集市管理办法》同时废止。
"""
BEFORE = """云岭省样例登记办法
（2012年3月1日云岭省人民政府令第20号公布）

第一条　为了规范样例登记，制定本办法。

第二条　登记机关在三十日内答复。

第三条　登记机关收取登记费五十元。

第四条　本办法自2012年5月1日起施行。
"""
AFTER = """云岭省样例登记办法
（2012年3月1日云岭省人民政府令第20号公布　根据2018年6月5日《云岭省人民政府关于修改〈云岭省样例登记办法〉的决定》修正）

第一条　为了规范样例登记，制定本办法。

第二条　登记机关在五日内答复。

第三条　本办法自2012年5月1日起施行。
"""
CITING = """云岭省示例实施细则
（2015年3月1日云岭省人民政府令第30号公布）

第一条　根据《云岭省样品集市管理办法》，制定本细则。

第二条　罚款依照《云岭省样品集市管理办法》第四条执行。

第三条　答复依照《云岭省样例登记办法》第二条执行。

第四条　收费依照《云岭省样例登记办法》第四条执行。

第五条　目的依照《云岭省样例登记办法》第一条执行。

第六条　登记依照《云岭省样例登记办法》执行。

第七条　本细则自2015年5月1日起施行。
"""
LATE = """云岭省示例补充规定
（2021年3月1日云岭省人民政府令第50号公布）

第一条　集市依照《云岭省样品集市管理办法》管理。

第二条　本规定自2021年5月1日起施行。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    files = {
        "集市.txt": GONE,
        "条例.txt": SUCCESSOR,
        "登记旧.txt": BEFORE,
        "登记.txt": AFTER,
        "细则.txt": CITING,
        "补充.txt": LATE,
    }
    library, _ = library_of(tmp_path_factory.mktemp("radar"), files)
    yield library
    library.close()


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    return create_app(library, lambda: ON).test_client()


def told(findings: tuple[RadarFinding, ...]) -> list[tuple[str, str, str]]:
    return sorted((item.document.title, item.path, item.finding) for item in findings)


def test_every_kind_is_told_apart(library: Library) -> None:
    rules = "云岭省示例实施细则"
    assert told(library.radar.findings(ON).findings) == [
        (rules, "art-1", "rests_on_ended"),
        (rules, "art-2", "cites_ended"),
        (rules, "art-3", "provision_changed"),
        (rules, "art-4", "provision_gone"),
        # Article 1 reads as it did.
        (rules, "art-6", "amended_since"),
        ("云岭省示例补充规定", "art-1", "unsure"),
    ]


def test_a_finding_gives_the_sentence_and_the_successor(library: Library) -> None:
    first = library.radar.findings(ON, kinds=["rests_on_ended"]).findings[0]
    assert first.sentence == "根据《云岭省样品集市管理办法》，制定本细则。"
    assert first.successor is not None
    assert first.successor.title == "云岭省样品集市管理条例"
    assert first.since == date(2019, 3, 1)
    assert "同时废止" in first.because[0].evidence.quote


def test_before_the_end_nothing_is_found(library: Library) -> None:
    assert library.radar.findings(date(2016, 1, 1)).findings == ()


def test_a_body_that_has_nothing_finds_nothing(library: Library) -> None:
    assert library.radar.findings(ON, body="没有的局").findings == ()
    assert library.radar.findings(ON, body="云岭省人民政府").findings


def test_a_table_keeps_words_as_words(library: Library) -> None:
    rows = list(radar_rows(library.radar.findings(ON).findings))
    out = io.BytesIO()
    write_table("csv", [*rows, ("=1+1",)], out)
    read = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"))))
    assert len(read) == len(rows) + 1
    assert read[-1] == ["'=1+1"]
    out = io.BytesIO()
    write_table("xlsx", [*rows, ("=1+1", "0012")], out)
    with zipfile.ZipFile(out) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 't="inlineStr"' in sheet or 't="s"' in sheet


def test_the_page_and_its_tables(client: FlaskClient) -> None:
    page = client.get("/stats/cleanup").get_data(as_text=True)
    assert "根据《云岭省样品集市管理办法》，制定本细则。" in page
    assert "云岭省样品集市管理条例" in page
    assert client.get("/stats/cleanup.xlsx").data[:2] == b"PK"
    assert "依据已不具有效力" in client.get("/stats/cleanup.csv?finding=rests_on_ended").get_data(
        as_text=True
    )
    assert client.get("/api/v1/cleanup").get_json()["summary"]["rests_on_ended"] == 1
    assert client.get("/stats/cleanup?page=99999&body=<b>&finding=x").status_code == 200
