"""Plain text and Markdown: encodings, debris, front matter. All texts 示例."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.extract import Unreadable, read_bytes
from indexer.model.source import BlockKind, SourceFormat

TEXT = "云岭省示例管理办法\n第一条　为了加强管理，制定本办法。\n第二条　本办法自2026年1月1日起施行。"
LINES = TEXT.split("\n")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("name", ["示例.txt", "示例.md"])
def test_encodings(encoding: str, name: str) -> None:
    found = read_bytes(TEXT.encode(encoding), name)
    assert [block.text.replace(" ", "　") for block in found.blocks] == LINES
    assert not found.remarks


def test_big5() -> None:
    traditional = (
        "示例市公園管理辦法\n第一條 為了管理公園，制定本辦法。\n第二條 本辦法自公布之日起施行，由市政府負責。"
    )
    assert read_bytes(traditional.encode("big5"), "示例.txt").text == traditional


def test_four_byte_characters_of_gb18030() -> None:
    text = "㐀镇示例规定\n第一条　为了管理，制定本规定。本规定由政府解释。"
    assert read_bytes(text.encode("gb18030"), "a.txt").blocks[0].text == "㐀镇示例规定"


def test_damage_is_said_with_its_place() -> None:
    data = TEXT.encode() + b"\xff" + "第三条　附则。".encode()
    found = read_bytes(data, "示例.txt")
    assert [remark.code for remark in found.remarks] == ["encoding_damage"]
    assert "字节" in found.remarks[0].place


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("第一条\r\n第二条\r第三条", ["第一条", "第二条", "第三条"]),
        ("第一条\u2028第二条\x0c第三条", ["第一条", "第二条", "第三条"]),
        ("第\u200b一\u200d条", ["第一条"]),
        ("\u202e第一条\u202c", ["第一条"]),
        ("第一条\x00\x07文", ["第一条文"]),
        ("  \n\n第一条\n\n", ["第一条"]),
    ],
)
def test_debris(raw: str, wanted: list[str]) -> None:
    assert [block.text for block in read_bytes(raw.encode(), "示例.txt").blocks] == wanted


FRONT = """---
title: 云岭省示例办法
issuing_body: 云岭省人民政府
version_date: 2026-01-01
---
# 云岭省示例办法

2026年1月1日 公布

<!-- INFO END -->

## 第一章　总　则

第一条　**为了**管理，制定本办法。

| 项目 | 数额 |
| --- | --- |
| 甲 | 1 |

见[附件](https://example.invalid/附件.docx)。
"""


def test_markdown() -> None:
    found = read_bytes(FRONT.encode(), "示例.md")
    assert found.format is SourceFormat.MARKDOWN
    assert found.meta_value("title") == "云岭省示例办法"
    assert found.meta_value("issuers") == "云岭省人民政府"
    assert [(block.kind, block.text) for block in found.blocks] == [
        (BlockKind.HEADING, "云岭省示例办法"),
        (BlockKind.PARAGRAPH, "2026年1月1日 公布"),
        (BlockKind.HEADING, "第一章　总　则"),
        (BlockKind.PARAGRAPH, "第一条　为了管理，制定本办法。"),
        (BlockKind.TABLE, "项目\t数额\n甲\t1"),
        (BlockKind.PARAGRAPH, "见附件。"),
    ]
    assert [link.href for link in found.attachments] == ["https://example.invalid/附件.docx"]


SITE_PAGE = """---
title: 云岭省示例污染防治条例
author: 云岭省生态环境厅等
category:
  - 地方性法规
tag:
  - 示例
---

::: details 目录

::: tabs

@tab 章节

[[toc]]

- 第1~2条：

  [1](#t1)&emsp;[2](#t2)

:::

## 第一章&emsp;总&emsp;则{align=center}

<p id="t1">&emsp;&emsp;<b>第一条</b>&emsp;排放大于&gt;10的，适用本条例。<br>
&emsp;&emsp;第二款，写作&amp;lt;的不是标记。</p>

[查看全文](/示例.pdf){target="_blank"}
"""


def test_markdown_of_a_site() -> None:
    found = read_bytes(SITE_PAGE.encode(), "示例.md")
    assert (found.meta_value("issuers"), found.meta_value("category")) == ("云岭省生态环境厅等", "地方性法规")
    assert [" ".join(block.text.split()) for block in found.blocks] == [
        "第一章 总 则",
        "第一条 排放大于>10的，适用本条例。",
        "第二款，写作&lt;的不是标记。",
        "查看全文",
    ]


NOT_TEXT = {
    "empty": (b"", "empty"),
    "white": (b" \r\n\t\n", "empty"),
    "zeros": (b"\0" * 5_000, "empty"),
    "a program": (b"\x7fELF" + bytes(range(256)) * 20, "unsupported"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "unsupported"),
    "a database": (b"SQLite format 3\0" + b"\0" * 500, "unsupported"),
    "an archive": (b"PK\x05\x06" + b"\0" * 18, "unsupported"),
    "a gzip": (b"\x1f\x8b\x08\x00" + bytes(200), "unsupported"),
}


@pytest.mark.parametrize("name", NOT_TEXT)
def test_what_is_not_text_says_so(name: str) -> None:
    data, code = NOT_TEXT[name]
    with pytest.raises(Unreadable) as caught:
        read_bytes(data, "示例.txt")
    assert caught.value.code == code


def no_converter(data: bytes) -> bool:
    """What a converter would be started for takes seconds and has tests of its own."""
    return not data.lstrip().startswith((b"{\\rtf", b"\xd0\xcf\x11\xe0"))


@settings(deadline=None)
@given(
    st.binary(max_size=400).filter(no_converter),
    st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a.ofd", "无后缀"]),
)
def test_any_bytes_are_read_or_refused_with_a_reason(data: bytes, name: str) -> None:
    try:
        found = read_bytes(data, name)
    except Unreadable as problem:
        assert problem.code
        assert problem.message
    else:
        assert all(block.text.strip() for block in found.blocks)


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")),
        min_size=1,
    )
)
def test_ordinary_text_is_kept(text: str) -> None:
    data = ("第一条　" + text).encode()
    found = read_bytes(data, "示例.txt")
    kept = "".join(found.text.split())
    assert len(kept) >= len("".join(text.split()))
