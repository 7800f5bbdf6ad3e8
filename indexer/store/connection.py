"""The SQLite file: opening, migrations, one writer, revisions."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Final

SQLITE_VERSION: Final = sqlite3.sqlite_version
SCHEMA_VERSION: Final = 1
_MIGRATIONS: Final[dict[int, str]] = {}
"""SQL that brings a record of the version named to the next."""


class StoreBusy(Exception):  # noqa: N818 - a state, said as such
    """Another program is writing the record."""


class StoreUnusable(Exception):  # noqa: N818 - a state, said as such
    """The file is not a record, is newer than this program, or cannot be opened; the message says what to do."""


def connect(path: Path, read_only: bool = False) -> sqlite3.Connection:
    """An open record, made or migrated as needed."""
    try:
        if read_only:
            if not path.is_file():
                raise StoreUnusable(f"{path} 不存在：请先用 fagui ingest 收录文件")
            connection = sqlite3.connect(_address(path), uri=True, check_same_thread=False)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, check_same_thread=False, timeout=2)
        connection.isolation_level = None
        _configure(connection, read_only)
        _migrate(connection, read_only, path)
    except sqlite3.OperationalError as problem:
        if "locked" in str(problem):
            raise StoreBusy("另一个程序正在写登记库，请等它结束后再试") from None
        raise StoreUnusable(f"打不开登记库 {path}：{problem}") from None
    except sqlite3.DatabaseError as problem:
        raise StoreUnusable(
            f"{path} 不是登记库或已损坏（{problem}）：请用备份恢复，或删去后重新收录"
        ) from None
    return connection


def _address(path: Path) -> str:
    """The URI of a record that is only read; where the folder cannot be written (a CD, another's), nobody writes it
    and SQLite needs no lock files beside it."""
    log = path.with_name(f"{path.name}-wal")
    frozen = not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
    return f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if frozen else ''}"


def _configure(connection: sqlite3.Connection, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    # The system keeps pages that were read too: a reader needs few of its own, and an export reads each page once.
    connection.execute(f"PRAGMA cache_size = -{16_384 if read_only else 65_536}")
    connection.execute("PRAGMA temp_store = MEMORY")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        # Every commit is on disk before it is reported: what was said to be kept is kept through a power cut.
        connection.execute("PRAGMA synchronous = FULL")


def _migrate(connection: sqlite3.Connection, read_only: bool, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA_VERSION:
        raise StoreUnusable(f"{path} 由更新版本的程序建立（{version}），请升级本程序")
    if version == SCHEMA_VERSION:
        return
    if read_only:
        raise StoreUnusable(f"{path} 的格式较旧（{version}），请先运行一次 fagui ingest 以升级")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version == 0:
            _run(connection, files("indexer.store").joinpath("schema.sql").read_text(encoding="utf-8"))
            connection.execute("INSERT INTO meta VALUES ('revision', '0')")
        else:
            for step in range(version, SCHEMA_VERSION):
                _run(connection, _MIGRATIONS[step])
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _run(connection: sqlite3.Connection, script: str) -> None:
    """Run a script inside the open transaction (``executescript`` would commit it)."""
    statement = ""
    for line in script.splitlines():
        statement += line.split("--", 1)[0] + "\n"
        if sqlite3.complete_statement(statement):
            if statement.strip():
                connection.execute(statement)
            statement = ""


@contextmanager
def sole(path: Path) -> Iterator[None]:
    """Hold the record of this path for a long job; StoreBusy at once when another program holds it."""
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreBusy("另一个程序正在向这个登记库收录文件，请等它结束后再试") from None
        yield


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction; nested uses are savepoints, so that one document can fail alone."""
    nested = connection.in_transaction
    try:
        connection.execute("SAVEPOINT one" if nested else "BEGIN IMMEDIATE")
    except sqlite3.OperationalError as problem:
        if "locked" in str(problem):
            raise StoreBusy("另一个程序正在写登记库，请等它结束后再试") from None
        raise
    try:
        yield
        connection.execute("RELEASE one" if nested else "COMMIT")
    except BaseException:
        # A full disk has SQLite undo the whole transaction by itself.
        if connection.in_transaction:
            if nested:
                connection.execute("ROLLBACK TO one")
                connection.execute("RELEASE one")
            else:
                connection.execute("ROLLBACK")
        raise


def faults(db: sqlite3.Connection) -> list[str]:
    """What SQLite itself finds wrong with a record."""
    try:
        found = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [
            f"{row[0]} 里有一行所指的 {row[2]} 不存在" for row in db.execute("PRAGMA foreign_key_check")
        ]
    except sqlite3.DatabaseError as problem:
        return [f"SQLite 读不了（{problem}）：请用 fagui restore 由备份恢复"]
    return found
