"""A Whoosh codec whose posting lists are plain arrays: Whoosh's own matchers read them one by one, ours all at once.

Whoosh's default codec pickles blocks of 128 postings; decoding a common term then takes thousands of calls, and a
pickle in a file is code. Here a term's document numbers are 4 bytes each and its frequencies 1, 2 or 4, mapped from the
file as arrays: nothing is read before it is looked at, and a search for few units touches few pages of a common term.
Everything else (term dictionary, columns, segments) is Whoosh's.
"""

from __future__ import annotations

import io
import mmap
import struct
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
"""A term in the dictionary: totals, then where its arrays lie. ``count_width`` 0 means that every frequency is 1."""

_STRUCT: Final = struct.Struct(">fIBBfIIBQQ")
_NO_COUNTS: Final = 0
_POINTER: Final = struct.Struct("!Iq")
_LENGTHS: Final = struct.Struct("!ii")
"""A slot of a hash table (hash, place of the entry) and the head of an entry (lengths of key and value): Whoosh's."""


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
        hashed = table.hashfn(key)
        start, slots = table.tables[hashed & 255]
        at = (hashed >> 8) % slots if slots else 0
        for _ in range(slots):
            slot_hash, place = _POINTER.unpack_from(content, start + at * _POINTER.size)
            if not place:
                return None
            if slot_hash == hashed:
                key_at = place + _LENGTHS.size
                key_size, _ = _LENGTHS.unpack_from(content, place)
                if content[key_at : key_at + key_size] == key:
                    return _STRUCT.unpack_from(content, key_at + key_size)
            at = (at + 1) % slots
        return None

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

    def arrays(self, fieldname: str, term: bytes) -> tuple[NDArray[np.int32], NDArray[Any]] | None:
        """(document numbers ascending, frequencies), views of the file; None when the term does not occur."""
        found = self._dbfile.find(self._tindex, self._keycoder(fieldname, term))
        if found is None:
            return None
        (_, df, _, _, _, _, _, count_width, ids_at, counts_at) = found
        ids = self._postfile.array("<i4", df, ids_at)
        if count_width == _NO_COUNTS:
            return ids, np.broadcast_to(np.uint8(1), (df,))
        return ids, self._postfile.array(f"<u{count_width}", df, counts_at)

    def matcher(self, fieldname: str, term: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """Whoosh's interface to the same arrays."""
        found = self.arrays(fieldname, term)
        info = self.term_info(fieldname, term)
        ids, weights = found if found is not None else (np.zeros(0, np.int32), np.zeros(0, np.uint8))
        return ListMatcher(
            ids.tolist(),
            weights.astype(np.float32).tolist(),
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
        return ArrayTermsReader(self, MappedFile(terms), terms.stat().st_size, MappedFile(postings))
