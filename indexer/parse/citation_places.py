"""Where in its own text a citation stands, and what 前款, 前条 and 本条 mean there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from indexer.model.identifiers import ProvisionPath
from indexer.parse.citation_provisions import Place

_LEVELS: Final = {"条": "art", "款": "par", "项": "item"}


class Standing:
    """The provisions of a text by place. Places may be asked for in any order."""

    def __init__(self, places: dict[str, tuple[int, int]]) -> None:
        self._places = places
        ordered = sorted((start, -end, len(path), path) for path, (start, end) in places.items())
        self._starts = [start for start, _, _, _ in ordered]
        self._ends = [-end for _, end, _, _ in ordered]
        self._paths = [path for _, _, _, path in ordered]
        self._parents = _parents(self._starts, self._ends)
        self._articles = [path for path in places if path.rsplit(".", 1)[-1].startswith("art-")]

    def at(self, offset: int) -> str:
        """The innermost provision at a place of the source; the empty path outside all."""
        place = bisect_right(self._starts, offset) - 1
        while place >= 0 and self._ends[place] <= offset:
            place = self._parents[place]
        return self._paths[place] if place >= 0 else ""

    def holds(self, places: Sequence[Place]) -> bool:
        """Whether the text has all of the provisions' articles."""
        return bool(places) and all(
            self.real(place.path).value in self._places or ".".join(place.path.segments[:1]) in self._places
            for place in places
        )

    def real(self, path: ProvisionPath) -> ProvisionPath:
        """The address as the text has it: an item of an article's only paragraph stands in that paragraph."""
        if path.value in self._places:
            return path
        segments = path.segments
        if len(segments) > 1 and segments[0].startswith("art-") and segments[1].startswith("item-"):
            longer = ".".join((segments[0], "par-1", *segments[1:]))
            if longer in self._places:
                return ProvisionPath(longer)
        if len(segments) == 2 and segments[1] == "par-1" and segments[0] in self._places:
            return ProvisionPath(segments[0])
        return path

    def before(self, here: str, level: str, count: int) -> list[str]:
        """The ``count`` articles, paragraphs or items before the one at ``here``; none when there are not so many."""
        kind = _LEVELS[level]
        segments = here.split(".")
        place = next((n for n, s in enumerate(segments) if s.startswith(f"{kind}-")), None)
        if place is None:
            return []
        if kind == "art":
            path = ".".join(segments[: place + 1])
            if path not in self._articles:
                return []
            at = self._articles.index(path)
            return self._articles[at - count : at] if at >= count else []
        number = segments[place].split("-")[1].split("_")[0]
        if not number.isdigit() or int(number) <= count:
            return []
        head = segments[:place]
        return [".".join([*head, f"{kind}-{n}"]) for n in range(int(number) - count, int(number))]


def _parents(starts: Sequence[int], ends: Sequence[int]) -> list[int]:
    """For each span, the one that holds it; -1 for none. The spans are sorted, outer ones first."""
    parents: list[int] = []
    around: list[int] = []
    for place, start in enumerate(starts):
        while around and ends[around[-1]] <= start:
            around.pop()
        parents.append(around[-1] if around else -1)
        around.append(place)
    return parents
