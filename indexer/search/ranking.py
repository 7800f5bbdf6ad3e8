"""Ranking as data: what is added to or multiplied with a document's score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RankingProfile:
    """``kind`` is added by legal rank, ``status`` multiplied by force on the day, ``title`` added where the words
    stand in a title. Values missing are 0, 1 and 0."""

    kind: Mapping[str, float]
    status: Mapping[str, float]
    title: Mapping[str, float]


PLAIN = RankingProfile({}, {}, {})
"""No ranking but BM25."""
