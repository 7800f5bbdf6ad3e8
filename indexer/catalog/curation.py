"""Curation (人工更正): a person's facts about validity, kept in TOML files, each with its source and the day it was noted.

``corpus/curation/*.toml`` and ``DATA/curation/*.toml``; the form is described in ``docs/curation.md``. Errors name the
file and the line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from indexer.model.validity import ActReference, EventKind, Evidence, EvidenceRank, ValidityEvent

_HEADER: Final = re.compile(r"^\s*\[\[\s*event\s*\]\]")
_DAYS: Final = ("on", "effective", "until")
_WORDS: Final = ("document", "kind", "source")
_KEYS: Final = frozenset((*_DAYS, *_WORDS, "by", "noted"))


class CurationError(Exception):
    """A curation file that does not fit its form; the message names file and line."""


@dataclass(frozen=True, slots=True)
class CuratedEvent:
    """A fact: the document as the person names it, and the event as it stands in the document's timeline."""

    document: str
    event: ValidityEvent
    place: str
    """File and line, for messages."""


def load_curation(folders: Iterable[Path]) -> tuple[CuratedEvent, ...]:
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


def parse_curation(text: str, name: str) -> Iterator[CuratedEvent]:
    """The facts of one file."""
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        found = re.search(r"line (\d+)", str(problem))
        line = found.group(1) if found else str(text.count("\n") + 1)
        raise CurationError(f"{name}:{line}：不是合法的 TOML（{problem}）") from None
    strange = sorted(set(whole) - {"event", "pair"})
    if strange:
        raise CurationError(
            f"{name}:{_line_of(text, strange[0])}：不认识“{strange[0]}”，只有 [[event]] 和 [[pair]]"
        )
    rows = whole.get("event", [])
    lines = [n for n, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
    if not isinstance(rows, list) or len(rows) != len(lines):
        raise CurationError(f"{name}:{_line_of(text, 'event')}：每项事实写作一个 [[event]]")
    for n, row in enumerate(rows):
        end = lines[n + 1] - 1 if n + 1 < len(lines) else len(text.splitlines())
        yield _fact(row, _Block(name, text.splitlines()[lines[n] - 1 : end], lines[n]))


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of one fact."""

    name: str
    lines: list[str]
    first: int

    def at(self, key: str) -> str:
        """``file:line`` of a key, or of the fact when it lacks the key."""
        for n, line in enumerate(self.lines):
            if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return f"{self.name}:{self.first + n}"
        return f"{self.name}:{self.first}"


def _line_of(text: str, key: str) -> int:
    return next((n for n, line in enumerate(text.splitlines(), 1) if key in line), 1)


def _fact(row: Mapping[str, Any], block: _Block) -> CuratedEvent:
    for key in row:
        if key not in _KEYS:
            raise CurationError(f"{block.at(key)}：不认识“{key}”")
    for key in _WORDS:
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise CurationError(f"{block.at(key)}：“{key}”应是文字，不能缺")
    days = {key: _day(row, key, block) for key in (*_DAYS, "noted")}
    if days["noted"] is None:
        raise CurationError(f"{block.at('noted')}：缺“noted”（记下这项事实的日期）")
    try:
        kind = EventKind(row["kind"])
    except ValueError:
        known = "、".join(kind.value for kind in EventKind)
        raise CurationError(f"{block.at('kind')}：不认识“{row['kind']}”，可用 {known}") from None
    if days["on"] is None and days["effective"] is None:
        raise CurationError(f"{block.at('on')}：“on”（行为之日）和“effective”（起作用之日）至少写一个")
    if days["until"] and days["until"] < (days["effective"] or days["on"] or date.min):
        raise CurationError(f"{block.at('until')}：“until”早于开始之日")
    place = block.at("")
    by = row.get("by", "")
    if not isinstance(by, str):
        raise CurationError(f"{block.at('by')}：“by”应是文字")
    event = ValidityEvent(
        kind=kind,
        on=days["on"],
        # A commencement or an end without a day of its own works from the day of the act.
        effective=days["effective"] or days["on"],
        evidence=Evidence(f"curation:{place}", 0, 0, row["source"].strip(), f"curated.{kind.value}"),
        by=ActReference(title=by.strip("《》 ")) if by else None,
        until=days["until"],
        rank=EvidenceRank.CURATED,
    )
    return CuratedEvent(row["document"].strip(), event, place)


def _day(row: Mapping[str, Any], key: str, block: _Block) -> date | None:
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise CurationError(f"{block.at(key)}：“{key}”应是日期，写作 2020-06-01") from None
