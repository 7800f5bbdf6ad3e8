"""The system of record: SQLite and the originals. The only place that knows sqlite3."""

from indexer.store.connection import StoreBusy, StoreUnusable
from indexer.store.originals import Originals
from indexer.store.register import Store
from indexer.store.rows import (
    ChangeRow,
    CitationRow,
    DocumentRow,
    EffectRow,
    ProvisionRow,
    Recorded,
    RemarkRow,
    SourceRow,
    TextRow,
    TitleRow,
    VersionRow,
)

__all__ = [
    "ChangeRow",
    "CitationRow",
    "DocumentRow",
    "EffectRow",
    "Originals",
    "ProvisionRow",
    "Recorded",
    "RemarkRow",
    "SourceRow",
    "Store",
    "StoreBusy",
    "StoreUnusable",
    "TextRow",
    "TitleRow",
    "VersionRow",
]
