"""Provisions as instructions name them: 第九条第一款第（四）项、第十条, 第十二条至第十六条, 第二款."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from indexer.model.amendment import Place
from indexer.model.numerals import NUMERAL, parse_numeral

_N: Final = rf"第\s*[（(]?\s*({NUMERAL})\s*[)）]?\s*"
_ATOM: Final = re.compile(
    rf"(?:{_N}(?P<div>分编|编|章|节))?(?:{_N}条(?:之({NUMERAL}))?)?(?:{_N}款)?(?:{_N}项)?(?:{_N}目)?"
)
_ANNEX: Final = re.compile(rf"附[件表录](?!中的?附)\s*({NUMERAL})?")
_PREAMBLE: Final = re.compile(r"引言|序言|前言(?!部分)")
_DIVISION: Final = {"编": "part", "分编": "subpart", "章": "ch", "节": "sec"}
_JOINT: Final = re.compile(r"\s*(?:、|和|及|以及|与)\s*(?=第|附|引言|序言)")
_RANGE: Final = re.compile(r"\s*(?:至|到|—|－|-|~|～)\s*(?=第)")
_SHORT: Final = re.compile(rf"第\s*({NUMERAL}(?:\s*[、和]\s*{NUMERAL})+)\s*(条|款|项|目)")
_WIDEST: Final = 400


@dataclass(frozen=True, slots=True)
class Named:
    """Places that stand in a row, and where the row ends."""

    places: tuple[Place, ...]
    end: int


def read_places(text: str, at: int, within: Place) -> Named | None:
    """The places named from ``at`` on; a level left out is that of the place before (``within`` at first)."""
    found: list[Place] = []
    context = within
    while True:
        short = _SHORT.match(text, at)
        if short:
            # 第二、三、六项: the ordinal mark and the level are said once.
            each = re.findall(NUMERAL, short.group(1))
            found += [a[0] for n in each if (a := _atom(f"第{n}{short.group(2)}", 0, context))]
            context, at = found[-1], short.end()
            joint = _JOINT.match(text, at)
            if joint is None:
                break
            at = joint.end()
            continue
        atom = _atom(text, at, context)
        if atom is None:
            break
        place, at = atom
        found.append(place)
        context = place
        through = _RANGE.match(text, at)
        last = _atom(text, through.end(), context) if through else None
        if last is not None:
            found += _between(place, last[0])
            context, at = last
        joint = _JOINT.match(text, at)
        if joint is None or _atom(text, joint.end(), context) is None:
            break
        at = joint.end()
    return Named(tuple(found), at) if found else None


def _atom(text: str, at: int, context: Place) -> tuple[Place, int] | None:
    annex = _ANNEX.match(text, at)
    if annex:
        return Place(division="annex", ordinal=_number(annex.group(1))), annex.end()
    preamble = _PREAMBLE.match(text, at)
    if preamble:
        return Place(division="preamble"), preamble.end()
    match = _ATOM.match(text, at)
    if match is None or match.end() == at:
        return None
    div, _, art, insert, par, item, sub = (match.group(n) for n in range(1, 8))
    kind = _DIVISION.get(match.group("div") or "", "")
    article, paragraph, number, subitem = (_number(part) for part in (art, par, item, sub))
    if article is not None:
        place = Place(article, _number(insert), paragraph, number, subitem)
    elif kind:
        place = Place(division=kind, ordinal=_number(div))
    elif paragraph is not None:
        place = replace(context, paragraph=paragraph, item=number, subitem=subitem)
    elif number is not None:
        place = replace(context, item=number, subitem=subitem)
    else:
        place = replace(context, subitem=subitem)
    return place, match.end()


def _number(text: str | None) -> int | None:
    return parse_numeral(text) if text else None


def _between(first: Place, last: Place) -> list[Place]:
    """The places after ``first`` up to ``last``, which is of the same level."""
    level = last.level
    start, end = _at(first), _at(last)
    if first.level != level or level not in ("art", "par", "item", "sub"):
        return [last]
    if first.insert is not None or last.insert is not None or not start < end <= start + _WIDEST:
        return [last]
    steps = range(start + 1, end + 1)
    if level == "art":
        return [replace(last, article=n) for n in steps]
    if level == "par":
        return [replace(last, paragraph=n) for n in steps]
    return [replace(last, item=n) if level == "item" else replace(last, subitem=n) for n in steps]


def _at(place: Place) -> int:
    """The number of the innermost level named."""
    numbers = (place.subitem, place.item, place.paragraph, place.article)
    return next((number for number in numbers if number is not None), 0)
