"""Identity: is this text one of a document already held, or another document? Pure; never a merge on a guess.

The same title (``title_key``: 暂行 and 试行 are part of it) is needed; then body, number and days decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.model.characters import compact, title_key
from indexer.model.document import Issuer, Kind
from indexer.model.draft import Draft
from indexer.model.identifiers import DocumentId

LIVING: Final = frozenset(
    {
        Kind.CONSTITUTION,
        Kind.LAW,
        Kind.LEGAL_INTERPRETATION,
        Kind.ADMINISTRATIVE_REGULATION,
        Kind.SUPERVISION_REGULATION,
        Kind.DEPARTMENT_RULE,
        Kind.LOCAL_REGULATION,
        Kind.LOCAL_REGULATION_CITY,
        Kind.AUTONOMOUS_REGULATION,
        Kind.SEPARATE_REGULATION,
        Kind.SPECIAL_ZONE_REGULATION,
        Kind.LOCAL_RULE,
        Kind.LOCAL_RULE_CITY,
        Kind.JUDICIAL_INTERPRETATION,
    }
)
"""Kinds that live on through amendments under one title: another day or number is another version, not another act."""


_SINGLE: Final = re.compile(r"(?:关于|废止|修改).*(?:决定|决议|通知|批复|公告|命令|令)$")
"""Acts done once: another day under the same title (关于修改和废止部分行政法规的决定) is another act."""


@dataclass(frozen=True, slots=True)
class Known:
    """What decides about a document already held. ``predecessors`` are the days its own text gives for an earlier act
    of the same title that it repeals; ``digests`` those of its texts."""

    id: str
    kind: Kind
    number: str
    issuers: tuple[Issuer, ...]
    issued: date | None
    dated: tuple[date, ...]
    digests: frozenset[str]
    predecessors: tuple[date, ...]
    replaces_namesake: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """``id`` of the document held, or None for a new one; ``doubts`` are held documents it may be, with the reason."""

    id: str | None
    doubts: tuple[tuple[str, str], ...] = ()


def namesake_days(draft: Draft) -> tuple[bool, tuple[date, ...]]:
    """Whether the draft ends an earlier act of its own title, and the days it gives for that act."""
    own = title_key(draft.title)
    ended = [
        effect.target
        for effect in draft.effects
        if effect.event.kind in ("repealed", "lapsed") and title_key(effect.target.title) == own
    ]
    return bool(ended), tuple(day for target in ended for day in target.days)


def decide(draft: Draft, digest: str, candidates: Sequence[Known]) -> Decision:
    """Which of the documents of the same title the draft is a text of."""
    doubts: list[tuple[str, str]] = []
    same: list[Known] = []
    for known in candidates:
        if digest in known.digests:
            return Decision(known.id)
        answer = _compare(draft, known)
        if answer == "":
            same.append(known)
        elif answer != "different":
            doubts.append((known.id, answer))
    if len(same) == 1:
        return Decision(same[0].id)
    if same:
        best = _nearest(draft, same)
        if best is not None:
            return Decision(best.id)
        doubts += [(known.id, "同名文件不止一件，无法确定属于哪一件") for known in same]
    return Decision(None, tuple(doubts))


def _compare(draft: Draft, known: Known) -> str:
    """Empty: the same. ``different``: another act. Anything else: why it cannot be told."""
    number = draft.number.canonical if draft.number else ""
    if number and number == known.number:
        return ""
    if _foreign(draft.issuers, known.issuers):
        return "different"
    single = bool(_SINGLE.search(compact(draft.title)))
    if not single and (draft.kind in LIVING or known.kind in LIVING):
        return _compare_living(draft, known)
    if number and known.number:
        return "different"
    if single and draft.issued and known.issued and draft.issued != known.issued:
        return "different"
    if draft.issued and known.issued:
        if draft.issued == known.issued:
            return ""
        return "different" if number or known.number else "标题相同而日期不同，缺少文号"
    if not draft.issued and not known.issued:
        return "" if _shared(draft.issuers, known.issuers) else "标题相同，但机关、文号、日期都不全"
    return "" if _shared(draft.issuers, known.issuers) else "标题相同，但一方缺少日期"


def _compare_living(draft: Draft, known: Known) -> str:
    """Editions: an act that ends an earlier one of its own title is another act than that one."""
    replaces, days = namesake_days(draft)
    if replaces and known.replaces_namesake and set(days) == set(known.predecessors):
        # Both texts end the same earlier act: they are texts of one act.
        return ""
    if replaces and _is_earlier(known.issued, known.dated, days, draft.issued or draft.dated):
        return "different"
    if known.replaces_namesake:
        own = tuple(day for day in (draft.dated,) if day)
        if _is_earlier(draft.issued, own, known.predecessors, known.issued):
            return "different"
    return ""


def _is_earlier(
    issued: date | None, dated: Iterable[date], named: Sequence[date], successor: date | None
) -> bool:
    """Whether an act is the earlier edition that another names: by a day named for it, or all of it lies before."""
    if issued is not None and issued in named:
        return True
    days = [day for day in (issued, *dated) if day is not None]
    if not days:
        return False
    if named:
        return min(days) <= max(named)
    return successor is not None and max(days) < successor


def _nearest(draft: Draft, same: Sequence[Known]) -> Known | None:
    """Among editions of one title the one whose issue the draft shares, or whose span it falls into."""
    by_issue = [known for known in same if draft.issued and known.issued == draft.issued]
    if len(by_issue) == 1:
        return by_issue[0]
    day = draft.dated or draft.issued
    if day is None:
        return None
    before = [known for known in same if known.issued and known.issued <= day]
    return max(before, key=lambda known: (known.issued or date.min, known.id)) if before else None


def _foreign(one: Sequence[Issuer], other: Sequence[Issuer]) -> bool:
    """Whether the bodies are of different places."""
    places = {i.region for i in one if i.region}, {i.region for i in other if i.region}
    return bool(places[0]) and bool(places[1]) and places[0].isdisjoint(places[1])


def _shared(one: Sequence[Issuer], other: Sequence[Issuer]) -> bool:
    if not one or not other:
        return True
    names = ({i.body or i.name for i in one}, {i.body or i.name for i in other})
    return not names[0].isdisjoint(names[1])


def make_id(draft: Draft, source: str, place: int, taken: Iterable[str]) -> str:
    """A new document's id: from its title; from title and number, body or day where the title is taken."""
    key = title_key(draft.title)
    if not key:
        return DocumentId.derive("untitled", source, str(place)).value
    number = draft.number.canonical if draft.number else ""
    lead = draft.issuers[0].name if draft.issuers else ""
    day = draft.issued.isoformat() if draft.issued else ""
    held = set(taken)
    for keys in (
        (key,),
        (key, number),
        (key, number, day),
        (key, number, day, lead),
        (key, source, str(place)),
    ):
        made = DocumentId.derive(*keys).value
        if made not in held:
            return made
    raise AssertionError("a source and place have one document each")
