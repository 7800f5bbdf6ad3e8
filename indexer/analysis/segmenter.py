"""Word segmentation in search mode: jieba, or rjieba where its wheel is present; never both in one index.

The hidden Markov model is off: it is quadratic on long unknown runs, and without it both agree.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import re
import tempfile
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from indexer.catalog import data_file, fingerprint

MAX_RUN: Final = 200
"""Characters handed to the segmenter at once at the most."""

_PIECES: Final = re.compile(rf"[^\s，。；：、！？（）《》〈〉“”‘’【】…—,;:!?()\[\]<>\"']{{1,{MAX_RUN}}}")
_WORD: Final = re.compile(r"\w")
LEXICON: Final = "lexicon.txt"


Cut = Callable[[str], list[str]]


class Segmenter:
    """Cuts text into words, longer words followed or preceded by the words inside them (search mode).

    Its dictionary is loaded when the first text is cut: most questions need none.
    """

    def __init__(self, name: str, load: Callable[[], Cut]) -> None:
        self.name = name
        self._load = load

    @cached_property
    def _cut(self) -> Cut:
        return self._load()

    @property
    def stamp(self) -> str:
        """What an index made with this segmenter must name: the segmenter and the lexicon's hash."""
        return f"{self.name}+{fingerprint(LEXICON)}"

    def words(self, text: str) -> list[str]:
        """The words of a folded text; punctuation is left out."""
        cut = self._cut
        if len(text) <= MAX_RUN:
            return [word for word in cut(text) if _WORD.match(word)]
        found: list[str] = []
        for piece in _PIECES.findall(text):
            found += cut(piece)
        return [word for word in found if _WORD.match(word)]


def accelerated() -> Segmenter | None:
    """The Rust segmenter with our lexicon, or None where it is not installed."""
    return Segmenter("rjieba", _load_rjieba) if importlib.util.find_spec("rjieba") else None


def _load_rjieba() -> Cut:
    # The module loads a dictionary of its own when it is imported, behind its functions; a second one would take as
    # long again, and as much memory.
    jieba: Any = importlib.import_module("rjieba").cut_for_search.__self__
    for word, frequency, tag in _lexicon_rows():
        jieba.add_word(word, frequency, tag)
    return lambda text: list(jieba.cut_for_search(text, False))


def reference() -> Segmenter:
    """jieba itself with our lexicon."""
    return Segmenter("jieba", _load_jieba)


def _load_jieba() -> Cut:
    import jieba

    tokenizer: Any = jieba.Tokenizer()
    # jieba's cache is marshalled code in a shared temporary folder by default: another user could plant one.
    tokenizer.tmp_dir = tempfile.mkdtemp(prefix="fagui-words-")
    jieba.setLogLevel(60)
    tokenizer.initialize()
    for cached in Path(tokenizer.tmp_dir).iterdir():
        cached.unlink()
    Path(tokenizer.tmp_dir).rmdir()
    tokenizer.load_userdict(io.StringIO(data_file(LEXICON).read_text(encoding="utf-8")))
    return lambda text: list(tokenizer.cut_for_search(text, HMM=False))


@cache
def default_segmenter() -> Segmenter:
    """The accelerator where it is present, else jieba."""
    return accelerated() or reference()


def _lexicon_rows() -> list[tuple[str, int | None, str | None]]:
    rows: list[tuple[str, int | None, str | None]] = []
    for line in data_file(LEXICON).read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if not parts or parts[0].startswith("#"):
            continue
        frequency = next((int(part) for part in parts[1:] if part.isdigit()), None)
        tag = next((part for part in parts[1:] if not part.isdigit()), None)
        rows.append((parts[0], frequency, tag))
    return rows
