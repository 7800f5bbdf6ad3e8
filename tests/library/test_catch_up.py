"""The index follows the record: after any history it holds what a new index would hold."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import Analyzer, default_segmenter
from indexer.library import Library
from indexer.search.engine import EnginePage, RankedUnit
from indexer.search.entry import IndexEntry
from indexer.search.query import SearchQuery
from indexer.store import Originals, Store
from tests.builders.drafts import AMENDED, RULE, drafts_of, source_row

REPEAL = """云岭省人民政府关于废止部分规章的决定
（2020年6月1日云岭省人民政府令第50号公布）

现决定废止下列规章：

{}

本决定自2020年7月1日起施行。
"""
LATER = """云岭省示例市场管理办法
（2015年3月1日云岭省人民政府令第30号公布）

第一条　为了规范示例市场的经营，制定本办法。

第二条　本办法自2015年5月1日起施行。{}
"""
BY_NUMBER = "《云岭省示例市场管理办法》（2010年3月1日云岭省人民政府令第12号公布）"
BY_TITLE = "《云岭省示例市场管理办法》"

# Each source may be read several times, with another outcome each time: that is what a better parser does.
READINGS: dict[str, tuple[str, ...]] = {
    "rule": (RULE, ""),
    "amended": (AMENDED, ""),
    "later": (
        LATER.format(""),
        LATER.format("2010年3月1日云岭省人民政府令第12号公布的《云岭省示例市场管理办法》同时废止。"),
        "",
    ),
    "repeal": (
        REPEAL.format(f"一、{BY_NUMBER}"),
        REPEAL.format(f"一、{BY_TITLE}"),
        REPEAL.format("一、《云岭省示例广场管理办法》"),
        "",
    ),
}


class Held:
    """An engine that keeps the entries it is given."""

    def __init__(self) -> None:
        self.revision = -1
        self.entries: dict[str, IndexEntry] = {}
        self.rebuilt = 0

    def update(self, entries: Iterable[IndexEntry], removed: Sequence[str], revision: int) -> None:
        self.entries |= {entry.document: entry for entry in entries}
        for document in removed:
            self.entries.pop(document, None)
        self.revision = revision

    def rebuild(self, entries: Iterable[IndexEntry], revision: int) -> None:
        self.entries = {entry.document: entry for entry in entries}
        self.revision = revision
        self.rebuilt += 1

    def search(self, query: SearchQuery) -> EnginePage:
        raise NotImplementedError

    def rank_units(self, query: SearchQuery) -> tuple[RankedUnit, ...]:
        raise NotImplementedError

    def renewed(self) -> Held:
        return self

    checked = True
    trouble = ""

    def check(self) -> None: ...

    def read_ahead(self) -> None: ...

    def refresh(self) -> None: ...

    def close(self) -> None: ...


def library_in(folder: Path) -> tuple[Library, Held]:
    engine = Held()
    store = Store.open(folder / "register.sqlite3")
    library = Library(store, engine, Originals(folder / "sources"), Analyzer(default_segmenter()))
    # So much else is held that a change is an update, not a rebuild.
    for number in range(12):
        text = f"云岭省第{number}号示例条例\n第一条　本条例自2001年1月1日起施行。\n"
        store.record(source_row(text), drafts_of(text)[1])
    library.catch_up()
    return library, engine


def read(library: Library, name: str, reading: int) -> None:
    """The source of this name is read, with this outcome."""
    text = READINGS[name][reading]
    library.store.record(source_row(name), drafts_of(text)[1] if text else ())


STEPS = st.lists(
    st.sampled_from([(name, n) for name, texts in READINGS.items() for n in range(len(texts))]),
    min_size=1,
    max_size=7,
)


@settings(max_examples=40)
@given(STEPS)
def test_after_any_history_the_index_is_what_a_new_one_would_be(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        library, engine = library_in(Path(folder))
        try:
            for step in steps:
                read(library, *step)
                rebuilt = engine.rebuilt
                library.catch_up()
                assert engine.rebuilt == rebuilt
                followed = engine.entries
                library.reindex()
                assert followed == engine.entries
        finally:
            library.close()


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ([("rule", 0)], ("repeal", 0)),
        ([("rule", 0), ("repeal", 0)], ("repeal", 2)),
        ([("rule", 0), ("repeal", 0)], ("repeal", 3)),
        ([("rule", 0), ("repeal", 1)], ("later", 1)),
        ([("rule", 0), ("later", 1), ("repeal", 1)], ("later", 2)),
    ],
)
def test_what_one_document_says_changes_the_entry_of_another(
    tmp_path: Path, first: list[tuple[str, int]], then: tuple[str, int]
) -> None:
    library, engine = library_in(tmp_path)
    for step in first:
        read(library, *step)
    library.catch_up()
    (rule,) = [e for e in engine.entries.values() if e.issued and e.issued.year == 2010]
    read(library, *then)
    library.catch_up()
    assert engine.rebuilt == 1
    assert engine.entries[rule.document].statuses != rule.statuses
    library.close()


def test_a_change_touches_only_what_it_bears_on(tmp_path: Path) -> None:
    library, _ = library_in(tmp_path)
    read(library, "rule", 0)
    assert library.catch_up() == 1
    read(library, "repeal", 0)
    assert library.catch_up() == 2
    read(library, "repeal", 0)
    assert library.catch_up() == 2
    assert library.catch_up() == 0
    library.close()
