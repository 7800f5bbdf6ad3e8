"""Tables of contents (目录) in a text: they repeat the headings and are not structure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from indexer.model.characters import compact
from indexer.model.source import BlockKind
from indexer.parse.lines import Line
from indexer.parse.markers import DIVISION_KINDS, Marker, MarkerKind

_LEADER: Final = re.compile(r"[\s.．…·•⋯—_-]+[(（]?\d{1,4}[)）]?$|[.．…·•⋯—_-]{3,}$")
_LEADER_STRICT: Final = re.compile(r"(?:\.{3,}|．{3,}|…+|·{3,}|⋯+|\t)[\s.．…·]*\d{0,4}$")
_ENTRY_LIMIT: Final = 70
_SENTENCE_END: Final = "。；;"
_HEADING_KINDS: Final = frozenset(
    {
        *DIVISION_KINDS,
        MarkerKind.CHINESE,
        MarkerKind.CHINESE_PAREN,
        MarkerKind.DECIMAL,
        MarkerKind.NAMED,
        MarkerKind.PREAMBLE,
    }
)
_BARE_RUN: Final = 3


def entry_key(text: str) -> str:
    """A heading's words as they compare between the table and the text: no white space, dots or page number."""
    return compact(_LEADER.sub("", text) if len(text) <= 2 * _ENTRY_LIMIT else text)


def find_toc(lines: Sequence[Line], markers: Sequence[Marker | None]) -> tuple[int, int] | None:
    """The half-open span of lines that are the table of contents, its own heading included; None without one."""
    for index, marker in enumerate(markers):
        if marker is None:
            continue
        if marker.kind is MarkerKind.TOC:
            span = _headed(lines, markers, index)
            if span:
                return span
        if marker.kind is MarkerKind.ARTICLE:
            break
    return _bare(lines, markers)


def _headed(lines: Sequence[Line], markers: Sequence[Marker | None], at: int) -> tuple[int, int] | None:
    first = at + 1
    if first >= len(lines):
        return None
    key = entry_key(lines[first].text)
    opening = markers[first]
    for index in range(first, len(lines)):
        line, marker = lines[index], markers[index]
        if line.kind is BlockKind.TABLE:
            return (at, index) if index > first else None
        repeats = index > first and (entry_key(line.text) == key or _same_number(marker, opening))
        if repeats:
            return at, index
        if marker is not None and marker.kind is MarkerKind.ARTICLE and not _is_entry(line.text):
            return at, _headings_before(markers, first, index)
        if not _is_entry(line.text):
            return (at, index) if index > first else None
    return None


def _bare(lines: Sequence[Line], markers: Sequence[Marker | None]) -> tuple[int, int] | None:
    """A run of headings with nothing between them, the first of which comes again after it."""
    for index, marker in enumerate(markers):
        if marker is None or not _may_open(marker):
            if marker is not None and marker.kind is MarkerKind.ARTICLE:
                return None
            continue
        end = index + 1
        while (
            end < len(lines)
            and not _repeats(lines, markers, index, end)
            and _in_run(lines[end], markers[end])
        ):
            end += 1
        if end - index >= _BARE_RUN and end < len(lines) and _comes_again(lines, markers, index, end):
            return index, end
        if end - index >= _BARE_RUN and all(_LEADER_STRICT.search(line.text) for line in lines[index:end]):
            return index, end
        return None
    return None


def _may_open(marker: Marker) -> bool:
    return marker.kind in DIVISION_KINDS or (marker.kind is MarkerKind.DECIMAL and marker.depth == 1)


def _in_run(line: Line, marker: Marker | None) -> bool:
    return marker is not None and marker.kind in _HEADING_KINDS and _is_entry(line.text)


def _repeats(lines: Sequence[Line], markers: Sequence[Marker | None], first: int, at: int) -> bool:
    return entry_key(lines[at].text) == entry_key(lines[first].text) or _same_number(
        markers[at], markers[first]
    )


def _comes_again(lines: Sequence[Line], markers: Sequence[Marker | None], first: int, end: int) -> bool:
    return any(_repeats(lines, markers, first, at) for at in range(end, min(len(lines), end + 3)))


def _same_number(marker: Marker | None, opening: Marker | None) -> bool:
    if marker is None or opening is None or marker.number is None:
        return False
    return marker.kind is opening.kind and (marker.number, marker.depth) == (opening.number, opening.depth)


def _headings_before(markers: Sequence[Marker | None], first: int, at: int) -> int:
    """An article right after the entries: the headings just before it belong to the text if their count began anew."""
    start = at
    while start > first:
        marker = markers[start - 1]
        if marker is None or marker.kind not in DIVISION_KINDS:
            break
        start -= 1
        if marker.number == 1 and marker.kind is MarkerKind.CHAPTER:
            return start if start > first else at
    return at


def _is_entry(text: str) -> bool:
    return len(text) <= _ENTRY_LIMIT and text[-1] not in _SENTENCE_END
