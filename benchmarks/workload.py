"""What is asked in the search benchmark: six classes of queries, drawn once and put to every engine alike."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from indexer.analysis import Analyzer, fold
from indexer.search.entry import IndexEntry, IndexUnit

CLASSES: Final = ("lay", "short", "filtered", "phrase", "facets", "sorted")
WARM: Final = 5
"""Queries of each class put before the clock runs, to every engine the same."""


@dataclass(frozen=True, slots=True)
class Task:
    """One query. ``terms`` are what peers look for (any of them for ``lay`` and ``facets``, all otherwise; in a row
    for ``phrase``); ``text`` is what a reader types."""

    name: str
    text: str
    terms: tuple[str, ...]
    kind: str = ""
    year: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """A row of the peers' tables; ``terms`` are those of our own analyzer, separated by blanks."""

    terms: str
    kind: str
    body: str
    year: int
    issued: int


def articles(entries: Sequence[IndexEntry], analyzer: Analyzer) -> list[Article]:
    """Every article of every version, as peers get it."""
    return [
        Article(
            terms=" ".join(analyzer.terms(f"{entry.title}\n{unit.heading}\n{unit.text}")),
            kind=entry.kind.value,
            body=entry.bodies[0] if entry.bodies else "none",
            year=entry.issued.year if entry.issued else 0,
            issued=entry.issued.toordinal() if entry.issued else 0,
        )
        for entry in entries
        for version in entry.versions
        for unit in version.units
    ]


def draw(
    entries: Sequence[IndexEntry], questions: Sequence[str], analyzer: Analyzer, count: int
) -> list[Task]:
    """``count`` queries of each class and ``WARM`` more, in front, for warming."""
    chance = random.Random(20)
    pool = [(entry, unit) for entry in entries for version in entry.versions for unit in version.units]
    asked = chance.sample(list(questions), min(len(questions), 2 * (count + WARM)))
    tasks: list[Task] = []
    for name, texts in (("lay", asked[: count + WARM]), ("facets", asked[-(count + WARM) :])):
        tasks += [Task(name, text, _terms(analyzer, text)) for text in texts]
    for name in ("short", "filtered", "sorted"):
        for _ in range(count + WARM):
            entry, words = _words(pool, analyzer, chance)
            year = entry.issued.year if entry.issued else 0
            needed = tuple(sorted(analyzer.query_terms(" ".join(words)).needed))
            tasks.append(Task(name, " ".join(words), needed, entry.kind.value, year))
    for _ in range(count + WARM):
        text = _phrase(pool, chance)
        tasks.append(Task("phrase", text, tuple(analyzer.exact_terms(fold(text)))))
    return tasks


def read_questions(file: Path) -> list[str]:
    """The questions of a file of judged queries."""
    return [
        json.loads(line)["query"] for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def _terms(analyzer: Analyzer, text: str) -> tuple[str, ...]:
    terms = analyzer.query_terms(text)
    return tuple(dict.fromkeys((*terms.words, *terms.pairs, *terms.characters)))


def _words(
    pool: Sequence[tuple[IndexEntry, IndexUnit]], analyzer: Analyzer, chance: random.Random
) -> tuple[IndexEntry, list[str]]:
    """One to three words of two characters or more that stand in one article of a dated document."""
    while True:
        entry, unit = chance.choice(pool)
        words = list(dict.fromkeys(w for w in analyzer.words(unit.text[:400]) if len(w) > 1 and w.isalpha()))
        if len(words) >= 3 and entry.issued is not None and entry.issued < date.today():
            return entry, chance.sample(words, chance.randint(1, 3))


def _phrase(pool: Sequence[tuple[IndexEntry, IndexUnit]], chance: random.Random) -> str:
    """Four to twelve Han characters in a row of some article."""
    while True:
        text = chance.choice(pool)[1].text
        length = chance.randint(4, 12)
        at = chance.randrange(max(1, len(text) - length))
        found = text[at : at + length]
        if len(found) == length and all("\u4e00" <= char <= "\u9fff" for char in found):
            return found
