"""Where the front of an instrument (title, number, issuer, note, addressee) ends and its text begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from indexer.model.source import Alignment, BlockKind
from indexer.parse.lines import Line
from indexer.parse.markers import DIVISION_KINDS, Marker, MarkerKind, classify
from indexer.parse.structure_closing import is_date_line

_REACH: Final = 60
_SHORT: Final = 60
_UNTITLED: Final = 24
_NOTE_WORD: Final = re.compile(
    r"通过|批准|公布|发布|颁布|修正|修订|施行|印发|修改|生效|令第|公告|实施|有效期"
)
_NOTE_START: Final = re.compile(
    r"[（(《〈【]|根据|自|[0-9０-９]{4}\s*年|[一二][一二三四五六七八九〇○零]{3}年|经?[\u4e00-\u9fff]{2,20}(?:通过|批准)"
)
_ADDRESSEE: Final = re.compile(r"[^。；]{2,400}[：:]")
_NOT_ADDRESSEE: Final = re.compile(
    r"(?:如下|以下|下列|决定|规定|通知|公告|问|答|修改|解释|意见|为|下面|下述|之一|包括|指出|认为|表示|说)\s*[：:]$|^(?:答|问|附)|现将|现就|为[了规加进]|根据"
)
_LABEL: Final = re.compile(
    r"(?:日期|时间|字号|浏览次数|点击数|作者|打印|发文字号|文号|索引号|发文机关|发布机关|成文日期|发布日期|公布日期|施行日期|生效日期|有效性|时效性|主题分类|主题词|信息来源|来源|发布时间|签发人|标题|公开方式|有效期|统一编号)\s*[：:]"
)
_NUMBER: Final = re.compile(
    r"[〔\[（(﹝［【]\s*(?:19|20)[\d\s]{2,4}[〕\]）)﹞］】].{0,8}号?|(?:令|公告|通告)\s*[（(〔\[]?.{0,8}第?\s*[\d一二三四五六七八九十百〇零]+\s*号|^第\s*[\d一二三四五六七八九十百〇零]+\s*号"
)


def split_front(lines: Sequence[Line], *, inner: bool) -> int:
    """The index of the first line of the text proper; at least 1 line is left to the front where there is any.

    ``inner``: the instrument stands within a source, so its first line (附件1 or its title) is its front whatever it says.
    """
    if not lines:
        return 0
    short_only = True
    open_paren = False
    titled = False
    for index, line in enumerate(lines[:_REACH]):
        text = line.text
        if line.kind is BlockKind.TABLE:
            return index
        marker = classify(text)
        if open_paren:
            open_paren = not _closes(text)
            if not _opens_structure(marker):
                continue
        if marker is not None and not _is_front_marker(marker, index, text, inner, titled):
            return index
        if _is_note(text, titled):
            open_paren = _opens(text)
            continue
        if _LABEL.match(text) and len(text) <= 2 * _SHORT:
            continue
        if titled and _is_addressee(text):
            return index + 1
        if not index and not inner and _begins_untitled(text):
            return 0
        if index and _is_prose(line, titled):
            return index
        titled = titled or len(text) >= 4
        short_only = short_only and len(text) <= _SHORT
    if len(lines) <= _REACH and short_only:
        return _title_only(lines)
    return _title_only(lines) if len(lines) > _REACH else min(len(lines), _REACH)


def _opens_structure(marker: Marker | None) -> bool:
    return marker is not None and marker.kind in (*DIVISION_KINDS, MarkerKind.ARTICLE, MarkerKind.TOC)


def _is_front_marker(marker: Marker, index: int, text: str, inner: bool, titled: bool) -> bool:
    if marker.kind is MarkerKind.ANNEX:
        return index == 0 and inner
    if marker.kind in (MarkerKind.CHINESE_PAREN, MarkerKind.ARABIC_PAREN):
        # （2021）… in a title or note.
        return _is_note(text, titled)
    if marker.kind is MarkerKind.DECIMAL:
        return (marker.depth > 1 and is_date_line(text)) or bool(index == 0)
    return marker.kind is MarkerKind.NAMED and index == 0


def _is_note(text: str, titled: bool) -> bool:
    if not _NOTE_START.match(text) or len(text) > 1500:
        return False
    if is_date_line(text):
        return True
    if text[0] in "（(【":
        return titled or _NOTE_WORD.search(text) is not None or len(text) <= _SHORT
    if text[-1] in "。；" and text[0] != "根" and not text[0].isdigit():
        return False
    if text.startswith(("根据", "自")) and text[-1] in "。：:，":
        return _ENDS_AS_NOTE.search(text) is not None
    return titled and _NOTE_WORD.search(text) is not None and _ENDS_AS_NOTE.search(text) is not None


_ENDS_AS_NOTE: Final = re.compile(
    r"(?:通过|批准|公布|发布|颁布|修正|修订|施行|印发|生效|实施|实行|修改|根据|的决定》|修正案》|公告)[。）)]?$"
)


def _opens(text: str) -> bool:
    return text.count("（") + text.count("(") > text.count("）") + text.count(")")


def _closes(text: str) -> bool:
    return text.count("（") + text.count("(") < text.count("）") + text.count(")")


def _is_addressee(text: str) -> bool:
    return _ADDRESSEE.fullmatch(text) is not None and _NOT_ADDRESSEE.search(text) is None


def _begins_untitled(text: str) -> bool:
    """A text without a title begins with its first sentence."""
    if len(text) <= _UNTITLED:
        return False
    return text[-1] in "。；" or (text[-1] in "：:" and _NOT_ADDRESSEE.search(text) is not None)


def _is_prose(line: Line, titled: bool) -> bool:
    text = line.text
    if line.level or line.align is Alignment.CENTER:
        return text[-1] in "。；" and len(text) > _SHORT
    if _NUMBER.search(text) and len(text) <= _SHORT and text[-1] not in "。；":
        return False
    if text[-1] in "。；：:？！":
        return True
    if len(text) > 2 * _SHORT:
        return True
    return titled and len(text) > _SHORT and "，" in text


def _title_only(lines: Sequence[Line]) -> int:
    """Nothing marks the text's beginning: the title is the first line and what is set as its continuation."""
    at = 1
    while at < len(lines) and at < 12:
        line = lines[at]
        if not (
            line.level == 1
            or line.align is Alignment.CENTER
            or _NUMBER.search(line.text)
            or is_date_line(line.text)
        ):
            break
        at += 1
    return at if len(lines) > 1 else 0 if len(lines[0].text) > _SHORT else 1
