"""Pairs of explanation and document that a person noted, in the same files as other curation: ``[[pair]]``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from indexer.catalog.curation import CurationError, curation_files

_HEADER: Final = re.compile(r"^\s*\[\[\s*pair\s*\]\]")
_WORDS: Final = ("interpretation", "document", "source")


@dataclass(frozen=True, slots=True)
class CuratedPair:
    """An explanation and what it explains, each as the person names it; ``place`` is file and line."""

    interpretation: str
    document: str
    source: str
    place: str


def load_pairs(folders: Iterable[Path]) -> tuple[CuratedPair, ...]:
    """Every pair of the folders; CurationError names the first line that does not fit."""
    return tuple(pair for text, name in curation_files(folders) for pair in parse_pairs(text, name))


def parse_pairs(text: str, name: str) -> Iterator[CuratedPair]:
    """The pairs of one file that is TOML."""
    rows = tomllib.loads(text).get("pair", [])
    lines = [n for n, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
    if not isinstance(rows, list) or len(rows) != len(lines):
        raise CurationError(f"{name}:{lines[0] if lines else 1}：每个关联写作一个 [[pair]]")
    for line, row in zip(lines, rows, strict=True):
        place = f"{name}:{line}"
        for key in row:
            if key not in (*_WORDS, "noted"):
                raise CurationError(f"{place}：不认识“{key}”")
        for key in _WORDS:
            if not isinstance(row.get(key), str) or not row[key].strip():
                raise CurationError(f"{place}：“{key}”应是文字，不能缺")
        if not isinstance(row.get("noted"), date):
            raise CurationError(f"{place}：缺“noted”（记下这项关联的日期，写作 2020-06-01）")
        said = {key: row[key].strip() for key in _WORDS}
        yield CuratedPair(said["interpretation"], said["document"], said["source"], place)
