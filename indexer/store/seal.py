"""The seal (封存): checksums of the record's file while nobody writes it, so that a changed byte is noticed.

SQLite keeps no checksums of its pages, and a flipped bit in a text is good SQLite. The seal is taken off before the
first write of a session (after the file was held against it) and put on when the last writer closes. A record without
one was left by a program that did not end by itself; what SQLite itself can check still holds for it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

_HEAD: Final = "fagui-seal-1"
_PATIENCE: Final = 60_000
DAMAGED: Final = (
    "登记库文件已损坏（第 {} 兆字节处与校验和不符）：请用 fagui restore 由备份恢复，或清空后由原件重新收录"
)


class Seal:
    """The seal of one record; its file is also the lock that writers share and a sealer holds alone."""

    def __init__(self, register: Path) -> None:
        self._register = register
        self.path = register.with_name(f"{register.name}.seal")
        self._held: int | None = None

    def damage(self) -> str:
        """What is wrong with the file; empty when it is as it was sealed, or bears no seal."""
        sealed = self._read()
        if not sealed or not self._register.is_file():
            return ""
        found = _digests(self._register)
        # Taken off while the file was being read: somebody writes, and has checked it first.
        if self._read() != sealed:
            return ""
        if found == sealed:
            return ""
        wrong = next((n for n, (a, b) in enumerate(zip(found, sealed, strict=False)) if a != b), len(sealed))
        return DAMAGED.format(wrong + 1)

    def state(self) -> str:
        """``sealed``, ``open`` (a writer is at work or did not end by itself), or ``unreadable``."""
        if self._read():
            return "sealed"
        try:
            return "unreadable" if self.path.stat().st_size else "open"
        except OSError:
            return "open"

    def take_off(self) -> str:
        """Before the first write: the damage found, or empty and the seal is off until ``put_on``."""
        if self._held is not None:
            return ""
        held = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        self._held = held
        fcntl.flock(held, fcntl.LOCK_SH)
        if damage := self.damage():
            self._let_go()
            return damage
        os.ftruncate(held, 0)
        os.fsync(held)
        return ""

    def put_on(self, db: sqlite3.Connection) -> None:
        """After the last write; the connection is closed by this. Other writers at work: theirs to put on."""
        held, alone = self._held, False
        if held is not None:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # A site that reads the state before this write takes up the new one within seconds.
                db.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
                busy, logged, moved = db.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
                alone = not busy and logged == moved
            except (OSError, sqlite3.Error):
                alone = False
        db.close()
        if alone and held is not None:
            body = "".join(f"{line}\n" for line in (_HEAD, *_digests(self._register)))
            os.write(held, (body + hashlib.sha256(body.encode()).hexdigest() + "\n").encode())
            os.fsync(held)
        self._let_go()

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            os.close(held)

    def __del__(self) -> None:
        self._let_go()

    def _read(self) -> list[str]:
        try:
            text = self.path.read_text(encoding="ascii")
        except (OSError, ValueError):
            return []
        body, _, own = text.rstrip("\n").rpartition("\n")
        if not body.startswith(_HEAD) or hashlib.sha256(f"{body}\n".encode()).hexdigest() != own:
            return []
        return body.split("\n")[1:]


def _digests(path: Path) -> list[str]:
    with as_file(files("indexer.store").joinpath("block_digests.py")) as program:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(program), str(path.resolve())],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise OSError(f"读不了 {path}：{done.stderr.strip().rpartition(chr(10))[2]}")
    return done.stdout.split()
