"""Curation (人工更正): a person's facts, kept in TOML files, each with its source and the day it was noted.

``corpus/curation/*.toml`` and ``DATA/curation/*.toml``; the forms are described in ``docs/curation.md``. Errors name the
file and the line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from indexer.model.citations import CitationRole
from indexer.model.docnumber import DocumentNumber
from indexer.model.document import Kind
from indexer.model.validity import ActReference, EventKind, Evidence, EvidenceRank, ValidityEvent

_HEADER: Final = re.compile(r"^\s*\[\[\s*(\w+)\s*\]\]")
_SAID: Final = frozenset({"source", "noted"})


class CurationError(Exception):
    """A curation file that does not fit its form; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Said:
    """Who says so: the person's source, the day it was written down, and where (file and line)."""

    source: str
    noted: date
    place: str


@dataclass(frozen=True, slots=True)
class CuratedEvent:
    """The document as the person names it, and the event as it stands in the document's timeline."""

    document: str
    event: ValidityEvent
    said: Said


@dataclass(frozen=True, slots=True)
class Correction:
    """What is right of a document where the text was misread or is wrong; None is left as it is."""

    document: str
    said: Said
    title: str | None = None
    number: str | None = None
    bodies: tuple[str, ...] | None = None
    issued: date | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Records that are one document; the first stays."""

    documents: tuple[str, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class Split:
    """Texts of a record, by file name or sha256, that are another document's."""

    document: str
    texts: tuple[str, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class Link:
    """One document cites or implements another, as no text says or as it was not read."""

    document: str
    to: str
    role: CitationRole
    said: Said


Fact = CuratedEvent | Correction | Merge | Split | Link


def load_curation(folders: Iterable[Path]) -> tuple[Fact, ...]:
    """Every fact of the folders, those that exist; CurationError names the first line that does not fit."""
    return tuple(fact for text, name in curation_files(folders) for fact in parse_curation(text, name))


def curation_files(folders: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """(text, name) of every file of the folders that exist."""
    for folder in folders:
        if folder.is_dir():
            for file in sorted(folder.glob("*.toml")):
                yield _text(file), file.name


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise CurationError(f"{file.name}:1：无法读取（{problem}）") from None


def parse_curation(text: str, name: str) -> Iterator[Fact]:
    """The facts of one file, in its order."""
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        found = re.search(r"line (\d+)", str(problem))
        line = found.group(1) if found else str(text.count("\n") + 1)
        raise CurationError(f"{name}:{line}：不是合法的 TOML（{problem}）") from None
    lines = text.splitlines()
    for key in whole:
        if key not in _FORMS:
            known = "、".join(f"[[{form}]]" for form in _FORMS)
            raise CurationError(f"{name}:{_line_of(lines, key)}：不认识“{key}”，可用 {known}")
    heads = [(n, match.group(1)) for n, line in enumerate(lines, 1) if (match := _HEADER.match(line))]
    for key, rows in whole.items():
        if not isinstance(rows, list) or len(rows) != sum(head == key for _, head in heads):
            raise CurationError(f"{name}:{_line_of(lines, key)}：每项事实写作一个 [[{key}]]")
    taken = dict.fromkeys(whole, 0)
    for at, (first, key) in enumerate(heads):
        end = heads[at + 1][0] - 1 if at + 1 < len(heads) else len(lines)
        block = _Block(name, lines[first - 1 : end], first, whole[key][taken[key]])
        taken[key] += 1
        if (form := _FORMS[key]) is not None:
            yield form(block)


def _line_of(lines: list[str], key: str) -> int:
    return next((n for n, line in enumerate(lines, 1) if key in line), 1)


@dataclass(frozen=True, slots=True)
class _Block:
    """One fact: its lines and what they say."""

    name: str
    lines: list[str]
    first: int
    row: Mapping[str, Any]

    def at(self, key: str) -> str:
        """``file:line`` of a key, or of the fact when it lacks the key."""
        for n, line in enumerate(self.lines):
            if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return f"{self.name}:{self.first + n}"
        return f"{self.name}:{self.first}"

    def wrong(self, key: str, message: str) -> CurationError:
        """What does not fit, with its place."""
        return CurationError(f"{self.at(key)}：{message}")

    def only(self, *keys: str) -> None:
        """Nothing but these keys and those that every fact has."""
        for key in self.row:
            if key not in _SAID and key not in keys:
                raise self.wrong(key, f"不认识“{key}”")

    def word(self, key: str) -> str:
        """A text that may not be missing."""
        value = self.row.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, f"“{key}”应是文字，不能缺")
        return value.strip()

    def maybe_word(self, key: str) -> str | None:
        """A text that may be missing."""
        return self.word(key) if key in self.row else None

    def words(self, key: str, least: int) -> tuple[str, ...]:
        """A list of texts."""
        values = self.row.get(key)
        if (
            not isinstance(values, list)
            or len(values) < least
            or not all(isinstance(value, str) and value.strip() for value in values)
        ):
            raise self.wrong(key, f"“{key}”应是文字的列表，至少 {least} 项")
        return tuple(value.strip() for value in values)

    def day(self, key: str) -> date | None:
        """A day that may be missing."""
        value = self.row.get(key)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.wrong(key, f"“{key}”应是日期，写作 2020-06-01") from None

    def said(self) -> Said:
        """Who says so; neither source nor day may be missing."""
        source, noted = self.word("source"), self.day("noted")
        if noted is None:
            raise self.wrong("noted", "缺“noted”（记下这项事实的日期）")
        return Said(source, noted, self.at(""))


def _event(block: _Block) -> CuratedEvent:
    block.only("document", "kind", "on", "effective", "until", "by")
    document, word, said = block.word("document"), block.word("kind"), block.said()
    on, effective, until = (block.day(key) for key in ("on", "effective", "until"))
    try:
        kind = EventKind(word)
    except ValueError:
        known = "、".join(kind.value for kind in EventKind)
        raise block.wrong("kind", f"不认识“{word}”，可用 {known}") from None
    if on is None and effective is None:
        raise block.wrong("on", "“on”（行为之日）和“effective”（起作用之日）至少写一个")
    if until and until < (effective or on or date.min):
        raise block.wrong("until", "“until”早于开始之日")
    by = block.maybe_word("by")
    event = ValidityEvent(
        kind=kind,
        on=on,
        # A commencement or an end without a day of its own works from the day of the act.
        effective=effective or on,
        evidence=Evidence(f"curation:{said.place}", 0, 0, said.source, f"curated.{kind.value}"),
        by=ActReference(title=by.strip("《》 ")) if by else None,
        until=until,
        rank=EvidenceRank.CURATED,
    )
    return CuratedEvent(document, event, said)


def _correction(block: _Block) -> Correction:
    block.only("document", "title", "number", "bodies", "issued", "kind")
    document, said = block.word("document"), block.said()
    number, word = block.maybe_word("number"), block.maybe_word("kind")
    if number is not None and DocumentNumber.parse(number) is None:
        raise block.wrong("number", f"“{number}”不是文号")
    try:
        kind = Kind(word) if word is not None else None
    except ValueError:
        known = "、".join(kind.value for kind in Kind)
        raise block.wrong("kind", f"不认识“{word}”，可用 {known}") from None
    title, issued = block.maybe_word("title"), block.day("issued")
    bodies = block.words("bodies", 1) if "bodies" in block.row else None
    if all(value is None for value in (title, number, bodies, issued, kind)):
        raise block.wrong("document", "没有写更正什么：title、number、bodies、issued、kind 至少一项")
    return Correction(document, said, title, number, bodies, issued, kind)


def _merge(block: _Block) -> Merge:
    block.only("documents")
    documents = block.words("documents", 2)
    if len(set(documents)) != len(documents):
        raise block.wrong("documents", "同一件写了两次")
    return Merge(documents, block.said())


def _split(block: _Block) -> Split:
    block.only("document", "texts")
    return Split(block.word("document"), block.words("texts", 1), block.said())


def _link(block: _Block) -> Link:
    block.only("document", "to", "role")
    document, to, word = block.word("document"), block.word("to"), block.word("role")
    try:
        role = CitationRole(word)
    except ValueError:
        known = "、".join(role.value for role in CitationRole if role is not CitationRole.INTERPRETS)
        raise block.wrong("role", f"不认识“{word}”，可用 {known}") from None
    if role is CitationRole.INTERPRETS:
        raise block.wrong("role", "解读关系写作 [[pair]]")
    if document == to:
        raise block.wrong("to", "文件不能与自己相连")
    return Link(document, to, role, block.said())


_FORMS: Final[Mapping[str, Callable[[_Block], Fact] | None]] = {
    "event": _event,
    "correction": _correction,
    "merge": _merge,
    "split": _split,
    "link": _link,
    # Read by ``curated_pairs``.
    "pair": None,
}
