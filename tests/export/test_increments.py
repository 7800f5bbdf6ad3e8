"""Increments: what a downloader must take anew after a revision, and what to take away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from indexer.export import FORMATS, ExportRow, Format, ManifestFile
from indexer.library import Library, RecordMoved, SearchRequest, changes_after, export_documents
from indexer.search.query import Filters
from tests.builders.drafts import RULE, library_of

OTHER = "云岭省示例公园管理办法\n\n第一条　为了示例，制定本办法。\n\n第二条　本办法自2020年1月1日起施行。\n"
REPEAL = (
    "云岭省人民政府关于废止云岭省示例市场管理办法的决定\n\n云岭省人民政府决定废止《云岭省示例市场管理办法》。\n\n"
    "本决定自2022年1月1日起施行。\n\n云岭省人民政府\n2021年12月1日\n"
)
ASKED = SearchRequest("", date(2026, 6, 1))
MARKET, PARK, END = (
    "云岭省示例市场管理办法",
    "云岭省示例公园管理办法",
    "云岭省人民政府关于废止云岭省示例市场管理办法的决定",
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": OTHER})
    yield library
    library.close()


def exported(library: Library, out: Path, since: int | None) -> dict[str, str]:
    export_documents(library, ASKED, FORMATS["jsonl"], out, since=since)
    rows = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    return {row["title"]: row["status"] for row in rows}


def what(library: Library, since: int) -> dict[str, str]:
    return {row.title: row.what for row in changes_after(library, since).changes}


def test_nothing_has_changed_since_now(library: Library, tmp_path: Path) -> None:
    now = library.store.revision
    assert what(library, now) == {}
    assert exported(library, tmp_path / "out", now) == {}


def test_everything_has_been_added_since_the_beginning(library: Library, tmp_path: Path) -> None:
    assert what(library, 0) == {MARKET: "added", PARK: "added"}
    assert exported(library, tmp_path / "out", 0) == exported(library, tmp_path / "all", None)


def test_a_document_whose_force_another_has_ended_is_taken_anew(library: Library, tmp_path: Path) -> None:
    before = library.store.revision
    assert exported(library, tmp_path / "before", None)[MARKET] == "in_force"
    library_of(tmp_path, {"丙.txt": REPEAL})[0].close()
    library.catch_up()
    found = what(library, before)
    assert (found[END], found[MARKET]) == ("added", "changed")
    assert PARK not in found
    assert exported(library, tmp_path / "out", before) == {END: "in_force", MARKET: "repealed"}


@pytest.mark.parametrize(
    "asked",
    [
        ASKED,
        replace(ASKED, filters=Filters(status=("in_force",))),
        replace(ASKED, filters=Filters(status=("repealed",))),
        replace(ASKED, text="收费标准"),
    ],
    ids=["all", "in_force", "repealed", "words"],
)
@pytest.mark.parametrize("amended", [False, True])
def test_taking_the_increment_gives_what_taking_everything_gives(
    library: Library, tmp_path: Path, asked: SearchRequest, amended: bool
) -> None:
    def taken(since: int | None = None) -> tuple[dict[str, str], tuple[str, ...]]:
        made = export_documents(library, asked, FORMATS["jsonl"], tmp_path / "out", since=since)
        rows = map(json.loads, (tmp_path / "out").read_text(encoding="utf-8").splitlines())
        return {row["id"]: row["status"] for row in rows}, made.withdrawn

    before = library.store.revision
    held, _ = taken()
    changed = {"乙.txt": OTHER.replace("为了示例", "为了公布收费标准")} if amended else {}
    library_of(tmp_path, {"丙.txt": REPEAL, **changed})[0].close()
    library.catch_up()
    more, withdrawn = taken(before)
    held = {name: status for name, status in held.items() if name not in withdrawn} | more
    assert held == taken()[0]


def test_changes_are_read_in_pages(library: Library) -> None:
    whole = changes_after(library, 0)
    first = changes_after(library, 0, limit=1)
    assert (first.total, first.next) == (2, first.changes[0].id)
    rest = changes_after(library, 0, after=first.next or "", limit=1)
    assert first.changes + rest.changes == whole.changes
    assert rest.next is None


def test_a_record_that_moves_on_all_the_while_is_not_exported(library: Library, tmp_path: Path) -> None:
    numbers = iter(range(9))

    def meddle(rows: Iterator[ExportRow], out: object) -> tuple[ManifestFile, ...]:
        number = next(numbers)
        library_of(tmp_path, {f"更{number}.txt": OTHER.replace("公园", f"公园{number}")})[0].close()
        return ()

    with pytest.raises(RecordMoved):
        export_documents(library, ASKED, Format("x", "x", "x", meddle), tmp_path / "out")  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob("*.part"))
