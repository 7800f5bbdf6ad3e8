"""PDF: made where something can make it, and said in plain words where nothing can."""

from __future__ import annotations

import importlib.util
import shutil

import pypdfium2
import pytest

from indexer.export import PdfUnavailable, pdf
from indexer.export.official_docx import official_docx
from indexer.export.official_html import official_html
from tests.export.test_official import DAY, SAMPLE, TITLE, text_of


def words_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(importlib.util.find_spec("weasyprint") is None, reason="the extra pdf is not installed")
def test_a_page_becomes_a_pdf_the_same_each_time() -> None:
    first, second = (pdf.html_to_pdf(official_html(text_of(*SAMPLE))) for _ in range(2))
    assert first is not None
    assert first == second
    for said in (TITLE, "第一条", "— 1 —".replace(" ", ""), "现行有效"):
        assert said in words_of(first)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_word_file_the_same_each_time() -> None:
    made, again = (pdf.docx_to_pdf(official_docx(text_of(*SAMPLE)), DAY) for _ in range(2))
    assert made is not None
    assert made == again
    for said in (TITLE, "第一条", "—1—", "示例表"):
        assert said in words_of(made)


def test_where_nothing_makes_pdf_the_reader_is_told_how_to_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "html_to_pdf", lambda page: None)
    monkeypatch.setattr(pdf, "docx_to_pdf", lambda data, on: None)
    with pytest.raises(PdfUnavailable, match="打印"):
        pdf.official_pdf(text_of(*SAMPLE))


def test_a_page_escapes_what_the_text_holds() -> None:
    page = official_html(text_of(*SAMPLE))
    assert "&amp;&lt;b&gt;" in page
    assert "<b>。" not in page
