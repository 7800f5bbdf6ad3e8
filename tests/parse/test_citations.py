"""Citations against a table of sentences: spans, what is named, provisions, roles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.model.citations import Citation, CitationRole
from indexer.model.numerals import article_label
from indexer.parse import parse
from tests.builders.drafts import names
from tests.builders.sources import source_from

_MARK = re.compile(
    r"\[(《[^|\]]*?》(?:[^\[\]]|\[\d{4}\])*?|(?:[^\[\]])+?)\]\(([^()\s]*(?:（[^）]*）)?[^()\s]*)\)"
)
_NUMERATION = 30


@dataclass(frozen=True)
class Expected:
    text: str
    title: str
    number: str
    paths: tuple[str, ...]
    role: str
    own: bool


def expected(text: str, spec: str) -> Expected:
    shown = text
    if "|" in spec:
        shown, spec = spec.split("|")
    spec, _, role = spec.partition("!")
    spec, _, paths = spec.partition("@")
    title, _, number = spec.partition("#")
    own = title == "own"
    if title == "=":
        title = shown.removeprefix("《").split("》")[0]
    return Expected(shown, "" if own else title, number, tuple(paths.split(",")) if paths else (), role, own)


def read(line: str) -> tuple[str, list[Expected]]:
    """The sentence without its marks, and what is expected of it."""
    wanted = [expected(m[1], m[2]) for m in _MARK.finditer(line)]
    return _MARK.sub(lambda m: m[1], line), wanted


def cases() -> list[str]:
    text = (Path(__file__).parent / "citation_cases.txt").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line.strip() and not line.startswith("#")]


def frame(sentence: str) -> str:
    """An invented rule of thirty articles, the sentence in its twentieth."""
    articles = {
        4: "有下列情形之一的：\n（一）样本缺失；\n（二）样例缺失。",
        5: "甲。\n乙。",
        19: "甲。\n乙。",
    }
    lines = ["云岭省示例框架办法", "第一章　总则"]
    for n in range(1, _NUMERATION + 1):
        if n == 10:
            lines.append("第二章　管理")
        own = f"示例首款。\n{sentence}" if n == 20 else articles.get(n, "示例条文。")
        lines.append(f"{article_label(n)}　{own}")
    return "\n".join([*lines, "附件1", "示例附件"])


def told(sentence: str) -> list[Citation]:
    source = source_from(frame(sentence))
    found = [c for draft in parse(source, names()) for c in draft.citations]
    for citation in found:
        assert source.text[citation.start : citation.end] == citation.text
    return found


def plain(citations: list[Citation]) -> set[tuple[str, str, str, str, bool]]:
    return {
        (c.text, c.names.title, c.names.number, c.provision.value if c.provision else "", c.own)
        for c in citations
    }


def wanted_of(line: str) -> set[tuple[str, str, str, str, bool]]:
    return {
        (e.text, re.sub(r"\s", "", e.title), e.number, path, e.own)
        for e in read(line)[1]
        for path in (e.paths or ("",))
    }


def test_precision_and_recall_over_the_table() -> None:
    right = found = wanted = 0
    wrong: list[str] = []
    for line in cases():
        told_of, hoped = plain(told(read(line)[0])), wanted_of(line)
        right += len(told_of & hoped)
        found += len(told_of)
        wanted += len(hoped)
        if told_of != hoped:
            wrong.append(f"{line}\n   found {sorted(told_of - hoped)}\n   missed {sorted(hoped - told_of)}")
    summary = f"precision {right}/{found}, recall {right}/{wanted}\n" + "\n".join(wrong)
    assert right >= 0.98 * found, summary
    assert right >= 0.98 * wanted, summary


@pytest.mark.parametrize("line", [line for line in cases() if "!" in line])
def test_roles(line: str) -> None:
    sentence, hoped = read(line)
    roles = {c.text: c.role.value for c in told(sentence)}
    assert {e.text: e.role for e in hoped if e.role} == {e.text: roles.get(e.text) for e in hoped if e.role}


def test_the_table_is_sound() -> None:
    assert len(cases()) == len(set(cases())) >= 300
    assert {role.value for role in CitationRole} >= {e.role for line in cases() for e in read(line)[1]} - {""}
