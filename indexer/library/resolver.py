"""Resolver: which document a text means by a name, decided by title, number, body and the citing text's own day.

Near misses are suggestions, never answers: 暂行 and 试行 name other instruments than the final one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from rapidfuzz import fuzz, process

from indexer.catalog import load_aliases
from indexer.library.kept import Kept
from indexer.library.lives import Life, Lives
from indexer.library.references import References
from indexer.library.stubs import Stub, Stubs, canonical
from indexer.library.titles import is_short_name
from indexer.model.characters import title_key
from indexer.model.validity import ActReference, EventKind
from indexer.store import DocumentRow, Store

_ABOUT: Final = re.compile(r"^(.{2,60}?)(关于.{4,})$")
_EDITION: Final = re.compile(
    r"（(?:(?:19|20)\d\d|[〇零一二三四五六七八九]{4})年?(?:修订|修正|修改|公布|版)?(?:版|本)?）$"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_NEAR: Final = 82
EARLIER: Final = "所述日期早于收录的同名文件，可能指更早的一件"
_MOST: Final = 5
_BETWEEN: Final = 400
"""Days that may lie between the passing of an act and its publication."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name means: one document, or several that it may mean, or an instrument known by name only, or nothing.

    ``how`` says in words what decided, where it was more than the name. ``near`` are documents of a similar title.
    """

    held: tuple[str, ...] = ()
    stub: Stub | None = None
    how: str = ""
    near: tuple[str, ...] = ()

    @property
    def document(self) -> str | None:
        """The one document that is meant."""
        return self.held[0] if len(self.held) == 1 else None


class _Names:
    """How the documents of one revision are called, and what names have meant in it."""

    def __init__(self, store: Store) -> None:
        self.known: dict[tuple[ActReference, date | None], Meaning] = {}
        self.by_title: dict[str, list[str]] = {}
        self.by_number: dict[str, list[str]] = {}
        self.by_tail: dict[str, list[str]] = {}
        self.by_work: dict[str, list[tuple[int, str]]] = {}
        """(year, document) of the editions of a work that comes out anew: 某名录（2021年版）."""
        self.short_names = _short_names(store)
        """Keys of titles by those of the short names under which they go everywhere: 税收征管法."""
        self.near: dict[str, tuple[str, ...]] = {}
        self.keys: list[str] = []
        for document, title, number in ((row[0], row[1], row[2]) for row in store.titles()):
            key = title_key(title)
            if key:
                self.by_title.setdefault(key, []).append(document)
                if (work := work_of(title)) != key and (year := _YEAR.search(title[-12:])) is not None:
                    self.by_work.setdefault(work, []).append((int(year.group()), document))
                if (about := _ABOUT.match(key)) is not None:
                    self.by_tail.setdefault(about.group(2), []).append(document)
            if number:
                self.by_number.setdefault(number, []).append(document)
        self.keys = list(self.by_title)


class Resolver:
    """Meanings of names over one record. Answers are kept until the record changes."""

    def __init__(self, store: Store, lives: Lives, references: References, stubs: Stubs) -> None:
        self._store = store
        self._lives = lives
        self._references = references
        self._stubs = stubs
        self._names = Kept(store, lambda: _Names(store))

    def names(self) -> _Names:
        """The names of the record as it is now."""
        return self._names.now()

    def life(self, document: str) -> Life | None:
        """The life of a document."""
        return self._lives.of([document]).get(document)

    def resolve(self, act: ActReference, day: date | None, *, suggest: bool = False) -> Meaning:
        """What a text of that day means by the name. With ``suggest``, near titles where nothing has the name."""
        names = self.names()
        meaning = names.known.get((act, day))
        if meaning is None:
            meaning = names.known[act, day] = self._resolve(act, day, names)
        if suggest and not meaning.held and meaning.stub is None and act.title:
            return Meaning(near=self.near(act.title))
        return meaning

    def _resolve(self, act: ActReference, day: date | None, names: _Names) -> Meaning:
        number = canonical(act.number) or act.number
        numbered = names.by_number.get(number, []) if number else []
        if not act.title:
            return self._chosen(numbered, act, day) if numbered else self._not_held(number)
        titled = self._titled(act, names)
        both = [name for name in titled if name in numbered]
        if both:
            return self._chosen(both, act, day)
        if titled:
            meaning = self._chosen(titled, act, day)
            if number and meaning.document and self._number(meaning.document) not in ("", number):
                return Meaning(meaning.held, how=f"文号 {number} 与收录的文号不同")
            return meaning
        same = [name for name in numbered if self._fits(name, act.title)]
        if same:
            return self._chosen(same, act, day)
        found = self._references.find(act.title)
        if found.held:
            return self._chosen(found.held, act, day)
        if short := names.by_title.get(names.short_names.get(title_key(act.title), "")):
            return self._chosen(short, act, day)
        return self._edition(act, day, names) or self._not_held(act.title)

    @staticmethod
    def _edition(act: ActReference, day: date | None, names: _Names) -> Meaning | None:
        """The newest edition held of those that had come out; which one is said."""
        begun = [
            pair
            for pair in names.by_work.get(title_key(act.title), ())
            if day is not None and pair[0] <= day.year
        ]
        if not begun:
            return None
        year, document = max(begun)
        return Meaning((document,), how=f"没有写明版本，按收录的最近一版（{year}年版）")

    def _titled(self, act: ActReference, names: _Names) -> list[str]:
        """Documents of the title, the body's name before it added or left out."""
        key = title_key(act.title)
        plain = work_of(act.title)
        for form in dict.fromkeys((key, plain)):
            if found := names.by_title.get(form):
                return found
            if act.issuers and (found := names.by_title.get(title_key("".join(act.issuers)) + form)):
                return found
        about = _ABOUT.match(plain)
        if about is None:
            return self._of_bodies(names.by_tail.get(plain, ()), act.issuers)
        lead, tail = about.groups()
        return self._of_bodies([*names.by_title.get(tail, ()), *names.by_tail.get(tail, ())], (lead,))

    def _of_bodies(self, documents: Iterable[str], bodies: Sequence[str]) -> list[str]:
        """Those whose title or bodies agree with the bodies named; all of them where none is named."""
        found = list(dict.fromkeys(documents))
        if not bodies:
            return found
        rows = self._store.documents(found)
        said = "".join(title_key(body) for body in bodies)
        return [name for name in found if name in rows and _agrees(rows[name], said)]

    def _number(self, document: str) -> str:
        life = self.life(document)
        return life.document.number if life else ""

    def _fits(self, document: str, title: str) -> bool:
        """Whether a title given with a document's number can be its own: the notice and what it carries share one."""
        life = self.life(document)
        if life is None:
            return False
        key, own = title_key(title), life.document.title_key
        return key in own or own in key or fuzz.ratio(key, own) >= _NEAR

    def _chosen(self, documents: Sequence[str], act: ActReference, day: date | None) -> Meaning:
        """One of several documents of a name: that of the day named, else the latest of its body before ``day``."""
        if documents and act.dated is not None:
            documents = [name for name in documents if not self._is_later(name, act.dated)]
            if not documents:
                return replace(self._not_held(act.title), how=EARLIER)
        if len(documents) <= 1:
            return Meaning(tuple(documents))
        lives = [life for name in documents if (life := self.life(name)) is not None]
        if act.dated is not None:
            named = [life for life in lives if act.dated in _days(life)]
            if len(named) == 1:
                return Meaning((named[0].document.id,), how=f"按所述日期 {act.dated.isoformat()} 确定")
        if not _one_body(lives):
            said = [life for life in lives if act.issuers and _agrees(life.document, "".join(act.issuers))]
            return Meaning((said[0].document.id,)) if len(said) == 1 else Meaning(tuple(documents))
        born = [(min(days), life.document.id) for life in lives if (days := _days(life))]
        if day is None or len(born) != len(lives):
            return Meaning(tuple(documents))
        before = sorted(pair for pair in born if pair[0] <= day)
        if not before or (len(before) > 1 and before[-1][0] == before[-2][0]):
            return Meaning(tuple(documents))
        return Meaning(
            (before[-1][1],), how=f"同名 {len(documents)} 件，按引用日期 {day.isoformat()} 取当时最近的一件"
        )

    def _is_later(self, document: str, named: date) -> bool:
        """Whether a document came years after the day named for the act: 2005年通过的《X》 is none of 2014."""
        life = self.life(document)
        days = _days(life) if life else set()
        return bool(days) and all((day - named).days > _BETWEEN for day in days)

    def _not_held(self, name: str) -> Meaning:
        stubs = self._stubs.find(name)
        return Meaning(stub=stubs[0]) if len(stubs) == 1 else Meaning()

    def near(self, title: str) -> tuple[str, ...]:
        """Documents of a similar title, the nearest first."""
        names = self.names()
        key = title_key(title)
        if key not in names.near:
            names.near[key] = self._near(key, names)
        return names.near[key]

    @staticmethod
    def _near(key: str, names: _Names) -> tuple[str, ...]:
        found = process.extract(key, names.keys, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=_MOST)
        if not found and len(key) >= 4:
            found = process.extract(key, names.keys, scorer=fuzz.partial_ratio, score_cutoff=90, limit=_MOST)
        return tuple(name for key, _, _ in found for name in names.by_title[key])[:_MOST]


def _short_names(store: Store) -> dict[str, str]:
    """Those kept by hand, and those that every text that introduces them gives to the same act."""
    said: dict[str, set[str]] = {}
    for name, title in store.short_names():
        said.setdefault(title_key(name), set()).add(title_key(title))
    found = {
        name: title
        for name, titles in said.items()
        if len(titles) == 1 and is_short_name(name, title := next(iter(titles)))
    }
    # Of the names that help a search, those of a former act (某处罚条例 for the later 某处罚法) mean that act here.
    by_hand = ((title_key(name), title_key(title)) for name, title in load_aliases())
    return found | {name: title for name, title in by_hand if is_short_name(name, title)}


def work_of(title: str) -> str:
    """The key of a title without the edition: 某名录 for 某名录（2021年版）."""
    return title_key(_EDITION.sub("", title.replace("(", "（").replace(")", "）")))


def _agrees(row: DocumentRow, said: str) -> bool:
    """Whether a run of bodies' names fits a document's title or issuers."""
    about = _ABOUT.match(row.title_key)
    if about is not None:
        return about.group(1) in said or said in about.group(1)
    return not row.issuers or any(issuer.name in said or said in issuer.name for issuer in row.issuers)


def _one_body(lives: Sequence[Life]) -> bool:
    """Whether the documents may follow each other: one body issued them all, as far as is known."""
    bodies = [{issuer.body or issuer.name for issuer in life.document.issuers} for life in lives]
    known = [body for body in bodies if body]
    return all(not known[0].isdisjoint(body) for body in known[1:]) if known else True


def _days(life: Life) -> set[date]:
    born = (EventKind.ISSUED, EventKind.ADOPTED, EventKind.APPROVED, EventKind.WRITTEN)
    days = {event.on for event in life.timeline.events if event.on and event.kind in born}
    days |= {version.dated for version in life.versions if version.dated}
    return days | ({life.document.issued} if life.document.issued else set())
