"""PDF: pypdf first, a second reader where its text is unusable, OCR where there is no text, else said so."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Sequence
from typing import Any, Final

import pypdf
import pypdfium2

from indexer.extract import ocr
from indexer.extract.pdf_layout import paragraphs, without_frames
from indexer.extract.reading import Reading, Unreadable
from indexer.model.limits import Limits
from indexer.model.source import Remark

_ENOUGH: Final = 8
"""Characters that a page must have to count as having a text layer."""

_PLAUSIBLE_SHARE: Final = 0.9
_PLAUSIBLE: Final = re.compile(
    r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef\x20-\x7e\u2000-\u206f\u2190-\u22ff\u2460-\u25ff·×÷°±§—…\u0370-\u03ff]"
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(data: bytes, limits: Limits, use_ocr: bool = True) -> Reading:
    """A PDF file."""
    pages, remarks = _first_reader(data, limits)
    if not _is_usable(pages):
        second = _second_reader(data, limits)
        if second is not None and (_is_usable(second) or _score(second) > _score(pages)):
            pages = second
            remarks.append(Remark("second_reader", "首选读取程序得到的文字不可用，改用第二种读取"))
    if _characters(pages) < _ENOUGH * max(1, min(len(pages), 3)):
        pages = _recognise(data, limits, use_ocr)
        remarks.append(Remark("ocr", "文件没有文字层，文字由识别得到，可能有错，不宜作为依据"))
    elif not _is_usable(pages):
        raise Unreadable("garbled", "文件里的文字无法还原（字体没有编码对照），需要识别或换一份文件")
    if _characters(pages):
        empty = [str(n) for n, page in enumerate(pages, 1) if sum(len(line.strip()) for line in page) < 2]
        if empty and len(empty) < len(pages):
            remarks.append(
                Remark(
                    "pages_without_text",
                    f"有 {len(empty)} 页没有文字，未读取",
                    "第" + "、".join(empty[:30]) + "页",
                )
            )
    kept, heads = without_frames(pages)
    if heads:
        remarks.append(Remark("running_heads", "已去掉页眉页脚", "；".join(heads)[:200]))
    return Reading(tuple(paragraphs(kept)), remarks=tuple(remarks))


def _first_reader(data: bytes, limits: Limits) -> tuple[list[list[str]], list[Remark]]:
    remarks: list[Remark] = []
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("encrypted", "文件有打开密码，请去掉密码后再收录")
        count = len(reader.pages)
    except (Unreadable, MemoryError):
        raise
    except Exception as problem:
        if "password" in str(problem).lower() or "crypt" in str(problem).lower():
            raise Unreadable("encrypted", f"文件已加密，无法打开（{problem}）") from None
        return [], [Remark("damaged", f"文件结构有损坏（{type(problem).__name__}）")]
    if count > limits.pdf_pages:
        raise Unreadable("limit_pages", f"文件有 {count} 页，超过上限 {limits.pdf_pages} 页")
    pages: list[list[str]] = []
    failed: list[str] = []
    for number in range(count):
        try:
            pages.append(_extract(reader.pages[number]))
        except (MemoryError, RecursionError):
            raise
        except Exception:
            failed.append(str(number + 1))
            pages.append([])
    if failed:
        remarks.append(
            Remark("pages_unread", f"有 {len(failed)} 页未能读取", "第" + "、".join(failed[:30]) + "页")
        )
    return pages, remarks


def _extract(page: Any) -> list[str]:
    text: str = page.extract_text() or ""
    return text.split("\n")


def _second_reader(data: bytes, limits: Limits) -> list[list[str]] | None:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        if "password" in str(problem).lower():
            raise Unreadable("encrypted", "文件有打开密码，请去掉密码后再收录") from None
        raise Unreadable("damaged", "文件已损坏，不是完好的 PDF") from None
    try:
        if len(document) > limits.pdf_pages:
            raise Unreadable("limit_pages", f"文件有 {len(document)} 页，超过上限 {limits.pdf_pages} 页")
        pages: list[list[str]] = []
        for number in range(len(document)):
            try:
                page = document[number]
                text = page.get_textpage()
                pages.append(text.get_text_range().replace("\r\n", "\n").split("\n"))
                text.close()
                page.close()
            except pypdfium2.PdfiumError:
                # Named with the pages that have no text.
                pages.append([])
        return pages
    finally:
        document.close()


def _recognise(data: bytes, limits: Limits, use_ocr: bool) -> list[list[str]]:
    if not use_ocr or not ocr.available():
        raise Unreadable(
            "no_text_layer",
            "文件只有图像、没有文字层；要读取它，请安装 tesseract（含 chi_sim）和 fagui 的 ocr 扩展后再收录",
        )
    try:
        pages = ocr.recognise(data, limits)
    except pypdfium2.PdfiumError:
        raise Unreadable("damaged", "文件已损坏，没有可读的页") from None
    if _characters(pages) < _ENOUGH:
        raise Unreadable("no_text_layer", "文件只有图像，识别后也没有得到文字")
    return pages


def _characters(pages: Sequence[Sequence[str]]) -> int:
    return sum(len(line.strip()) for page in pages for line in page)


def _score(pages: Sequence[Sequence[str]]) -> float:
    text = "".join(line for page in pages for line in page)[:200_000]
    text = "".join(text.split())
    if not text:
        return 0.0
    return len(_PLAUSIBLE.findall(text)) / len(text)


def _is_usable(pages: Sequence[Sequence[str]]) -> bool:
    """Mostly plausible characters, and not one character a line."""
    if not _characters(pages):
        return False
    if _score(pages) < _PLAUSIBLE_SHARE:
        return False
    lines = [line.strip() for page in pages for line in page if _HAN.search(line)]
    single = sum(1 for line in lines if len(line) <= 2)
    return len(lines) < 40 or single < len(lines) * 0.6
