"""The stamp of a reading: the code and data that made it. Another stamp means that a source is read again."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from indexer.catalog import fingerprint

_CODE = ("indexer.model", "indexer.extract", "indexer.parse")
_DATA = ("bodies.toml", "regions.toml")


@cache
def reading_stamp() -> str:
    """A hash over the readers, the parsers, the model and the registry of bodies."""
    hasher = hashlib.sha256(fingerprint(*_DATA).encode())
    for package in _CODE:
        for file in sorted(files(package).iterdir(), key=lambda item: item.name):
            if file.name.endswith(".py"):
                hasher.update(file.name.encode() + b"\0" + file.read_bytes())
    return hasher.hexdigest()[:16]
