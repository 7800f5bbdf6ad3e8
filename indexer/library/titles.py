"""TitleTable: how the documents of the record are called — titles, numbers, short names — in memory, per revision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from indexer.analysis import simplify
from indexer.catalog import load_aliases, load_bodies
from indexer.library.series import Series
from indexer.library.spelling import Spelling
from indexer.model.characters import STATE_PREFIX, compact, fold_width, title_key
from indexer.model.docnumber import DocumentNumber
from indexer.model.document import Kind
from indexer.store import TitleRow

NOUNS: Final = (
    "法",
    "条例",
    "办法",
    "规定",
    "细则",
    "规则",
    "解释",
    "决定",
    "决议",
    "通知",
    "意见",
    "批复",
    "通则",
    "规范",
    "章程",
    "公告",
    "方案",
    "规程",
    "标准",
    "目录",
    "答复",
    "函",
)
"""What the name of an instrument ends with."""

_LEAD: Final = re.compile(r"^[^于]{2,40}?(关于.{4,})$")
_ISSUES: Final = re.compile(r"^.{0,40}?(?:印发|转发|批转|公布|发布)(.{4,})的(?:通知|通告|公告|决定)$")
_TRIAL: Final = re.compile(r"[（(](?:试行|暂行|试点|草案)[）)]$")
_BOOK: Final = re.compile(r"^(.{1,6}法典).{2,6}编$")
_NUMBER_NOISE: Final = re.compile(r"[^\u3400-\u9fffa-z0-9]|[第号年令字]|中华人民共和国")
_SERIAL_ONLY: Final = re.compile(r"(?:令?第?(\d{1,5})号令?|令第?(\d{1,5})号?)")
_ORDERS: Final = {"国令": "国务院令"}
"""Codes of orders as the portals write them."""
_RANK: Final = {kind: place for place, kind in enumerate(Kind)}
_ALIKE: Final = _RANK[Kind.STATE_COUNCIL_NORMATIVE]
"""From this rank on suggestions go by length: a searcher may mean any of them."""


def number_key(text: str) -> tuple[str, tuple[int, ...]] | None:
    """A document number without its brackets, spaces and form words: (国办发, (2020, 17)); None without digits."""
    plain = _NUMBER_NOISE.sub("", compact(fold_width(text)).lower().removesuffix("文"))
    # A space or sign between year and serial is what holds them apart where there is no bracket.
    digits = tuple(int(run) for run in re.findall(r"\d{1,6}", fold_width(text)))
    letters = re.sub(r"\d", "", plain)
    return (letters, digits) if letters and digits else None


class TitleTable:
    """Look-ups by name. Immutable; a new one is made when the record's revision has grown."""

    def __init__(self, rows: Sequence[TitleRow], short_names: Iterable[tuple[str, str]] = ()) -> None:
        # The higher rank and the newer act first: the order in which namesakes are listed.
        ordered = sorted(map(_simplified, rows), key=_standing)
        self.rows: Mapping[str, TitleRow] = {row.id: row for row in ordered}
        self._by_key: dict[str, list[str]] = {}
        self._by_canonical: dict[str, list[str]] = {}
        self._books: dict[str, list[str]] = {}
        for row in ordered:
            if row.key:
                self._by_key.setdefault(row.key, []).append(row.id)
                if book := _BOOK.match(row.key):
                    self._books.setdefault(book.group(1), []).append(row.id)
            if row.number:
                self._by_canonical.setdefault(row.number, []).append(row.id)
        self._aliases = self._make_aliases(short_names)

    @cached_property
    def _by_number(self) -> dict[tuple[str, tuple[int, ...]], list[str]]:
        # For the first query that has a number: most have none.
        found: dict[tuple[str, tuple[int, ...]], list[str]] = {}
        for row in self.rows.values():
            if (key := number_key(row.number)) is not None:
                found.setdefault(key, []).append(row.id)
        return found

    @cached_property
    def _decrees(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for row in self.rows.values():
            number = DocumentNumber.parse(row.number)
            if number is not None and number.is_decree:
                found.setdefault(number.serial, []).append(row.id)
        return found

    def _make_aliases(self, short_names: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
        found: dict[str, dict[str, None]] = {}

        def add(name: str, ids: Iterable[str]) -> None:
            key = title_key(name)
            if len(key) > 1 and key not in self._by_key:
                found.setdefault(key, {}).update(dict.fromkeys(ids))

        for name, title in load_aliases():
            add(name, self._by_key.get(title_key(title), ()))
        said: dict[str, set[str]] = {}
        for name, title in short_names:
            said.setdefault(title_key(name), set()).add(title_key(title))
        for name, titles in said.items():
            # 《…条例》（以下简称《条例》） names it inside that text only; what two texts use differently is no name either.
            title = next(iter(titles))
            if len(titles) == 1 and is_short_name(name, title):
                add(name, self._by_key.get(title, ()))
        for key, ids in self._by_key.items():
            for name in _derived(key):
                add(name, ids)
        return {key: list(ids) for key, ids in found.items() if ids}

    def titled(self, text: str) -> tuple[str, ...]:
        """Documents with this title."""
        return tuple(self._by_key.get(simplify(title_key(text)), ()))

    def called(self, text: str) -> tuple[str, ...]:
        """Documents known under this short name."""
        return tuple(self._aliases.get(simplify(title_key(text)), ()))

    def code_of(self, document: str) -> tuple[str, ...]:
        """The code of which the document is a book filed by itself."""
        book = _BOOK.match(self.rows[document].key) if document in self.rows else None
        return tuple(self._by_key.get(book.group(1), ())) if book else ()

    def books(self, text: str) -> tuple[str, ...]:
        """The books of a code that are filed one by one (民法典物权编)."""
        return tuple(self._books.get(simplify(title_key(text)), ()))

    def numbered(self, text: str) -> tuple[str, ...]:
        """Documents with this number, in whatever form it is written."""
        number = DocumentNumber.parse(text)
        if number is not None and (found := self._by_canonical.get(number.canonical)):
            return tuple(found)
        key = number_key(text)
        if key is None:
            serial = _SERIAL_ONLY.fullmatch(compact(fold_width(text)))
            return self._decree(serial) if serial else ()
        letters, digits = key
        for name in (letters, self._official.get(letters, "")):
            if name and (found := self._by_number.get((name, digits))):
                return tuple(found)
        serial = _SERIAL_ONLY.fullmatch(compact(fold_width(text)))
        return self._decree(serial) if serial else ()

    def _decree(self, match: re.Match[str]) -> tuple[str, ...]:
        return tuple(self._decrees.get(int(match.group(1) or match.group(2)), ()))

    @cached_property
    def _official(self) -> dict[str, str]:
        """Usual names of bodies to the official name, as a number's letters have it (市监总局 → 国家市场监督管理总局)."""
        return {
            _NUMBER_NOISE.sub("", alias.lower()): _NUMBER_NOISE.sub("", body.name.lower())
            for body in load_bodies()
            for alias in (*body.aliases, *(code for code in body.codes if code.endswith("令")))
        }

    def officially(self, number: DocumentNumber) -> DocumentNumber:
        """An order's number under its body's own name: 国令第721号 is 国务院令第721号."""
        return replace(number, code=_ORDERS.get(number.code, number.code))

    def names_of(self, document: str) -> tuple[str, ...]:
        """The short names under which a document is known."""
        return self._names.get(document, ())

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for name, ids in self._aliases.items():
            if len(ids) == 1:
                found.setdefault(ids[0], []).append(name)
        return {document: tuple(names) for document, names in found.items()}

    @cached_property
    def series(self) -> Series:
        """The numbers held, by series."""
        return Series(self.rows.values())

    @cached_property
    def spelling(self) -> Spelling:
        """Titles by sound and by likeness, short names by sound."""
        usual = {title_key(name) for name, _ in load_aliases()}
        names = {name: tuple(ids) for name, ids in self._aliases.items() if name in usual}
        return Spelling({key: tuple(ids) for key, ids in self._by_key.items()}, names)

    @cached_property
    def ordered(self) -> TitleList:
        """All titles, the higher rank and the shorter title first: the order of suggestions."""
        return TitleList(
            sorted(
                self.rows.values(), key=lambda row: (min(_weight(row.kind), _ALIKE), len(row.key), row.key)
            )
        )

    def aliases_starting(self, key: str) -> list[tuple[str, tuple[str, ...]]]:
        """Short names that begin with these characters, shortest first."""
        found = [(name, tuple(ids)) for name, ids in self._aliases.items() if name.startswith(key)]
        return sorted(found, key=lambda item: (len(item[0]), item[0]))


class TitleList:
    """Titles in an order, as one string to look through: a keystroke costs a search in it, not a walk over rows."""

    def __init__(self, rows: Sequence[TitleRow]) -> None:
        self._rows = rows
        self._keys = "".join(f"\n{row.key}" for row in rows)
        self._numbers = "".join(f"\n{row.number}" for row in rows)

    def starting(self, key: str) -> Iterator[TitleRow]:
        """Titles that begin with these characters."""
        return self._holding("\n" + key, self._keys)

    def with_words(self, words: Sequence[str]) -> Iterator[TitleRow]:
        """Titles with all these words."""
        longest = max(words, key=len)
        return (row for row in self._holding(longest, self._keys) if all(word in row.key for word in words))

    def of_the_state(self) -> Iterator[TitleRow]:
        """Titles that begin with 中华人民共和国."""
        return (row for row in self._rows if row.title.startswith(STATE_PREFIX))

    def numbered(self, beginning: str) -> Iterator[TitleRow]:
        """Documents whose number begins with these characters."""
        return self._holding("\n" + beginning, self._numbers)

    def _holding(self, piece: str, joined: str) -> Iterator[TitleRow]:
        at, place = joined.find(piece), -1
        counted = 0
        while at >= 0:
            # The row is told by the line breaks up to the place; a piece that begins with one counts its own.
            place += joined.count("\n", counted, at + 1)
            counted = at + 1
            yield self._rows[place]
            end = joined.find("\n", at + 1)
            at = joined.find(piece, end) if end >= 0 else -1


def is_short_name(name: str, title: str) -> bool:
    """Whether a name a text introduces names the act outside that text: its characters stand in the title in order,
    and it says more than what kind of act it is.

    >>> is_short_name("商检法", "进出口商品检验法"), is_short_name("条例", "示例条例")
    (True, False)
    """
    noun = max((noun for noun in NOUNS if name.endswith(noun)), key=len, default="")
    if not noun or len(name) - len(noun) < 2 or name in ("实施条例", "实施细则", "实施办法"):
        return False
    if name[: -len(noun)] in ("暂行", "本", "原", "新", "旧", "若干", "有关", "管理"):
        return False
    rest = iter(title)
    return len(name) < len(title) and all(char in rest for char in name)


def _derived(key: str) -> Iterable[str]:
    """Shorter forms of a title: without who issued it, without （试行）, what a notice issues."""
    if (lead := _LEAD.match(key)) is not None:
        yield lead.group(1)
    if _TRIAL.search(key):
        yield _TRIAL.sub("", key)
    if (inner := _ISSUES.match(key)) is not None:
        yield inner.group(1)
        if _TRIAL.search(inner.group(1)):
            yield _TRIAL.sub("", inner.group(1))


def _simplified(row: TitleRow) -> TitleRow:
    """The row with the key by which it is looked up, whichever characters the title has."""
    key = simplify(row.key)
    return row if key == row.key else replace(row, key=key)


def _standing(row: TitleRow) -> tuple[int, int, str]:
    return (_weight(row.kind), -(row.issued.toordinal() if row.issued else 0), row.id)


def _weight(kind: Kind) -> int:
    return _RANK[kind]
