"""A full disk: what was reported is kept, the rest is undone, it is said, and with room the same command goes on.

A limit on the size of files stands in where nothing can be mounted; on a small tmpfs the system itself says ENOSPC.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.library import Library
from indexer.settings import Settings
from indexer.store import Store
from tests.builders.drafts import RULE
from tests.faults.asking import ASKED, answers, fagui

FILES = 24
Disk = Callable[[int], Path]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "more"
    folder.mkdir()
    for number in range(FILES):
        text = RULE.replace("第12号", f"第{number + 20}号").replace("示例市场", f"示例市场{number}区")
        text += "".join(f"\n第{'六七八九'[n % 4]}条　说明{n}与{number}。\n" for n in range(200))
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Makes a disk of so many bytes, or makes the one that was made larger."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = False

    def make(size: int) -> Path:
        nonlocal mounted
        how = f"size={size},{'remount' if mounted else 'mode=700'}"
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", how, "tmpfs", place], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("a small disk cannot be mounted here")
        mounted = True
        return place

    yield make
    if mounted:
        subprocess.run(["umount", "--lazy", place], check=True)


def used(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def refused(done: subprocess.CompletedProcess[str]) -> None:
    """Said in a line, not as a fault of the program."""
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert "磁盘" in done.stderr or "登记库" in done.stderr, done.stderr


def all_there(data: Path, documents: int) -> None:
    library = Library.open(Settings(data=data), read_only=True)
    assert len(library.store.document_ids()) == documents
    assert library.store.check() == []
    assert library.readiness().ready
    assert library.missing_originals() == []
    assert list(library.originals.damaged()) == []
    assert library.search(ASKED).total == documents
    library.close()


@pytest.mark.parametrize("kilobytes", [64, 260])
def test_an_ingest_under_a_limit_of_file_size(inbox: Path, data: Path, kilobytes: int) -> None:
    before = answers(data)
    refused(fagui(data, "ingest", inbox, file_bytes=kilobytes * 1024))
    with Store.open(data / "register.sqlite3", read_only=True) as store:
        assert store.check() == []
    assert answers(data)[1:3] == before[1:3]
    assert fagui(data, "ingest", inbox).returncode == 0
    all_there(data, FILES + 1)


def test_a_backup_under_a_limit_of_file_size(tmp_path: Path, data: Path) -> None:
    refused(fagui(data, "backup", tmp_path / "out", file_bytes=20_000))
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".out*"))


@pytest.mark.parametrize(
    "share", [0.5, *(pytest.param(share, marks=pytest.mark.whole) for share in (0.1, 0.3, 0.7, 0.9))]
)
def test_an_ingest_on_a_full_disk(
    tmp_path: Path, data: Path, inbox: Path, disk: Disk, share: float, tally: Counter[str]
) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(data, whole)
    assert fagui(whole, "ingest", inbox).returncode == 0
    held, grown = used(data), used(whole)
    place = disk(held + int((grown - held) * share) + 64 * 1024) / "data"
    shutil.copytree(data, place)
    noted = tmp_path / "noted"
    done = fagui(place, "ingest", inbox, "--report", noted)
    refused(done)
    tally["full disks"] += 1
    with Store.open(place / "register.sqlite3", read_only=True) as store:
        assert store.check() == []
        held_now = set(store.document_ids())
    for line in noted.read_text(encoding="utf-8").splitlines() if noted.exists() else ():
        row = json.loads(line)
        assert row["outcome"] == "rejected" or row["document"] in held_now
    # The document that was held is still answered for.
    assert answers(place)[1] == "in_force"
    disk(grown * 4)
    assert fagui(place, "ingest", inbox).returncode == 0
    all_there(place, FILES + 1)


@pytest.mark.parametrize("room", [16, *(pytest.param(room, marks=pytest.mark.whole) for room in (0, 200))])
def test_a_reindex_on_a_full_disk(
    data: Path, inbox: Path, disk: Disk, room: int, tally: Counter[str]
) -> None:
    assert fagui(data, "ingest", inbox).returncode == 0
    place = disk(64 << 20) / "data"
    shutil.copytree(data, place)
    before = answers(place)
    taken = int(
        subprocess.run(
            ["du", "-sk", place.parent], capture_output=True, text=True, check=True
        ).stdout.split()[0]
    )
    disk((taken + room) * 1024)
    refused(fagui(place, "reindex"))
    tally["full disks"] += 1
    assert answers(place) == before
    all_there(place, FILES + 1)
    disk(64 << 20)
    assert fagui(place, "reindex").returncode == 0
    assert answers(place) == before
    # What the attempt left has been swept.
    assert used(place / "index") < 3 * used(data / "index")


@pytest.mark.parametrize(
    "share", [0.5, *(pytest.param(share, marks=pytest.mark.whole) for share in (0.02, 0.95))]
)
def test_a_backup_onto_a_full_disk(
    data: Path, inbox: Path, disk: Disk, share: float, tally: Counter[str]
) -> None:
    assert fagui(data, "ingest", inbox).returncode == 0
    size = used(data / "sources") + (data / "register.sqlite3").stat().st_size
    place = disk(max(8192, int(size * share)))
    refused(fagui(data, "backup", place / "out"))
    tally["full disks"] += 1
    assert list(place.iterdir()) == []
    disk(size * 4)
    assert fagui(data, "backup", place / "out").returncode == 0
    assert fagui(data.parent / "again", "restore", place / "out").returncode == 0
    all_there(data.parent / "again", FILES + 1)
