"""The numbers of articles after an amendment: what the decision says, and for the rest what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer.model.amendment import Place
from indexer.model.article_lines import Article


@dataclass(slots=True)
class Numbering:
    """The numbers a decision gives (by the article's identity), and whether numbers shift at all."""

    pins: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    first: int = 1
    """The number of the first article of the text before."""
    shifts: bool = False
    """Whether an article with a number of its own was added, taken out or renumbered."""

    def pin(self, article: int, place: Place) -> None:
        """The decision gives this article a number."""
        assert place.article is not None
        self.pins[article] = (place.article, place.insert)
        self.shifts = self.shifts or place.insert is None


def place_articles(
    old: Sequence[Article], new: Sequence[Article], numbering: Numbering
) -> tuple[list[Article], dict[int, tuple[int, int | None]]]:
    """All articles in their order with their numbers. Old ones that are given no number follow on in their order;
    in a text that counts with 第X条之一 they keep their numbers, as such texts do not shift. A new article whose number
    is never come to is left out; an old one follows on in its turn."""
    counts = numbering.shifts and all(a.insert is None for a in old)
    if not counts:
        pins = numbering.pins
        fixed = {id(a): pins.get(id(a), (a.number or 0, a.insert)) for a in (*old, *new)}
        return sorted((*old, *new), key=lambda a: (fixed[id(a)][0], fixed[id(a)][1] or 0)), fixed
    pins = dict(numbering.pins)
    while True:
        order, numbers, beyond = _in_turn(old, [a for a in new if id(a) in pins], pins, numbering.first)
        if not beyond:
            return order, numbers
        for article in beyond:
            del pins[id(article)]


def _in_turn(
    old: Sequence[Article], new: Sequence[Article], pins: dict[int, tuple[int, int | None]], number: int
) -> tuple[list[Article], dict[int, tuple[int, int | None]], list[Article]]:
    """The articles counted through, those with a number given at their number; and those it never comes to."""
    waiting = {pins[id(a)]: a for a in (*old, *new) if id(a) in pins}
    twice = [a for a in (*old, *new) if id(a) in pins and waiting[pins[id(a)]] is not a]
    free = [a for a in old if id(a) not in pins]
    order: list[Article] = []
    numbers: dict[int, tuple[int, int | None]] = {}
    while free or (number, None) in waiting:
        article = waiting.pop((number, None)) if (number, None) in waiting else free.pop(0)
        order.append(article)
        numbers[id(article)] = (number, None)
        insert = 1
        while (number, insert) in waiting:
            article = waiting.pop((number, insert))
            order.append(article)
            numbers[id(article)] = (number, insert)
            insert += 1
        number += 1
    return order, numbers, [*waiting.values(), *twice]
