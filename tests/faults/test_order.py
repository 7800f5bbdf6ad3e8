"""The order in which things reach the disk, as the system sees it (strace): power may go between any two of them.

A name is given only to bytes that are synced; what names others is synced after them; what is reported was synced
before it was said.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from tests.builders.drafts import AMENDED, RULE

CALLS = "write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,ftruncate,sendfile,copy_file_range,unlink"
LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
OF = re.compile(r"^\w+<([^>]*)>")
NAMES = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Trace:
    """(what, path, second path) in order: write, sync or name."""

    steps: tuple[tuple[str, str, str], ...]

    @cached_property
    def names(self) -> list[int]:
        return [n for n, (what, _, _) in enumerate(self.steps) if what == "name"]

    def last(self, what: str, path: str, before: int) -> int:
        """Where that was last done to a path before a step; -1: never."""
        return max((n for n in range(before) if self.steps[n][:2] == (what, path)), default=-1)

    def next(self, what: str, path: str, after: int) -> int:
        """Where that is first done to a path after a step; the end: never."""
        found = (n for n in range(after, len(self.steps)) if self.steps[n][:2] == (what, path))
        return next(found, len(self.steps))

    def written_below(self, part: str) -> dict[str, int]:
        """The paths that have this in them, and where each was last written."""
        return {path: n for n, (what, path, _) in enumerate(self.steps) if what == "write" and part in path}


def traced(folder: Path, *words: object) -> Trace:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    log = folder / "calls"
    watching = ["strace", "-f", "-y", "-qq", "-s", "4096", "-e", f"trace={CALLS}", "-o", str(log)]
    command = [*watching, sys.executable, "-m", "indexer", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if "ptrace" in done.stderr.lower():
        pytest.skip("processes may not be traced here")
    assert done.returncode == 0, done.stderr
    return Trace(tuple(_steps(log.read_text(encoding="utf-8", errors="replace"), str(folder))))


def _steps(log: str, folder: str) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for line in log.splitlines():
        call = LINE.match(line)
        if call is None or int(call[3]) < 0 or folder not in line:
            continue
        name, words = call[1], call[2]
        if name.startswith("rename"):
            source, target = NAMES.findall(words)[:2]
            if "/index/segments/" in target:
                # A folder that nothing names yet: the file is followed to its last name.
                found = [(what, target if path == source else path, to) for what, path, to in found]
            else:
                found.append(("name", source, target))
        elif name == "unlink":
            gone = NAMES.findall(words)[0]
            if "/." in gone:
                # Of a draft of a folder, gone before it has its name.
                found = [step for step in found if step[1] != gone]
        elif (path := OF.match(words)) and path[1].startswith(folder):
            found.append(("sync" if name in ("fsync", "fdatasync") else "write", path[1], ""))
    # What SQLite shares between processes is made anew after a power cut.
    return [step for step in found if not step[1].endswith("-shm")]


@pytest.fixture
def ingested(tmp_path: Path) -> Trace:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "甲.txt").write_text(RULE, encoding="utf-8")
    (inbox / "乙.txt").write_text(AMENDED, encoding="utf-8")
    report = ("--report", tmp_path / "report.jsonl")
    return traced(tmp_path, "ingest", inbox, "--data", tmp_path / "data", "--jobs", 1, *report)


def named_after_synced(trace: Trace) -> int:
    """How many names were given, each to bytes that were on the disk, and each itself brought onto it."""
    for at in trace.names:
        _, source, target = trace.steps[at]
        written = [n for path, n in trace.written_below(source).items() if n < at]
        for n in written:
            path = trace.steps[n][1]
            assert trace.next("sync", path, n) < at, f"{path} had a name before it was on the disk"
        parent = str(Path(target).parent)
        assert trace.next("sync", parent, at) < len(trace.steps), f"{target} was never brought onto the disk"
    return len(trace.names)


def test_names_come_after_bytes(ingested: Trace) -> None:
    # Two originals and the generation of the index.
    assert named_after_synced(ingested) >= 3


def test_originals_come_before_the_record_that_names_them(ingested: Trace, tmp_path: Path) -> None:
    log = str(tmp_path / "data" / "register.sqlite3-wal")
    originals = [n for n in ingested.names if "/sources/" in ingested.steps[n][2]]
    assert originals
    commits = [n for n, step in enumerate(ingested.steps) if step[:2] == ("sync", log)]
    recorded = next(n for n in commits if n > originals[-1])
    for at in originals:
        parent = str(Path(ingested.steps[at][2]).parent)
        assert at < ingested.next("sync", parent, at) < recorded
    # Nothing of the record that names them is written before they are safe.
    safe = max(ingested.next("sync", str(Path(ingested.steps[n][2]).parent), n) for n in originals)
    assert safe < ingested.last("write", log, recorded)


def test_the_record_is_on_the_disk_before_it_is_reported(ingested: Trace, tmp_path: Path) -> None:
    log, report = str(tmp_path / "data" / "register.sqlite3-wal"), str(tmp_path / "report.jsonl")
    reported = ingested.next("write", report, 0)
    assert reported < len(ingested.steps)
    assert ingested.last("write", log, reported) < ingested.last("sync", log, reported)


def test_the_index_is_on_the_disk_before_the_generation_that_names_it(
    ingested: Trace, tmp_path: Path
) -> None:
    log = str(tmp_path / "data" / "register.sqlite3-wal")
    generation = next(n for n in ingested.names if "generation-" in ingested.steps[n][2])
    written = ingested.written_below("/index/segments/")
    assert written
    for path, at in written.items():
        assert ingested.next("sync", path, at) < generation
        assert ingested.next("sync", str(Path(path).parent), at) < generation
    # What it has caught up with was on the disk before it.
    assert ingested.last("write", log, generation) < ingested.last("sync", log, generation)


def test_the_seal_comes_after_the_record(ingested: Trace, tmp_path: Path) -> None:
    record, seal = (str(tmp_path / "data" / name) for name in ("register.sqlite3", "register.sqlite3.seal"))
    end = len(ingested.steps)
    sealed = ingested.last("write", seal, end)
    assert ingested.last("write", record, end) < ingested.last("sync", record, end) < sealed
    assert sealed < ingested.last("sync", seal, end)


def test_a_backup_and_a_restore(ingested: Trace, tmp_path: Path) -> None:
    assert ingested.names
    made = traced(tmp_path, "backup", tmp_path / "out", "--data", tmp_path / "data")
    assert named_after_synced(made) == 1
    manifest, written = made.written_below("manifest.json"), made.written_below("/.out.")
    ((_, last),) = manifest.items()
    first = made.next("write", next(iter(manifest)), 0)
    for path, at in written.items():
        if not path.endswith("manifest.json"):
            assert made.next("sync", path, at) < first, f"{path} came after the manifest"
    assert made.next("sync", next(iter(manifest)), last) < made.names[0]
    back = traced(tmp_path, "restore", tmp_path / "out", "--data", tmp_path / "again")
    assert named_after_synced(back) >= 2


def test_a_step_out_of_order_is_seen() -> None:
    file, folder = "/d/.x", "/d"
    good = Trace((("write", file, ""), ("sync", file, ""), ("name", file, "/d/x"), ("sync", folder, "")))
    assert named_after_synced(good) == 1
    for wrong in ((0, 2, 1, 3), (0, 1, 3, 2), (1, 0, 2, 3)):
        with pytest.raises(AssertionError):
            named_after_synced(Trace(tuple(good.steps[n] for n in wrong)))
