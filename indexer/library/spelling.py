"""Spelling: titles by likeness and by sound. It proposes; the reader is always told that a title was not typed as it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from indexer.catalog import load_paired_sounds, load_sounds
from indexer.model.characters import STATE_PREFIX, title_key

_LETTERS: Final = re.compile(r"[a-zü' ]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_STATE_LETTERS: Final = ("zhonghuarenmingongheguo", "zhrmghg")
_STATE_SLIP: Final = re.compile(
    "|".join(
        f"{STATE_PREFIX[:n]}{one}{STATE_PREFIX[n + 1 :]}"
        for n in range(len(STATE_PREFIX))
        for one in ("[^《》]", "")
    )
)
"""The state's name with a character wrong or missing: whole, it is no part of a title's key, and so may stand anywhere."""
_SHORT: Final = 4
"""Titles of so few characters are taken for a slip only when they sound alike."""

_LIKENESS: Final = 72.0
_ALIKE: Final = 65.0


@dataclass(frozen=True, slots=True)
class NearTitle:
    """A title that may have been meant: its key, its documents, and how many characters differ."""

    key: str
    documents: tuple[str, ...]
    distance: int


class Spelling:
    """The titles of one record, ``names`` the short names beside them; sounds are spelt when first needed."""

    def __init__(
        self, documents: Mapping[str, tuple[str, ...]], names: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        self._documents = documents
        self._names = names or {}
        self._keys = list(documents)
        self._by_length: dict[int, list[str]] = {}
        for key in self._keys:
            self._by_length.setdefault(len(key), []).append(key)

    def near(self, text: str) -> tuple[NearTitle, ...]:
        """Titles a slip away from the text, the nearest only; none when the text is a title or a piece of one."""
        key = title_key(text)
        if len(key) < _SHORT - 1 or key in self._documents:
            return ()
        at = bisect_left(self._ordered, key)
        if at < len(self._ordered) and is_piece(key, self._ordered[at]):
            # 宪法修正案 is how several titles begin, and no slip for 刑法修正案.
            return ()
        if (whole := _STATE_SLIP.sub("", key, count=1)) in self._documents:
            return (NearTitle(whole, self._documents[whole], 1),)
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

    def alike(self, key: str, limit: int) -> tuple[str, ...]:
        """Documents whose titles have most of a title's characters in their order, the most alike first."""
        found = process.extract(key, self._keys, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=limit)
        return tuple(document for other, _, _ in found for document in self._documents[other])[:limit]

    def sounding(self, text: str, limit: int = 10) -> tuple[str, ...]:
        """Documents whose title is spelt by these letters, whole or by its initials."""
        letters = letters_of(text)
        if len(letters) < 2:
            return ()
        exact = (*self._whole.get(letters, ()), *self._initials.get(letters, ()))
        return tuple(dict.fromkeys(exact))[:limit]

    def starting(self, text: str, limit: int) -> tuple[str, ...]:
        """Documents whose title begins with these letters or initials, shorter titles first."""
        letters = letters_of(text)
        if not letters:
            return ()
        found: dict[str, None] = {}
        for spellings, table in ((self._sorted[0], self._initials), (self._sorted[1], self._whole)):
            begin = bisect_left(spellings, letters)
            end = bisect_left(spellings, letters + "\U0010ffff", begin)
            spelt = sorted(islice(spellings, begin, end), key=len)[:limit]
            found.update(dict.fromkeys(name for one in spelt for name in table[one]))
        return tuple(found)[:limit]

    @cached_property
    def _ordered(self) -> list[str]:
        return sorted(self._keys)

    @cached_property
    def _whole(self) -> dict[str, tuple[str, ...]]:
        return self._spelt[1]

    @cached_property
    def _initials(self) -> dict[str, tuple[str, ...]]:
        return self._spelt[0]

    @cached_property
    def _sorted(self) -> tuple[list[str], list[str]]:
        return sorted(self._initials), sorted(self._whole)

    @cached_property
    def _spelt(self) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
        """Documents by the initials of their titles, and by the whole sound."""
        initials: dict[str, tuple[str, ...]] = {}
        whole: dict[str, tuple[str, ...]] = {}
        for key, ids in (*self._documents.items(), *self._names.items()):
            sounds = sounds_of(key)
            for table, spelt in ((initials, "".join(s[0] for s in sounds)), (whole, "".join(sounds))):
                if spelt:
                    table[spelt] = (*table.get(spelt, ()), *ids)
        return initials, whole


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
    single, paired = load_sounds(), load_paired_sounds()
    found: list[str] = []
    for place, char in enumerate(text):
        sound = single.get(char)
        if sound is None:
            if char.isalnum() and char.isascii():
                found.append(char.lower())
        elif (pair := paired.get(text[place : place + 2])) is not None:
            found.append(pair[0])
        elif place and (pair := paired.get(text[place - 1 : place + 1])) is not None:
            found.append(pair[1])
        else:
            found.append(sound)
    return found


def _sound_distance(one: str, other: str) -> int:
    return int(OSA.distance(sounds_of(one), sounds_of(other)))
