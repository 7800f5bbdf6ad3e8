"""Whether what is named outright comes first: titles, numbers, articles, slips, exact phrases — made from the record.

Seeded. 500 queries in variants of bracket, width, prefix and spacing; 500 titles with one wrong character; 300 phrases
cut from articles, each to be found, and every article returned to hold it as written.

    python benchmarks/known_items.py --data DIR [--seed N] [--json]
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from indexer import settings
from indexer.analysis import fold
from indexer.library import Library, SearchRequest
from indexer.model.characters import STATE_PREFIX, compact, join_han, title_key
from indexer.model.docnumber import DocumentNumber
from indexer.model.numerals import article_label
from indexer.search.query import Filters
from indexer.store import TitleRow

TODAY = date(2026, 6, 1)
_WIDE = {ord(char): chr(ord(char) + 0xFEE0) for char in "0123456789"}
_BRACKETS = ("〔〕", "[]", "［］", "()", "（）", "【】", "﹝﹞")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff，、]{8,40}")


def number_variant(number: str, rng: random.Random) -> str:
    """A document number in another usual form."""
    made = number
    if "〔" in made:
        pair = rng.choice(_BRACKETS)
        made = made.replace("〔", pair[0]).replace("〕", pair[1])
    parsed = DocumentNumber.parse(number)
    if parsed is not None and parsed.year and not parsed.session and rng.random() < 0.25:
        made = rng.choice(
            (
                f"{parsed.code}{parsed.year}年{parsed.serial}号文",
                f"{parsed.code}{parsed.year}-{parsed.serial}号",
                f"{parsed.code} {parsed.year} {parsed.serial}",
            )
        )
    elif parsed is not None and parsed.is_decree and not parsed.sub and rng.random() < 0.5:
        body = parsed.code.removesuffix("令")
        made = rng.choice(
            (f"{body}{parsed.serial}号令", f"{STATE_PREFIX}{number}", f"{parsed.code} 第 {parsed.serial} 号")
        )
    return made.translate(_WIDE) if rng.random() < 0.2 else made


def title_variant(title: str, rng: random.Random) -> str:
    """A title with or without the state's name and 《》, with spaces, in other widths and brackets."""
    made = title
    if made.startswith(STATE_PREFIX) and rng.random() < 0.5:
        made = made.removeprefix(STATE_PREFIX)
    if rng.random() < 0.3:
        made = made.replace("（", "(").replace("）", ")")
    if rng.random() < 0.3:
        at = rng.randrange(1, len(made))
        made = made[:at] + rng.choice((" ", "\u3000", "\u200b")) + made[at:]
    if rng.random() < 0.3:
        made = made.translate(_WIDE)
    return f"《{made}》" if rng.random() < 0.4 else made


def slipped(title: str, alphabet: str, rng: random.Random) -> str:
    """The title with one wrong character."""
    body = title.removeprefix(STATE_PREFIX)
    places = [at for at, char in enumerate(body) if "\u4e00" <= char <= "\u9fff"]
    at = rng.choice(places)
    other = rng.choice([char for char in rng.sample(alphabet, 8) if char != body[at]])
    return body[:at] + other + body[at + 1 :]


class Run:
    """One library, asked; ``failures`` hold what went wrong, by class."""

    def __init__(self, library: Library, seed: int) -> None:
        self.library = library
        self.rng = random.Random(seed)
        self.failures: dict[str, list[str]] = {}
        self.counts: dict[str, list[int]] = {}
        rows = [row for row in library.store.title_rows() if len(row.key) >= 3]
        held = library.search(
            SearchRequest("", TODAY, Filters(document=tuple(row.id for row in rows)), limit=1)
        )
        assert held.total, "an index that knows the record's documents is wanted"
        self.rows = [row for row in rows if row.issued is None or row.issued <= TODAY]

    def first(self, query: str) -> tuple[str, tuple[str, ...]]:
        """The first hit's title key and the paths of its articles."""
        answer = self.library.search(SearchRequest(query, TODAY, limit=10))
        if not answer.hits:
            return "", ()
        hit = answer.hits[0]
        return hit.id, tuple(provision.path for provision in hit.provisions)

    def note(self, group: str, query: str, right: bool) -> None:
        tally = self.counts.setdefault(group, [0, 0])
        tally[0] += 1
        tally[1] += right
        if not right:
            self.failures.setdefault(group, []).append(query)

    def known(self, count: int) -> None:
        """Titles, numbers and articles in variants."""
        numbered = [row for row in self.rows if row.number]
        makers: tuple[tuple[str, float, Callable[[], tuple[str, set[str], str]]], ...] = (
            ("title", 0.5, self._title),
            ("number", 0.3 if numbered else 0.0, lambda: self._number(numbered)),
            ("article", 0.2, self._article),
        )
        for _ in range(count):
            group, _, make = self.rng.choices(makers, [weight for _, weight, _ in makers])[0]
            query, right, path = make()
            document, paths = self.first(query)
            self.note(group, query, document in right and (not path or path in paths))

    def _same(self, row: TitleRow) -> set[str]:
        return {other.id for other in self.rows if other.key == row.key}

    def _title(self) -> tuple[str, set[str], str]:
        row = self.rng.choice(self.rows)
        return title_variant(row.title, self.rng), self._same(row), ""

    def _number(self, numbered: list[TitleRow]) -> tuple[str, set[str], str]:
        row = self.rng.choice(numbered)
        right = {other.id for other in numbered if other.number == row.number}
        return number_variant(row.number, self.rng), right, ""

    def _article(self) -> tuple[str, set[str], str]:
        while True:
            row = self.rng.choice(self.rows)
            articles = [path for path, _ in self._articles(row.id) if re.fullmatch(r"art-\d+", path)]
            if articles:
                path = self.rng.choice(articles)
                number = int(path.removeprefix("art-"))
                label = article_label(number) if self.rng.random() < 0.5 else f"第{number}条"
                return title_variant(row.title, self.rng) + label, self._same(row), path

    def _articles(self, document: str) -> list[tuple[str, str]]:
        """(path, text with all below) of the text of today."""
        shown = self.library.document(document, TODAY)
        found: list[tuple[str, str]] = []
        for provision in shown.provisions:
            if provision.kind == "art":
                found.append((provision.path, provision.text))
            elif found and provision.path.startswith(found[-1][0] + "."):
                found[-1] = (found[-1][0], f"{found[-1][1]}\n{provision.text}")
        return found

    def slips(self, count: int) -> None:
        """Titles with one wrong character."""
        alphabet = "".join(
            sorted({char for row in self.rows for char in row.title if "\u4e00" <= char <= "\u9fff"})
        )
        rows = [row for row in self.rows if len(row.key) >= 5]
        for _ in range(count):
            row = self.rng.choice(rows)
            query = slipped(row.title, alphabet, self.rng)
            if title_key(query) in {other.key for other in self.rows}:
                continue
            document, _ = self.first(query)
            self.note("slip", f"{query} ({row.title})", document in self._same(row))

    def phrases(self, count: int) -> None:
        """Exact phrases: the article is found, and nothing without the phrase is returned."""
        for row, path, phrase in self._phrases(count):
            page = SearchRequest(f"“{phrase}”", TODAY, Filters(document=(row.id,)), limit=5)
            mine = self.library.search(page)
            self.note(
                "phrase_found", f"{phrase} {row.title} {path}", any(hit.id == row.id for hit in mine.hits)
            )
            answer = self.library.search(SearchRequest(f"“{phrase}”", TODAY, limit=50))
            self.note("phrase_listed", phrase, row.id in {hit.id for hit in answer.hits} or answer.total > 50)
            for hit in answer.hits:
                for provision in hit.provisions:
                    self.note(
                        "phrase_only",
                        f"{phrase} | {hit.title} {provision.path}",
                        self._holds(hit.version, provision.path, hit.id, phrase),
                    )

    def _phrases(self, count: int) -> Iterator[tuple[TitleRow, str, str]]:
        made = 0
        while made < count:
            row = self.rng.choice(self.rows)
            articles = self._articles(row.id)
            if not articles:
                continue
            path, text = self.rng.choice(articles)
            runs = _HAN_RUN.findall(text)
            if not runs:
                continue
            run = self.rng.choice(runs)
            length = self.rng.randint(4, min(16, len(run)))
            start = self.rng.randrange(len(run) - length + 1)
            phrase = run[start : start + length].strip("，、")
            if len(phrase) < 4:
                continue
            made += 1
            yield row, path, phrase

    def _holds(self, version: Any, path: str, document: str, phrase: str) -> bool:
        """Whether the unit at that path has the phrase, by the record's text; a run of paragraphs goes on past its first."""
        versions = self.library.store.versions([document])[document]
        wanted = compact(fold(join_han(phrase)))
        for row in versions:
            if version is not None and row.dated != version.dated:
                continue
            rows = self.library.store.provisions(row.key)
            at = next((i for i, r in enumerate(rows) if r.path == path), None)
            if at is None:
                continue
            end = at + 1
            article = rows[at].kind == "art"
            while end < len(rows) and (
                rows[end].depth > rows[at].depth or (not article and rows[end].kind == rows[at].kind)
            ):
                end += 1
            text = "".join(r.label + r.heading + r.text for r in rows[at:end])
            if wanted in compact(fold(text)):
                return True
        return False


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--known", type=int, default=500)
    parser.add_argument("--slips", type=int, default=500)
    parser.add_argument("--phrases", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    library = Library.open(settings.load(data=options.data), read_only=True)
    run = Run(library, options.seed)
    run.known(options.known)
    run.slips(options.slips)
    run.phrases(options.phrases)
    named = [run.counts.get(group, [0, 0]) for group in ("title", "number", "article")]
    figures: dict[str, Any] = {
        group: {"asked": asked, "right": right, "share": round(right / asked, 4) if asked else None}
        for group, (asked, right) in sorted(run.counts.items())
    }
    asked, right = sum(n for n, _ in named), sum(n for _, n in named)
    figures["known"] = {"asked": asked, "right": right, "share": round(right / asked, 4) if asked else None}
    if options.json:
        print(json.dumps({"figures": figures, "failures": run.failures}, ensure_ascii=False, indent=2))
    else:
        for group, row in figures.items():
            print(f"{group}\t{row['right']}/{row['asked']}\t{row['share']}")
        for group, queries in run.failures.items():
            for query in queries[:20]:
                print(f"  {group}: {query}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
