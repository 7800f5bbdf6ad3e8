"""A hostile file: its bytes, and what must be said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from indexer.model.limits import Limits

READ = ""
"""The code of a file that is read."""


@dataclass(frozen=True, slots=True)
class Case:
    """``codes`` are the outcomes allowed (READ, or the words for a refusal); ``holds`` and ``lacks`` are about the
    text that was read, ``says`` about the message or the remarks."""

    name: str
    data: Callable[[], bytes]
    codes: tuple[str, ...]
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    says: str = ""
    limits: Limits = field(default_factory=Limits)


BODY = (
    "云岭省示例管理办法\n\n第一条　为了示例，制定本办法。\n\n第二条　本办法由示例机关负责解释。\n\n"
    "第三条　本办法自2020年1月1日起施行。\n"
)
"""A whole small document; what is done to it makes the case."""

KEPT = ("第一条", "为了示例")


def fixed(data: bytes) -> Callable[[], bytes]:
    """These bytes, for a case made in a loop."""
    return lambda: data
