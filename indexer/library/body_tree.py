"""BodyTree: the issuing bodies one above another, and the names under which people look for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from indexer.catalog import load_bodies
from indexer.model.bodies import IssuingBody
from indexer.model.document import Issuer


class BodyTree:
    """Names and parents as the registry has them; a body that is not registered stands alone."""

    def __init__(self, bodies: Sequence[IssuingBody]) -> None:
        by_id = {body.id: body for body in bodies}
        self._ids = {body.name: body.id for body in reversed(bodies)}
        self._names = {body.id: body.name for body in bodies}
        self._parents = {body.id: body.parent for body in bodies if body.parent in by_id}
        self._successors = {body.id: body.successors for body in bodies}
        self._aliases: dict[str, str] = {}
        for body in bodies:
            for alias in body.aliases:
                self._aliases.setdefault(alias, body.name)

    def with_above(self, issuers: Iterable[Issuer]) -> tuple[str, ...]:
        """The issuers' names, then those of the bodies above them."""
        named: dict[str, None] = {}
        above: dict[str, None] = {}
        for issuer in issuers:
            named[issuer.name] = None
            at = self._parents.get(issuer.body or self._ids.get(issuer.name, ""), "")
            while at and self._names[at] not in above:
                above[self._names[at]] = None
                at = self._parents.get(at, "")
        return (*named, *(name for name in above if name not in named))

    def parent(self, name: str) -> str:
        """The name of the body above; empty where there is none."""
        return self._names.get(self._parents.get(self._ids.get(name, ""), ""), "")

    def official(self, name: str) -> str:
        """The registered name of a body that people call otherwise (市场监管总局); any other name as it is."""
        return name if name in self._ids else self._aliases.get(name, name)

    def names_for(self, name: str) -> tuple[str, ...]:
        """Names to look for when this one is typed: itself, the registered name, and the bodies that took over."""
        official = self.official(name)
        later = self._successors.get(self._ids.get(official, ""), ())
        return tuple(dict.fromkeys((name, official, *(self._names[i] for i in later if i in self._names))))


@cache
def body_tree() -> BodyTree:
    """The tree of ``corpus/bodies.toml``."""
    return BodyTree(load_bodies())
