"""Segments: one source cut into the instruments it holds — a notice and what it issues, a decision and the amended text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from indexer.model.characters import title_key
from indexer.model.source import BlockKind, SourceText
from indexer.parse.lines import Line
from indexer.parse.markers import Marker, MarkerKind, Strength, classify
from indexer.parse.segment_flat import unfold
from indexer.parse.segment_front import split_front
from indexer.parse.standard import is_standard
from indexer.parse.structure_closing import find_closing, is_date_line


@dataclass(frozen=True, slots=True)
class Segment:
    """One instrument's lines. ``front`` + ``body`` + ``duplicate`` are ``lines`` (a duplicate may stand between them).

    ``cover`` is the place, among the segments, of the notice that carries this instrument; None for the outermost.
    The front of a carried instrument may begin with its 附件 line.
    """

    lines: tuple[Line, ...]
    cover: int | None
    front: tuple[Line, ...]
    body: tuple[Line, ...]
    duplicate: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a carried instrument begins; ``annex`` is the cover's number for it (附件2), 0 where it has none."""

    line: int
    annex: int


_COVERING: Final = re.compile(
    r"印发|转发|发布|公布|颁布|下发|颁发|批转|修改|修正|实施|施行|通过|制定|修订|批准"
)
_COVER_TITLE: Final = re.compile(
    r"印发|转发|发布|公布|颁布|下发|颁发|批转|(?:命\s*令|令)$|(?:通知|公告|批复|通告)$"
)
_PACKAGE: Final = re.compile(r"(?:修改|废止|清理|修正|停止|取消|失效).*(?:决定|目录|通知|公告|结果)")
_CARRIES: Final = re.compile(
    r"(?:印发|转发|发布|公布|颁布|下发|颁发|批转)(?:《|〈)?(.{4,80}?)(?:》|〉)?的(?:通知|公告|通告|决定|令|函)"
)
_NAMED: Final = re.compile(r"《((?:[^《》]|《[^《》]*》){3,120})》")
_ISSUED: Final = re.compile(
    r"[^。；！？》]{0,40}(?:印发|转发|发布|公布|颁布|下发|颁发|批转|通过|重新公布|附后)"
)
_NOUN: Final = re.compile(
    r"(?:条例|办法|规定|细则|方案|意见|规则|目录|规划|计划|预案|标准|规范|规程|指南|纲要|措施|制度|章程|准则|守则|要点|清单|决定|通知|解释|规约|公约|基准|程序|行动|指引|政策|机制)"
    r"(?:\s*[（(〔\[].{1,20}[）)〕\]])?$"
)
_NOT_TITLE: Final = re.compile(r"[，。；]|修改为|^（此件|^(?:答|问)[：:]")
_ISSUER_LIMIT: Final = 30
_TITLE_LINES: Final = 4
_TITLE_LIMIT: Final = 90
_LEAD: Final = 14
"""Lines within which the text of an instrument must begin after its title."""
_MIN_KEY: Final = 6
_NAMES: Final = 64
"""Titles looked for at most; a text that names more is a list, not a cover."""
_SHORT_KEY: Final = 8
_COPY_LINES: Final = 4
_COPY_CHARS: Final = 16


def segment(lines: tuple[Line, ...], source: SourceText | None = None) -> tuple[Segment, ...]:
    """The instruments of a source, covers first; always at least one segment for at least one line.

    Every line of the source is in exactly one segment. ``source`` gives the title its metadata claims, if any.
    """
    lines = unfold(lines)
    if not lines:
        return ()
    lines, duplicate = _without_copy(lines)
    markers = [classify(line.text) if line.kind is not BlockKind.TABLE else None for line in lines]
    claimed = source.meta_value("title") if source is not None else ""
    starts = [] if is_standard(lines) else _starts(lines, markers, claimed)
    parts = _parts(lines, markers, starts)
    segments: list[Segment] = []
    for index, part in enumerate(parts):
        at = split_front(part, inner=index > 0)
        copy = duplicate if index == 0 else ()
        segments.append(Segment((*part, *copy), None if index == 0 else 0, part[:at], part[at:], copy))
    return tuple(segments)


# -- a text printed twice


def _without_copy(lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines without a second printing of the body, and the second printing."""
    seen: dict[str, int] = {}
    index = 0
    while index < len(lines):
        text = lines[index].text
        first = seen.setdefault(text, index) if len(text) >= _COPY_CHARS else index
        length = _common_run(lines, first, index) if first < index else 0
        if length >= _COPY_LINES and length * 10 >= (index - first) * 6:
            start = _copy_start(lines, first, index)
            end = index + length
            return lines[:start] + lines[end:], lines[start:end]
        index += max(1, length)
    return lines, ()


def _common_run(lines: Sequence[Line], first: int, second: int) -> int:
    length = 0
    while second + length < len(lines) and first + length < second:
        if lines[first + length].text != lines[second + length].text:
            break
        length += 1
    return length


def _copy_start(lines: Sequence[Line], first: int, second: int) -> int:
    back = 0
    while (
        back < first
        and second - back - 1 > first
        and lines[first - back - 1].text == lines[second - back - 1].text
    ):
        back += 1
    return second - back


# -- where carried instruments begin


def _starts(lines: Sequence[Line], markers: Sequence[Marker | None], claimed: str) -> list[_Start]:
    own = split_front(tuple(lines), inner=False)
    title = "".join(line.text for line in lines[:own]) + claimed
    repeated = _titles_repeated(lines, markers, own, title)
    if not repeated:
        return _annexed(lines, markers, own, title)
    last = repeated[-1]
    if not last.annex:
        return repeated
    # 附件1 carries the instrument the cover names; 附件2 and on may carry others.
    return repeated + [
        s for s in _annexed(lines, markers, own, title, after=last.line) if s.annex > last.annex
    ]


def _titles_repeated(
    lines: Sequence[Line], markers: Sequence[Marker | None], own: int, title: str
) -> list[_Start]:
    strong, weak = _named_keys(lines, own, title)
    starts: list[_Start] = []
    if not strong and not weak:
        return starts
    begun = False
    articles = 0
    for index in range(1, len(lines)):
        line = lines[index]
        marker = markers[index]
        articles += (
            marker is not None and marker.kind is MarkerKind.ARTICLE and marker.strength is Strength.STRONG
        )
        if articles > 2 and not starts:
            # The outer text has articles of its own: what it names later it only cites.
            return starts
        begun = begun or index >= own or line.text[-1] in "。："
        if not begun or not _may_be_title(line, marker):
            continue
        named = _matched_title(lines, markers, index, strong, weak)
        if named is None:
            continue
        starts.append(_start_at(markers, index))
        strong, weak = tuple(name for name in strong if name != named), ()
        if not strong:
            break
    return starts


def _named_keys(lines: Sequence[Line], own: int, title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Titles the cover says it carries, and titles it merely names."""
    strong: set[str] = set()
    weak: set[str] = set()
    for match in _CARRIES.finditer(title):
        strong.add(title_key(match[1]))
    for name in _NAMED.finditer(title):
        strong.add(title_key(name[1]))
    for line in lines[own : own + 40]:
        if line.kind is BlockKind.TABLE or "《" not in line.text:
            continue
        for name in _NAMED.finditer(line.text):
            tail = line.text[name.end() : name.end() + 120]
            lead = line.text[max(0, name.start() - 60) : name.start()]
            issued = _ISSUED.match(tail) or _COVERING.search(lead) or "已经" in tail[:4]
            (strong if issued else weak).add(title_key(name[1]))
    return _usable(strong), _usable(weak - strong)


def _usable(keys: set[str]) -> tuple[str, ...]:
    return tuple(sorted(key for key in keys if len(key) >= _MIN_KEY)[:_NAMES])


def _may_be_title(line: Line, marker: Marker | None) -> bool:
    if marker is not None and marker.kind is not MarkerKind.CHINESE_PAREN:
        return False
    if line.kind is BlockKind.TABLE or len(line.text) > _TITLE_LIMIT:
        return False
    if line.text[-1] in "。；：，、;:,”" or is_date_line(line.text):
        return False
    return _NOT_TITLE.search(line.text) is None


def _matched_title(
    lines: Sequence[Line],
    markers: Sequence[Marker | None],
    index: int,
    strong: tuple[str, ...],
    weak: tuple[str, ...],
) -> str | None:
    """The named title that the lines from ``index`` on repeat, when an instrument's text follows them."""
    joined = ""
    for count in range(_TITLE_LINES):
        at = index + count
        if at >= len(lines) or not _may_be_title(lines[at], markers[at]):
            return None
        joined += lines[at].text
        key = title_key(joined)
        if len(key) < _MIN_KEY:
            continue
        named = _named_as(key, strong)
        if named and _instrument_follows(lines, markers, at + 1, loose=True):
            return named
        named = _named_as(key, weak)
        if named and _instrument_follows(lines, markers, at + 1, loose=False):
            return named
    return None


def _named_as(key: str, names: tuple[str, ...]) -> str | None:
    if key in names:
        return key
    for name in names:
        # The title in the text may carry its issuer, or leave out the one the cover gives.
        if key.endswith(name) and len(key) - len(name) <= _ISSUER_LIMIT:
            return name
        if len(key) >= _SHORT_KEY and name.endswith(key) and len(name) - len(key) <= _ISSUER_LIMIT:
            return name
    return None


def _instrument_follows(
    lines: Sequence[Line], markers: Sequence[Marker | None], at: int, *, loose: bool
) -> bool:
    """Whether the text of an instrument begins within a few lines; ``loose`` lets headings and prose count."""
    for index in range(at, min(len(lines), at + _LEAD)):
        marker, line = markers[index], lines[index]
        if marker is not None:
            if marker.kind is MarkerKind.ANNEX:
                return False
            if marker.kind in (MarkerKind.TOC, MarkerKind.CHAPTER, MarkerKind.PART, MarkerKind.PREAMBLE):
                return True
            if marker.kind is MarkerKind.ARTICLE:
                return marker.number == 1
            if loose and marker.kind in (MarkerKind.CHINESE, MarkerKind.DECIMAL, MarkerKind.CHINESE_PAREN):
                return index - at < _LEAD and _is_long_enough(lines, at)
            continue
        if is_date_line(line.text) and index + 1 < len(lines) and line.text[0] not in "（(":
            # A list of annexes stands before the signature; the text itself comes after it.
            return _instrument_follows_directly(markers, index + 1)
        if loose and len(line.text) >= 40 and line.text[-1] in "。：":
            return True
    return False


def _instrument_follows_directly(markers: Sequence[Marker | None], at: int) -> bool:
    following = markers[at] if at < len(markers) else None
    return following is not None and following.kind in (
        MarkerKind.CHAPTER,
        MarkerKind.TOC,
        MarkerKind.ARTICLE,
    )


def _is_long_enough(lines: Sequence[Line], at: int) -> bool:
    return sum(len(line.text) for line in lines[at : at + 40]) >= 60


def _start_at(markers: Sequence[Marker | None], index: int) -> _Start:
    """The start moves up to the 附件 line that stands right above the title."""
    above = markers[index - 1]
    if above is not None and above.kind is MarkerKind.ANNEX and not above.heading:
        return _Start(index - 1, above.number or 0)
    return _Start(index, 0)


def _annexed(
    lines: Sequence[Line], markers: Sequence[Marker | None], own: int, title: str, after: int = -1
) -> list[_Start]:
    """The annexes of a cover that are instruments themselves: a title that names its kind, and a text in articles or
    headings. A package decision's lists and a regulation's own annexes are not."""
    closing = find_closing(lines, markers)
    if not closing.annexes:
        return []
    first = min(closing.annexes)
    if _has_articles(markers[: first if after < 0 else min(first, after)]) or not _is_cover(
        lines[:first], own, title
    ):
        return []
    starts: list[_Start] = []
    for index in sorted(closing.annexes):
        if index > after and _is_instrument(lines, markers, index, closing.annexes):
            marker = markers[index]
            starts.append(_Start(index, (marker.number if marker else None) or 0))
    return starts


def _is_cover(lines: Sequence[Line], own: int, title: str) -> bool:
    if _PACKAGE.search(title) and not re.search(r"印发|转发", title):
        return False
    if any(_COVER_TITLE.search(line.text) for line in lines[:own]):
        return True
    return any(_ISSUED.match(line.text[m.end() :]) for line in lines for m in _NAMED.finditer(line.text))


def _has_articles(markers: Sequence[Marker | None]) -> bool:
    strong = [
        m for m in markers if m is not None and m.kind is MarkerKind.ARTICLE and m.strength is Strength.STRONG
    ]
    return len(strong) > 1


def _is_instrument(
    lines: Sequence[Line], markers: Sequence[Marker | None], at: int, annexes: frozenset[int]
) -> bool:
    marker = markers[at]
    title = marker.heading if marker else ""
    index = at + 1
    while index < len(lines) and index - at <= _TITLE_LINES and not _NOUN.search(title):
        if index in annexes or not _may_be_title(lines[index], markers[index]):
            return False
        title += lines[index].text
        index += 1
    if not _NOUN.search(title) or len(title) > 2 * _TITLE_LIMIT:
        return False
    end = min((a for a in annexes if a > at), default=len(lines))
    kinds = {m.kind for m in markers[index : min(end, index + _LEAD)] if m is not None}
    if index >= end or lines[index].kind is BlockKind.TABLE:
        return False
    return bool(kinds & {MarkerKind.ARTICLE, MarkerKind.CHAPTER, MarkerKind.TOC, MarkerKind.CHINESE})


# -- parts


def _parts(
    lines: tuple[Line, ...], markers: Sequence[Marker | None], starts: list[_Start]
) -> list[tuple[Line, ...]]:
    """The lines of each instrument. Where the cover counts its annexes, those that are no instruments go back to it."""
    if not starts:
        return [lines]
    parts: list[list[Line]] = [list(lines[: starts[0].line])]
    bounds = [*(s.line for s in starts), len(lines)]
    for start, end, begin in zip(starts, bounds[1:], bounds, strict=False):
        returned = _next_annex(markers, begin, end, start.annex)
        parts.append(list(lines[begin:returned]))
        parts[0].extend(lines[returned:end])
    return [tuple(part) for part in parts]


def _next_annex(markers: Sequence[Marker | None], begin: int, end: int, number: int) -> int:
    """The line within [begin, end) at which the cover's count of annexes goes on, else ``end``."""
    if not number:
        return end
    for index in range(begin + 1, end):
        marker = markers[index]
        if marker is not None and marker.kind is MarkerKind.ANNEX and marker.number == number + 1:
            return index if marker.label.startswith("附件") else end
    return end
