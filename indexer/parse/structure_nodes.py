"""The growing tree: nodes are only ever added at its right edge, so reading order cannot be broken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from indexer.model.identifiers import WHOLE, ProvisionPath
from indexer.model.provisions import Provision, ProvisionKind

ROOT_RANK: Final = 0
ANNEX_RANK: Final = 1
CLOSING_RANK: Final = 2
PART_RANK: Final = 3
SUBPART_RANK: Final = 4
CHAPTER_RANK: Final = 5
SECTION_RANK: Final = 6
HEADING_RANK: Final = 7
"""The outermost heading of a text without articles; deeper ones add their depth (at most 6)."""
ARTICLE_RANK: Final = 14
PARAGRAPH_RANK: Final = 15
ITEM_RANK: Final = 16
"""The outermost list style within an article; the others add their place in ``LIST_KINDS``."""


@dataclass(slots=True)
class Node:
    """A provision under construction. [start, end) is its place in the source, children included."""

    kind: ProvisionKind
    rank: int
    path: str
    label: str = ""
    heading: str = ""
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    start: int = -1
    end: int = -1
    children: list[Node] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def reach(self, start: int, end: int) -> None:
        """Widens the node's place to hold [start, end)."""
        self.start = start if self.start < 0 else min(self.start, start)
        self.end = max(self.end, end)


@dataclass(slots=True)
class Growth:
    """The tree and the open nodes along its right edge, outermost first."""

    root: Node = field(default_factory=lambda: Node(ProvisionKind.OTHER, ROOT_RANK, ""))
    stack: list[Node] = field(default_factory=list)
    occurrences: dict[str, int] = field(default_factory=dict)
    """How often each path has been asked for."""

    def __post_init__(self) -> None:
        self.stack.append(self.root)

    @property
    def top(self) -> Node:
        """The innermost open node."""
        return self.stack[-1]

    def close(self, rank: int) -> Node:
        """Closes the open nodes of this rank and deeper ones; the node left open is the parent of what comes next."""
        while len(self.stack) > 1 and self.stack[-1].rank >= rank:
            self.stack.pop()
        return self.stack[-1]

    def open_node(self, kind: ProvisionKind) -> Node | None:
        """The innermost open node of this kind."""
        return next((node for node in reversed(self.stack) if node.kind is kind), None)

    def scope(self) -> str:
        """The path within which articles are counted: the open annex's, else the whole text's."""
        annex = self.open_node(ProvisionKind.ANNEX)
        return annex.path if annex else ""

    def add(
        self, kind: ProvisionKind, rank: int, segment: str, *, within: str | None = None, leaf: bool = False
    ) -> Node:
        """A new node at the right edge. ``segment`` without a number for a kind that is counted by its place is given
        one by ``count``; ``within`` is the path it stands under in its address where that is not its parent's."""
        parent = self.close(rank)
        node = Node(kind, rank, self._path(parent.path if within is None else within, segment))
        parent.children.append(node)
        if not leaf:
            self.stack.append(node)
        return node

    def count(self, name: str, rank: int) -> str:
        """The next segment of this name under the node that will be the parent at this rank: par-1, par-2."""
        counts = self.close(rank).counts
        counts[name] = counts.get(name, 0) + 1
        return f"{name}-{counts[name]}"

    def _path(self, within: str, segment: str) -> str:
        path = f"{within}.{segment}" if within else segment
        occurrence = self.occurrences.get(path, 0) + 1
        self.occurrences[path] = occurrence
        return path if occurrence == 1 else f"{path}_{occurrence}"


def settle(node: Node) -> None:
    """Bottom-up: a node's place takes in its children's; an only paragraph gives its words to what holds it."""
    for child in node.children:
        settle(child)
        if child.end >= 0:
            node.reach(child.start, child.end)
    if node.kind in _HOLDERS and not node.text:
        _hoist(node)


_HOLDERS: Final = frozenset({ProvisionKind.ARTICLE, ProvisionKind.PREAMBLE})


def _hoist(node: Node) -> None:
    if len(node.children) != 1 or node.children[0].kind is not ProvisionKind.PARAGRAPH:
        return
    only = node.children[0]
    if any(child.kind is not ProvisionKind.TABLE for child in only.children):
        return
    node.text = only.text
    node.children = [_renamed(child, only.path, node.path) for child in only.children]


def _renamed(node: Node, old: str, new: str) -> Node:
    node.path = new + node.path[len(old) :]
    return node


def freeze(node: Node, places: dict[str, tuple[int, int]]) -> Provision:
    """The finished provision; its place and those below it go into ``places``."""
    if node.end >= 0:
        places[node.path] = (node.start, node.end)
    children = tuple(freeze(child, places) for child in node.children)
    path = ProvisionPath(node.path) if node.path else WHOLE
    return Provision(path, node.kind, node.label, node.heading, node.text, children, node.rows)
