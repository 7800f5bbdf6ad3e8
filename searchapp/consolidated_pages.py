"""The page of a computed text, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    # Its values carry their types with them; what computes a text is loaded when one is.
    from markupsafe import Markup

    from indexer.library import ConsolidatedAnswer

from searchapp.reading_pages import text_html

_RESULTS: Final = {
    "agrees": "与公布的文本一致",
    "differs": "与公布的文本不同",
    "cannot_apply": "没有做成",
    "not_compared": "已做，没有公布的文本可对照",
}


@dataclass(frozen=True, slots=True)
class StepRow:
    """A sentence of the decision and what became of the instructions in it."""

    quote: str
    results: tuple[str, ...]
    done: bool


@dataclass(frozen=True, slots=True)
class ConsolidatedPage:
    """A computed text with the instructions that made it."""

    answer: ConsolidatedAnswer
    steps: tuple[StepRow, ...]
    text: Markup


def consolidated_page(answer: ConsolidatedAnswer) -> ConsolidatedPage:
    """The page of an answer."""
    steps = []
    for quote, group in groupby(answer.instructions, key=lambda one: one.quote):
        told = list(group)
        results = tuple(
            dict.fromkeys(_RESULTS[one.result] + (f"：{one.reason}" if one.reason else "") for one in told)
        )
        steps.append(StepRow(quote, results, all(one.result != "cannot_apply" for one in told)))
    return ConsolidatedPage(answer, tuple(steps), text_html(answer, {}))
