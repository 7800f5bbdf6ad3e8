"""Identities as values with a grammar; they are also the URLs.

document   := "d" base32{10} [ "-" digit+ ]         d3k7q2mzpa
version    := document "@" ( date | "undated" )      d3k7q2mzpa@2020-06-01
provision  := version "~" path                       d3k7q2mzpa@2020-06-01~art-12.par-2
path       := segment ( "." segment )*               art-12-1.par-2.item-3
segment    := kind [ depth ] [ "-" number [ "-" insert ] ] [ "_" occurrence ]     h2-3: the third （三）
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

_DOCUMENT: Final = re.compile(r"d[a-z2-7]{10}(?:-[0-9]{1,4})?")
_SEGMENT: Final = re.compile(r"[a-z]+[1-9]?(?:-\d+){0,2}(?:_\d+)?")
UNDATED: Final = "undated"


@dataclass(frozen=True, slots=True, order=True)
class DocumentId:
    """The identity of one instrument. ``value`` follows the grammar above; ValueError otherwise."""

    value: str

    def __post_init__(self) -> None:
        if not _DOCUMENT.fullmatch(self.value):
            raise ValueError(f"not a document id: {self.value!r}")

    @classmethod
    def derive(cls, *keys: str) -> Self:
        """The id of the instrument known by these keys (its title key first): the same keys give the same id."""
        digest = hashlib.sha256("\x1f".join(keys).encode("utf-8", "surrogatepass")).digest()
        return cls("d" + base64.b32encode(digest).decode("ascii").lower()[:10])

    @classmethod
    def is_valid(cls, text: str) -> bool:
        """Whether the text has the form of a document id."""
        return _DOCUMENT.fullmatch(text) is not None

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class VersionId:
    """One text of one document; ``dated`` is the day of the act that made it, None when no act is known."""

    document: DocumentId
    dated: date | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """``d…@2020-06-01`` or ``d…@undated``; ValueError otherwise."""
        document, _, day = text.partition("@")
        return cls(DocumentId(document), None if day == UNDATED else date.fromisoformat(day))

    def __str__(self) -> str:
        return f"{self.document}@{self.dated.isoformat() if self.dated else UNDATED}"


@dataclass(frozen=True, slots=True)
class ProvisionPath:
    """The address of a provision within a version, such as ``art-12-1.par-2.item-3``.

    An article's path leaves out the chapter it stands in: articles are numbered through the work.
    The empty path is the whole text.
    """

    value: str

    def __post_init__(self) -> None:
        if self.value and not all(_SEGMENT.fullmatch(s) for s in self.value.split(".")):
            raise ValueError(f"not a provision path: {self.value!r}")

    @classmethod
    def article(cls, number: int, insert: int | None = None) -> Self:
        """第十二条之一 → ``art-12-1``."""
        return cls(f"art-{number}" if insert is None else f"art-{number}-{insert}")

    def child(self, segment: str) -> ProvisionPath:
        """The path one segment further down."""
        return ProvisionPath(f"{self.value}.{segment}" if self.value else segment)

    @property
    def segments(self) -> tuple[str, ...]:
        """The path's segments, outermost first; empty for the whole text."""
        return tuple(self.value.split(".")) if self.value else ()

    def __str__(self) -> str:
        return self.value


WHOLE: Final = ProvisionPath("")
"""The path of the whole text."""
