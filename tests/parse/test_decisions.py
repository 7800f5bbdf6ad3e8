"""Catalogues and notices about other acts: what each row or line does, and what only proposes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from indexer.model.source import Block, BlockKind, SourceFormat, SourceText
from indexer.parse.clauses import read_clauses
from indexer.parse.decisions import read_decision
from indexer.parse.lines import Line, split_lines

Rows = Sequence[Sequence[str]]
HEAD = ("序号", "文件名称", "文号", "清理结果")
PLAIN = ("序号", "文件名称", "文号")


def lines_of(*parts: str | Rows) -> tuple[Line, ...]:
    blocks = []
    for part in parts:
        if isinstance(part, str):
            blocks.append(Block(BlockKind.PARAGRAPH, part))
        else:
            rows = tuple(tuple(row) for row in part)
            text = "\n".join("\t".join(row) for row in rows)
            blocks.append(Block(BlockKind.TABLE, text, rows=rows))
    return split_lines(SourceText("0" * 64, "示例.docx", SourceFormat.DOCX, tuple(blocks)))


def done(title: str, *parts: str | Rows) -> list[tuple[str, str, str, date | None]]:
    lines = lines_of(title, *parts)
    effects = read_decision("0" * 64, title, lines)
    text = "\n".join(line.text for line in lines)
    assert all(effect.event.evidence.quote in text for effect in effects)
    return [(e.event.kind.value, e.target.title, e.target.number, e.event.until) for e in effects]


CLEANING = "云岭省示例厅关于公布规范性文件清理结果的通知"


@pytest.mark.parametrize(
    ("title", "parts", "expected"),
    [
        pytest.param(
            CLEANING,
            (
                "附件1 继续有效的规范性文件目录",
                [PLAIN, ("1", "关于示例集市的通知", "云示发〔2019〕3号")],
                "附件2 废止的规范性文件目录",
                [PLAIN, ("1", "关于示例摊点的通知", "云示发〔2015〕8号")],
                "附件3 宣布失效的规范性文件目录",
                [PLAIN, ("1", "《关于示例秤具的通知》", "云示发〔2012〕1号")],
            ),
            [
                ("affirmed", "关于示例集市的通知", "云示发〔2019〕3号", None),
                ("repealed", "关于示例摊点的通知", "云示发〔2015〕8号", None),
                ("lapsed", "关于示例秤具的通知", "云示发〔2012〕1号", None),
            ],
            id="headings",
        ),
        pytest.param(
            CLEANING,
            (
                [
                    HEAD,
                    ("1", "关于示例集市的通知", "云示发〔2019〕3号", "继续有效"),
                    ("2", "关于示例摊点的通知", "云示发〔2015〕8号", "废止"),
                    ("3", "关于示例秤具的通知", "云示发〔2012〕1号", "拟废止"),
                    ("4", "关于示例茶园的通知", "云示发〔2011〕1号", "修改"),
                    ("5", "关于示例渡口的通知", "云示发〔2010〕1号", "继续有效，拟修改"),
                    ("6", "关于示例堤坝的通知", "云示发〔2009〕1号", "—"),
                ],
            ),
            [
                ("affirmed", "关于示例集市的通知", "云示发〔2019〕3号", None),
                ("repealed", "关于示例摊点的通知", "云示发〔2015〕8号", None),
                ("affirmed", "关于示例渡口的通知", "云示发〔2010〕1号", None),
            ],
            id="results, proposals left out",
        ),
        pytest.param(
            CLEANING,
            (
                [
                    ("序号", "文件名称", "继续有效", "废止", "失效"),
                    ("1", "关于示例集市的通知", "√", "", ""),
                    ("2", "关于示例摊点的通知", "", "√", ""),
                    ("3", "关于示例秤具的通知", "√", "√", ""),
                ],
            ),
            [
                ("affirmed", "关于示例集市的通知", "", None),
                ("repealed", "关于示例摊点的通知", "", None),
            ],
            id="ticks, two of which say nothing",
        ),
        pytest.param(
            CLEANING,
            (
                [
                    PLAIN,
                    ("一、继续有效的规范性文件", "一、继续有效的规范性文件", "一、继续有效的规范性文件"),
                    ("1", "关于示例集市的通知", "云示发〔2019〕3号"),
                    ("二、废止的规范性文件", "", ""),
                    ("1", "关于示例摊点的通知", "云示发〔2015〕8号"),
                ],
            ),
            [
                ("affirmed", "关于示例集市的通知", "云示发〔2019〕3号", None),
                ("repealed", "关于示例摊点的通知", "云示发〔2015〕8号", None),
            ],
            id="headings as rows",
        ),
        pytest.param(
            "云岭省示例厅关于公布废止规范性文件目录的通知",
            (
                [PLAIN, ("1", "关于示例摊点的通知", "云示发〔2015〕8号")],
                [("2", "关于示例秤具的通知", "云示发〔2012〕1号")],
            ),
            [
                ("repealed", "关于示例摊点的通知", "云示发〔2015〕8号", None),
                ("repealed", "关于示例秤具的通知", "云示发〔2012〕1号", None),
            ],
            id="a table that goes on",
        ),
        pytest.param(
            CLEANING,
            (
                "现将继续有效、废止和失效的规范性文件目录予以公布：",
                [PLAIN, ("1", "关于示例摊点的通知", "云示发〔2015〕8号")],
            ),
            [],
            id="a heading of several things says none",
        ),
        pytest.param(
            "云岭省示例厅关于公布继续有效的规范性文件目录的通知",
            (
                "根据《示例规章制定办法》，公布如下：",
                "1．关于示例集市的通知（云示发〔2019〕3号）",
                "2．《关于示例摊点的通知》（云示发〔2015〕8号）",
                "3．依照《示例规章制定办法》执行的其他事项",
            ),
            [
                ("affirmed", "关于示例集市的通知", "云示发〔2019〕3号", None),
                ("affirmed", "关于示例摊点的通知", "云示发〔2015〕8号", None),
            ],
            id="a list by the title, grounds left out",
        ),
        pytest.param(
            "云岭省示例厅关于公布继续有效的规范性文件目录的通知",
            ([(*PLAIN, "有效期至"), ("1", "关于示例集市的通知", "云示发〔2019〕3号", "2027年6月30日")],),
            [("affirmed", "关于示例集市的通知", "云示发〔2019〕3号", date(2027, 6, 30))],
            id="affirmed to a day",
        ),
        pytest.param(
            "云岭省示例厅关于延长部分规范性文件有效期的通知",
            (
                "下列规范性文件有效期延长至2027年6月30日：",
                "一、《关于示例集市的通知》（云示发〔2019〕3号）",
                "二、《关于示例摊点的通知》（云示发〔2015〕8号）",
            ),
            [
                ("extended", "关于示例集市的通知", "云示发〔2019〕3号", date(2027, 6, 30)),
                ("extended", "关于示例摊点的通知", "云示发〔2015〕8号", date(2027, 6, 30)),
            ],
            id="several prolonged",
        ),
        pytest.param(
            "云岭省示例厅关于延长《关于示例集市的通知》等2件规范性文件有效期的通知",
            (
                [
                    (*PLAIN, "延长至"),
                    ("1", "关于示例集市的通知", "云示发〔2019〕3号", "2027年6月30日"),
                    ("2", "关于示例摊点的通知", "云示发〔2015〕8号", "2028年6月30日"),
                ],
            ),
            [
                ("extended", "关于示例集市的通知", "云示发〔2019〕3号", date(2027, 6, 30)),
                ("extended", "关于示例摊点的通知", "云示发〔2015〕8号", date(2028, 6, 30)),
            ],
            id="a table of days",
        ),
    ],
)
def test_catalogues_and_notices(
    title: str, parts: tuple[str | Rows, ...], expected: list[tuple[str, str, str, date | None]]
) -> None:
    assert sorted(done(title, *parts), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "《示例集市通知》（云示发〔2019〕3号）有效期延长至2027年6月30日。",
            [("示例集市通知", date(2027, 6, 30))],
        ),
        ("《示例集市通知》的有效期限延至2027年6月30日。", [("示例集市通知", date(2027, 6, 30))]),
        (
            "根据《示例管理办法》，《示例集市通知》有效期延续至2027年6月30日。",
            [("示例集市通知", date(2027, 6, 30))],
        ),
        ("《示例经营许可证》有效期延长至2027年6月30日。", []),
        ("《示例集市通知》有效期延长两年。", []),
    ],
)
def test_a_clause_that_puts_off_a_last_day(text: str, expected: list[tuple[str, date]]) -> None:
    effects = read_clauses("0" * 64, lines_of(text), ()).effects
    assert [(e.target.title, e.event.until) for e in effects if e.event.kind == "extended"] == expected
