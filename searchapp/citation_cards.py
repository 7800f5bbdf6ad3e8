"""What a citation in a text means: the document, its status today, the cited article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.library import ActLink, Candidate, Library, NotHeld, StatusAnswer

_LINES: Final = 6


@dataclass(frozen=True, slots=True)
class CardPage:
    """A citation and what it means: the document, its status on the day, the cited article."""

    id: str
    title: str
    at: str
    text: str
    document: ActLink | None
    href: str
    verdict: StatusAnswer | None
    lines: tuple[str, ...]
    candidates: tuple[Candidate, ...]


def card_page(library: Library, document: str, given: Mapping[str, str], on: date) -> CardPage:
    """The card of the citation ``text`` at the provision ``at``; NotHeld when the text has no such citation."""
    at, text = given.get("at", ""), given.get("text", "")
    answer = library.cites(document)
    own = next((c for c in answer.within if (c.path, c.text) == (at, text)), None)
    if own is not None:
        return _card(
            library, answer.id, answer.title, at, text, ActLink(answer.id, answer.title), own.provision, on
        )
    place = next((c for c in answer.cites if (c.path, c.text) == (at, text)), None)
    if place is None:
        raise NotHeld("这份文件的这一处没有这样的引用。")
    return _card(
        library, answer.id, answer.title, at, text, place.document, place.provision, on, place.candidates
    )


def _card(
    library: Library,
    id: str | None,
    title: str,
    at: str,
    text: str,
    cited: ActLink | None,
    provision: str | None,
    on: date,
    candidates: tuple[Candidate, ...] = (),
) -> CardPage:
    name = cited.id if cited else None
    return CardPage(
        id=id or "",
        title=title,
        at=at,
        text=text,
        document=cited,
        href=f"/documents/{name}" + (f"#{provision}" if provision else "") if name else "",
        verdict=library.status(name, on) if name else None,
        lines=_lines(library, name, provision, on) if name and provision else (),
        candidates=candidates,
    )


def _lines(library: Library, document: str, provision: str, on: date) -> tuple[str, ...]:
    """The cited article as it reads today."""
    try:
        answer = library.document(document, on)
    except NotHeld:
        return ()
    found = [p for p in answer.provisions if p.path == provision or p.path.startswith(f"{provision}.")]
    lines = ["　".join(part for part in (p.label, p.heading, p.text) if part) for p in found[:_LINES]]
    return (*lines, "……") if len(found) > _LINES else tuple(lines)
