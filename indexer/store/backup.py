"""Backup (备份): a consistent copy of the record with its originals, made while the site and an ingest go on.

A backup is a folder laid out like a data folder, without the index, which is derived:

    manifest.json        what was copied, with checksums; written last
    register.sqlite3     the record at one revision
    sources/ab/cdef…     the originals that revision names
    curation/…           a person's facts of this data folder
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from indexer.store.connection import StoreUnusable, connect, sole
from indexer.store.originals import Originals, sync
from indexer.store.seal import Seal

MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1
_REGISTER: Final = "register.sqlite3"
_LARGEST_MANIFEST: Final = 64 * 1024 * 1024


class BackupUnusable(Exception):  # noqa: N818 - a state, said as such
    """A backup that cannot be made or restored; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class BackupDone:
    """What a backup or restore copied, and what was missing already."""

    revision: int
    documents: int
    originals: int
    bytes: int
    missing: tuple[str, ...] = ()


def back_up(data: Path, out: Path, made: datetime) -> BackupDone:
    """Copy a data folder to ``out``, which must not exist or be empty. It has its name only when it is whole."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BackupUnusable(f"{out} 已存在且不是空文件夹：请换一个位置，备份不覆盖任何东西")
    if out.resolve().is_relative_to(data.resolve()):
        raise BackupUnusable(f"{out} 在数据文件夹之内：请备份到别处，最好是另一块磁盘")
    register = data / _REGISTER
    if damage := Seal(register).damage():
        raise BackupUnusable(f"没有备份：{damage}")
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    draft.mkdir()
    try:
        done = _copy(data, draft, made)
        if out.exists():
            out.rmdir()
        draft.rename(out)
        sync(out.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return done


def restore(backup: Path, data: Path, *, replace: bool, stamp: str) -> BackupDone:
    """Bring a backup back as a data folder. A record that is there is kept aside under ``<name>.before-<stamp>``,
    and only if ``replace`` is given; the index is to be rebuilt afterwards."""
    manifest = read_manifest(backup)
    if wrong := list(damage(backup, manifest)):
        raise BackupUnusable("没有恢复，备份已损坏：" + "；".join(wrong[:5]))
    there = data.exists() and any(data.iterdir())
    if there and not replace:
        raise BackupUnusable(f"{data} 不是空文件夹：请恢复到新的位置，或加 --replace（原有内容会改名保留）")
    if there and backup.resolve().is_relative_to(data.resolve()):
        raise BackupUnusable(f"备份 {backup} 在要被替换的 {data} 之内：请先把它移到别处")
    data.parent.mkdir(parents=True, exist_ok=True)
    draft = data.with_name(f".{data.name}.{secrets.token_hex(4)}")
    draft.mkdir()
    try:
        names = [name for name in manifest["files"] if name != _REGISTER]
        _copy_files(backup, draft, [_REGISTER, *names])
        _copy_originals(Originals(backup / "sources"), Originals(draft / "sources"), manifest["originals"])
        _sync_tree(draft)
        _seal(draft / _REGISTER)
        with _nobody_writing(data / _REGISTER) if there else contextlib.nullcontext():
            if there:
                data.rename(data.with_name(f"{data.name}.before-{stamp}"))
            elif data.exists():
                data.rmdir()
            draft.rename(data)
        sync(data.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return _done(manifest, ())


def read_manifest(backup: Path) -> dict[str, Any]:
    """The manifest; BackupUnusable when the folder is no backup of ours."""
    file = backup / MANIFEST
    try:
        if file.stat().st_size > _LARGEST_MANIFEST:
            raise BackupUnusable(f"{file} 过大，不是本程序的备份清单")
        manifest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        own = manifest.pop("sha256")
        sound = isinstance(manifest, dict) and own == _own_digest(manifest)
    except OSError:
        raise BackupUnusable(f"{backup} 里没有 {MANIFEST}：不是备份，或备份没有做完") from None
    except (ValueError, KeyError, AttributeError, TypeError):
        raise BackupUnusable(f"{file} 已损坏，这份备份不能用") from None
    if not sound:
        raise BackupUnusable(f"{file} 已损坏（校验和不符），这份备份不能用")
    if manifest["format"] != _FORMAT:
        raise BackupUnusable(f"备份由更新版本的程序做成（格式 {manifest['format']}），请升级本程序")
    return manifest


def damage(backup: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """What of a backup is not as its manifest says."""
    for name, digest in manifest["files"].items():
        if not _is_plain(name):
            yield f"清单里的名字 {name!r} 不合规"
        elif not (backup / name).is_file():
            yield f"{name} 缺失"
        elif _digest(backup / name) != digest:
            yield f"{name} 与校验和不符"
    originals = Originals(backup / "sources")
    for digest in manifest["originals"]:
        if not originals.path(digest).is_file():
            yield f"原件 {digest} 缺失"
    yield from (f"原件 {digest} 与校验和不符" for digest in originals.damaged())


def _copy(data: Path, draft: Path, made: datetime) -> BackupDone:
    record = draft / _REGISTER
    with closing(connect(data / _REGISTER, read_only=True)) as held, closing(sqlite3.connect(record)) as copy:
        held.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        wrong = [row[0] for row in copy.execute("PRAGMA integrity_check") if row[0] != "ok"]
        if wrong:
            raise BackupUnusable(f"没有备份，登记库已损坏：{wrong[0]}；请用较早的备份恢复")
        digests = [row[0] for row in copy.execute("SELECT sha256 FROM sources ORDER BY sha256")]
        (revision,) = copy.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
        (documents,) = copy.execute("SELECT count(*) FROM documents").fetchone()
        (schema,) = copy.execute("PRAGMA user_version").fetchone()
    # Originals are on the disk before the record names them, and are never removed: those named here are all there.
    missing = _copy_originals(Originals(data / "sources"), Originals(draft / "sources"), digests)
    facts = sorted(p.relative_to(data).as_posix() for p in (data / "curation").rglob("*.toml") if p.is_file())
    settings = [name for name in ("settings.toml",) if (data / name).is_file()]
    _copy_files(data, draft, [*facts, *settings])
    names = [_REGISTER, *facts, *settings]
    manifest = {
        "format": _FORMAT,
        "made": made.isoformat(timespec="seconds"),
        "schema": schema,
        "revision": int(revision),
        "documents": documents,
        "bytes": sum(file.stat().st_size for file in draft.rglob("*") if file.is_file()),
        "files": {name: _digest(draft / name) for name in names},
        "originals": [digest for digest in digests if digest not in missing],
        "missing": sorted(missing),
    }
    _sync_tree(draft)
    body = json.dumps({**manifest, "sha256": _own_digest(manifest)}, ensure_ascii=False, indent=1)
    (draft / MANIFEST).write_text(body, encoding="utf-8")
    sync(draft / MANIFEST)
    sync(draft)
    return _done(manifest, tuple(sorted(missing)))


def _done(manifest: dict[str, Any], missing: tuple[str, ...]) -> BackupDone:
    return BackupDone(
        manifest["revision"], manifest["documents"], len(manifest["originals"]), manifest["bytes"], missing
    )


def _copy_originals(held: Originals, copies: Originals, digests: Sequence[str]) -> set[str]:
    """Copy those bytes; the digests of those that are gone or no longer what they were."""
    missing: set[str] = set()
    for digest in digests:
        try:
            data = held.read(digest)
        except OSError:
            missing.add(digest)
            continue
        if hashlib.sha256(data).hexdigest() != digest:
            missing.add(digest)
            continue
        place = copies.path(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return missing


def _copy_files(held: Path, copies: Path, names: Sequence[str]) -> None:
    for name in names:
        (copies / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(held / name, copies / name)


def _sync_tree(folder: Path) -> None:
    """Everything onto the disk, files before the folders that name them."""
    for place, folders, files in os.walk(folder, topdown=False):
        for name in (*files, *folders):
            sync(Path(place) / name)
    sync(folder)


def _seal(register: Path) -> None:
    seal = Seal(register)
    seal.take_off()
    with closing(connect(register)) as db:
        seal.put_on(db)


def _is_plain(name: str) -> bool:
    """A name inside the backup: nothing that leads out of it."""
    parts = Path(name).parts
    return bool(parts) and not Path(name).is_absolute() and ".." not in parts


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _own_digest(manifest: dict[str, Any]) -> str:
    body = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


@contextlib.contextmanager
def _nobody_writing(register: Path) -> Iterator[None]:
    if not register.parent.is_dir():
        raise StoreUnusable(f"{register.parent} 不是文件夹")
    with sole(register):
        yield
