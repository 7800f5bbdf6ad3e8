"""Ready-made packages: everything, every kind and every issuing body, a file each, with one list of checksums."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from indexer.export import Format
from indexer.export.formats import safe_name
from indexer.library.answers import FacetRow
from indexer.library.exporting import described, export, listed
from indexer.library.library import Library
from indexer.library.requests import SearchRequest
from indexer.model.document import Kind

INDEX: Final = "index.json"
SUMS: Final = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Package:
    """A package as the index lists it: ``query`` is the search that gives the same documents."""

    name: str
    label: str
    query: str
    revision: int
    on: str
    count: int
    bytes: int
    sha256: str


def export_packages(
    library: Library, request: SearchRequest, form: Format, folder: Path
) -> tuple[Package, ...]:
    """Write the packages of a search's documents; ``SHA256SUMS`` is what ``sha256sum -c`` reads.

    Files that the folder's index listed before and that are no longer made are taken away.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = _listed_before(folder)
    made = []
    taken: set[str] = set()
    for group, label, part in _parts(library, request):
        name = _name(group, label, form, taken)
        place = folder / name
        place.parent.mkdir(exist_ok=True)
        manifest = export(library, part, form, place)
        file = listed(place, name)
        made.append(
            Package(
                name,
                label,
                described(part),
                manifest.revision,
                manifest.on.isoformat(),
                manifest.count,
                file.bytes,
                file.sha256,
            )
        )
    index = json.dumps([asdict(package) for package in made], ensure_ascii=False, indent=1) + "\n"
    (folder / INDEX).write_text(index, encoding="utf-8")
    sums = "".join(f"{package.sha256}  {package.name}\n" for package in made)
    (folder / SUMS).write_text(sums, encoding="utf-8")
    for name in before - {package.name for package in made}:
        for gone in (folder / name, folder / f"{name}.manifest.json"):
            gone.unlink(missing_ok=True)
    return tuple(made)


def _parts(library: Library, request: SearchRequest) -> Iterator[tuple[str, str, SearchRequest]]:
    """(group, label, search) of each package; a value of which nothing is found has none."""
    filters = request.filters
    yield "", "全部", request
    facets = library.search(replace(request, offset=0, limit=1)).facets
    for row in _rows(facets, "kind", filters.kind):
        part = replace(request, filters=replace(filters, kind=(row.value,)))
        yield "效力级别", Kind(row.value).label, part
    for row in _rows(facets, "body", filters.body):
        yield "发文机关", row.label, replace(request, filters=replace(filters, body=(row.value,)))


def _rows(facets: Mapping[str, tuple[FacetRow, ...]], name: str, chosen: tuple[str, ...]) -> list[FacetRow]:
    """A facet's values; it counts what its own filter leaves out, and a package never goes beyond its search."""
    rows = [row for row in facets.get(name, ()) if not chosen or row.value in chosen]
    return sorted(rows, key=lambda row: row.value)


def _name(group: str, label: str, form: Format, taken: set[str]) -> str:
    stem = f"{group}/{safe_name(label)}" if group else safe_name(label)
    name, again = f"{stem}.{form.suffix}", 2
    while name in taken:
        name, again = f"{stem}-{again}.{form.suffix}", again + 1
    taken.add(name)
    return name


def _listed_before(folder: Path) -> set[str]:
    """The names in the folder's index, those that lie within the folder."""
    names: set[str] = set()
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        names = {row["name"] for row in json.loads((folder / INDEX).read_text(encoding="utf-8"))}
    return {name for name in names if (folder / name).resolve().is_relative_to(folder.resolve())}
