"""The part of a text that a citation means: 第N条之一第N款第（N）项, lists (第七条、第八条), ranges (第九条至第十一条)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from indexer.model.identifiers import WHOLE, ProvisionPath
from indexer.model.numerals import parse_numeral

_N: Final = r"[0-9０-９零〇○一二三四五六七八九十百千两]{1,9}"
_P: Final = rf"[（(]?\s?{_N}\s?[）)]?"
_TO: Final = r"(?:至|到|—{1,2}|－|-|–|~|～)"
UNIT: Final = re.compile(
    rf"第\s?(?P<numbers>{_P}(?:\s?(?:、|和|及|或者|或|{_TO})\s?{_P})*)\s?(?P<level>[条款项目章节编])"
    rf"(?:之(?P<insert>[一二三四五六七八九十]{{1,2}})(?![年月日个种类项条款]))?"
)
"""One step of an address; 第（一）、（三）项 and 第十至十二条 name several in one step."""
_ANNEX: Final = re.compile(rf"附[件表录图]\s?({_N})?")
_JOIN: Final = re.compile(r"\s?(?:、|和|及|以及|与|或者|或|并)\s?(?=第)")
_RANGE: Final = re.compile(rf"\s?{_TO}\s?(?=第)")
_SPLIT: Final = re.compile(rf"\s?(、|和|及|或者|或|{_TO})\s?")
_SEGMENTS: Final = {
    "编": "part",
    "章": "ch",
    "节": "sec",
    "条": "art",
    "款": "par",
    "项": "item",
    "目": "sub",
}
_ORDER: Final = "编章节条款项目"
_MOST: Final = 60
"""A range of more members than this is a misread."""


@dataclass(frozen=True, slots=True)
class Place:
    """A provision that is named at [start, end) of the text."""

    start: int
    end: int
    path: ProvisionPath


def read_places(text: str, at: int, base: ProvisionPath = WHOLE) -> tuple[Place, ...]:
    """The provisions named from ``at`` on, in order; ``base`` is what a bare 款 or 项 stands in. None: no address."""
    annex = _ANNEX.match(text, at)
    if annex is not None:
        number = parse_numeral(annex.group(1) or "") or 1
        return (Place(at, annex.end(), ProvisionPath(f"annex-{number}")),)
    found: list[Place] = []
    levels: dict[str, str] = _levels(base)
    ranged_from: list[Place] = []
    while (match := UNIT.match(text, at)) is not None:
        start = match.start()
        heads, match = _address(text, match, levels)
        here = [Place(start, match.end(), path) for path in heads]
        if ranged_from and len(here) == 1:
            found.pop()
            found += _between(ranged_from[-1], here[0])
        else:
            found += here
        ranged_from = []
        joined = _JOIN.match(text, match.end())
        if joined is None and len(here) == 1 and (joined := _RANGE.match(text, match.end())) is not None:
            ranged_from = here
        if joined is None or not UNIT.match(text, joined.end()):
            break
        at = joined.end()
    return tuple(found)


def _levels(base: ProvisionPath) -> dict[str, str]:
    names = {segment: level for level, segment in _SEGMENTS.items()}
    return {names[s.split("-")[0]]: s for s in base.segments if s.split("-")[0] in names}


def _address(
    text: str, match: re.Match[str], levels: dict[str, str]
) -> tuple[list[ProvisionPath], re.Match[str]]:
    """The paths of a run of steps without a break (第五条第一款第二项), and the last step's match."""
    while True:
        level = match.group("level")
        for deeper in _ORDER[_ORDER.index(level) :]:
            levels.pop(deeper, None)
        segments = list(_segments(match))
        if segments:
            levels[level] = segments[-1]
        following = UNIT.match(text, match.end())
        if following is None or len(segments) != 1 or not _below(level, following.group("level")):
            break
        match = following
    return [_path({**levels, level: segment}) for segment in segments], match


def _below(level: str, following: str) -> bool:
    return _ORDER.index(following) > _ORDER.index(level)


def _segments(match: re.Match[str]) -> Iterator[str]:
    kind = _SEGMENTS[match.group("level")]
    pieces = _SPLIT.split(match.group("numbers"))
    numbers = [parse_numeral(piece.strip("（()） ")) for piece in pieces[::2]]
    insert = parse_numeral(match.group("insert") or "")
    last = None
    for n, number in enumerate(numbers):
        if number is None:
            continue
        joint = pieces[2 * n - 1] if n else "、"
        if last is not None and joint not in ("、", "和", "及", "或者", "或") and 0 < number - last <= _MOST:
            yield from (f"{kind}-{between}" for between in range(last + 1, number))
        tail = f"-{insert}" if insert and n == len(numbers) - 1 else ""
        yield f"{kind}-{number}{tail}"
        last = number


def _path(levels: dict[str, str]) -> ProvisionPath:
    """An article's address leaves out the chapters it stands in."""
    kept = _ORDER[_ORDER.index("条") :] if "条" in levels else _ORDER
    return ProvisionPath(".".join(levels[level] for level in kept if level in levels))


def _between(first: Place, last: Place) -> list[Place]:
    """Every member of a range, each at the range's place; just its ends where they do not count on."""
    head, _, low = first.path.value.rpartition("-")
    tail, _, high = last.path.value.rpartition("-")
    paths = [first.path, last.path]
    if head == tail and 0 < int(high) - int(low) <= _MOST:
        paths = [ProvisionPath(f"{head}-{number}") for number in range(int(low), int(high) + 1)]
    return [Place(first.start, last.end, path) for path in paths]
