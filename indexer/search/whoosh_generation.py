"""Generations: which segments make up the index. A new one is written beside the old and put in place in one step.

    index/segments/<name>/            immutable once written
    index/generation-00000012.json    segments, deleted documents, checksums, revision, stamp

The newest generation whose files are all there and unchanged is the index; an older one is kept to fall back on.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_FILE: Final = re.compile(r"generation-(\d{8})\.json")
_KEEP: Final = 2
_UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError, OSError)
_NAMES: Final = frozenset({"number", "revision", "stamp", "segments"})
_SMALL: Final = 8 * 2**20
"""Bytes up to which a file is always held against its checksum before anything is read from it."""


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment of a generation: its folder's name, the documents deleted from it, its files' SHA-256."""

    name: str
    deleted: tuple[int, ...]
    files: tuple[tuple[str, str], ...]
    units: int


@dataclass(frozen=True, slots=True)
class Generation:
    """A state of the index."""

    number: int
    revision: int
    stamp: str
    segments: tuple[SegmentEntry, ...]


class IndexFolder:
    """The folder of an index: reads and writes generations, makes segment folders."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.segments = root / "segments"
        self._owed: dict[str, list[tuple[str, str]]] = {}
        self._broken: dict[str, str] = {}

    def newest(self) -> Path | None:
        """The file of the newest generation, unread."""
        files = self._files()
        return files[-1] if files else None

    def load(
        self, stamp: str, sound: Collection[str] = (), *, later: bool = False
    ) -> tuple[Generation | None, str]:
        """The newest sound generation made with this stamp, and why none or not the newest was taken (empty: all well).

        Segments named in ``sound`` are open already; their files were checked then and are not read through again.
        With ``later`` large files are left for ``check``.
        """
        why = "还没有建立检索索引"
        for number, file in enumerate(reversed(self._files())):
            try:
                generation = _read(file)
            except _UNREADABLE as problem:
                why = f"索引清单 {file.name} 已损坏（{problem}）"
                continue
            if generation.stamp != stamp:
                return None, "索引由不同版本的程序或词典建立，需要重建"
            if damage := self._damage(generation, sound, later=later):
                why = damage
                continue
            return generation, "" if number == 0 else why
        return None, why

    def faults(self) -> list[str]:
        """Everything wrong with any generation that is kept, whether or not it is in use."""
        found: list[str] = []
        for file in self._files():
            try:
                found.append(self._damage(_read(file), ()))
            except _UNREADABLE as problem:
                found.append(f"索引清单 {file.name} 已损坏（{problem}）")
        return list(dict.fromkeys(filter(None, found)))

    def _damage(self, generation: Generation, sound: Collection[str], *, later: bool = False) -> str:
        for segment in generation.segments:
            if segment.name in self._broken:
                return self._broken[segment.name]
            if segment.name in sound:
                continue
            owed: list[tuple[str, str]] = []
            for name, digest in segment.files:
                file = self.segments / segment.name / name
                if later and file.is_file() and file.stat().st_size > _SMALL:
                    owed.append((name, digest))
                elif damage := self._fault(segment.name, name, digest):
                    return damage
            if owed:
                self._owed[segment.name] = owed
        return ""

    def _fault(self, segment: str, name: str, digest: str) -> str:
        file = self.segments / segment / name
        if not file.is_file():
            return f"索引文件 {segment}/{name} 缺失"
        try:
            sound = file_digest(file) == digest
        except OSError as problem:
            return f"索引文件 {segment}/{name} 已损坏（读不了：{problem.strerror or problem}）"
        return "" if sound else f"索引文件 {segment}/{name} 已损坏（校验和不符）"

    @property
    def checked(self) -> bool:
        """Whether nothing is left for ``check``."""
        return not self._owed

    def check(self) -> None:
        """Hold what was left for later against its checksums; no generation with a damaged part is loaded from then on."""
        for segment, files in list(self._owed.items()):
            damage = next(filter(None, (self._fault(segment, *file) for file in files)), "")
            if damage:
                self._broken[segment] = damage
            self._owed.pop(segment, None)

    def is_broken(self, generation: Generation) -> bool:
        """Whether a part of it was found damaged after it was loaded."""
        return bool(self._broken) and any(s.name in self._broken for s in generation.segments)

    def make_segment(self, write: Callable[[Path], None], units: int) -> SegmentEntry:
        """A new segment folder filled by ``write``, safely on disk when this returns."""
        self.segments.mkdir(parents=True, exist_ok=True)
        name = secrets.token_hex(8)
        folder = self.segments / name
        folder.mkdir()
        write(folder)
        files = []
        for file in sorted(folder.iterdir()):
            _sync(file)
            files.append((file.name, file_digest(file)))
        _sync(folder)
        _sync(self.segments)
        return SegmentEntry(name, (), tuple(files), units)

    def commit(self, segments: Sequence[SegmentEntry], revision: int, stamp: str) -> Generation:
        """Put a new generation in place; older ones but one, and the segments only they used, are removed."""
        files = self._files()
        number = int(_FILE.fullmatch(files[-1].name)[1]) + 1 if files else 1  # type: ignore[index]
        generation = Generation(number, revision, stamp, tuple(segments))
        # Of an empty record there are no segments, and no folder of theirs.
        self.segments.mkdir(parents=True, exist_ok=True)
        final = self.root / f"generation-{number:08d}.json"
        draft = self.root / f".{final.name}.{secrets.token_hex(4)}"
        plain = _plain(generation)
        draft.write_text(json.dumps({**plain, "sha256": _own_digest(plain)}), encoding="utf-8")
        _sync(draft)
        draft.rename(final)
        _sync(self.root)
        self._sweep()
        return generation

    def _sweep(self) -> None:
        files = self._files()
        for old in files[:-_KEEP]:
            old.unlink(missing_ok=True)
        used: set[str] = set()
        for file in files[-_KEEP:]:
            try:
                used |= {segment.name for segment in _read(file).segments}
            except _UNREADABLE:
                continue
        for folder in self.segments.iterdir():
            if folder.name not in used:
                shutil.rmtree(folder, ignore_errors=True)

    def _files(self) -> list[Path]:
        if not self.root.is_dir():
            return []
        return sorted(file for file in self.root.iterdir() if _FILE.fullmatch(file.name))


def file_digest(file: Path) -> str:
    """SHA-256 of a file, hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _plain(generation: Generation) -> dict[str, Any]:
    return {
        "number": generation.number,
        "revision": generation.revision,
        "stamp": generation.stamp,
        "segments": [
            {"name": s.name, "deleted": list(s.deleted), "files": dict(s.files), "units": s.units}
            for s in generation.segments
        ],
    }


def _read(file: Path) -> Generation:
    raw = json.loads(file.read_text(encoding="utf-8"))
    own = raw.pop("sha256", None)
    if not raw.keys() == _NAMES or (own is not None and own != _own_digest(raw)):
        raise ValueError("校验和不符")
    return Generation(
        number=int(raw["number"]),
        revision=int(raw["revision"]),
        stamp=str(raw["stamp"]),
        segments=tuple(
            SegmentEntry(
                str(s["name"]),
                tuple(int(d) for d in s["deleted"]),
                tuple((str(name), str(digest)) for name, digest in s["files"].items()),
                int(s["units"]),
            )
            for s in raw["segments"]
        ),
    )


def _own_digest(plain: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
