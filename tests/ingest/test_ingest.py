"""Files into the record: every file is told of, bad ones stop nothing, unchanged ones are skipped."""

from __future__ import annotations

import gc
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer.ingest import Ingest, Row, run
from indexer.ingest.messages import Read
from indexer.ingest.pool import Outcome
from indexer.ingest.walk import walk
from indexer.library import Library
from indexer.model.limits import Limits
from indexer.settings import Settings
from tests.builders.drafts import AMENDED, RULE, library_of


def rows_of(library: Library, *paths: Path, limits: Limits | None = None) -> list[Row]:
    rows: list[Row] = []
    Ingest(library.store, library.originals, limits or Limits(), 2, rows.append).run(paths)
    return rows


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    (folder / "下级").mkdir(parents=True)
    (folder / "甲.txt").write_text(RULE, encoding="utf-8")
    (folder / "乙.txt").write_text(AMENDED, encoding="utf-8")
    (folder / "下级" / "副本.txt").write_text(RULE, encoding="utf-8")
    (folder / "空.txt").write_bytes(b"")
    (folder / "图.docx").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    (folder / ".隐藏").write_text(RULE, encoding="utf-8")
    (folder / "README.md").write_text("# 示例\n", encoding="utf-8")
    (folder / "下级" / "目录.csv").write_text("标题,日期\n", encoding="utf-8")
    (folder / "链接").symlink_to("/etc/passwd")
    return folder


def different(folder: Path, count: int) -> Path:
    """A folder of so many texts."""
    folder.mkdir()
    for n in range(count):
        (folder / f"{n}.txt").write_text(RULE.replace("第二条", f"第二条　示例{n}。"), encoding="utf-8")
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(Settings(data=tmp_path / "data"))


def test_every_file_has_its_row(library: Library, inbox: Path) -> None:
    rows = rows_of(library, inbox)
    by_name = {Path(row.path).name: row for row in rows}
    assert {name: row.outcome for name, row in by_name.items()} == {
        "甲.txt": "unchanged",
        "副本.txt": "added",
        "乙.txt": "updated",
        "空.txt": "rejected",
        "图.docx": "rejected",
        "坏.pdf": "rejected",
        "链接": "rejected",
    }
    assert by_name["甲.txt"].document == by_name["乙.txt"].document == by_name["副本.txt"].document
    assert all(row.reason for row in rows if row.outcome == "rejected")
    assert str(by_name["乙.txt"].version) == "2018-06-05"


def test_one_result_at_a_time_is_decoded_and_its_bytes_are_gone(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = different(tmp_path / "inbox", 6)
    seen: list[tuple[int, int]] = []
    record = library.store.record

    def spy(*arguments: Any) -> Any:
        there = gc.get_objects()
        results = [o for o in there if isinstance(o, Outcome) and o.result is not None]
        seen.append((sum(isinstance(o, Read) for o in there), len(results)))
        return record(*arguments)

    monkeypatch.setattr(library.store, "record", spy)
    rows_of(library, folder)
    assert seen == [(1, 5 - n) for n in range(6)]


@pytest.mark.parametrize(
    ("most", "commits", "given_back"),
    [(1 << 20, [3], 0), (1, [1, 2, 3], 3)],
)
def test_a_batch_ends_with_its_bytes(
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    commits: list[int],
    given_back: int,
) -> None:
    folder = different(tmp_path / "inbox", 3)
    given: list[None] = []
    done: list[int] = []
    monkeypatch.setattr(run, "_BATCH_BYTES", most)
    monkeypatch.setattr(run, "give_back", lambda: given.append(None))
    Ingest(library.store, library.originals, Limits(), 2, progress=lambda number, _: done.append(number)).run(
        [folder]
    )
    assert sorted(set(done)) == commits
    assert len(given) == given_back


def test_what_is_no_document_by_its_name_is_set_aside_and_read_when_named(
    library: Library, inbox: Path
) -> None:
    summary = Ingest(library.store, library.originals, Limits(), 2).run([inbox])
    assert (summary.files, summary.aside) == (7, 2)
    assert [row.outcome for row in rows_of(library, inbox / "README.md")] == ["added"]


def test_a_second_run_reports_every_file_unchanged(library: Library, inbox: Path) -> None:
    rows_of(library, inbox)
    before = library.store.revision
    rows = rows_of(library, inbox)
    assert {row.outcome for row in rows} == {"unchanged", "rejected"}
    assert library.store.revision == before


def test_originals_are_kept(library: Library, inbox: Path) -> None:
    rows_of(library, inbox)
    kept = {library.originals.read(digest) for digest in library.store.source_digests()}
    assert RULE.encode() in kept
    assert library.missing_originals() == []


def test_a_file_over_the_limit_is_named_with_the_limit(library: Library, inbox: Path) -> None:
    (row,) = rows_of(library, inbox / "甲.txt", limits=Limits(file_bytes=100))
    assert row.outcome == "rejected"
    assert "上限" in (row.reason or "")


def test_a_path_that_does_not_exist_is_said(library: Library, tmp_path: Path) -> None:
    (row,) = rows_of(library, tmp_path / "没有")
    assert (row.outcome, row.reason) == ("rejected", "不存在")


def test_a_huge_sparse_file_is_turned_away_unread(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as stream:
        stream.truncate(2 * 1024**3)
    (row,) = rows_of(library, path)
    assert row.outcome == "rejected"


def test_walking_is_in_order_and_takes_each_file_once(inbox: Path) -> None:
    found = [item.path for item in walk([inbox, inbox / "甲.txt"])]
    assert len(found) == len(set(found))
    assert found == sorted(found, key=lambda p: list(p.parts))


def test_stopping_keeps_what_is_recorded(
    library: Library, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.ingest.run._BATCH", 2)
    done: list[Row] = []

    def stop(row: Row) -> None:
        done.append(row)
        raise KeyboardInterrupt

    summary = Ingest(library.store, library.originals, Limits(), 1, stop).run([inbox])
    assert summary.interrupted
    assert library.store.check() == []
    rows = rows_of(library, inbox)
    assert {row.outcome for row in rows} <= {"added", "updated", "unchanged", "rejected"}
    assert len(library.store.document_ids()) == 1


def test_an_unreadable_file_stops_nothing(library: Library, inbox: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser reads everything")
    (inbox / "甲.txt").chmod(0)
    rows = rows_of(library, inbox)
    assert any(row.outcome == "rejected" and row.path.endswith("甲.txt") for row in rows)
    assert any(row.outcome == "added" for row in rows)


def test_the_index_follows(tmp_path: Path) -> None:
    library, summary = library_of(tmp_path, {"甲.txt": RULE})
    assert summary.outcomes == {"added": 1}
    assert library.readiness().ready
    assert library.catch_up() == 0


UNSIGNED = """云岭省示例条例

第一条　为了示例，制定本条例。

第二条　本条例由示例机关负责解释。
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("行政法规", "administrative_regulation"),
        ("来文", "other"),
        ("行政法规/2020年", "administrative_regulation"),
    ],
)
def test_a_folder_named_for_a_kind_says_the_kind(
    library: Library, tmp_path: Path, folder: str, kind: str
) -> None:
    place = tmp_path / "in" / folder
    place.mkdir(parents=True)
    (place / "示例.txt").write_text(UNSIGNED, encoding="utf-8")
    rows_of(library, tmp_path / "in")
    assert list(library.stats(date(2026, 1, 1)).by_kind) == [kind]


def test_a_file_whose_bytes_change_is_read_again(library: Library, inbox: Path) -> None:
    rows_of(library, inbox / "甲.txt")
    (inbox / "甲.txt").write_text(AMENDED, encoding="utf-8")
    (row,) = rows_of(library, inbox / "甲.txt")
    assert (row.outcome, str(row.version)) == ("updated", "2018-06-05")
    assert len(library.store.document_ids()) == 1


def test_a_file_that_is_gone_leaves_the_record_as_it_is(library: Library, inbox: Path) -> None:
    rows_of(library, inbox / "甲.txt")
    held = library.store.document_ids()
    (inbox / "甲.txt").unlink()
    rows_of(library, inbox)
    assert set(held) <= set(library.store.document_ids())


def test_sources_are_read_again_only_when_what_reads_them_has_changed(
    library: Library, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows_of(library, inbox / "甲.txt")
    monkeypatch.setattr("indexer.ingest.run.reading_stamp", lambda: "another")
    (row,) = rows_of(library, inbox / "甲.txt")
    assert row.outcome == "updated"
    (row,) = rows_of(library, inbox / "甲.txt")
    assert row.outcome == "unchanged"
