"""Comparison (对照): two texts of one document, provision by provision, with moves and renumbering recognised."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Final

from indexer.model.provisions import Provision, ProvisionKind
from indexer.model.wording import Mark, plain, word_marks

_SKIPPED: Final = frozenset(
    {
        ProvisionKind.FRONT,
        ProvisionKind.NOTE,
        ProvisionKind.TOC,
        ProvisionKind.SIGNATURE,
        ProvisionKind.DUPLICATE,
    }
)
_DIVISIONS: Final = frozenset(
    {ProvisionKind.PART, ProvisionKind.SUBPART, ProvisionKind.CHAPTER, ProvisionKind.SECTION}
)
_WHOLE: Final = frozenset(
    {ProvisionKind.ARTICLE, ProvisionKind.PARAGRAPH, ProvisionKind.ITEM, ProvisionKind.SUBITEM}
)
_ALIKE: Final = 0.5
"""From here on two provisions of different numbers are one provision."""
_ALIKE_IN_PLACE: Final = 0.25
"""The same, for two that have the same number."""
_ALIKE_ELSEWHERE: Final = 0.8
"""The same, for two that stand in another order among the rest."""
_CONTAINED: Final = 0.85
_COMMON: Final = 24
"""A run of characters that more provisions have than this tells nothing of which is which."""
_CANDIDATES: Final = 4


class ChangeKind(StrEnum):
    """What became of a provision."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"  # another number or place; old and new differ where its words changed as well


@dataclass(frozen=True, slots=True)
class Unit:
    """What is compared: an article, a division's heading, a heading or paragraph of a text without articles."""

    path: str
    label: str
    text: str
    division: bool = False
    key: str = field(init=False, default="")
    words: str = field(init=False, default="")

    def __post_init__(self) -> None:
        last = self.path.rpartition(".")[2].partition("_")[0]
        object.__setattr__(self, "key", last if self.label else "")
        object.__setattr__(self, "words", plain(self.text))


@dataclass(frozen=True, slots=True)
class Change:
    """One provision in both texts. ``old`` or ``new`` is None where the text does not have it."""

    kind: ChangeKind
    old: Unit | None
    new: Unit | None

    @property
    def here(self) -> Unit:
        """The provision in the newer text that has it."""
        unit = self.new or self.old
        assert unit is not None
        return unit

    @property
    def reworded(self) -> bool:
        """Whether it stands in both and its words differ."""
        return self.old is not None and self.new is not None and self.old.words != self.new.words

    def marks(self) -> tuple[Mark, ...]:
        """The places at which the words differ; none unless it stands in both."""
        if self.old is None or self.new is None or not self.reworded:
            return ()
        return word_marks(self.old.text, self.new.text)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every provision of both texts exactly once, in the reading order of the newer."""

    entries: tuple[Change, ...]
    divisions: bool
    """Whether headings of 编 章 节 were compared: they are left out where only one of the texts has any."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """The entries that are not the same in both."""
        return tuple(entry for entry in self.entries if entry.kind is not ChangeKind.SAME)


def compare(old: Sequence[Provision], new: Sequence[Provision]) -> Comparison:
    """The differences between two texts. White space, width and style of marks are not differences.

    What stands around the text (title lines, 题注, 目录, 落款) is not compared.
    """
    before, after = tuple(units(old)), tuple(units(new))
    divisions = any(unit.division for unit in before) == any(unit.division for unit in after)
    if not divisions:
        before = tuple(unit for unit in before if not unit.division)
        after = tuple(unit for unit in after if not unit.division)
    return Comparison(tuple(compare_units(before, after)), divisions)


def units(roots: Sequence[Provision]) -> Iterator[Unit]:
    """The provisions of a text that are compared one by one, in reading order."""
    for node in roots:
        if node.kind in _SKIPPED:
            continue
        if node.kind in _WHOLE:
            yield Unit(node.path.value, node.label, _below_label(node))
            continue
        own = "　".join(part for part in (node.heading, node.text) if part)
        if own or node.label:
            yield Unit(node.path.value, node.label, own, node.kind in _DIVISIONS)
        yield from units(node.children)


def _below_label(node: Provision) -> str:
    own = "　".join(part for part in (node.heading, node.text) if part)
    return "\n".join(
        part for part in (own, *(line for child in node.children for line in child.lines())) if part
    )


def compare_units(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[Change]:
    """Every unit of both, once: pairs where they are one provision, else added or removed."""
    # Reckoned in one direction whatever the order asked for: the comparison of new with old mirrors that of old with new.
    if [(u.key, u.words) for u in old] <= [(u.key, u.words) for u in new]:
        pairs = dict(_Matching(old, new).pairs())
    else:
        pairs = {i: j for j, i in _Matching(new, old).pairs()}
    in_order = set(_rising(sorted(pairs.items())))
    partner = {j: i for i, j in pairs.items()}
    removed = [i for i in range(len(old)) if i not in pairs]
    said = 0
    for j, unit in enumerate(new):
        i = partner.get(j)
        if i is not None and (i, j) in in_order:
            while said < len(removed) and removed[said] < i:
                yield Change(ChangeKind.REMOVED, old[removed[said]], None)
                said += 1
        if i is None:
            yield Change(ChangeKind.ADDED, None, unit)
        else:
            yield Change(_kind(old[i], unit, (i, j) in in_order), old[i], unit)
    for i in removed[said:]:
        yield Change(ChangeKind.REMOVED, old[i], None)


def _kind(old: Unit, new: Unit, in_order: bool) -> ChangeKind:
    if old.key != new.key or not in_order:
        return ChangeKind.MOVED
    return ChangeKind.SAME if old.words == new.words else ChangeKind.CHANGED


class _Matching:
    """Which provision of one text is which of the other: equal words first, then like words, then like places."""

    def __init__(self, old: Sequence[Unit], new: Sequence[Unit]) -> None:
        self._old, self._new = old, new
        self._forth: dict[int, int] = {}
        self._back: dict[int, int] = {}

    def pairs(self) -> list[tuple[int, int]]:
        """The matched indices, by the first."""
        self._equal(lambda unit: (unit.division, unit.key, unit.words))
        self._equal(lambda unit: (unit.division, unit.words))
        self._like()
        self._in_place()
        return sorted(self._forth.items())

    def _join(self, i: int, j: int) -> None:
        self._forth[i] = j
        self._back[j] = i

    def _left(self) -> tuple[list[int], list[int]]:
        return (
            [i for i in range(len(self._old)) if i not in self._forth],
            [j for j in range(len(self._new)) if j not in self._back],
        )

    def _equal(self, name: Callable[[Unit], tuple[object, ...]]) -> None:
        mine, theirs = self._left()
        waiting: dict[tuple[object, ...], list[int]] = {}
        for j in reversed(theirs):
            waiting.setdefault(name(self._new[j]), []).append(j)
        for i in mine:
            if found := waiting.get(name(self._old[i])):
                self._join(i, found.pop())

    def _like(self) -> None:
        mine, theirs = self._left()
        old = {i: _pairs_of(self._old[i].words) for i in mine}
        new = {j: _pairs_of(self._new[j].words) for j in theirs}
        wanted = {(i, j) for i, j in _candidates(old, new)} | {(i, j) for j, i in _candidates(new, old)}
        wanted |= self._of_one_key(mine, theirs)
        scored = []
        for i, j in wanted:
            if self._old[i].division is not self._new[j].division:
                continue
            same = self._old[i].key == self._new[j].key
            score = _likeness(old[i], new[j])
            if score >= (_ALIKE_IN_PLACE if same else _ALIKE):
                scored.append((-score - (0.05 if same else 0), abs(i - j), i + j, i, j))
        for *_, i, j in sorted(scored):
            if i not in self._forth and j not in self._back:
                self._join(i, j)
        kept = set(_rising(sorted(self._forth.items())))
        for i, j in list(self._forth.items()):
            if (i, j) not in kept and i in old and _likeness(old[i], new[j]) < _ALIKE_ELSEWHERE:
                del self._forth[i], self._back[j]

    def _of_one_key(self, mine: Sequence[int], theirs: Sequence[int]) -> set[tuple[int, int]]:
        named: dict[str, list[int]] = {}
        for j in theirs:
            if self._new[j].key:
                named.setdefault(self._new[j].key, []).append(j)
        found: set[tuple[int, int]] = set()
        for i in mine:
            near = sorted((abs(i - j), j) for j in named.get(self._old[i].key, ()))
            found.update((i, j) for _, j in near[:_CANDIDATES])
        return found

    def _in_place(self) -> None:
        """What is left between the same neighbours under the same number was rewritten."""
        stays = _rising(sorted(self._forth.items()))
        edges = [(-1, -1), *stays, (len(self._old), len(self._new))]
        for (i, j), (next_i, next_j) in pairwise(edges):
            free = {self._new[n].key: n for n in range(j + 1, next_j) if n not in self._back}
            for m in range(i + 1, next_i):
                key = self._old[m].key
                if m not in self._forth and key and key in free:
                    self._join(m, free.pop(key))


def _pairs_of(words: str) -> Counter[str]:
    return Counter(words[n : n + 2] for n in range(len(words) - 1)) if len(words) > 1 else Counter([words])


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """How much two wordings share, 0 to 1; a wording that went whole into a longer one counts as well."""
    sizes = one.total(), other.total()
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    shared = sum(min(count, large[pair]) for pair, count in small.items() if pair in large)
    whole = 2 * shared / (sizes[0] + sizes[1])
    return max(whole, _CONTAINED * shared / min(sizes)) if min(sizes) > 12 else whole


def _candidates(one: dict[int, Counter[str]], other: dict[int, Counter[str]]) -> Iterator[tuple[int, int]]:
    """For each of ``one`` the few of ``other`` that share most of the rarer pairs of characters with it."""
    holders: dict[str, list[int]] = {}
    for j, pairs in other.items():
        for pair in pairs:
            holders.setdefault(pair, []).append(j)
    for i, pairs in one.items():
        votes: Counter[int] = Counter()
        for pair in pairs:
            found = holders.get(pair, ())
            if len(found) <= _COMMON:
                votes.update(found)
        for j, _ in votes.most_common(_CANDIDATES):
            yield i, j


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, sorted by the first, whose second members rise too: what kept its order."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        place = bisect_left(tails, j)
        before.append(last[place - 1] if place else -1)
        if place == len(tails):
            tails.append(j)
            last.append(index)
        else:
            tails[place] = j
            last[place] = index
    chain = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]
