"""A run of ``fagui ingest`` as a process: stopped, started again, and twice at once."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from indexer.library import Library
from indexer.settings import Settings
from indexer.store import Store

FILES = 400


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for number in range(FILES):
        text = f"云岭省第{number}号示例办法\n第一条　为了示例，制定本办法。\n第二条　本办法自2001年1月1日起施行。\n"
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    return folder


def start(data: Path, *paths: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "indexer", "ingest", "--data", str(data), *map(str, paths)]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A job in the background of a shell is started deaf to Ctrl-C; this one must hear it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def finished(run: subprocess.Popen[str]) -> int:
    run.communicate(timeout=120)
    return run.returncode


def recorded(data: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{data / 'register.sqlite3'}?mode=ro", uri=True)) as db:
            return int(db.execute("SELECT count(*) FROM sources").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_a_stopped_run_leaves_a_sound_record_and_the_next_goes_on(tmp_path: Path, inbox: Path) -> None:
    data = tmp_path / "data"
    run = start(data, inbox)
    while not recorded(data):
        assert run.poll() is None, run.communicate()
        time.sleep(0.01)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 3
    assert "已停止" in said
    assert "Traceback" not in said
    kept = recorded(data)
    assert 0 < kept < FILES
    with Store.open(data / "register.sqlite3", read_only=True) as store:
        assert store.check() == []
        assert len(store.document_ids()) == kept
    assert finished(start(data, inbox)) == 0
    library = Library.open(Settings(data=data), read_only=True)
    try:
        assert len(library.store.document_ids()) == FILES
        assert library.readiness().ready
        assert library.missing_originals() == []
    finally:
        library.close()


def test_a_second_run_at_once_is_told_so(tmp_path: Path, inbox: Path) -> None:
    data = tmp_path / "data"
    with Store.open(data / "register.sqlite3") as store, store.sole_writer():
        second = start(data, inbox / "000.txt")
        _, said = second.communicate(timeout=60)
    assert second.returncode == 3
    assert "另一个程序正在" in said
    assert "Traceback" not in said
    assert recorded(data) == 0
    assert finished(start(data, inbox / "000.txt")) == 0


def test_the_report_has_the_rows_of_the_contract(tmp_path: Path, inbox: Path) -> None:
    (inbox / "000.txt").write_bytes(b"")
    report = tmp_path / "report.jsonl"
    command = [
        *(sys.executable, "-m", "indexer", "ingest", "--data", str(tmp_path / "data")),
        *("--report", str(report), str(inbox / "000.txt"), str(inbox / "001.txt")),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})
    assert done.returncode == 1
    assert done.stdout == ""
    assert "\r" not in done.stderr  # no progress bar where there is no terminal
    rows = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    assert [row["outcome"] for row in rows] == ["rejected", "added"]
    assert all(
        set(row) == {"path", "outcome", "document", "title", "version", "warnings", "reason"} for row in rows
    )
    assert rows[0]["reason"]
    assert rows[0]["document"] is None
