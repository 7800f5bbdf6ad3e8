"""Exporting: the documents of a search, every one of them, into one file with its manifest."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from indexer.export import ExportFile, ExportRow, Format, Manifest, ManifestFile
from indexer.library.answers import document_json
from indexer.library.changing import changes_after
from indexer.library.library import Library
from indexer.library.lives import Life, Lives
from indexer.library.renderings import markdown_lines, text_lines
from indexer.library.requests import SearchRequest
from indexer.store import VersionRow

_BATCH: Final = 200
_ATTEMPTS: Final = 3


def export(
    library: Library,
    request: SearchRequest,
    form: Format,
    out: Path,
    progress: Callable[[int], None] = lambda _done: None,
    since: int | None = None,
) -> Manifest:
    """Write the documents of a search to ``out``; the manifest goes inside a package, else beside it.

    The file appears whole or not at all. The same revision, search and day give the same bytes. With ``since`` only
    documents go out whose text or force may have changed after that revision.
    """
    partial = out.with_name(out.name + ".part")
    try:
        made = _written(library, request, form, partial, progress, since)
        if form.add_manifest is None:
            made = replace(made, files=(listed(partial, out.name),))
            out.with_name(out.name + ".manifest.json").write_text(made.text(), encoding="utf-8")
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return made


class RecordMoved(Exception):  # noqa: N818 - a state, said as such
    """The record was being written all the while: what was read of it is of no single revision."""

    def __init__(self) -> None:
        super().__init__("登记库正在更新，没有导出；请等更新完成后再试。")


def _written(
    library: Library,
    request: SearchRequest,
    form: Format,
    partial: Path,
    progress: Callable[[int], None],
    since: int | None,
) -> Manifest:
    """The file of one revision: begun anew when the record has moved on under it."""
    for _ in range(_ATTEMPTS):
        revision = library.store.revision
        ids = found_ids(library, request)
        withdrawn: tuple[str, ...] = ()
        if since is not None:
            changed = {row.id: row.what for row in changes_after(library, since).changes}
            found = set(ids)
            ids = [name for name in ids if name in changed]
            # What the search no longer finds too: of a search by status it is what has been repealed.
            withdrawn = tuple(name for name, what in changed.items() if what != "added" and name not in found)
        rows = _Rows(library, ids, request.on, progress)
        with partial.open("wb+") as file, contextlib.suppress(_Gone):
            inside = form.write(rows, file)
            made = Manifest(
                revision,
                described(request),
                request.on,
                len(ids),
                inside,
                newest_issue=rows.newest_issue,
                since=since,
                withdrawn=withdrawn,
            )
            if form.add_manifest is not None:
                form.add_manifest(file, made)
            file.flush()
            os.fsync(file.fileno())
            if library.store.revision == revision:
                return made
    raise RecordMoved


class _Gone(Exception):  # noqa: N818 - a state, met in _written
    """A document has been withdrawn since the search found it."""


def found_ids(library: Library, request: SearchRequest) -> list[str]:
    """The ids of everything that a search finds, in the order of the ids: the order that no ranking changes."""
    return sorted(library.every(request))


def described(request: SearchRequest) -> str:
    """The search as the parameters of its address."""
    filters = request.filters
    pairs = [("q", request.text)] if request.text else []
    for name, values in (
        ("status", filters.status),
        ("kind", filters.kind),
        ("body", filters.body),
        ("region", filters.region),
        ("year", filters.year),
        ("subject", filters.subject),
        ("interpreted", () if filters.interpreted is None else ("yes" if filters.interpreted else "no",)),
        ("document", filters.document),
    ):
        pairs += [(name, str(value)) for value in values]
    return urlencode(pairs)


@dataclass(slots=True)
class _Rows:
    """Rows in the order of the ids, some documents' facts at a time, a text only when it is called for."""

    library: Library
    ids: Sequence[str]
    on: date
    progress: Callable[[int], None]
    newest_issue: date | None = field(default=None, init=False)

    def __iter__(self) -> Iterator[ExportRow]:
        lives = Lives(self.library.store)
        for at in range(0, len(self.ids), _BATCH):
            batch = self.ids[at : at + _BATCH]
            found = lives.of(batch)
            for number, name in enumerate(batch, at + 1):
                if name not in found:
                    raise _Gone
                row = _row(self.library, found[name], self.on)
                if row.issued and (self.newest_issue is None or row.issued > self.newest_issue):
                    self.newest_issue = row.issued
                yield row
                self.progress(number)


def _row(library: Library, life: Life, on: date) -> ExportRow:
    row, version = life.document, life.version_on(on)
    # A format that asks for several renderings of one document reads it once.
    answer = functools.cache(lambda: library.document_of(life, on))
    return ExportRow(
        id=row.id,
        title=row.title,
        number=row.number,
        bodies=tuple(issuer.name for issuer in row.issuers),
        kind=row.kind.label,
        status=life.timeline.on(on).status.label,
        on=on,
        issued=row.issued,
        effective=life.commenced,
        dated=version.dated if version else None,
        record=lambda: json.dumps(document_json(answer()), ensure_ascii=False, sort_keys=True),
        text=lambda: "\n".join(text_lines(answer())),
        markdown=lambda: "\n".join(markdown_lines(answer())) + "\n",
        originals=lambda: _originals(library, version),
    )


def _originals(library: Library, version: VersionRow | None) -> tuple[ExportFile, ...]:
    """The files that carry a version's text, each once: a file may carry one text in several places."""
    texts = library.store.texts(version.key) if version else []
    return tuple(
        ExportFile(text.name, text.source, library.originals.path(text.source).read_bytes)
        for text in {text.source: text for text in texts}.values()
    )


def listed(path: Path, name: str) -> ManifestFile:
    """A file as a manifest lists it."""
    hasher, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            hasher.update(piece)
            size += len(piece)
    return ManifestFile(name, size, hasher.hexdigest())
