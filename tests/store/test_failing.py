"""A record whose file cannot grow, or is none: undone, said in words, and the program's own faults are not dressed up."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from indexer.store import Store, failure_said
from tests.builders.drafts import RULE, drafts_of, source_row


@pytest.mark.parametrize("nested", [False, True])
def test_a_record_that_cannot_grow_is_as_it_was_and_can_be_written_again(
    tmp_path: Path, nested: bool
) -> None:
    with Store.open(tmp_path / "register.sqlite3") as store:
        (pages,) = store._db.execute("PRAGMA page_count").fetchone()
        store._db.execute(f"PRAGMA max_page_count = {pages}")
        long = RULE + "".join(f"\n第{n}条　说明。\n" for n in range(2000))
        _, drafts = drafts_of(long)
        before = store.revision
        with pytest.raises(sqlite3.OperationalError) as caught:
            if nested:
                with store.writing():
                    store.record(source_row(long), drafts)
            else:
                store.record(source_row(long), drafts)
        assert "磁盘已满" in failure_said(caught.value)
        assert store.revision == before
        assert not store._db.in_transaction
        store._db.execute("PRAGMA max_page_count = 1000000")
        store.record(source_row(long), drafts)
        assert len(store.document_ids()) == 1
        assert store.check() == []


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\0" * 4096)
    with closing(sqlite3.connect(tmp_path / "x")) as db, pytest.raises(sqlite3.DatabaseError) as caught:
        db.execute("SELECT * FROM sqlite_master")
    assert "restore" in failure_said(caught.value)


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "甲"), "磁盘已满"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "磁盘已满"),
        (OSError(errno.EACCES, "Permission denied"), ""),
        (sqlite3.IntegrityError("UNIQUE"), ""),
        (sqlite3.ProgrammingError("closed"), ""),
        (sqlite3.OperationalError("no such table"), ""),
        (ValueError("x"), ""),
    ],
)
def test_only_what_the_disk_or_the_file_did(problem: BaseException, said: str) -> None:
    assert failure_said(problem)[: len(said) or 1] == said
