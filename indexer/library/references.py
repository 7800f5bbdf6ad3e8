"""References (REF): what a person writes for a document — id, title in any usual form, number, 《title》（number）, short name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from indexer.catalog import load_synonyms
from indexer.library.stubs import Stub, Stubs, canonical
from indexer.model.characters import clean, compact, fold_width, title_key
from indexer.store import Store

_LONGEST: Final = 400
"""Longer than any title or number; what is longer names nothing."""

_TITLE_AND_NUMBER: Final = re.compile(r"《(?P<title>.+)》[（(\[【]?(?P<number>[^《》]+?)[）)\]】]?")
_NUMBER_AND_TITLE: Final = re.compile(r"(?P<number>[^《》]+?)《(?P<title>.+)》")
_EDITION: Final = re.compile(
    r"[（(](?:\d{4}|[〇零一二三四五六七八九]{4})年?(?:修订|修正|修改|公布|版)?(?:版|本)?[）)]$"
)
_TAIL_NUMBER: Final = re.compile(r"(?P<title>.+?)[（(](?P<number>[^（()）]+号)[）)]")


@dataclass(frozen=True, slots=True)
class Named:
    """What a reference names: documents held, and instruments known by name only."""

    held: tuple[str, ...] = ()
    stubs: tuple[Stub, ...] = ()

    def __len__(self) -> int:
        return len(self.held) + len(self.stubs)


class References:
    """Finds what references name. What is held comes first; a stub is looked for only when nothing held has the name."""

    def __init__(self, store: Store, stubs: Stubs) -> None:
        self._store = store
        self._stubs = stubs

    def find(self, ref: str) -> Named:
        """Never raises; nothing found is an empty answer."""
        text = readable(ref)
        if not text or len(text) > _LONGEST:
            return Named()
        for form in _forms(text):
            if held := self._held(form):
                return Named(tuple(held))
            if stubs := self._stubs_of(form):
                return Named(stubs=tuple(stubs))
        # 《关于X的规定》 for 示例厅关于X的规定.
        return Named(self._stubs.aliases.of_tail(title_key(text)))

    def _held(self, form: tuple[str, str]) -> list[str]:
        title, number = form
        if not number:
            return self._store.find(title)
        # The number is the document's own or that of a notice that carries it: the title decides which.
        by_number, by_title = self._store.find(number), self._store.find(title)
        return [name for name in by_title if name in by_number] or ([] if len(by_title) != 1 else by_title)

    def _stubs_of(self, form: tuple[str, str]) -> list[Stub]:
        title, number = form
        found = self._stubs.find(title)
        if not number:
            return found
        wanted = canonical(number)
        return [stub for stub in found if stub.life.document.number == wanted] or found


def readable(ref: str) -> str:
    """A reference without what cannot be seen or encoded."""
    return clean(ref.encode("utf-8", "replace").decode("utf-8")).strip().lstrip("\ufeff").strip()


def _forms(text: str) -> Iterator[tuple[str, str]]:
    """(title or number, number) in the order in which they are tried."""
    yield text, ""
    for pattern in (_TITLE_AND_NUMBER, _NUMBER_AND_TITLE, _TAIL_NUMBER):
        match = pattern.fullmatch(text)
        if match is not None and canonical(match["number"]):
            yield match["title"], match["number"]
    plain = _EDITION.sub("", fold_width(text).strip("《》").strip()).strip("《》")
    if plain and title_key(plain) != title_key(text):
        yield plain, ""
    for name in _short_names().get(title_key(text), ()):
        yield name, ""


@cache
def _short_names() -> dict[str, tuple[str, ...]]:
    """Full titles by short name (消法), from ``corpus/synonyms.toml``; one word of a group stands for the others."""
    names: dict[str, tuple[str, ...]] = {}
    for group in load_synonyms():
        if group.kind == "abbr":
            for word in group.words:
                others = tuple(other for other in group.words if compact(other) != compact(word))
                names[title_key(word)] = names.get(title_key(word), ()) + others
    return names
