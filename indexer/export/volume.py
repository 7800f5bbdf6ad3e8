"""A volume (汇编) as values: what is printed, in order. The layouts draw it; nothing here knows Word or HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.export.official_text import Block

_DAYS: Final = ("公布日期", "施行日期", "文本")


@dataclass(frozen=True, slots=True)
class VolumeDocument:
    """One document with its place in the volume.

    ``facts`` are (name, value) pairs of the record: bodies, number, days. ``marks`` stand beside the title wherever
    it is printed (废止的注明, 时效未标明); ``notes`` are the editor's remarks on the text. Neither is the document's own;
    ``blocks`` are its own words, the title left out.
    """

    place: int
    id: str
    title: str
    number: str
    facts: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]
    notes: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def anchor(self) -> str:
        """The name of its place in the file."""
        return f"doc_{self.place}"

    @property
    def fact_lines(self) -> tuple[str, ...]:
        """The facts as lines: days in one of their own, for a line that runs over breaks in the middle of a date."""
        said = [f"{name}：{value}" for name, value in self.facts]
        days = [name in _DAYS for name, _ in self.facts]
        lines = [
            "　".join(one for one, day in zip(said, days, strict=True) if day is own) for own in (False, True)
        ]
        return tuple(line for line in lines if line)

    @property
    def marked(self) -> str:
        """【已废止】 and the like, joined."""
        return "".join(f"【{mark}】" for mark in self.marks)


@dataclass(frozen=True, slots=True)
class VolumeSection:
    """Documents under one heading."""

    heading: str
    documents: tuple[VolumeDocument, ...]


@dataclass(frozen=True, slots=True)
class VolumeList:
    """A list at the end: what is not in the volume and why, what has been repealed since the last edition."""

    heading: str
    intro: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A line of an index: what it says, and the anchor that it leads to."""

    text: str
    anchor: str
    place: int


@dataclass(frozen=True, slots=True)
class VolumeIndex:
    """An index: groups of lines (an initial, or nothing) in order."""

    heading: str
    groups: tuple[tuple[str, tuple[IndexLine, ...]], ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """A whole volume. ``banner`` stands on the cover and on every page (内部使用); ``foreword`` says scope and day."""

    title: str
    edition: str
    editor: str
    on: date
    banner: str
    foreword: tuple[str, ...]
    sections: tuple[VolumeSection, ...]
    lists: tuple[VolumeList, ...]
    indexes: tuple[VolumeIndex, ...]

    @property
    def ends(self) -> tuple[VolumeList | VolumeIndex, ...]:
        """What stands after the texts."""
        return (*self.lists, *self.indexes)

    def documents(self) -> Iterator[VolumeDocument]:
        """Every document in order."""
        for section in self.sections:
            yield from section.documents

    def headings(self) -> Iterator[tuple[int, str, str, str]]:
        """(level, words, mark, anchor) of all that the contents list, in order."""
        for n, section in enumerate(self.sections, 1):
            if section.heading:
                yield 1, section.heading, "", f"sec_{n}"
            for document in section.documents:
                yield 2, document.title, document.marked, document.anchor
        for n, part in enumerate(self.ends, 1):
            yield 1, part.heading, "", f"end_{n}"
