"""The articles that the search benchmarks run over: from a record that stands, or from files read for the purpose."""

from __future__ import annotations

import pickle
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer import settings
from indexer.ingest import Ingest
from indexer.library import Library
from indexer.library.entries import make_entry
from indexer.library.lives import Lives
from indexer.search.entry import IndexEntry
from indexer.store import Store


@dataclass(frozen=True, slots=True)
class Selection:
    """Files under ``corpus``, those below a folder named in ``without`` left out; ``data`` is the folder
    of a record that holds them (made there where it does not stand; without it, made and thrown away), ``cache`` a
    file to keep the entries in."""

    corpus: Path
    without: tuple[str, ...] = ()
    data: Path | None = None
    cache: Path | None = None
    jobs: int = 2


def read_entries(selection: Selection) -> list[IndexEntry]:
    """The documents of the selection with the versions that its files carry."""
    if selection.cache is not None and selection.cache.is_file():
        with selection.cache.open("rb") as file:
            cached: list[IndexEntry] = pickle.load(file)
        return cached
    if selection.data is not None:
        register = settings.load(data=selection.data).register
        entries = list(
            _recorded(register if register.is_file() else _ingested(selection.data, selection), selection)
        )
    else:
        with tempfile.TemporaryDirectory(prefix="fagui-bench-") as folder:
            entries = list(_recorded(_ingested(Path(folder), selection), selection))
    if selection.cache is not None:
        with selection.cache.open("wb") as file:
            pickle.dump(entries, file, protocol=pickle.HIGHEST_PROTOCOL)
    return entries


def _ingested(folder: Path, selection: Selection) -> Path:
    place = settings.load(data=folder)
    library = Library.open(place)
    try:
        Ingest(library.store, library.originals, place.limits, selection.jobs).run([selection.corpus])
    finally:
        library.close()
    return place.register


def _recorded(register: Path, selection: Selection) -> Iterator[IndexEntry]:
    wanted = _versions(register, selection)
    with Store.open(register, read_only=True) as store:
        for life in Lives(store).all().values():
            if not any(version.key in wanted for version in life.versions):
                continue
            entry = make_entry(store, life)
            yield replace(entry, versions=tuple(v for v in entry.versions if v.key in wanted))


def _versions(register: Path, selection: Selection) -> set[int]:
    """The versions whose text a file of the selection carries."""
    root = selection.corpus.resolve()
    with sqlite3.connect(f"file:{register}?mode=ro", uri=True) as db:
        rows: Sequence[tuple[str, int]] = db.execute(
            "SELECT p.path, t.version FROM places p JOIN texts t ON t.source = p.sha256"
        ).fetchall()
    found: set[int] = set()
    for path, version in rows:
        place = Path(path)
        if place.is_relative_to(root) and not set(selection.without) & set(place.relative_to(root).parts):
            found.add(version)
    return found
