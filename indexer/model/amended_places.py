"""Where an instruction's places stand in the text before it, and which lines of new wording are whose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from indexer.model.amendment import Place
from indexer.model.article_lines import rows_of
from indexer.model.identifiers import ProvisionPath
from indexer.model.provisions import Provision, ProvisionKind

_AROUND: Final = frozenset(
    {
        ProvisionKind.FRONT,
        ProvisionKind.NOTE,
        ProvisionKind.TOC,
        ProvisionKind.SIGNATURE,
        ProvisionKind.DUPLICATE,
    }
)


class CannotApply(Exception):  # noqa: N818
    """Why an instruction cannot be carried out on the text at hand."""


def rank(place: Place) -> tuple[int | None, int | None, int | None]:
    """A place within its article; a first paragraph need not be named."""
    paragraph = None if place.paragraph == 1 and place.item is not None else place.paragraph
    return paragraph, place.item, place.subitem


def main_articles(nodes: Sequence[Provision]) -> Iterator[Provision]:
    """The articles of the text proper, annexes left out."""
    for node in nodes:
        if node.kind is ProvisionKind.ARTICLE:
            yield node
        elif node.kind not in (ProvisionKind.ANNEX, ProvisionKind.DUPLICATE):
            yield from main_articles(node.children)


def outside_articles(nodes: Sequence[Provision]) -> Iterator[str]:
    """Words that stand in no article."""
    for node in nodes:
        if node.kind in _AROUND or node.kind is ProvisionKind.ARTICLE:
            continue
        yield node.heading + node.text
        yield from outside_articles(node.children)


def number_of(path: ProvisionPath) -> tuple[int, int | None]:
    """(number, 之一) of an article's path."""
    parts = path.segments[-1].partition("_")[0].split("-")[1:]
    return int(parts[0]), int(parts[1]) if len(parts) > 1 else None


def divisions(nodes: Sequence[Provision]) -> Iterator[Provision]:
    """Parts, chapters and sections."""
    for node in nodes:
        yield from (n for n in node.walk() if n.kind.value in ("part", "subpart", "ch", "sec"))


def is_named(node: Provision, place: Place) -> bool:
    """Whether a division is the one that an instruction names."""
    return node.kind.value == place.division and node.path.segments[-1] == f"{place.division}-{place.ordinal}"


def shares(places: Sequence[Place], lines: Sequence[str]) -> list[list[str]]:
    """The new lines for each place: all for one; else a block each, an article by its label, a paragraph by itself."""
    if len(places) == 1:
        return [list(lines)]
    starts = [n for n, line in enumerate(lines) if line.startswith("第") and "条" in line[:10]]
    if places[0].level != "art" or len(starts) != len(places):
        rows = [rows_of([line])[0].level for line in lines]
        starts = [n for n, level in enumerate(rows) if level == min(rows)]
    if len(starts) != len(places):
        raise CannotApply("新的文字与所列条款的数目不一致")
    return [list(lines[a:b]) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
