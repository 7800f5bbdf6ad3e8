"""IssuingBody (发文机关): who issues, with the bodies' own lives (机构改革)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Level(StrEnum):
    """The administrative level of a body or region."""

    CENTRAL = "central"
    PROVINCIAL = "provincial"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    UNKNOWN = "unknown"


class Branch(StrEnum):
    """The branch of power a body belongs to; with the form of issue it decides a document's legal rank."""

    CONGRESS = "congress"
    GOVERNMENT = "government"
    OFFICE = "office"
    DEPARTMENT = "department"
    COURT = "court"
    PROCURATORATE = "procuratorate"
    SUPERVISION = "supervision"
    MILITARY = "military"
    PARTY = "party"
    ORGANIZATION = "organization"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class IssuingBody:
    """A body that issues documents. ``since``/``until`` are the half-open span of its life where known."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    level: Level = Level.UNKNOWN
    branch: Branch = Branch.UNKNOWN
    region: str = ""
    parent: str = ""
    since: date | None = None
    until: date | None = None
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """A place of government: 广东省, 青岛市, 浦东新区. ``short`` is the name without its level word, ``code`` GB/T 2260."""

    name: str
    short: str
    code: str
    level: Level
    parent: str = ""
    abbr: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BodyPattern:
    """How local bodies are named: region + suffix. ``canonical`` is the suffix of the official name."""

    suffix: str
    branch: Branch
    canonical: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The known bodies, regions and naming patterns, as plain values; built by ``indexer.catalog``."""

    bodies: tuple[IssuingBody, ...]
    regions: tuple[Region, ...]
    patterns: tuple[BodyPattern, ...]
    codes: tuple[tuple[str, str], ...] = ()
    """(机关代字, name of the body) of local bodies, which have no row of their own."""


def alive_on(body: IssuingBody, day: date) -> bool:
    """Whether the body existed on that day, as far as its dates are known."""
    return (body.since is None or body.since <= day) and (body.until is None or day < body.until)


def successors_of(body: IssuingBody, bodies: Iterable[IssuingBody]) -> tuple[IssuingBody, ...]:
    """The bodies that took over, in the order stated."""
    by_id = {b.id: b for b in bodies}
    return tuple(by_id[s] for s in body.successors if s in by_id)
