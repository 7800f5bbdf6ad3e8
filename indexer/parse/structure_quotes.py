"""Lines inside a quotation that runs over several lines (修改为：“…”): text that is quoted, not structure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from indexer.parse.lines import Line
from indexer.parse.markers import Marker, MarkerKind

_OPENS: Final = re.compile(
    r"(?:修改为|改为|修正为|作为[^“”]{0,40}|规定|如下|条款?|款|项)[：:]?\s*[“\"](?=[^”\"]*$)"
)
_REACH: Final = 60
"""Lines a quotation may run over; one that is not closed by then was a slip of the pen."""
_INSTRUCTION: Final = (MarkerKind.CHINESE, MarkerKind.CHINESE_PAREN, MarkerKind.ARABIC)


def quoted_lines(lines: Sequence[Line], markers: Sequence[Marker | None]) -> Iterator[int]:
    """The indices of lines that stand within a quotation opened on an earlier line."""
    index = 0
    while index < len(lines):
        end = _close(lines, markers, index) if _opens(lines[index].text) else None
        if end is None:
            index += 1
            continue
        yield from range(index + 1, end + 1)
        index = end + 1


def _opens(text: str) -> bool:
    return text.rfind("“") > text.rfind("”") and _OPENS.search(text) is not None


def _close(lines: Sequence[Line], markers: Sequence[Marker | None], at: int) -> int | None:
    """The line on which the quotation opened at ``at`` is closed; None when it is not."""
    opening = markers[at]
    for index in range(at + 1, min(len(lines), at + 1 + _REACH)):
        if _is_next(opening, markers[index]):
            return None
        text = lines[index].text
        # Each paragraph of a quotation opens with “ anew and only the last is closed.
        if text.count("”") > text.count("“") - (1 if text[0] == "“" else 0):
            return index
    return None


def _is_next(opening: Marker | None, marker: Marker | None) -> bool:
    if (
        opening is None
        or marker is None
        or opening.kind not in _INSTRUCTION
        or marker.kind is not opening.kind
    ):
        return False
    return marker.number == (opening.number or 0) + 1
