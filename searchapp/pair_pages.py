"""The page of interpretations, as frozen values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from indexer.library import (
    FORM_LABELS,
    InterpretationsAnswer,
    OrphanAnswer,
    PairAnswer,
    UnexplainedAnswer,
)
from indexer.model.citations import InterpretationForm
from indexer.model.document import Kind

ORDERS: Final = {"document": "按文件", "form": "按形式", "date": "按日期"}
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that chooses what is shown."""

    label: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PairGroup:
    """Pairs under one heading."""

    label: str
    pairs: tuple[PairAnswer, ...]


@dataclass(frozen=True, slots=True)
class InterpretationsPage:
    """Explanations with their documents, those without, and the documents of a kind that have none."""

    on: date
    forms: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    groups: tuple[PairGroup, ...]
    orphans: tuple[OrphanAnswer, ...]
    kinds: tuple[Choice, ...]
    unexplained: tuple[UnexplainedAnswer, ...]
    more: int


def interpretations_page(
    answer: InterpretationsAnswer, unexplained: Sequence[UnexplainedAnswer], form: str, by: str, kind: str
) -> InterpretationsPage:
    """Everything the page shows; ``form``, ``by`` and ``kind`` are empty or values of theirs."""
    forms = Counter([pair.form for pair in answer.pairs] + [item.form for item in answer.without_document])
    kinds = Counter(item.kind for item in unexplained)
    pairs = [pair for pair in answer.pairs if form in ("", pair.form)]
    missing = [item for item in unexplained if item.kind == kind]
    return InterpretationsPage(
        on=answer.on,
        forms=(
            Choice("全部", sum(forms.values()), _href("", by, kind), not form),
            *(
                Choice(FORM_LABELS[value], forms[value], _href(value, by, kind), value == form)
                for value in InterpretationForm
                if forms[value]
            ),
        ),
        orders=tuple(
            Choice(label, 0, _href(form, order, kind), order == by) for order, label in ORDERS.items()
        ),
        groups=tuple(_groups(pairs, by)),
        orphans=tuple(item for item in answer.without_document if form in ("", item.form)),
        kinds=tuple(
            Choice(value.label, kinds[value], _href(form, by, value) + "#without", value == kind)
            for value in Kind
            if kinds[value]
        ),
        unexplained=tuple(missing[:_MOST]),
        more=max(0, len(missing) - _MOST),
    )


def _href(form: str, by: str, kind: str) -> str:
    given = [("form", form), ("by", "" if by == "document" else by), ("without", kind)]
    query = urlencode([pair for pair in given if pair[1]])
    return f"/interpretations?{query}" if query else "/interpretations"


def _groups(pairs: Iterable[PairAnswer], by: str) -> Iterable[PairGroup]:
    if by == "date":
        ordered = sorted(pairs, key=lambda pair: pair.day or date.min, reverse=True)
        labels = [f"{pair.day.year}年" if pair.day else "没有写明日期" for pair in ordered]
    elif by == "form":
        ordered = sorted(
            pairs, key=lambda pair: list(InterpretationForm).index(InterpretationForm(pair.form))
        )
        labels = [FORM_LABELS[InterpretationForm(pair.form)] for pair in ordered]
    else:
        ordered = list(pairs)
        labels = [pair.document.title for pair in ordered]
    found: dict[str, list[PairAnswer]] = {}
    for label, pair in zip(labels, ordered, strict=True):
        found.setdefault(label, []).append(pair)
    return [PairGroup(label, tuple(held)) for label, held in found.items()]
