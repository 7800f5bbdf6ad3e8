"""Originals: the bytes of every source, kept by their digest, never changed."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path


class Originals:
    """A folder ``ab/cdef…`` of files named by SHA-256."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._unsynced: list[tuple[Path, Path]] = []

    def path(self, sha256: str) -> Path:
        """Where the bytes with this digest lie, or would lie."""
        return self.root / sha256[:2] / sha256[2:]

    def add(self, data: bytes) -> str:
        """Take the bytes; their digest. They are kept once ``flush`` has returned."""
        digest = hashlib.sha256(data).hexdigest()
        final = self.path(digest)
        if final.exists():
            return digest
        final.parent.mkdir(parents=True, exist_ok=True)
        draft = final.parent / f".{secrets.token_hex(8)}"
        draft.write_bytes(data)
        self._unsynced.append((draft, final))
        return digest

    def flush(self) -> None:
        """Bring what was added onto the disk; only then does it have its name."""
        for draft, final in self._unsynced:
            sync(draft)
            draft.rename(final)
        for folder in {final.parent for _, final in self._unsynced}:
            sync(folder)
        self._unsynced.clear()

    def read(self, sha256: str) -> bytes:
        """The bytes; FileNotFoundError when they are not held."""
        return self.path(sha256).read_bytes()

    def damaged(self) -> Iterator[str]:
        """Digests of files whose bytes are no longer what they were."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for file in sorted(folder.glob("[0-9a-f]*")):
                with file.open("rb") as stream:
                    if hashlib.file_digest(stream, "sha256").hexdigest() != folder.name + file.name:
                        yield folder.name + file.name


def sync(path: Path) -> None:
    """A file's bytes, or a folder's names, onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
