"""Kept: what is worked out from the record once a revision. Safe to use from several threads.

An answer is never older than the record was when it was asked for: the revision is looked up each time, and what is
kept is read within one snapshot, so that a write by another program falls wholly before or wholly after it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from indexer.store import Store

T = TypeVar("T")


class Kept(Generic[T]):
    """One value a revision, made by ``make`` when it is first asked for."""

    def __init__(self, store: Store, make: Callable[[], T]) -> None:
        self._store = store
        self._make = make
        self._held: tuple[int, T] | None = None
        store.on_leave(self._drop)

    def _drop(self) -> None:
        self._held = None

    def now(self) -> T:
        """The value of the record as it is now."""
        with self._store.snapshot() as revision:
            held = self._held
            if held is not None and held[0] == revision:
                return held[1]
            value = self._make()
            # Inside a write that may yet be undone nothing is kept.
            if revision is not None:
                self._held = (revision, value)
            return value

    def held(self) -> T | None:
        """The value of the record as it is now, if it has been made."""
        held = self._held
        return held[1] if held is not None and held[0] == self._store.revision else None
