"""An edition's manifest (编目): which documents, in which text, of which revision — and how two editions differ."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from indexer.export.manifest import LICENCE, ManifestFile

_KIND: Final = "fagui.compilation"


class Change(StrEnum):
    """What became of a document between two editions."""

    ADDED = "added"
    REPEALED = "repealed"  # 废止, 失效
    AMENDED = "amended"  # another text
    LEFT_OUT = "left_out"  # no longer in the volume for another reason
    UNCHANGED = "unchanged"

    @property
    def label(self) -> str:
        """The Chinese term a reader sees."""
        return _LABELS[self]


_LABELS: Final = {
    Change.ADDED: "新收入",
    Change.REPEALED: "废止、失效",
    Change.AMENDED: "文本有修改",
    Change.LEFT_OUT: "不再收入",
    Change.UNCHANGED: "未变",
}


@dataclass(frozen=True, slots=True)
class EditionEntry:
    """A document of an edition. ``text_sha256`` is the digest of its words, white space left out."""

    id: str
    title: str
    number: str
    kind: str
    status: str
    mark: str
    dated: str
    issued: str
    effective: str
    text_sha256: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Omitted:
    """A document that was chosen and is not in the edition, and why."""

    id: str
    title: str
    number: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one document."""

    change: Change
    id: str
    title: str
    number: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition: the record's revision and the specification it was made from, and all that is in it."""

    title: str
    edition: str
    on: str
    revision: int
    spec: Mapping[str, Any]
    spec_sha256: str
    documents: tuple[EditionEntry, ...]
    left_out: tuple[Omitted, ...] = ()
    pages_by: str = ""
    previous_sha256: str = ""
    differences: tuple[Difference, ...] = ()
    files: tuple[ManifestFile, ...] = ()

    def text(self) -> str:
        """As JSON; the same edition gives the same bytes."""
        counts = {change.value: sum(d.change is change for d in self.differences) for change in Change}
        plain = asdict(self) | {
            "format": _KIND,
            "count": len(self.documents),
            "differences": counts if self.previous_sha256 else None,
            "licence": LICENCE,
        }
        return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    def report(self) -> str:
        """The difference report as JSON, a row a document."""
        rows = [
            {**asdict(row), "change": row.change.value, "label": row.change.label} for row in self.differences
        ]
        plain = {
            "title": self.title,
            "edition": self.edition,
            "on": self.on,
            "previous_sha256": self.previous_sha256,
            "counts": {change.value: sum(d.change is change for d in self.differences) for change in Change},
            "documents": rows,
        }
        return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@dataclass(frozen=True, slots=True)
class EarlierEdition:
    """What is needed of the edition before."""

    title: str
    edition: str
    on: str
    sha256: str
    documents: tuple[EditionEntry, ...]

    @property
    def said(self) -> str:
        """《…》（2025年版）."""
        return f"《{self.title}》" + (f"（{self.edition}）" if self.edition else "")


class NoEdition(Exception):  # noqa: N818 - an answer, said as such
    """A file is no edition's manifest; the message says why."""


def read_edition(text: str, sha256: str) -> EarlierEdition:
    """The manifest of an earlier edition."""
    try:
        plain = json.loads(text)
        if plain["format"] != _KIND:
            raise NoEdition("不是汇编的编目文件")
        names = EditionEntry.__dataclass_fields__
        rows = tuple(
            EditionEntry(**{k: v for k, v in row.items() if k in names}) for row in plain["documents"]
        )
        return EarlierEdition(plain["title"], plain["edition"], plain["on"], sha256, rows)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise NoEdition(f"不是汇编的编目文件（{type(problem).__name__}）") from None


def differences(
    earlier: Iterable[EditionEntry],
    now: Iterable[EditionEntry],
    ended: Mapping[str, str],
    otherwise: Mapping[str, str],
) -> tuple[Difference, ...]:
    """What became of each document of both editions, by kind of change, then in the order of the editions.

    ``ended`` gives the proof of each that is repealed or lapsed, ``otherwise`` the reasons of the others left out.
    """
    before = {entry.id: entry for entry in earlier}
    after = {entry.id: entry for entry in now}
    rows = []
    for entry in after.values():
        held = before.get(entry.id)
        if held is None:
            rows.append(Difference(Change.ADDED, entry.id, entry.title, entry.number))
        elif held.text_sha256 != entry.text_sha256:
            reason = f"上一版为{held.dated or '日期不详'}的文本，本版为{entry.dated or '日期不详'}的文本"
            rows.append(Difference(Change.AMENDED, entry.id, entry.title, entry.number, reason))
        else:
            rows.append(Difference(Change.UNCHANGED, entry.id, entry.title, entry.number))
    for entry in before.values():
        if entry.id in after:
            continue
        if entry.id in ended:
            rows.append(Difference(Change.REPEALED, entry.id, entry.title, entry.number, ended[entry.id]))
        else:
            reason = otherwise.get(entry.id, "不在本版选择的范围内")
            rows.append(Difference(Change.LEFT_OUT, entry.id, entry.title, entry.number, reason))
    order = list(Change)
    return tuple(sorted(rows, key=lambda row: order.index(row.change)))
