"""A child that dies or overruns costs one task; the pool goes on."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.ingest import pool as reader_pool
from indexer.ingest.child import MOST_RESULT
from indexer.ingest.pool import ReaderPool, Task
from indexer.ingest.temporary import sweep
from indexer.model.limits import Limits

TARGET = "tests.builders.pool_targets:act"
LIMITS = replace(Limits(), wall_seconds=4, cpu_seconds=30)


def run(*payloads: bytes, jobs: int = 2, limits: Limits = LIMITS) -> dict[str, bytes | str]:
    with ReaderPool(TARGET, jobs, limits) as pool:
        outcomes = pool.run(Task(str(n), payload) for n, payload in enumerate(payloads))
        return {o.key: o.failure.code if o.failure else bytes(o.result or b"") for o in outcomes}


def test_results_come_back_for_every_task() -> None:
    payloads = [f"echo {n}".encode() for n in range(300)]
    assert run(*payloads) == {str(n): str(n).encode() for n in range(300)}


def test_a_large_result_comes_back_whole() -> None:
    found = run(b"large")
    assert found["0"] == b"x" * 5_000_000


def test_a_result_that_is_too_large_is_not_sent() -> None:
    assert run(b"echo 1", f"say {MOST_RESULT + 1}".encode()) == {"0": b"1", "1": "memory"}


def test_results_come_in_the_order_of_the_tasks() -> None:
    payloads = [b"pause 0.5", b"abort", *(f"echo {n}".encode() for n in range(20)), b"memory", b"echo 1"]
    assert list(run(*payloads)) == [str(n) for n in range(len(payloads))]


@pytest.mark.parametrize(
    "payloads",
    [
        [b"echo 1", b"say 2000", b"echo 2", b"echo 3"],
        [b"pause 0.3", b"echo 1", b"say 2000", b"echo 2", b"say 3000"],
        [b"say 2000", b"pause 0.3", b"echo 1"],
        [b"memory", b"say 2000", b"echo 1", b"echo 2"],
        [b"say 2000"],
    ],
)
def test_no_child_runs_when_a_large_result_is_handed_over_and_only_the_caller_holds_it(
    payloads: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_pool, "_LARGE", 2000)
    large = set()
    with ReaderPool(TARGET, 2, replace(LIMITS, memory_bytes=256 << 20)) as pool:
        outcomes = pool.run(Task(str(n), payload) for n, payload in enumerate(payloads))
        for n in range(len(payloads)):
            outcome = next(outcomes)
            assert outcome.key == str(n)
            if outcome.size >= 2000:
                large.add(payloads[n])
                assert pool._children == []
                # Outside the assertion, which would hold what it looks at.
                held = sys.getrefcount(outcome), sys.getrefcount(outcome.result)
                assert max(held) <= 2
        assert next(outcomes, None) is None
    assert large == {payload for payload in payloads if payload.startswith(b"say")}


def test_no_more_is_begun_while_much_waits_for_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_pool, "_MOST_EARLY", 3000)
    drawn: list[int] = []

    def tasks() -> Iterator[Task]:
        for n in range(40):
            drawn.append(n)
            yield Task(str(n), b"say 1000" if n else b"pause 2")

    with ReaderPool(TARGET, 2, LIMITS) as pool:
        outcomes = pool.run(tasks())
        assert next(outcomes).key == "0"
        assert len(drawn) <= 5
        assert len(list(outcomes)) == 39


@pytest.mark.parametrize(
    ("payload", "code"),
    [(b"abort", "crashed"), (b"exit", "crashed"), (b"raise", "failed"), (b"memory", "memory")],
)
def test_a_failing_task_is_named_and_the_others_are_done(payload: bytes, code: str) -> None:
    found = run(
        b"echo 1", payload, b"echo 2", b"echo 3", limits=replace(LIMITS, memory_bytes=256 * 1024 * 1024)
    )
    assert found == {"0": b"1", "1": code, "2": b"2", "3": b"3"}


def test_the_memory_is_that_of_all_together_and_a_large_task_has_it_alone() -> None:
    half, whole = 300 << 20, 512 << 20
    large = [f"hold {half}".encode(), f"native {half}".encode()]
    found = run(b"echo 1", *large, b"echo 2", b"memory", limits=replace(LIMITS, memory_bytes=whole))
    size = str(half).encode()
    assert found == {"0": b"1", "1": size, "2": size, "3": b"2", "4": "memory"}


def test_a_child_that_keeps_much_is_not_kept() -> None:
    with ReaderPool(TARGET, 1, LIMITS) as pool:
        tasks = [Task("0", b"pid"), Task("1", b"pid"), Task("2", b"keep 300000000"), Task("3", b"pid")]
        first, same, large, other = (outcome.result for outcome in pool.run(tasks))
    assert first == same == large
    assert other != large


def test_a_task_that_never_ends_is_given_up() -> None:
    found = run(b"echo 1", b"sleep", b"echo 2", jobs=1, limits=replace(LIMITS, wall_seconds=1))
    assert found == {"0": b"1", "1": "timeout", "2": b"2"}


def test_nothing_a_reader_prints_gets_between_the_results() -> None:
    assert run(b"print", b"echo 1") == {"0": b"printed", "1": b"1"}


def test_no_child_and_no_folder_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with ReaderPool(TARGET, 2, LIMITS) as pool:
        pids = [child.process.pid for child in pool._children]
        list(pool.run([Task("0", b"litter")]))
        assert any(tmp_path.iterdir())
    monkeypatch.setattr("tempfile.tempdir", None)
    assert list(tmp_path.iterdir()) == []
    for pid in pids:
        for _ in range(50):
            if not Path(f"/proc/{pid}").exists():
                break
            time.sleep(0.05)
        assert not Path(f"/proc/{pid}").exists()


def test_tasks_are_drawn_only_as_children_are_free() -> None:
    drawn: list[int] = []

    def tasks() -> Iterator[Task]:
        for n in range(50):
            drawn.append(n)
            yield Task(str(n), b"echo 1")

    with ReaderPool(TARGET, 1, LIMITS) as pool:
        outcomes = pool.run(tasks())
        for done in range(1, 4):
            next(outcomes)
            assert len(drawn) == done
        list(outcomes)
    assert len(drawn) == 50


def test_the_target_runs_in_another_process() -> None:
    assert run(b"pid")["0"] != str(os.getpid()).encode()
    assert sys.platform == "linux"


def test_what_a_reader_has_started_ends_with_it() -> None:
    with ReaderPool(TARGET, 1, replace(LIMITS, wall_seconds=2)) as pool:
        (outcome,) = pool.run([Task("0", b"start")])
    assert outcome.failure is not None
    running = [
        place.read_bytes()
        for place in Path("/proc").glob("[0-9]*/cmdline")
        if place.exists() and b"9987" in place.read_bytes()
    ]
    assert running == []


def test_folders_of_a_killed_process_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name in (
        "fagui-reader-4194305-abc",
        "fagui-site-4194305-abc",
        "fagui-reader-1-abc",
        "other-4194305-abc",
    ):
        (tmp_path / name / "inside").mkdir(parents=True)
    (tmp_path / "fagui-reader-4194306-abc").symlink_to(tmp_path / "other-4194305-abc")
    sweep()
    assert {p.name for p in tmp_path.iterdir()} == {
        "fagui-reader-1-abc",
        "other-4194305-abc",
        "fagui-reader-4194306-abc",
    }
    assert (tmp_path / "other-4194305-abc" / "inside").is_dir()
