"""Akoma Ntoso 3.0 (OASIS LegalDocML): a text of a day as XML that other legal systems read.

Every word of the text stands in the file once; what is known of the document beside its text (status, kind) stands in
the ``proprietary`` part, where the standard leaves room for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import quote

from lxml import etree

from indexer.export.official_text import Line, OfficialText, Style, allowed, head_blocks, in_front
from indexer.model.provisions import ProvisionKind

NAMESPACE: Final = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OWN: Final = "urn:fagui:1"
_AGENT: Final = "fagui"

_ELEMENTS: Final = {
    ProvisionKind.PART: ("part", "part"),
    ProvisionKind.SUBPART: ("subpart", "subpart"),
    ProvisionKind.CHAPTER: ("chapter", "chp"),
    ProvisionKind.SECTION: ("section", "sec"),
    ProvisionKind.ARTICLE: ("article", "art"),
    ProvisionKind.PARAGRAPH: ("paragraph", "para"),
    ProvisionKind.ITEM: ("point", "point"),
    ProvisionKind.SUBITEM: ("indent", "indent"),
}
"""Element and the short name that identifiers take, as the naming convention has them."""
_OUTSIDE: Final = (ProvisionKind.TOC, ProvisionKind.PREAMBLE)
_Element = etree._Element


@dataclass(slots=True)
class _Node:
    line: Line
    children: list[_Node] = field(default_factory=list)


def akoma_ntoso(text: OfficialText) -> bytes:
    """The text as one act; the same text gives the same bytes."""
    root = etree.Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap={None: NAMESPACE, "fagui": OWN})
    act = _child(root, "act", name=text.id)
    _meta(act, text)
    tree = _tree([line for line in text.lines if not in_front(line)])
    _preface(act, text, [node for node in tree if node.line.kind == ProvisionKind.TOC])
    _wrapped(act, "preamble", [node for node in tree if node.line.kind == ProvisionKind.PREAMBLE])
    body = [node for node in tree if node.line.kind not in _OUTSIDE]
    ending = [body.pop()] if body and body[-1].line.kind == ProvisionKind.SIGNATURE else []
    _body(_child(act, "body"), body)
    _wrapped(act, "conclusions", ending)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _meta(act: _Element, text: OfficialText) -> None:
    meta = _child(act, "meta")
    known = _child(meta, "identification", source=f"#{_AGENT}")
    # A day that is not known is not made up: the day of asking stands there, and says that it is one.
    written = (text.issued, "issued") if text.issued else (text.on, "retrieved")
    dated = (text.dated, "version") if text.dated else (text.on, "retrieved")
    work = f"/akn/cn/act/{written[0].isoformat()}/{text.id}"
    expression = f"{work}/zho@{text.dated.isoformat() if text.dated else ''}"
    for level, uri, (day, said), author in (
        ("FRBRWork", work, written, "body-1" if text.bodies else _AGENT),
        ("FRBRExpression", expression, dated, _AGENT),
        ("FRBRManifestation", f"{expression}.xml", (text.on, "retrieved"), _AGENT),
    ):
        part = _child(known, level)
        _child(
            part,
            "FRBRthis",
            value=f"{uri}/!main" if level != "FRBRManifestation" else f"{expression}/!main.xml",
        )
        _child(part, "FRBRuri", value=uri)
        _frbr_date(part, day, said)
        _child(part, "FRBRauthor", href=f"#{author}")
        if level == "FRBRWork":
            _child(part, "FRBRcountry", value="cn")
            if text.number:
                _child(part, "FRBRnumber", value=allowed(text.number))
            _child(part, "FRBRname", value=allowed(text.title))
        if level == "FRBRExpression":
            _child(part, "FRBRlanguage", language="zho")
    references = _child(meta, "references", source=f"#{_AGENT}")
    _child(references, "TLCOrganization", eId=_AGENT, href="/ontology/organization/fagui", showAs="fagui")
    for number, name in enumerate(text.bodies, 1):
        place = f"/ontology/organization/cn/{quote(name)}"
        _child(references, "TLCOrganization", eId=f"body-{number}", href=place, showAs=allowed(name))
    own = _child(meta, "proprietary", source=f"#{_AGENT}")
    effective = text.effective.isoformat() if text.effective else ""
    for name, value in (
        ("kind", text.kind),
        ("status", text.status),
        ("statusOn", text.on.isoformat()),
        ("effective", effective),
        *(("remark", remark) for remark in text.remarks),
        ("provenance", text.provenance()),
    ):
        if value:
            etree.SubElement(own, f"{{{OWN}}}{name}").text = allowed(value)


def _frbr_date(part: _Element, day: date, said: str) -> None:
    _child(part, "FRBRdate", date=day.isoformat(), name=said)


def _preface(act: _Element, text: OfficialText, contents: Sequence[_Node]) -> None:
    preface = _child(act, "preface")
    title = _child(_child(preface, "longTitle"), "p")
    _child(title, "docTitle", allowed(text.title))
    for block in head_blocks(text):
        if block.style is Style.NUMBER:
            _child(_child(preface, "p"), "docNumber", allowed(block.text))
        else:
            _paragraphs(preface, [block.text])
    for node in contents:
        _wrapped(preface, "container", [node], name="toc")


def _wrapped(parent: _Element, tag: str, nodes: Sequence[_Node], **attributes: str) -> None:
    """Everything below the nodes as plain blocks in one element, which is left out when there is nothing."""
    made = _child(parent, tag, **attributes)
    for node in nodes:
        for line in _all(node):
            if line.rows:
                _table(made, line.rows)
            else:
                _paragraphs(made, _words(line))
    if not len(made):
        parent.remove(made)


def _body(body: _Element, nodes: Sequence[_Node]) -> None:
    taken: set[str] = set()
    for node in nodes:
        _hierarchy(body, node, taken)
    if not nodes:
        _child(_child(_child(body, "hcontainer", name="empty"), "content"), "p")


def _hierarchy(parent: _Element, node: _Node, taken: set[str]) -> None:
    line = node.line
    name, _ = _ELEMENTS.get(ProvisionKind(line.kind), ("hcontainer", ""))
    extra = {"name": line.kind} if name == "hcontainer" else {}
    made = _child(parent, name, eId=_identifier(line.path, taken), **extra)
    if line.label:
        _child(made, "num", allowed(line.label))
    if line.heading:
        _child(made, "heading", allowed(line.heading))
    if all(child.line.rows for child in node.children):
        content = _child(made, "content")
        if line.rows:
            _table(content, line.rows)
        else:
            _paragraphs(content, _words(line, with_head=False) or ["" for _ in range(not node.children)])
        for child in node.children:
            _table(content, child.line.rows)
        return
    words = _words(line, with_head=False)
    if words:
        _paragraphs(_child(made, "intro"), words)
    for child in node.children:
        _hierarchy(made, child, taken)


def _identifier(path: str, taken: set[str]) -> str:
    """chp_1__art_2 of ch-1.art-2."""
    parts = []
    for part in path.split("."):
        kind, _, number = part.partition("-")
        short = next((short for known, (_, short) in _ELEMENTS.items() if known == kind), kind)
        parts.append(f"{short}_{number}" if number else short)
    name, again = "__".join(parts), 2
    kept = name
    while kept in taken:
        kept, again = f"{name}-{again}", again + 1
    taken.add(kept)
    return kept


def _table(parent: _Element, rows: Sequence[Sequence[str]]) -> None:
    table = _child(parent, "table")
    width = max(map(len, rows))
    for row in rows:
        made = _child(table, "tr")
        for place in range(width):
            _child(_child(made, "td"), "p", allowed(row[place] if place < len(row) else ""))


def _paragraphs(parent: _Element, words: Sequence[str]) -> None:
    for said in words:
        _child(parent, "p", allowed(said))


def _words(line: Line, *, with_head: bool = True) -> list[str]:
    head = "　".join(part for part in (line.label, line.heading) if part) if with_head else ""
    said = [part.strip() for part in line.text.split("\n") if part.strip()]
    return [head, *said] if head else said


def _tree(lines: Sequence[Line]) -> list[_Node]:
    """The flat lines as the tree they came from, by their depth."""
    roots: list[_Node] = []
    above: list[_Node] = []
    for line in lines:
        node = _Node(line)
        del above[line.depth :]
        (above[-1].children if above else roots).append(node)
        above.append(node)
    return roots


def _all(node: _Node) -> Iterator[Line]:
    yield node.line
    for child in node.children:
        yield from _all(child)


def _child(parent: _Element, tag: str, text: str | None = None, /, **attributes: str) -> _Element:
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
    child.text = text
    return child
