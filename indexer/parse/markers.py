"""Markers: what the first characters of a line make of it — 第三章, 第十二条, （一）, 1., 附件2, 目录."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from indexer.model.characters import compact, join_han
from indexer.model.numerals import parse_numeral


class MarkerKind(StrEnum):
    """What a line's first characters announce."""

    PART = "part"  # 编, 第一部分
    SUBPART = "subpart"  # 分编
    CHAPTER = "chapter"  # 章
    SECTION = "section"  # 节
    ARTICLE = "article"  # 条
    CHINESE = "chinese"  # 一、
    CHINESE_PAREN = "chinese_paren"  # （一）
    ARABIC = "arabic"  # 1. 1、 1．
    ARABIC_PAREN = "arabic_paren"  # (1) 1）
    CIRCLED = "circled"  # ①
    DECIMAL = "decimal"  # 1.2.3
    TOC = "toc"  # 目录
    PREAMBLE = "preamble"  # 序言
    NAMED = "named"  # 总则, 附则 as a heading without number
    ANNEX = "annex"  # 附件, 附表, 附录


class Strength(StrEnum):
    """How sure an article label is by its form alone."""

    STRONG = "strong"  # set off by a space, a caption or the line's end
    WEAK = "weak"  # text follows at once: a label only where its number is the next one
    CITING = "citing"  # the words after it cite the article


@dataclass(frozen=True, slots=True)
class Marker:
    """``label`` + ``heading`` + ``rest`` is the line, white space aside.

    ``number`` is None where the line has none (附则); ``insert`` is the N of 之N; ``depth`` counts the numbers of 1.2.3.
    """

    kind: MarkerKind
    number: int | None
    label: str
    heading: str = ""
    rest: str = ""
    insert: int | None = None
    depth: int = 1
    strength: Strength = Strength.STRONG


LIST_KINDS: Final = (
    MarkerKind.CHINESE,
    MarkerKind.CHINESE_PAREN,
    MarkerKind.ARABIC,
    MarkerKind.ARABIC_PAREN,
    MarkerKind.CIRCLED,
)
"""The list styles, outermost first (GB/T 9704-2012 7.3.3: 一、（一）1.（1）)."""

DIVISION_KINDS: Final = (MarkerKind.PART, MarkerKind.SUBPART, MarkerKind.CHAPTER, MarkerKind.SECTION)

_HAN: Final = "一二三四五六七八九十百千零〇○两廿卅"
_NUM: Final = rf"[{_HAN}0-9０-９]"
# Scans and typists put a dash for 一: 第—百条.
_LOOSE: Final = rf"[{_HAN}0-9０-９—－―]"
_DASHES: Final = str.maketrans("—－―", "一一一")
_DIVISION: Final = re.compile(
    rf"第\s{{0,4}}((?:{_LOOSE}\s{{0,4}}){{1,12}})(分编|编|章|节|条|部分)(?:\s{{0,2}}之\s{{0,2}}((?:[{_HAN}]){{1,3}})(?![{_HAN}]))?"
)
_DIVISION_KIND: Final = {
    "编": MarkerKind.PART,
    "部分": MarkerKind.PART,
    "分编": MarkerKind.SUBPART,
    "章": MarkerKind.CHAPTER,
    "节": MarkerKind.SECTION,
}
_CITED: Final = re.compile(
    r"[、，,。．；;）)》”第至的款项～~—-]"
    r"|[和与及或到](?=第)|之(?:规定|间|外|内)|所(?:称|列|规|述|指|涉|定)|中(?:[的第“，、]|所|规定|增加|有关|关于|删)"
    r"|规定|修改|改为|增加|删[去除]|作为|移至|合并|明确|以及|以[外内]|同[时意样]|并[增将]|有关|(?:前|本)[两三]?款|内容"
)
_CITED_AFTER_SPACE: Final = re.compile(
    r"(?:规定(?:的|了|中|，)|修改为|改为第|增加(?:一|二|两|三)?[款项]|删[去除]|中的?[“\"]|所称.{0,20}(?:是指|解释|理解)|第[一二三四五六七八九十]+款[^，。]{0,30}(?:修改为|删去|增加|改为))"
)
_CAPTION: Final = re.compile(r"\s*([【\[〔（(])\s*([^】\]〕）)。；]{1,30}?)\s*([】\]〕）)])")
_CAPTION_NOT: Final = re.compile(rf"[{_HAN}0-9０-９]+|以下|简称|\d|已?删[去除]|废止|略")
_SENTENCE_END: Final = "。；;！？!?，,：:"
_SENTENCE_ENDS: Final = tuple(_SENTENCE_END)
_AFTER_CAPTION_NOT: Final = (*_SENTENCE_END, "、", "的")
_HEADING_LIMIT: Final = 60

_CHINESE: Final = re.compile(r"([一二三四五六七八九十百零〇]{1,4})\s{0,2}[、．.]")
_NEXT_NUMERAL: Final = re.compile(r"\s*([一二三四五六七八九十]{1,3})[、级类等审至届]")
_CHINESE_PAREN: Final = re.compile(r"[（(〔﹙]\s{0,2}([一二三四五六七八九十百零〇]{1,4})\s{0,2}[）)〕﹚]")
_ARABIC: Final = re.compile(r"([0-9０-９]{1,3})\s?[、．.](?![0-9０-９])")
_ARABIC_PAREN: Final = re.compile(r"[（(]\s?([0-9０-９]{1,3})\s?[）)]")
_ARABIC_HALF: Final = re.compile(r"([0-9０-９]{1,2})[）)]")
_DECIMAL: Final = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,2}){1,4})\.?(?![\d.%％])")
_DECIMAL_TOP: Final = re.compile(r"([0-9]{1,2})\s+(?=[\u4e00-\u9fff])")
_ANNEX: Final = re.compile(
    rf"附\s{{0,3}}(?:(件|表|录|图)\s{{0,3}}({_NUM}{{1,4}}(?:[-—－]\d{{1,2}})?|[A-Z])?\s{{0,2}}([:：.、．]?)|([:：]))"
)
_ANNEX_CITED: Final = re.compile(
    r"[所中的规和与及或、，,是为由应可内第以（(]?(?:所列|规定|中|的|和|与|及|或|、|，|是|为|由|应|可)"
)
_NAMED_WORDS: Final = frozenset({"总则", "分则", "罚则", "附则", "法律责任"})
_PREAMBLE_WORDS: Final = frozenset({"序言", "前言", "引言", "序"})
_TOC_WORDS: Final = frozenset({"目录", "目次"})


def classify(text: str) -> Marker | None:
    """The marker a trimmed line begins with, or None; the form alone, without regard to the lines around it."""
    reader = _READERS.get(text[:1])
    return reader(text) if reader else None


@lru_cache(maxsize=4096)
def parse_small(text: str) -> int | None:
    """A numeral's value where it can be a provision's number (0 to 9,999)."""
    value = parse_numeral(compact(text).translate(_DASHES))
    return value if value is not None and value < 10_000 else None


def is_heading_text(text: str) -> bool:
    """Whether words may be a heading: short, and not a sentence."""
    return len(text) <= _HEADING_LIMIT and "。" not in text and not text.endswith(_SENTENCE_ENDS)


def _division(text: str) -> Marker | None:
    match = _DIVISION.match(text)
    if match is None:
        return None
    number = parse_small(match[1])
    if number is None:
        return None
    label, rest = compact(match[0]), text[match.end() :]
    insert = parse_small(match[3]) if match[3] else None
    if match[2] == "条":
        return _article(number, insert, label, rest)
    heading = join_han(rest)
    if _CITED.match(rest) or not is_heading_text(heading):
        return None
    return Marker(_DIVISION_KIND[match[2]], number, label, heading, insert=insert)


def _article(number: int, insert: int | None, label: str, rest: str) -> Marker:
    caption = _CAPTION.match(rest)
    if caption and not _CAPTION_NOT.match(caption[2]) and _is_caption(caption, rest):
        return Marker(
            MarkerKind.ARTICLE,
            number,
            label,
            f"{caption[1]}{join_han(caption[2])}{caption[3]}",
            rest[caption.end() :].strip(),
            insert,
        )
    return Marker(MarkerKind.ARTICLE, number, label, "", rest.strip(), insert, strength=_strength(rest))


def _is_caption(caption: re.Match[str], rest: str) -> bool:
    if caption[1] in "【[〔":
        return True
    # （…） opens a caption only where it is set tight to the label or closes the line; 第三条 （市）…is text.
    after = rest[caption.end() :]
    tight = not rest[:1].isspace()
    return (tight or not after or after[:1].isspace()) and not after.startswith(_AFTER_CAPTION_NOT)


def _strength(rest: str) -> Strength:
    if not rest:
        return Strength.STRONG
    if rest[0].isspace():
        return Strength.CITING if _CITED_AFTER_SPACE.match(rest.lstrip()) else Strength.STRONG
    if rest[0] in ":：":
        return Strength.WEAK
    return Strength.CITING if _CITED.match(rest) else Strength.WEAK


def _listed(kind: MarkerKind, pattern: re.Pattern[str], text: str) -> Marker | None:
    match = pattern.match(text)
    if match is None:
        return None
    number = parse_small(match[1])
    if number is None:
        return None
    return Marker(kind, number, compact(match[0]), rest=text[match.end() :].strip())


def _chinese(text: str) -> Marker | None:
    marker = _listed(MarkerKind.CHINESE, _CHINESE, text)
    if marker is None:
        return None
    # 一、二级保护区 names two grades; it opens no list.
    following = _NEXT_NUMERAL.match(marker.rest)
    if following and parse_small(following[1]) == (marker.number or 0) + 1:
        return None
    return marker


def _paren(text: str) -> Marker | None:
    return _listed(MarkerKind.CHINESE_PAREN, _CHINESE_PAREN, text) or _listed(
        MarkerKind.ARABIC_PAREN, _ARABIC_PAREN, text
    )


def _arabic(text: str) -> Marker | None:
    decimal = _DECIMAL.match(text)
    if decimal:
        parts = decimal[1].split(".")
        return Marker(
            MarkerKind.DECIMAL,
            int(parts[-1]),
            decimal[0],
            rest=text[decimal.end() :].strip(),
            depth=len(parts),
        )
    top = _DECIMAL_TOP.match(text)
    if top and is_heading_text(text):
        return Marker(MarkerKind.DECIMAL, int(top[1]), top[1], rest=text[top.end() :].strip())
    return _listed(MarkerKind.ARABIC, _ARABIC, text) or _listed(MarkerKind.ARABIC_PAREN, _ARABIC_HALF, text)


def _circled(text: str) -> Marker:
    return Marker(MarkerKind.CIRCLED, ord(text[0]) - ord("①") + 1, text[0], rest=text[1:].strip())


def _paren_digit(text: str) -> Marker:
    return Marker(MarkerKind.ARABIC_PAREN, ord(text[0]) - ord("⑴") + 1, text[0], rest=text[1:].strip())


def _digit_stop(text: str) -> Marker:
    return Marker(MarkerKind.ARABIC, ord(text[0]) - ord("⒈") + 1, text[0], rest=text[1:].strip())


def _appendix(text: str) -> Marker | None:
    if compact(text) in _NAMED_WORDS:
        return _named(text)
    match = _ANNEX.match(text)
    if match is None:
        return None
    rest = text[match.end() :].strip()
    if rest and not match[3] and not match[4] and _ANNEX_CITED.match(rest):
        return None
    if not is_heading_text(rest):
        return None
    number = parse_small(match[2].replace("—", "-").replace("－", "-").split("-")[0]) if match[2] else None
    return Marker(MarkerKind.ANNEX, number, compact(match[0]), join_han(rest))


def _named(text: str) -> Marker | None:
    words = compact(text)
    return Marker(MarkerKind.NAMED, None, "", words) if words in _NAMED_WORDS else None


def _preface(text: str) -> Marker | None:
    words = compact(text)
    return Marker(MarkerKind.PREAMBLE, None, "", words) if words in _PREAMBLE_WORDS else None


def _contents(text: str) -> Marker | None:
    words = compact(text)
    return Marker(MarkerKind.TOC, None, "", words) if words.rstrip(":：") in _TOC_WORDS else None


_READERS: Final[dict[str, Callable[[str], Marker | None]]] = {
    "第": _division,
    **dict.fromkeys("一二三四五六七八九十百", _chinese),
    **dict.fromkeys("（(〔﹙", _paren),
    **dict.fromkeys("0123456789０１２３４５６７８９", _arabic),
    **{chr(c): _circled for c in range(ord("①"), ord("⑳") + 1)},
    **{chr(c): _paren_digit for c in range(ord("⑴"), ord("⒇") + 1)},
    **{chr(c): _digit_stop for c in range(ord("⒈"), ord("⒛") + 1)},
    "附": _appendix,
    **dict.fromkeys("总分罚法", _named),
    **dict.fromkeys("序前引", _preface),
    "目": _contents,
}
