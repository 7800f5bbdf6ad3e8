"""Words as people type them: stop words, synonyms, traditional characters, names under which titles are known."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from indexer.catalog.place import data_text


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Words a searcher may use for one another. ``directed``: only the first stands for the others."""

    words: tuple[str, ...]
    kind: str
    directed: bool = False


@cache
def load_stopwords() -> frozenset[str]:
    """Words of a question that say nothing about its subject (吗, 怎么, 请问)."""
    lines = (line.strip() for line in data_text("stopwords.txt").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def load_synonyms() -> tuple[SynonymGroup, ...]:
    """Everyday and legal words, old and new names of bodies, abbreviations of titles."""
    rows = tomllib.loads(data_text("synonyms.toml")).get("group", ())
    return tuple(
        SynonymGroup(tuple(row["words"]), row.get("kind", "lay"), bool(row.get("directed", False)))
        for row in rows
    )


@cache
def load_traditional() -> dict[int, str]:
    """Traditional characters to simplified, as a table for ``str.translate``."""
    lines = (line for line in data_text("traditional.txt").splitlines() if not line.startswith("#"))
    return {ord(pair[0]): pair[1] for line in lines for pair in line.split()}


@cache
def load_sounds() -> Mapping[str, str]:
    """How each Han character sounds when it stands alone, without tones."""
    return {char: parts[0] for parts in _sound_rows() if len(parts) == 2 for char in parts[1]}


@cache
def load_paired_sounds() -> Mapping[str, tuple[str, str]]:
    """Words of two characters that sound otherwise than each alone (重庆, 会计)."""
    return {parts[0]: (parts[1], parts[2]) for parts in _sound_rows() if len(parts) == 3}


def _sound_rows() -> Iterator[list[str]]:
    for line in data_text("pinyin.txt").splitlines():
        if line and not line.startswith("#"):
            yield line.split()


@cache
def load_aliases() -> tuple[tuple[str, str], ...]:
    """(name, title) of names under which titles are known (消法, 消费者权益保护法)."""
    titles = tomllib.loads(data_text("aliases.toml")).get("titles", {})
    return tuple((name, title) for title, names in titles.items() for name in names)
