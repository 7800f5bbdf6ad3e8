"""Numbers that a Word file writes only as list numbering: 第X条, 一、, （一）, 1."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from indexer.model.numerals import format_numeral

_PLACE: Final = re.compile(r"%([1-9])")
_MOST_LEVELS: Final = 9
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_HEAVENLY: Final = "甲乙丙丁戊己庚辛壬癸"
_EARTHLY: Final = "子丑寅卯辰巳午未申酉戌亥"
_FULL_WIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN: Final = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
_CHINESE: Final = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "chineseLegalSimplified",
        "ideographDigital",
        "japaneseCounting",
        "japaneseDigitalTenThousand",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "taiwaneseDigital",
    }
)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how its number is written, the text around it."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart_after: int | None = None
    legal: bool = False
    suffix: str = "tab"
    style: str = ""


@dataclass(slots=True)
class Lists:
    """The lists of a document and how far each has counted."""

    levels: dict[str, tuple[str, dict[int, Level]]] = field(default_factory=dict)
    """num id → (the list it counts in, its levels)."""
    counters: dict[str, list[int | None]] = field(default_factory=dict)
    overrides: dict[tuple[str, int], int] = field(default_factory=dict)
    by_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    started: set[tuple[str, int]] = field(default_factory=set)

    def number(self, num_id: str, depth: int) -> str:
        """The next number of a paragraph in this list at this level, with what separates it from the text."""
        found = self.levels.get(num_id)
        if found is None or not 0 <= depth < _MOST_LEVELS:
            return ""
        name, levels = found
        level = levels.get(depth, Level())
        counter = self.counters.setdefault(name, [None] * _MOST_LEVELS)
        key = (num_id, depth)
        if key in self.overrides and key not in self.started:
            counter[depth] = self.overrides[key]
        elif counter[depth] is None:
            counter[depth] = level.start
        else:
            counter[depth] = (counter[depth] or 0) + 1
        self.started.add(key)
        for deeper in range(depth + 1, _MOST_LEVELS):
            after = levels.get(deeper, Level()).restart_after
            if after is None or (after and depth < after):
                counter[deeper] = None
        if level.form in ("bullet", "none"):
            return ""
        text = _PLACE.sub(
            lambda match: self._part(counter, levels, int(match.group(1)) - 1, level), level.text
        )
        if not text:
            return ""
        return text + {"tab": "　", "space": " ", "nothing": ""}.get(level.suffix, "　")

    def _part(self, counter: list[int | None], levels: dict[int, Level], depth: int, asked: Level) -> str:
        level = levels.get(depth, Level())
        value = counter[depth]
        if value is None:
            value = counter[depth] = level.start
        return format_number(value, "decimal" if asked.legal else level.form)


def format_number(value: int, form: str) -> str:
    """A number in one of Word's forms; forms unknown are written as digits."""
    if value < 0 or value > 99_999:
        return str(value)
    if form in _CHINESE:
        return format_numeral(value) if value else "〇"
    if form == "chineseLegalTraditional" or form == "ideographLegalTraditional":
        return format_numeral(value).translate(
            str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
        )
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= value <= len(_CIRCLED):
        return _CIRCLED[value - 1]
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return str(value).translate(_FULL_WIDTH)
    if form == "decimalZero":
        return f"{value:02d}"
    if form in ("upperLetter", "lowerLetter") and value:
        letters = chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letters if form == "upperLetter" else letters.lower()
    if form in ("upperRoman", "lowerRoman") and 0 < value < 4000:
        return _roman(value) if form == "upperRoman" else _roman(value).lower()
    if form == "ideographTraditional" and 1 <= value <= 10:
        return _HEAVENLY[value - 1]
    if form == "ideographZodiac" and 1 <= value <= 12:
        return _EARTHLY[value - 1]
    return str(value)


def _roman(value: int) -> str:
    text = ""
    for amount, letters in _ROMAN:
        while value >= amount:
            text += letters
            value -= amount
    return text


def read_numbering(root: Any, w: str) -> Lists:
    """The lists of numbering.xml; ``w`` is the namespace in braces."""
    lists = Lists()
    if root is None:
        return lists
    abstract = {
        element.get(f"{w}abstractNumId", ""): _levels(element, w)
        for element in root.iterchildren(f"{w}abstractNum")
    }
    for num in root.iterchildren(f"{w}num"):
        num_id = num.get(f"{w}numId", "")
        link = num.find(f"{w}abstractNumId")
        name = link.get(f"{w}val", "") if link is not None else ""
        levels = dict(abstract.get(name, {}))
        for override in num.iterchildren(f"{w}lvlOverride"):
            depth = _whole(override.get(f"{w}ilvl"), 0)
            start = override.find(f"{w}startOverride")
            if start is not None:
                lists.overrides[num_id, depth] = _whole(start.get(f"{w}val"), 1)
            own = override.find(f"{w}lvl")
            if own is not None:
                levels[depth] = _level(own, w)
        lists.levels[num_id] = (name, levels)
        for depth, level in levels.items():
            if level.style:
                lists.by_style.setdefault(level.style, (num_id, depth))
    return lists


def _levels(element: Any, w: str) -> dict[int, Level]:
    return {_whole(level.get(f"{w}ilvl"), 0): _level(level, w) for level in element.iterchildren(f"{w}lvl")}


def _level(element: Any, w: str) -> Level:
    def value(name: str, default: str) -> str:
        child = element.find(f"{w}{name}")
        return child.get(f"{w}val", default) if child is not None else default

    restart = element.find(f"{w}lvlRestart")
    legal = element.find(f"{w}isLgl")
    return Level(
        start=_whole(value("start", "1"), 1),
        form=value("numFmt", "decimal"),
        text=value("lvlText", ""),
        restart_after=_whole(restart.get(f"{w}val"), 0) if restart is not None else None,
        legal=legal is not None and legal.get(f"{w}val", "1") not in ("0", "false"),
        suffix=value("suff", "tab"),
        style=value("pStyle", ""),
    )


def _whole(text: str | None, default: int) -> int:
    try:
        return int(text) if text is not None and len(text) < 10 else default
    except ValueError:
        return default
