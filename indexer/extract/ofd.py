"""OFD (GB/T 33190-2016): the text of the pages' XML, put in lines by where it stands."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from indexer.extract.package import Package, open_package
from indexer.extract.pdf_layout import PARAGRAPH_END, paragraphs, without_frames
from indexer.extract.reading import Reading, Unreadable
from indexer.model.limits import Limits
from indexer.model.source import Meta, Remark

_SAME_LINE: Final = 0.6
"""Texts whose baselines are this close (of a character's height) stand on one line."""

_APART: Final = 3.0
"""Lines further apart than so many heights, or of another height, are no lines of one paragraph."""

_META: Final = ("Title", "Author", "Subject", "CreationDate")


def read_ofd(data: bytes, limits: Limits) -> Reading:
    """An OFD file."""
    package = open_package(data, limits)
    if "OFD.xml" not in package.names:
        raise Unreadable("damaged", "文件包里没有 OFD.xml")
    root = package.xml("OFD.xml")
    meta: list[Meta] = []
    pages: list[list[str]] = []
    remarks: list[Remark] = []
    for body in _named(root, "DocBody"):
        meta += [
            Meta(f"x:{_name(item)}", item.text.strip())
            for item in body.iter()
            if _name(item) in _META and item.text
        ]
        for place in _named(body, "DocRoot"):
            _read_document(package, (place.text or "").strip().lstrip("/"), pages, remarks, limits)
    if not any(page for page in pages):
        raise Unreadable("no_text_layer", "OFD 里没有文字（可能只有图像）")
    kept, _ = without_frames(pages)
    return Reading(tuple(paragraphs(kept)), tuple(meta), remarks=tuple(remarks))


def _read_document(
    package: Package, name: str, pages: list[list[str]], remarks: list[Remark], limits: Limits
) -> None:
    if name not in package.names:
        remarks.append(Remark("missing_part", f"缺少部件 {name}"))
        return
    document = package.xml(name)
    folder = posixpath.dirname(name)
    listed = [page for pages_ in _named(document, "Pages") for page in _named(pages_, "Page")]
    if len(listed) > limits.pdf_pages:
        raise Unreadable("limit_pages", f"文件有 {len(listed)} 页，超过上限 {limits.pdf_pages} 页")
    for page in listed:
        place = (page.get("BaseLoc") or "").strip()
        part = (
            place.lstrip("/") if place.startswith("/") else posixpath.normpath(posixpath.join(folder, place))
        )
        if part not in package.names:
            remarks.append(Remark("missing_part", f"缺少页面 {part}"))
            pages.append([])
            continue
        pages.append(_lines(package.xml(part)))


def _lines(page: Any) -> list[str]:
    """Texts from top to bottom, those on one line from left to right."""
    pieces = sorted(_pieces(page), key=lambda piece: (piece[1], piece[0]))
    lines: list[list[tuple[float, float, float, str]]] = []
    for piece in pieces:
        if lines and abs(lines[-1][0][1] - piece[1]) <= _SAME_LINE * max(piece[2], 1.0):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    texts = ["".join(piece[3] for piece in sorted(line)) for line in lines]
    for at, (line, below) in enumerate(pairwise(lines)):
        height = max(line[0][2], 1.0)
        if below[0][1] - line[0][1] > _APART * height or abs(below[0][2] - line[0][2]) > 0.2 * height:
            texts[at] += PARAGRAPH_END
    return texts


def _pieces(page: Any) -> Iterator[tuple[float, float, float, str]]:
    """(x, y, height, text) of each text code, in the page's millimetres."""
    for item in page.iter():
        if _name(item) != "TextObject":
            continue
        box = _numbers(item.get("Boundary"))
        left, top = (box[0], box[1]) if len(box) == 4 else (0.0, 0.0)
        size = (_numbers(item.get("Size")) or [4.0])[0]
        for code in item:
            if _name(code) == "TextCode" and code.text:
                x = (_numbers(code.get("X")) or [0.0])[0]
                y = (_numbers(code.get("Y")) or [0.0])[0]
                yield left + x, top + y, size, code.text.strip("\n")


def _numbers(text: str | None) -> list[float]:
    found: list[float] = []
    for part in (text or "").split():
        try:
            found.append(float(part))
        except ValueError:
            return found
    return found


def _named(element: Any, name: str) -> Iterator[Any]:
    return (child for child in element.iter() if _name(child) == name)


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
