"""The bundled sample, end to end, against what its texts say (``corpus/sample/expected.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer.catalog import data_file
from indexer.ingest import Ingest
from indexer.library import Library
from indexer.model.limits import Limits
from indexer.settings import Settings

SAMPLE = data_file("sample")
EXPECTED: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (SAMPLE / "expected.toml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = Library.open(Settings(data=tmp_path_factory.mktemp("sample")))
    summary = Ingest(library.store, library.originals, Limits(), 2).run(
        [p for p in sorted(SAMPLE.iterdir()) if p.is_dir()]
    )
    assert summary.rejected_files == 0
    library.catch_up()
    yield library
    library.close()


def held(library: Library, row: dict[str, Any]) -> list[str]:
    """Documents with the title, the number deciding where the title stands for several."""
    found = library.store.find(row["title"])
    if len(found) < 2 or not row.get("number"):
        return found
    rows = library.store.documents(found)
    return [i for i in found if rows[i].number == row["number"]] or found


def share(good: int, wrong: list[str]) -> float:
    return good / max(1, good + len(wrong))


def test_titles_are_recognised(library: Library) -> None:
    wrong = [row["title"] for row in EXPECTED["document"] if not held(library, row)]
    assert not wrong


def test_versions_are_kept_apart_by_day(library: Library) -> None:
    good, wrong = 0, []
    for row in EXPECTED["version"]:
        days = {v.dated for i in held(library, row) for v in library.store.versions([i])[i]}
        wanted = row.get("dated")
        if wanted is None or (wanted if isinstance(wanted, date) else date.fromisoformat(wanted)) in days:
            good += 1
        else:
            wrong.append(f"{row['title']} {wanted} {sorted(map(str, days))}")
    assert share(good, wrong) >= 0.9, wrong


def test_every_verdict_is_right_or_unknown(library: Library) -> None:
    """The first rule: better unknown than wrong; and nearly all are known."""
    good = 0
    wrong: list[str] = []
    unknown: list[str] = []
    for row in EXPECTED["status"]:
        on = row["on"] if isinstance(row["on"], date) else date.fromisoformat(row["on"])
        (document,) = held(library, row)
        answer = library.status(document, on)
        if answer.status == row["status"]:
            good += 1
        else:
            (unknown if answer.status == "unknown" else wrong).append(
                f"{row['title']} {on} {row['status']} {answer.status}"
            )
    assert not wrong
    assert share(good, unknown) >= 0.97, unknown


def test_numbers_bodies_kinds_and_articles(library: Library) -> None:
    wrong: dict[str, list[str]] = {"number": [], "issuers": [], "kind": [], "articles": []}
    for row in EXPECTED["document"]:
        (document, *_) = held(library, row)
        held_row = library.store.document(document)
        assert held_row is not None
        articles = {v.articles for v in library.store.versions([document])[document]}
        for name, good in (
            ("number", held_row.number == row.get("number", "")),
            ("issuers", {i.name for i in held_row.issuers} == set(row.get("issuers", []))),
            ("kind", held_row.kind.label == row["kind"]),
            ("articles", row.get("articles", 0) in articles),
        ):
            if not good:
                wrong[name].append(row["title"])
    count = len(EXPECTED["document"])
    assert {name: len(rows) for name, rows in wrong.items() if share(count - len(rows), rows) < 0.94} == {}, (
        wrong
    )


def test_every_quote_stands_in_the_source_that_it_names(library: Library) -> None:
    from indexer.extract import read_bytes
    from indexer.model.characters import compact

    texts: dict[str, str] = {}
    for document in library.store.document_ids():
        for event in library.store.events([document]).get(document, []):
            if not event.evidence.quote or event.evidence.start == event.evidence.end:
                continue
            digest = event.evidence.source
            if digest not in texts:
                data = library.originals.read(digest)
                row = library.store.source(digest)
                assert row is not None
                texts[digest] = read_bytes(data, row.name).text
            assert texts[digest][event.evidence.start : event.evidence.end] == event.evidence.quote
            assert compact(event.evidence.quote) in compact(texts[digest])


def test_files_of_the_sample_are_all_there() -> None:
    assert sum(1 for _ in Path(SAMPLE).rglob("*示例.*")) >= 60
