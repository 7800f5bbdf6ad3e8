"""Spelling: titles by likeness and by sound. It proposes; the reader is always told that a title was not typed as it is."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, Final, cast

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from indexer.model.characters import title_key

_LETTERS: Final = re.compile(r"[a-zü' ]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_STATE_LETTERS: Final = ("zhonghuarenmingongheguo", "zhrmghg")
_SHORT: Final = 4
"""Titles of so few characters are taken for a slip only when they sound alike."""

_LIKENESS: Final = 72.0


@cache
def _pinyin() -> Any:
    """pypinyin, loaded when a sound is first asked for: its tables take longer than most commands."""
    return importlib.import_module("pypinyin")


def _phrases() -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", _pinyin().constants.PHRASES_DICT)


def _readings() -> Mapping[int, str]:
    return cast("Mapping[int, str]", _pinyin().constants.PINYIN_DICT)


@dataclass(frozen=True, slots=True)
class NearTitle:
    """A title that may have been meant: its key, its documents, and how many characters differ."""

    key: str
    documents: tuple[str, ...]
    distance: int


class Spelling:
    """The titles of one record. Built at once; the sounds only when they are first needed."""

    def __init__(self, documents: Mapping[str, tuple[str, ...]]) -> None:
        self._documents = documents
        self._keys = list(documents)
        self._by_length: dict[int, list[str]] = {}
        for key in self._keys:
            self._by_length.setdefault(len(key), []).append(key)

    def near(self, text: str) -> tuple[NearTitle, ...]:
        """Titles a slip away from the text, the nearest only; none when the text is a title or a piece of one."""
        key = title_key(text)
        if len(key) < _SHORT - 1 or key in self._documents:
            return ()
        allowed = 1 if len(key) < 10 else 2 if len(key) < 24 else 3
        # A title that is longer or shorter by more cannot be as near as that.
        lengths = range(len(key) - allowed, len(key) + allowed + 1)
        keys = [other for length in lengths for other in self._by_length.get(length, ())]
        found = process.extract(key, keys, scorer=OSA.distance, score_cutoff=allowed, limit=50)
        likely = [
            (int(distance), _sound_distance(key, other), other)
            for other, distance, _ in found
            if not is_piece(key, other)
        ]
        if len(key) <= _SHORT:
            likely = [
                item for item in likely if item[1] == 0 or (item[2][-1] == key[-1] and len(likely) == 1)
            ]
        if not likely:
            return ()
        likely.sort()
        best = likely[0][:2]
        return tuple(
            NearTitle(other, self._documents[other], distance)
            for distance, sound, other in likely
            if (distance, sound) == best
        )

    def likest(self, text: str) -> NearTitle | None:
        """The title most like a text that found nothing; None when none is much like it."""
        key = title_key(text)
        if len(key) < _SHORT or not _HAN.search(key):
            return None
        found = process.extractOne(key, self._keys, scorer=fuzz.ratio, score_cutoff=_LIKENESS)
        if found is None:
            return None
        return NearTitle(found[0], self._documents[found[0]], OSA.distance(key, found[0]))

    def sounding(self, text: str, limit: int = 10) -> tuple[str, ...]:
        """Documents whose title is spelt by these letters: the whole title, its initials, or how it begins."""
        letters = letters_of(text)
        if len(letters) < 2:
            return ()
        exact = (*self._whole.get(letters, ()), *self._initials.get(letters, ()))
        if exact:
            return tuple(dict.fromkeys(exact))[:limit]
        return ()

    def starting(self, text: str, limit: int) -> tuple[str, ...]:
        """Documents whose title begins with these letters or initials, shorter titles first."""
        letters = letters_of(text)
        if not letters:
            return ()
        found: dict[str, None] = {}
        for table in (self._initials, self._whole):
            for spelt in sorted((spelt for spelt in table if spelt.startswith(letters)), key=len):
                found.update(dict.fromkeys(table[spelt]))
                if len(found) >= limit:
                    break
        return tuple(found)[:limit]

    @cached_property
    def _whole(self) -> dict[str, tuple[str, ...]]:
        return self._spelt("")

    @cached_property
    def _initials(self) -> dict[str, tuple[str, ...]]:
        return self._spelt("initials")

    def _spelt(self, form: str) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for key, ids in self._documents.items():
            sounds = sounds_of(key)
            spelt = "".join(sound[0] for sound in sounds) if form else "".join(sounds)
            if spelt:
                found[spelt] = (*found.get(spelt, ()), *ids)
        return found


def letters_of(text: str) -> str:
    """A text of Latin letters as the sounds are written; empty when it has anything else."""
    plain = text.strip().lower()
    if not _LETTERS.fullmatch(plain):
        return ""
    letters = re.sub(r"[' ]", "", plain).replace("ü", "v")
    for state in _STATE_LETTERS:
        if letters.startswith(state) and len(letters) > len(state):
            return letters.removeprefix(state)
    return letters


def is_piece(key: str, title: str) -> bool:
    """Whether what was typed is the title without whole words at an end: the beginning of a title, not a slip."""
    if key == title or not (title.startswith(key) or title.endswith(key)):
        return False
    rest = title.removeprefix(key) if title.startswith(key) else title.removesuffix(key)
    return len(rest) > 1 or rest in "法令函省市县区"


def sounds_of(text: str) -> list[str]:
    """The sounds of a title, without tones; letters and digits as they are. Readings of 重庆 and 会计 go by the pair."""
    found: list[str] = []
    for place, char in enumerate(text):
        if not _HAN.match(char):
            if char.isalnum() and char.isascii():
                found.append(char.lower())
            continue
        if "," in _readings().get(ord(char), ""):
            before, after = text[place - 1 : place + 1], text[place : place + 2]
            if after in _phrases():
                found.append(_pair(after)[0])
                continue
            if place and before in _phrases():
                found.append(_pair(before)[-1])
                continue
        found.append(_single(char))
    return found


@lru_cache(maxsize=20_000)
def _single(char: str) -> str:
    return str(_pinyin().lazy_pinyin(char)[0])


@lru_cache(maxsize=20_000)
def _pair(pair: str) -> list[str]:
    return [str(sound) for sound in _pinyin().lazy_pinyin(pair)]


def _sound_distance(one: str, other: str) -> int:
    return int(OSA.distance(sounds_of(one), sounds_of(other)))


def sounds_alike(texts: Iterable[str]) -> bool:
    """Whether all these texts are spoken alike."""
    return len({tuple(sounds_of(text)) for text in texts}) <= 1
