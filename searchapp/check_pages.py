"""The page of a draft check, as frozen values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.library import CheckAnswer, CheckVerdict
from indexer.model.docnumber import DocumentNumber

_MOST_NAMES: Final = 1_000
_LONGEST_NAME: Final = 160


@dataclass(frozen=True, slots=True)
class CheckPage:
    """``answer`` is None before anything was asked; ``counts`` are (verdict, its words, how many)."""

    on: date
    answer: CheckAnswer | None = None
    name: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()
    counts: tuple[tuple[str, str, int], ...] = ()


def check_page(answer: CheckAnswer, name: str, text: str, notes: Sequence[str]) -> CheckPage:
    """Everything the page shows after a check."""
    return CheckPage(
        on=answer.on,
        answer=answer,
        name=name,
        text=text,
        notes=tuple(notes),
        counts=tuple((value, CheckVerdict(value).label, n) for value, n in answer.summary.items()),
    )


def names_of(text: str) -> list[str] | None:
    """The lines of a list of titles and numbers; None for a text of sentences."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    listed = lines and all(
        len(line) <= _LONGEST_NAME
        and "。" not in line
        and ((line.startswith("《") and line.count("《") == 1) or DocumentNumber.parse(line) is not None)
        for line in lines
    )
    return lines[:_MOST_NAMES] if listed else None
