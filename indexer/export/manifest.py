"""The manifest of an export: what it is, of which revision, and the checksums by which it can be verified."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date

LICENCE = "法律、法规、规章和其他官方文件不适用著作权法保护（著作权法第五条）；解读可能另有权利人。"


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """A file of the export; inside a package its name there."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``query`` is the search that chose the documents, as its parameters; ``count`` the documents.

    ``on`` is the day on which status was judged, ``newest_issue`` how far the documents reach. An increment has the
    revision after which the documents changed in ``since``, and in ``withdrawn`` those to be taken away where they are
    held: they are no longer in the record, or the search no longer finds them.
    """

    revision: int
    query: str
    on: date
    count: int
    files: tuple[ManifestFile, ...]
    newest_issue: date | None = None
    since: int | None = None
    withdrawn: tuple[str, ...] = ()

    def text(self) -> str:
        """As JSON; the same manifest gives the same bytes."""
        plain = asdict(self) | {
            "on": self.on.isoformat(),
            "newest_issue": self.newest_issue.isoformat() if self.newest_issue else None,
            "licence": LICENCE,
        }
        return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
