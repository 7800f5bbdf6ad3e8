"""Page numbers and PDF by LibreOffice, where it is present.

Which page a title stands on is known only once the pages are set. Every document begins a page of its own, so that a
volume may be set in pieces, side by side, and the pages of the pieces added up: a piece of a few hundred pages costs
less a page than one of thousands.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from indexer.export.volume import Volume, VolumeSection
from indexer.export.volume_docx import write_probe

_PIECE: Final = 250_000
"""Characters set in one piece."""
_SECONDS: Final = 600
_AT_ONCE: Final = 2
_MADE: Final = re.compile(rb"/CreationDate\(D:\d{14}")
_ID: Final = re.compile(rb"(/ID )(\[ <[0-9A-F]{32}>\s*<[0-9A-F]{32}> \])")
_CHECKSUM: Final = re.compile(rb"(/DocChecksum /)([0-9A-F]{32})")
_TOLD: Final = re.compile(r"@(\d+)@(\d+)@")
_HEX: Final = re.compile(rb"[0-9A-F]")


class NotSet(Exception):  # noqa: N818 - an answer, said as such
    """The pages could not be set; the message says why."""


def office() -> str | None:
    """The program, if there is one."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def office_version() -> str:
    """What measured the pages."""
    program = office()
    if program is None:
        return ""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=False)
        return " ".join(said.stdout.split()[:2])
    return ""


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


def undated(pdf: bytes, on: date) -> bytes:
    """The same PDF without the moment at which it was made and the checksums drawn from it; no byte moves."""
    pdf = _MADE.sub(f"/CreationDate(D:{on:%Y%m%d}000000".encode(), pdf)
    for pattern in (_ID, _CHECKSUM):
        pdf = pattern.sub(lambda found: found[1] + _HEX.sub(b"0", found[2]), pdf)
    return pdf


def set_pdf(file: Path, folder: Path, most: int = 0) -> Path:
    """The Word file as PDF, in a folder, or its first pages; NotSet where it cannot be made."""
    program = office()
    if program is None:
        raise NotSet("本机没有 LibreOffice")
    pages = f':{{"PageRange":{{"type":"string","value":"1-{most}"}}}}' if most else ""
    with tempfile.TemporaryDirectory(prefix="fagui-office-") as home:
        command = [
            program,
            f"-env:UserInstallation={(Path(home) / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nodefault"),
            *("--convert-to", f"pdf:writer_pdf_Export{pages}", "--outdir", str(folder), str(file)),
        ]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": home, "TMPDIR": home},
            start_new_session=True,
        )
        try:
            process.wait(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            raise NotSet(f"LibreOffice 排版超过 {_SECONDS} 秒，已放弃") from None
        finally:
            # The group, not the child: soffice is a script that starts the real program.
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    made = folder / f"{file.stem}.pdf"
    if not made.is_file():
        raise NotSet("LibreOffice 没能排出这一编")
    return made
