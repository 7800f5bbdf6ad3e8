"""Where the data of ``corpus/`` lies: beside the code in a checkout, inside the package once installed."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path


def data_file(name: str) -> Path:
    """The path of a file or folder of ``corpus/``; FileNotFoundError names it when it is missing."""
    for root in _roots():
        candidate = root / name
        if candidate.exists():
            return candidate
    raise FileNotFoundError(f"corpus/{name} is missing: the installation is not complete")


def data_text(name: str) -> str:
    """The text of a UTF-8 file of ``corpus/``."""
    return data_file(name).read_text(encoding="utf-8")


def fingerprint(*names: str) -> str:
    """A hash over the bytes of these files, so that what was made with older data can be told."""
    hasher = hashlib.sha256()
    for name in names:
        hasher.update(name.encode() + b"\0" + data_file(name).read_bytes() + b"\0")
    return hasher.hexdigest()[:16]


def _roots() -> tuple[Path, ...]:
    checkout = Path(__file__).resolve().parents[2] / "corpus"
    spec = find_spec("fagui_corpus")
    installed = [Path(place) for place in spec.submodule_search_locations or ()] if spec else []
    return (checkout, *installed)
