"""Where two wordings of one provision differ, in runs a reader can take in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from indexer.model.characters import compact, fold_width

_ALIKE: Final = dict(
    zip(map(ord, "()[],;:?!∶．<>\"“'‘—–－"), "（）［］，；：？！：.〈〉””’’---", strict=True)
)
_TOKEN: Final = re.compile(
    r"[0-9０-９]+(?:[.．][0-9０-９]+)?|[A-Za-zＡ-Ｚａ-ｚ]+|第[一二三四五六七八九十百千零〇0-9]+[条款项目章节编]|\S"
)
_SENTENCE: Final = re.compile(r"[^。；\n]*(?:[。；]|\n|$)")
_LIMIT: Final = 1_500_000
"""Tokens of one stretch times those of the other: beyond it the stretch is marked whole."""
_SHORT: Final = 2
"""Tokens: an equal run this short between two differences is read as part of them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A difference: half-open spans in the old and the new text. An empty span is where the other has something."""

    old: tuple[int, int]
    new: tuple[int, int]


def plain(text: str) -> str:
    """The words of a text as they are compared: white space, width and the style of marks do not count."""
    return fold_width(compact(text)).translate(_ALIKE)


@dataclass(frozen=True, slots=True)
class _Token:
    words: str
    start: int
    end: int


def word_marks(old: str, new: str) -> tuple[Mark, ...]:
    """The differences between two wordings, in order, none touching the next."""
    before, after = _tokens(old), _tokens(new)
    runs: list[list[int]] = []
    for i, i_end, j, j_end in _differences(old, new, before, after):
        if runs and i - runs[-1][1] <= _SHORT and j - runs[-1][3] <= _SHORT:
            runs[-1][1], runs[-1][3] = i_end, j_end
        else:
            runs.append([i, i_end, j, j_end])
    return tuple(Mark(_span(before, run[0], run[1]), _span(after, run[2], run[3])) for run in runs)


def _span(tokens: Sequence[_Token], start: int, end: int) -> tuple[int, int]:
    if start < end:
        return tokens[start].start, tokens[end - 1].end
    place = tokens[start - 1].end if start else 0
    return place, place


def _tokens(text: str) -> list[_Token]:
    return [_Token(plain(match.group()), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def _differences(
    old: str, new: str, before: Sequence[_Token], after: Sequence[_Token]
) -> Iterator[tuple[int, int, int, int]]:
    """Differing stretches as token indices: sentences are set against each other first, then their words."""
    mine, theirs = _sentences(old, before), _sentences(new, after)
    matcher = SequenceMatcher(None, [s for s, _, _ in mine], [s for s, _, _ in theirs], autojunk=False)
    for verb, i, i_end, j, j_end in matcher.get_opcodes():
        if verb == "equal":
            continue
        start, end = _reach(mine, i, i_end)
        first, last = _reach(theirs, j, j_end)
        if verb != "replace" or (end - start) * (last - first) > _LIMIT:
            yield start, end, first, last
            continue
        inner = SequenceMatcher(
            None, [t.words for t in before[start:end]], [t.words for t in after[first:last]], autojunk=False
        )
        for word_verb, a, a_end, b, b_end in inner.get_opcodes():
            if word_verb != "equal":
                yield start + a, start + a_end, first + b, first + b_end


def _reach(sentences: Sequence[tuple[str, int, int]], start: int, end: int) -> tuple[int, int]:
    if start < end:
        return sentences[start][1], sentences[end - 1][2]
    place = sentences[start][1] if start < len(sentences) else (sentences[-1][2] if sentences else 0)
    return place, place


def _sentences(text: str, tokens: Sequence[_Token]) -> list[tuple[str, int, int]]:
    """Each sentence's words with its first token and the one after its last."""
    found: list[tuple[str, int, int]] = []
    at = 0
    for match in _SENTENCE.finditer(text):
        first = at
        while at < len(tokens) and tokens[at].start < match.end():
            at += 1
        if at > first:
            found.append(("".join(t.words for t in tokens[first:at]), first, at))
    return found
