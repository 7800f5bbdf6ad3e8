"""The tools of an assistant, asked by the protocol's own client over standard input and output."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer.assistant import answers
from indexer.library import Library, NotHeld
from indexer.model.characters import compact
from tests.builders.drafts import AMENDED, RULE, library_of
from tests.library.test_compilation import NEW, OLD, UNPROVEN

mcp = pytest.importorskip("mcp", reason="the extra fagui[mcp] is not installed")

ON = "2026-06-01"
SITE = "https://law.example"
FILES = {"甲.txt": RULE, "乙.txt": AMENDED, "丙.txt": OLD, "丁.txt": NEW, "戊.txt": UNPROVEN}
RULE_TITLE = "云岭省示例市场管理办法"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library, _ = library_of(tmp_path_factory.mktemp("assistant"), FILES)
    yield library
    library.close()


@pytest.fixture(scope="module")
def asked(library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Everything that the tests ask, over one session: starting the server is what takes time."""
    data = library.originals.path("0" * 64).parents[1]
    while not (data / "register.sqlite3").exists():
        data = data.parent
    server = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-m", "indexer", "mcp", "--site", SITE, "--data", str(data)],
        cwd=str(Path(__file__).resolve().parents[2]),
    )
    return asyncio.run(_session(server))


CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "search": ("search", {"query": "示例 罚款", "on": ON}),
    "search kind": ("search", {"query": "示例", "on": ON, "kinds": ["地方性法规（省级）"]}),
    "search strange kind": ("search", {"query": "示例", "kinds": ["地方条例"]}),
    "status": ("status", {"refs": [RULE_TITLE, "云岭省示例仓储办法", "没有的办法"], "on": ON}),
    "status before": ("status", {"refs": ["云岭省示例仓储办法"], "on": "2020-05-31"}),
    "read": ("read", {"ref": RULE_TITLE, "on": ON}),
    "read old": ("read", {"ref": RULE_TITLE, "on": "2012-01-01", "article": "第四条"}),
    "read article": ("read", {"ref": RULE_TITLE, "on": ON, "article": "3"}),
    "read no article": ("read", {"ref": RULE_TITLE, "on": ON, "article": "第九十九条"}),
    "read nothing": ("read", {"ref": "没有的办法"}),
    "read repealed": ("read", {"ref": "云岭省示例仓储办法", "on": ON}),
    "bad day": ("status", {"refs": [RULE_TITLE], "on": "去年"}),
    "no refs": ("status", {"refs": []}),
    "check": (
        "check",
        {"text": "依据《云岭省示例市场管理办法》第四条和《云岭省示例仓储办法》，制定本细则。", "on": ON},
    ),
}


async def _session(server: Any) -> dict[str, Any]:
    async with mcp.Client(server, read_timeout_seconds=120) as client:
        found: dict[str, Any] = {"tools": (await client.list_tools()).tools}
        for name, (tool, arguments) in CALLS.items():
            found[name] = await client.call_tool(tool, arguments)
        return found


def answer_of(asked: dict[str, Any], name: str) -> dict[str, Any]:
    result = asked[name]
    assert not result.is_error, result.content
    plain: dict[str, Any] = result.structured_content
    assert json.loads(result.content[0].text) == plain
    return plain


def test_there_are_four_tools_and_each_only_reads(asked: dict[str, Any]) -> None:
    tools = {tool.name: tool for tool in asked["tools"]}
    assert set(tools) == {"search", "status", "read", "check"}
    for tool in tools.values():
        assert tool.description
        assert tool.annotations.read_only_hint
        for schema in tool.input_schema["properties"].values():
            assert schema["description"]
        assert tool.output_schema["properties"]


def test_a_search_gives_status_day_proof_and_address(asked: dict[str, Any]) -> None:
    answer = answer_of(asked, "search")
    assert answer["total"] == len(answer["results"]) > 0
    first = answer["results"][0]
    assert (first["title"], first["status"], first["on"]) == (RULE_TITLE, "in_force", ON)
    assert first["evidence"]
    assert first["evidence"][0]["quote"]
    assert first["link"] == f"{SITE}/documents/{first['id']}@{ON}"
    assert any("罚款" in snippet["text"] for snippet in first["snippets"])


def test_a_search_is_narrowed_by_kind(asked: dict[str, Any]) -> None:
    assert {row["title"] for row in answer_of(asked, "search kind")["results"]} == {"云岭省示例仓储条例"}


def test_every_reference_is_answered_in_order(asked: dict[str, Any]) -> None:
    rows = answer_of(asked, "status")["results"]
    assert [(row["ref"], row["found"], row["status"]) for row in rows] == [
        (RULE_TITLE, True, "in_force"),
        ("云岭省示例仓储办法", True, "repealed"),
        ("没有的办法", False, "unknown"),
    ]
    (proof, *_) = rows[1]["evidence"]
    assert proof["by"] == "云岭省示例仓储条例"
    assert "同时废止" in proof["quote"]
    assert rows[1]["successor"]["title"] == "云岭省示例仓储条例"
    assert rows[2]["notes"]
    assert answer_of(asked, "status before")["results"][0]["status"] == "in_force"


def test_a_text_is_that_of_the_day(asked: dict[str, Any]) -> None:
    (old,) = answer_of(asked, "read old")["provisions"]
    assert (old["label"], "五百元" in old["text"]) == ("第四条", True)
    whole = answer_of(asked, "read")
    assert whole["next"] is None
    assert any("八百元" in row["text"] for row in whole["provisions"])
    assert (whole["status"], whole["on"], whole["text_dated"]) == ("in_force", ON, "2018-06-05")
    assert whole["evidence"]
    assert whole["link"].startswith(SITE)


def test_an_article_comes_with_all_that_stands_under_it(asked: dict[str, Any]) -> None:
    rows = answer_of(asked, "read article")["provisions"]
    assert [row["label"] for row in rows if row["label"]] == ["第三条", "（一）", "（二）"]
    assert all(row["path"].split(".")[0] == "art-3" for row in rows)
    assert answer_of(asked, "read article")["link"].endswith(f"@{ON}#art-3")


def test_a_repealed_text_says_so(asked: dict[str, Any]) -> None:
    answer = answer_of(asked, "read repealed")
    assert (answer["status"], answer["status_label"]) == ("repealed", "已废止")
    assert answer["evidence"][0]["quote"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("read no article", "没有第九十九条"),
        ("read nothing", "没有收录"),
        ("bad day", "不是日期"),
        ("no refs", ""),
        ("search strange kind", "没有“地方条例”这种效力级别"),
    ],
)
def test_what_cannot_be_answered_is_said(asked: dict[str, Any], name: str, said: str) -> None:
    result = asked[name]
    assert result.is_error
    assert said in result.content[0].text
    assert "Traceback" not in result.content[0].text


def test_every_citation_of_a_text_is_judged(asked: dict[str, Any]) -> None:
    answer = answer_of(asked, "check")
    rows = {row["title"]: row for row in answer["citations"]}
    assert rows[RULE_TITLE]["verdict"] == "in_force"
    gone = rows["云岭省示例仓储办法"]
    assert (gone["verdict"], gone["successor"]["title"]) == ("not_in_force", "云岭省示例仓储条例")
    assert gone["evidence"][0]["quote"]
    assert gone["link"] == f"{SITE}/documents/{gone['id']}@{ON}"


def test_every_quote_stands_in_its_source(asked: dict[str, Any], library: Library) -> None:
    for row in answer_of(asked, "status")["results"]:
        for proof in row["evidence"]:
            source = library.document(proof["source"], date(2026, 6, 1))
            words = "".join(p.label + p.heading + p.text for p in source.provisions)
            assert compact(proof["quote"]) in compact(words)


@pytest.mark.parametrize("article", ["第四条", "4", "四", "art-4", " 第4条 "])
def test_an_article_by_any_name(library: Library, article: str) -> None:
    document = library.document(library.resolve_one(RULE_TITLE), date(2026, 6, 1))
    (row,) = answers.text_result(document, article, 0, "").provisions
    assert row.path == "art-4"


@pytest.mark.parametrize("article", ["", "第四款", "附件", "art-", "4.5", "四四四条条"])
def test_what_is_no_article_is_never_another(library: Library, article: str) -> None:
    document = library.document(library.resolve_one(RULE_TITLE), date(2026, 6, 1))
    if not article:
        assert len(answers.text_result(document, article, 0, "").provisions) > 1
        return
    with pytest.raises(NotHeld):
        answers.text_result(document, article, 0, "")


def test_a_long_text_is_read_in_pieces(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    document = library.document(library.resolve_one(RULE_TITLE), date(2026, 6, 1))
    whole = answers.text_result(document, "", 0, "").provisions
    monkeypatch.setattr(answers, "LONGEST", 40)
    read: list[answers.Passage] = []
    start: int | None = 0
    while start is not None:
        piece = answers.text_result(document, "", start, "")
        assert piece.provisions
        read += piece.provisions
        start = piece.next
    assert read == whole
