"""Exporting: the documents of a search, every one of them, into one file with its manifest."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from indexer.export import ExportFile, ExportRow, Format, Manifest, ManifestFile
from indexer.export.formats import add_manifest
from indexer.library.answers import DocumentAnswer, document_json
from indexer.library.library import Library
from indexer.library.renderings import markdown_lines
from indexer.library.requests import SearchRequest
from indexer.model.document import Kind
from indexer.model.validity import Status

_PAGE: Final = 500


def export(
    library: Library,
    request: SearchRequest,
    form: Format,
    out: Path,
    progress: Callable[[int], None] = lambda _done: None,
) -> Manifest:
    """Write the documents of a search to ``out``; the manifest goes inside a package, else beside it.

    The file appears whole or not at all. The same revision, search and day give the same bytes.
    """
    revision = library.store.revision
    ids = found_ids(library, request)
    partial = out.with_name(out.name + ".part")
    try:
        with partial.open("wb+") as file:
            rows = _rows(library, ids, request, progress)
            inside = form.write(rows, file)
            made = Manifest(revision, described(request), request.on, len(ids), inside)
            if form.packed:
                add_manifest(file, made.text())
            file.flush()
            os.fsync(file.fileno())
        if not form.packed:
            made = replace(made, files=(_listed(partial, out.name),))
            out.with_name(out.name + ".manifest.json").write_text(made.text(), encoding="utf-8")
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return made


def found_ids(library: Library, request: SearchRequest) -> list[str]:
    """The ids of everything that a search finds, in the order of the ids: the order that no ranking changes."""
    ids: dict[str, None] = {}
    offset, total = 0, 1
    while offset < total:
        answer = library.search(replace(request, offset=offset, limit=_PAGE))
        ids.update(dict.fromkeys(hit.id for hit in answer.hits))
        total = answer.total
        offset += _PAGE
    return sorted(ids)


def described(request: SearchRequest) -> str:
    """The search as the parameters of its address."""
    filters = request.filters
    pairs = [("q", request.text)] if request.text else []
    for name, values in (
        ("status", filters.status),
        ("kind", filters.kind),
        ("body", filters.body),
        ("year", filters.year),
    ):
        pairs += [(name, str(value)) for value in values]
    return urlencode(pairs)


def _rows(
    library: Library, ids: list[str], request: SearchRequest, progress: Callable[[int], None]
) -> Iterator[ExportRow]:
    for number, name in enumerate(ids, 1):
        yield _row(library, library.document(name, request.on))
        progress(number)


def _row(library: Library, answer: DocumentAnswer) -> ExportRow:
    return ExportRow(
        id=answer.id,
        title=answer.title,
        number=answer.number,
        bodies=answer.bodies,
        kind=Kind(answer.kind).label,
        status=Status(answer.status).label,
        on=answer.on,
        issued=answer.issued,
        effective=answer.effective,
        dated=answer.version.dated if answer.version else None,
        record=lambda: json.dumps(document_json(answer), ensure_ascii=False, sort_keys=True),
        markdown=lambda: "\n".join(markdown_lines(answer)) + "\n",
        originals=lambda: tuple(
            ExportFile(source.name, source.sha256, library.originals.path(source.sha256).read_bytes)
            for source in answer.sources
        ),
    )


def _listed(path: Path, name: str) -> ManifestFile:
    hasher, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            hasher.update(piece)
            size += len(piece)
    return ManifestFile(name, size, hasher.hexdigest())
