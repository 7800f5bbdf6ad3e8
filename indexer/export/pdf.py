"""PDF: by WeasyPrint where the extra is installed, else by LibreOffice where that is; else it is said how to print."""

from __future__ import annotations

import importlib
import tempfile
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from indexer.export.official_text import OfficialText

_SECONDS: Final = 120
_ONE_AT_A_TIME = Lock()
"""Setting pages takes seconds of processor and much memory: two at a time would stop the readers."""


class PdfUnavailable(Exception):  # noqa: N818 - an answer, said as such
    """No program that makes PDF is here."""

    def __init__(self) -> None:
        super().__init__(
            "这里没有安装生成 PDF 的组件（pip install 'fagui[pdf]'，或安装 LibreOffice）。"
            "可以下载 Word 文件，或在浏览器中打印网页并选择“另存为 PDF”。"
        )


def official_pdf(text: OfficialText) -> bytes:
    """A text in the official layout as PDF; PdfUnavailable when nothing here can make one."""
    from indexer.export.official_html import official_html

    with _ONE_AT_A_TIME:
        made = html_to_pdf(official_html(text))
        if made is None:
            # python-docx takes longer to load than most commands to answer.
            writer = importlib.import_module("indexer.export.official_docx")
            made = docx_to_pdf(writer.official_docx(text), text.on)
    if made is None:
        raise PdfUnavailable
    return made


def html_to_pdf(page: str) -> bytes | None:
    """A page as PDF by WeasyPrint, None where it is not installed. Nothing is fetched."""
    try:
        weasyprint: Any = importlib.import_module("weasyprint")
    except (ImportError, OSError):
        # OSError: the package is there, the system's Pango is not.
        return None
    return bytes(weasyprint.HTML(string=page, url_fetcher=_nothing).write_pdf(pdf_identifier=b"fagui"))


def docx_to_pdf(data: bytes, on: date) -> bytes | None:
    """A Word file as PDF by LibreOffice, with a day as that of its making; None where it cannot be made."""
    # Loaded when it is asked for: every command would wait for it.
    from indexer.export.libreoffice import NotSet, set_pdf, undated

    with tempfile.TemporaryDirectory(prefix="fagui-pdf-") as folder:
        place = Path(folder) / "text.docx"
        place.write_bytes(data)
        try:
            return undated(set_pdf(place, Path(folder), seconds=_SECONDS).read_bytes(), on)
        except NotSet:
            return None


def _nothing(url: str, *_: Any, **__: Any) -> dict[str, Any]:
    raise ValueError(f"nothing is fetched: {url[:80]}")
