"""ReaderPool: every file is read in a child process, under limits; a child that dies or overruns costs one file.

Only bytes go over the pipes, with their length before them: what a child says is checked when it is decoded, and
never run. Children are started fresh (no state of ours is inherited), live long, and are replaced when they are worn.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from indexer.ingest.child import MOST_RESULT
from indexer.ingest.temporary import make_folder, sweep
from indexer.model.limits import Limits

_LENGTH: Final = struct.Struct("<q")
_LARGE: Final = 16 * 1024 * 1024
"""A result to make room for: what the caller makes of it takes several times as much."""
_MOST_EARLY: Final = 64 * 1024 * 1024
"""Of results that are there before their turn."""
_START_SECONDS: Final = 60.0
_TASKS_A_CHILD: Final = 2_000
_KEPT_BYTES: Final = 256 * 1024 * 1024
"""A child that holds more than this after a task is ended: a large file must not cost memory to the end of the run."""
_READY: Final = ord("S")
_FAULTS: Final = frozenset({signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGTRAP})
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Task:
    """A key of the caller's, no other task's of the run, and the bytes for the target."""

    key: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no result: ``crashed``, ``timeout``, ``memory`` or ``failed``, and the words for it."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A task's result or failure, and the seconds it took."""

    key: str
    result: bytes | bytearray | None
    failure: Failure | None
    seconds: float

    @property
    def size(self) -> int:
        """Bytes of the result."""
        return len(self.result or b"")


class _Child:
    """One child process and the task it has."""

    def __init__(self, target: str, limits: Limits, memory: int, nice: int) -> None:
        self.folder = make_folder("reader")
        environment = {
            **os.environ,
            "TMPDIR": self.folder,
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        command = [
            sys.executable,
            "-m",
            "indexer.ingest.child",
            target,
            str(memory),
            str(limits.cpu_seconds),
            str(nice),
        ]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self.task: Task | None = None
        self.began = 0.0
        self.done = 0
        self.ready = False
        self.buffer = bytearray()

    def send(self, task: Task) -> bool:
        """Give it a task; False when it is no longer there to take it."""
        assert self.process.stdin is not None
        self.task, self.began = task, time.monotonic()
        try:
            self.process.stdin.write(_LENGTH.pack(len(task.payload)) + task.payload)
            self.process.stdin.flush()
        except OSError:
            return False
        return True

    def take(self) -> tuple[int, bytearray] | None:
        """Read what has come; (kind, result) once it is whole. EOFError when the child has gone."""
        assert self.process.stdout is not None
        piece = os.read(self.process.stdout.fileno(), 1 << 20)
        if not piece:
            raise EOFError
        self.buffer += piece
        while len(self.buffer) >= _LENGTH.size + 1:
            (length,) = _LENGTH.unpack_from(self.buffer)
            end = _LENGTH.size + 1 + length
            if not 0 <= length <= MOST_RESULT:
                # It would wait for ever to be heard out.
                self.process.kill()
                raise EOFError
            if len(self.buffer) < end:
                return None
            kind = self.buffer[_LENGTH.size]
            if kind != _READY:
                # Nothing follows a result before the next task: the buffer itself is handed on, not a second copy.
                result, self.buffer = self.buffer, bytearray()
                del result[end:], result[: _LENGTH.size + 1]
                return kind, result
            del self.buffer[:end]
            # Its time for the task begins when it can begin.
            self.ready, self.began = True, time.monotonic()
        return None

    def end(self) -> None:
        """Kill it with all that it started, and remove its temporary folder."""
        for process in _session(self.process.pid):
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _session(leader: int) -> list[int]:
    """The processes of a session: the child, and a converter with all that it started in a group of its own."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            # pid (name) state ppid pgrp session …; the name may hold anything.
            if int(place.read_text(errors="replace").rpartition(")")[2].split()[3]) == leader:
                found.append(int(place.parent.name))
    return found


def _held(process: int) -> int:
    """What a process holds in memory, in bytes; 0 when it has gone."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE
    return 0


class ReaderPool:
    """Children that run ``target`` (``module:function``, bytes to bytes). Used as a context manager.

    The limit of memory is that of all of them together. A task that its child's share is too small for is done again
    by one child alone that has the whole. ``nice`` is how far they stand back behind other programs.
    """

    def __init__(self, target: str, jobs: int, limits: Limits, nice: int = 0) -> None:
        self._target = target
        self._limits = limits
        self._jobs = max(1, jobs)
        self._nice = nice
        self._children: list[_Child] = []
        self._share = limits.memory_bytes // self._jobs
        self._again: list[Task] = []

    def __enter__(self) -> Self:
        sweep()
        # One by one, so that those that are there are ended when the next cannot be started.
        try:
            self._fill()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_all()

    def _end_all(self) -> None:
        for child in self._children:
            child.end()
        self._children = []

    def _fill(self) -> None:
        while len(self._children) < self._jobs:
            self._children.append(self._start())

    def _start(self) -> _Child:
        return _Child(self._target, self._limits, self._share, self._nice)

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        """Outcomes in the order of the tasks, which are drawn only when a child is free for them.

        A large result is handed over while no child runs, and not referred to here any more: the caller may have the
        memory that the children had.
        """
        waiting = iter(tasks)
        order: deque[str] = deque()
        early: dict[str, Outcome] = {}
        more = True
        while more or order:
            sizes = [outcome.size for outcome in early.values()]
            # While a task waits to be done alone, or much to be handed over, no more are begun.
            if more and not self._again and sum(sizes) < _MOST_EARLY and max(sizes, default=0) < _LARGE:
                more = self._begin(waiting, order)
            early.update((outcome.key, outcome) for outcome in self._arrivals())
            if any(outcome.size >= _LARGE for outcome in early.values()):
                if self._again or any(child.task is not None for child in self._children):
                    continue
                self._end_all()
            while order and order[0] in early:
                yield early.pop(order.popleft())

    def _begin(self, waiting: Iterator[Task], order: deque[str]) -> bool:
        """Give every child that is free a task; False when there are no more."""
        self._fill()
        for number, child in enumerate(self._children):
            if child.task is not None:
                continue
            task = next(waiting, None)
            if task is None:
                return False
            order.append(task.key)
            if not child.send(task):
                # It died idle, before it saw the task: a fresh one takes it.
                self._replace(number).send(task)
        return True

    def _arrivals(self) -> Iterator[Outcome]:
        """What is done next, by those at work or else by one alone."""
        busy = [child for child in self._children if child.task is not None]
        if busy:
            yield from self._wait(busy)
        elif self._again:
            yield self._alone(self._again.pop())

    def _alone(self, task: Task) -> Outcome:
        """Done by one child that has the memory of all."""
        self._share, share = self._limits.memory_bytes, self._share
        self._end_all()
        self._children = [self._start()]
        try:
            self._children[0].send(task)
            while True:
                for outcome in self._wait(self._children):
                    return outcome
        finally:
            self._share = share
            self._end_all()

    def _wait(self, busy: list[_Child]) -> Iterator[Outcome]:
        now = time.monotonic()
        deadline = min(self._deadline(child) for child in busy)
        with selectors.DefaultSelector() as selector:
            for child in busy:
                assert child.process.stdout is not None
                selector.register(child.process.stdout, selectors.EVENT_READ, child)
            ready = selector.select(max(0.0, min(deadline - now, 1.0)))
        for key, _ in ready:
            child = key.data
            try:
                whole = child.take()
            except (EOFError, OSError):
                if (lost := self._lost(child)) is not None:
                    yield lost
                continue
            if whole is not None and (outcome := self._done(child, *whole)) is not None:
                yield outcome
        now = time.monotonic()
        for child in busy:
            if child.task is not None and child in self._children and now >= self._deadline(child):
                message = f"读取超过 {self._limits.wall_seconds} 秒，已放弃"
                yield self._failed(child, Failure("timeout", message))

    def _deadline(self, child: _Child) -> float:
        return child.began + (self._limits.wall_seconds if child.ready else _START_SECONDS)

    def _done(self, child: _Child, kind: int, result: bytearray) -> Outcome | None:
        """The outcome, or None when the task is to be done again alone."""
        assert child.task is not None
        task, seconds = child.task, time.monotonic() - child.began
        key = task.key
        child.task = None
        child.done += 1
        if child.done >= _TASKS_A_CHILD or kind == ord("M") or _held(child.process.pid) > _KEPT_BYTES:
            self._replace(self._children.index(child))
        if kind == ord("M") and self._share < self._limits.memory_bytes:
            self._again.append(task)
            return None
        if kind == ord("R"):
            return Outcome(key, result, None, seconds)
        if kind == ord("M"):
            megabytes = self._limits.memory_bytes // (1024 * 1024)
            return Outcome(key, None, Failure("memory", f"读取所需内存超过 {megabytes} MB"), seconds)
        return Outcome(
            key, None, Failure("failed", f"读取程序出错：{result.decode('utf-8', 'replace')[:300]}"), seconds
        )

    def _lost(self, child: _Child) -> Outcome | None:
        """The outcome, or None when the task is to be done again alone."""
        code = child.process.wait()
        if -code in _FAULTS and self._share < self._limits.memory_bytes:
            # Native code that gets no memory does not say so: it aborts.
            assert child.task is not None
            self._again.append(child.task)
            self._replace(self._children.index(child))
            return None
        if code == -signal.SIGXCPU:
            return self._failed(
                child, Failure("cpu", f"读取用时超过 {self._limits.cpu_seconds} 秒处理器时间，已放弃")
            )
        how = signal.Signals(-code).name if code < 0 else f"退出码 {code}"
        return self._failed(child, Failure("crashed", f"读取程序崩溃（{how}）"))

    def _failed(self, child: _Child, failure: Failure) -> Outcome:
        assert child.task is not None
        outcome = Outcome(child.task.key, None, failure, time.monotonic() - child.began)
        self._replace(self._children.index(child))
        return outcome

    def _replace(self, number: int) -> _Child:
        self._children[number].end()
        self._children[number] = self._start()
        return self._children[number]
