"""WhooshEngine: the embedded engine. Whoosh keeps the index; scoring, filters and counts are arrays over it."""

from __future__ import annotations

import fcntl
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np

from indexer.analysis import Analyzer
from indexer.search.engine import EnginePage, EngineUnavailable, RankedUnit
from indexer.search.entry import IndexEntry
from indexer.search.query import SearchQuery
from indexer.search.ranking import RankingProfile
from indexer.search.whoosh_build import MAX_UNITS, SegmentBuilder
from indexer.search.whoosh_generation import Generation, IndexFolder, SegmentEntry
from indexer.search.whoosh_results import make_page, rank_units
from indexer.search.whoosh_segment import Segment
from indexer.search.whoosh_snapshot import Snapshot
from indexer.search.whoosh_table import DayView, DocumentTable

FORMAT: Final = "whoosh-arrays-5"
_DAYS: Final = 16


class _View:
    """A generation, open: its snapshot, its table of documents, and the days asked for lately."""

    def __init__(self, generation: Generation, snapshot: Snapshot, profile: RankingProfile) -> None:
        self.generation = generation
        self.snapshot = snapshot
        self._profile = profile
        self._days: OrderedDict[date, DayView] = OrderedDict()
        self._lock = Lock()

    @cached_property
    def table(self) -> DocumentTable:
        """Made for the first search: an update of the index needs none."""
        return DocumentTable(self.snapshot.segments, self.snapshot.alive, self._profile)

    def day(self, day: date) -> DayView:
        with self._lock:
            if day in self._days:
                self._days.move_to_end(day)
                return self._days[day]
        made = self.table.view(day)
        with self._lock:
            self._days[day] = made
            while len(self._days) > _DAYS:
                self._days.popitem(last=False)
        return made


class WhooshEngine:
    """One index folder. Any number of readers, one writer at a time (EngineUnavailable says so to a second).

    With ``check_later`` it answers before its large files have been held against their checksums, until ``check``.
    """

    def __init__(
        self, root: Path, analyzer: Analyzer, profile: RankingProfile, *, check_later: bool = False
    ) -> None:
        self._folder = IndexFolder(root)
        self._check_later = check_later
        self._analyzer = analyzer
        self._profile = profile
        self._stamp = f"{FORMAT}:{analyzer.stamp}"
        self._view: _View | None = None
        self._seen: Path | None = None
        self._why = ""
        self._lock = Lock()

    @property
    def revision(self) -> int:
        """The record's revision that the index has caught up with; -1 when there is none."""
        view = self._open()
        return view.generation.revision if view else -1

    @property
    def trouble(self) -> str:
        """Why there is no index, or why an older one is in use; empty when all is well."""
        self._open()
        return self._why

    @property
    def unit_count(self) -> int:
        """How many units of retrieval are held."""
        view = self._open()
        return view.snapshot.unit_count if view else 0

    def search(self, query: SearchQuery) -> EnginePage:
        """The page of results."""
        view = self._open()
        if view is None:
            raise EngineUnavailable(self._why)
        return make_page(query, view.snapshot, view.table, view.day(query.on))

    def rank_units(self, query: SearchQuery) -> tuple[RankedUnit, ...]:
        """Articles by relevance, not grouped by document."""
        view = self._open()
        if view is None:
            raise EngineUnavailable(self._why)
        return rank_units(query, view.snapshot, view.table, view.day(query.on))

    def renewed(self) -> WhooshEngine:
        """Another over the same folder, at the newest generation; what is open here is shared, this one stays as it is."""
        other = WhooshEngine(self._folder.root, self._analyzer, self._profile)
        # What one of them finds damaged, neither answers from.
        other._folder = self._folder
        other._view, other._seen, other._why = self._view, self._seen, self._why
        other.refresh()
        return other

    def refresh(self) -> None:
        """Take up a newer generation if one has been committed."""
        newest = self._folder.newest()
        with self._lock:
            if self._usable() and newest == self._seen:
                return
            self._load(newest)

    @property
    def checked(self) -> bool:
        """Whether all that is open was held against its checksums."""
        return self._folder.checked

    def check(self) -> None:
        """Do what was left for later; a damaged generation is answered from no more."""
        self._check_later = False
        self._folder.check()

    def read_ahead(self) -> None:
        """Bring the index into memory, so that no search waits for a part of it."""
        view = self._open()
        for segment in view.snapshot.segments if view else ():
            segment.read_ahead()

    def _open(self) -> _View | None:
        if not self._usable():
            with self._lock:
                if not self._usable():
                    self._load(self._folder.newest())
        return self._view

    def _usable(self) -> bool:
        return self._view is not None and not self._folder.is_broken(self._view.generation)

    def _load(self, newest: Path | None) -> None:
        held = {s.name: s for s in self._view.snapshot.segments} if self._view else {}
        # Only a first answer is in a hurry; whoever takes up a newer generation has one to answer from meanwhile.
        later = self._check_later and self._view is None
        generation, self._why = self._folder.load(self._stamp, sound=held.keys(), later=later)
        self._seen = newest
        if generation is None:
            self._view = None
            return
        segments = tuple(
            held.get(entry.name) or Segment(self._folder.segments / entry.name)
            for entry in generation.segments
        )
        deleted = {entry.name: np.array(entry.deleted, np.int64) for entry in generation.segments}
        profile = self._profile
        snapshot = Snapshot(segments, deleted, self._analyzer, profile.heading, profile.other_words)
        self._view = _View(generation, snapshot, self._profile)

    def rebuild(self, entries: Iterable[IndexEntry], revision: int) -> None:
        """A new index from nothing; the old one answers until it is in place."""
        with self._writing():
            segments = self._build(entries)
            self._folder.commit(segments, revision, self._stamp)
        self.refresh()

    def update(self, entries: Iterable[IndexEntry], removed: Sequence[str], revision: int) -> None:
        """Replace and remove documents in one step."""
        from indexer.search.whoosh_merge import merge_into, worth_merging

        with self._writing():
            self.refresh()
            view = self._open()
            kept = list(view.generation.segments) if view else []
            names: set[str] = set(removed)
            added = self._build(_noting(entries, names))
            kept = [_without(entry, view, names) for entry in kept] if view else []
            chosen = worth_merging([*kept, *added], self._document_counts(view, added))
            segments = [entry for entry in (*kept, *added) if entry not in chosen]
            if chosen:
                merged = merge_into(self._folder, chosen, self._analyzer)
                segments += [merged] if merged else []
            self._folder.commit(segments, revision, self._stamp)
        self.refresh()

    def _document_counts(self, view: _View | None, added: Sequence[SegmentEntry]) -> dict[str, int]:
        counts = {s.name: len(s.documents) for s in view.snapshot.segments} if view else {}
        for entry in added:
            segment = Segment(self._folder.segments / entry.name)
            counts[entry.name] = len(segment.documents)
            segment.close()
        return counts

    def _build(self, entries: Iterable[IndexEntry]) -> list[SegmentEntry]:
        made: list[SegmentEntry] = []
        builder = SegmentBuilder(self._analyzer)
        for entry in entries:
            builder.add(entry)
            if builder.units >= MAX_UNITS:
                made.append(self._folder.make_segment(builder.write, builder.units))
                builder = SegmentBuilder(self._analyzer)
        if builder.units:
            made.append(self._folder.make_segment(builder.write, builder.units))
        return made

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._folder.root.mkdir(parents=True, exist_ok=True)
        with (self._folder.root / "write.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise EngineUnavailable("另一个程序正在写检索索引，请等它结束后再试") from None
            yield

    def close(self) -> None:
        """Close the files."""
        view, self._view = self._view, None
        if view:
            for segment in view.snapshot.segments:
                segment.close()


def _noting(entries: Iterable[IndexEntry], names: set[str]) -> Iterator[IndexEntry]:
    for entry in entries:
        names.add(entry.document)
        yield entry


def _without(entry: SegmentEntry, view: _View, names: set[str]) -> SegmentEntry:
    segment = next(s for s in view.snapshot.segments if s.name == entry.name)
    gone = {number for number, row in enumerate(segment.documents) if row["id"] in names}
    return replace(entry, deleted=tuple(sorted(gone.union(entry.deleted))))
