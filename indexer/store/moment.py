"""Which moment of the record is read: each call one of its own, a snapshot, or one that is held."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any


class Moment:
    """The connection, and what of the record it sees. Safe to use from several threads."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._lock = RLock()
        self._seen: int | None = None
        self._at: int | None = None
        self._on_leave: list[Callable[[], None]] = []

    @property
    def revision(self) -> int:
        """Grows with every change."""
        at = self._at
        return (
            at if at is not None else int(self._rows("SELECT value FROM meta WHERE key = 'revision'")[0][0])
        )

    def hold(self) -> None:
        """See the record as it is now from here on, whoever writes it; called again, as it is then."""
        with self._lock:
            self.let_go()
            self._db.execute("BEGIN")
            self._seen = self._at = self.revision

    def let_go(self) -> None:
        """See the record as it is at each moment again. What a held connection sees keeps the log of writes long."""
        with self._lock:
            if self._at is not None:
                self._at = self._seen = None
                self._db.execute("COMMIT")

    @property
    def path(self) -> Path:
        """The record's file."""
        return Path(self._rows("PRAGMA database_list")[0][2])

    def on_leave(self, drop: Callable[[], None]) -> None:
        """Have this called when nobody begins anything with this store any more."""
        self._on_leave.append(drop)

    def leave(self) -> None:
        """Let go, and drop what was worked out from what was held; what is still asked is answered, if slowly."""
        self.let_go()
        for drop in self._on_leave:
            drop()

    @contextmanager
    def snapshot(self) -> Iterator[int | None]:
        """All that is read inside is of one revision, which is given; None inside a write that may yet be undone."""
        with self._lock:
            if self._db.in_transaction:
                yield self._seen
                return
            self._db.execute("BEGIN")
            try:
                self._seen = self.revision
                yield self._seen
            finally:
                self._seen = None
                self._db.execute("COMMIT")

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()
