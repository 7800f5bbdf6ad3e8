"""Hostile queries and requests: pages answer with a note, the API says 422 and which parameter; nothing answers 5xx."""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from indexer.ingest.drafts import read_draft
from indexer.library import Library
from indexer.model.limits import Limits
from searchapp import create_app
from tests.builders.drafts import AMENDED, RULE, library_of

PART = 60

TEXTS = {
    "empty": "",
    "space": " \t\n\u3000",
    "nul": "罚\0款",
    "controls": "罚\x01\x02\x1b[31m款",
    "bidi": "\u202e款罚\u2066",
    "zero-width": "罚\u200b款",
    "astral": "𠀀𠀁😀",
    "noncharacter": "\ufffe\uffff",
    "combining": "罚" + "\u0301" * 300,
    "long": "罚款" * 400,
    "very-long": "罚" * 19_000,
    "many-words": "罚款 " * 200,
    "or-of-many": " OR ".join(["罚款", "办法", "条例"] * 40),
    "not-only": "NOT 罚款",
    "minus-only": "-罚款 -办法",
    "operators": "AND OR NOT 且 或 非 && ||",
    "brackets": "（" * 1000 + "罚款" + "）" * 1000,
    "unbalanced": "((((罚款 OR (",
    "closing": "))))罚款",
    "quotes": "“罚款",
    "quotes-many": '"' * 400,
    "empty-phrase": "“”",
    "long-phrase": "“" + "罚款五百元" * 80 + "”",
    "star": "*",
    "prefix": "罚*",
    "wild": "?罚*款?",
    "regex": "/罚.*款/",
    "fuzzy": "罚款~5",
    "boost": "罚款^99999",
    "range": "[一 TO 十] {a TO b}",
    "field-unknown": "path:/etc/passwd",
    "field-empty": "标题:",
    "field-nested": "标题:标题:标题:罚款",
    "field-article": "条:99999999999999999999",
    "field-year": "年:99999999999999999999",
    "field-year-words": "年:二〇二〇年",
    "field-status": "时效:不存在",
    "sql": "'; DROP TABLE documents; --",
    "markup": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
    "template": "{{7*7}}${7*7}<%= 7*7 %>",
    "format": "%s%n%d{0}",
    "path": "../../../../etc/passwd",
    "number": "云政令〔2020〕999999999999999999号",
    "brackets-odd": "〔〔2020〕〕【】",
    "digits": "9" * 400,
    "punctuation": "。，、；：？！" * 20,
    "latin": "a" * 400,
    "colon": ":" * 100,
    "backslash": "\\" * 100,
    "newline": "罚款\r\nSet-Cookie: x=1",
}
"""What is typed into a search box."""

PAGES = ("/search?q={}", "/suggest?q={}", "/feed.atom?q={}", "/documents/{}", "/bodies/{}")
APIS = ("/api/v1/search?q={}", "/api/v1/status?ref={}", "/api/v1/documents/{}")

ODD = {
    "page": ("0", "-1", "99999999999999999999", "1e9", "abc", "１", "", "1;2"),
    "on": ("0000-00-00", "2020-02-30", "9999-12-31", "0001-01-01", "昨天", "2020-01-01T00:00:00Z", "-1"),
    "year": ("0", "99999", "abcd", "-2020", "２０２０"),
    "sort": ("random", "relevance;drop", ""),
    "status": ("fine", "in_force\0", "<b>"),
    "kind": ("law ", "../law", "法律"),
    "no_such": ("1",),
}

RAW = (
    "q=%",
    "q=%zz",
    "q=%ff%fe",
    "q=%ed%a0%80",
    "q=%00",
    "q=%c0%af",
    "q",
    "=",
    "&&&&",
    "q=a&q=b&q=c",
    "q[]=a&q[0]=b",
    "q=" + "%E7%BD%9A" * 3000,
    "&".join(f"status=s{n}" for n in range(900)),
    "&".join(f"x{n}=1" for n in range(900)),
    "body=" + "a" * 20_000,
    "q=a;page=2",
    "page=2&page=3&page=x",
    "on=2020-01-01&on=2021-01-01",
    "q=%0d%0aX-Evil:%201",
)

ADDRESSES = (
    "/documents/../../etc/passwd",
    "/documents/..%2f..%2fetc%2fpasswd",
    "/documents/%00",
    "/documents/x@2020-13-45",
    "/documents/x@",
    "/documents/@@@",
    "/documents/x~art-99999999999999999999",
    "/documents/" + "x" * 5_000,
    "/documents/x/diff",
    "/documents/x/diff?from=x&to=y",
    "/documents/x.docx",
    "/documents/x.exe",
    "/documents/x/original",
    "/documents/x/original?sha256=../../x",
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/bodies/" + "/" * 200,
    "/.git/config",
    "/.env",
    "/wp-login.php",
    "//evil.example/",
    "/type-size?size=huge",
    "/export?format=exe",
    "/export?format=../x",
    "/export?format=csv&page=-1",
    "/sitemap.xml?page=-1",
    "/opensearch.xml?x=1",
    "/changes?since=never",
    "/stats/cleanup.exe",
    "/api/v2/search",
    "/api/v1/",
    "/healthz/x",
)


@dataclass(frozen=True)
class Ask:
    """A request by its name; ``api`` answers are problem documents."""

    name: str
    address: str
    api: bool = False
    query: bytes | None = None


def asks() -> list[Ask]:
    """All of them."""
    made = [
        Ask(f"{name} {form}", form.format(quote(text, safe="")), form.startswith("/api"))
        for name, text in TEXTS.items()
        for form in (*PAGES, *APIS)
        if text.strip() or "?" in form
    ]
    for parameter, values in ODD.items():
        for value in values:
            for path in ("/search", "/api/v1/search", "/feed.atom"):
                address = f"{path}?q=罚款&{parameter}={quote(value, safe='')}"
                made.append(Ask(f"{path} {parameter}={value[:20]!r}", address, path.startswith("/api")))
    for number, raw in enumerate(RAW):
        paths = ("/search", "/api/v1/search", "/suggest", "/check")
        made += [Ask(f"{path} raw {number}", path, path.startswith("/api"), raw.encode()) for path in paths]
    made += [Ask(address[:60], address, address.startswith("/api")) for address in ADDRESSES]
    return made


ASKS = asks()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "ask" in metafunc.fixturenames:
        whole = bool(metafunc.config.getoption("--whole"))
        chosen = ASKS if whole else random.Random(20260602).sample(ASKS, PART)
        metafunc.parametrize("ask", chosen, ids=[ask.name for ask in chosen])


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library, _ = library_of(tmp_path_factory.mktemp("requests"), {"甲.txt": RULE, "乙.txt": AMENDED})
    yield library
    library.close()


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    app = create_app(library, lambda: date(2026, 6, 1), partial(read_draft, limits=Limits()))
    # A fault is an answer of 500 here, as it would be for a reader.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


@pytest.fixture(autouse=True)
def counted(tally: Counter[str]) -> None:
    tally["hostile requests"] += 1


def test_no_request_breaks_it(client: FlaskClient, ask: Ask) -> None:
    options = {} if ask.query is None else {"query_string": ask.query.decode("latin-1")}
    answer = client.get(ask.address, **options)
    assert answer.status_code < 500, ask
    body = answer.get_data(as_text=True)
    assert "Traceback" not in body
    assert "root:x" not in body
    if answer.mimetype == "text/html":
        assert "<script>alert" not in body
        assert "<img src=x" not in body
    assert "X-Evil" not in answer.headers
    assert "Set-Cookie: x" not in str(answer.headers)
    if ask.api and answer.status_code >= 400:
        told = json.loads(body)
        assert told["status"] == answer.status_code
        assert answer.mimetype == "application/problem+json"
        if answer.status_code == 422:
            assert "parameter" in told
    answer.close()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "GARBAGE"])
@pytest.mark.parametrize("path", ["/", "/search", "/api/v1/search", "/documents/x", "/healthz"])
def test_methods(client: FlaskClient, method: str, path: str) -> None:
    assert client.open(path, method=method).status_code in (200, 404, 405)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"refs": []}',
        b'{"refs": [1]}',
        b'{"refs": "x"}',
        b'{"refs": ["x"], "on": 3}',
        b'{"refs": ["x"], "on": "2020-99-99"}',
        b'{"refs": ' + json.dumps(["x"] * 1001).encode() + b"}",
        b'{"refs": ["' + b"x" * 100_000 + b'"]}',
        b'{"refs": ["\\ud800"]}',
        b'{"refs": ["\\u0000"]}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"\xff\xfe\xfd",
        b"null",
        b"NaN",
        b'{"refs": [' + b"9" * 10_000 + b"]}",
    ],
    ids=range(18),
)
def test_bodies_of_the_api(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/api/v1/status", data=body, content_type="application/json")
    assert answer.status_code in (200, 413, 422), answer.get_data(as_text=True)[:300]


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "C:\\CON",
        "a\r\nX-Evil: 1.txt",
        "\u202etxt.exe",
        "=cmd|' /C calc'!A0.txt",
        "<b>.txt",
        "-rf.txt",
        ".",
        "法" * 300 + ".docx",
        "a\0b.txt",
        '";alert(1)//.txt',
    ],
)
def test_names_of_uploads(client: FlaskClient, name: str) -> None:
    file = (io.BytesIO("依照《云岭省示例市场管理办法》第四条处罚。".encode()), name)
    answer = client.post("/check", data={"file": file}, content_type="multipart/form-data")
    assert answer.status_code in (200, 400)
    body = answer.get_data(as_text=True)
    assert "<b>.txt" not in body
    assert "alert(1)//" not in body or "&#34;" in body
    assert "X-Evil" not in answer.headers


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"x" * 1000, "multipart/form-data; boundary="),
        (
            b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + b"x" * 5_000_000 + b"\r\n--x--",
            "multipart/form-data; boundary=x",
        ),
        (b"text=" + b"%00" * 1000, "application/x-www-form-urlencoded"),
        (b"text=" + b"x" * 21_000_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % n for n in range(5000)), "application/x-www-form-urlencoded"),
        (b"text=%ff%fe&on=%00", "application/x-www-form-urlencoded"),
        (b"on=2020-02-30&text=a", "application/x-www-form-urlencoded"),
    ],
    ids=range(9),
)
def test_bodies_of_the_check(client: FlaskClient, body: bytes, kind: str) -> None:
    assert client.post("/check", data=body, content_type=kind).status_code in (200, 400, 413)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Cookie", "size=" + "x" * 8000),
        ("Cookie", "size=<script>; =; ;;;"),
        ("Referer", "http://evil.example//x"),
        ("Referer", "javascript:alert(1)"),
        ("Host", "evil.example"),
        ("X-Forwarded-For", "a" * 5000),
        ("X-Forwarded-Host", "evil.example"),
        ("Range", "bytes=0-,-1,9999999999-"),
        ("If-None-Match", "*" * 1000),
        ("If-Modified-Since", "Thu, 99 Foo 9999 99:99:99 GMT"),
        ("Accept-Language", ";q=" * 500),
        ("Accept", "*/*;q=nan"),
        ("User-Agent", "\x7f"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/search?q=罚款", "/type-size?size=large", "/export?format=csv"])
def test_headers(client: FlaskClient, header: str, value: str, path: str) -> None:
    answer = client.get(path, headers={header: value})
    assert answer.status_code < 500
    assert "evil.example" not in answer.headers.get("Location", "")
    answer.close()


def test_there_are_enough() -> None:
    assert len(ASKS) >= 200
