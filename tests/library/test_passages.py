"""A passage has the words that the engine found, whatever unit they stand in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import settings
from indexer.ingest import Ingest
from indexer.library import Library
from indexer.library.entries import rows_of_unit, units
from indexer.library.passages import read_passages
from indexer.model.characters import compact
from indexer.store import ProvisionRow

SAMPLE = Path(__file__).resolve().parents[2] / "corpus" / "sample"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    place = settings.load(data=tmp_path_factory.mktemp("passages"))
    made = Library.open(place)
    Ingest(made.store, made.originals, place.limits, 1).run([SAMPLE])
    return made


def test_every_unit_of_the_sample_is_read_back_with_all_its_words(library: Library) -> None:
    seen = 0
    for life in library.lives.all().values():
        for version in life.versions:
            made = units(library.store.provisions(version.key))
            found = read_passages(library.store, [(version.key, unit.path) for unit in made])
            for unit in made:
                passage = found[version.key, unit.path]
                missing = [
                    line
                    for line in unit.text.split("\n")
                    if compact(line) not in compact(passage.label + passage.heading + passage.text)
                ]
                assert not missing, (life.document.title, unit.path)
                seen += 1
    assert seen > 100


def test_what_is_not_held_is_left_out(library: Library) -> None:
    assert read_passages(library.store, [(10**9, "art-1")]) == {}


def test_an_article_inserted_later_is_another_article(library: Library) -> None:
    """art-3-1 (第三条之一) sorts between art-3 and what is below art-3."""
    rows = [row for row in library.store.provisions(1) if row.path.startswith("art-3")]
    found = library.store.provisions_at([(1, "art-3")])[1, "art-3"]
    assert found == [row for row in rows if row.path == "art-3" or row.path.startswith("art-3.")]


def row(ordinal: int, depth: int, kind: str, text: str) -> ProvisionRow:
    return ProvisionRow(1, ordinal, depth, f"{kind}-{ordinal}", kind, "", "", text, ())


@given(
    st.lists(st.tuples(st.sampled_from(["par", "item", "art", "ch", "h"]), st.integers(1, 400)), max_size=30)
)
def test_a_run_of_paragraphs_begins_as_the_engine_joined_it(parts: list[tuple[str, int]]) -> None:
    rows = [row(0, 0, "par", "示" * 20)]
    rows += [row(n, 0, kind, "例" * length) for n, (kind, length) in enumerate(parts, 1)]
    unit = units(rows)[0]
    assert [compact(r.text) for r in rows_of_unit(rows)[0]] == unit.text.split("\n")
