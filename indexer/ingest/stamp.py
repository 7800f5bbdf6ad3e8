"""The stamp of a reading: the code and data that made it. Another stamp means that a source is read again."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from indexer.catalog import fingerprint

_CODE = ("model", "extract", "parse")
_DATA = ("bodies.toml", "regions.toml")


@cache
def reading_stamp() -> str:
    """A hash over the readers, the parsers, the model and the registry of bodies."""
    hasher = hashlib.sha256(fingerprint(*_DATA).encode())
    for package in _CODE:
        # The folder, not the package: the readers' libraries are loaded where files are read, in the children.
        folder = files("indexer").joinpath(package)
        for file in sorted(folder.iterdir(), key=lambda item: item.name):
            if file.name.endswith(".py"):
                hasher.update(file.name.encode() + b"\0" + file.read_bytes())
    return hasher.hexdigest()[:16]
