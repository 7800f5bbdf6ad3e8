"""Snippets: the part of an article that shows why it was found, with the found words marked by their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from indexer.analysis import Analyzer, fold
from indexer.search.query import Field, Match, Words

Marker = tuple[str, ...]
"""Folded strings to mark, longest first."""

WIDTH: Final = 120
"""Characters of a snippet, about."""

CUT: Final = "…"
"""Stands where a sentence goes on."""

_STOPS: Final = "。；！？："
_BREAK: Final = re.compile(f"[{_STOPS}]")
_LINE_ENDS: Final = tuple((f"{mark} ", mark) for mark in "。；！？：，、")
"""The end of a line after a full-width mark, which needs no space."""
_beginning: Final = itemgetter(0)


class Snippet(NamedTuple):
    """A piece of text and the half-open spans of the words that were found in it; … where a sentence is cut."""

    text: str
    marks: tuple[tuple[int, int], ...]


def wanted_strings(words: Iterable[Words], analyzer: Analyzer) -> tuple[str, ...]:
    """What to mark for a query, longest first: phrases whole, words as segmented."""
    found: dict[str, None] = {}
    for item in words:
        if item.field in (Field.NUMBER, Field.BODY, Field.ARTICLE):
            continue
        if item.match is Match.EXACT:
            found[fold(item.text)] = None
            continue
        terms = analyzer.query_terms(item.text)
        for word in terms.outer or terms.pairs:
            found[word] = None
        found |= dict.fromkeys(fold(other) for _, other in item.also)
    return tuple(sorted((string for string in found if string), key=len, reverse=True))


def marker(wanted: Iterable[str]) -> Marker:
    """The wanted strings in the order in which they are marked where they overlap."""
    return tuple(sorted(filter(None, dict.fromkeys(wanted)), key=len, reverse=True))


def _places(folded: str, wanted: Marker) -> list[tuple[int, int]]:
    """Where the wanted strings stand, in order; of two that overlap the one that begins first, then the longer."""
    found: list[tuple[int, int]] = []
    for string in wanted:
        at = folded.find(string)
        while at >= 0:
            found.append((at, at + len(string)))
            at = folded.find(string, at + len(string))
    # By their beginning; of equal beginnings the longer was found first.
    found.sort(key=_beginning)
    kept: list[tuple[int, int]] = []
    end = 0
    for span in found:
        if span[0] >= end:
            kept.append(span)
            end = span[1]
    return kept


def make_snippet(text: str, wanted: Marker, width: int = WIDTH) -> Snippet:
    """The window of ``text`` with the most different wanted strings in it, cut at sentences where that is near."""
    flat = " ".join(text.split())
    if " " in flat:
        for ending, mark in _LINE_ENDS:
            flat = flat.replace(ending, mark)
    places = _places(fold(flat), wanted)
    if len(flat) <= width * 5 // 4:
        return Snippet(flat, tuple(places))
    start = _best_start(places, width) if places else 0
    start = _back_to_break(flat, start, places)
    end = min(len(flat), start + width)
    before = "" if start == 0 or flat[start - 1] in _STOPS else CUT
    shift = len(before) - start
    marks = tuple([(a + shift, b + shift) for a, b in places if a >= start and b <= end])
    if end < len(flat) and flat[end - 1] not in _STOPS:
        # Back to a sentence's end, if the last mark and most of the window lie before it.
        lowest = max(start + width * 2 // 3, marks[-1][1] - shift if marks else 0)
        stop = max(flat.rfind(mark, lowest, end) for mark in _STOPS)
        if stop >= 0:
            return Snippet(f"{before}{flat[start : stop + 1]}", marks)
        return Snippet(f"{before}{flat[start:end]}{CUT}", marks)
    return Snippet(before + flat[start:end], marks)


def _best_start(places: Sequence[tuple[int, int]], width: int) -> int:
    best, best_value, last, total = places[0][0], -1, 0, len(places)
    times: dict[int, int] = {}
    for first, (start, end) in enumerate(places):
        reach = start + width
        while last < total and places[last][1] <= reach:
            length = places[last][1] - places[last][0]
            times[length] = times.get(length, 0) + 1
            last += 1
        value = 4 * len(times) + last - first
        if value > best_value:
            best, best_value = start, value
        if last == total:
            # Later windows hold less.
            break
        if last <= first:
            # Longer than the window by itself.
            last = first + 1
        elif times[end - start] > 1:
            times[end - start] -= 1
        else:
            del times[end - start]
    return best


def _back_to_break(text: str, start: int, places: Sequence[tuple[int, int]]) -> int:
    """Begin at the sentence, or a little before the first mark."""
    reach = max(0, start - WIDTH // 3)
    first = _BREAK.search(text, reach, start)
    if first is not None:
        return first.end() if places else start
    return 0 if reach == 0 else max(0, start - WIDTH // 8)
