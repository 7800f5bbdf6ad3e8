"""The state of the site: whether the record, the index and the disk are as they should be, and how fresh they are."""

from __future__ import annotations

import contextlib
import ctypes
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

from indexer.library import Library, SearchRequest, SearchUnavailable
from indexer.settings import ServerSettings, Settings

if TYPE_CHECKING:
    from indexer.library import Overview

_LOOK: Final = 2.0
_RENEW_EVERY: Final = 30.0
"""While an ingest goes on, a state in between is taken up no more often than this, nor than ten times what it costs."""
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


class Shown:
    """What requests are answered from: a library, and what it says of the day. A request keeps that it began with."""

    def __init__(self, library: Library) -> None:
        self.library = library

    @cached_property
    def overview(self) -> Overview:
        """Loaded when it is first asked for: no search needs it."""
        from indexer.library import Overview

        return Overview(self.library)

    def steps(self, day: date) -> list[Callable[[], object]]:
        """What is to be worked out before somebody waits for it, the most urgent first."""

        def first_search() -> None:
            self.library.warm()
            with contextlib.suppress(SearchUnavailable):
                self.library.search(SearchRequest(text="示例", on=day, limit=1))

        return [
            self.library.engine.check,
            first_search,
            lambda: self.overview.of(day),
            self.library.engine.read_ahead,
            lambda: self.library.prepare(day),
        ]


class SiteState:
    """Looks after what is shown: takes up new states of record and index, holds the record against its seal, reports.

    Readers are answered from a state that stands still. A newer one is made ready beside it, and put in its place when
    nobody has to wait for it any more.
    """

    def __init__(self, library: Library, settings: Settings | None, today: Callable[[], date]) -> None:
        self.shown = Shown(library)
        self._library = library
        self._today = today
        self._settings = settings
        self._server = settings.server if settings else ServerSettings()
        self._stop = Event()
        self._cold: list[Callable[[], object]] = []
        self._checked = self._renewed = self._cost = 0.0
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
        while True:
            with contextlib.suppress(Exception):
                self._look()
            if self._stop.wait(_LOOK):
                return

    def _look(self) -> None:
        now = time.monotonic()
        if not self._checked or now - self._checked > _CHECK_EVERY:
            self.damage = self._library.store.seal.damage()
            self._checked = now
        shown = self.shown.library
        if self._library is shown:
            # What is asked how things are is not what readers are answered from.
            asked = shown.renewed()
            asked.store.let_go()
            self._library = asked
            shown.store.hold()
            self._cold = self.shown.steps(self._today())
            self._renewed = time.monotonic()
        if self._cold:
            # One at a look: a server's first search should not have to share the processor with its statistics.
            self._cold.pop(0)()
            return
        self._library.engine.refresh()
        index, record = self._library.engine.revision, self._library.store.revision
        if (index, record) == (shown.engine.revision, shown.store.revision):
            # Held anew, so that the record's log of writes can be emptied.
            shown.store.hold()
        elif index == record or now - self._renewed > max(_RENEW_EVERY, 10 * self._cost):
            self._renew()
            self._renewed = time.monotonic()
            self._cost = self._renewed - now

    def _renew(self) -> None:
        fresh = Shown(self._library.renewed())
        try:
            for step in fresh.steps(self._today()):
                step()
        except BaseException:
            fresh.library.store.leave()
            raise
        before, self.shown = self.shown, fresh
        # Those that began with it see the record as it is at each moment from now on, and are right.
        self._stop.wait(_LOOK)
        before.library.store.leave()
        _give_back()

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


def _give_back() -> None:
    """Memory that is no longer used, to the system; where the C library cannot, it is used again in time."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
