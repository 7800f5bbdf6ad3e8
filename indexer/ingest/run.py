"""Ingest: the flow from paths to the record. Files are read in parallel and recorded in the order of their paths."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from indexer.ingest.heap import give_back
from indexer.ingest.messages import Read, Task, decode_read, encode_message
from indexer.ingest.pool import Failure, Outcome, ReaderPool
from indexer.ingest.pool import Task as PoolTask
from indexer.ingest.report import Row, Summary
from indexer.ingest.stamp import reading_stamp
from indexer.ingest.walk import Found, walk
from indexer.model.limits import Limits
from indexer.store import Originals, SourceRow, Store

_BATCH = 100
_BATCH_BYTES = 16 * 1024 * 1024
"""Of results in a batch: what readers said waits as they said it, and is decoded one by one as it is recorded."""
_NICE = 4
"""A site that answers meanwhile comes first; more, and a busy machine would keep files waiting to the limit of time."""
_TARGET = "indexer.ingest.reader:read_one"
_CHANGED = Failure("changed", "读取过程中文件被修改，请重新收录")


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the run: read again, known from before (``known``), or not readable at all (``problem``)."""

    path: Path
    sha256: str = ""
    size: int = 0
    modified: int = 0
    known: bool = False
    problem: str = ""


class Ingest:
    """One run over a record. ``report`` gets every row as it is recorded, ``progress`` the number of files done."""

    def __init__(
        self,
        store: Store,
        originals: Originals,
        limits: Limits,
        jobs: int = 2,
        report: Callable[[Row], None] = lambda _: None,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> None:
        self._store = store
        self._originals = originals
        self._limits = limits
        self._jobs = jobs
        self._report = report
        self._progress = progress
        self._stamp = reading_stamp()
        self._summary = Summary()

    def run(self, paths: Sequence[Path]) -> Summary:
        """Take in everything below the paths. Stopping it (Ctrl-C) keeps what is recorded; a later run goes on."""
        found = list(walk(paths))
        files = [file for file in found if not file.aside]
        self._summary.aside = len(found) - len(files)
        try:
            self._run(files)
        except KeyboardInterrupt:
            self._summary.interrupted = True
        self._summary.revision = self._store.revision
        return self._summary

    def _run(self, files: Sequence[Found]) -> None:
        known = self._store.sources_read_with(self._stamp)
        held = self._store.all_source_documents() if known else {}
        looked_at = [self._look(found, known) for found in files]
        todo = [n for n, file in enumerate(looked_at) if not file.known and not file.problem]
        # Bytes that stand under several names are read once; the later names find them known.
        first: dict[str, int] = {}
        for n in todo:
            first.setdefault(looked_at[n].sha256, n)
        wanted = [n for n in todo if first[looked_at[n].sha256] == n]
        # Closed with the run, however it ends: no child outlives it.
        with closing(self._read(looked_at, wanted)) as arrived:
            self._take(looked_at, first, arrived, held)

    def _take(
        self,
        looked_at: Sequence[_File],
        first: dict[str, int],
        arrived: Iterator[Outcome],
        held: dict[str, list[tuple[str, str, date | None]]],
    ) -> None:
        """Record the files in their order, which is that in which the readers' results arrive."""
        batch: deque[tuple[_File, Outcome | None]] = deque()
        size = 0
        for number, file in enumerate(looked_at):
            batch.append((file, next(arrived) if first.get(file.sha256) == number else None))
            size += batch[-1][1].size if batch[-1][1] else 0
            if len(batch) >= _BATCH or size >= _BATCH_BYTES:
                self._record(batch, held)
                self._progress(number + 1, len(looked_at))
                if size >= _BATCH_BYTES:
                    give_back()
                size = 0
        self._record(batch, held)
        self._progress(len(looked_at), len(looked_at))

    def _look(self, found: Found, known: dict[str, SourceRow]) -> _File:
        if found.problem:
            return _File(found.path, problem=found.problem)
        try:
            state = found.path.stat()
            if state.st_size > self._limits.file_bytes:
                limit = self._limits.file_bytes // (1024 * 1024)
                return _File(found.path, problem=f"文件 {state.st_size} 字节，超过上限 {limit} MB")
            with found.path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as problem:
            return _File(found.path, problem=f"无法读取（{problem.strerror or problem}）")
        return _File(found.path, digest, state.st_size, state.st_mtime_ns, known=digest in known)

    def _read(self, files: Sequence[_File], wanted: Sequence[int]) -> Generator[Outcome]:
        """What the readers say of the files, in their order."""
        if not wanted:
            return
        tasks = (
            PoolTask(str(n), encode_message(Task(str(files[n].path), files[n].path.name, self._limits)))
            for n in wanted
        )
        with ReaderPool(_TARGET, min(self._jobs, len(wanted)), self._limits, _NICE) as pool:
            yield from pool.run(tasks)

    def _record(
        self, batch: deque[tuple[_File, Outcome | None]], held: dict[str, list[tuple[str, str, date | None]]]
    ) -> None:
        """One commit for a batch, which is used up; the originals are on disk before it."""
        if not batch:
            return
        files = len(batch)
        for _ in range(files):
            batch.append(self._keep(*batch.popleft()))
        self._originals.flush()
        rows: list[Row] = []
        with self._store.writing():
            while batch:
                # Nothing but the batch holds the bytes of a result: they are gone once it is decoded.
                rows += self._record_file(*_decoded(*batch.popleft()), held)
        for row in rows:
            self._summary.count(row.outcome)
            self._report(row)
        self._summary.files += files
        self._summary.rejected_files += sum(1 for row in rows if row.outcome == "rejected")

    def _keep(self, file: _File, outcome: Outcome | None) -> tuple[_File, Outcome | None]:
        if outcome is None or file.problem:
            return file, outcome
        try:
            digest = self._originals.add(file.path.read_bytes())
        except OSError as problem:
            failure = Failure("unreadable", f"无法读取（{problem}）")
            return file, replace(outcome, result=None, failure=failure)
        if digest != file.sha256:
            return file, replace(outcome, result=None, failure=_CHANGED)
        return file, outcome

    def _record_file(
        self, file: _File, read: Read | None, held: dict[str, list[tuple[str, str, date | None]]]
    ) -> list[Row]:
        path = str(file.path)
        if file.problem:
            return [Row(path, "rejected", reason=file.problem)]
        self._store.note_place(path, file.sha256, file.size, file.modified)
        if read is None:
            return self._unchanged(path, file.sha256, held)
        source = SourceRow(
            file.sha256, file.path.name, read.format, file.size, self._stamp, read.code, read.message
        )
        with self._store.writing():
            recorded = self._store.record(source, read.drafts, read.remarks)
        if read.code:
            return [Row(path, "rejected", reason=f"{read.message}")]
        remarks = tuple(f"{r.message}（{r.place}）" if r.place else r.message for r in read.remarks)
        return [
            Row(path, done.outcome, done.document, done.title, done.version, (*remarks, *done.remarks))
            for done in recorded
        ]

    def _unchanged(
        self, path: str, sha256: str, held: dict[str, list[tuple[str, str, date | None]]]
    ) -> list[Row]:
        source = self._store.source(sha256)
        if source is not None and source.code:
            return [Row(path, "rejected", reason=source.message)]
        documents = held.get(sha256) or self._store.source_documents(sha256)
        return [Row(path, "unchanged", document, title, dated) for document, title, dated in documents]


def _decoded(file: _File, outcome: Outcome | None) -> tuple[_File, Read | None]:
    if outcome is None:
        return file, None
    failure = outcome.failure
    if outcome.result is not None:
        read = decode_read(outcome.result)
        if read.sha256 in ("", file.sha256):
            return file, read
        failure = _CHANGED
    assert failure is not None
    return file, Read("", 0, "", code=failure.code, message=failure.message)
