"""Chinese numerals and dates as regulations write them: 第一千二百六十条, 二○二一年, １２, 廿."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from indexer.model.characters import fold_width

_DIGITS: Final = {
    **dict.fromkeys("零〇○Ｏ０oO◯", 0),
    **dict.fromkeys("一壹弌元", 1),
    **dict.fromkeys("二贰弍两貳", 2),
    **dict.fromkeys("三叁弎參参", 3),
    **dict.fromkeys("四肆", 4),
    **dict.fromkeys("五伍", 5),
    **dict.fromkeys("六陆陸", 6),
    **dict.fromkeys("七柒", 7),
    **dict.fromkeys("八捌", 8),
    **dict.fromkeys("九玖", 9),
}
_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS: Final = {"廿": 20, "卄": 20, "卅": 30, "卌": 40}
_MYRIADS: Final = {"万": 10_000, "萬": 10_000, "亿": 100_000_000}

NUMERAL: Final = r"[0-9０-９零〇○一二三四五六七八九十百千廿卅两]+"
"""A regular expression for a numeral in either style (no capturing group)."""

_HAN_DIGITS: Final = "零一二三四五六七八九"


def parse_numeral(text: str) -> int | None:
    """The value of a numeral in Arabic, full-width, positional Chinese (二○二一) or unit Chinese (一千二百六十) form.

    None when the text is not a numeral throughout.
    """
    text = fold_width(text.strip())
    if not text or len(text) > 24:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    if all(c in _DIGITS or c.isdigit() for c in text):
        return int("".join(str(_DIGITS[c]) if c in _DIGITS else c for c in text))
    return _parse_units(text)


def _parse_units(text: str) -> int | None:
    total = section = 0
    digit: int | None = None
    for char in text:
        if char in _MYRIADS:
            total = (total + section + (digit or 0)) * _MYRIADS[char]
            section, digit = 0, None
        elif char in _UNITS:
            # 十二 has no digit before its unit: one ten.
            section += (1 if digit is None else digit) * _UNITS[char]
            digit = None
        elif char in _TENS:
            section += _TENS[char]
        elif char in _DIGITS:
            digit = _DIGITS[char]
        elif char.isascii() and char.isdigit():
            digit = (digit or 0) * 10 + int(char)
        else:
            return None
    return total + section + (digit or 0)


def format_numeral(value: int) -> str:
    """1260 → 一千二百六十. ``value`` is 0 to 99,999."""
    if not 0 <= value < 100_000:
        raise ValueError(f"a numeral between 0 and 99999 is wanted, not {value}")
    if value == 0:
        return "零"
    parts: list[str] = []
    pending_zero = False
    for unit, name in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit == 0:
            pending_zero = bool(parts)
            continue
        if pending_zero:
            parts.append("零")
            pending_zero = False
        if not (unit == 10 and digit == 1 and not parts):
            parts.append(_HAN_DIGITS[digit])
        parts.append(name)
    return "".join(parts)


def article_label(number: int, insert: int | None = None) -> str:
    """(12, None) → 第十二条; (12, 1) → 第十二条之一."""
    tail = "" if insert is None else f"之{format_numeral(insert)}"
    return f"第{format_numeral(number)}条{tail}"


_N: Final = r"[0-9０-９零〇○ＯOo◯一二三四五六七八九十廿卅元lI]"
DATE: Final = rf"{_N}{{2,5}}\s*年\s*{_N}{{1,3}}\s*月\s*{_N}{{1,4}}\s*日"
"""A regular expression for a full date in Chinese form (no capturing group)."""

_DATE: Final = re.compile(rf"({_N}{{2,5}})\s*年\s*({_N}{{1,3}})\s*月\s*({_N}{{1,4}})\s*日?")
_ISO: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.．]\s*(\d{1,2})\s*[-/.．]\s*(\d{1,2})(?!\d)")


def parse_date(text: str) -> date | None:
    """The first full date in the text, in any form regulations use; None when there is none or it cannot exist.

    Forms: 2021年3月4日, ２０１３年１月１日, 二○○四年十月一日, 一九五七年六月一日, 8月l日 (a letter for a digit),
    2021-03-04, 2021/3/4, 2021.3.4.
    """
    folded = fold_width(text)
    for match in _DATE.finditer(folded):
        found = _make_date(*(_date_part(part) for part in match.groups()))
        if found is not None:
            return found
    iso = _ISO.search(folded)
    return _make_date(*(int(part) for part in iso.groups())) if iso else None


def _date_part(text: str) -> int | None:
    if all(c in "0123456789lIOo" for c in text):
        # Scans and typists put the letters l, I and O for digits: 8月l日.
        text = text.translate(str.maketrans("lIOo", "1100"))
    return parse_numeral(text)


def _make_date(year: int | None, month: int | None, day: int | None) -> date | None:
    if year is None or month is None or day is None or not 1900 <= year <= 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
