"""The system of record: SQLite and the originals. The only place that knows sqlite3."""

from indexer.store.backup import BackupDone, BackupUnusable, back_up, restore
from indexer.store.connection import SQLITE_VERSION, StoreBusy, StoreUnusable
from indexer.store.curating import CuratedRow, Curating
from indexer.store.failing import failure_said
from indexer.store.originals import Originals
from indexer.store.register import Store
from indexer.store.rows import (
    ChangeRow,
    CitationPlace,
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
from indexer.store.seal import Seal

__all__ = [
    "SQLITE_VERSION",
    "BackupDone",
    "BackupUnusable",
    "ChangeRow",
    "CitationPlace",
    "CitationRow",
    "CuratedRow",
    "Curating",
    "DocumentRow",
    "EffectRow",
    "Originals",
    "ProvisionRow",
    "Recorded",
    "RemarkRow",
    "Seal",
    "SourceRow",
    "Store",
    "StoreBusy",
    "StoreUnusable",
    "TextRow",
    "TitleRow",
    "VersionRow",
    "back_up",
    "failure_said",
    "restore",
]
