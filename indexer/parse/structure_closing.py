"""The end of a text: signature (落款), lists that name annexes, annexes, and the footers after them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from indexer.model.numerals import DATE
from indexer.model.source import Alignment, BlockKind
from indexer.parse.lines import Line
from indexer.parse.markers import Marker, MarkerKind, Strength

_DATE_ONLY: Final = re.compile(rf"[（(]?\s*{DATE}\s*[）)]?|(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}")
_DATE_LAST: Final = re.compile(rf"[^，。；：！？]{{2,40}}?\s+{DATE}")
_SIGNER: Final = re.compile(
    r"(?:[府厅局委部院会室办处署行社队司团校系馆组站]|中心|公司|大学|指挥部|人民法院|检察院)(?:[（(].{1,12}[）)])?$"
    r"|(?:总理|主席|省长|市长|区长|县长|州长|旗长|盟长|部长|局长|署长|主任|院长|检察长|委员长|行长|关长)[\s　：:]*\S{2,12}(?:\s\S{1,3}){0,3}$"
)
_BEFORE_DATE: Final = re.compile(r"\s+(?=\S*年)")
_SIGNER_LIMIT: Final = 40
_SIGNERS: Final = 16
_NOT_SIGNER: Final = re.compile(r"特此|附|答|问|如下|[，。；：！？”》]$")
_FOOTER: Final = re.compile(
    r"[（(]?(?:此件|信息公开|公开方式|公开属性|联系人|联系电话|主题词|抄送|抄报|印送|分送|主送|责任编辑|来源)"
)
_NUMBERED: Final = re.compile(
    r"[0-9０-９一二三四五六七八九十]{1,3}\s?[.．、]|[（(][0-9一二三四五六七八九十]{1,2}[）)]"
)
_ENTRY_LIMIT: Final = 80
_GROUP: Final = 60


@dataclass(frozen=True, slots=True)
class Closing:
    """``signatures`` maps a signature's first line to the line after its last; ``pointers`` are lines that name annexes
    without being them; ``annexes`` the lines at which annexes begin."""

    signatures: dict[int, int]
    pointers: frozenset[int]
    annexes: frozenset[int]


def find_closing(lines: Sequence[Line], markers: Sequence[Marker | None]) -> Closing:
    """Signatures, annex pointers and annexes of a body."""
    signatures = _signatures(lines, markers)
    pointers: set[int] = set()
    annexes: set[int] = set()
    before: list[int | None] | None = None
    after: list[int | None] = []
    index = 0
    while index < len(lines):
        marker = markers[index]
        if marker is None or marker.kind is not MarkerKind.ANNEX:
            index += 1
            continue
        end = _group_end(lines, markers, index)
        if _is_pointer(lines, markers, index, end, signatures):
            pointers.update(range(index, end))
            index = end
            continue
        if before is None:
            before, after = _articles_before(markers), _articles_before(markers[::-1])[::-1]
        if not _inside_count(before[index], after[index]):
            annexes.add(index)
        index += 1
    return Closing(signatures, frozenset(pointers), frozenset(annexes))


def _signatures(lines: Sequence[Line], markers: Sequence[Marker | None]) -> dict[int, int]:
    found: dict[int, int] = {}
    for index, line in enumerate(lines):
        text = line.text
        if len(text) > 70 or markers[index] is not None or line.kind is BlockKind.TABLE:
            continue
        if text[-1] not in "日）)0123456789" or not _ends_text(lines, markers, index + 1):
            continue
        if _DATE_ONLY.fullmatch(text) or _signs_in_one(text):
            found[_first_signer(lines, markers, index)] = index + 1
    return found


def _signs_in_one(text: str) -> bool:
    """A body and the day on one line."""
    return (
        _DATE_LAST.fullmatch(text) is not None
        and _SIGNER.search(_BEFORE_DATE.split(text)[0].strip()) is not None
    )


def is_date_line(text: str) -> bool:
    """Whether a line is a date and nothing else."""
    return _DATE_ONLY.fullmatch(text) is not None


def is_signer(line: Line) -> bool:
    """Whether a line may be a body or person that signs."""
    text = line.text
    if len(text) > _SIGNER_LIMIT or _NOT_SIGNER.search(text):
        return False
    return line.align is Alignment.RIGHT or _SIGNER.search(text) is not None


def _first_signer(lines: Sequence[Line], markers: Sequence[Marker | None], at: int) -> int:
    start = at
    while start > 0 and at - start < _SIGNERS and markers[start - 1] is None and is_signer(lines[start - 1]):
        start -= 1
    return start


def _ends_text(lines: Sequence[Line], markers: Sequence[Marker | None], at: int) -> bool:
    """Whether what stands here may come after a signature: nothing, an annex, a footer, a title, a table."""
    if at >= len(lines):
        return True
    line, marker = lines[at], markers[at]
    if marker is not None:
        return marker.kind is MarkerKind.ANNEX
    if line.kind is not BlockKind.PARAGRAPH or line.level or _FOOTER.match(line.text):
        return True
    return len(line.text) <= 60 and line.text[-1] not in "。；：，"


def _group_end(lines: Sequence[Line], markers: Sequence[Marker | None], at: int) -> int:
    """The line after the last of a run that could be a list of annexes begun here."""
    end = at + 1
    while end < min(len(lines), at + _GROUP):
        marker, text = markers[end], lines[end].text
        if lines[end].kind is BlockKind.TABLE or len(text) > _ENTRY_LIMIT or text[-1] in "。":
            break
        follows_on = (marker is not None and marker.kind is MarkerKind.ANNEX and bool(marker.heading)) or (
            _NUMBERED.match(text) is not None and (marker is None or marker.kind is not MarkerKind.CHINESE)
        )
        if not follows_on:
            break
        end += 1
    return end


def _is_pointer(
    lines: Sequence[Line], markers: Sequence[Marker | None], at: int, end: int, signatures: dict[int, int]
) -> bool:
    marker = markers[at]
    named = marker is not None and bool(marker.heading)
    if end >= len(lines):
        return named or end - at > 1
    if any(first in signatures for first in range(at + 1, min(end + 3, len(lines)))):
        return named or end - at > 1
    following = markers[end]
    if following is not None and following.kind is MarkerKind.ANNEX and (named or end - at > 1):
        # 附件：1.… 2.… and then 附件1 itself.
        return _NUMBERED.match(marker.heading) is not None if marker and marker.heading else end - at > 1
    return bool(marker and marker.heading and _NUMBERED.match(marker.heading) and end - at > 1)


def _inside_count(before: int | None, after: int | None) -> bool:
    """Whether the articles run on over a line: then it is a table's caption within them, not an annex."""
    return before is not None and after is not None and after > 1 and after in {before, before + 1}


def _articles_before(markers: Sequence[Marker | None]) -> list[int | None]:
    """For every line, the number of the nearest sure article label before it."""
    found: list[int | None] = []
    last: int | None = None
    for marker in markers:
        found.append(last)
        if marker is not None and marker.kind is MarkerKind.ARTICLE and marker.strength is Strength.STRONG:
            last = marker.number
    return found
