"""Unfolding: texts that lost their line breaks are cut again where paragraphs must have begun."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from indexer.model.source import BlockKind
from indexer.parse.lines import Line, cut_line
from indexer.parse.markers import parse_small

_LONG: Final = 60
"""Characters below which a line is never looked into."""
_FLAT_LINE: Final = 600
_FLAT_LINES: Final = 12
_SHORT_FLAT_LINE: Final = 250
_FEW_LINES: Final = 3
_ENVOI: Final = re.compile(r"(?<=[。”])本(?:决定|通知|意见|公告|办法|规定|方案|细则|批复)自")
_RUN_ON: Final = 400
_HAN: Final = "一二三四五六七八九十百千零〇○两廿卅"
_DIVISION: Final = re.compile(
    rf"第(?P<n>[{_HAN}0-9０-９—]{{1,8}})(?:(?P<unit>[编章节])(?=[\s　])|条(?:之(?P<i>[{_HAN}]{{1,3}}))?"
    r"(?=(?P<gap>[\s　【])|(?![、，,。．；;）)》”第至的款项中所和与及或之到规修改增删]|明确|作为|有关)))"
)
_CHINESE: Final = re.compile(rf"(?<![{_HAN}第])(?P<n>[一二三四五六七八九十]{{1,3}})、")
_SENTENCE_END: Final = frozenset("。；：∶！？”）)】」!?;:")
_GAP: Final = re.compile(r"[ \u3000\xa0]{2,}")
_RELEASE: Final = re.compile(r"（此件[^（）]{2,12}）")
_ADDRESSEE: Final = re.compile(r"^[^。；：，]{2,160}(?:，[^。；：，]{2,80})?[：:]")
_TITLE_END: Final = re.compile(
    r"的?(?:通知|批复|意见|决定|公告|通告|函|办法|规定|细则|方案|预案|命令|令)\s*(?=(?!的)[\u4e00-\u9fff]{1,12}[〔\[（(]\s*\d{4}\s*[〕\]）)])"
)
_NUMBER_END: Final = re.compile(r"[〔\[（(]\s*(?:19|20)\d\d\s*[〕\]）)]\s*第?\s*\d{1,5}\s*号")


def unfold(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with those cut that hold several articles or a whole document; others as they are."""
    flat = _is_flat(lines)
    done: list[Line] = []
    last: tuple[int, int] | None = None
    for line in lines:
        pieces = [line]
        if line.kind is BlockKind.PARAGRAPH and len(line.text) >= _LONG:
            if flat:
                pieces = _unfold_document(line, first=not done)
            if "第" in line.text:
                pieces = [part for piece in pieces for part in _cut_divisions(piece, last)]
        for piece in pieces:
            match = _DIVISION.match(piece.text)
            if match and not match["unit"]:
                last = _key(match)
            done.append(piece)
    return tuple(done)


def _is_flat(lines: Sequence[Line]) -> bool:
    if not lines or len(lines) > _FLAT_LINES:
        return False
    least = _FLAT_LINE if len(lines) > _FEW_LINES else _SHORT_FLAT_LINE
    return any(len(line.text) >= least for line in lines)


def _unfold_document(line: Line, first: bool) -> list[Line]:
    gaps = [m.end() for m in _GAP.finditer(line.text) if _is_paragraph_gap(line.text, m)]
    pieces = cut_line(line, sorted({*gaps, *(m.end() for m in _RELEASE.finditer(line.text))}))
    if first and pieces:
        pieces[:1] = _cut_front(pieces[0])
    return [part for piece in pieces for part in _cut_headings(piece)]


def _is_paragraph_gap(text: str, gap: re.Match[str]) -> bool:
    """总　　则 is one word: a gap between two lone characters is typesetting."""
    before, after = text[max(0, gap.start() - 2) : gap.start()], text[gap.end() : gap.end() + 2]
    lone_before = _is_han(before[-1:]) and (len(before) < 2 or before[0].isspace())
    lone_after = _is_han(after[:1]) and (len(after) < 2 or after[1].isspace())
    return not (lone_before and lone_after)


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _cut_front(line: Line) -> list[Line]:
    text, cuts = line.text, []
    title = _TITLE_END.search(text, 0, 160)
    number = _NUMBER_END.search(text, 0, 200)
    if title and number and title.end() <= number.start():
        cuts.append(title.end())
    if number:
        cuts.append(number.end())
        addressee = _ADDRESSEE.match(text[number.end() :].lstrip())
        if addressee:
            skipped = len(text) - number.end() - len(text[number.end() :].lstrip())
            cuts.append(number.end() + skipped + addressee.end())
    return cut_line(line, cuts)


def _cut_headings(line: Line) -> list[Line]:
    """一、… 二、… run together: cut at sentence ends where the numbers make an unbroken run from 一."""
    runs: list[list[int]] = []
    expected = 1
    for match in _CHINESE.finditer(line.text):
        number = parse_small(match["n"])
        if not _after_sentence(line.text, match.start()):
            continue
        if number == 1:
            runs.append([match.start()])
            expected = 2
        elif number == expected and runs:
            runs[-1].append(match.start())
            expected += 1
    cuts = {at for run in runs if len(run) > 1 for at in run if at}
    cuts.update(match.start() for match in _ENVOI.finditer(line.text))
    return cut_line(line, sorted(cuts))


def _cut_divisions(line: Line, last: tuple[int, int] | None) -> list[Line]:
    text, cuts = line.text, []
    chapter_end = -1
    for match in _DIVISION.finditer(text):
        start = match.start()
        if match["unit"]:
            if start == 0 or _after_sentence(text, start) or text[start - 1].isspace():
                if start and _heads_article(text, match.end()):
                    cuts.append(start)
                chapter_end = match.end()
            continue
        key = _key(match)
        if start == 0:
            last = key
            continue
        near_chapter = 0 <= start - chapter_end <= 40 and text[start - 1].isspace()
        if _follows(key, last) and (near_chapter or _after_sentence(text, start)) and _may_split(match, text):
            cuts.append(start)
            last = key
    return cut_line(line, cuts) if cuts else [line]


def _heads_article(text: str, at: int) -> bool:
    """A heading within a line is one where the next division or article is near: 第二章 监督 第八条 ….."""
    following = _DIVISION.search(text, at, min(len(text), at + 48))
    return following is not None and "。" not in text[at : following.start()]


def _may_split(match: re.Match[str], text: str) -> bool:
    # Without a space after it a label is one only in a text that plainly lost its line breaks.
    return match["gap"] is not None or len(text) >= _RUN_ON


def _key(match: re.Match[str]) -> tuple[int, int]:
    number = parse_small(match["n"]) or 0
    return number, (parse_small(match["i"]) or 0) if match["i"] else 0


def _follows(key: tuple[int, int], last: tuple[int, int] | None) -> bool:
    if last is None:
        return key == (1, 0)
    return key in {(last[0] + 1, 0), (last[0], last[1] + 1)}


def _after_sentence(text: str, at: int) -> bool:
    # Private-use characters are left over from fonts: no more than a space.
    while at > 0 and (text[at - 1].isspace() or "\ue000" <= text[at - 1] <= "\uf8ff"):
        at -= 1
    return at == 0 or text[at - 1] in _SENTENCE_END
