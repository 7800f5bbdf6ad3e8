"""How much of what is cited is found, and how right the check of a draft is.

Held titles: of the citations whose title the record holds, the share resolved to one document. Links: the rows of
groundtruth/links.csv whose text names its policy. Draft: a generated Word file of about a hundred pages with 200
citations whose fate is known from how they were made, checked through the same child process as the command.

    python benchmarks/citations.py --corpus DIR --data RECORD [--on 2024-06-01] [--json] [--show]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import docx

from indexer import settings
from indexer.ingest.drafts import read_draft
from indexer.library import CheckedCitation, Library
from indexer.library.lives import Life, Lives
from indexer.model.characters import title_key
from indexer.model.limits import Limits
from indexer.model.numerals import article_label
from indexer.model.validity import EventKind, Status

_FILLER = "各有关单位应当加强组织领导，健全工作机制，明确责任分工，细化工作措施，确保各项任务落到实处。" * 9


@dataclass(frozen=True)
class Planted:
    """A sentence of the generated draft, the verdicts that are right for it, and how it was made."""

    sentence: str
    verdicts: frozenset[str]
    made: str


def held_titles(library: Library, lives: dict[str, Life]) -> dict[str, Any]:
    """Citations of other texts in the record: how many, how many by a title held, how many of those resolved."""
    keys = Counter(life.document.title_key for life in lives.values())
    counts: Counter[str] = Counter()
    unresolved: Counter[str] = Counter()
    for life in lives.values():
        days = [version.dated or version.since for version in life.versions]
        day = max((day for day in days if day), default=life.document.issued)
        for row in library.store.citations_of(life.document.id):
            citation = row.citation
            if citation.own:
                continue
            counts["citations"] += 1
            meaning = library.resolver.resolve(citation.names, day)
            counts["resolved"] += meaning.document is not None
            if citation.names.title and title_key(citation.names.title) in keys:
                counts["held"] += 1
                if meaning.document is not None:
                    counts["held_resolved"] += 1
                else:
                    unresolved[citation.names.title] += 1
    rate = counts["held_resolved"] / counts["held"] if counts["held"] else 0.0
    return {**counts, "held_rate": round(rate, 4), "unresolved": unresolved.most_common(12)}


def links(library: Library, corpus: Path) -> dict[str, Any]:
    """The rows whose document names its policy by title or number."""
    found, missed = 0, []
    with (corpus / "groundtruth" / "links.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        path = corpus / row["from_path"]
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        wanted = title_key(row["policy_title"])
        for document, _, _ in library.store.source_documents(digest):
            cited = [r.citation.names for r in library.store.citations_of(document)]
            if any(
                (key := title_key(name.title)) == wanted
                or (len(key) >= 6 and (wanted.endswith(key) or key.endswith(wanted)))
                or (row["policy_no"] and name.number == row["policy_no"])
                for name in cited
            ):
                found += 1
                break
        else:
            missed.append(f"{row['from_path']} → {row['policy_title']}（{row['evidence']}）")
    return {"rows": len(rows), "found": found, "missed": missed}


def plant(library: Library, lives: dict[str, Life], on: date, chance: random.Random) -> list[Planted]:
    """200 citations of known fate."""
    keys = Counter(life.document.title_key for life in lives.values())
    single = [life for life in lives.values() if keys[life.document.title_key] == 1 and life.versions]
    chance.shuffle(single)
    by_status: dict[Status, list[Life]] = {}
    for life in single:
        by_status.setdefault(life.timeline.on(on).status, []).append(life)
    ended = by_status.get(Status.REPEALED, []) + by_status.get(Status.LAPSED, [])
    current = by_status.get(Status.IN_FORCE, [])
    whole = [life for life in current if (v := life.version_on(on)) is not None and v.articles >= 5]
    amended = [
        life
        for life in whole
        if life.document.number
        and any(
            e.kind is EventKind.AMENDED and (day := e.effective or e.on) and day <= on
            for e in life.timeline.events
        )
        and len(library.store.find(life.document.number)) == 1
    ]
    found = [
        *_each(whole[:60], "in_force", "in force", lambda t, _: f"《{t}》"),
        *_each(
            whole[60:95],
            "in_force",
            "article",
            lambda t, n: f"《{t}》{article_label(chance.randint(1, n - 1))}",
        ),
        *_each(
            whole[95:120],
            "provision_missing",
            "wrong article",
            lambda t, n: f"《{t}》{article_label(n + 300)}",
        ),
        *_each(ended[:25], "not_in_force", "ended", lambda t, _: f"《{t}》"),
        *_each(
            by_status.get(Status.NOT_YET_IN_FORCE, [])[:15],
            "not_yet_in_force",
            "not yet",
            lambda t, _: f"《{t}》",
        ),
        *(
            Planted(
                f"《{life.document.title}》（{life.document.number}）",
                frozenset({"amended_since"}),
                "amended",
            )
            for life in amended[:20]
        ),
        *_each(
            [life for life in whole[120:] if len(life.document.title) >= 8][:20],
            "unrecognised",
            "misspelt",
            lambda t, _: f"《{t[: len(t) // 2]}{t[len(t) // 2 + 1 :]}》",
        ),
        *(
            Planted(f"《虚构的{n}号样例与样品事务办法》", frozenset({"unrecognised"}), "unknown")
            for n in range(15)
        ),
    ]
    spare = iter(whole[150:])
    found += _each(list(spare)[: max(0, 200 - len(found))], "in_force", "in force", lambda t, _: f"《{t}》")
    chance.shuffle(found)
    return found[:200]


def _each(lives: list[Life], verdict: str, made: str, words: Any) -> Iterator[Planted]:
    for life in lives:
        newest = max(life.versions, key=lambda v: v.articles)
        title = life.document.title
        if "《" not in title:
            yield Planted(words(title, newest.articles), frozenset({verdict}), made)
        else:
            inner = title.replace("《", "〈").replace("》", "〉")
            yield Planted(words(inner, newest.articles), frozenset({verdict}), made)


def check_draft(library: Library, planted: list[Planted], on: date) -> dict[str, Any]:
    """The draft through the reader and the check; what is wrong of it."""
    with tempfile.TemporaryDirectory(prefix="fagui-bench-") as folder:
        path = Path(folder) / "草案.docx"
        document = docx.Document()
        document.add_paragraph("关于示例工作的实施意见（草案）")
        for item in planted:
            document.add_paragraph(f"按照{item.sentence}的要求办理。{_FILLER[:210]}")
        document.save(str(path))
        began, spent = time.perf_counter(), _processor_seconds()
        answer = library.check(read_draft(path, Limits()), on)
        seconds, busy = time.perf_counter() - began, _processor_seconds() - spent
    told: dict[str, CheckedCitation] = {item.text: item for item in answer.citations}
    right, wrong, dangerous = 0, [], []
    for item in planted:
        said = told.get(item.sentence)
        verdict = said.verdict if said else "not listed"
        if verdict in item.verdicts:
            right += 1
            continue
        wrong.append(f"{item.made}: {item.sentence} → {verdict} {said.notes if said else ''}")
        if verdict == "in_force" and item.made in ("ended", "not yet"):
            dangerous.append(item.sentence)
    return {
        "planted": len(planted),
        "by_kind": dict(Counter(item.made for item in planted)),
        "listed": sum(item.sentence in told for item in planted),
        "right": round(right / len(planted), 4) if planted else 0.0,
        "said_in_force_and_is_not": len(dangerous),
        "characters": sum(len(item.sentence) + 220 for item in planted),
        "seconds": round(seconds, 2),
        "processor_seconds": round(busy, 2),
        "wrong": wrong,
    }


def _processor_seconds() -> float:
    """Of this process and of the children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--on", type=date.fromisoformat, default=date(2024, 6, 1))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true", help="what was missed or wrong, one a line")
    given = parser.parse_args()
    library = Library.open(settings.load(data=given.data), read_only=True)
    try:
        lives = Lives(library.store).all()
        figures = {
            "titles": held_titles(library, lives),
            "links": links(library, given.corpus),
            "draft": check_draft(
                library, plant(library, lives, given.on, random.Random(given.seed)), given.on
            ),
        }
    finally:
        library.close()
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for part, values in figures.items():
        for name, value in values.items():
            if not isinstance(value, list):
                print(f"{part:>8} {name:>26} {value}")
            elif given.show:
                for line in value:
                    print(f"{part:>8} {name:>26} {line}")


if __name__ == "__main__":
    main()
