"""Analyzer: folded text into terms — words, pairs of Han characters, single Han characters — in one namespace.

A word of two characters and the pair of the same characters are one term, counted twice where both arise: measured
on judged questions this ranks better than keeping them apart, and it needs fewer postings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.folding import fold
from indexer.analysis.segmenter import Segmenter, default_segmenter
from indexer.catalog import fingerprint, load_stopwords

UNIT_BITS: Final = 20
"""Units of one batch are numbered in this many bits of a posting's key."""

_PAIR: Final = 1 << 42
_WORD: Final = 1 << 43
_CODE_POINT_BITS: Final = 21
_HAN_RUN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]+")


@dataclass(frozen=True, slots=True)
class TermBatch:
    """Postings of a batch of texts.

    ``keys`` is sorted: the term's code in the upper bits, the text's number within the batch in the lower
    ``UNIT_BITS``; ``counts`` is how often the term occurs in the text; ``lengths`` the number of terms of each text.
    """

    keys: NDArray[np.uint64]
    counts: NDArray[np.uint32]
    lengths: NDArray[np.int64]


_QUESTIONS: Final = 256


@dataclass(frozen=True)
class QueryTerms:
    """A question's terms: ``words`` and ``pairs`` decide whether a text matches, ``characters`` only add to its score."""

    words: tuple[str, ...]
    pairs: tuple[str, ...]
    characters: tuple[str, ...]

    @cached_property
    def outer(self) -> tuple[str, ...]:
        """The words that stand in no other word of the question."""
        distinct = tuple(dict.fromkeys(self.words))
        return tuple(w for w in distinct if not any(w != other and w in other for other in distinct))

    @cached_property
    def needed(self) -> frozenset[str]:
        """Terms that a text with all the words must have, however it was segmented: the pairs inside each word."""
        found: set[str] = set()
        for word in self.words or self.pairs:
            inside = [word[i : i + 2] for i in range(len(word) - 1)] if _HAN_RUN.fullmatch(word) else []
            found.update(inside or [word])
        return frozenset(found)


class Analyzer:
    """Terms of texts in bulk and of queries one by one. Codes of long words are given out as they are met, so a batch
    can be read only with the analyzer that made it."""

    def __init__(self, segmenter: Segmenter, stopwords: frozenset[str] = frozenset()) -> None:
        self._segmenter = segmenter
        self._stopwords = stopwords
        self._kept_terms = lru_cache(_QUESTIONS)(self._query_terms)
        self._codes = _WordCodes()

    @property
    def stamp(self) -> str:
        """What an index made with this analyzer must name."""
        return f"terms-2:{self._segmenter.stamp}+{fingerprint('traditional.txt')}"

    def batch(self, texts: Sequence[str]) -> TermBatch:
        """The postings of up to 2^UNIT_BITS folded texts."""
        if len(texts) >= 1 << UNIT_BITS:
            raise ValueError(f"at most {1 << UNIT_BITS} texts in a batch, not {len(texts)}")
        words = self._segmenter.words
        codes = self._codes
        found: list[int] = []
        per_text = np.zeros(len(texts), np.int64)
        for number, text in enumerate(texts):
            cut = words(text)
            per_text[number] = len(cut)
            found += map(codes.__getitem__, cut)
        word_codes = np.fromiter(found, np.uint64, len(found))
        word_units = np.repeat(np.arange(len(texts), dtype=np.uint64), per_text)
        character_codes, character_units, pair_codes, pair_units = _characters(texts)
        code = np.concatenate([word_codes, character_codes, pair_codes])
        unit = np.concatenate([word_units, character_units, pair_units])
        keys = (code << np.uint64(UNIT_BITS)) | unit
        keys.sort()
        starts = _run_starts(keys)
        return TermBatch(
            keys=keys[starts],
            counts=np.diff(np.append(starts, len(keys))).astype(np.uint32),
            lengths=np.bincount(unit.astype(np.int64), minlength=len(texts)),
        )

    def code_of(self, term: str) -> int:
        """The code of a term; one is given out when it is new."""
        return self._codes[term]

    def term_of(self, code: int) -> str:
        """The term that a code of this analyzer stands for."""
        if code & _WORD:
            return self._codes.words[code & ~_WORD]
        if code & _PAIR:
            pair = code & ~_PAIR
            return chr(pair >> _CODE_POINT_BITS) + chr(pair & ((1 << _CODE_POINT_BITS) - 1))
        return chr(code)

    def terms(self, text: str) -> list[str]:
        """Every term of a text with repetitions, as ``batch`` counts them; for peers and tests."""
        folded = fold(text)
        runs = _HAN_RUN.findall(folded)
        pairs = [run[i : i + 2] for run in runs for i in range(len(run) - 1)]
        return self._segmenter.words(folded) + pairs + [char for run in runs for char in run]

    def words(self, text: str) -> list[str]:
        """The words of a text in search mode."""
        return self._segmenter.words(fold(text))

    def exact_terms(self, folded: str) -> list[str]:
        """Terms that any text with this string in it must have: its pairs, or its characters where there are none."""
        runs = _HAN_RUN.findall(folded)
        pairs = [run[i : i + 2] for run in runs for i in range(len(run) - 1)]
        return pairs + [run for run in runs if len(run) == 1]

    def asks(self, text: str) -> bool:
        """Whether several words are asked about, with words of a question beside them (试用期最长多久)."""
        cut = self.words(text)
        return len(self.query_terms(text).outer) > 1 and any(word in self._stopwords for word in cut)

    def query_terms(self, text: str) -> QueryTerms:
        """The terms of a question, stop words left out unless nothing else is said.

        A term said twice counts twice. One search asks for the terms of its words several times (to find, to weigh,
        to mark): those of the last questions are kept.
        """
        return self._kept_terms(text)

    def _query_terms(self, text: str) -> QueryTerms:
        folded = fold(text)
        cut = self._segmenter.words(folded)
        kept = _unknown_words([word for word in cut if word not in self._stopwords], folded)
        runs = _HAN_RUN.findall(folded)
        pairs = [run[i : i + 2] for run in runs for i in range(len(run) - 1)]
        characters = [char for run in runs for char in run if char not in self._stopwords]
        words = kept or cut
        if not pairs and characters:
            # A single character is all that is asked for: it must decide.
            words = words or characters
        return QueryTerms(
            words=tuple(word for word in words if len(word) > 1 or not _HAN_RUN.match(word))
            or tuple(words if not pairs else ()),
            pairs=tuple(pair for pair in pairs if pair not in self._stopwords),
            characters=tuple(characters) if pairs else (),
        )


def _unknown_words(words: list[str], text: str) -> list[str]:
    """The words with single characters joined that stand side by side: the dictionary does not know 醉驾, which is a word
    all the same, and what was asked for."""
    joined: list[str] = []
    loose = False
    for word in words:
        single = len(word) == 1 and _HAN_RUN.match(word) is not None
        if single and loose and joined[-1] + word in text:
            joined[-1] += word
        else:
            joined.append(word)
        loose = single
    return joined


class _WordCodes(dict[str, int]):
    """Word → code; a pair or single Han character shares the code of the same characters found in the text."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def __missing__(self, word: str) -> int:
        if len(word) == 1 and _HAN_RUN.match(word):
            code = ord(word)
        elif len(word) == 2 and _HAN_RUN.fullmatch(word):
            code = _PAIR | ord(word[0]) << _CODE_POINT_BITS | ord(word[1])
        else:
            code = _WORD | len(self.words)
            self.words.append(word)
        self[word] = code
        return code


Codes = NDArray[np.uint64]


def _characters(texts: Sequence[str]) -> tuple[Codes, Codes, Codes, Codes]:
    """(codes, text numbers) of single Han characters and of pairs of neighbours."""
    joined = "\n".join(texts)
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    units = np.repeat(np.arange(len(texts), dtype=np.uint64), lengths)[: len(points)]
    han = ((points >= 0x3400) & (points <= 0x9FFF)) | ((points >= 0x20000) & (points <= 0x323AF))
    both = han[:-1] & han[1:]
    wide = points.astype(np.uint64)
    pairs = (wide[:-1] << np.uint64(_CODE_POINT_BITS) | wide[1:] | np.uint64(_PAIR))[both]
    return wide[han], units[han], pairs, units[:-1][both]


def _run_starts(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    if not len(keys):
        return np.zeros(0, np.int64)
    return np.concatenate(([0], np.flatnonzero(keys[1:] != keys[:-1]) + 1))


@cache
def default_analyzer() -> Analyzer:
    """The analyzer of this installation."""
    return Analyzer(default_segmenter(), load_stopwords())
