"""A segment's documents: the file is mapped, and a row is decoded when it is asked for.

A search needs the rows of a page. A hundred thousand of them as objects would take hundreds of megabytes.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec


class _File(msgspec.Struct):
    paths: list[str]
    headings: list[str]
    documents: list[msgspec.Raw]


_FILE = msgspec.json.Decoder(_File)
_ROW = msgspec.json.Decoder(dict[str, Any])


class DocumentRows:
    """The rows of a file, by number, and the paths and headings that its units refer to by theirs."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as stream:
            # The rows stay views of the mapping, which is let go with the last of them.
            self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        held = _FILE.decode(self._map)
        self.paths = held.paths
        self.headings = held.headings
        self._rows = held.documents

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, number: int) -> dict[str, Any]:
        return _ROW.decode(self._rows[number])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        yield from map(_ROW.decode, self._rows)
        # Who reads all rows takes what is wanted of them: the pages need not stay with the process.
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)
