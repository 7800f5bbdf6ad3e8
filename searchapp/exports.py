"""Exports kept while the record stays as it is: a torn download goes on where it broke off (RFC 9110 ranges).

The same revision, search, day and format give the same bytes, so that even after a restart of the server the file that
is made anew goes on from the old one.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import weakref
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from indexer.export import Format
    from indexer.library import Library, Manifest, SearchRequest

_MOST_BYTES: Final = 4 << 30
_WAIT: Final = 60.0


class ExportsBusy(Exception):  # noqa: N818 - a state, said as such
    """Another export is being made, or the record moved meanwhile; ``after`` is in how many seconds to ask again."""

    after: int = 30


class RevisionGone(Exception):  # noqa: N818 - an answer, said as such
    """The revision asked for is no longer the record's; ``now`` is."""

    def __init__(self, now: int) -> None:
        super().__init__(f"登记库已是第 {now} 次修订，请从头下载")
        self.now = now


@dataclass(frozen=True, slots=True)
class KeptExport:
    """A file that has been made, with its manifest and checksum."""

    path: Path
    manifest: Manifest
    sha256: str
    bytes: int


class ExportShelf:
    """Files by revision, search, day and format; the oldest go when they are more than ``most_bytes``.

    One is made at a time: an export reads the whole record. Safe to use from several threads.
    """

    def __init__(self, folder: Path | None = None, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._parent = folder
        self._folder: Path | None = None
        self._making = Lock()
        self._kept: dict[str, KeptExport] = {}

    def fetch(
        self,
        library: Library,
        request: SearchRequest,
        form: Format,
        since: int | None = None,
        revision: int | None = None,
    ) -> KeptExport:
        """The file, made if need be. With ``revision`` that one or none: RevisionGone; ExportsBusy after a minute."""
        now = library.store.revision
        key = _key(request, form, since, now if revision is None else revision)
        if (kept := self._kept.get(key)) is not None:
            return kept
        if revision not in (None, now):
            raise RevisionGone(now)
        if not self._making.acquire(timeout=_WAIT):
            raise ExportsBusy
        try:
            # Whoever waited may find it made.
            if (kept := self._kept.get(key)) is None:
                kept = self._make(library, request, form, since)
            return kept
        finally:
            self._making.release()

    def _make(self, library: Library, request: SearchRequest, form: Format, since: int | None) -> KeptExport:
        # What makes exports is loaded with the first.
        from indexer.library import export_documents, listed_file

        out = self._place() / "new"
        manifest = export_documents(library, request, form, out, since=since)
        out.with_name("new.manifest.json").unlink(missing_ok=True)
        key = _key(request, form, since, manifest.revision)
        place = out.rename(out.with_name(f"{key}.{form.suffix}"))
        # Under the name by which it is sent.
        file = listed_file(place, f"fagui-{manifest.revision}.{form.suffix}")
        if form.add_manifest is None:
            manifest = replace(manifest, files=(file,))
        kept = KeptExport(place, manifest, file.sha256, file.bytes)
        self._kept[key] = kept
        self._make_room(key)
        return kept

    def _place(self) -> Path:
        """A folder of our own, gone with the shelf: no other program's file is ever taken for an export."""
        if self._folder is None:
            if self._parent is not None:
                self._parent.mkdir(parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix="fagui-exports-", dir=self._parent))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    def _make_room(self, newest: str) -> None:
        """Take the oldest away. A file that is being sent stays readable until it has gone out."""
        total = sum(kept.bytes for kept in self._kept.values())
        for key in [key for key in self._kept if key != newest]:
            if total <= self._most_bytes:
                return
            gone = self._kept.pop(key)
            total -= gone.bytes
            gone.path.unlink(missing_ok=True)


def _key(request: SearchRequest, form: Format, since: int | None, revision: int) -> str:
    from indexer.library import export_query

    said = (revision, export_query(request), request.on.isoformat(), form.name, since)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]
