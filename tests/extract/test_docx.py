"""Word files: each construction that readers of such files get wrong, and the text a person sees. All texts 示例."""

from __future__ import annotations

import pytest

from indexer.extract import Unreadable, read_bytes
from indexer.model.source import BlockKind, SourceFormat
from tests.builders.docx_parts import STRICT_W, docx_of, numbered, numbering, p, run, zip_of

ARTICLES = numbering(("chineseCountingThousand", "第%1条"))
BOX = (
    "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx><w:txbxContent>"
    f"{p('框中的话')}</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>"
    f"{p('框中的话')}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)
FIELD = (
    "<w:p>" + run("见第") + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    "<w:r><w:instrText> REF 示例 </w:instrText></w:r>"
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    + run("三")
    + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    + run("条")
    + "</w:p>"
)

CASES = {
    "numbers that are only list numbering": (
        p("总则一", numbered("1")) + p("总则二", numbered("1")),
        {"numbering": ARTICLES},
        ["第一条　总则一", "第二条　总则二"],
    ),
    "a list that starts later": (
        p("接着写", numbered("1")),
        {"numbering": numbering(("chineseCountingThousand", "第%1条"), start=12)},
        ["第十二条　接着写"],
    ),
    "a list begun anew": (
        p("甲", numbered("1")) + p("乙", numbered("2")),
        {"numbering": numbering(("decimal", "%1."), override=5)},
        ["1.　甲", "5.　乙"],
    ),
    "levels of a list": (
        p("款", numbered("1"))
        + p("项", numbered("1", 1))
        + p("项", numbered("1", 1))
        + p("款", numbered("1")),
        {"numbering": numbering(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"))},
        ["一、　款", "（一）　项", "（二）　项", "二、　款"],
    ),
    "numbering borne by a style": (
        p("样式编号", '<w:pStyle w:val="Tiao"/>'),
        {
            "numbering": ARTICLES,
            "styles": f'<w:style w:type="paragraph" w:styleId="Tiao"><w:name w:val="条"/><w:pPr>{numbered("1")}</w:pPr></w:style>',
        },
        ["第一条　样式编号"],
    ),
    "a style based on itself": (
        p("自指的样式", '<w:pStyle w:val="S"/>'),
        {"styles": '<w:style w:type="paragraph" w:styleId="S"><w:basedOn w:val="S"/></w:style>'},
        ["自指的样式"],
    ),
    "tracked changes": (
        "<w:p>"
        + run("应当")
        + f"<w:del><w:r><w:delText>在十日内</w:delText></w:r></w:del><w:ins>{run('在七日内')}</w:ins>"
        + run("备案")
        + "</w:p>",
        {},
        ["应当在七日内备案"],
    ),
    "moved text stands only where it went": (
        f"<w:p><w:moveFrom>{run('搬走的')}</w:moveFrom>{run('原处')}</w:p><w:p><w:moveTo>{run('搬走的')}</w:moveTo></w:p>",
        {},
        ["原处", "搬走的"],
    ),
    "a text box once": (BOX, {}, ["框中的话"]),
    "a field's result": (FIELD, {}, ["见第三条"]),
    "a content control": (
        f"<w:sdt><w:sdtContent>{p('控件里的话')}</w:sdtContent></w:sdt>",
        {},
        ["控件里的话"],
    ),
    "ruby: the base": (
        f"<w:p><w:r><w:ruby><w:rt>{run('zhù')}</w:rt><w:rubyBase>{run('注')}</w:rubyBase></w:ruby></w:r>{run('音')}</w:p>",
        {},
        ["注音"],
    ),
    "one run a character": ("<w:p>" + "".join(run(c) for c in "示例办法") + "</w:p>", {}, ["示例办法"]),
    "a smart tag": (f"<w:p>{run('在')}<w:smartTag>{run('云州市')}</w:smartTag></w:p>", {}, ["在云州市"]),
    "a table in the order of the body": (
        p("前") + f"<w:tbl><w:tr><w:tc>{p('甲')}</w:tc><w:tc>{p('乙')}</w:tc></w:tr></w:tbl>" + p("后"),
        {},
        ["前", "甲\t乙", "后"],
    ),
    "a cell over rows and columns": (
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + p("宽") + "</w:tc></w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>"
        + p("高")
        + f"</w:tc><w:tc>{p('一')}</w:tc></w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>"
        + p("重")
        + f"</w:tc><w:tc>{p('二')}</w:tc></w:tr></w:tbl>",
        {},
        ["宽\t\n高\t一\n\t二"],
    ),
    "a table in a table": (
        f"<w:tbl><w:tr><w:tc>{p('外')}<w:tbl><w:tr><w:tc>{p('内')}</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>",
        {},
        ["外\n内"],
    ),
    "a span of a hundred million": (
        f"<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='100000000'/></w:tcPr>{p('宽')}</w:tc></w:tr></w:tbl>",
        {},
        ["宽"],
    ),
    "footnotes after the text": (
        "<w:p>" + run("正文") + '<w:r><w:footnoteReference w:id="1"/></w:r></w:p>',
        {
            "footnotes": f'<w:footnote w:id="0" w:type="separator">{p("——")}</w:footnote><w:footnote w:id="1">{p("注：示例")}</w:footnote>'
        },
        ["正文", "注：示例"],
    ),
    "Kangxi radicals": (p("⼀级⽂件"), {}, ["一级文件"]),
    "a missing part": (p("正文还在"), {"numbering": ""}, ["正文还在"]),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_reader_of_the_page_sees(name: str) -> None:
    body, parts, wanted = CASES[name]
    found = read_bytes(docx_of(body, parts), "示例.docx")
    assert found.format is SourceFormat.DOCX
    assert [block.text.rstrip("\t") for block in found.blocks] == wanted


def test_a_hyperlink_is_noted_and_its_words_are_text() -> None:
    body = f'<w:p>{run("见")}<w:hyperlink r:id="h1">{run("《示例办法》")}</w:hyperlink></w:p>'
    found = read_bytes(docx_of(body, {"link:h1": "https://example.invalid/1"}), "示例.docx")
    assert found.text == "见《示例办法》"
    assert [(link.text, link.href) for link in found.links] == [("《示例办法》", "https://example.invalid/1")]


def test_footnotes_are_marked_as_notes() -> None:
    body, parts, _ = CASES["footnotes after the text"]
    assert [block.kind for block in read_bytes(docx_of(body, parts), "示例.docx").blocks] == [
        BlockKind.PARAGRAPH,
        BlockKind.NOTE,
    ]


def test_strict_files_and_utf_16_parts() -> None:
    assert read_bytes(docx_of(p("严格格式"), namespace=STRICT_W), "a.docx").text == "严格格式"
    assert read_bytes(docx_of(p("双字节"), encoding="utf-16"), "a.docx").text == "双字节"


def test_an_embedded_file_is_said_not_read() -> None:
    found = read_bytes(docx_of(p("正文") + '<w:altChunk r:id="x"/>'), "示例.docx")
    assert [remark.code for remark in found.remarks] == ["alt_chunk"]


def test_a_file_named_for_another_format_is_read_as_what_it_is() -> None:
    found = read_bytes(docx_of(p("正文")), "示例.pdf")
    assert found.format is SourceFormat.DOCX
    assert [remark.code for remark in found.remarks] == ["name_mismatch"]


DEEP = "<w:sdt><w:sdtContent>" * 5_000 + p("底") + "</w:sdtContent></w:sdt>" * 5_000
BROKEN = {
    "no main part": (zip_of({"word/other.xml": b"<a/>"}), "damaged"),
    "main part is not XML": (zip_of({"word/document.xml": b"<w:document"}), "damaged"),
    "a DOCTYPE": (
        zip_of({"word/document.xml": b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'}),
        "doctype",
    ),
    "a cut-off archive": (docx_of(p("正文"))[:-60], "damaged"),
    "a bomb": (docx_of(p("一" * 12_000_000)), "limit_ratio"),
    "nesting without end": (docx_of(DEEP), "limit_depth"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_bad_file_says_why(name: str) -> None:
    data, code = BROKEN[name]
    with pytest.raises(Unreadable) as caught:
        read_bytes(data, "示例.docx")
    assert caught.value.code == code
    assert caught.value.message
