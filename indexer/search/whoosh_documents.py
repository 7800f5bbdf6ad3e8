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
            held = _FILE.decode(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
        self.paths = held.paths
        self.headings = held.headings
        self._rows = held.documents

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, number: int) -> dict[str, Any]:
        return _ROW.decode(self._rows[number])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(_ROW.decode, self._rows)
