"""Annexes (附件) of a text that instructions change: words in them, or the last of them taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from indexer.model.amendment import Instruction, Place, Verb
from indexer.model.article_lines import substitute
from indexer.model.provisions import Provision, ProvisionKind


class NoAnnex(Exception):  # noqa: N818 - a reason, said as such
    """Why an instruction cannot be carried out on the annexes; the message is the reason."""


def amend_annex(nodes: Sequence[Provision], place: Place, instruction: Instruction) -> tuple[Provision, ...]:
    """The text with one annex changed."""
    held = [n for n, node in enumerate(nodes) if node.kind is ProvisionKind.ANNEX]
    if place.ordinal is None and len(held) == 1:
        at = held[0]
    else:
        named = [n for n in held if nodes[n].path.segments[-1] == f"annex-{place.ordinal}"]
        if len(named) != 1:
            raise NoAnnex(f"修改前的文本没有{place.label}，或者不止一个附件")
        at = named[0]
    if instruction.verb is Verb.DELETE:
        if at != held[-1]:
            raise NoAnnex(f"{place.label}之后还有附件，无法推算其序号")
        return (*nodes[:at], *nodes[at + 1 :])
    if instruction.verb not in (Verb.SUBSTITUTE, Verb.STRIKE):
        raise NoAnnex(f"尚不能整个改写{place.label}")
    changed, count = _reworded(nodes[at], instruction.old, instruction.new)
    if not count:
        raise NoAnnex(f"{place.label}中没有“{instruction.old}”")
    return (*nodes[:at], changed, *nodes[at + 1 :])


def _reworded(node: Provision, old: str, new: str) -> tuple[Provision, int]:
    """The words changed in a provision, its tables and all below it; how often."""
    text, count = substitute(node.text, old, new)
    heading, more = substitute(node.heading, old, new)
    count += more
    rows = []
    for row in node.rows:
        cells = [substitute(cell, old, new) for cell in row]
        rows.append(tuple(cell for cell, _ in cells))
        count += sum(here for _, here in cells)
    children = []
    for child in node.children:
        changed, here = _reworded(child, old, new)
        children.append(changed)
        count += here
    return replace(node, text=text, heading=heading, rows=tuple(rows), children=tuple(children)), count
