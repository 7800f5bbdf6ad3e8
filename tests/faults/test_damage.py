"""Flipped bytes, two writers, readers during a commit, the order of fsync, records of older programs."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from indexer.ingest import Ingest
from indexer.library import Library, SearchRequest, SearchUnavailable
from indexer.model.limits import Limits
from indexer.settings import Settings
from indexer.store import Seal, Store, StoreBusy, StoreUnusable, back_up, restore
from tests.builders.drafts import AMENDED, RULE, library_of
from tests.faults.asking import ASKED, DAY, answers, fagui

OLD = Path(__file__).with_name("record-1.sql")

KINDS = (
    "register.sqlite3",
    "register.sqlite3.seal",
    "sources/*/*",
    "index/generation-*.json",
    "index/segments/*/*",
)


@pytest.mark.parametrize("kind", KINDS)
def test_flipped_bytes_are_noticed_and_nothing_wrong_is_answered(
    request: pytest.FixtureRequest, tmp_path: Path, data: Path, kind: str, tally: Counter[str]
) -> None:
    right = answers(data)
    chance = random.Random(7)
    tries = 40 if request.config.getoption("--whole") else 2
    for number in range(tries):
        copy = tmp_path / f"copy{number}"
        shutil.copytree(data, copy)
        if kind == "register.sqlite3" and not number:
            assert fagui(copy, "status", "云岭省示例市场管理办法").returncode == 0
        file = chance.choice([f for f in sorted(copy.glob(kind)) if f.stat().st_size])
        body = bytearray(file.read_bytes())
        body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
        file.write_bytes(body)
        tally[f"flips in {kind}"] += 1
        if kind == "register.sqlite3":
            # What serves checks the seal first; SQLite alone would not notice.
            assert Seal(file).damage()
            if not number:
                # A command asks it once, and is not satisfied by having been satisfied with the file before.
                done = fagui(copy, "status", "云岭省示例市场管理办法")
                assert done.returncode == 3
                assert "登记库文件已损坏" in done.stderr
                assert done.stdout == ""
        else:
            if kind.startswith("index"):
                try:
                    assert answers(copy) == right
                except SearchUnavailable as problem:
                    assert "reindex" in str(problem) or "重建" in str(problem) or "损坏" in str(problem)
            else:
                assert answers(copy) == right
            library = Library.open(Settings(data=copy), read_only=True)
            library.close()
        shutil.rmtree(copy)


def test_two_writers_are_told_apart(data: Path) -> None:
    first, second = Library.open(Settings(data=data)), Library.open(Settings(data=data))
    with first.store.sole_writer(), pytest.raises(StoreBusy), second.store.sole_writer():
        pass
    with first.store.writing(), pytest.raises(StoreBusy):
        second.store.note_place("甲", "0" * 64, 1, 1)
    first.close()
    second.close()


def test_a_reader_during_a_commit_sees_the_state_before(tmp_path: Path, data: Path) -> None:
    reader = Library.open(Settings(data=data), read_only=True)
    writer = Library.open(Settings(data=data))
    before = reader.store.revision
    (tmp_path / "丙.txt").write_text(RULE.replace("示例市场", "示例集市"), encoding="utf-8")
    with writer.store.writing():
        Ingest(writer.store, writer.originals, Limits(), 1).run([tmp_path / "丙.txt"])
        assert reader.store.revision == before
        assert not reader.status("云岭省示例集市管理办法", DAY).found
        assert reader.search(ASKED).total == 1
    assert reader.store.revision > before
    assert reader.status("云岭省示例集市管理办法", DAY).found
    writer.catch_up()
    reader.engine.refresh()
    assert reader.search(ASKED).total == 2
    writer.close()
    reader.close()


def test_names_come_after_their_bytes_are_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Power may go at any moment: a file is synced before it gets its name, its folder after."""
    done: list[tuple[str, str]] = []
    sync, rename = os.fsync, Path.rename

    def noted_sync(descriptor: int) -> None:
        done.append(("sync", str(Path(f"/proc/self/fd/{descriptor}").readlink())))
        sync(descriptor)

    def noted_rename(self: Path, target: Path) -> Path:
        done.append(("rename", f"{self.resolve()} {target.resolve()}"))
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "rename", noted_rename)
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": AMENDED})
    library.close()
    back_up(tmp_path / "data", tmp_path / "out", datetime(2026, 6, 1))
    restore(tmp_path / "out", tmp_path / "again", replace=False, stamp="1")
    renames = [n for n, (what, _) in enumerate(done) if what == "rename"]
    assert len(renames) >= 5
    for at in renames:
        source, target = done[at][1].split(" ")
        assert ("sync", source) in done[:at], source
        assert ("sync", str(Path(target).parent)) in done[at:], target
    # Segments of the index get no new name, but are synced before the generation that names them.
    generation = next(n for n in renames if "generation-" in done[n][1])
    assert any("/segments/" in place for what, place in done[:generation] if what == "sync")


def test_the_record_syncs_every_commit(data: Path) -> None:
    library = Library.open(Settings(data=data))
    assert library.store._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert library.store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    library.close()


def test_a_read_only_folder_is_read_and_not_written(tmp_path: Path, data: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser writes everywhere")
    for place in (data, *data.rglob("*")):
        place.chmod(0o555 if place.is_dir() else 0o444)
    assert answers(data)
    done = fagui(data, "ingest", tmp_path / "inbox")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_a_clock_set_back_changes_nothing(tmp_path: Path, data: Path) -> None:
    for file in data.rglob("*"):
        os.utime(file, (4_000_000_000, 4_000_000_000))
    assert answers(data)[1] == "in_force"
    assert fagui(data, "ingest", tmp_path / "inbox").returncode == 0
    assert fagui(data, "doctor").returncode in (0, 1)


def test_without_a_locale_of_utf8_it_works(data: Path) -> None:
    command = [sys.executable, "-m", "indexer", "status", "云岭省示例市场管理办法", "--data", str(data)]
    environment = {**os.environ, "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(command, capture_output=True, check=False, env=environment, timeout=120)
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 1)


def test_a_record_of_an_older_program_is_taken_up(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "register.sqlite3")) as old:
        old.executescript(OLD.read_text(encoding="utf-8"))
    library, summary = library_of(tmp_path, {"甲.txt": RULE})
    assert summary.rejected_files == 0
    assert library.store.check() == []
    assert library.readiness().ready
    assert library.status("云岭省示例旧办法", DAY).found
    assert library.search(SearchRequest(text="旧事", on=DAY, limit=5)).total == 1
    assert library.search(ASKED).total == 1
    library.close()
    assert Seal(folder / "register.sqlite3").state() == "sealed"


def test_an_index_of_another_program_is_made_anew(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.search.whoosh_engine.FORMAT", "another")
    library = Library.open(Settings(data=data))
    assert library.engine.revision == -1
    assert library.catch_up() == 1
    assert library.search(ASKED).total == 1
    library.close()


def test_a_record_of_a_newer_program_is_refused(data: Path) -> None:
    with closing(sqlite3.connect(data / "register.sqlite3")) as db:
        db.execute("PRAGMA user_version = 999")
    with pytest.raises(StoreUnusable, match="升级本程序"):
        Store.open(data / "register.sqlite3", read_only=True)


def test_limits_are_settings_of_the_folder(tmp_path: Path, data: Path) -> None:
    (data / "settings.toml").write_text("[limits]\nfile_bytes = 1048576\n", encoding="utf-8")
    big = tmp_path / "大.txt"
    big.write_text("示例\n" * 200_000, encoding="utf-8")
    done = fagui(data, "ingest", big)
    assert done.returncode == 1
    assert "1 MB" in done.stderr
    assert replace(Limits(), file_bytes=1) != Limits()
