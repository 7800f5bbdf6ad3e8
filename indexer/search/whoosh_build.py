"""Building one immutable segment: documents in, a folder with a Whoosh index and its columns out.

Whoosh's own writer takes postings one at a time through pools and merges, which is nearly all of its cost. Here a
batch is sorted as arrays and the codec's files are written from them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh import analysis, fields, formats
from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.index import TOC
from whoosh.util.numeric import length_to_byte

from indexer.analysis import Analyzer, fold
from indexer.analysis.analyzer import UNIT_BITS
from indexer.model.characters import compact, join_han
from indexer.search.entry import IndexEntry, IndexUnit, IndexVersion
from indexer.search.whoosh_codec import SPREAD, SPREAD_SHARE, TERM_RECORD, ArrayCodec
from indexer.search.whoosh_headings import write_headings

FIELD: Final = "body"
INDEX_NAME: Final = "MAIN"
MAX_UNITS: Final = 400_000
"""Units of one segment at the most; a larger index has several."""

_BATCH_CHARACTERS: Final = 3_000_000
_RANGES: Final = 8
Keys = NDArray[np.uint64]
Counts = NDArray[np.uint32]

DAY_OPEN: Final = 0
"""A day that is not known or open, in columns of days (ordinals from 1)."""

HEAD: Final = -1
"""The version of a head unit: it stands for the document in all its versions."""


def schema() -> fields.Schema:
    """One scored field; its terms come from our analyzer, so Whoosh's own is never used."""
    kind = fields.FieldType(format=formats.Frequency(), analyzer=analysis.IDAnalyzer(), scorable=True)
    return fields.Schema(**{FIELD: kind})


@dataclass(slots=True)
class SegmentParts:
    """What a segment is written from, gathered while documents come in."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    unit_document: list[int] = field(default_factory=list)
    unit_version: list[int] = field(default_factory=list)
    unit_path: list[int] = field(default_factory=list)
    unit_heading: list[int] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    paths: dict[str, int] = field(default_factory=dict)
    headings: dict[str, int] = field(default_factory=dict)
    batches: list[tuple[Keys, Counts]] = field(default_factory=list)
    lengths: list[NDArray[np.int64]] = field(default_factory=list)

    @property
    def units(self) -> int:
        """How many units there are."""
        return len(self.unit_document)

    def path_code(self, path: str) -> int:
        """The number under which a path is kept."""
        return self.paths.setdefault(path, len(self.paths))

    def heading_code(self, heading: str) -> int:
        """The number under which a heading is kept."""
        return self.headings.setdefault(heading, len(self.headings))

    @staticmethod
    def key(code: np.uint64, units: NDArray[np.int64]) -> Keys:
        """The posting keys of a term in these units."""
        return (code << np.uint64(UNIT_BITS)) | units.astype(np.uint64)

    def add_postings(self, keys: list[Keys], counts: list[Counts], lengths: NDArray[np.int64]) -> None:
        """Add postings in any order, with the lengths of the units they belong to."""
        self.lengths.append(lengths)
        if keys:
            joined, numbers = np.concatenate(keys), np.concatenate(counts)
            order = np.argsort(joined)
            self.batches.append((joined[order], numbers[order]))


class SegmentBuilder:
    """Takes documents one by one; ``write`` makes the folder. A builder is used once."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._parts = SegmentParts()
        self._waiting: list[str] = []
        self._waiting_characters = 0
        self._base = 0

    @property
    def units(self) -> int:
        """How many units have been taken."""
        return self._parts.units

    def add(self, entry: IndexEntry) -> None:
        """Take one document."""
        parts = self._parts
        number = len(parts.documents)
        parts.documents.append(_document_row(entry))
        head = "\n".join(
            part for part in (entry.title, *entry.names, entry.number, " ".join(entry.bodies)) if part
        )
        self._add_unit(number, HEAD, IndexUnit("", "", "", head), "")
        for ordinal, version in enumerate(entry.versions):
            for unit in version.units:
                self._add_unit(number, ordinal, unit, entry.title)

    def _add_unit(self, document: int, version: int, unit: IndexUnit, title: str) -> None:
        parts = self._parts
        own = f"{unit.heading}\n{unit.text}" if unit.heading else unit.text
        # A head unit is made of titles and the like: it needs no title before it.
        scored = own if version == HEAD else f"{title}\n{own}"
        parts.unit_document.append(document)
        parts.unit_version.append(version)
        parts.unit_path.append(parts.path_code(unit.path))
        parts.unit_heading.append(parts.heading_code(unit.heading))
        # A quoted phrase means the words of the article: a chapter's heading stands over it, not in it.
        parts.texts.append(literal(fold(unit.text)).encode("utf-8", "surrogatepass"))
        text = join_han(fold(scored))
        self._waiting.append(text)
        self._waiting_characters += len(text)
        if self._waiting_characters >= _BATCH_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        batch = self._analyzer.batch(self._waiting)
        self._parts.batches.append((batch.keys + np.uint64(self._base), batch.counts))
        self._parts.lengths.append(batch.lengths)
        self._base += len(self._waiting)
        self._waiting, self._waiting_characters = [], 0

    def write(self, folder: Path) -> None:
        """Write the segment into an empty folder."""
        self._flush()
        write_segment(folder, self._parts, self._analyzer)


def write_segment(folder: Path, parts: SegmentParts, analyzer: Analyzer) -> None:
    """Write a segment's files into an empty folder."""
    lengths = np.concatenate(parts.lengths) if parts.lengths else np.zeros(0, np.int64)
    storage = FileStorage(str(folder))
    segment = W3Segment(ArrayCodec(), INDEX_NAME)
    length_bytes = np.fromiter(map(length_to_byte, lengths.tolist()), np.uint8, len(lengths))
    _write_lengths(storage, segment, lengths, length_bytes)
    _write_terms(storage, segment, analyzer, parts.batches, length_bytes)
    segment.set_doc_count(len(lengths))
    TOC(schema(), [segment], 1).write(storage, INDEX_NAME)
    np.savez(
        folder / "columns.npz",
        unit_document=np.asarray(parts.unit_document, np.int32),
        unit_version=np.asarray(parts.unit_version, np.int32),
        unit_path=np.asarray(parts.unit_path, np.int32),
        unit_heading=np.asarray(parts.unit_heading, np.int32),
        text_at=np.cumsum([0, *map(len, parts.texts)]).astype(np.int64),
        lengths=lengths,
    )
    (folder / "text.bin").write_bytes(b"".join(parts.texts))
    write_headings(folder, list(parts.headings), analyzer)
    rows = {"paths": list(parts.paths), "headings": list(parts.headings), "documents": parts.documents}
    (folder / "documents.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def literal(folded: str) -> str:
    """The form in which exact phrases are looked for: no white space but line breaks, which no phrase crosses."""
    return "\n".join(compact(line) for line in folded.split("\n"))


def _document_row(entry: IndexEntry) -> dict[str, Any]:
    return {
        "id": entry.document,
        "title": entry.title,
        "names": entry.names,
        "number": entry.number,
        "kind": entry.kind.value,
        "bodies": entry.bodies,
        "region": entry.region,
        "subjects": entry.subjects,
        "issued": _ordinal(entry.issued),
        "effective": _ordinal(entry.effective),
        "interpreted": entry.interpreted,
        "statuses": [[_ordinal(s.since), _ordinal(s.until), s.status.value] for s in entry.statuses],
        "versions": [_version_row(version) for version in entry.versions],
    }


def _version_row(version: IndexVersion) -> list[int]:
    return [version.key, _ordinal(version.dated), _ordinal(version.since), _ordinal(version.until)]


def _ordinal(day: date | None) -> int:
    return DAY_OPEN if day is None else day.toordinal()


def _write_lengths(
    storage: FileStorage, segment: W3Segment, lengths: NDArray[np.int64], length_bytes: NDArray[np.uint8]
) -> None:
    # The column that Whoosh makes one call a document for is one byte a document.
    with storage.create_file(ArrayCodec.column_filename(segment, f"_{FIELD}_len")) as file:
        file.write(length_bytes.tobytes())
    with storage.create_file(ArrayCodec.column_filename(segment, "_stored")) as file:
        file.write(b"")
    segment._fieldlengths = {FIELD: int(lengths.sum())}


def _write_terms(
    storage: FileStorage,
    segment: W3Segment,
    analyzer: Analyzer,
    batches: Sequence[tuple[Keys, Counts]],
    length_bytes: NDArray[np.uint8],
) -> None:
    entries: list[tuple[bytes, bytes]] = []
    with storage.create_file(segment.make_filename(ArrayCodec.POSTS_EXT)) as file:
        position = 0
        for keys, counts in _ranges(batches):
            codes, records, position = _write_range(file, position, keys, counts, length_bytes)
            raw, size = records.tobytes(), TERM_RECORD.itemsize
            entries += (
                (analyzer.term_of(code).encode("utf-8", "surrogatepass"), raw[at : at + size])
                for code, at in zip(codes.tolist(), range(0, len(raw), size), strict=True)
            )
    entries.sort()
    dictionary = OrderedHashWriter(storage.create_file(segment.make_filename(ArrayCodec.TERMS_EXT)))
    dictionary.extras["fieldmap"] = {FIELD: 0}
    field_prefix = b"\0\0"
    for term, record in entries:
        dictionary.add(field_prefix + term, record)
    dictionary.close()


def _ranges(
    batches: Sequence[tuple[Keys, Counts]],
) -> Iterable[tuple[Keys, Counts]]:
    """The postings of all batches in the order of their keys, a range of terms at a time: sorting a part needs
    the memory of a part."""
    if not batches:
        return
    sample = np.sort(np.concatenate([keys[:: max(1, len(keys) // 1000)] for keys, _ in batches]))
    sampled = np.sort(sample[:: max(1, len(sample) // _RANGES)] >> np.uint64(UNIT_BITS))
    edges = sampled[1:][sampled[1:] != sampled[:-1]]
    starts = [np.zeros(len(batches), np.int64)]
    starts += [
        np.array([np.searchsorted(keys, edge << np.uint64(UNIT_BITS)) for keys, _ in batches])
        for edge in edges
    ]
    starts.append(np.array([len(keys) for keys, _ in batches]))
    for low, high in pairwise(starts):
        keys = np.concatenate([k[a:b] for (k, _), a, b in zip(batches, low, high, strict=True)])
        counts = np.concatenate([c[a:b] for (_, c), a, b in zip(batches, low, high, strict=True)])
        if not len(keys):
            continue
        order = np.argsort(keys, kind="stable")
        yield keys[order], counts[order]


def _write_range(
    file: Any,
    position: int,
    keys: NDArray[np.uint64],
    counts: NDArray[np.uint32],
    length_bytes: NDArray[np.uint8],
) -> tuple[NDArray[np.uint64], NDArray[Any], int]:
    codes = keys >> np.uint64(UNIT_BITS)
    ids = (keys & np.uint64((1 << UNIT_BITS) - 1)).astype(np.int64)
    starts = np.concatenate(([0], np.flatnonzero(codes[1:] != codes[:-1]) + 1))
    df = np.diff(np.append(starts, len(codes)))
    lengths = length_bytes[ids]
    records = np.zeros(len(starts), TERM_RECORD)
    records["weight"] = np.add.reduceat(counts, starts)
    records["frequency"] = df
    records["shortest"] = np.minimum.reduceat(lengths, starts)
    records["longest"] = np.maximum.reduceat(lengths, starts)
    records["heaviest"] = np.maximum.reduceat(counts, starts)
    records["first"] = ids[starts]
    records["last"] = ids[np.append(starts[1:], len(ids)) - 1]
    count_width = _widths(records["heaviest"].astype(np.int64))
    count_width[records["heaviest"] == 1] = 0
    common = (df * SPREAD_SHARE > len(length_bytes)) & (records["heaviest"] < 1 << 8)
    count_width[common] = SPREAD
    records["count_width"] = count_width
    records["ids_at"] = position + 4 * starts
    file.write(ids.astype("<i4").tobytes())
    position = _write_counts(file, position + 4 * len(ids), counts, df, records)
    for number in np.flatnonzero(common).tolist():
        own = slice(starts[number], starts[number] + df[number])
        spread = np.zeros(len(length_bytes), np.uint8)
        spread[ids[own]] = counts[own]
        records["counts_at"][number] = position
        file.write(spread.tobytes())
        position += len(spread)
    # The next range begins where its numbers can be mapped.
    gap = -position % 4
    file.write(bytes(gap))
    position += gap
    return codes[starts], records, position


def _widths(largest: NDArray[np.int64]) -> NDArray[np.uint8]:
    return np.where(largest < 1 << 8, 1, np.where(largest < 1 << 16, 2, 4)).astype(np.uint8)


def _write_counts(
    file: Any, position: int, counts: NDArray[np.uint32], df: NDArray[np.int64], records: NDArray[Any]
) -> int:
    """Write each term's counts in their width; terms of one width lie together, so that each is one array write."""
    for width in (4, 2, 1):
        chosen = records["count_width"] == width
        if not chosen.any():
            continue
        data = counts[np.repeat(chosen, df)].astype(f"<u{width}").tobytes()
        sizes = df[chosen] * width
        records["counts_at"][chosen] = position + np.concatenate(([0], np.cumsum(sizes)[:-1]))
        file.write(data)
        position += len(data)
    return position
