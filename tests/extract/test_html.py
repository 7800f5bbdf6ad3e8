"""Government pages: the article without the site, its metadata, its attachments. All texts 示例."""

from __future__ import annotations

import pytest

from indexer.extract import Unreadable, read_bytes
from indexer.model.source import BlockKind, SourceFormat

ARTICLE = """<p style="text-align:center">云岭省人民政府办公厅关于示例工作的通知</p><p>云政办发〔2026〕3号</p>
<p>各市人民政府：</p><p>　　现就示例工作通知如下，请认真组织实施。</p><p style="text-align:right">2026年3月1日</p>"""
PAGE = f"""<!DOCTYPE html><html><head><title>关于示例工作的通知_云岭省人民政府</title>
<meta name="ArticleTitle" content="云岭省人民政府办公厅关于示例工作的通知"><meta name="PubDate" content="2026-03-05 10:00">
<script>var a = "不是正文";</script><style>p {{ color: red }}</style></head><body>
<div class="header"><ul class="nav"><li>首页</li><li>政务公开</li></ul></div>
<div class="position">您当前的位置：首页 &gt; 文件</div>
<table><tr><td>索引号：</td><td>000014349/2026-00003</td><td>主题分类：</td><td>综合政务</td></tr>
<tr><td>发文机关：</td><td>云岭省人民政府办公厅</td><td>成文日期：</td><td>2026年03月01日</td></tr>
<tr><td>发文字号：</td><td>云政办发〔2026〕3号</td><td>发布日期：</td><td>2026年03月05日</td></tr></table>
<div class="TRS_Editor">{ARTICLE}<p><a href="P0201.docx">附件：示例表.docx</a></p></div>
<div class="related"><a href="t1.html">《示例工作的通知》解读</a></div>
<div class="footer">版权所有：示例　ICP备00000000号</div></body></html>"""


def test_the_article_without_the_site() -> None:
    found = read_bytes(PAGE.encode(), "示例.html")
    assert found.format is SourceFormat.HTML
    text = found.text
    assert "现就示例工作通知如下" in text
    for noise in ("首页", "版权所有", "不是正文", "color"):
        assert noise not in text
    assert text.count("云岭省人民政府办公厅关于示例工作的通知") == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("index_number", "000014349/2026-00003"),
        ("subject", "综合政务"),
        ("issuers", "云岭省人民政府办公厅"),
        ("number", "云政办发〔2026〕3号"),
        ("written", "2026年03月01日"),
        ("title", "云岭省人民政府办公厅关于示例工作的通知"),
    ],
)
def test_metadata(key: str, value: str) -> None:
    assert value in {item.value for item in read_bytes(PAGE.encode(), "a.html").meta if item.key == key}


def test_attachments_are_named_and_related_pages_linked() -> None:
    found = read_bytes(PAGE.encode(), "a.html")
    assert [link.href for link in found.attachments] == ["P0201.docx"]
    assert "t1.html" in {link.href for link in found.links}


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "utf-8"), ("gb18030", "gb2312"), ("gb18030", "utf-8"), ("utf-8", "gb2312"), ("gb18030", "")],
)
def test_the_charset_is_tried_not_trusted(encoding: str, declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><div>{ARTICLE}</div></body></html>'
    assert "现就示例工作通知如下" in read_bytes(page.encode(encoding), "a.html").text


def test_tables_keep_rows_and_cells() -> None:
    page = (
        f"<html><body><div>{ARTICLE}<table><tr><th>项目</th><th colspan=2>数额</th></tr>"
        "<tr><td rowspan=2>甲</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table></div></body></html>"
    )
    tables = [block for block in read_bytes(page.encode(), "a.html").blocks if block.kind is BlockKind.TABLE]
    assert [table.rows for table in tables] == [
        (("项目", "数额", ""), ("甲", "1", "2"), ("", "3", "4")),
    ]


def test_a_layout_table_is_not_a_table() -> None:
    page = f"<html><body><table><tr><td>{ARTICLE}</td></tr></table></body></html>"
    found = read_bytes(page.encode(), "a.html")
    assert all(block.kind is not BlockKind.TABLE for block in found.blocks)
    assert "各市人民政府：" in [block.text for block in found.blocks]


def test_an_ordered_list_shows_its_numbers() -> None:
    page = f"<html><body><div>{ARTICLE}<ol><li>甲项工作要求如下</li><li>乙项工作要求如下</li></ol></div></body></html>"
    assert "1.甲项工作要求如下\n2.乙项工作要求如下" in read_bytes(page.encode(), "a.html").text.replace(
        ". ", "."
    )


@pytest.mark.parametrize("depth", [300, 1_500])
def test_deep_nesting_is_read(depth: int) -> None:
    page = "<html><body>" + "<div>" * depth + "<p>深处的话也要读到。</p>" + "</div>" * depth
    assert read_bytes(page.encode(), "a.html").text == "深处的话也要读到。"


def test_nesting_past_the_limit_says_so() -> None:
    page = "<html><body>" + "<div>" * 50_000 + "<p>深处的话。</p>" + "</div>" * 50_000
    with pytest.raises(Unreadable) as caught:
        read_bytes(page.encode(), "a.html")
    assert caught.value.code == "limit_depth"


def test_a_page_named_doc_is_read_as_a_page() -> None:
    found = read_bytes(PAGE.encode(), "示例.doc")
    assert found.format is SourceFormat.HTML
    assert "name_mismatch" in {remark.code for remark in found.remarks}


def test_a_page_without_text_says_so() -> None:
    with pytest.raises(Unreadable):
        read_bytes(b"<html><head></head><body><img src=a.png></body></html>", "a.html")
