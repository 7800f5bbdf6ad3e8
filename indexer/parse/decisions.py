"""Decisions and notices about other acts: repeals, amendments, clean-up catalogues, extensions, suspensions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from indexer.model.characters import compact
from indexer.model.docnumber import DocumentNumber
from indexer.model.draft import Effect, Target
from indexer.model.numerals import DATE, parse_date
from indexer.model.source import BlockKind
from indexer.model.validity import EventKind, Evidence, EvidenceRank, ValidityEvent
from indexer.parse.clauses import NEW_END, Sentence, effect_on, is_ground, sentences
from indexer.parse.lines import Line
from indexer.parse.mentions import Mention, mentions

_DECISION: Final = re.compile(r"(?:废止|修改|清理|失效|继续有效|延长|延期|暂停|恢复|停止)")
_ENUMERATED: Final = re.compile(
    r"^\s*(?:[一二三四五六七八九十百]{1,4}\s*[、．.]|\d{1,3}\s*[．.、]|[（(][一二三四五六七八九十\d]{1,3}[）)])\s*"
)
_AMENDS: Final = re.compile(r"^(?:将|对)?\s*《")
_HEADS: Final = (
    (re.compile(r"继续有效|继续执行|(?<!不再)(?<!不予)保留"), EventKind.AFFIRMED),
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
_CATALOGUE: Final = re.compile(r"目录|清单|清理|一批|结果|部分|\d+件|[一二三四五六七八九十百]+件")
_PROPOSED: Final = re.compile(
    r"(?:拟|建议|应当|应予|需要?)(?:予以)?(?:继续有效|保留|废止|失效|修改|修订|宣布失效)"
)
"""What a catalogue only puts forward is no act."""
_TICK: Final = re.compile(r"[√✓✔☑●■▲是]")
_UNTIL_COLUMN: Final = re.compile(r"有效期|延长至|截止|截至")
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
        if heading is EventKind.EXTENDED:
            effects += _new_ends(sha256, lines)
        effects += _on_title(sha256, title, lines, heading)
    else:
        effects += _from_sentences(sha256, lines)
        effects += _from_title(sha256, title, lines, heading)
        effects += _from_lists(sha256, title, lines)
        effects += _from_tables(sha256, title, lines)
    return tuple(_distinct(effects))


def _heading(title: str) -> EventKind | None:
    text = compact(title)
    outside = re.sub(r"《[^》]*》", "", text)
    if not _DECISION.search(outside) or re.search(r"征求意见|解读|答记者问|问答", text):
        return None
    if (
        _CATALOGUE.search(outside)
        and re.search(r"继续有效|废止|失效|清理|保留", outside)
        and "延" not in outside
    ):
        return EventKind.REPEALED
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
    mode = _of_title(title)
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
        if _is_head(text):
            mode = _kind_said(text)
            if not _ENUMERATED.match(text) or "《" not in text:
                continue
        yield from _from_line(sha256, line, mode)


def _of_title(title: str) -> EventKind | None:
    """What a title says of all that the act lists: 关于废止部分规章的决定, 关于公布继续有效的规范性文件目录的通知."""
    kind = _kind_said(re.sub(r"《[^》]*》", "", title))
    return None if kind is EventKind.AMENDED else kind


def _is_head(text: str) -> bool:
    """Whether a line heads a list: 二、废止的行政法规; 国务院决定修改的行政法规; 下列文件予以废止：."""
    plain = re.sub(r"《[^》]*》", "", text)
    if len(plain) > 60 or not any(pattern.search(plain) for pattern, _ in _HEADS):
        return False
    return bool(
        re.search(
            r"[：:]$|目录|清单|(?:决定|下列|以下|附件)|的(?:行政法规|地方性法规|规章|规范性文件|文件|政府规章)",
            plain,
        )
    )


def _kind_said(text: str) -> EventKind | None:
    """The one thing that a heading or a cell says becomes of acts; None where it says several, or only proposes."""
    plain = _PROPOSED.sub("", re.sub(r"《[^》]*》", "", text))
    said = [kind for pattern, kind in _HEADS if pattern.search(plain)]
    if set(said) == {EventKind.REPEALED, EventKind.LAPSED}:
        # 废止和宣布失效的文件目录: which of the two is not said; either way the act has no force any more.
        return EventKind.LAPSED
    return said[0] if len(said) == 1 else None


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
        elif mode is not None and not is_ground(first):
            yield effect_on(first, mode, proof)


def _from_tables(sha256: str, title: str, lines: Sequence[Line]) -> Iterator[Effect]:
    """Catalogue tables: one act a row; the heading above, a row or a column says what becomes of it."""
    mode = _of_title(title)
    # In a catalogue 修改 says that an act is to be amended; only the act that amends makes it so.
    amends = "修改" in re.sub(r"《[^》]*》", "", title)
    columns: _Columns | None = None
    for line in lines:
        if line.kind is not BlockKind.TABLE:
            if _is_head(line.text.strip()):
                mode, columns = _kind_said(line.text), None
            continue
        found = _columns(line)
        if found is None and columns is not None and len(line.rows[0]) == columns.width:
            # A table that goes on after a page break has no header of its own.
            found = replace(columns, header=-1)
        if found is None:
            continue
        columns = found
        for effect in _from_rows(sha256, line, columns, mode):
            if amends or effect.event.kind is not EventKind.AMENDED:
                yield effect


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the columns of a catalogue hold; ``ticks`` are those that are named after what becomes of an act."""

    header: int
    width: int
    title: int
    number: int | None
    result: int | None
    until: int | None
    ticks: tuple[tuple[int, EventKind], ...]


def _columns(line: Line) -> _Columns | None:
    header = next(
        (n for n, row in enumerate(line.rows[:3]) if any(_TITLE_COLUMN.search(cell) for cell in row)), None
    )
    if header is None:
        return None
    names = [compact(cell) for cell in line.rows[header]]
    title = next(n for n, cell in enumerate(names) if _TITLE_COLUMN.search(cell))

    def column(pattern: re.Pattern[str]) -> int | None:
        return next((n for n, cell in enumerate(names) if n != title and pattern.search(cell)), None)

    ticks = tuple(
        (n, kind)
        for n, cell in enumerate(names)
        if n != title and len(cell) <= 6 and (kind := _kind_said(cell)) is not None
    )
    return _Columns(
        header,
        len(names),
        title,
        column(_NUMBER_COLUMN),
        column(_RESULT_COLUMN),
        column(_UNTIL_COLUMN),
        ticks,
    )


def _from_rows(sha256: str, line: Line, columns: _Columns, mode: EventKind | None) -> Iterator[Effect]:
    offset = 0
    for n, row in enumerate(line.rows):
        text = "\t".join(row)
        start = line.start + line.text.find(text, offset) if text in line.text[offset:] else line.start
        offset = max(0, start - line.start + len(text))
        cells = [compact(cell) for cell in row]
        filled = list(dict.fromkeys(cell for cell in cells if cell))
        if len(filled) == 1 and _is_head(filled[0]):
            mode = _kind_said(filled[0])
            continue
        if n <= columns.header or columns.title >= len(cells) or len(cells[columns.title]) < 4:
            continue
        kind = _kind_of_row(cells, columns, mode)
        if kind is None:
            continue
        number = _cell(row, columns.number)
        number = number if DocumentNumber.parse(number) else ""
        until = parse_date(_cell(row, columns.until)) if kind is EventKind.AFFIRMED else None
        rank = EvidenceRank.ACT_EXPLICIT if number else EvidenceRank.ACT_BY_TITLE
        proof = Evidence(sha256, start, start + len(text), text, "catalogue.row")
        yield Effect(
            Target(cells[columns.title].strip("《》"), number),
            ValidityEvent(kind=kind, on=None, effective=None, evidence=proof, until=until, rank=rank),
        )


def _kind_of_row(cells: Sequence[str], columns: _Columns, mode: EventKind | None) -> EventKind | None:
    """What becomes of a row's act: its result, the column that is ticked, else what the heading says."""
    result = _cell(cells, columns.result)
    if result:
        if _PROPOSED.search(result) and _kind_said(result) is not EventKind.AFFIRMED:
            return None
        if any(pattern.search(result) for pattern, _ in _HEADS):
            return _kind_said(result)
    if columns.ticks:
        ticked = [kind for n, kind in columns.ticks if n < len(cells) and _TICK.search(cells[n])]
        return ticked[0] if len(ticked) == 1 else None
    return mode


def _cell(row: Sequence[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


def _new_ends(sha256: str, lines: Sequence[Line]) -> Iterator[Effect]:
    """Lists of acts whose force is prolonged, each with the day that its line or the heading above it gives."""
    until: date | None = None
    for line in lines:
        said = NEW_END.search(line.text)
        day = parse_date(said.group(1) or said.group(2)) if said else None
        if day is not None:
            until = day
        if line.kind is BlockKind.TABLE:
            columns = _columns(line)
            if columns is not None:
                for effect in _from_rows(
                    sha256, line, replace(columns, result=None, ticks=()), EventKind.AFFIRMED
                ):
                    yield _prolonged(effect, effect.event.until or until)
        elif _ENUMERATED.match(line.text):
            proof = Evidence(sha256, line.start, line.end, line.text, "notice.extended.list")
            for mention in mentions(line.text)[:1]:
                if not is_ground(mention) and until is not None:
                    yield effect_on(mention, EventKind.EXTENDED, proof, until)


def _prolonged(effect: Effect, until: date | None) -> Effect:
    return replace(effect, event=replace(effect.event, kind=EventKind.EXTENDED, until=until))


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
    for mention in named or [m for m in mentions(place.text) if not is_ground(m)]:
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
