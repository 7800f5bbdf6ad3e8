"""What the fault tests share: the program run as a child, and what its library answers."""

from __future__ import annotations

import resource
import subprocess
import sys
from datetime import date
from pathlib import Path

from indexer.library import Library, SearchRequest
from indexer.settings import Settings

DAY = date(2026, 1, 1)
ASKED = SearchRequest(text="罚款", on=DAY, limit=5)


def fagui(data: Path, *words: object, file_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
    """The program over a data folder; ``file_bytes`` is the size beyond which its writes fail."""

    def small_files() -> None:
        if file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

    command = [sys.executable, "-m", "indexer", *map(str, words), "--data", str(data)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=300, preexec_fn=small_files
    )


def answers(data: Path) -> tuple[object, ...]:
    """What is said of the document, its status and the article."""
    library = Library.open(Settings(data=data), read_only=True)
    try:
        found = library.search(ASKED)
        status = library.status("云岭省示例市场管理办法", DAY)
        text = library.document(status.id or "", DAY).provisions
        return [(h.title, h.status) for h in found.hits], status.status, status.because, text
    finally:
        library.close()
