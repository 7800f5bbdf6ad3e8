"""Aliases: the names other than its own title by which clauses may mean a document.

《关于X的规定》 for 示例厅关于X的规定, its body being that of the clause; 《关于印发〈X〉的通知》 for X and for what such a
notice carries. A name that may mean another document of the same form proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from indexer.library.kept import Kept
from indexer.model.characters import title_key
from indexer.model.draft import Target
from indexer.store import DocumentRow, Store

_OF: Final = "关于"
_ISSUES: Final = re.compile(
    r"^(?P<lead>.{0,40}?)关于(?:印发|转发|发布|公布|下发)(?P<what>.{4,})的(?:通知|通告|公告|函)$"
)


@dataclass(frozen=True, slots=True)
class _Table:
    """Documents by the end of their title, what notices carry, and the keys by which clauses name acts."""

    by_tail: Mapping[str, tuple[str, ...]]
    covers: Mapping[str, tuple[str, ...]]
    carried: Mapping[str, tuple[str, ...]]
    issuing: Mapping[str, tuple[str, ...]]
    """What a notice issues (title key) to the keys by which clauses name such a notice."""


def tail_of(key: str) -> str:
    """A title key without the body that leads it: 示例厅关于X的规定 → 关于X的规定; empty where none leads it."""
    at = key.find(_OF, 1)
    return key[at:] if at > 1 else ""


def issued_by(key: str) -> str:
    """The title key of what a notice issues; empty for any other title."""
    match = _ISSUES.match(key)
    return match["what"] if match else ""


class Aliases:
    """Other names over one record, kept until it changes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._table = Kept(store, self._read)

    def _read(self) -> _Table:
        tails: dict[str, list[str]] = {}
        for name, key in self._store.keys_with(_OF):
            if tail := tail_of(key):
                tails.setdefault(tail, []).append(name)
        covers: dict[str, list[str]] = {}
        carried: dict[str, list[str]] = {}
        for cover, inner in self._store.carriers():
            covers.setdefault(inner, []).append(cover)
            carried.setdefault(cover, []).append(inner)
        issuing: dict[str, list[str]] = {}
        for key in self._store.effect_keys():
            if what := issued_by(key):
                issuing.setdefault(what, []).append(key)
        return _Table(*(_frozen(table) for table in (tails, covers, carried, issuing)))

    def keys_of(self, document: DocumentRow) -> tuple[str, ...]:
        """The keys, beside its title key, by which clauses may name it."""
        table = self._table.now()
        tail = tail_of(document.title_key)
        return tuple(dict.fromkeys((*((tail,) if tail else ()), *table.issuing.get(document.title_key, ()))))

    def covers_of(self, document: str) -> tuple[str, ...]:
        """The notices that carry it."""
        return self._table.now().covers.get(document, ())

    def carried_by(self, document: str) -> tuple[str, ...]:
        """What it carries, if it is a notice."""
        return self._table.now().carried.get(document, ())

    def of_tail(self, key: str) -> tuple[str, ...]:
        """The documents whose title ends so, a body leading it."""
        return self._table.now().by_tail.get(key, ())

    def reached_by(self, keys: Iterable[str], documents: Iterable[str]) -> set[str]:
        """The documents that clauses with these keys may mean, and what these documents carry."""
        table = self._table.now()
        found = {name for document in documents for name in table.carried.get(document, ())}
        for key in keys:
            named = [*table.by_tail.get(key, ()), *self._store.find(key)]
            if what := issued_by(key):
                named += [name for name in self._store.find(what) if name not in named]
            found.update(named)
            found.update(inner for name in named for inner in table.carried.get(name, ()))
        return found


def _frozen(table: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(dict.fromkeys(names)) for key, names in table.items()}


def named_in_full(target: Target, document: DocumentRow, actor: DocumentRow) -> Target | None:
    """The target with the document's own title where its name is one of the document's other names and the bodies
    agree: those that the clause gives, else those of the act that has the clause."""
    key = title_key(target.title)
    what = issued_by(key)
    said = [title_key(name) for name in target.issuers] or [title_key(i.name) for i in actor.issuers]
    own = [title_key(issuer.name) for issuer in document.issuers]
    if key == tail_of(document.title_key):
        own.append(document.title_key[: -len(key)])
    elif what == document.title_key and what:
        match = _ISSUES.match(key)
        if match and match["lead"]:
            said = [match["lead"]]
    else:
        return None
    agreed = any(one in other or other in one for one in said for other in own if one and other)
    return Target(document.title, target.number, target.issuers, target.days, target.part) if agreed else None
