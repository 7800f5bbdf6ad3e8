"""The data in git (``corpus/``) as values: bodies, regions, lexicon, stop words, synonyms. Read, never written."""

from indexer.catalog.gazetteer import load_bodies, load_gazetteer
from indexer.catalog.place import data_file, data_text, fingerprint
from indexer.catalog.words import (
    SynonymGroup,
    load_aliases,
    load_paired_sounds,
    load_sounds,
    load_stopwords,
    load_synonyms,
    load_traditional,
)

__all__ = [
    "SynonymGroup",
    "data_file",
    "data_text",
    "fingerprint",
    "load_aliases",
    "load_bodies",
    "load_gazetteer",
    "load_paired_sounds",
    "load_sounds",
    "load_stopwords",
    "load_synonyms",
    "load_traditional",
]
