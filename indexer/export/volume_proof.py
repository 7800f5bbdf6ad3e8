"""Proofreading (校核): what a finished volume holds of each document, read back from the file itself.

The words are compared with those of the record by whoever made the volume: 内容应当全部编入，不得随意删减或者改动
(法规汇编编辑出版管理规定 第六条（二）). White space aside, nothing may differ.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, cast

from lxml import etree, html

from indexer.export.volume_docx import MARK, OWN_STYLES, TITLE
from indexer.export.wordml import NAMESPACE, allowed
from indexer.model.characters import compact

_W: Final = f"{{{NAMESPACE}}}"
_OWN: Final = frozenset(OWN_STYLES.values())


@dataclass(frozen=True, slots=True)
class Printed:
    """A document as a file has it: the title of its heading and its own words, without white space."""

    anchor: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Expected:
    """A document as the record has it: ``front`` stands before the text proper and may print the title again."""

    anchor: str
    title: str
    front: str
    body: str


def faults(printed: Iterable[Printed], expected: Iterable[Expected]) -> Iterator[tuple[str, str]]:
    """(anchor, what is wrong) where a file does not hold what the record holds, whole and in order."""
    found = list(printed)
    wanted = list(expected)
    if [one.anchor for one in found] != [one.anchor for one in wanted]:
        there = {one.anchor for one in found}
        missing = [one.anchor for one in wanted if one.anchor not in there]
        yield (missing[0] if missing else ""), "文件没有按次序全部编入"
        return
    for one, record in zip(found, wanted, strict=True):
        title, front, body = (compact(allowed(text)) for text in (record.title, record.front, record.body))
        if one.title != title:
            yield record.anchor, "标题与登记不符"
        # The title is set once, as the heading; a text may print it once more, or twice.
        elif one.words.endswith(body) and _without(
            one.words[: len(one.words) - len(body)], title
        ) == _without(front, title):
            continue
        else:
            yield record.anchor, _difference(one.words, front + body)


def _without(text: str, title: str) -> str:
    return text.replace(title, "") if title else text


def _difference(printed: str, wanted: str) -> str:
    length = min(len(printed), len(wanted))
    at = next((n for n in range(length) if printed[n] != wanted[n]), length)
    return f"正文与登记不符，从“{wanted[at : at + 20]}”起（印出“{printed[at : at + 20]}”）"


def read_docx_volume(path: Path | IO[bytes]) -> Iterator[Printed]:
    """The documents of a Word file."""
    with zipfile.ZipFile(path) as package, package.open("word/document.xml") as part:
        anchor, title, words = "", "", list[str]()
        depth = 0
        for event, element in etree.iterparse(part, events=("start", "end"), tag=(f"{_W}p", f"{_W}tbl")):
            if element.tag == f"{_W}tbl":
                depth += 1 if event == "start" else -1
            elif event == "end":
                style = _style(element)
                if style == TITLE or style == "Heading1":
                    if anchor:
                        yield Printed(anchor, title, "".join(words))
                    anchor, title, words = _anchor(element) if style == TITLE else "", _text(element), []
                elif anchor and style in _OWN:
                    words.append(_text(element))
                if not depth:
                    element.clear()
            if element.tag == f"{_W}tbl" and event == "end" and not depth:
                element.clear()
        if anchor:
            yield Printed(anchor, title, "".join(words))


def _style(paragraph: Any) -> str:
    found = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return found.get(f"{_W}val", "") if found is not None else ""


def _anchor(paragraph: Any) -> str:
    found = paragraph.find(f"{_W}bookmarkStart")
    return found.get(f"{_W}name", "") if found is not None else ""


def _text(paragraph: Any) -> str:
    parts = []
    for run in paragraph.iter(f"{_W}r"):
        look = run.find(f"{_W}rPr/{_W}rStyle")
        if look is not None and look.get(f"{_W}val") == MARK:
            continue
        parts += [part.text or "" for part in run.iter(f"{_W}t")]
    return compact("".join(parts))


def read_html_volume(path: Path) -> Iterator[Printed]:
    """The documents of an HTML file."""
    tree: Any = html.fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    for article in tree.iter("article"):
        title = article.find("h2/span[@class='title']")
        own = article.find("div[@class='own']")
        yield Printed(article.get("id", ""), compact(title.text_content()), compact(own.text_content()))


READERS: Final[Mapping[str, Callable[[Path], Iterator[Printed]]]] = cast(
    "Mapping[str, Callable[[Path], Iterator[Printed]]]",
    {"docx": read_docx_volume, "html": read_html_volume},
)
"""How a volume is read back, by its format."""
