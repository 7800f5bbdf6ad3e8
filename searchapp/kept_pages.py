"""Pages kept until the record changes: drawing the same text for every reader anew is most of what a page costs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from threading import Lock
from typing import Final

_ROOM: Final = 64 * 1024 * 1024
"""Bytes of text that are kept, at two bytes a character (Python's, for Chinese)."""
_LARGEST: Final = _ROOM // 16


class KeptPages:
    """The pages asked for last. Safe to use from several threads; two may draw the same page at once, and both
    are right."""

    def __init__(self, room: int = _ROOM) -> None:
        self._room = room
        self._held: OrderedDict[Hashable, str] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(
        self, key: Hashable, make: Callable[[], str], turn: AbstractContextManager[object] | None = None
    ) -> str:
        """The page of a key: kept, or made and kept. The key names everything the page depends on; with a ``turn``
        it is made only once that is entered."""
        page = self._kept(key)
        if page is not None:
            return page
        if turn is None:
            return self._keep(key, make())
        with turn:
            # Others may have asked for the same while this one waited.
            page = self._kept(key)
            return page if page is not None else self._keep(key, make())

    def _kept(self, key: Hashable) -> str | None:
        with self._lock:
            page = self._held.get(key)
            if page is not None:
                self._held.move_to_end(key)
            return page

    def _keep(self, key: Hashable, page: str) -> str:
        size = 2 * len(page)
        if size <= min(_LARGEST, self._room):
            with self._lock:
                if key not in self._held:
                    self._held[key] = page
                    self._size += size
                while self._size > self._room:
                    _, gone = self._held.popitem(last=False)
                    self._size -= 2 * len(gone)
        return page
