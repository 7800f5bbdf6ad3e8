"""Where in its own text a citation stands, and what 前款, 前条 and 本条 mean there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from indexer.model.identifiers import ProvisionPath
from indexer.parse.citation_provisions import Place

_LEVELS: Final = {"条": "art", "款": "par", "项": "item"}


class Standing:
    """The provisions of a text by place. Places may be asked for in any order."""

    def __init__(self, places: dict[str, tuple[int, int]]) -> None:
        self._places = places
        self._ordered = sorted(places.items(), key=lambda item: (item[1][0], -item[1][1], len(item[0])))
        self._articles = [path for path in places if path.rsplit(".", 1)[-1].startswith("art-")]
        self._at = 0
        self._open: list[tuple[str, int]] = []
        self._last = -1

    def at(self, offset: int) -> str:
        """The innermost provision at a place of the source; the empty path outside all."""
        if offset < self._last:
            self._at, self._open = 0, []
        self._last = offset
        while self._at < len(self._ordered) and self._ordered[self._at][1][0] <= offset:
            path, (start, end) = self._ordered[self._at]
            while self._open and self._open[-1][1] <= start:
                self._open.pop()
            self._open.append((path, end))
            self._at += 1
        while self._open and self._open[-1][1] <= offset:
            self._open.pop()
        return self._open[-1][0] if self._open else ""

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
