"""The façade: every question a reader may ask, and the values that answer it."""

from indexer.library.answers import (
    DocumentAnswer,
    Finding,
    HistoryAnswer,
    SearchAnswer,
    StatsAnswer,
    StatusAnswer,
    as_json,
    document_json,
)
from indexer.library.library import Library
from indexer.library.requests import NotHeld, OriginalFile, Readiness, SearchRequest, SearchUnavailable

__all__ = [
    "DocumentAnswer",
    "Finding",
    "HistoryAnswer",
    "Library",
    "NotHeld",
    "OriginalFile",
    "Readiness",
    "SearchAnswer",
    "SearchRequest",
    "SearchUnavailable",
    "StatsAnswer",
    "StatusAnswer",
    "as_json",
    "document_json",
]
