"""What is searched on a day is what is shown on it; what is counted is what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from indexer.catalog import data_file
from indexer.ingest import Ingest
from indexer.library import Library, SearchRequest
from indexer.library.body_tree import body_tree
from indexer.library.lives import Life
from indexer.model.limits import Limits
from indexer.search.query import Filters, SearchQuery
from indexer.settings import Settings

TODAY = date(2026, 6, 1)
Read = Callable[[Life], Iterable[str]]


def ingested(folder: Path, sources: Iterable[Path]) -> Library:
    library = Library.open(Settings(data=folder))
    Ingest(library.store, library.originals, Limits(), 2).run(list(sources))
    library.catch_up()
    return library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    sources = [path for path in sorted(data_file("sample").iterdir()) if path.is_dir()]
    library = ingested(tmp_path_factory.mktemp("sample"), sources)
    yield library
    library.close()


def borders(lives: Iterable[Life]) -> list[date]:
    """The days on which texts begin, with the day before each."""
    starts = {v.start for life in lives for v in life.versions if v.start}
    return sorted({day for start in starts for day in (start - timedelta(days=1), start)} | {TODAY})


def disagreements(library: Library, days: Iterable[date]) -> list[str]:
    """Documents of which the text searched on a day is not the text shown on it."""
    lives = library.lives.all()
    wrong = []
    for day in days:
        searched: dict[str, set[int]] = {}
        for unit in library.engine.rank_units(SearchQuery("", None, day, limit=10**7)):
            searched.setdefault(unit.document, set()).add(unit.version)
        assert searched, f"nothing is searched on {day}"
        for name, keys in searched.items():
            shown = lives[name].version_on(day)
            if shown is None or keys != {shown.key}:
                wrong.append(f"{lives[name].document.title} {day}: {keys}, shown {shown}")
    return wrong


def test_the_text_searched_on_a_day_is_the_text_shown(library: Library) -> None:
    lives = [life for life in library.lives.all().values() if life.document.issued]
    several = [life for life in lives if len(life.versions) > 1]
    assert several
    first = min(life.document.issued for life in lives if life.document.issued)
    assert not disagreements(library, [day for day in borders(several) if day > first])


def test_a_hit_has_the_span_that_its_page_has(library: Library) -> None:
    several = [life for life in library.lives.all().values() if len(life.versions) > 1]
    for life in several:
        for day in borders([life]):
            request = SearchRequest("", day, Filters(document=(life.document.id,)))
            for hit in library.search(request).hits:
                assert hit.version == library.document(hit.id, day).version


@pytest.mark.shared
def test_texts_of_real_laws_are_searched_as_they_are_shown(shared: Path, tmp_path: Path) -> None:
    files = sorted(path for path in (shared / "corpus" / "versions").rglob("*") if path.is_file())
    library = ingested(tmp_path, files[:48])
    days = borders(library.lives.all().values())
    later = [day for day in days if day >= date(1990, 1, 1)]
    assert not disagreements(library, later[:: max(1, len(later) // 40)])
    library.close()


def facet_readers(library: Library) -> dict[str, Read]:
    """How each facet is read from the record, the index not asked."""
    explained = library.pairing.explained()
    return {
        "status": lambda life: (life.timeline.on(TODAY).status.value,),
        "kind": lambda life: (life.document.kind.value,),
        "body": lambda life: body_tree().with_above(life.document.issuers),
        "region": lambda life: [i.region for i in life.document.issuers if i.region][:1],
        "subject": lambda life: life.document.subjects,
        "year": lambda life: (str(life.document.issued.year),) if life.document.issued else (),
        "interpreted": lambda life: ("yes" if life.document.id in explained else "no",),
    }


FILTERS = (
    Filters(),
    Filters(status=("in_force",)),
    Filters(status=("in_force", "repealed"), kind=("local_rule", "local_normative")),
    Filters(region=("云岭省",)),
    Filters(interpreted=True),
    Filters(interpreted=False, status=("in_force",)),
    Filters(year=(2018, 2019, 2020), interpreted=False),
    Filters(subject=("综合政务", "教育")),
    Filters(subject=("没有这个主题",)),
)


def test_the_facets_have_something_to_count(library: Library) -> None:
    facets = library.search(SearchRequest("", TODAY)).facets
    assert all(len(facets[name]) > 1 for name in facet_readers(library))
    assert {"yes", "no"} == {row.value for row in facets["interpreted"]}


@pytest.mark.parametrize("filters", FILTERS)
def test_counts_are_those_of_the_record(library: Library, filters: Filters) -> None:
    lives = [
        life
        for life in library.lives.all().values()
        if life.document.issued is None or life.document.issued <= TODAY
    ]
    asked: dict[str, tuple[str, ...]] = {
        "status": filters.status,
        "kind": filters.kind,
        "region": filters.region,
        "subject": filters.subject,
        "year": tuple(map(str, filters.year)),
        "interpreted": () if filters.interpreted is None else ("yes",) if filters.interpreted else ("no",),
    }
    readers = facet_readers(library)

    def fits(life: Life, but: str = "") -> bool:
        # Any of a facet's values will do; every facet that is asked must have one.
        return all(
            not wanted or name == but or not set(wanted).isdisjoint(readers[name](life))
            for name, wanted in asked.items()
        )

    answer = library.search(SearchRequest("", TODAY, filters, limit=1))
    assert answer.total == sum(map(fits, lives))
    for name, read in readers.items():
        counted = Counter(value for life in lives if fits(life, name) for value in dict.fromkeys(read(life)))
        assert {row.value: row.count for row in answer.facets[name]} == counted, name


def test_what_a_dropped_filter_would_give_is_what_it_gives(library: Library) -> None:
    filters = Filters(year=(1950,), kind=("local_rule",))
    answer = library.search(SearchRequest("管理", TODAY, filters))
    assert answer.total == 0
    assert answer.relaxations
    for row in answer.relaxations:
        wider = replace(filters, year=()) if row.filter == "year" else replace(filters, kind=())
        assert library.search(SearchRequest("管理", TODAY, wider)).total == row.total > 0
