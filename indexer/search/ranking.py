"""Ranking as data: what is added to or multiplied with a document's score."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.catalog import data_text


@dataclass(frozen=True, slots=True)
class RankingProfile:
    """``kind`` is added by legal rank, ``status`` multiplied by force on the day, ``title`` added where the words
    stand in a title. Values missing are 0, 1 and 0. ``heading`` weighs the score of the headings over an article,
    ``other_words`` that of the other words for what a question says, ``reorder`` the features by which the best
    articles for it are put in order (none: as they are)."""

    kind: Mapping[str, float]
    status: Mapping[str, float]
    title: Mapping[str, float]
    heading: float = 0.0
    reorder: Mapping[str, float] = field(default_factory=dict)
    other_words: float = 0.0


PLAIN = RankingProfile({}, {}, {})
"""No ranking but BM25."""


def load_profile() -> RankingProfile:
    """The profile of ``corpus/ranking.toml``."""
    raw = tomllib.loads(data_text("ranking.toml"))
    fields = raw.get("field", {})
    return RankingProfile(
        raw.get("kind", {}),
        raw.get("status", {}),
        raw.get("title", {}),
        fields.get("heading", 0.0),
        raw.get("reorder", {}),
        fields.get("other_words", 0.0),
    )
