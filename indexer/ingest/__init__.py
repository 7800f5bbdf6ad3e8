"""Files into the record: walking, reading in child processes, recording, reporting."""

from indexer.ingest.report import Row, Summary
from indexer.ingest.run import Ingest

__all__ = ["Ingest", "Row", "Summary"]
