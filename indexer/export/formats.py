"""The formats, a row each. Every writer takes rows in order and holds one of them at a time."""

from __future__ import annotations

import csv
import hashlib
import importlib
import importlib.util
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

from indexer.export import sqlite
from indexer.export.manifest import Manifest, ManifestFile
from indexer.export.rows import COLUMNS, ExportRow, cells

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNSAFE: Final = frozenset('\\/:*?"<>|')

Members = Callable[[ExportRow], Iterator[tuple[str, bytes]]]


@dataclass(frozen=True, slots=True)
class Format:
    """``write`` gives what stands inside a package, nothing for a single file.

    ``add_manifest`` puts the manifest into the file; None where it has to stand beside. ``needs`` is the module that
    an extra brings.
    """

    name: str
    suffix: str
    media: str
    write: Callable[[Iterable[ExportRow], BinaryIO], tuple[ManifestFile, ...]]
    add_manifest: Callable[[BinaryIO, Manifest], None] | None = None
    needs: str = ""

    @property
    def packed(self) -> bool:
        """Whether the file is a package that holds its own manifest."""
        return self.add_manifest is not None

    @property
    def available(self) -> bool:
        """Whether what it needs is installed."""
        return not self.needs or importlib.util.find_spec(self.needs) is not None


def _jsonl(rows: Iterable[ExportRow], out: BinaryIO) -> tuple[ManifestFile, ...]:
    for row in rows:
        out.write(row.record().encode() + b"\n")
    return ()


def _csv(rows: Iterable[ExportRow], out: BinaryIO) -> tuple[ManifestFile, ...]:
    # Office programs take UTF-8 for Chinese only with the mark in front.
    out.write(b"\xef\xbb\xbf")
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for row in rows:
        table.writerow([harmless(cell) for cell in cells(row)])
    text.flush()
    text.detach()
    return ()


def harmless(cell: str) -> str:
    """A cell that no office program takes for a formula (ASVS 1.2.10): a quotation mark goes before it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _xlsx(rows: Iterable[ExportRow], out: BinaryIO) -> tuple[ManifestFile, ...]:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    # Loaded when a workbook is made: every other command would wait for it.
    import xlsxwriter

    book = xlsxwriter.Workbook(out, options)
    # The day of making would make every file another one.
    book.set_properties({"created": datetime(1980, 1, 1)})
    sheet = book.add_worksheet("文件")
    head = book.add_format({"bold": True})
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, name, head)
    for line, row in enumerate(rows, 1):
        for column, cell in enumerate(cells(row)):
            sheet.write_string(line, column, cell[:32_767])
    sheet.freeze_panes(1, 0)
    book.close()
    return ()


def _zip(members: Members) -> Callable[[Iterable[ExportRow], BinaryIO], tuple[ManifestFile, ...]]:
    def write(rows: Iterable[ExportRow], out: BinaryIO) -> tuple[ManifestFile, ...]:
        files: list[ManifestFile] = []
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for row in rows:
                for name, data in members(row):
                    package.writestr(_member(name), data)
                    files.append(ManifestFile(name, len(data), hashlib.sha256(data).hexdigest()))
        return tuple(files)

    return write


def _member(name: str) -> zipfile.ZipInfo:
    # No clock: the same rows give the same bytes.
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _add_to_zip(out: BinaryIO, manifest: Manifest) -> None:
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package,
        package.open(_member("manifest.json"), "w") as member,
    ):
        for piece in manifest.pieces():
            member.write(piece.encode())


def safe_name(text: str) -> str:
    """A name that any file system takes and that leaves its folder nowhere."""
    kept = "".join(c for c in text if c.isprintable() and c not in _UNSAFE).strip(" .")
    return kept[:60] or "无题"


def _markdown(row: ExportRow) -> Iterator[tuple[str, bytes]]:
    yield f"{safe_name(row.title)}_{row.id}.md", row.markdown().encode()


def _originals(row: ExportRow) -> Iterator[tuple[str, bytes]]:
    for file in row.originals():
        stem, dot, suffix = file.name.rpartition(".")
        shown = f"{safe_name(stem)}{dot}{safe_name(suffix)}" if dot else safe_name(file.name)
        yield f"{row.id}/{file.sha256[:12]}_{shown}", file.read()


def _parquet(rows: Iterable[ExportRow], out: BinaryIO) -> tuple[ManifestFile, ...]:
    # Loaded when it is asked for: pyarrow is an extra, and large.
    importlib.import_module("indexer.export.parquet").write(rows, out)
    return ()


_TABLE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ZIP: Final = "application/zip"

FORMATS: Final = {
    form.name: form
    for form in (
        Format("jsonl", "jsonl", "application/x-ndjson", _jsonl),
        Format("csv", "csv", "text/csv", _csv),
        Format("xlsx", "xlsx", _TABLE, _xlsx),
        Format("parquet", "parquet", "application/vnd.apache.parquet", _parquet, needs="pyarrow"),
        Format("sqlite", "sqlite3", "application/vnd.sqlite3", sqlite.write, sqlite.add_manifest),
        Format("md", "zip", _ZIP, _zip(_markdown), _add_to_zip),
        Format("originals", "zip", _ZIP, _zip(_originals), _add_to_zip),
    )
}
"""Every format by its name."""
