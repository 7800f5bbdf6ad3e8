"""A SQLite file of its own for those who query: documents, their provisions, and the manifest as a table."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterable
from typing import Any, BinaryIO, Final

from indexer.export.manifest import Manifest, ManifestFile
from indexer.export.rows import ExportRow

RECORDS: Final = "documents.record"
"""What the manifest inside lists: a column, all of it."""
_SCHEMA: Final = """
-- Days are YYYY-MM-DD; what is not known is NULL; status is that of the day in "on"; bodies is a JSON list.
CREATE TABLE documents (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, number TEXT, bodies TEXT NOT NULL, kind TEXT NOT NULL,
  status TEXT NOT NULL, "on" TEXT NOT NULL, issued TEXT, effective TEXT, dated TEXT,
  record TEXT NOT NULL -- the document's JSON, with its evidence
) WITHOUT ROWID;
CREATE TABLE provisions (
  document TEXT NOT NULL REFERENCES documents (id), ordinal INTEGER NOT NULL, path TEXT NOT NULL,
  kind TEXT NOT NULL, label TEXT NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (document, ordinal)
) WITHOUT ROWID;
CREATE TABLE manifest (json TEXT NOT NULL);
"""


def write(rows: Iterable[ExportRow], out: BinaryIO) -> tuple[ManifestFile, ...]:
    """All rows into the file that is open as ``out``; the same rows give the same bytes.

    A file cannot hold its own checksum: what is listed is that of the records, in the order of their ids, a line each —
    the bytes of the JSONL export.
    """
    hasher, size = hashlib.sha256(), 0
    with contextlib.closing(_open(out)) as db:
        db.executescript(_SCHEMA)
        db.execute("BEGIN")
        for row in rows:
            record = row.record()
            line = record.encode() + b"\n"
            hasher.update(line)
            size += len(line)
            days = (row.on, row.issued, row.effective, row.dated)
            db.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    row.id,
                    row.title,
                    row.number or None,
                    json.dumps(row.bodies, ensure_ascii=False),
                    row.kind,
                    row.status,
                    *(day.isoformat() if day else None for day in days),
                    record,
                ),
            )
            db.executemany("INSERT INTO provisions VALUES (?, ?, ?, ?, ?, ?, ?)", _provisions(row.id, record))
        db.execute("COMMIT")
    return (ManifestFile(RECORDS, size, hasher.hexdigest()),)


def add_manifest(out: BinaryIO, manifest: Manifest) -> None:
    """The manifest into the table of that name."""
    with contextlib.closing(_open(out)) as db:
        db.execute("INSERT INTO manifest VALUES (?)", (manifest.text(),))


def _open(out: BinaryIO) -> sqlite3.Connection:
    db = sqlite3.connect(out.name, isolation_level=None)
    # A file that is being made and is thrown away when that fails: no journal, no waiting for the disk.
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    return db


def _provisions(document: str, record: str) -> Iterable[tuple[Any, ...]]:
    for number, held in enumerate(json.loads(record)["provisions"]):
        yield document, number, *(held[name] for name in ("path", "kind", "label", "heading", "text"))
