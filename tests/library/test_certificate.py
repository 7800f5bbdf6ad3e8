"""Certificates: a verdict with its proof, checked again against the record; a changed word is noticed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from indexer.ingest import Ingest
from indexer.library import (
    CertificateUnreadableError,
    Library,
    certificate_html,
    read_certificate_file,
)
from indexer.library.certificate import sealed
from indexer.model.limits import Limits
from searchapp import create_app
from tests.builders.drafts import AMENDED, RULE, library_of
from tests.cli.test_cli import fagui

TITLE = "云岭省示例市场管理办法"
MADE = date(2026, 1, 2)
ENDING = """云岭省示例市场管理条例
（2025年1月1日云岭省第十四届人民代表大会常务委员会第一次会议通过）

第一条　为了规范示例市场，制定本条例。

第二条　本条例自2025年3月1日起施行。《云岭省示例市场管理办法》同时废止。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library, _ = library_of(tmp_path_factory.mktemp("certificate"), {"甲.txt": AMENDED})
    yield library
    library.close()


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    return create_app(library, lambda: MADE).test_client()


def made(library: Library, on: date = date(2026, 1, 1)) -> str:
    certificate = library.certifier.certify(library.resolve_one(TITLE), on, MADE)
    return json.dumps(certificate.as_json(), ensure_ascii=False)


def test_it_gives_the_verdict_its_evidence_and_the_record(library: Library) -> None:
    told = json.loads(made(library))
    assert (told["document"]["title"], told["on"], told["made"]) == (TITLE, "2026-01-01", "2026-01-02")
    assert told["verdict"]["status"] == "in_force"
    assert [reason["sha256"] for reason in told["verdict"]["because"]]
    assert told["record"]["revision"] == library.store.revision
    assert len(told["sha256"]) == 64


@pytest.mark.parametrize("form", ["json", "html"])
def test_what_was_made_agrees(library: Library, form: str) -> None:
    text = made(library)
    if form == "html":
        text = certificate_html(read_certificate_file(text)[0])
    certificate, is_whole = read_certificate_file(text)
    assert is_whole
    assert library.certifier.verify(certificate).outcome == "agrees"


def test_a_changed_word_is_noticed(library: Library) -> None:
    text = made(library).replace('"in_force"', '"repealed"')
    assert library.certifier.verify(read_certificate_file(text)[0]).outcome == "tampered"
    page = certificate_html(read_certificate_file(made(library))[0])
    assert (
        read_certificate_file(page.replace("<strong>现行有效</strong>", "<strong>已废止</strong>"))[1]
        is False
    )


def test_a_forged_quotation_is_not_proved(library: Library) -> None:
    body = json.loads(made(library))
    del body["sha256"]
    body["verdict"]["because"][0]["quote"] = "本办法永远有效。"
    check = library.certifier.verify(sealed(body))
    assert check.outcome == "changed"
    assert check.unproved == ("本办法永远有效。",)


def test_a_record_that_has_changed_since_says_the_verdict_of_now(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE})
    certificate, _ = read_certificate_file(made(library))
    (tmp_path / "inbox" / "乙.txt").write_text(ENDING, encoding="utf-8")
    Ingest(library.store, library.originals, Limits(), jobs=1).run([tmp_path / "inbox"])
    check = library.certifier.verify(certificate)
    assert (check.outcome, check.certified, check.now) == ("changed", "in_force", "repealed")
    assert "已废止" in check.differences[0]
    assert check.revision is not None
    assert check.revision_now is not None
    assert check.revision < check.revision_now
    # A day before the end is as it was.
    early, _ = read_certificate_file(made(library, date(2020, 1, 1)))
    assert library.certifier.verify(early).outcome == "agrees"
    library.close()


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"form": "fagui.certificate/1"}', "<html></html>", '{"form": 3}']
)
def test_what_is_no_certificate_is_said(text: str) -> None:
    with pytest.raises(CertificateUnreadableError):
        read_certificate_file(text)


@given(st.data())
def test_any_change_of_any_value_is_noticed(library: Library, data: st.DataObject) -> None:
    body = json.loads(made(library))
    sha256 = body.pop("sha256")
    changed = copy.deepcopy(body)
    part = changed[data.draw(st.sampled_from(["document", "verdict", "record"]))]
    key = data.draw(st.sampled_from(sorted(part)))
    part[key] = data.draw(st.text() | st.integers() | st.none())
    assert (sealed(changed).sha256 == sha256) is (changed == body)


def test_the_page_is_for_print_and_harmless(client: FlaskClient) -> None:
    response = client.get(f"/documents/{TITLE}/certificate?on=2020-01-01")
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "<h1>时效核验单</h1>" in page
    assert "@media print" in page
    assert "style-src 'sha256-" in response.headers["Content-Security-Policy"]
    assert read_certificate_file(page)[1]
    assert client.get(f"/documents/{TITLE}/certificate?on=昨天").status_code == 404
    assert client.get(f"/api/v1/documents/{TITLE}/certificate?on=2020-01-01").get_json()["on"] == "2020-01-01"
    assert client.get(f"/api/v1/documents/{TITLE}/certificate?on=x").status_code == 422


def test_from_a_shell(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(RULE, encoding="utf-8")
    data = tmp_path / "data"
    assert fagui("ingest", str(tmp_path / "甲.txt"), data=data).returncode == 0
    for name in ("单.json", "单.html"):
        out = tmp_path / name
        assert fagui("certificate", TITLE, "--on", "2020-01-01", "-o", str(out), data=data).returncode == 0
        assert fagui("verify-certificate", str(out), data=data).returncode == 0
        out.write_text(out.read_text(encoding="utf-8").replace("in_force", "repealed"), encoding="utf-8")
        done = fagui("verify-certificate", str(out), data=data)
        assert done.returncode == 3
        assert "改动" in done.stdout
    assert fagui("certificate", TITLE, "-o", str(tmp_path / "单.docx"), data=data).returncode == 2
    assert fagui("verify-certificate", str(tmp_path / "甲.txt"), data=data).returncode == 3
