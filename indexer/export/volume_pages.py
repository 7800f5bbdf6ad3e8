"""Page numbers of a volume by LibreOffice, where it is present.

Which page a title stands on is known only once the pages are set. Every document begins a page of its own, so that a
volume may be set in pieces, side by side, and the pages of the pieces added up: a piece of a few hundred pages costs
less a page than one of thousands.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from indexer.export.libreoffice import NotSet, set_pdf
from indexer.export.volume import Volume, VolumeSection
from indexer.export.volume_docx import write_probe

_PIECE: Final = 250_000
"""Characters set in one piece."""
_AT_ONCE: Final = 2
_TOLD: Final = re.compile(r"@(\d+)@(\d+)@")


def measured(volume: Volume) -> dict[str, int]:
    """The page of each heading, by anchor; NotSet where they cannot be set."""
    pieces = list(_pieces(volume))
    with ThreadPoolExecutor(max_workers=min(_AT_ONCE, os.cpu_count() or 1)) as pool:
        counted = list(pool.map(_measure, pieces))
    pages: dict[str, int] = {}
    before = 0
    for (_, anchors), (starts, total) in zip(pieces, counted, strict=True):
        pages.update({anchor: before + start for anchor, start in zip(anchors, starts, strict=True)})
        before += total
    return pages


def _pieces(volume: Volume) -> Iterator[tuple[Volume, list[str]]]:
    """Volumes of some of the documents each, with the anchors of their headings in order."""
    bare = replace(volume, foreword=(), sections=(), lists=(), indexes=())
    held: list[VolumeSection] = []
    anchors: list[str] = []
    size = 0
    for n, section in enumerate(volume.sections, 1):
        for place, document in enumerate(section.documents):
            if size > _PIECE:
                yield replace(bare, sections=tuple(held)), anchors
                held, anchors, size = [], [], 0
            if place == 0:
                held.append(VolumeSection(section.heading, (document,)))
                anchors += [f"sec_{n}", document.anchor]
            elif held:
                held[-1] = replace(held[-1], documents=(*held[-1].documents, document))
                anchors.append(document.anchor)
            else:
                held.append(VolumeSection("", (document,)))
                anchors.append(document.anchor)
            size += sum(len(block.text) + sum(map(len, block.rows)) for block in document.blocks)
    ends = [f"end_{n}" for n in range(1, len(volume.lists) + len(volume.indexes) + 1)]
    yield replace(bare, sections=tuple(held), lists=volume.lists, indexes=volume.indexes), [*anchors, *ends]


def _measure(piece: tuple[Volume, list[str]]) -> tuple[list[int], int]:
    """The pages on which the headings of a piece stand, from 1, and the last of its pages."""
    volume, anchors = piece
    with tempfile.TemporaryDirectory(prefix="fagui-pages-") as name:
        place = Path(name) / "piece.docx"
        with place.open("wb") as out:
            write_probe(volume, out)
        set_pdf(place, Path(name), most=len(anchors) // 20 + 1)
        # Most of the time goes into drawing pages: those that tell the numbers are enough.
        # Loaded when a volume's pages are counted: every other command would wait for it.
        from pypdf import PdfReader

        reader: Any = PdfReader(place.with_suffix(".pdf"))
        text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    told = {int(n): int(page) for n, page in _TOLD.findall(text)}
    if sorted(told) != list(range(len(anchors) + 1)) or not all(told.values()):
        raise NotSet("LibreOffice 没有排出全部页码")
    return [told[n] for n in range(len(anchors))], told[len(anchors)]
