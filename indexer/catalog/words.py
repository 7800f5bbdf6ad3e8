"""Stop words of questions and groups of words that mean the same to a searcher."""

from __future__ import annotations

import tomllib
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
