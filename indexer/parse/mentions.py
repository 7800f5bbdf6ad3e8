"""Titles mentioned in running text, with what stands around them: days, number, bodies, the part that is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.model.docnumber import DocumentNumber
from indexer.model.numerals import DATE, parse_date

_DATES: Final = re.compile(DATE)
_AFTER: Final = re.compile(r"^\s*[（(]([^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*)[）)]")
_PART: Final = re.compile(r"^\s*(?:中|里|第)[^，。；《]{0,60}?(?:规定|条款|内容|部分|[条款项])")
_NUMBER: Final = re.compile(
    r"[\u4e00-\u9fffA-Za-z、]{1,30}?(?:[〔［\[（(]\s*(?:19|20)\d\d\s*[〕］\]）)]\s*第?\s*\d{1,5}\s*号|(?:令|公告)\s*(?:(?:19|20)\d\d年)?\s*第?\s*[\d一二三四五六七八九十百零〇]{1,6}\s*号|第[\d一二三四五六七八九十百]{1,5}号令)"
)
_ISSUED_BY: Final = re.compile(r"([\u4e00-\u9fff、]{2,30}?)(?:公布|发布|颁布|印发|制定|下发|通过|批准|转发)")


@dataclass(frozen=True, slots=True)
class Mention:
    """《title》 at [start, end) of the text, the marks included; ``before`` and ``after`` reach to its neighbours."""

    title: str
    start: int
    end: int
    before: str
    after: str

    @property
    def number(self) -> str:
        """The number in brackets behind the title, or in the words before it."""
        bracket = _AFTER.match(self.after)
        for text in (bracket.group(1) if bracket else "", self.before):
            # A day before the number is not part of it: 2000年3月15日国务院令第283号.
            found = _NUMBER.search(_DATES.sub("，", text))
            if found is not None and DocumentNumber.parse(found.group()) is not None:
                return found.group()
        return ""

    @property
    def days(self) -> tuple[date, ...]:
        """Every day given for it."""
        bracket = _AFTER.match(self.after)
        text = self.before + (bracket.group(1) if bracket else "")
        found = (parse_date(match.group()) for match in _DATES.finditer(text))
        return tuple(dict.fromkeys(day for day in found if day is not None))

    @property
    def issuers(self) -> tuple[str, ...]:
        """Bodies said to have issued it."""
        match = _ISSUED_BY.search(_DATES.sub("", self.before))
        return tuple(part for part in match.group(1).split("、") if part) if match else ()

    @property
    def part(self) -> str:
        """The words that limit it to a part."""
        bracket = _AFTER.match(self.after)
        match = _PART.match(self.after[bracket.end() :] if bracket else self.after)
        return match.group().strip() if match else ""


def mentions(text: str) -> tuple[Mention, ...]:
    """The outermost 《…》 of a text, in order."""
    spans = list(_spans(text))
    found = []
    for n, (start, end) in enumerate(spans):
        low = spans[n - 1][1] if n else 0
        high = spans[n + 1][0] if n + 1 < len(spans) else len(text)
        found.append(Mention(text[start + 1 : end - 1].strip(), start, end, text[low:start], text[end:high]))
    return tuple(found)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    depth, start = 0, 0
    for at, char in enumerate(text):
        if char == "《":
            if depth == 0:
                start = at
            depth += 1
        elif char == "》" and depth:
            depth -= 1
            if depth == 0:
                yield start, at + 1
    # A mark that never closes names nothing for sure: what follows it is not a title.
