"""The issuing bodies, regions and naming patterns of ``corpus/bodies.toml`` and ``corpus/regions.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, TypeVar

from indexer.catalog.place import data_text
from indexer.model.bodies import BodyPattern, Branch, Gazetteer, IssuingBody, Level, Region

_T = TypeVar("_T")


@cache
def load_gazetteer() -> Gazetteer:
    """Every body, region and pattern; ValueError names the row that does not fit."""
    bodies = _bodies_file()
    regions = tomllib.loads(data_text("regions.toml"))
    return Gazetteer(
        bodies=load_bodies(),
        regions=tuple(_row(_region, row) for row in regions.get("region", ())),
        patterns=tuple(_row(_pattern, row) for row in regions.get("pattern", ())),
        codes=tuple(
            (str(row["code"]), str(row["body"]))
            for row in (*bodies.get("code", ()), *regions.get("code", ()))
        ),
    )


@cache
def load_bodies() -> tuple[IssuingBody, ...]:
    """The bodies alone: a search needs no regions, of which there are five times as many."""
    return tuple(_row(_body, row) for row in _bodies_file().get("body", ()))


@cache
def _bodies_file() -> dict[str, Any]:
    return tomllib.loads(data_text("bodies.toml"))


def _row(make: Callable[[Mapping[str, Any]], _T], row: Mapping[str, Any]) -> _T:
    try:
        return make(row)
    except (KeyError, ValueError) as problem:
        raise ValueError(f"corpus data row {dict(row)!r}: {problem!r}") from problem


def _body(row: Mapping[str, Any]) -> IssuingBody:
    return IssuingBody(
        id=row["id"],
        name=row["name"],
        aliases=tuple(row.get("aliases", ())),
        codes=tuple(row.get("codes", ())),
        level=Level(row["level"]),
        branch=Branch(row["branch"]),
        region=row.get("region", ""),
        parent=row.get("parent", ""),
        since=_day(row.get("since")),
        until=_day(row.get("until")),
        successors=tuple(row.get("successors", ())),
    )


def _region(row: Mapping[str, Any]) -> Region:
    return Region(
        name=row["name"],
        short=row["short"],
        code=str(row["code"]),
        level=Level(row["level"]),
        parent=row.get("parent", ""),
        abbr=tuple(row.get("abbr", ())),
    )


def _pattern(row: Mapping[str, Any]) -> BodyPattern:
    return BodyPattern(suffix=row["suffix"], branch=Branch(row["branch"]), canonical=row["canonical"])


def _day(value: str | date | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
