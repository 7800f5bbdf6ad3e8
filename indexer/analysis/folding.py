"""Folding: the form of a text in which searching compares it."""

from __future__ import annotations

import re
from functools import cache

from indexer.catalog import load_traditional
from indexer.model.characters import COMPATIBILITY, UNCLEAN, WIDE, clean, fold_width, normalize_han


def fold(text: str) -> str:
    """Cleaned, digits and letters half-width and lower case, traditional characters simplified; nothing else changes.

    The length may shrink only by invisible characters, so a text cleaned when it was read keeps its offsets.
    """
    folded = typed(text)
    lowered = folded.lower()
    # İ lowers to two code points; a text with such letters keeps them as they are, so that offsets hold.
    return lowered if len(lowered) == len(folded) else "".join(_lower(c) for c in folded)


def _lower(char: str) -> str:
    lowered = char.lower()
    return lowered if len(lowered) == 1 else char


def typed(text: str) -> str:
    """The same in the letters' own case: how a query is read. ＯＲ is OR, 標題 is 标题, what cannot be seen is gone."""
    # Nearly every text stays as it is, and one search is far cheaper than four.
    if (text.isascii() and text.isprintable()) or not _unfolded().search(text):
        return text
    return simplify(fold_width(normalize_han(clean(text))))


def simplify(text: str) -> str:
    """Traditional characters become simplified ones; the length is kept."""
    # Nearly every text is free of them, and a search is far cheaper than a translation.
    if text.isascii() or not _traditional().search(text):
        return text
    return text.translate(load_traditional())


@cache
def _unfolded() -> re.Pattern[str]:
    """Any character that is not its own folded form but for its case."""
    return re.compile(f"[{UNCLEAN}{COMPATIBILITY}{WIDE}{''.join(map(chr, load_traditional()))}]")


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, load_traditional()))}]")
