"""Interpretations and their documents: paired by title, number, page and hand; what has become of the document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.catalog.curated_pairs import parse_pairs
from indexer.catalog.curation import CurationError, parse_curation
from indexer.extract import read_bytes
from indexer.library import Library
from indexer.parse import parse
from indexer.settings import Settings
from searchapp import create_app
from tests.builders.drafts import AMENDED, RULE, library_of, names

ON = date(2026, 1, 1)
EARLY = """《云岭省示例市场管理办法》解读
2010年4月1日
《云岭省示例市场管理办法》（云岭省人民政府令第12号）第四条规定了罚款，第三条规定了公示。
"""
ENDED = RULE.replace("示例市场", "样品集市").replace("令第12号", "令第7号")
ENDING = """云岭省样品集市管理条例
（2019年1月1日云岭省第十三届人民代表大会常务委员会第一次会议通过）

第一条　为了规范样品集市，制定本条例。

第二条　本条例自2019年3月1日起施行。《云岭省样品集市管理办法》同时废止。
"""
ABOUT_ENDED = "云岭省司法厅负责人就《云岭省样品集市管理办法》答记者问\n记者问：为什么制定？\n答：为了规范。\n"
NOTICE = """<html><head><meta name="Url" content="https://www.example.gov.cn/a/1.html"></head><body>
<h1>云岭省商务厅关于开展样例摊位登记管理工作的通知</h1><p>云商发〔2020〕5号</p><p>各市商务局：</p>
<p>现就开展样例摊位登记管理工作通知如下。</p><p>云岭省商务厅</p><p>2020年5月6日</p>
<p>相关解读：<a href="/a/2.html">一图读懂《云岭省商务厅关于开展样例摊位登记管理工作的通知》</a></p>
<p>政策解读：<a href="https://www.example.gov.cn/a/3.html" title="《示例摊位登记》政策解读">https://www.example.gov.cn/a/3.html</a></p>
<p><a href="/jd/">政策解读</a> <a href="javascript:alert(1)">《示例办法》解读</a></p></body></html>"""
BARE = "关于开展样例摊位登记管理工作的政策解读\n一、背景\n为了便民。\n"
LOST = "《云岭省没有收录的办法》解读\n一、背景\n为了便民。\n"
HANDED = "云岭省样品问答\n问：怎么办？\n答：照办。\n"
PAIR = """[[pair]]
interpretation = "云岭省样品问答"
document = "云岭省样品集市管理条例"
source = "示例：两页所述事项相同"
noted = 2024-01-15
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("pairing")
    curation = Settings(data=folder / "data").curation
    curation.mkdir(parents=True)
    (curation / "例.toml").write_text(PAIR, encoding="utf-8")
    files = {
        "市场.txt": AMENDED,
        "集市.txt": ENDED,
        "条例.txt": ENDING,
        "一.txt": EARLY,
        "二.txt": ABOUT_ENDED,
        "三.html": NOTICE,
        "四.txt": BARE,
        "五.txt": LOST,
        "六.txt": HANDED,
    }
    library, _ = library_of(folder, files)
    yield library
    library.close()


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    return create_app(library, lambda: ON).test_client()


CASES = [
    ("《云岭省示例市场管理办法》解读", "云岭省示例市场管理办法", "amended_since"),
    ("云岭省司法厅负责人就《云岭省样品集市管理办法》答记者问", "云岭省样品集市管理办法", "ended"),
    ("关于开展样例摊位登记管理工作的政策解读", "云岭省商务厅关于开展样例摊位登记管理工作的通知", "unsure"),
    ("云岭省样品问答", "云岭省样品集市管理条例", "current"),
]


@pytest.mark.parametrize(("interpretation", "document", "state"), CASES)
def test_a_pair_is_found_from_both_sides(
    library: Library, interpretation: str, document: str, state: str
) -> None:
    explaining, explained = library.resolve_one(interpretation), library.resolve_one(document)
    (pair,) = library.pairing.of_interpretation(explaining, ON)
    assert (pair.document.id, pair.state) == (explained, state)
    assert pair in library.pairing.of_document(explained, ON)


def test_the_articles_that_are_explained_are_named(library: Library) -> None:
    (pair,) = library.pairing.of_document(library.resolve_one("云岭省示例市场管理办法"), ON)
    assert pair.provisions == ("art-4", "art-3")
    assert "2018-06-05" in pair.said


def test_before_the_change_the_explanation_is_current(library: Library) -> None:
    document = library.resolve_one("云岭省示例市场管理办法")
    assert [p.state for p in library.pairing.of_document(document, date(2015, 1, 1))] == ["current"]


def test_a_page_that_is_only_linked_is_listed_with_its_address(library: Library) -> None:
    document = library.resolve_one("云岭省商务厅关于开展样例摊位登记管理工作的通知")
    told = [(p.interpretation.id, p.form, p.href) for p in library.pairing.of_document(document, ON)]
    assert (None, "infographic", "https://www.example.gov.cn/a/2.html") in told
    assert (None, "explanation", "https://www.example.gov.cn/a/3.html") in told
    assert not [href for _, _, href in told if "javascript" in href]


def test_what_has_no_counterpart_is_listed(library: Library) -> None:
    orphans = library.pairing.all(ON).without_document
    assert [(o.interpretation.title, o.subjects) for o in orphans] == [
        ("《云岭省没有收录的办法》解读", ("云岭省没有收录的办法",))
    ]
    missing = library.pairing.unexplained(library.lives.all().values(), date(2018, 1, 1))
    assert library.resolve_one("云岭省示例市场管理办法") not in {item.document.id for item in missing}


def test_the_index_knows_what_is_explained(library: Library) -> None:
    wanted = library.resolve_one("云岭省样品集市管理条例")
    assert wanted in library.pairing.explained()


def test_links_of_pages_are_facts() -> None:
    source = read_bytes(NOTICE.encode(), "三.html")
    facts = [
        (f.name, f.value) for d in parse(source, names()) for f in d.facts if f.name in ("page", "related")
    ]
    assert facts[0] == ("page", "https://www.example.gov.cn/a/1.html")
    related = [value.partition("\t")[0] for name, value in facts if name == "related"]
    assert related[:1] == ["一图读懂《云岭省商务厅关于开展样例摊位登记管理工作的通知》"]
    assert "政策解读" not in {value.partition("\t")[0] for _, value in facts}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("noted = 2024-01-15", ""),
        ('document = "云岭省样品集市管理条例"', ""),
        ("noted", "colour = 1\nnoted"),
        ("[[pair]]", "[pair]"),
    ],
)
def test_a_pair_that_does_not_fit_is_named(old: str, new: str) -> None:
    assert list(parse_curation(PAIR, "例.toml")) == []
    with pytest.raises(CurationError, match=r"例\.toml:1"):
        list(parse_pairs(PAIR.replace(old, new), "例.toml"))


def test_the_page_lists_both_ways(client: FlaskClient) -> None:
    page = client.get("/interpretations?by=form&without=local_regulation").get_data(as_text=True)
    assert "所解读的文件已废止或失效" in page
    assert "云岭省没有收录的办法" in page
    assert "没有解读的文件" in page
    for address in (
        "/interpretations?form=press_qa",
        "/interpretations?by=date",
        "/interpretations?form=<b>",
    ):
        assert client.get(address).status_code == 200
    data = client.get("/api/v1/interpretations").get_json()
    assert len(data["pairs"]) == len(CASES) + 2


def test_the_document_and_the_explanation_show_each_other(client: FlaskClient, library: Library) -> None:
    document = client.get(f"/documents/{library.resolve_one('云岭省示例市场管理办法')}").get_data(
        as_text=True
    )
    assert "《云岭省示例市场管理办法》解读" in document
    assert "第四条" in document
    explaining = library.resolve_one("云岭省司法厅负责人就《云岭省样品集市管理办法》答记者问")
    assert "所解读的文件已废止或失效" in client.get(f"/documents/{explaining}").get_data(as_text=True)


def test_a_pair_of_which_a_side_is_not_held_waits(tmp_path: Path) -> None:
    curation = Settings(data=tmp_path / "data").curation
    curation.mkdir(parents=True)
    (curation / "例.toml").write_text(PAIR, encoding="utf-8")
    library, _ = library_of(tmp_path, {"六.txt": HANDED})
    assert [f.code for f in library.pairing.waiting()] == ["curation_unresolved"]
    library.close()
