"""A document's text as plain lines and as Markdown: one rendering for the command line and the downloads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from indexer.library.answers import DocumentAnswer
from indexer.model.validity import Status

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
    for p in answer.provisions:
        if p.kind == "front":
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
