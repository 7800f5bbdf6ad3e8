"""Folding: the form of a text in which searching compares it."""

from __future__ import annotations

from indexer.catalog import load_traditional
from indexer.model.characters import clean, fold_width


def fold(text: str) -> str:
    """Cleaned, digits and letters half-width and lower case; nothing else changes.

    The length may shrink only by invisible characters, so a text cleaned when it was read keeps its offsets.
    """
    folded = fold_width(clean(text))
    lowered = folded.lower()
    # İ lowers to two code points; a text with such letters keeps them as they are, so that offsets hold.
    return lowered if len(lowered) == len(folded) else "".join(_lower(c) for c in folded)


def _lower(char: str) -> str:
    lowered = char.lower()
    return lowered if len(lowered) == 1 else char


def simplify(text: str) -> str:
    """Traditional characters become simplified ones; the length is kept. For what a searcher types, not for texts."""
    return text if text.isascii() else text.translate(load_traditional())
