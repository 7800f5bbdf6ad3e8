"""Characters as they arrive and as they are compared: width, debris, brackets, title keys."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

INVISIBLE: Final = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff\ufffe"
)
"""Zero-width and bidirectional marks: they carry no text and break comparison."""

_INVISIBLE_TABLE: Final = {ord(c): None for c in INVISIBLE}
_CONTROL_TABLE: Final = {
    **{code: None for code in range(0x20) if chr(code) not in "\t\n\r\f\v"},
    0x7F: None,
    **{code: None for code in range(0x80, 0xA0) if code != 0x85},
}
COMPATIBILITY: Final = "\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f"
_COMPATIBILITY: Final = re.compile(f"[{COMPATIBILITY}]")
_DEBRIS_TABLE: Final = _INVISIBLE_TABLE | _CONTROL_TABLE
_DEBRIS_SET: Final = "".join(re.escape(chr(code)) for code in _DEBRIS_TABLE)
_DEBRIS: Final = re.compile(f"[{_DEBRIS_SET}]")
_LINE_BREAKS: Final = re.compile(r"\r\n|[\r\f\v\u0085\u2028\u2029]")
UNCLEAN: Final = rf"\r\f\v\u0085\u2028\u2029{_DEBRIS_SET}"
"""What ``clean`` changes, as the inside of a set of a regular expression; so are ``COMPATIBILITY`` and ``WIDE``."""

_SPACES: Final = re.compile(r"\s+")

# Full-width ASCII (U+FF01–FF5E) to ASCII: only digits and letters; punctuation keeps its Chinese form.
_WIDTH_TABLE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
WIDE: Final = r"\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
_WIDE: Final = re.compile(f"[{WIDE}]")
_DOTS: Final = {ord(c): "·" for c in "ㆍ‧•・∙⋅᛫"}
_ANGLES: Final = {ord("<"): "〈", ord(">"): "〉", ord("＜"): "〈", ord("＞"): "〉"}
_PARENS: Final = {ord("("): "（", ord(")"): "）"}


def fold_width(text: str) -> str:
    """Full-width digits and letters become ASCII (２０１３ → 2013); length is kept."""
    return text.translate(_WIDTH_TABLE) if _WIDE.search(text) else text


def normalize_han(text: str) -> str:
    """Kangxi radicals and CJK compatibility ideographs become the ordinary ideographs (PDF fonts emit them)."""
    return _COMPATIBILITY.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def clean(text: str) -> str:
    """Text without control, zero-width and bidirectional characters, with ``\\n`` as the only line break.

    Nothing a reader can see is lost.
    """
    text = _LINE_BREAKS.sub("\n", text)
    # Nearly every text is free of them, and a search is far cheaper than a translation.
    return text.translate(_DEBRIS_TABLE) if _DEBRIS.search(text) else text


def compact(text: str) -> str:
    """Text without any white space (U+3000 included): the form in which quotes and texts are compared."""
    return _SPACES.sub("", text)


def squeeze(text: str) -> str:
    """Runs of white space become one space, ends are trimmed."""
    return _SPACES.sub(" ", text).strip()


_HAN_GAP: Final = re.compile(
    r"(?<=[\u3400-\u9fff\u3000-\u303f\uff00-\uffef])[ \t\u3000\xa0]+(?=[\u3400-\u9fff\u3000-\u303f\uff00-\uffef])"
)


def join_han(text: str) -> str:
    """Spaces between two Han characters or full-width marks are typesetting, not text: 附　　则 → 附则."""
    return _HAN_GAP.sub("", text).strip()


_TITLE_DROP: Final = re.compile(r"[\s《》“”\"'‘’、，,。.:：;；—－–_·-]")
STATE_PREFIX: Final = "中华人民共和国"


@lru_cache(maxsize=65_536)
def title_key(title: str) -> str:
    """The form in which two titles are the same title.

    Width, spaces, punctuation, quotation marks, bracket style and a leading 中华人民共和国 do not count;
    暂行, 试行, ordinals and every other word do (they name different instruments).
    Source: 《规章制定程序条例》第七条 and common citation practice (简称 drops the state's name).

    >>> title_key("《中华人民共和国专利法 实施细则》") == title_key("专利法实施细则")
    True
    """
    text = fold_width(clean(title)).translate(_DOTS).translate(_ANGLES).translate(_PARENS)
    text = _TITLE_DROP.sub("", text)
    # 关于修改〈中华人民共和国X〉的决定 and 实施《中华人民共和国X》办法: the state's name drops inside too.
    shortened = text.replace(STATE_PREFIX, "").replace("〈", "").replace("〉", "")
    return shortened.lower() or text.lower()
