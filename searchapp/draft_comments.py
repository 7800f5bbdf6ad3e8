"""A Word draft given back with a comment at each finding."""

from __future__ import annotations

import importlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from indexer.library import CheckedCitation, CheckVerdict
from searchapp.check_pages import CheckPage


def commented(place: Path, page: CheckPage) -> bytes | None:
    """The draft with comments; None for what is no Word file or could not be read in whole.

    The draft has been read before in a process of its own under limits: what those refused is not opened here.
    """
    answer = page.answer
    if answer is None or (answer.unread and not answer.citations) or not _is_word(place):
        return None
    # python-docx is slow to load and wanted by this one answer.
    export = importlib.import_module("indexer.export.comments")
    found = [item for item in answer.citations if item.is_finding]
    unread = [f"未能读出：{note}" for note in answer.unread]
    if unread and not found:
        # What was not read is said on the page: a file without a comment would say that all is well.
        return None
    comments = [
        export.Comment(item.text, "\n".join([*(unread if n == 0 else ()), *_said(item)]))
        for n, item in enumerate(found)
    ]
    made: bytes = export.with_comments(place.read_bytes(), comments)[0]
    return made


def _is_word(place: Path) -> bool:
    if not zipfile.is_zipfile(place):
        return False
    with zipfile.ZipFile(place) as package:
        return "word/document.xml" in package.namelist()


def _said(item: CheckedCitation) -> Iterator[str]:
    meant = f"《{item.document.title}》" if item.document else ""
    yield f"{CheckVerdict(item.verdict).label} {meant}".strip()
    for reason in item.because:
        by = f"《{reason.by.title}》" if reason.by else ""
        yield f"{reason.effective or reason.on or ''} {by}“{reason.evidence.quote}”".strip()
    if item.successor is not None:
        yield f"接替：《{item.successor.title}》"
    for candidate in item.candidates:
        yield f"可能是：《{candidate.title}》{candidate.number}"
    yield from item.notes
