"""Text, Markdown and HTML that is broken, huge, mislabelled or malicious."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from indexer.model.limits import Limits
from tests.hostile.case import BODY, KEPT, READ, Case, fixed

_LINE = "示例市场应当公示收费标准并接受监督"
_CONTROLS = "\x00\x01\x02\x07\x08\x0b\x0c\x1b\x1f\x7f\x85\x9b\ufeff\u200b\u200e\u202e\u2066\u2069\u2028\u2029"


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _encodings()
    yield from _characters()
    yield from _sizes()
    yield from _not_text()
    yield from _html()
    yield from _markdown()


def _encodings() -> Iterator[Case]:
    for name, data in (
        ("utf8-bom", b"\xef\xbb\xbf" + BODY.encode()),
        ("gbk", BODY.encode("gbk")),
        ("gb18030-four-byte", (BODY + "㐀㐁𠀀𠀁\n").encode("gb18030")),
        ("utf16-le-bom", BODY.encode("utf-16")),
        ("utf16-be-bom", b"\xfe\xff" + BODY.encode("utf-16-be")),
        ("utf16-le", BODY.encode("utf-16-le")),
        ("utf16-be", BODY.encode("utf-16-be")),
        (
            "big5",
            BODY.replace("为", "爲")
            .replace("条", "條")
            .replace("办", "辦")
            .replace("释", "釋")
            .encode("big5", "ignore"),
        ),
        ("utf8-truncated", (BODY + "完").encode()[:-1]),
        ("gbk-truncated", (BODY + "完").encode("gbk")[:-1]),
        ("utf16-odd-length", BODY.encode("utf-16") + b"\x4e"),
        ("crlf", BODY.replace("\n", "\r\n").encode()),
        ("cr-only", BODY.replace("\n", "\r").encode()),
        ("u2028", BODY.replace("\n", "\u2028").encode()),
        ("form-feeds", BODY.replace("\n\n", "\n\f").encode()),
        ("nul-between", BODY.replace("\n", "\n\0").encode()),
    ):
        holds = () if name == "big5" else KEPT
        yield Case(f"{name}.txt", fixed(data), (READ,), holds)
    mixed = BODY.encode() + BODY.replace("示例", "另例").encode("gbk")
    yield Case("mixed-encodings.txt", lambda: mixed, (READ, "encoding"), says="编码")
    bad = BODY.encode() + b"\xff\xfe\xfd\xfc" + BODY.encode()
    yield Case("bad-bytes-within.txt", lambda: bad, (READ, "encoding"), says="解码")
    moji = BODY.encode().decode("latin-1").encode()
    yield Case("mojibake.txt", lambda: moji, (READ, "encoding", "garbled"))
    surrogates = BODY.encode() + b"\xed\xa0\x80\xed\xbf\xbf\n"
    yield Case("cesu-surrogates.txt", lambda: surrogates, (READ, "encoding"))
    declared = b"<html><meta charset=utf-8><body><p>" + BODY.encode("gbk") + b"</p></body></html>"
    yield Case("charset-lies.html", lambda: declared, (READ,), KEPT)
    unknown = b"<html><meta charset='x-no-such'><body><p>" + BODY.encode() + b"</p></body></html>"
    yield Case("charset-unknown.html", lambda: unknown, (READ,), KEPT)


def _characters() -> Iterator[Case]:
    for char in _CONTROLS:
        text = BODY.replace("为了", f"为{char}了")
        yield Case(
            f"char-{ord(char):04x}.txt",
            fixed(text.encode()),
            (READ,),
            ("第一条",),
            (char,) if char < " " and char not in "\x0b\x0c" else (),
        )
    bidi = BODY.replace("自2020年1月1日起施行", "自\u202e日1月1年0202\u202c起施行")
    yield Case("bidi-date.txt", lambda: bidi.encode(), (READ,), lacks=("\u202e",))
    yield Case("combining.txt", lambda: (BODY + "示" + "\u0301" * 50_000).encode(), (READ, "limit_paragraph"))
    yield Case("private-use.txt", lambda: (BODY + "\ue000\uf8ff" * 1000).encode(), (READ,))
    yield Case("noncharacters.txt", lambda: (BODY + "\ufffe\uffff\U0010ffff").encode(), (READ,), KEPT)
    yield Case(
        "formulas.txt", lambda: (BODY + '=HYPERLINK("http://x")\n+1\n-1\n@a\n').encode(), (READ,), KEPT
    )
    yield Case("markup.txt", lambda: BODY.replace("示例", "<script>alert(1)</script>").encode(), (READ,))
    yield Case(
        "templates.txt", lambda: (BODY + "{{7*7}} ${7*7} %s %n {0.__class__}").encode(), (READ,), ("{{7*7}}",)
    )
    yield Case("sql.txt", lambda: (BODY + "'; DROP TABLE documents; --").encode(), (READ,), ("DROP TABLE",))


def _sizes() -> Iterator[Case]:
    yield Case("empty.txt", lambda: b"", ("empty",), says="空")
    yield Case("spaces.txt", lambda: b" \t\r\n\0" * 1000, ("empty",))
    yield Case("ideographic-spaces.txt", lambda: ("\u3000\n" * 1000).encode(), ("empty",))
    yield Case("zero-width-only.txt", lambda: "\u200b\ufeff\n".encode() * 500, ("empty",))
    yield Case("one-character.txt", lambda: "法".encode(), (READ, "empty"))
    yield Case("one-line-60000.txt", lambda: (BODY + _LINE * 3600).encode(), (READ,), KEPT)
    yield Case("one-line-document.txt", lambda: BODY.replace("\n", "").encode() * 20, (READ,))
    yield Case("one-unpunctuated-run.txt", lambda: ("龘" * 190_000).encode(), (READ,))
    over = Limits().paragraph_characters + 1
    yield Case("paragraph-over.txt", lambda: ("字" * over).encode(), ("limit_paragraph",), says="200000")
    yield Case("text-over.txt", lambda: ("文字\n" * 2_600_000).encode(), ("limit_text",), says="5000000")
    yield Case("file-over.txt", lambda: b"x" * (51 * 2**20), ("limit_file",), says="50 MB")
    small = replace(Limits(), file_bytes=2**20)
    yield Case("file-over-set.txt", lambda: b"x\n" * 2**20, ("limit_file",), says="1 MB", limits=small)
    yield Case("many-short-lines.txt", lambda: b"a\n" * 200_000, (READ, "timeout", "cpu"))
    yield Case(
        "many-articles.txt", lambda: "".join(f"第{n}条　示例。\n" for n in range(1, 9000)).encode(), (READ,)
    )
    yield Case("many-citations.txt", lambda: (BODY + "依照《示例法》第三条、" * 9000).encode(), (READ,))
    yield Case("open-quotes.txt", lambda: (BODY + "《" * 60_000).encode(), (READ,))
    yield Case("nested-brackets.txt", lambda: (BODY + "（" * 30_000 + "）" * 30_000).encode(), (READ,))
    yield Case("numbers.txt", lambda: (BODY + "9" * 100_000 + "年" + "一" * 50_000 + "条").encode(), (READ,))
    yield Case(
        "dates.txt", lambda: (BODY + "2020年13月45日、0000年0月0日、99999年1月1日。" * 500).encode(), (READ,)
    )
    yield Case(
        "impossible-commencement.txt", lambda: BODY.replace("1月1日", "2月30日").encode(), (READ,), KEPT
    )
    yield Case("chapters.txt", lambda: "".join(f"第{n}章　示例\n" for n in range(5000)).encode(), (READ,))
    yield Case("deep-lists.txt", lambda: ("（一）1．（1）①" * 3000).encode(), (READ,))
    yield Case("dots.txt", lambda: ("." * 150_000 + "\n" + "…" * 150_000).encode(), (READ, "empty"))
    yield Case("title-only.txt", lambda: "云岭省示例管理办法".encode(), (READ, "empty"))
    yield Case(
        "very-long-title.txt", lambda: ("云岭省" + "示例" * 5000 + "管理办法\n" + BODY).encode(), (READ,)
    )


def _not_text() -> Iterator[Case]:
    noise = random.Random(8)
    yield Case("random.txt", lambda: noise.randbytes(200_000), ("unsupported", "encoding", "garbled"))
    yield Case(
        "random.docx", lambda: noise.randbytes(100_000), ("unsupported", "encoding", "garbled", "damaged")
    )
    yield Case(
        "random.pdf", lambda: noise.randbytes(100_000), ("unsupported", "encoding", "garbled", "damaged")
    )
    for name, magic in (
        ("elf.txt", b"\x7fELF\x02\x01\x01"),
        ("exe.doc", b"MZ\x90\x00"),
        ("png.docx", b"\x89PNG\r\n\x1a\n"),
        ("jpeg.pdf", b"\xff\xd8\xff\xe0"),
        ("gif.html", b"GIF89a"),
        ("rar.docx", b"Rar!\x1a\x07"),
        ("sevenzip.txt", b"7z\xbc\xaf\x27\x1c"),
        ("gzip.txt", b"\x1f\x8b\x08"),
        ("sqlite.txt", b"SQLite format 3\0"),
    ):
        yield Case(name, fixed(magic + bytes(range(256)) * 40), ("unsupported",), says="不是文本")
    yield Case("nulls.txt", lambda: b"a" + b"\0" * 50_000, (READ, "unsupported"))


def _html() -> Iterator[Case]:
    paragraphs = "".join(f"<p>{line}</p>" for line in BODY.split("\n") if line)

    def page(body: str, head: str = "") -> bytes:
        return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode()

    yield Case("deep.html", lambda: page("<div>" * 50_000 + paragraphs), (READ, "limit_depth"))
    yield Case(
        "deep-closed.html",
        lambda: page("<div>" * 5_000 + paragraphs + "</div>" * 5_000),
        (READ, "limit_depth"),
    )
    yield Case("spans.html", lambda: page("<p>" + "<span>" * 20_000 + BODY), (READ, "limit_depth"))
    yield Case("unclosed-comment.html", lambda: page(paragraphs + "<!-- " + "x" * 10_000), (READ,), KEPT)
    yield Case("unclosed-tag.html", lambda: page(paragraphs + "<p class='"), (READ,), KEPT)
    yield Case(
        "script.html",
        lambda: page(f"<script>var a='机密脚本';</script>{paragraphs}"),
        (READ,),
        KEPT,
        ("机密脚本",),
    )
    yield Case(
        "style.html",
        lambda: page(paragraphs, "<style>p:after{content:'样式内容'}</style>"),
        (READ,),
        KEPT,
        ("样式内容",),
    )
    yield Case(
        "template.html", lambda: page(f"<template><p>模板内容</p></template>{paragraphs}"), (READ,), KEPT
    )
    yield Case(
        "entities.html",
        lambda: page(paragraphs + "&nbsp;&#0;&#xD800;&#x110000;&#99999999;&nosuch;"),
        (READ,),
        KEPT,
    )
    doctype = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    yield Case(
        "doctype-entities.html",
        lambda: f"{doctype}<html><body>{paragraphs}&b;</body></html>".encode(),
        (READ, "doctype"),
    )
    external = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield Case(
        "external-entity.html",
        lambda: f"{external}<html><body>{paragraphs}&x;</body></html>".encode(),
        (READ, "doctype"),
        lacks=("root:",),
    )
    yield Case(
        "many-attributes.html",
        lambda: page("<p " + " ".join(f"a{n}=1" for n in range(20_000)) + f">x</p>{paragraphs}"),
        (READ,),
        KEPT,
    )
    yield Case(
        "huge-attribute.html", lambda: page(f"<p title='{'x' * 3_000_000}'>y</p>{paragraphs}"), (READ,), KEPT
    )
    yield Case(
        "big-table.html",
        lambda: page(paragraphs + "<table>" + ("<tr>" + "<td>1</td>" * 100 + "</tr>") * 2100 + "</table>"),
        (READ, "limit_cells"),
    )
    yield Case(
        "spanning-table.html",
        lambda: page(
            paragraphs
            + "<table><tr><td colspan=100000000 rowspan=100000000>x</td><td>y</td></tr><tr><td>z</td></tr></table>"
        ),
        (READ, "limit_cells"),
    )
    yield Case(
        "nested-tables.html",
        lambda: page("<table><tr><td>" * 400 + "示例" + paragraphs),
        (READ, "limit_depth", "limit_cells"),
    )
    yield Case(
        "ordered-list.html",
        lambda: page(
            paragraphs + "<ol start='999999999999999999999'><li>甲</li></ol><ol start='x'><li>乙</li></ol>"
        ),
        (READ,),
        KEPT,
    )
    yield Case(
        "ordered-nested.html", lambda: page(paragraphs + "<ol><li>" * 900 + "甲"), (READ, "limit_depth")
    )
    yield Case(
        "frames.html",
        lambda: page("<iframe src='file:///etc/passwd'></iframe>" + paragraphs),
        (READ,),
        KEPT,
        ("root:",),
    )
    yield Case(
        "base-href.html",
        lambda: page(paragraphs + "<a href='../../../../etc/passwd'>附件</a>", "<base href='file:///'>"),
        (READ,),
        KEPT,
        ("root:",),
    )
    yield Case(
        "refresh.html",
        lambda: page(paragraphs, "<meta http-equiv=refresh content='0;url=http://example.invalid/'>"),
        (READ,),
        KEPT,
    )
    yield Case("no-body.html", lambda: b"<html><head><title>x</title></head></html>", (READ, "empty"))
    yield Case("only-script.html", lambda: page("<script>1</script>"), ("empty",))
    yield Case("html-named.doc", lambda: page(paragraphs), (READ,), KEPT, says="按内容读取")
    yield Case("html-named.txt", lambda: page(paragraphs), (READ,), KEPT, says="按内容读取")
    yield Case(
        "xhtml.html",
        lambda: (
            b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body>"
            + paragraphs.encode()
            + b"</body></html>"
        ),
        (READ,),
        KEPT,
    )
    yield Case("text-named.html", lambda: BODY.encode(), (READ,), KEPT)
    yield Case("utf16.html", lambda: page(paragraphs).decode().encode("utf-16"), (READ,), KEPT)
    yield Case(
        "hidden.html", lambda: page(paragraphs + "<div style='display:none'>看不见的</div>"), (READ,), KEPT
    )


def _markdown() -> Iterator[Case]:
    def md(head: str, body: str = BODY) -> bytes:
        return f"---\n{head}\n---\n\n{body}".encode()

    aliases = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(8)
    )
    yield Case("yaml-bomb.md", lambda: md(aliases), (READ,))
    yield Case(
        "yaml-python.md", lambda: md("title: !!python/object/apply:os.system ['touch pwned']"), (READ,)
    )
    yield Case("front-unclosed.md", lambda: ("---\ntitle: 甲\n" + BODY).encode(), (READ,))
    yield Case("front-huge.md", lambda: md("title: " + "甲" * 100_000), (READ, "limit_paragraph"))
    yield Case(
        "table-huge.md",
        lambda: (BODY + "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 101_000).encode(),
        (READ, "limit_cells"),
    )
    yield Case(
        "table-wide.md",
        lambda: (BODY + "|" + "x|" * 20_000 + "\n|" + "-|" * 20_000 + "\n").encode(),
        (READ, "limit_cells"),
    )
    yield Case("headings.md", lambda: (("#" * 5000 + " 甲\n") * 10 + BODY).encode(), (READ,))
    yield Case("quotes.md", lambda: (">" * 20_000 + " 甲\n\n" + BODY).encode(), (READ,))
    yield Case("links.md", lambda: (BODY + "[" * 20_000 + "]" * 20_000).encode(), (READ,))
    yield Case(
        "inline-html.md",
        lambda: (BODY + "<script>alert(1)</script>\n<img src=x onerror=alert(1)>").encode(),
        (READ,),
        KEPT,
    )
    yield Case("comment-open.md", lambda: (BODY + "<!-- never closed\n" * 50).encode(), (READ,))
    yield Case("stars.md", lambda: (BODY + "*" * 50_000 + "a" + "_" * 50_000).encode(), (READ,))
