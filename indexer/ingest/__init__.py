"""Files into the record: walking, reading in child processes, recording, reporting.

A name brings its module when it is first used: a server reads files too, and needs no run for it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from indexer.ingest.report import Row, Summary
    from indexer.ingest.run import Ingest

__all__ = ["Ingest", "Row", "Summary"]

_HOMES: Final = {"Ingest": "run", "Row": "report", "Summary": "report"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
