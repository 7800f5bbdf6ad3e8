"""One open segment: postings as arrays, columns as arrays, nothing that changes."""

from __future__ import annotations

import mmap
import os
import weakref
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader
from whoosh.util.numeric import byte_to_length

from indexer.model.document import Kind
from indexer.search.whoosh_build import FIELD, INDEX_NAME
from indexer.search.whoosh_codec import ArrayTermsReader, Postings, read_ahead
from indexer.search.whoosh_documents import DocumentRows

Ids = NDArray[np.signedinteger[Any]]
Weights = NDArray[np.float32]
Counts = NDArray[np.unsignedinteger[Any]]
Mask = NDArray[np.bool_]

TERMS_KEPT: Final = 20_000
"""Terms of which something is kept in memory; then it begins anew."""

_UNSEEN: Final = object()
KINDS: Final = tuple(kind.value for kind in Kind)
_KIND_CODE: Final = {value: code for code, value in enumerate(KINDS)}


class Segment:
    """The columns (one row a unit, one row a document) and the posting lists of one segment folder.

    Units of a document are contiguous: ``first_unit[d]`` to ``first_unit[d + 1]``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name
        storage = FileStorage(str(folder), readonly=True)
        toc = TOC.read(storage, INDEX_NAME)
        self.whoosh_segment = toc.segments[0]
        self.reader = SegmentReader(storage, toc.schema, self.whoosh_segment)
        self._terms = cast(ArrayTermsReader, self.reader._terms)
        # A search may still be reading when a newer generation takes over: files close with the last reference.
        self._closing = weakref.finalize(self, self.reader.close)
        with np.load(folder / "columns.npz") as columns:
            self.unit_document: NDArray[np.int32] = columns["unit_document"]
            self.unit_version: NDArray[np.int32] = columns["unit_version"]
            self.unit_path: NDArray[np.int32] = columns["unit_path"]
            self.unit_heading: NDArray[np.int32] = columns["unit_heading"]
            self.text_at: NDArray[np.int64] = columns["text_at"]
            self.exact_lengths: NDArray[np.int64] = columns["lengths"]
        self.total_length = int(self.exact_lengths.sum())
        # Whoosh keeps a length as one byte and scores with what the byte stands for; so do we, to the last digit.
        table = np.array([byte_to_length(b) for b in range(256)], np.float32)
        raw = (folder / f"{self.whoosh_segment.segment_id()}._{FIELD}_len.col").read_bytes()
        self.lengths: Weights = table[np.frombuffer(raw, np.uint8)]
        self.documents = DocumentRows(folder / "documents.json")
        self.paths, self.headings = self.documents.paths, self.documents.headings
        self.first_unit: Ids = np.searchsorted(self.unit_document, np.arange(len(self.documents) + 1)).astype(
            np.int64
        )
        held, keys, first = array("q"), array("q"), array("q", [0])
        for row in self.documents:
            held.extend((_KIND_CODE[row["kind"]], row["issued"], row["effective"], row["interpreted"]))
            keys.extend(version[0] for version in row["versions"])
            first.append(len(keys))
        facts = np.frombuffer(held, np.int64).reshape(-1, 4)
        self.kind: NDArray[np.int16] = facts[:, 0].astype(np.int16)
        self.issued: Ids = facts[:, 1].copy()
        self.effective: Ids = facts[:, 2].copy()
        self.interpreted: Mask = facts[:, 3].astype(np.bool_)
        self._version_keys: Ids = np.array(keys, np.int64)
        self._first_version: Ids = np.array(first, np.int64)
        self._texts: mmap.mmap | bytes | None = None
        self._found: dict[str, Postings | None] = {}

    @property
    def units(self) -> int:
        """How many units the segment has."""
        return len(self.unit_document)

    def version_keys(self, units: Ids) -> Ids:
        """The record's number of the version that each unit belongs to; for units that are no document's head."""
        keys: Ids = self._version_keys[
            self._first_version[self.unit_document[units]] + self.unit_version[units]
        ]
        return keys

    def postings(self, term: str) -> Postings | None:
        """Where a term occurs; None when it does not. Where its arrays lie is kept for terms that were asked for."""
        found = self._found.get(term, _UNSEEN)
        if found is _UNSEEN:
            found = self._terms.postings(FIELD, term.encode("utf-8", "surrogatepass"))
            if len(self._found) >= TERMS_KEPT:
                self._found = {}
            self._found[term] = found
        return cast("Postings | None", found)

    def read(self, term: str) -> Postings:
        """Where a term of the segment occurs, not kept; KeyError for another."""
        found = self._terms.postings(FIELD, term.encode("utf-8", "surrogatepass"))
        if found is None:
            raise KeyError(term)
        return found

    def terms(self) -> Iterator[str]:
        """Every term of the segment."""
        return (term.decode("utf-8", "surrogatepass") for _, term in self._terms.terms())

    @property
    def texts(self) -> mmap.mmap | bytes:
        """All units' literal text, one after the other; ``text_at`` says where each begins. Mapped, so that the
        processes of a server share it."""
        if self._texts is None:
            with (self.folder / "text.bin").open("rb") as stream:
                empty = not os.fstat(stream.fileno()).st_size
                self._texts = b"" if empty else mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        return self._texts

    def read_ahead(self) -> None:
        """Map every file into memory now, not part by part with the searches that need it."""
        self._terms.read_ahead()
        if isinstance(self.texts, mmap.mmap):
            read_ahead(self.texts)

    def close(self) -> None:
        """Close the files now."""
        self._closing()
