"""A document's text as a file: one rendering of each format for the command line and the downloads."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.library.answers import DocumentAnswer, document_json
from indexer.model.document import Kind
from indexer.model.validity import Status

if TYPE_CHECKING:
    from indexer.export.official_text import OfficialText

_HEADINGS: Final = ("part", "subpart", "ch", "sec", "annex")


def text_lines(answer: DocumentAnswer) -> Iterator[str]:
    """One line a provision; a line of an article begins with its label."""
    for p in answer.provisions:
        head = f"{p.label}　{p.heading}" if p.label and p.heading else p.label + p.heading
        line = "　".join(part for part in (head, p.text) if part)
        if line:
            yield line


def markdown_lines(answer: DocumentAnswer) -> Iterator[str]:
    """Front matter with what is known, then the text with headings and tables."""
    from indexer.export.official_text import head_blocks, in_front

    yield "---"
    for name, value in (
        ("title", answer.title),
        ("number", answer.number),
        ("bodies", "、".join(answer.bodies)),
        ("issued", answer.issued.isoformat() if answer.issued else ""),
        ("status", Status(answer.status).label),
        ("on", answer.on.isoformat()),
    ):
        yield f"{name}: {json.dumps(value, ensure_ascii=False)}"
    yield "---"
    yield ""
    yield f"# {answer.title}"
    for block in head_blocks(official_text(answer)):
        yield f"\n{block.text}"
    for p in answer.provisions:
        if in_front(p):
            continue
        head = f"{p.label}　{p.heading}".strip("　")
        if p.kind in _HEADINGS:
            yield f"\n{'#' * min(6, 2 + p.depth)} {head}"
            head = ""
        if p.rows:
            yield ""
            yield from _table(p.rows)
        elif head or p.text:
            yield "\n" + "　".join(part for part in (head, p.text) if part)


def _table(rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    """A pipe table; the first row is its head, as the form asks for one."""
    for n, row in enumerate(rows):
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in row) + " |"
        if n == 0:
            yield "|" + " --- |" * len(row)


def official_text(answer: DocumentAnswer) -> OfficialText:
    """The text of a day as it is set on paper; what is doubtful about it goes along."""
    from indexer.export.official_text import OfficialText

    return OfficialText(
        id=answer.id,
        title=answer.title,
        number=answer.number,
        bodies=answer.bodies,
        kind=Kind(answer.kind).label,
        status=Status(answer.status).label,
        on=answer.on,
        issued=answer.issued,
        effective=answer.effective,
        dated=answer.version.dated if answer.version else None,
        lines=answer.provisions,
        remarks=answer.verdict.notes,
    )


@dataclass(frozen=True, slots=True)
class Rendering:
    """A format of a single document: its suffix, media type and writer."""

    suffix: str
    media: str
    write: Callable[[DocumentAnswer], bytes]


def _text(lines: Callable[[DocumentAnswer], Iterator[str]]) -> Callable[[DocumentAnswer], bytes]:
    return lambda answer: ("\n".join(lines(answer)) + "\n").encode()


def _json(answer: DocumentAnswer) -> bytes:
    return json.dumps(document_json(answer), ensure_ascii=False, indent=1).encode()


def _official(module: str, name: str) -> Callable[[DocumentAnswer], bytes]:
    """A writer of ``indexer.export``, loaded when it is first used: the libraries behind it load slowly."""

    def write(answer: DocumentAnswer) -> bytes:
        made: bytes = getattr(importlib.import_module(f"indexer.export.{module}"), name)(
            official_text(answer)
        )
        return made

    return write


_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

RENDERINGS: Final = {
    form.suffix: form
    for form in (
        Rendering("docx", _WORD, _official("official_docx", "official_docx")),
        Rendering("pdf", "application/pdf", _official("pdf", "official_pdf")),
        Rendering("txt", "text/plain; charset=utf-8", _text(text_lines)),
        Rendering("md", "text/markdown; charset=utf-8", _text(markdown_lines)),
        Rendering("json", "application/json", _json),
        Rendering("xml", "application/akn+xml", _official("akoma_ntoso", "akoma_ntoso")),
    )
}
"""Every format of a single document by its suffix."""
