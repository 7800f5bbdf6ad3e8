"""Documents of the record as an engine indexes them: units of retrieval, statuses over time, facets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from indexer.library.body_tree import body_tree
from indexer.library.lives import Life
from indexer.search.entry import IndexEntry, IndexUnit, IndexVersion
from indexer.store import ProvisionRow, Store

_CONTAINERS: Final = ("part", "subpart", "ch", "sec", "annex")
_OUTSIDE: Final = ("front", "note", "toc", "sign", "dup")
_LONG: Final = 2_000
_SHORT: Final = 600


@dataclass(slots=True)
class _Node:
    row: ProvisionRow
    children: list[_Node] = field(default_factory=list)

    def text(self) -> str:
        """Own words and all below, a line each."""
        row = self.row
        own = "　".join(
            part for part in (row.label if row.kind != "art" else "", row.heading, row.text) if part
        )
        below = [child.text() for child in self.children]
        return "\n".join(part for part in (own, *below) if part)

    def has_article(self) -> bool:
        return self.row.kind == "art" or any(child.has_article() for child in self.children)


def units(rows: Sequence[ProvisionRow]) -> tuple[IndexUnit, ...]:
    """The units of a text: its articles; of a text without articles its sections, or runs of paragraphs."""
    return tuple(_units(_tree(rows), ""))


def _tree(rows: Sequence[ProvisionRow]) -> list[_Node]:
    roots: list[_Node] = []
    path: list[_Node] = []
    for row in rows:
        node = _Node(row)
        del path[row.depth :]
        (path[-1].children if path else roots).append(node)
        path.append(node)
    return roots


def _units(nodes: Sequence[_Node], heading: str) -> Iterator[IndexUnit]:
    run: list[_Node] = []
    for node in nodes:
        row = node.row
        if row.kind in _OUTSIDE:
            continue
        if row.kind == "art":
            yield from _joined(run, heading)
            run = []
            yield IndexUnit(row.path, row.label, f"{heading} {row.heading}".strip(), _article_text(node))
        elif (
            row.kind in _CONTAINERS
            or node.has_article()
            or (row.kind == "h" and len(node.text()) > _LONG and node.children)
        ):
            yield from _joined(run, heading)
            run = []
            own = f"{row.label} {row.heading}".strip()
            if row.text:
                yield IndexUnit(row.path, row.label, heading, row.text)
            yield from _units(node.children, f"{heading} {own}".strip())
        elif row.kind == "h":
            yield from _joined(run, heading)
            run = []
            yield IndexUnit(row.path, row.label, heading, node.text())
        else:
            run.append(node)
    yield from _joined(run, heading)


def _article_text(node: _Node) -> str:
    own = [node.row.text] if node.row.text else []
    return "\n".join([*own, *(child.text() for child in node.children)])


def _joined(run: Sequence[_Node], heading: str) -> Iterator[IndexUnit]:
    """Neighbouring paragraphs as units of readable length."""
    start: _Node | None = None
    texts: list[str] = []
    for node in run:
        text = node.text()
        if not text:
            continue
        if start is None:
            start = node
        texts.append(text)
        if sum(map(len, texts)) >= _SHORT:
            yield IndexUnit(start.row.path, start.row.label, heading, "\n".join(texts))
            start, texts = None, []
    if start is not None:
        yield IndexUnit(start.row.path, start.row.label, heading, "\n".join(texts))


def rows_of_unit(rows: Sequence[ProvisionRow]) -> tuple[list[ProvisionRow], bool]:
    """Of a unit's first provision and what follows it in the text: the rows that are the unit's, as ``units`` joins
    them; and whether the next unit is seen to begin after them."""
    head = rows[0]
    if head.kind in _CONTAINERS:
        return [head], True
    kept: list[ProvisionRow] = []
    length = 0
    for row in rows:
        if kept and row.depth <= head.depth:
            beyond = row.depth < head.depth or row.kind in (*_CONTAINERS, "art", "h")
            if beyond or length >= _SHORT:
                return kept, True
        if row.kind in _OUTSIDE:
            continue
        kept.append(row)
        length += len(row.label) + len(row.heading) + len(row.text)
    return kept, False


def make_entry(
    store: Store, life: Life, names: tuple[str, ...] = (), *, interpreted: bool = False
) -> IndexEntry:
    """One document for the engine; ``names`` are its short names, ``interpreted`` whether the record explains it."""
    document = life.document
    versions = tuple(
        IndexVersion(v.key, v.dated, v.since, v.until, units(store.provisions(v.key)))
        for v in life.versions
        # Of two texts that begin on one day the earlier is that of no day: it is not shown, so it is not found.
        if v.start is None or v.start != v.until
    )
    regions = [issuer.region for issuer in document.issuers if issuer.region]
    return IndexEntry(
        document=document.id,
        title=document.title,
        names=names,
        number=document.number,
        kind=document.kind,
        bodies=body_tree().with_above(document.issuers),
        region=regions[0] if regions else "",
        subjects=document.subjects,
        issued=document.issued,
        effective=life.commenced,
        interpreted=interpreted,
        statuses=life.timeline.spans(),
        versions=versions,
    )
