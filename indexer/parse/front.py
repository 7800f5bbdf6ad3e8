"""The front of a document: what each line before the text proper is, and the number, note and addressee among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from indexer.model.characters import compact, fold_width
from indexer.model.docnumber import DocumentNumber
from indexer.model.numerals import DATE, parse_date
from indexer.model.source import BlockKind
from indexer.parse.issuers import BodyNames
from indexer.parse.lines import Line


class Role(StrEnum):
    """What a line of the front is."""

    TITLE = "title"
    NUMBER = "number"
    LETTERHEAD = "letterhead"  # 云州市人民政府文件, 中华人民共和国国务院令
    NOTE = "note"  # 题注
    DATE = "date"
    ADDRESSEE = "addressee"
    LABEL = "label"  # 索引号：…, 发布日期：…
    SUBTITLE = "subtitle"  # （2021年修订）, （试行） on a line of its own
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FrontLine:
    """A line of the front with its role; ``number`` where it holds the document's number."""

    line: Line
    role: Role
    number: DocumentNumber | None = None


@dataclass(frozen=True, slots=True)
class NoteSpan:
    """A note's place in the source's text and its text."""

    start: int
    end: int
    text: str


_NUMERAL: Final = r"[0-9〇零○一二三四五六七八九十百千]"
_SERIAL_ONLY: Final = re.compile(rf"^[（(]?第\s*{_NUMERAL}{{1,6}}\s*号[）)]?$")
_YEAR_SERIAL: Final = re.compile(rf"^[（(]?(?:(?:19|20)\d\d\s*年?)\s*第?\s*{_NUMERAL}{{1,6}}\s*号[）)]?$")
_DECREE_HEAD: Final = re.compile(r"(?:令|公告|通告|公报|布告)$")
_PAPER_HEAD: Final = re.compile(r"(?:文件|公文|公报)$")
_DATE_LINE: Final = re.compile(rf"^[（(]?\s*(?:{DATE}|(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}})\s*[）)]?$")
_LABEL: Final = re.compile(
    r"^[【\[（(]?\s*(?:索\s*引\s*号|信息索引|发文机关|发文单位|发布机构|发布机关|发布单位|制定机关|成文日期|发文日期|发布日期|发布时间|"
    r"公布日期|生效日期|施行日期|实施日期|失效日期|废止日期|有效性|效力状态|效力级别|时效性|主题分类|主题词|主\s*题\s*词|主\s*题|体裁分类|"
    r"文\s*号|发文字号|字\s*号|文件编号|标\s*题|名\s*称|来\s*源|信息来源|作\s*者|日\s*期|时\s*间|浏览次数|浏览量|阅读次数|点击数|访问量|字体|"
    r"打印|分享|保存|关键词|组配分类|公开类别|公开方式|公开属性|公开日期|统一编号|登记号|规范性文件|责任编辑|编辑|当前位置|您现在的位置)"
    r"\s*[】\]）)]?\s*[:：]"
)
_DATE_HEAD: Final = re.compile(
    rf"^\s*[（(【\[]?\s*(?:根据|经|自|由|据)?\s*(?:{DATE}|(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}})"
)
_INLINE_NOTE: Final = re.compile(rf"[（(]\s*(?:根据|经|自)?\s*{DATE}")
_NOTE_VERB: Final = re.compile(r"通过|批准|公布|发布|颁布|印发|修正|修订|修改|施行|实施|生效|执行|实行|令第?")
_NOTE_END: Final = re.compile(
    r"(?:通过|批准|公布|发布|颁布|印发|修正|修订|修改|施行|实施|生效|执行|实行|试行|会议|根据|号|》|〉|>|决定|公告|国务院|委员会|部|局)$"
)
_CARRIES_ON: Final = re.compile(
    r"^(?:根据|自?(?:公布|发布|通过|印发)之日|并|〈|《|<|的决定|[^。：:]{0,60}(?:会议)?(?:通过|批准|公布|发布|修正|修订)[）)]?$|[一二三四五六七八九十、第]*[^。：:]{0,80}[〉>》][^。：:]{0,40}(?:修正|修订)[）)。]?)"
)
_OWN_LINE_SUBTITLE: Final = re.compile(r"^[（(]\s*([^（）()]{1,30})\s*[）)]$")
_ADDRESSEE: Final = re.compile(r"^[^。；;《》]{2,300}[：:]$")
_SENTENCE: Final = re.compile(r"[。；;！？!?]$")
MAX_NUMBER_LINE: Final = 90
_MAX_NOTE_LINES: Final = 60


def read_front(lines: Sequence[Line], names: BodyNames) -> tuple[FrontLine, ...]:
    """The lines of a front with their roles, in order."""
    roles: list[FrontLine] = []
    notes = _note_lines(lines)
    for index, line in enumerate(lines):
        if index in notes:
            roles.append(FrontLine(line, Role.NOTE))
            continue
        roles.append(_classified(line, roles[-1] if roles else None, names))
    return tuple(roles)


def _classified(line: Line, before: FrontLine | None, names: BodyNames) -> FrontLine:
    text = compact(fold_width(line.text))
    if line.kind is BlockKind.TABLE:
        return FrontLine(line, Role.OTHER)
    if line.level == 1 and not _DATE_LINE.match(text):
        return FrontLine(line, Role.TITLE)
    if number := _number_of(text, before, names):
        return FrontLine(line, Role.NUMBER, replace(number, raw=line.text.strip()))
    if _LABEL.match(text):
        return FrontLine(line, Role.LABEL)
    if _DATE_LINE.match(text):
        return FrontLine(line, Role.DATE)
    if _is_letterhead(text, names):
        return FrontLine(line, Role.LETTERHEAD)
    if _ADDRESSEE.match(text):
        return FrontLine(line, Role.ADDRESSEE)
    if _OWN_LINE_SUBTITLE.match(text):
        return FrontLine(line, Role.SUBTITLE)
    if len(text) > 150 or _SENTENCE.search(text):
        return FrontLine(line, Role.OTHER)
    return FrontLine(line, Role.TITLE)


def _number_of(text: str, before: FrontLine | None, names: BodyNames) -> DocumentNumber | None:
    if len(text) > MAX_NUMBER_LINE or not ("号" in text or text.endswith(("〕", "]"))):
        return None
    if _SERIAL_ONLY.match(text) or _YEAR_SERIAL.match(text):
        return _number_with_head(text, before)
    number = DocumentNumber.parse(text)
    if number is None or not number.code or "关于" in number.code or "《" in text:
        return None
    return trim_code(number, names)


def _number_with_head(text: str, before: FrontLine | None) -> DocumentNumber | None:
    """第 12 号 under 云州市人民政府令."""
    head = compact(before.line.text) if before is not None and before.role is Role.LETTERHEAD else ""
    if head and _DECREE_HEAD.search(head):
        return DocumentNumber.parse(head + text.strip("（）()"))
    return None if _SERIAL_ONLY.match(text) else DocumentNumber.parse(text)


def trim_code(number: DocumentNumber, names: BodyNames) -> DocumentNumber:
    """The number without words that ran into its code (解读穗府规 → 穗府规), where a registered code tells the edge."""
    if (
        number.is_decree
        or number.code.endswith(("公告", "通告"))
        or len(number.code) <= 4
        or names.knows_code(number.code)
    ):
        return number
    for start in range(1, len(number.code) - 1):
        if names.knows_code(number.code[start:]) and number.code[start - 1] in "的知告法定见函复案读》）)":
            return replace(number, code=number.code[start:])
    return number


def _is_letterhead(text: str, names: BodyNames) -> bool:
    for pattern in (_DECREE_HEAD, _PAPER_HEAD):
        if (match := pattern.search(text)) and 2 <= len(text) <= 120 and "关于" not in text:
            return names.is_list(text[: match.start()])
    return False


def number_line(front: Sequence[FrontLine]) -> FrontLine | None:
    """The line that holds the document's number: the first that names an issuer's code."""
    numbered = [item for item in front if item.number is not None]
    return next(
        (item for item in numbered if item.number and item.number.code), numbered[0] if numbered else None
    )


def note_span(front: Sequence[FrontLine], text: str) -> NoteSpan | None:
    """The note of a front as one span of the source's text (its lines stand together, blank lines between them).

    A note in brackets behind the title on the title's own line counts too.
    """
    lines = [item.line for item in front if item.role is Role.NOTE]
    if lines:
        start, end = lines[0].start, lines[-1].end
        return NoteSpan(start, end, text[start:end])
    for item in front:
        if item.role is Role.TITLE and (match := inline_note(item.line.text)):
            start = item.line.start + match.start()
            return NoteSpan(start, item.line.end, text[start : item.line.end])
    return None


def inline_note(text: str) -> re.Match[str] | None:
    """The note that follows a title on its own line: 云州市湿地保护条例（2019年5月6日…通过）."""
    match = _INLINE_NOTE.search(text)
    if match is None or not match.start() or not _NOTE_VERB.search(text, match.end()):
        return None
    return match


def _note_lines(lines: Sequence[Line]) -> frozenset[int]:
    """The lines of the first note in a front, those between its first and last line included."""
    first = next((i for i, line in enumerate(lines) if _begins_note(line)), None)
    if first is None:
        return frozenset()
    end = first + 1
    opened = _depth(lines[first].text)
    while end < len(lines) and end - first < _MAX_NOTE_LINES:
        line = lines[end]
        if line.level == 1 or line.kind is BlockKind.TABLE or _LABEL.match(compact(line.text)):
            break
        if opened <= 0 and not (_begins_note(line) or _carries_on(lines[end - 1], line)):
            break
        opened += _depth(line.text)
        end += 1
    return frozenset(range(first, end))


def _begins_note(line: Line) -> bool:
    text = fold_width(line.text)
    if line.kind is BlockKind.TABLE or line.level == 1 or _DATE_HEAD.match(text) is None or "制定本" in text:
        return False
    if text.lstrip()[0] in "（(" and _depth(text) > 0:
        return _NOTE_VERB.search(text) is not None or len(text) < 60
    tail = compact(text).rstrip("）)。；;，,】]")
    if _DATE_LINE.match(compact(text)):
        return False
    return (
        _NOTE_VERB.search(text) is not None
        and _NOTE_END.search(tail) is not None
        and not text.endswith(("：", ":"))
    )


def _carries_on(before: Line, line: Line) -> bool:
    """Whether a line goes on with the note before it: inside an open 《, after 根据, or a date that a verb follows."""
    text = compact(line.text)
    if len(text) > 300 or text.endswith(("：", ":")):
        return False
    previous = compact(before.text)
    if previous.count("《") > previous.count("》") or previous.endswith(
        ("根据", "会议", "的决定", "、", "，", "国务院")
    ):
        return _NOTE_VERB.search(text) is not None or len(text) <= 60
    return _CARRIES_ON.match(text) is not None and _NOTE_VERB.search(text) is not None and len(text) <= 120


def _depth(text: str) -> int:
    """How many round brackets a line leaves open (negative: it closes more than it opens)."""
    return text.count("（") + text.count("(") - text.count("）") - text.count(")")


def addressees(front: Sequence[FrontLine]) -> FrontLine | None:
    """The line that names whom the document is addressed to (主送机关)."""
    return next((item for item in front if item.role is Role.ADDRESSEE), None)


def date_line(front: Sequence[FrontLine]) -> FrontLine | None:
    """A line of the front that is a date and nothing else."""
    return next(
        (item for item in front if item.role is Role.DATE and parse_date(item.line.text) is not None), None
    )
