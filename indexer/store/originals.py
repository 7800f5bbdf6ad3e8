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

    def path(self, sha256: str) -> Path:
        """Where the bytes with this digest lie, or would lie."""
        return self.root / sha256[:2] / sha256[2:]

    def add(self, data: bytes) -> str:
        """Keep the bytes; the digest. They are on disk when this returns."""
        digest = hashlib.sha256(data).hexdigest()
        final = self.path(digest)
        if final.exists():
            return digest
        final.parent.mkdir(parents=True, exist_ok=True)
        draft = final.parent / f".{secrets.token_hex(8)}"
        with draft.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.rename(final)
        return digest

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
