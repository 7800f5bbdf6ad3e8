"""Rewording: what a searcher's words are called in texts — everyday and legal words, old and new names of bodies.

Texts that have the words as typed come first; the other words are tried where next to nothing has them. In a question
(被公司辞退有什么补偿) everyday words are many texts' words as well, and seldom those of the text that answers it: there
what the law calls it is weighed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from indexer.catalog import load_synonyms
from indexer.library.body_tree import body_tree
from indexer.search.query import Field, Group, Match, Node, Occur, Words

MOST: Final = 4
"""Other ways to say one thing at the most."""

_BESIDE: Final = 3
"""The same beside a question's own words."""

_EVERYDAY: Final = "lay"


@cache
def _others(kind: str = "") -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for group in load_synonyms():
        if kind and group.kind != kind:
            continue
        for place, word in enumerate(group.words):
            if group.directed and place:
                break
            found.setdefault(word, {}).update(dict.fromkeys(other for other in group.words if other != word))
    return {word: tuple(others) for word, others in found.items()}


def reworded(node: Node) -> tuple[Node, tuple[tuple[str, tuple[str, ...]], ...]]:
    """The node with other words beside its own, and which stand for which; the same node where there are none."""
    said: dict[str, tuple[str, ...]] = {}
    return _reworded(node, said), tuple(said.items())


def _reworded(node: Node, said: dict[str, tuple[str, ...]]) -> Node:
    if isinstance(node, Group):
        return Group(
            tuple(
                (occur, child if occur is Occur.MUST_NOT else _reworded(child, said))
                for occur, child in node.clauses
            )
        )
    if node.match is Match.EXACT or node.field is not Field.ANY:
        return node
    alternatives = list(_alternatives(node, said))
    if not alternatives:
        return node
    return Group(tuple((Occur.SHOULD, words) for words in (node, *alternatives)))


def _alternatives(words: Words, said: dict[str, tuple[str, ...]]) -> Iterator[Words]:
    # The longest of the known words is what is meant: 公积金贷款 before 公积金.
    known = max((word for word in _others() if word in words.text), key=len, default="")
    if not known:
        return
    others = tuple(other for other in _others()[known] if other not in words.text)[:MOST]
    if others:
        said[known] = others
    for other in others:
        yield Words(words.text.replace(known, other), words.field, words.match)


def with_other_words(node: Node | None) -> Node | None:
    """A question with what its everyday words are called elsewhere; any other node as it is."""
    if not isinstance(node, Words) or node.field is not Field.ANY or node.match is not Match.AUTO:
        return node
    others = _others(_EVERYDAY)
    known = [word for word in others if word in node.text]
    # 公积金贷款 says more than 公积金, which stands in it.
    outer = [word for word in known if not any(word != other and word in other for other in known)]
    also = [
        (word, other)
        for word in outer
        for other in [other for other in others[word] if other not in node.text][:_BESIDE]
    ]
    return replace(node, also=tuple(also)) if also else node


def beside_said(node: Node | None) -> list[str]:
    """What is told of the other words beside a question."""
    called: dict[str, list[str]] = {}
    for said, other in node.also if isinstance(node, Words) else ():
        called.setdefault(said, []).append(other)
    return [f"也看了“{said}”的其他说法：{'、'.join(others)}" for said, others in called.items()]


def with_body_names(node: Node | None) -> Node | None:
    """机关:市场监管总局 asks for the body by its registered name and its successors' too."""
    if isinstance(node, Group):
        return Group(tuple((occur, with_body_names(child) or child) for occur, child in node.clauses))
    if node is None or node.field is not Field.BODY or node.match is Match.EXACT:
        return node
    names = body_tree().names_for(node.text)
    if len(names) == 1:
        return node
    return Group(tuple((Occur.SHOULD, Words(name, Field.BODY, node.match)) for name in names))
