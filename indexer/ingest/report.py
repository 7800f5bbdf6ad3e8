"""What an ingest says of every file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the report, with the fields of the contract; a file that holds several documents gives several."""

    path: str
    outcome: str
    document: str | None = None
    title: str = ""
    version: date | None = None
    warnings: tuple[str, ...] = ()
    reason: str | None = None

    def as_json(self) -> str:
        """One line of the report."""
        plain = asdict(self) | {"version": self.version.isoformat() if self.version else None}
        return json.dumps(plain, ensure_ascii=False)


@dataclass(slots=True)
class Summary:
    """Counts of a run. ``files`` counts files, ``aside`` those that are no documents by their names and were not read,
    ``outcomes`` rows by outcome, ``interrupted`` whether it was stopped."""

    files: int = 0
    aside: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    rejected_files: int = 0
    interrupted: bool = False
    revision: int = 0

    def count(self, outcome: str) -> None:
        """Count one row."""
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
