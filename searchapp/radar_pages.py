"""The page of the clean-up radar, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from indexer.library import RadarAnswer, RadarFinding, RadarKind

_PAGE: Final = 50
_BODIES: Final = 30


@dataclass(frozen=True, slots=True)
class RadarLink:
    """A link that narrows the list."""

    label: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class RadarPage:
    """A page of findings with the links around them."""

    on: date
    total: int
    kinds: tuple[RadarLink, ...]
    bodies: tuple[RadarLink, ...]
    findings: tuple[RadarFinding, ...]
    body: str
    previous: str
    following: str
    files: tuple[tuple[str, str], ...]


def radar_page(answer: RadarAnswer, body: str, kind: str, page: int) -> RadarPage:
    """Everything the page shows."""
    start = (page - 1) * _PAGE
    shown = answer.findings[start : start + _PAGE]
    return RadarPage(
        on=answer.on,
        total=len(answer.findings),
        kinds=tuple(
            RadarLink(RadarKind(name).label, n, _href(body, name), name == kind)
            for name, n in answer.summary.items()
        ),
        bodies=tuple(
            RadarLink(name, n, _href(name, kind), name == body) for name, n in answer.bodies[:_BODIES]
        ),
        findings=shown,
        body=body,
        previous=_href(body, kind, page - 1) if page > 1 else "",
        following=_href(body, kind, page + 1) if start + _PAGE < len(answer.findings) else "",
        files=tuple((form.upper(), _href(body, kind, form=form)) for form in ("csv", "xlsx")),
    )


def _href(body: str, kind: str, page: int = 1, form: str = "") -> str:
    given = [("body", body), ("finding", kind), ("page", str(page) if page > 1 else "")]
    query = urlencode([pair for pair in given if pair[1]])
    path = f"/stats/cleanup.{form}" if form else "/stats/cleanup"
    return f"{path}?{query}" if query else path
