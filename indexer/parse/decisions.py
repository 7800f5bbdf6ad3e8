"""Decisions and notices about other acts: repeals, amendments, clean-up catalogues, extensions, suspensions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from indexer.model.characters import compact
from indexer.model.docnumber import DocumentNumber
from indexer.model.draft import Effect, Target
from indexer.model.numerals import DATE, parse_date
from indexer.model.source import BlockKind
from indexer.model.validity import EventKind, Evidence, EvidenceRank, ValidityEvent
from indexer.parse.clauses import Sentence, effect_on, sentences
from indexer.parse.lines import Line
from indexer.parse.mentions import Mention, mentions

_DECISION: Final = re.compile(r"(?:废止|修改|清理|失效|继续有效|延长|延期|暂停|恢复|停止)")
_ENUMERATED: Final = re.compile(
    r"^\s*(?:[一二三四五六七八九十百]{1,4}\s*[、．.]|\d{1,3}\s*[．.、]|[（(][一二三四五六七八九十\d]{1,3}[）)])\s*"
)
_AMENDS: Final = re.compile(r"^(?:将|对)?\s*《")
_HEADS: Final = (
    (re.compile(r"继续有效|保留"), EventKind.AFFIRMED),
    (re.compile(r"失效"), EventKind.LAPSED),
    (re.compile(r"废止|停止执行"), EventKind.REPEALED),
    (re.compile(r"修改|修订|修正"), EventKind.AMENDED),
)
_FORCE: Final = r"(?:实施|施行|执行|适用|有效期?)"
_TIMED_ACTS: Final = {
    EventKind.EXTENDED: re.compile(
        rf"(?:延长|延期|延续|继续)[^。]*{_FORCE}|{_FORCE}[^《》]*(?:延长|延期|延续|续期)"
    ),
    EventKind.SUSPENDED: re.compile(rf"(?:暂停|暂时(?:停止|调整))(?:{_FORCE}|[^《》]{{0,12}}《)"),
    EventKind.RESUMED: re.compile(rf"恢复(?:{_FORCE}|[^《》]{{0,6}}《)"),
}
"""What a title must say: 恢复 and 延长 alone may be about reconstruction or time limits, not about an act's force."""
_TIMED: Final = re.compile(rf"(?:至|到)\s*({DATE})|自\s*{DATE}\s*起")
_TITLE_COLUMN: Final = re.compile(r"名称|标题|题名|文件名")
_NUMBER_COLUMN: Final = re.compile(r"文号|字号|编号")
_RESULT_COLUMN: Final = re.compile(r"结果|意见|结论|处理|清理情况")
_BARE: Final = re.compile(
    r"^([^（(。；]{2,80}(?:条例|规定|办法|细则|规则|通知|决定|意见|公告|通告|制度|方案|批复|函)(?:[（(](?:试行|暂行|[一二三四五六七八九十]+)[）)])?)(?=[（(。；\s]|$)"
)


def read_decision(sha256: str, title: str, lines: Sequence[Line]) -> tuple[Effect, ...]:
    """What an act whose title says that it deals with others does to them; nothing for any other act."""
    heading = _heading(title)
    if heading is None:
        return ()
    effects: list[Effect] = []
    if heading in (EventKind.EXTENDED, EventKind.SUSPENDED, EventKind.RESUMED):
        effects += _on_title(sha256, title, lines, heading)
    else:
        effects += _from_sentences(sha256, lines)
        effects += _from_title(sha256, title, lines, heading)
        effects += _from_lists(sha256, title, lines)
        effects += _from_tables(sha256, lines)
    return tuple(_distinct(effects))


def _heading(title: str) -> EventKind | None:
    text = compact(title)
    outside = re.sub(r"《[^》]*》", "", text)
    if not _DECISION.search(outside) or re.search(r"征求意见|解读|答记者问|问答", text):
        return None
    for kind, act in _TIMED_ACTS.items():
        if act.search(text):
            return kind
    if re.search(r"关于(?:修改|废止|公布|宣布|清理)|(?:修改|废止|清理|失效|继续有效)", outside):
        return EventKind.REPEALED if "废止" in outside else EventKind.AMENDED
    return None


def _from_title(sha256: str, title: str, lines: Sequence[Line], heading: EventKind) -> Iterator[Effect]:
    """关于废止《X》的决定, 关于修改《X》的决定; 等N件 names more in the text."""
    del heading
    place = _place_of(title, lines)
    for mention in mentions(title):
        verb = re.search(r"(废止|修改|修订|修正|失效)[^《]*$", title[: mention.start])
        if verb is None:
            continue
        kind = (
            EventKind.REPEALED
            if verb.group(1) == "废止"
            else EventKind.LAPSED
            if verb.group(1) == "失效"
            else EventKind.AMENDED
        )
        name = re.sub(r"〈", "《", re.sub(r"〉", "》", mention.title))
        proof = Evidence(sha256, place[0], place[1], place[2], "decision.title")
        yield effect_on(Mention(name, mention.start, mention.end, "", ""), kind, proof)


def _from_sentences(sha256: str, lines: Sequence[Line]) -> Iterator[Effect]:
    """…决定，废止《X》（…年…公布）、《Y》: the verb stands before what it ends."""
    for sentence in sentences(lines):
        match = re.search(
            r"(?:决定|决定对|[：:，,、]|^)\s*(?:予以)?(废止|宣布失效)\s*(?=[^《。]{0,30}《)", sentence.text
        )
        if match is None or "修改" in sentence.text:
            continue
        kind = EventKind.REPEALED if match.group(1) == "废止" else EventKind.LAPSED
        for mention in mentions(sentence.text[match.end() :]):
            yield effect_on(mention, kind, sentence.evidence(sha256, "decision.sentence"))


def _place_of(title: str, lines: Sequence[Line]) -> tuple[int, int, str]:
    """Where the title stands in the text: the first line that is part of it."""
    key = compact(title)
    for line in lines[:20]:
        if len(compact(line.text)) >= 4 and compact(line.text) in key:
            return line.start, line.end, line.text
    for line in lines:
        if key in compact(line.text):
            return line.start, line.end, line.text
    return 0, 0, ""


def _from_lists(sha256: str, title: str, lines: Sequence[Line]) -> Iterator[Effect]:
    """Lists below a heading that says what happens to what they name."""
    mode: EventKind | None = None
    outside = re.sub(r"《[^》]*》", "", title)
    if "废止" in outside and not re.search("修改|失效", outside):
        mode = EventKind.REPEALED
    quoted = False
    for line in lines:
        text = line.text.strip()
        if line.kind is BlockKind.TABLE:
            continue
        opens = text.startswith(("“", "‘"))
        if quoted or opens:
            # Inside the new wording of an article nothing is said of other acts.
            quoted = text.count("“") > text.count("”") or (quoted and "”" not in text)
            continue
        quoted = text.count("“") > text.count("”")
        if (head := _mode_of(text)) is not None:
            mode = head
            if not _ENUMERATED.match(text) or "《" not in text:
                continue
        yield from _from_line(sha256, line, mode)


def _mode_of(text: str) -> EventKind | None:
    """The kind of a list by its heading line: 二、废止的行政法规; 国务院决定修改的行政法规; 下列文件予以废止：."""
    plain = re.sub(r"《[^》]*》", "", text)
    if len(plain) > 60 or not re.search(
        r"[：:]$|目录|清单|(?:决定|下列|以下|附件)|的(?:行政法规|地方性法规|规章|规范性文件|文件|政府规章)",
        plain,
    ):
        return None
    for pattern, kind in _HEADS:
        if pattern.search(plain):
            return kind
    return None


def _from_line(sha256: str, line: Line, mode: EventKind | None) -> Iterator[Effect]:
    text = line.text
    stripped = _ENUMERATED.sub("", text)
    enumerated = stripped != text
    found = mentions(text)
    proof = Evidence(sha256, line.start, line.end, line.text, "decision.list")
    if mode in (EventKind.REPEALED, EventKind.LAPSED, EventKind.AFFIRMED) and enumerated:
        # A title without 《》, its history in brackets behind it (which may name decisions in 《》).
        bare = _BARE.match(stripped)
        if bare is not None and "《" not in bare.group(1):
            yield effect_on(Mention(bare.group(1).strip(), 0, 0, "", stripped[bare.end() :]), mode, proof)
            return
    if found and (enumerated or _AMENDS.match(stripped)):
        first = found[0]
        if re.search(r"废止《|《[^》]*》[^，。]{0,40}(?:予以)?废止", text) and not re.search(r"修改", text):
            yield from (effect_on(m, EventKind.REPEALED, proof) for m in found)
        elif re.search(r"(?:修改|删去|增加|改为|作(?:出|如下)?)", text) or mode is EventKind.AMENDED:
            yield effect_on(first, EventKind.AMENDED, proof)
        elif mode is not None:
            yield effect_on(first, mode, proof)


def _from_tables(sha256: str, lines: Sequence[Line]) -> Iterator[Effect]:
    """Catalogue tables: one act a row; the heading above or a column says what becomes of it."""
    mode: EventKind | None = None
    for line in lines:
        if line.kind is not BlockKind.TABLE:
            plain = line.text.strip()
            if len(plain) <= 60:
                mode = next((kind for pattern, kind in _HEADS if pattern.search(plain)), mode)
            continue
        yield from _from_rows(sha256, line, mode)


def _from_rows(sha256: str, line: Line, mode: EventKind | None) -> Iterator[Effect]:
    header = next(
        (n for n, row in enumerate(line.rows[:3]) if any(_TITLE_COLUMN.search(cell) for cell in row)), None
    )
    if header is None:
        return
    names = [compact(cell) for cell in line.rows[header]]
    column = next(n for n, cell in enumerate(names) if _TITLE_COLUMN.search(cell))
    number_at = next((n for n, cell in enumerate(names) if _NUMBER_COLUMN.search(cell)), None)
    result_at = next((n for n, cell in enumerate(names) if _RESULT_COLUMN.search(cell) and n != column), None)
    offset = 0
    for n, row in enumerate(line.rows):
        text = "\t".join(row)
        start = line.start + line.text.find(text, offset) if text in line.text[offset:] else line.start
        offset = max(0, start - line.start + len(text))
        if n <= header or column >= len(row) or len(compact(row[column])) < 4:
            continue
        kind = mode
        if result_at is not None and result_at < len(row):
            kind = next((k for pattern, k in _HEADS if pattern.search(row[result_at])), mode)
        if kind is None or (kind is EventKind.AMENDED and "拟" in text):
            continue
        number = row[number_at] if number_at is not None and number_at < len(row) else ""
        number = number if DocumentNumber.parse(number) else ""
        title = compact(row[column]).strip("《》")
        rank = EvidenceRank.ACT_EXPLICIT if number else EvidenceRank.ACT_BY_TITLE
        proof = Evidence(sha256, start, start + len(text), text, "catalogue.row")
        yield Effect(
            Target(title, number),
            ValidityEvent(kind=kind, on=None, effective=None, evidence=proof, rank=rank),
        )


def _on_title(sha256: str, title: str, lines: Sequence[Line], kind: EventKind) -> Iterator[Effect]:
    """Extension, suspension and resumption: the sentence that names the act and does it."""
    words = {
        EventKind.EXTENDED: r"延长|延期|延续|继续执行|有效期",
        EventKind.SUSPENDED: r"暂停|暂时",
        EventKind.RESUMED: r"恢复",
    }[kind]
    named = mentions(title)
    places = [
        s
        for s in sentences(lines)
        if re.search(words, s.text) and compact(s.text).rstrip("。") not in compact(title)
    ]
    # The sentence that gives the day is the proof; one that only tells of it is second best.
    place = next((s for s in places if _TIMED.search(s.text)), places[0] if places else None)
    if place is None:
        start, end, quote = _place_of(title, lines)
        proof = Evidence(sha256, start, end, quote, f"notice.{kind.value}.title")
        yield from (effect_on(Mention(m.title, 0, 0, "", ""), kind, proof) for m in named)
        return
    numbers = {compact(m.title): m.number for s in sentences(lines) for m in mentions(s.text) if m.number}
    for mention in named or mentions(place.text):
        yield _timed(mention.title, numbers.get(compact(mention.title), ""), kind, place, sha256)


def _timed(title: str, number: str, kind: EventKind, sentence: Sentence, sha256: str) -> Effect:
    until: date | None = None
    if kind in (EventKind.EXTENDED, EventKind.SUSPENDED):
        match = _TIMED.search(sentence.text)
        until = parse_date(match.group(1)) if match and match.group(1) else None
    start = re.search(rf"自\s*({DATE})\s*起", sentence.text)
    effective = parse_date(start.group(1)) if start and kind is not EventKind.EXTENDED else None
    rank = EvidenceRank.ACT_EXPLICIT if number else EvidenceRank.ACT_BY_TITLE
    proof = sentence.evidence(sha256, f"notice.{kind.value}")
    event = ValidityEvent(kind=kind, on=None, effective=effective, evidence=proof, until=until, rank=rank)
    return Effect(Target(title, number), event)


def _distinct(effects: Sequence[Effect]) -> Iterator[Effect]:
    seen: set[tuple[str, EventKind]] = set()
    for effect in effects:
        key = (compact(effect.target.title), effect.event.kind)
        if key not in seen:
            seen.add(key)
            yield effect
