"""Pictures of pages into text with tesseract, where it and the ``ocr`` extra are installed."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

import pypdfium2

from indexer.extract.reading import Unreadable
from indexer.model.limits import Limits

_LANGUAGE: Final = "chi_sim"
_DPI: Final = 220
_MOST_PAGES: Final = 60
_PAGE_SECONDS: Final = 30


@cache
def available() -> bool:
    """Whether pages can be recognised on this machine."""
    program = shutil.which("tesseract")
    if program is None or importlib.util.find_spec("PIL") is None:
        return False
    listed = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, check=False, timeout=20
    )
    return _LANGUAGE in listed.stdout.split()


def recognise(data: bytes, limits: Limits) -> list[list[str]]:
    """The lines of each page."""
    del limits
    document = pypdfium2.PdfDocument(data)
    try:
        if len(document) > _MOST_PAGES:
            raise Unreadable("limit_pages", f"要识别的文件有 {len(document)} 页，超过上限 {_MOST_PAGES} 页")
        with tempfile.TemporaryDirectory(prefix="fagui-ocr-") as folder:
            return [_page(document, number, Path(folder)) for number in range(len(document))]
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, number: int, folder: Path) -> list[str]:
    picture = folder / "page.png"
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return []
    width, height = page.get_size()
    # A page of any size becomes a picture of bounded size.
    scale = min(_DPI / 72, 4_000 / max(width, height, 1))
    page.render(scale=scale, grayscale=True).to_pil().save(picture)
    page.close()
    command = ["tesseract", str(picture), "-", "-l", _LANGUAGE, "--psm", "3"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PAGE_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return []
    return done.stdout.decode("utf-8", "replace").split("\n")
