"""Bytes into text: BOM, UTF-8, then whichever of GB18030, Big5 and UTF-16 reads most like Chinese."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from indexer.extract.reading import Unreadable
from indexer.model.source import Remark

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CANDIDATES: Final = ("gb18030", "big5", "utf-16-le", "utf-16-be")
# The most frequent characters of official Chinese: a right decoding is full of them, a wrong one has next to none.
_COMMON: Final = frozenset(
    "的一是不人有在中国和法条例规定第章为应当政府部门行管理机关者或者以及其他，。、；：（）《》本市县级上"
)
_MOJIBAKE: Final = ("cp1252", "latin-1", "cp1251", "gb18030")
_MAY_BE_BROKEN: Final = 0.02
_BROKEN: Final = 0.2
_SURE: Final = 0.1
"""Text this full of common Chinese is in the right encoding, even where much of it is broken."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding it was read in and what is to be said about that."""

    text: str
    encoding: str
    remarks: tuple[Remark, ...] = ()


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of the bytes. ``declared`` is what a page says of itself: tried, never trusted."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _whole(data[len(bom) :], encoding)
    try:
        return _repaired(Decoded(data.decode("utf-8"), "utf-8"))
    except UnicodeDecodeError as problem:
        first_bad = problem.start
    best = _best(data, declared)
    loose = data.decode("utf-8", "replace")
    bad = loose.count("\ufffd")
    damage = bad / max(1, len(loose))
    reads_best = _score(loose) - damage >= (_score(best.text) if best else 0)
    if reads_best and (bad <= 1 or damage <= _MAY_BE_BROKEN or (damage <= _BROKEN and _score(loose) > _SURE)):
        place = f"第 {first_bad} 字节起"
        return Decoded(loose, "utf-8", (Remark("encoding_damage", f"有 {bad} 处无法解码的字节", place),))
    if best is None:
        raise Unreadable("encoding", "认不出文字编码，请另存为 UTF-8 后再收录")
    return best


def _whole(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    bad = text.count("\ufffd")
    remarks = (Remark("encoding_damage", f"有 {bad} 处无法解码的字节"),) if bad else ()
    return Decoded(text, encoding, remarks)


def _best(data: bytes, declared: str | None) -> Decoded | None:
    found: list[tuple[float, Decoded]] = []
    wanted = [declared] if declared else []
    for encoding in dict.fromkeys([*wanted, *_CANDIDATES]):
        if encoding.startswith("utf-16") and b"\0" not in data[:4000] and len(data) % 2:
            continue
        try:
            decoded = _whole(data, encoding)
        except LookupError:
            continue
        damage = decoded.text.count("\ufffd") / max(1, len(decoded.text))
        if damage <= _MAY_BE_BROKEN:
            found.append((_score(decoded.text) - damage, decoded))
    if not found:
        return None
    score, best = max(found, key=lambda item: item[0])
    # Two bytes of anything are a character of UTF-16: it must read like Chinese to be taken for it.
    enough = _SURE / 2 if best.encoding.startswith("utf-16") else 0
    return best if score > enough or not _has_high(data) else None


def _has_high(data: bytes) -> bool:
    return any(byte >= 0x80 for byte in data[:4000])


def _score(text: str) -> float:
    """The share of common Chinese among the characters that are not ASCII."""
    sample = Counter(text[:20_000])
    foreign = sum(count for char, count in sample.items() if not char.isascii())
    return sum(sample[char] for char in _COMMON) / foreign if foreign else 0.5


def _repaired(decoded: Decoded) -> Decoded:
    """UTF-8 that was once read in another encoding and saved so: undone when that is exact, said when it is not."""
    if _score(decoded.text) > 0.05 or not re.search(r"[^\x00-\x7f]{8}", decoded.text):
        return decoded
    for encoding in _MOJIBAKE:
        try:
            again = decoded.text.encode(encoding).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if _score(again) > 0.1:
            message = f"原文是按 {encoding} 误读后保存的乱码，已还原"
            return Decoded(again, "utf-8", (Remark("mojibake_repaired", message),))
    if _looks_garbled(decoded.text):
        return Decoded(decoded.text, "utf-8", (Remark("mojibake", "文字像是乱码，未能还原"),))
    return decoded


def _looks_garbled(text: str) -> bool:
    sample = [c for c in text[:5_000] if not c.isascii()]
    odd = sum(1 for c in sample if 0x80 <= ord(c) < 0x600)
    return bool(sample) and odd > len(sample) // 2
