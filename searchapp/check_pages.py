"""The page of a draft check, as frozen values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.library import CheckAnswer, CheckVerdict, names_in
from indexer.model.docnumber import DocumentNumber

MOST_NAMES: Final = 1_000


@dataclass(frozen=True, slots=True)
class CheckPage:
    """``answer`` is None before anything was asked; ``counts`` are (verdict, its words, how many)."""

    on: date
    answer: CheckAnswer | None = None
    name: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()
    counts: tuple[tuple[str, str, int], ...] = ()
    lost: tuple[str, ...] = ()
    """What was not recognised, said before the rest."""


def check_page(answer: CheckAnswer, name: str, text: str, notes: Sequence[str]) -> CheckPage:
    """Everything the page shows after a check."""
    return CheckPage(
        on=answer.on,
        answer=answer,
        name=name,
        text=text,
        notes=tuple(notes),
        lost=tuple(
            dict.fromkeys(
                item.shown for item in answer.citations if item.verdict == CheckVerdict.UNRECOGNISED
            )
        ),
        counts=tuple((value, CheckVerdict(value).label, n) for value, n in answer.summary.items()),
    )


def names_of(text: str) -> list[str] | None:
    """The lines of a list of titles and numbers, one line too; None for a text of sentences."""
    line = text.strip()
    alone = "\n" not in line and (
        (line.startswith("《") and line.endswith("》")) or DocumentNumber.parse(line) is not None
    )
    names = [line] if line and alone else names_in(text)
    return names[:MOST_NAMES] if names else None
