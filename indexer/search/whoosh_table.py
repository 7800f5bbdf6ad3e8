"""DocumentTable: the documents of a snapshot as columns, and what is true of them on a day."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from indexer.model.validity import Status
from indexer.search.ranking import RankingProfile
from indexer.search.whoosh_build import HEAD
from indexer.search.whoosh_segment import KINDS, Ids, Mask, Segment, Weights

STATUSES: Final = tuple(status.value for status in Status)
_STATUS_CODE: Final = {value: code for code, value in enumerate(STATUSES)}
_UNKNOWN: Final = _STATUS_CODE[Status.UNKNOWN.value]


class ValueColumn:
    """Values of which a document may have several: (document, value) pairs as two arrays, ordered by value, and the
    values' names in order."""

    def __init__(self, numbers: Sequence[int], given: Sequence[str]) -> None:
        self.names: tuple[str, ...] = tuple(sorted(set(given)))
        self._code = {name: code for code, name in enumerate(self.names)}
        documents = np.array(numbers, np.int64)
        values = np.fromiter(map(self._code.__getitem__, given), np.int64, len(given))
        order = np.lexsort((documents, values))
        self._documents: Ids = documents[order]
        self._values: Ids = values[order]
        self._starts: Ids = np.searchsorted(self._values, np.arange(len(self.names) + 1))

    def mask(self, wanted: Iterable[str], count: int) -> Mask:
        """The documents that have one of the wanted values."""
        chosen = np.zeros(count, np.bool_)
        for name in wanted:
            code = self._code.get(name)
            if code is not None:
                chosen[self._documents[self._starts[code] : self._starts[code + 1]]] = True
        return chosen

    def counts(
        self, among: Mask, most: int | None = None, always: Iterable[str] = ()
    ) -> list[tuple[str, int]]:
        """How many of the documents have each value, most first, then by name; values that none has are left out.

        With ``most`` only so many, and beside them those ``always`` asked for.
        """
        found = np.bincount(self._values[among[self._documents]], minlength=len(self.names))
        # Names are numbered in order, so a stable sort leaves equal counts in the order of their names.
        held = found.nonzero()[0]
        order = held[(-found[held]).argsort(kind="stable")].tolist()
        if most is not None:
            wanted = {self._code.get(name) for name in always}
            order = (
                order[:most] + [code for code in order[most:] if code in wanted] if wanted else order[:most]
            )
        return [(self.names[code], int(found[code])) for code in order]


@dataclass(frozen=True, slots=True)
class DayView:
    """What holds on one day: each document's status, which units are the text of that day, and the factors."""

    status: NDArray[np.int16]
    visible: tuple[Mask, ...]
    factor: Weights


class DocumentTable:
    """All segments' documents, numbered through."""

    def __init__(self, segments: Sequence[Segment], alive: Sequence[Mask], profile: RankingProfile) -> None:
        self.segments = tuple(segments)
        held = _Rows(profile)
        for segment in segments:
            for row in segment.documents:
                held.take(row)
        self.ids: list[str] = held.ids
        self.count = len(self.ids)
        self.offsets = np.cumsum([0, *(len(segment.documents) for segment in segments)]).tolist()
        self.alive = _joined(alive, np.bool_)
        self.numbers = {name: number for number, name in enumerate(self.ids) if self.alive[number]}
        self.issued = _joined([s.issued for s in segments], np.int64)
        self.effective = _joined([s.effective for s in segments], np.int64)
        self.kind = _joined([s.kind for s in segments], np.int16)
        self.profile = profile
        by_kind = np.array([profile.kind.get(name, 0.0) for name in KINDS], np.float32)
        self.prior: Weights = by_kind[self.kind] + np.frombuffer(held.title_weights, np.float32)
        self._status_factor = np.array([profile.status.get(name, 1.0) for name in STATUSES], np.float32)
        self.values: dict[str, ValueColumn] = {
            name: ValueColumn(*pairs) for name, pairs in held.values.items()
        }
        self._spans = held.spans()
        self._versions = held.versions()

    def view(self, day: date) -> DayView:
        """The state of every document on a day."""
        ordinal = day.toordinal()
        status = self._status_on(ordinal)
        chosen = self._version_on(ordinal)
        exists = (self.issued == 0) | (self.issued <= ordinal)
        shown = self.alive & exists
        visible = []
        for segment, offset in zip(self.segments, self.offsets, strict=False):
            end = offset + len(segment.documents)
            own = segment.unit_version == chosen[offset:end][segment.unit_document]
            visible.append((own | (segment.unit_version == HEAD)) & shown[offset:end][segment.unit_document])
        return DayView(status, tuple(visible), self._status_factor[status])

    def _status_on(self, ordinal: int) -> NDArray[np.int16]:
        documents, since, until, code = self._spans
        status = np.full(self.count, _UNKNOWN, np.int16)
        holds = (since <= ordinal) & ((until == 0) | (ordinal < until))
        status[documents[holds]] = code[holds]
        return status

    def _version_on(self, ordinal: int) -> Ids:
        """The version each document shows: the last that had begun; before the first, the first."""
        first, starts, ordinals = self._versions
        chosen = np.full(self.count, HEAD, np.int64)
        has = first[1:] > first[:-1]
        if not has.any():
            return chosen
        begun = np.where(starts <= ordinal, np.arange(len(starts)), -1)
        last = np.maximum.reduceat(begun, first[:-1][has])
        last = np.where(last < 0, first[:-1][has], last)
        chosen[has] = ordinals[last]
        return chosen


def _joined(parts: Sequence[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    return np.concatenate(parts).astype(dtype) if parts else np.zeros(0, dtype)


class _Rows:
    """What is taken from each document's row, all in one reading: a row is decoded each time it is asked for."""

    def __init__(self, profile: RankingProfile) -> None:
        self._profile = profile
        self.ids: list[str] = []
        self.title_weights = array("f")
        self.values: dict[str, tuple[array[int], list[str]]] = {
            name: (array("q"), []) for name in ("kind", "body", "region", "subject", "year", "interpreted")
        }
        self._statuses = array("q")
        self._first, self._starts, self._ordinals = array("q", [0]), array("q"), array("q")
        self._names: dict[str, str] = {}

    def take(self, row: dict[str, Any]) -> None:
        """The next document."""
        number = len(self.ids)
        self.ids.append(row["id"])
        weights = (weight for word, weight in self._profile.title.items() if word in row["title"])
        self.title_weights.append(next(weights, 0.0))
        for name, values in (
            ("kind", (row["kind"],)),
            ("body", row["bodies"]),
            ("region", (row["region"],) if row["region"] else ()),
            ("subject", row["subjects"]),
            ("year", (_year(row["issued"]),) if row["issued"] else ()),
            ("interpreted", ("yes" if row["interpreted"] else "no",)),
        ):
            numbers, held = self.values[name]
            for value in dict.fromkeys(values):
                numbers.append(number)
                # A value of many documents is kept once.
                held.append(self._names.setdefault(value, value))
        for since, until, status in row["statuses"]:
            self._statuses.extend((number, since, until, _STATUS_CODE[status]))
        begin = [(since or dated, ordinal) for ordinal, (_, dated, since, _) in enumerate(row["versions"])]
        for start, ordinal in sorted(begin):
            self._starts.append(start)
            self._ordinals.append(ordinal)
        self._first.append(len(self._starts))

    def spans(self) -> tuple[Ids, Ids, Ids, NDArray[np.int16]]:
        """(document, since, until, status) of each span of a status."""
        table = np.frombuffer(self._statuses, np.int64).reshape(-1, 4)
        return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy(), table[:, 3].astype(np.int16)

    def versions(self) -> tuple[Ids, Ids, Ids]:
        """(first version of each document, start days, ordinals within the document), by start within a document."""
        first, starts, ordinals = (
            np.frombuffer(column, np.int64) for column in (self._first, self._starts, self._ordinals)
        )
        return first, starts, ordinals


def _year(ordinal: int) -> str:
    return str(date.fromordinal(ordinal).year)
