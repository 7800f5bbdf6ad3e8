"""The manifest of an export: what it is, of which revision, and the checksums by which it can be verified."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

_FILES: Final = '"files": []'
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
        return "".join(self.pieces())

    def pieces(self) -> Iterator[str]:
        """The text a file at a time: a package of a hundred thousand would take more memory for it than for its rows."""
        facts = {
            "revision": self.revision,
            "query": self.query,
            "on": self.on.isoformat(),
            "count": self.count,
            "files": [],
            "newest_issue": self.newest_issue.isoformat() if self.newest_issue else None,
            "since": self.since,
            "withdrawn": self.withdrawn,
            "licence": LICENCE,
        }
        # No text has this in it: a quotation mark within one is escaped.
        before, after = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True).split(_FILES)
        yield before + _FILES[:-1]
        for number, file in enumerate(self.files):
            row = json.dumps(asdict(file), ensure_ascii=False, sort_keys=True)
            yield f"{',' if number else ''}\n  {row}"
        yield ("\n ]" if self.files else "]") + after + "\n"
