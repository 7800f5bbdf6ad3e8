"""A computed text held against the published one: which instructions show in it as they should."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from indexer.model.amendment import Instruction, Verb
from indexer.model.comparison import Change, ChangeKind, compare, units
from indexer.model.consolidation import Consolidation, Outcome
from indexer.model.provisions import Provision


class Agreement(StrEnum):
    """How an instruction and the published text stand to each other."""

    AGREES = "agrees"
    DIFFERS = "differs"
    CANNOT_APPLY = "cannot_apply"
    NOT_COMPARED = "not_compared"  # no published text follows


@dataclass(frozen=True, slots=True)
class Checked:
    """An instruction with what became of it; ``differences`` are those of its articles, old is the computed text."""

    outcome: Outcome
    agreement: Agreement
    differences: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """Every instruction, and the differences in articles that no instruction names."""

    checked: tuple[Checked, ...]
    elsewhere: tuple[Change, ...]


_NUMBERS: Final = (Verb.RENUMBER, Verb.INSERT, Verb.MERGE)


def check(before: Sequence[Provision], result: Consolidation, published: Sequence[Provision] | None) -> Check:
    """The computed text against the published one, where there is one."""
    if published is None:
        return Check(
            tuple(
                Checked(o, Agreement.NOT_COMPARED if o.applied else Agreement.CANNOT_APPLY)
                for o in result.outcomes
            ),
            (),
        )
    changes = compare(result.provisions, published).changes
    held = {unit.key: unit.words for unit in units(before)}
    checked = []
    named: set[int] = set()
    for outcome in result.outcomes:
        mine = tuple(c for c in changes if _concerns(c, outcome, held))
        named.update(id(c) for c in mine)
        if not outcome.applied:
            checked.append(Checked(outcome, Agreement.CANNOT_APPLY))
        elif _in_annexes(outcome):
            checked.append(Checked(outcome, Agreement.NOT_COMPARED))
        else:
            checked.append(Checked(outcome, Agreement.DIFFERS if mine else Agreement.AGREES, mine))
    return Check(tuple(checked), tuple(c for c in changes if id(c) not in named))


def _in_annexes(outcome: Outcome) -> bool:
    """Whether it changed annexes alone; annexes of two texts are not set side by side."""
    places = outcome.instruction.places
    return bool(places) and all(place.division == "annex" for place in places)


def _concerns(change: Change, outcome: Outcome, held: dict[str, str]) -> bool:
    if change.old is not None and change.old.label and change.old.label in outcome.labels:
        # A number alone is the concern of those that give numbers.
        return change.kind is not ChangeKind.MOVED or change.reworded or outcome.instruction.verb in _NUMBERS
    # An article that was to go and is still there.
    return change.kind is ChangeKind.ADDED and change.here.words in _deleted(outcome.instruction, held)


def _deleted(instruction: Instruction, held: dict[str, str]) -> set[str]:
    if instruction.verb is not Verb.DELETE:
        return set()
    keys = (
        f"art-{place.article}" + (f"-{place.insert}" if place.insert else "")
        for place in instruction.places
        if place.level == "art"
    )
    return {held[key] for key in keys if key in held}
