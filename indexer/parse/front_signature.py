"""The signature (落款) of a document: the bodies that sign and the day it was written (成文日期)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from indexer.model.characters import compact, fold_width, join_han
from indexer.model.document import Issuer
from indexer.model.numerals import DATE, parse_date
from indexer.model.provisions import Provision, ProvisionKind, walk_all
from indexer.parse.issuers import BodyNames

_DAY: Final = re.compile(rf"{DATE}|(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}")
_PERSON: Final = re.compile(
    r"^(?:总\s*理|主\s*席|省\s*长|市\s*长|区\s*长|县\s*长|州\s*长|部\s*长|局\s*长|署\s*长|主\s*任|院\s*长|委员长|行\s*长|检察长|代\w{1,3}长)[\s:：]+\S"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed and when. [start, end) is the place of the day in the source's text (empty when there is none)."""

    issuers: tuple[Issuer, ...] = ()
    day: date | None = None
    start: int = 0
    end: int = 0


def read_signature(
    provisions: Sequence[Provision], places: Mapping[str, tuple[int, int]], text: str, names: BodyNames
) -> Signature:
    """The first signature of an instrument that has a day; without one, the first at all."""
    best = Signature()
    for node in walk_all(tuple(provisions)):
        if node.kind is not ProvisionKind.SIGNATURE or node.path.value not in places:
            continue
        start, end = places[node.path.value]
        found = _read(text[start:end], start, names)
        if found.day is not None:
            return found
        best = best if best.issuers else found
    return best


def _read(text: str, offset: int, names: BodyNames) -> Signature:
    match = _last_day(text)
    bodies = text[: match.start()] if match else text
    issuers = _signers(bodies, names)
    if match is None:
        return Signature(issuers)
    return Signature(issuers, parse_date(match.group(0)), offset + match.start(), offset + match.end())


def _last_day(text: str) -> re.Match[str] | None:
    found = None
    for match in _DAY.finditer(fold_width(text)):
        if parse_date(match.group(0)) is not None:
            found = match
    return found


def _signers(text: str, names: BodyNames) -> tuple[Issuer, ...]:
    issuers: list[Issuer] = []
    for line in text.split("\n"):
        stripped = line.strip("　 \t（）()")
        if not stripped or _PERSON.match(stripped):
            continue
        issuers.extend(_signers_of_line(stripped, names))
    return tuple(dict.fromkeys(issuers))


def _signers_of_line(line: str, names: BodyNames) -> tuple[Issuer, ...]:
    """国  务  院 is one body, 财政部　税务总局 two: the spaces count only where the parts are bodies."""
    whole = names.read_list(compact(line))
    if len(whole) == 1 and whole[0].body:
        return whole
    listed = names.read_list(line)
    if listed and all(issuer.body for issuer in listed):
        return listed
    if apart := _apart(compact(line), names):
        return apart
    return listed or names.read_list(join_han(line))


def _apart(line: str, names: BodyNames) -> tuple[Issuer, ...]:
    """Offices of several bodies without a mark between them (A局甲处B局乙处): cut where the next known body begins."""
    starts = [found.start for found in names.find(line)]
    if len(starts) < 2 or starts[0]:
        return ()
    pieces = [line[low:high] for low, high in pairwise([*starts, len(line)])]
    return tuple(map(names.resolve, pieces)) if all(map(names.is_plausible, pieces)) else ()
