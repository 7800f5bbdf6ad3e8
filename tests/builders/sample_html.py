"""Write sample documents as the web pages of two invented government sites."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape

from tests.builders.sample_sources import MARK, Block, Source, article_label, final_text
from tests.builders.sample_tables import cell_spans

_PAGE_DELAY = timedelta(days=4)

_GOV_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{title}_云岭省人民政府门户网站（示例）</title>
<meta name="SiteName" content="云岭省人民政府门户网站（示例）">
<meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="{page_day} 10:00">
<meta name="ContentSource" content="{issuer}">
<style>.content p {{ text-indent: 2em; }}</style>
<script>var siteId = "example";</script>
</head>
<body>
<div class="header"><a href="/">首页</a> <a href="/zwgk/">政务公开</a> <a href="/zwfw/">政务服务</a> <a href="/hdjl/">互动交流</a></div>
<div class="nav">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/zwgk/zc/">政策文件</a></div>
<div class="main">
<table class="metadata">
{metadata}
</table>
<div class="tools">字体：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a> <a href="#">打印</a></div>
<div class="content" id="zoom">
{body}
</div>
<div class="share">分享到：微信 微博</div>
</div>
<div class="footer">
<p>主办：云岭省人民政府办公厅（示例）　承办：云岭省数据管理局（示例）</p>
<p>网站标识码：0000000000　联系我们　网站地图</p>
</div>
</body>
</html>
"""

_LIST_PAGE = """<!DOCTYPE html>
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{title}</title>
</head>
<body>
<ul class="menu"><li><a href="/">网站首页</a></li><li><a href="/xxgk/">信息公开</a></li><li><a href="/jd/">政策解读</a></li></ul>
<div class="article">
<h1>{title}</h1>
<ul class="doc-info">
{metadata}
</ul>
<div class="TRS_Editor">
{body}
</div>
<div class="related"><h3>相关链接</h3><ul><li><a href="/xxgk/list.html">更多文件</a></li></ul></div>
</div>
<div class="foot">版权所有：云岭省政务公开示例站</div>
</body>
</html>
"""


def web_page(source: Source) -> bytes:
    """An HTML page: a metadata table (html-gov) or a labelled list (html-list) above the text."""
    government = source.get("layout") == "html-gov"
    written = date.fromisoformat(source.get("issued") or source.get("written"))
    page_day = (written + _PAGE_DELAY).isoformat()
    fields = _fields(source, written, page_day)
    body = "\n".join(_paragraph(block) for block in _body_blocks(source, government))
    page = (_GOV_PAGE if government else _LIST_PAGE).format(
        title=escape(source.get("title")),
        issuer=escape("、".join(source.issuers)),
        page_day=page_day,
        metadata=_table_metadata(fields) if government else _list_metadata(fields),
        body=f'{body}\n<p style="text-align:center">{MARK}</p>',
    )
    return page.encode("utf-8")


def _body_blocks(source: Source, government: bool) -> tuple[Block, ...]:
    """The list layout shows the title as the page's heading, so its first title is not repeated."""
    if government:
        return source.blocks
    first = next(index for index, block in enumerate(source.blocks) if block.kind == "title")
    return source.blocks[:first] + source.blocks[first + 1 :]


def _fields(source: Source, written: date, page_day: str) -> list[tuple[str, str]]:
    fields = [
        ("索引号", f"000000001/{written.year}-{written:%m%d}"),
        ("主题分类", source.get("subject") or "综合政务"),
        ("发文机关", "、".join(source.issuers)),
        ("成文日期", f"{written.year}年{written.month}月{written.day}日"),
        ("标题", source.get("title")),
        ("发文字号", source.get("number")),
        ("发布日期", page_day),
    ]
    return [(name, value) for name, value in fields if value]


def _table_metadata(fields: list[tuple[str, str]]) -> str:
    return "\n".join(f"<tr><td><b>{name}：</b></td><td>{escape(value)}</td></tr>" for name, value in fields)


def _list_metadata(fields: list[tuple[str, str]]) -> str:
    shown = [field for field in fields if field[0] != "标题"]
    return "\n".join(f'<li><span class="label">{name}：</span>{escape(value)}</li>' for name, value in shown)


def _paragraph(block: Block) -> str:
    text = final_text(block.text)
    if block.kind == "article":
        lines = text.split("\n")
        lines[0] = f"{article_label(block.number)}　{lines[0]}"
        return "\n".join(f"<p>{escape(line)}</p>" for line in lines)
    if block.kind == "table":
        return _table(block)
    if block.kind in {"title", "number", "note", "chapter", "section"}:
        weight = "<strong>{}</strong>" if block.kind in {"title", "chapter"} else "{}"
        return f'<p style="text-align:center">{weight.format(escape(text))}</p>'
    if block.kind == "signoff":
        return f'<p style="text-align:right">{escape(text)}</p>'
    return f"<p>{escape(text)}</p>"


def _table(block: Block) -> str:
    rows: list[list[str]] = [[] for _ in block.rows]
    for cell in cell_spans(block.rows):
        spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
        spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
        rows[cell.row].append(f"<td{spans}>{escape(cell.text)}</td>")
    lines = "\n".join("<tr>" + "".join(cells) + "</tr>" for cells in rows)
    return f'<table border="1">\n{lines}\n</table>'
