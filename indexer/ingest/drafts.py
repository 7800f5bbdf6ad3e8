"""Reading a file that is to be checked and not recorded: in a child process like every file.

What speaks with children is loaded for the first file.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Lock, Semaphore
from typing import TYPE_CHECKING

from indexer.model.draft import DraftText
from indexer.model.limits import Limits

if TYPE_CHECKING:
    from indexer.ingest.pool import ReaderPool

_TARGET = "indexer.ingest.draft_reader:read_one"
_FILES_A_CHILD = 1_000
_PATIENCE = 2.0


def read_draft(path: Path, limits: Limits) -> DraftText:
    """A file's text with its citations. A file that cannot be read is an answer with the reason."""
    with _pool(limits) as pool:
        return _read(pool, path, limits)


class DraftReader:
    """The same for a server: a child is kept for the next file, since its start costs more than most files do.

    It is ended after a file that it could not read, and after so many files in any case. Two files are read at once,
    each with half the memory; who comes then waits, and is told when it takes too long.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = replace(limits, memory_bytes=limits.memory_bytes // 2)
        self._lock = Lock()
        self._second = Semaphore()
        self._pool: ReaderPool | None = None
        self._done = 0

    def __call__(self, path: Path) -> DraftText:
        """As ``read_draft``; where the kept child is long at work, another gets one of its own."""
        # A short wait costs less than a start.
        if not self._lock.acquire(timeout=_PATIENCE):
            if not self._second.acquire(timeout=self._limits.wall_seconds):
                return DraftText(code="busy", message="正在读取的文件太多，请稍后再试")
            try:
                return read_draft(path, self._limits)
            finally:
                self._second.release()
        try:
            if self._pool is None:
                self._pool, self._done = _pool(self._limits).__enter__(), 0
            found = _read(self._pool, path, self._limits)
            self._done += 1
            if found.code or self._done >= _FILES_A_CHILD:
                self._end()
            return found
        except BaseException:
            self._end()
            raise
        finally:
            self._lock.release()

    def _end(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.__exit__(None, None, None)


def _pool(limits: Limits) -> ReaderPool:
    from indexer.ingest.pool import ReaderPool

    return ReaderPool(_TARGET, 1, limits)


def _read(pool: ReaderPool, path: Path, limits: Limits) -> DraftText:
    import msgspec

    from indexer.ingest.messages import Task, encode_message
    from indexer.ingest.pool import Task as PoolTask

    task = PoolTask("draft", encode_message(Task(str(path.resolve()), path.name, limits)))
    for outcome in pool.run([task]):
        if outcome.result is not None:
            return msgspec.msgpack.decode(outcome.result, type=DraftText)
        if outcome.failure is not None:
            return DraftText(code=outcome.failure.code, message=outcome.failure.message)
    return DraftText(code="crashed", message="读取程序没有回答")
