"""The state of the site: whether the record, the index and the disk are as they should be, and how fresh they are."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event, Thread
from typing import Final

from indexer.library import Library
from indexer.settings import ServerSettings, Settings

_LOOK: Final = 2.0
_CHECK_EVERY: Final = 3600.0
_DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What readyz says."""

    ready: bool
    record: int
    index: int
    notes: tuple[str, ...]
    disk_free: int | None
    age_days: float | None


class SiteState:
    """Looks after one library: takes up a new index, holds the record against its seal, reports."""

    def __init__(
        self, library: Library, settings: Settings | None, warm: Sequence[Callable[[], object]]
    ) -> None:
        self._library = library
        self._warm = warm
        self._settings = settings
        self._server = settings.server if settings else ServerSettings()
        self._stop = Event()
        self.damage = ""
        """What is wrong with the record's file; while it is not empty, nothing is answered from it."""

    def report(self) -> SiteReport:
        """Ready: the record is sound, there is an index, there is room. An index behind the record is noted only, as
        it is behind during every ingest."""
        notes: list[str] = []
        record, index = -1, -1
        if self.damage:
            notes.append(self.damage)
        else:
            readiness = self._library.readiness()
            record, index = readiness.record, readiness.index
            notes += readiness.notes
        free, age = self._disk_free(), self._age_days()
        full = free is not None and free < self._server.disk_free_bytes
        if full and free is not None:
            notes.append(
                f"磁盘只剩 {free // 2**20} MB，少于设定的 {self._server.disk_free_bytes // 2**20} MB"
            )
        stale = bool(self._server.fresh_days) and age is not None and age > self._server.fresh_days
        if stale:
            notes.append(f"登记库已 {age:.0f} 天没有变化，多于设定的 {self._server.fresh_days} 天")
        ready = not self.damage and index >= 0 and not full and not stale
        return SiteReport(ready, record, index, tuple(notes), free, age)

    def gauges(self) -> Iterator[tuple[str, str, float]]:
        """The same for the metrics."""
        seen = self.report()
        yield "fagui_ready", "1 when ready.", int(seen.ready)
        yield "fagui_record_revision", "Revision of the record.", seen.record
        yield "fagui_index_revision", "Revision the index has caught up with.", seen.index
        yield (
            "fagui_record_damaged",
            "1 when the record's file is not as it was sealed.",
            int(bool(self.damage)),
        )
        if seen.disk_free is not None:
            yield "fagui_disk_free_bytes", "Room on the disk of the data folder.", seen.disk_free
        if seen.age_days is not None:
            yield "fagui_record_age_seconds", "Since the record last changed.", round(seen.age_days * _DAY)

    def watch(self) -> None:
        """Begin to look after it, in a thread of its own."""
        Thread(target=self._watch, name="state", daemon=True).start()

    def end(self) -> None:
        """Stop looking."""
        self._stop.set()

    def _watch(self) -> None:
        checked, seen = 0.0, (-1, -1)
        cold: list[Callable[[], object]] = []
        while True:
            with contextlib.suppress(Exception):
                if not checked or time.monotonic() - checked > _CHECK_EVERY:
                    self.damage = self._library.store.seal.damage()
                    checked = time.monotonic()
                self._library.engine.refresh()
                now = (self._library.engine.revision, self._library.store.revision)
                if now != seen:
                    cold, seen = list(self._warm), now
                if cold:
                    # What the first reader of a new state would wait for; one at a look, since the first search of a
                    # server should not have to share the processor with its statistics.
                    cold.pop(0)()
            if self._stop.wait(_LOOK):
                return

    def _disk_free(self) -> int | None:
        if self._settings is None:
            return None
        with contextlib.suppress(OSError):
            return shutil.disk_usage(self._settings.data).free
        return None

    def _age_days(self) -> float | None:
        if self._settings is None:
            return None
        newest = 0.0
        for place in (self._settings.register, self._settings.register.with_name("register.sqlite3-wal")):
            with contextlib.suppress(OSError):
                newest = max(newest, place.stat().st_mtime)
        return max(0.0, time.time() - newest) / _DAY if newest else None
