"""Words of a promulgation note (题注): dates, titles of deciding acts, verbs, ordinals; all with exact places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from indexer.model.characters import fold_width
from indexer.model.numerals import DATE, parse_date, parse_numeral
from indexer.model.validity import EventKind


class TokenKind(StrEnum):
    """What a word of a note is."""

    DATE = "date"
    TITLE = "title"  # 《关于修改〈X〉的决定》, also without its brackets
    ORDINAL = "ordinal"  # 第二次
    VERB = "verb"
    SINCE_ACT = "since_act"  # 自公布之日起施行
    BASIS = "basis"  # 根据: a new clause begins
    BREAK = "break"  # end of line, 。 ； or a bracket of the whole note
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a note; [start, end) count in the note's own text."""

    kind: TokenKind
    start: int
    end: int
    text: str
    day: date | None = None
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Verb:
    """What a verb of a note says happened, and the word kept as its manner."""

    kind: EventKind
    manner: str = ""


VERBS: Final[dict[str, tuple[Verb, ...]]] = {
    "修订通过": (Verb(EventKind.AMENDED, "修订"), Verb(EventKind.ADOPTED)),
    "修正通过": (Verb(EventKind.AMENDED, "修正"), Verb(EventKind.ADOPTED)),
    "修改通过": (Verb(EventKind.AMENDED, "修改"), Verb(EventKind.ADOPTED)),
    "通过修订": (Verb(EventKind.AMENDED, "修订"),),
    "通过修正": (Verb(EventKind.AMENDED, "修正"),),
    "批准修订": (Verb(EventKind.AMENDED, "修订"),),
    "批准修正": (Verb(EventKind.AMENDED, "修正"),),
    "批准修改": (Verb(EventKind.AMENDED, "修改"),),
    "修正公布": (Verb(EventKind.AMENDED, "修正"), Verb(EventKind.ISSUED, "公布")),
    "修订公布": (Verb(EventKind.AMENDED, "修订"), Verb(EventKind.ISSUED, "公布")),
    "修订发布": (Verb(EventKind.AMENDED, "修订"), Verb(EventKind.ISSUED, "发布")),
    "修改发布": (Verb(EventKind.AMENDED, "修改"), Verb(EventKind.ISSUED, "发布")),
    "通过": (Verb(EventKind.ADOPTED),),
    "批准": (Verb(EventKind.APPROVED),),
    "公布": (Verb(EventKind.ISSUED, "公布"),),
    "发布": (Verb(EventKind.ISSUED, "发布"),),
    "颁布": (Verb(EventKind.ISSUED, "颁布"),),
    "印发": (Verb(EventKind.ISSUED, "印发"),),
    "修正": (Verb(EventKind.AMENDED, "修正"),),
    "修订": (Verb(EventKind.AMENDED, "修订"),),
    "修改": (Verb(EventKind.AMENDED, "修改"),),
    "施行": (Verb(EventKind.COMMENCED),),
    "实施": (Verb(EventKind.COMMENCED),),
    "实行": (Verb(EventKind.COMMENCED),),
    "生效": (Verb(EventKind.COMMENCED),),
    "执行": (Verb(EventKind.COMMENCED),),
    "试行": (Verb(EventKind.COMMENCED),),
    "废止": (Verb(EventKind.REPEALED),),
}
"""The verbs of notes. 修订通过 is one word for two events, 公布施行 is two words."""

_ALTERNATIVES: Final = "|".join(sorted(VERBS, key=len, reverse=True))
# A 令 or 公告 between a date and a verb is part of the body; a verb inside 修订案 or 执行委员会 is no verb.
_VERB: Final = re.compile(rf"(?:{_ALTERNATIVES})(?!案|委员|局|稿|条例|办法|令)")
_DATE: Final = re.compile(DATE)
_ISO: Final = re.compile(r"(?<!\d)(?:19|20)\d\d[-/.．]\d{1,2}[-/.．]\d{1,2}(?!\d)")
_ORDINAL: Final = re.compile(r"第([一二三四五六七八九十\d]{1,3})次(?=\s*(?:修正|修订|修改))")
_SINCE_ACT: Final = re.compile(r"(?:自)?(?:公布|发布|颁布|印发|通过)之日起?(?:施行|实施|生效|执行)")
_BASIS: Final = re.compile(r"根据")
_BREAK: Final = re.compile(r"[\n。；;（）()]")
# 关于修改…的决定 outside 《》 (the brackets are often lost): up to the decision's noun, never across a date.
_BARE_TITLE: Final = re.compile(
    r"《?关于\s*(?:修\s*[改订正]|废\s*止|取\s*消|批\s*准|调\s*整|适\s*用)"
    rf"(?:(?!{DATE}|根据)[\s\S]){{1,200}}?(?:决定|修正案|决议)》?(?=\s*(?:第[一二三四五六七八九十\d]{{1,3}}次)?\s*(?:修正|修订|修改|$|\n|）))"
)
_APPROVING: Final = re.compile(r"关于批准(?=《)")
MAX_TITLE: Final = 400


def tokenize(text: str) -> Iterator[Token]:
    """The words of a note in order; every character belongs to exactly one token."""
    folded = fold_width(text)
    position = words_from = 0
    while position < len(folded):
        token = _token_at(folded, position)
        if token is None:
            position += 1
            continue
        if words_from < position:
            yield Token(TokenKind.WORDS, words_from, position, text[words_from:position])
        yield token
        position = words_from = token.end
    if words_from < len(text):
        yield Token(TokenKind.WORDS, words_from, len(text), text[words_from:])


def _token_at(text: str, at: int) -> Token | None:
    char = text[at]
    if char == "《":
        return _title_at(text, at)
    if char in "\n。；;（）()":
        return Token(TokenKind.BREAK, at, at + 1, char)
    if char == "关":
        return _bare_title_at(text, at)
    if char == "第" and (match := _ORDINAL.match(text, at)):
        return Token(TokenKind.ORDINAL, at, match.end(), match.group(0), value=parse_numeral(match.group(1)))
    if char == "根" and text.startswith("根据", at):
        return Token(TokenKind.BASIS, at, at + 2, "根据")
    if (char.isdigit() or char in "一二三〇○零") and (token := _date_at(text, at)):
        return token
    if char in "自公发颁印通" and (match := _SINCE_ACT.match(text, at)):
        return Token(TokenKind.SINCE_ACT, at, match.end(), match.group(0))
    if char in _VERB_STARTS and (match := _VERB.match(text, at)):
        return Token(TokenKind.VERB, at, match.end(), match.group(0))
    return None


_VERB_STARTS: Final = frozenset(verb[0] for verb in VERBS)


def _date_at(text: str, at: int) -> Token | None:
    match = _DATE.match(text, at) or _ISO.match(text, at)
    if match is None:
        return None
    return Token(TokenKind.DATE, at, match.end(), match.group(0), day=parse_date(match.group(0)))


def _title_at(text: str, at: int) -> Token | None:
    end = _closing(text, at)
    if end is None:
        return _bare_title_at(text, at)
    return Token(TokenKind.TITLE, at, end, text[at:end])


def _bare_title_at(text: str, at: int) -> Token | None:
    if match := _APPROVING.match(text, at):
        return Token(TokenKind.WORDS, at, match.end(), match.group(0))
    match = _BARE_TITLE.match(text, at)
    return Token(TokenKind.TITLE, at, match.end(), match.group(0)) if match else None


def _closing(text: str, at: int) -> int | None:
    """The end of the 《…》 that opens at ``at``; titles nest and break over lines. None when it never closes."""
    depth = 0
    for position in range(at, min(len(text), at + MAX_TITLE)):
        char = text[position]
        if char == "《":
            depth += 1
        elif char == "》":
            depth -= 1
            if depth == 0:
                return position + 1
    return _loose_closing(text, at)


def _loose_closing(text: str, at: int) -> int | None:
    # One 《 too many (《关于修改《X〉的决定》): the last 》 before a verb closes it all.
    match = re.compile(r"》(?=\s*(?:第[一二三四五六七八九十\d]{1,3}次)?\s*(?:修正|修订|修改))").search(
        text, at, at + MAX_TITLE
    )
    return match.end() if match else None
