"""A Whoosh codec whose posting lists are plain arrays: Whoosh's own matchers read them one by one, ours all at once.

Whoosh's default codec pickles blocks of 128 postings; decoding a common term then takes thousands of calls, and a
pickle in a file is code. Here a term's document numbers are 4 bytes each and its frequencies 1, 2 or 4, mapped from the
file as arrays: nothing is read before it is looked at, and a search for few units touches few pages of a common term.
The frequencies of a very common term are a byte for every document, those without it too: whether and how often a
document has it is then one look, and the list is not needed.
Everything else (term dictionary, columns, segments) is Whoosh's.
"""

from __future__ import annotations

import io
import mmap
import struct
import sys
from contextlib import suppress
from hashlib import md5
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3TermInfo, W3TermsReader
from whoosh.filedb.filetables import HashReader
from whoosh.filedb.structfile import StructFile
from whoosh.matching import ListMatcher
from whoosh.reading import TermNotFound
from whoosh.util.numeric import byte_to_length

TERM_RECORD: Final = np.dtype(
    [
        ("weight", ">f4"),
        ("frequency", ">u4"),
        ("shortest", "u1"),
        ("longest", "u1"),
        ("heaviest", ">f4"),
        ("first", ">u4"),
        ("last", ">u4"),
        ("count_width", "u1"),
        ("ids_at", ">u8"),
        ("counts_at", ">u8"),
    ]
)
"""A term in the dictionary: totals, then where its arrays lie. ``count_width`` is the bytes of a frequency; 0 means that
every frequency is 1, ``SPREAD`` that there is a byte for each document."""

SPREAD: Final = 9
SPREAD_SHARE: Final = 8
"""A term in more than one document of so many has its frequencies spread out."""

_POPULATE_READ: Final = 22
"""MADV_POPULATE_READ of Linux 5.14, which Python has no name for."""

_STRUCT: Final = struct.Struct(">fIBBfIIBQQ")
_NO_COUNTS: Final = 0
_ONES: Final = np.ones(1, np.uint8)
_POINTER: Final = struct.Struct("!Iq")
_LENGTHS: Final = struct.Struct("!ii")
"""A slot of a hash table (hash, place of the entry) and the head of an entry (lengths of key and value): Whoosh's."""

_POINTER_SIZE: Final = _POINTER.size
_pointer: Final = _POINTER.unpack_from
_lengths: Final = _LENGTHS.unpack_from


class Postings:
    """Where a term occurs: ``ids`` are the document numbers, ascending, ``spread`` its frequency in every document
    where the term is common, else None. Views of the file."""

    __slots__ = ("_counts", "ids", "spread")

    def __init__(
        self,
        ids: NDArray[np.int32],
        counts: NDArray[np.unsignedinteger[Any]] | None,
        spread: NDArray[np.uint8] | None = None,
    ) -> None:
        self.ids = ids
        self.spread = spread
        self._counts = counts

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def counts(self) -> NDArray[np.unsignedinteger[Any]]:
        """The frequency in each of ``ids``."""
        if self._counts is not None:
            return self._counts
        if self.spread is not None:
            return self.spread[self.ids]
        return np.broadcast_to(_ONES, self.ids.shape)


def read_ahead(mapped: mmap.mmap) -> None:
    """Bring a mapped file into memory and into the process's page table; nothing where the system cannot."""
    if sys.platform == "linux":
        with suppress(OSError):
            mapped.madvise(_POPULATE_READ)


class MappedFile(StructFile):  # type: ignore[misc]
    """A file read by place without a shared position: Whoosh's own seeks before it reads, which threads must not."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as stream:
            empty = not path.stat().st_size
            content: Any = io.BytesIO() if empty else mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        super().__init__(content, name=path.name)
        self._content = b"" if empty else content
        self.is_real = False

    def get(self, position: int, length: int) -> bytes:
        """The bytes at a place."""
        return bytes(self._content[position : position + length])

    def array(self, dtype: str, count: int, position: int) -> NDArray[Any]:
        """Numbers at a place, as a view of the file."""
        return np.frombuffer(self._content, dtype, count, position)

    def find(self, table: HashReader, key: bytes) -> tuple[Any, ...] | None:
        """The term record of a key in one of Whoosh's hash tables; None when it is not there.

        As ``HashReader.ranges_for_key``, in a fifth of the time: every term of a query is looked up.
        """
        content = self._content
        # The low 32 bits of the MD5, as whoosh.filedb.filetables.md5_hash has them.
        hashed = int.from_bytes(md5(key, usedforsecurity=False).digest()[-4:], "big")
        start, slots = table.tables[hashed & 255]
        at = (hashed >> 8) % slots if slots else 0
        for _ in range(slots):
            slot_hash, place = _pointer(content, start + at * _POINTER_SIZE)
            if not place:
                return None
            if slot_hash == hashed:
                key_at = place + _LENGTHS.size
                record_at = key_at + len(key)
                if content[key_at:record_at] == key and _lengths(content, place)[0] == len(key):
                    return _STRUCT.unpack_from(content, record_at)
            at = (at + 1) % slots
        return None

    def read_ahead(self) -> None:
        """Map every page now: else each part of the file that a search is the first to look at costs it some
        microseconds."""
        if isinstance(self._content, mmap.mmap):
            read_ahead(self._content)

    def close(self) -> None:
        """Let go of the file: it is unmapped with the last array that shows a part of it."""
        self.is_closed = True
        self._content = b""
        self.file = io.BytesIO()


class ArrayTermInfo(W3TermInfo):  # type: ignore[misc]
    """Whoosh's view of a term record."""

    count_width: int
    ids_at: int
    counts_at: int

    @classmethod
    def from_bytes(cls, record: bytes) -> ArrayTermInfo:
        """The term info of a dictionary value."""
        info = cls()
        (
            info._weight,
            info._df,
            shortest,
            longest,
            info._maxweight,
            info._minid,
            info._maxid,
            info.count_width,
            info.ids_at,
            info.counts_at,
        ) = _STRUCT.unpack(record)
        info._minlength = byte_to_length(shortest)
        info._maxlength = byte_to_length(longest)
        return info


class ArrayTermsReader(W3TermsReader):  # type: ignore[misc]
    """The term dictionary with array postings behind it."""

    def __init__(
        self, codec: ArrayCodec, terms: MappedFile, length: int, postings: MappedFile, documents: int
    ) -> None:
        super().__init__(codec, terms, length, postings)
        self._documents = documents

    def term_info(self, fieldname: str, term: bytes) -> ArrayTermInfo:
        """As Whoosh's; TermNotFound when there is no such term."""
        try:
            return ArrayTermInfo.from_bytes(self._tindex[self._keycoder(fieldname, term)])
        except KeyError:
            raise TermNotFound(f"no term {fieldname}:{term!r}") from None

    def items(self) -> Any:
        """Every (field, term) with its info."""
        return (
            (self._keydecoder(key), ArrayTermInfo.from_bytes(value)) for key, value in self._tindex.items()
        )

    def items_from(self, fieldname: str, prefix: bytes) -> Any:
        """As ``items``, from a prefix on."""
        start = self._keycoder(fieldname, prefix)
        return (
            (self._keydecoder(key), ArrayTermInfo.from_bytes(value))
            for key, value in self._tindex.items_from(start)
        )

    def frequency(self, fieldname: str, term: bytes) -> float:
        """The term's total weight."""
        return float(self.term_info(fieldname, term)._weight)

    def doc_frequency(self, fieldname: str, term: bytes) -> int:
        """How many documents have the term, deleted ones included."""
        return int(self.term_info(fieldname, term)._df)

    def postings(self, fieldname: str, term: bytes) -> Postings | None:
        """Where the term occurs; None when it does not."""
        found = self._dbfile.find(self._tindex, self._keycoder(fieldname, term))
        if found is None:
            return None
        (_, df, _, _, _, _, _, count_width, ids_at, counts_at) = found
        ids = self._postfile.array("<i4", df, ids_at)
        if count_width == _NO_COUNTS:
            return Postings(ids, None)
        if count_width == SPREAD:
            return Postings(ids, None, self._postfile.array("u1", self._documents, counts_at))
        return Postings(ids, self._postfile.array(f"<u{count_width}", df, counts_at))

    def read_ahead(self) -> None:
        """Map the dictionary and the lists."""
        self._dbfile.read_ahead()
        self._postfile.read_ahead()

    def matcher(self, fieldname: str, term: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """Whoosh's interface to the same arrays."""
        info = self.term_info(fieldname, term)
        found = self.postings(fieldname, term)
        assert found is not None
        return ListMatcher(
            found.ids.tolist(),
            found.counts.astype(np.float32).tolist(),
            format=format_,
            scorer=scorer,
            term=(fieldname, term),
            terminfo=info,
        )


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Whoosh 3's codec with array postings; read-only through Whoosh (``whoosh_build`` writes)."""

    def terms_reader(self, storage: Any, segment: Any) -> ArrayTermsReader:
        """The segment's term dictionary."""
        folder = Path(storage.folder)
        terms = folder / segment.make_filename(self.TERMS_EXT)
        postings = folder / segment.make_filename(self.POSTS_EXT)
        length, documents = terms.stat().st_size, segment.doc_count_all()
        return ArrayTermsReader(self, MappedFile(terms), length, MappedFile(postings), documents)
