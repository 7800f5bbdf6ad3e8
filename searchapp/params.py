"""Address-bar parameters ↔ a search request. Reading what was written gives the same request back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote_plus

from werkzeug.datastructures import MultiDict

from indexer.library import SearchRequest
from indexer.model.document import Kind
from indexer.model.validity import Status
from indexer.search.query import Filters, Sort

Args = MultiDict[str, str]
_Faults = list[tuple[str, str]]

PAGE_SIZE: Final = 10
MAX_PAGE: Final = 1000
NAMES: Final = (
    "q",
    "on",
    "status",
    "kind",
    "body",
    "region",
    "year",
    "subject",
    "interpreted",
    "sort",
    "page",
)
"""The parameters of a search."""


_ASKED: Final[Mapping[str, bool]] = {"yes": True, "no": False}
_SAID: Final[Mapping[bool | None, tuple[str, ...]]] = {True: ("yes",), False: ("no",), None: ()}


@dataclass(frozen=True, slots=True)
class SearchParams:
    """The parameters of /search as understood, with remarks on what was not."""

    request: SearchRequest
    page: int
    on_given: bool
    faults: tuple[tuple[str, str], ...]
    """(parameter, what was wrong with it)."""

    @property
    def notes(self) -> tuple[str, ...]:
        """The faults as a page says them."""
        return tuple(said for _, said in self.faults)


def read(args: Args, today: date) -> SearchParams:
    """Understand any query string; what does not fit is remarked, never an error."""
    notes: _Faults = []
    day = _day(args.get("on", "").strip(), notes)
    filters = Filters(
        status=_known(args, "status", Status, notes),
        kind=_known(args, "kind", Kind, notes),
        body=_values(args, "body"),
        region=_values(args, "region"),
        year=_years(args, notes),
        subject=_values(args, "subject"),
        interpreted=_yes_or_no(args.get("interpreted", ""), notes),
    )
    page = _page(args.get("page", ""), notes)
    request = SearchRequest(
        text=args.get("q", ""),
        on=day or today,
        filters=filters,
        sort=_sort(args.get("sort", ""), notes),
        offset=(page - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
    )
    return SearchParams(request, page, day is not None, tuple(notes))


def write(params: SearchParams) -> list[tuple[str, str]]:
    """The query string's pairs for these parameters; defaults are left out."""
    request, filters = params.request, params.request.filters
    pairs = [("q", request.text)] if request.text else []
    if params.on_given:
        pairs.append(("on", request.on.isoformat()))
    rows: Mapping[str, tuple[str, ...]] = {
        "status": filters.status,
        "kind": filters.kind,
        "body": filters.body,
        "region": filters.region,
        "year": tuple(map(str, filters.year)),
        "subject": filters.subject,
        "interpreted": _SAID[filters.interpreted],
    }
    pairs += [(name, value) for name, values in rows.items() for value in values]
    if request.sort is not Sort.RELEVANCE:
        pairs.append(("sort", request.sort.value))
    if params.page > 1:
        pairs.append(("page", str(params.page)))
    return pairs


def turned_to(params: SearchParams, page: int) -> SearchParams:
    """The same search at another page."""
    return replace(params, page=page, request=replace(params.request, offset=(page - 1) * PAGE_SIZE))


def toggled(params: SearchParams, name: str, value: str) -> SearchParams:
    """The same search with a filter value set or taken away, from the first page."""
    filters = params.request.filters
    if name == "interpreted":
        asked = _ASKED.get(value)
        changed = replace(filters, interpreted=None if filters.interpreted is asked else asked)
        return turned_to(replace(params, request=replace(params.request, filters=changed)), 1)
    held = chosen(filters, name)
    kept = tuple(v for v in held if v != value) if value in held else (*held, value)
    values: dict[str, Any] = {name: tuple(map(int, kept)) if name == "year" else kept}
    changed = replace(filters, **values)
    return turned_to(replace(params, request=replace(params.request, filters=changed)), 1)


_quoted: Final = lru_cache(maxsize=4096)(quote_plus)
"""The same bodies, kinds and years are named on every page of results."""


@dataclass(frozen=True, slots=True)
class Address:
    """The query string of a search in pieces: a page has a hundred addresses that differ in one of them."""

    pieces: tuple[tuple[str, str], ...]
    """(name, ``name=value`` encoded), as ``write`` orders them."""

    def __str__(self) -> str:
        return "&".join([piece for _, piece in self.pieces])

    def at(self, path: str) -> str:
        """The address below a path."""
        return f"{path}?{self}" if self.pieces else path

    def without(self, *names: str) -> Address:
        """The same search without these parameters."""
        return Address(tuple([row for row in self.pieces if row[0] not in names]))

    def ending(self, name: str, value: str) -> Address:
        """The same search with one more parameter at the end."""
        return Address((*self.pieces, (name, f"{name}={_quoted(value)}")))


def address_of(params: SearchParams) -> Address:
    """The query string of a search."""
    return Address(tuple([(name, f"{name}={_quoted(value)}") for name, value in write(params)]))


def toggler(params: SearchParams, address: Address, name: str) -> Callable[[str], str]:
    """Query strings of the same search with a value of one filter set or taken away: as ``toggled`` and ``write``
    give them, without writing all that stays the same each time. ``address`` is that of the search."""
    held = chosen(params.request.filters, name)
    later = NAMES[NAMES.index(name) + 1 :]
    before = "".join([piece + "&" for other, piece in address.pieces if other not in later])
    after = "".join(["&" + piece for other, piece in address.pieces if other in later and other != "page"])

    def written(value: str) -> str:
        if held and (value in held or name == "interpreted"):
            return str(address_of(toggled(params, name, value)))
        return f"{before}{name}={_quoted(value)}{after}"

    return written


def without(params: SearchParams, name: str = "") -> SearchParams:
    """The same search without a filter, or without any."""
    dropped: dict[str, Any] = {name: getattr(Filters(), name)} if name else {}
    kept = replace(params.request.filters, **dropped) if name else Filters()
    return replace(params, request=replace(params.request, filters=kept))


def worded(params: SearchParams, text: str) -> SearchParams:
    """The same search for other words."""
    return replace(params, request=replace(params.request, text=text))


def chosen(filters: Filters, name: str) -> tuple[str, ...]:
    """The values of a filter as the address has them."""
    return _SAID[filters.interpreted] if name == "interpreted" else tuple(map(str, getattr(filters, name)))


def _yes_or_no(value: str, notes: _Faults) -> bool | None:
    if value and value not in _ASKED:
        notes.append(("interpreted", f"有无解读写作 yes 或 no，“{value[:20]}”已忽略"))
    return _ASKED.get(value)


def _values(args: Args, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in args.getlist(name) if value.strip()))


def _known(args: Args, name: str, values: type[Status] | type[Kind], notes: _Faults) -> tuple[str, ...]:
    """The values that exist, each by its code or its Chinese term."""
    by_label = {value.label: value.value for value in values}
    found: list[str] = []
    for given in _values(args, name):
        if given in by_label:
            found.append(by_label[given])
        elif given in by_label.values():
            found.append(given)
        else:
            notes.append((name, f"没有“{given[:20]}”这一项，已忽略"))
    return tuple(dict.fromkeys(found))


def _years(args: Args, notes: _Faults) -> tuple[int, ...]:
    years: list[int] = []
    for value in _values(args, "year"):
        if value.isascii() and value.isdigit() and len(value) == 4:
            years.append(int(value))
        else:
            notes.append(("year", f"看不懂的年份“{value[:20]}”，已忽略"))
    return tuple(years)


def _day(value: str, notes: _Faults) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        notes.append(("on", f"看不懂的日期“{value[:20]}”，按今天检索；日期写作 2020-06-01"))
        return None


def _sort(value: str, notes: _Faults) -> Sort:
    if not value:
        return Sort.RELEVANCE
    try:
        return Sort(value)
    except ValueError:
        notes.append(("sort", f"没有“{value[:20]}”这种排序，按相关度排列"))
        return Sort.RELEVANCE


def _page(value: str, notes: _Faults) -> int:
    if not value:
        return 1
    if value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MAX_PAGE:
        return int(value[:9])
    notes.append(("page", f"页码应在1到{MAX_PAGE}之间，显示第1页"))
    return 1


def number_of(value: str, otherwise: int) -> int:
    """A whole number of at most nine digits, else the other."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else otherwise
