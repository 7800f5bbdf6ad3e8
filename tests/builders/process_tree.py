"""How much memory a process and all below it hold, looked up in /proc."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event, Thread
from typing import Self

_PAGE = os.sysconf("SC_PAGE_SIZE")


def tree_bytes(leader: int) -> int:
    """Resident bytes of a process and its descendants; pages that they share are counted for each."""
    below: dict[int, list[int]] = {}
    sizes: dict[int, int] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        process = int(place.parent.name)
        below.setdefault(int(fields[1]), []).append(process)
        sizes[process] = int(fields[21]) * _PAGE
    total, todo = 0, [leader]
    while todo:
        process = todo.pop()
        total += sizes.get(process, 0)
        todo += below.get(process, [])
    return total


class Peak:
    """The most that this process and all below it held at once while it was watched."""

    def __init__(self) -> None:
        self.bytes = 0
        self._over = Event()
        self._watcher = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self.bytes = max(self.bytes, tree_bytes(os.getpid()))
