"""Which lines that begin with 第X条 are articles: decided by the run of their numbers, not by one line alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.model.source import Remark
from indexer.parse.markers import Marker, Strength

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article label at a line's start; ``line`` is the line's index, ``text`` its words."""

    line: int
    marker: Marker
    text: str

    @property
    def key(self) -> Key:
        """Number and insert: 第十二条之一 is (12, 1)."""
        return self.marker.number or 0, self.marker.insert or 0


def follows(key: Key, last: Key | None) -> bool:
    """Whether this number is the very next one after ``last`` (12 → 13, 12 → 12之一, 12之一 → 12之二 or 13)."""
    if last is None:
        return key == (1, 0)
    return key in {(last[0] + 1, 0), (last[0], last[1] + 1)}


def accept_articles(
    candidates: Sequence[Candidate], breaks: frozenset[int] = frozenset()
) -> tuple[frozenset[int], tuple[Remark, ...]]:
    """The indices of the lines that are articles, and a remark for each number that does not fit its run.

    ``breaks`` are the indices of lines at which a new count may begin (annexes).
    """
    accepted: set[int] = set()
    remarks: list[Remark] = []
    last: Key | None = None
    stops = sorted(breaks)
    at = 0
    strong = [c for c in candidates if c.marker.strength is Strength.STRONG]
    position = {c.line: i for i, c in enumerate(strong)}
    for candidate in candidates:
        while at < len(stops) and stops[at] <= candidate.line:
            last, at = None, at + 1
        if not _fits(candidate, last, strong, position.get(candidate.line)):
            continue
        accepted.add(candidate.line)
        remark = _sequence_remark(candidate, last)
        if remark:
            remarks.append(remark)
        last = _counted(candidate, last, strong, position.get(candidate.line))
    return frozenset(accepted), tuple(remarks)


def _fits(candidate: Candidate, last: Key | None, strong: Sequence[Candidate], at: int | None) -> bool:
    key, strength = candidate.key, candidate.marker.strength
    if follows(key, last):
        return strength is not Strength.CITING
    if strength is not Strength.STRONG or at is None:
        return False
    if last is None or key == (1, 0):
        return True
    following = strong[at + 1].key if at + 1 < len(strong) else None
    if last < key:
        # A number quoted out of turn: the run goes on as if it were not there.
        return following is None or not (following < key and follows(following, last))
    if following is None or follows(following, last):
        return False
    # A misprint leaves room for itself (7, 80, 9); a real break in the count is carried on by the next number.
    return following == (last[0] + 2, 0) or follows(following, key) or key == last


def _counted(candidate: Candidate, last: Key | None, strong: Sequence[Candidate], at: int | None) -> Key:
    """The number the count stands at after this article: a misprint between 7 and 9 counts as 8."""
    if last is None or at is None or follows(candidate.key, last) or at + 1 >= len(strong):
        return candidate.key
    filled = (last[0] + 1, 0)
    return filled if strong[at + 1].key == (last[0] + 2, 0) else candidate.key


def _sequence_remark(candidate: Candidate, last: Key | None) -> Remark | None:
    key = candidate.key
    if last is None or follows(key, last):
        return None
    label = candidate.marker.label
    if key == last:
        return Remark("article_repeated", f"条号重复：{label}出现两次", candidate.text[:40])
    if key == (1, 0):
        return Remark("article_restart", "条号从第一条重新开始", candidate.text[:40])
    return Remark("article_sequence", f"条号不连续：第{last[0]}条之后是{label}", candidate.text[:40])
