"""HTML pages of governments: the article without the site around it, and what the page says of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from indexer.extract.encoding import decode
from indexer.extract.html_tables import BLOCKS, DROPPED, blocks_of, is_hidden, parse_page, table_rows, tidy
from indexer.extract.metadata_labels import META_TAGS, label_key, labelled
from indexer.extract.reading import Reading, Unreadable
from indexer.model.characters import compact
from indexer.model.limits import Limits
from indexer.model.source import Alignment, Block, BlockKind, Link, Meta, Remark

_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_BODY_NAMES: Final = (
    "ucap-content",
    "ucapcontent",
    "trs_editor",
    "trs_ueditor",
    "trs_paper_preappend",
    "zoom",
    "pages_content",
    "article-content",
    "article_content",
    "articlecontent",
    "content_article",
    "article-body",
    "article",
    "news_content",
    "newscontent",
    "detail-content",
    "detail_content",
    "xxgk_content",
    "conttxt",
    "view_content",
    "info-content",
    "mw-parser-output",
    "content",
    "con",
    "view",
    "text",
)
_NOISE_NAMES: Final = re.compile(
    r"(?:^|[-_ ])(?:nav|menu|footer|foot|header|share|bdshare|bshare|print|crumb|breadcrumb|position|location|sidebar|related"
    r"|recommend|hot|copyright|toolbar|login|search|pager|page_turn|qrcode|wechat|weixin|dqwz|top_bar|mw-editsection|navbox"
    r"|printfooter|catlinks|toc)(?:$|[-_ ])",
    re.IGNORECASE,
)
_NOISE_LINES: Final = re.compile(
    r"^(?:[【\[]?\s*(?:打印|关闭|关闭窗口|打印本页|字体[:：].*|字号[:：].*|大 ?中 ?小|收藏|分享到?[:：]?|返回顶部|扫一扫.*|浏览次数[:：]?.*"
    r"|点击数[:：]?.*|您?(?:当前|现在)?的?位置[:：].*|上一篇[:：].*|下一篇[:：].*|责任编辑[:：].*|相关链接|相关附件)\s*[】\]]?\s*)+$"
)
_FILES: Final = re.compile(r"\.(?:docx?|pdf|xlsx?|wps|et|zip|rar|ofd|txt|ceb)(?:$|[?#])", re.IGNORECASE)
_RELATED: Final = re.compile(r"解读|答记者问|问答|一图读懂|图解|政策原文|相关政策|相关文件")
_ENOUGH: Final = 0.75


def read_html(data: bytes, limits: Limits) -> Reading:
    """A page: blocks of its article, metadata, links, attachments."""
    del limits
    declared = _CHARSET.search(data[:4096])
    decoded = decode(data, declared.group(1).decode("ascii", "replace") if declared else None)
    page = parse_page(decoded.text)
    if page is None:
        raise Unreadable("empty", "网页里没有文字")
    meta = list(_meta_tags(page))
    tables, rows = _metadata_tables(page)
    body = _find_body(page)
    skip = frozenset((*tables, *_noise(body)))
    links: list[Link] = []
    blocks = [block for block in blocks_of(body, links, skip) if not _NOISE_LINES.match(block.text)]
    meta += rows
    meta += _labelled_lines(page, body)
    if not blocks and page.find(".//script") is not None:
        raise Unreadable("empty", "网页里没有文字，正文可能由脚本载入；请在浏览器里打开后另存为网页或 PDF")
    blocks, remarks = _once(blocks)
    title = _headline(page, body, blocks, meta)
    if title:
        # The headline is what a reader sees first; it stands outside the article's element on most sites.
        blocks.insert(0, Block(BlockKind.HEADING, title, level=1, align=Alignment.CENTER))
        meta.append(Meta("title", title))
    everywhere = list(_all_links(page))
    attachments = tuple(dict.fromkeys(link for link in (*links, *everywhere) if _FILES.search(link.href)))
    related = [link for link in everywhere if _RELATED.search(link.text)]
    return Reading(
        blocks=tuple(blocks),
        meta=tuple(dict.fromkeys(meta)),
        links=tuple(dict.fromkeys([*links, *related])),
        attachments=attachments,
        remarks=(*decoded.remarks, *remarks),
    )


def _meta_tags(page: Any) -> Iterator[Meta]:
    for element in page.iter("meta"):
        key = META_TAGS.get((element.get("name") or element.get("property") or "").lower())
        value = tidy(element.get("content") or "")
        if key and value:
            yield Meta(key, value)
    title = page.find(".//title")
    if title is not None and (text := tidy("".join(title.itertext()))):
        yield Meta("x:html_title", text)


def _metadata_tables(page: Any) -> tuple[list[Any], list[Meta]]:
    """Tables that are a metadata block, with what they say: label cells followed by value cells."""
    tables: list[Any] = []
    meta: list[Meta] = []
    for table in page.iter("table"):
        if any(True for inner in table.iter("table") if inner is not table):
            continue
        found = list(_pairs(table_rows(table)))
        if len(found) >= 3:
            tables.append(table)
            meta += found
    return tables, meta


def _pairs(rows: Sequence[Sequence[str]]) -> Iterator[Meta]:
    for row in rows[:20]:
        cells = list(row)
        at = 0
        while at < len(cells):
            key = label_key(cells[at]) if len(cells[at]) < 20 else None
            if key is not None and at + 1 < len(cells):
                value = next((c for c in cells[at + 1 :] if c), "")
                if value and label_key(value) is None:
                    yield Meta(key, value)
                at += 2
                continue
            inline = labelled(cells[at]) if cells[at] and len(cells[at]) < 300 else None
            if inline is not None and inline.value:
                yield inline
            at += 1


def _labelled_lines(page: Any, body: Any) -> Iterator[Meta]:
    """``label：value`` in list items, definition lists and short blocks outside the article, and at its head."""
    inside = set(body.iter())
    for element in page.iter("li", "p", "div", "span", "dd", "td", "dl"):
        if element.tag == "dl":
            yield from _definitions(element)
            continue
        if element in inside and element.tag in ("p", "span", "td"):
            continue
        if not _is_small(element, 12):
            continue
        text = tidy("".join(element.itertext()))
        if not 3 < len(text) < 300:
            continue
        found = labelled(text)
        if found is not None and found.value:
            yield found


def _is_small(element: Any, most: int) -> bool:
    """Whether at most so many elements stand in it, itself counted; a deep page is not counted through."""
    return next(islice(element.iter(), most, None), None) is None


def _definitions(element: Any) -> Iterator[Meta]:
    label = ""
    for child in element:
        text = tidy("".join(child.itertext()))
        if child.tag == "dt":
            label = text
        elif child.tag == "dd" and label:
            key = label_key(label)
            if key and text and len(text) < 300:
                yield Meta(key, text)
            label = ""


def _find_body(page: Any) -> Any:
    """The element that holds the article: a container by a known name, else the densest."""
    root = page.find(".//body")
    root = page if root is None else root
    weights = _weights(root)
    total = weights.get(root, 0)
    best: Any = None
    for rank, name in enumerate(_BODY_NAMES):
        for element in root.iter():
            if isinstance(element.tag, str) and _is_named(element, name):
                weight = weights.get(element, 0)
                if weight > max(60, total * (0.3 if rank < len(_BODY_NAMES) - 5 else 0.5)) and (
                    best is None or weight > weights[best]
                ):
                    best = element
        if best is not None:
            return best
    return _densest(root, weights)


def _is_named(element: Any, name: str) -> bool:
    if (element.get("id") or "").lower() == name or element.tag.lower() == name:
        return True
    return name in (element.get("class") or "").lower().split()


def _weights(root: Any) -> dict[Any, float]:
    """Han characters below each element, words of links taken off twice."""
    weights: dict[Any, float] = {}
    for element in reversed(list(root.iter())):
        if not isinstance(element.tag, str) or element.tag in DROPPED or is_hidden(element):
            continue
        own = len(_HAN.findall(element.text or ""))
        for child in element:
            own += len(_HAN.findall(child.tail or ""))
        weight = own + sum(weights.get(child, 0.0) for child in element)
        if element.tag == "a":
            weight = -2.0 * own
        weights[element] = weight
    return weights


def _densest(root: Any, weights: dict[Any, float]) -> Any:
    """Go down from the root as long as one child keeps nearly all the text."""
    at = root
    while True:
        inner = [
            child for child in at if isinstance(child.tag, str) and child.tag in BLOCKS and child in weights
        ]
        best = max(inner, key=lambda child: weights[child], default=None)
        if best is None or (best.tag in ("p", "tr", "tbody", "li") and best.tag == "p"):
            return at
        if weights[best] < _ENOUGH * max(1.0, weights[at]):
            return at
        at = best


def _noise(body: Any) -> Iterator[Any]:
    """Parts of the page's frame that stand inside the article's element."""
    total = max(1, len(_HAN.findall("".join(body.itertext()))))
    for element in body.iter():
        if element is body or not isinstance(element.tag, str):
            continue
        names = f"{element.get('id') or ''} {element.get('class') or ''}"
        is_frame = element.tag in ("nav", "footer", "aside") or bool(_NOISE_NAMES.search(names))
        if is_frame and len(_HAN.findall("".join(element.itertext()))) < total * 0.2:
            yield element


def _once(blocks: list[Block]) -> tuple[list[Block], tuple[Remark, ...]]:
    """A page that prints its text twice says it once, if the two are the same to the letter."""
    texts = [compact(block.text) for block in blocks]
    half = len(texts) // 2
    for start in range(max(1, half - 6), half + 7):
        length = min(start, len(texts) - start)
        if (
            length >= 4
            and texts[start : start + length] == texts[:length]
            and sum(map(len, texts[:length])) > 400
        ):
            if start + length < len(texts):
                continue
            return blocks[:start], (Remark("duplicate_body", "网页里正文重复了一遍，已只取一遍"),)
    return blocks, ()


def _headline(page: Any, body: Any, blocks: Sequence[Block], meta: Sequence[Meta]) -> str:
    """The page's own headline where the article does not begin with it: what its title or meta tags confirm."""
    if any(block.kind is BlockKind.HEADING and block.level == 1 for block in blocks[:5]):
        return ""
    claimed = [
        compact(item.value) for item in meta if item.key in ("title", "x:html_title") and len(item.value) > 5
    ]
    inside = set(body.iter())
    begin = "\n" + compact("".join(block.text for block in blocks[:8]))
    for element in page.iter("h1", "h2", "h3", "div", "td", "p"):
        if element in inside or is_hidden(element) or not _is_small(element, 8):
            continue
        text = tidy("".join(element.itertext()))
        if not 6 <= len(text) <= 120 or labelled(text):
            continue
        confirmed = any(compact(text) in title for title in claimed)
        if confirmed or (element.tag == "h1" and not claimed):
            at = begin.find(compact(text))
            return "" if at >= 0 and begin[at - 1 : at] not in ("《", "“") else text
    return ""


def _all_links(page: Any) -> Iterator[Link]:
    for anchor in page.iter("a"):
        text = tidy("".join(anchor.itertext()))
        if text.startswith(("http://", "https://", "www.")):
            # Words that are only the address say nothing; the title does.
            text = tidy(anchor.get("title") or "") or text
        if anchor.get("href") and text:
            yield Link(text, anchor.get("href").strip())
