"""Settings: where the data lies and what the limits are; read once at the edge, frozen afterwards."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indexer.model.limits import Limits


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. ``data`` is the folder of the record, the originals and the index."""

    data: Path
    limits: Limits = field(default_factory=Limits)

    @property
    def register(self) -> Path:
        """The record: one SQLite file."""
        return self.data / "register.sqlite3"

    @property
    def sources(self) -> Path:
        """The originals, by sha256."""
        return self.data / "sources"

    @property
    def index(self) -> Path:
        """The search index; derived, rebuildable."""
        return self.data / "index"

    @property
    def curation(self) -> Path:
        """A person's corrections for this data folder, beside those of ``corpus/curation``."""
        return self.data / "curation"


def load(environ: Mapping[str, str] | None = None, data: Path | None = None) -> Settings:
    """Settings from the environment (``FAGUI_DATA``), with the command line's folder over it."""
    env = os.environ if environ is None else environ
    folder = data or Path(env.get("FAGUI_DATA") or "var")
    return Settings(data=folder)
