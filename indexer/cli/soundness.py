"""Before a command reads the record: is its file what it was when it was sealed? Looked at once a day for each file.

A changed byte gives no error in SQLite and may be a word of the law. Hashing 150 MB takes a quarter of a second, so that
a sound file is remembered in the user's cache folder; where that cannot be written it is hashed each time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from pathlib import Path
from typing import Final

from indexer.store import Seal, StoreUnusable

_AGAIN: Final = 86_400.0


def refuse_damaged(register: Path) -> None:
    """StoreUnusable when the file is not as it was sealed."""
    try:
        state = register.stat()
    except OSError:
        # Opening it says why.
        return
    mark = _mark(f"{register.resolve()} {state.st_ino} {state.st_size} {state.st_mtime_ns}")
    with contextlib.suppress(OSError):
        if 0 <= time.time() - mark.stat().st_mtime < _AGAIN:
            return
    seal = Seal(register)
    if damage := seal.damage():
        raise StoreUnusable(damage)
    if seal.state() == "sealed":
        with contextlib.suppress(OSError):
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()


def _mark(what: str) -> Path:
    # No home folder is the system user's case.
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - Path raises
    return Path(cache) / "fagui" / f"sound-{hashlib.sha256(what.encode()).hexdigest()[:32]}"
