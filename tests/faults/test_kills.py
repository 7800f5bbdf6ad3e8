"""kill -9 at any moment: the old state or the new one, nothing acknowledged lost, and the next run goes on.

``make test`` tries a few moments, ``make faults`` (``pytest --whole``) over a hundred; all of them seeded.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer.library import Library, SearchRequest
from indexer.settings import Settings
from indexer.store import BackupUnusable, Seal, restore
from tests.builders.drafts import RULE

ROOT = Path(__file__).resolve().parents[2]
FILES = 24
FEW, MANY = 1, 30
Job = Callable[..., dict[str, Any]]


def rule(number: int) -> str:
    return RULE.replace("第12号", f"第{number + 1}号").replace("示例市场", f"示例市场{number}区")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    for number in range(FILES):
        (folder / f"{number:03}.txt").write_text(rule(number), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def job(tally: Counter[str]) -> Iterator[Job]:
    run = subprocess.Popen(
        [sys.executable, "-m", "tests.builders.victim"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )

    def do(name: str, data: Path, after: float = 1e9, **more: object) -> dict[str, Any]:
        assert run.stdin is not None
        assert run.stdout is not None
        run.stdin.write(json.dumps({"job": name, "data": str(data), "after": after, **more}) + "\n")
        run.stdin.flush()
        answer: dict[str, Any] = json.loads(run.stdout.readline())
        if answer["status"] == signal.SIGKILL:
            tally[f"kills in {name}"] += 1
        return answer

    yield do
    assert run.stdin is not None
    run.stdin.close()
    run.wait()
    assert run.stdout is not None
    run.stdout.close()


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, inbox: Path, job: Job) -> tuple[Path, float]:
    """A whole data folder, and the seconds its ingest takes."""
    data = tmp_path_factory.mktemp("held") / "data"
    done = job("ingest", data, inbox=str(inbox), acknowledged=str(data.with_name("noted")))
    assert done["status"] == 0
    return data, done["seconds"]


def moments(request: pytest.FixtureRequest, seconds: float, seed: int) -> list[float]:
    whole = request.config.getoption("--whole")
    chance = random.Random(seed)
    return [chance.uniform(0.0, seconds * 1.05) for _ in range(MANY if whole else FEW)]


def sound(data: Path, ids: set[str] | None = None) -> Library:
    """The library of a folder that has just lost its writer, with all that was acknowledged."""
    library = Library.open(Settings(data=data))
    assert library.store.check() == []
    assert Seal(data / "register.sqlite3").state() in ("open", "sealed")
    assert library.missing_originals() == []
    assert list(library.originals.damaged()) == []
    if ids is not None:
        assert ids <= set(library.store.document_ids())
    return library


def test_ingest(
    request: pytest.FixtureRequest, tmp_path: Path, inbox: Path, job: Job, held: tuple[Path, float]
) -> None:
    for number, moment in enumerate(moments(request, held[1], 1)):
        data, noted = tmp_path / f"d{number}", tmp_path / f"noted{number}"
        noted.touch()
        job("ingest", data, moment, inbox=str(inbox), acknowledged=str(noted))
        if (data / "register.sqlite3").exists():
            sound(data, set(noted.read_text(encoding="utf-8").split())).close()
        assert job("ingest", data, inbox=str(inbox), acknowledged=str(noted))["status"] == 0
        library = sound(data)
        assert len(library.store.document_ids()) == FILES
        assert library.readiness().ready
        assert library.search(SearchRequest(text="罚款", on=date(2026, 1, 1), limit=1)).total == FILES
        library.close()
        shutil.rmtree(data)


@pytest.mark.parametrize("name", ["reindex", "update"])
def test_index(
    request: pytest.FixtureRequest, tmp_path: Path, job: Job, held: tuple[Path, float], name: str
) -> None:
    data = tmp_path / "data"
    shutil.copytree(held[0], data)
    seconds = job(name, data)["seconds"]
    for moment in moments(request, seconds, 2):
        job(name, data, moment)
        library = sound(data)
        # The old index or the new one answers, whole.
        assert library.search(SearchRequest(text="罚款", on=date(2026, 1, 1), limit=1)).total == FILES
        library.close()
    assert job("reindex", data)["status"] == 0
    library = sound(data)
    assert library.readiness().ready
    # What killed writers left has been swept.
    used = len(list((data / "index").glob("generation-*.json")))
    assert used <= 2
    assert len(list((data / "index" / "segments").iterdir())) <= 2 * 20
    library.close()


def test_backup(request: pytest.FixtureRequest, tmp_path: Path, job: Job, held: tuple[Path, float]) -> None:
    seconds = job("backup", held[0], out=str(tmp_path / "whole"))["seconds"]
    for number, moment in enumerate(moments(request, seconds, 3)):
        out = tmp_path / f"b{number}"
        status = job("backup", held[0], moment, out=str(out))["status"]
        if not out.exists():
            assert status != 0
            continue
        restore(out, tmp_path / f"r{number}", replace=False, stamp="1")
        library = sound(tmp_path / f"r{number}")
        assert len(library.store.document_ids()) == FILES
        library.close()
    # What a killed backup left is no backup, and is said to be none.
    for left in tmp_path.glob(".b*"):
        if not (left / "manifest.json").exists():
            with pytest.raises(BackupUnusable, match="没有做完"):
                restore(left, tmp_path / "never", replace=False, stamp="1")
    assert not (tmp_path / "never").exists()
