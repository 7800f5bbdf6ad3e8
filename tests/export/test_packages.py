"""Ready-made packages: their counts are the searches', their checksums verify, what is no longer made goes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from indexer.export import FORMATS
from indexer.library import Library, SearchRequest, export_packages
from indexer.model.document import Kind
from indexer.search.query import Filters
from tests.builders.drafts import RULE, library_of
from tests.export.test_export import NOTICE

ASKED = SearchRequest("", date(2026, 6, 1))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library, _ = library_of(tmp_path_factory.mktemp("packages"), {"甲.txt": RULE, "乙.txt": NOTICE})
    yield library
    library.close()


def test_a_package_holds_what_its_search_finds(library: Library, tmp_path: Path) -> None:
    made = export_packages(library, ASKED, FORMATS["jsonl"], tmp_path)
    names = {package.name for package in made}
    assert {"全部.jsonl", f"效力级别/{Kind.LOCAL_RULE.label}.jsonl", "发文机关/云岭省人民政府.jsonl"} <= names
    for package in made:
        filters = Filters(**{name: (value,) for name, value in parse_qsl(package.query)})  # type: ignore[arg-type]
        lines = (tmp_path / package.name).read_text(encoding="utf-8").splitlines()
        assert len(lines) == package.count == library.search(replace(ASKED, filters=filters)).total > 0
    kinds = [package.count for package in made if package.name.startswith("效力级别/")]
    assert sum(kinds) == made[0].count


def test_the_checksums_verify(library: Library, tmp_path: Path) -> None:
    export_packages(library, ASKED, FORMATS["csv"], tmp_path)
    lines = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(json.loads((tmp_path / "index.json").read_text(encoding="utf-8")))
    for line in lines:
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest


def test_what_is_no_longer_made_goes_and_nothing_else(library: Library, tmp_path: Path) -> None:
    outside = tmp_path / "别的.txt"
    folder = tmp_path / "包"
    export_packages(library, ASKED, FORMATS["jsonl"], folder)
    own = folder / "自己的.txt"
    for place in (outside, own):
        place.write_text("留着", encoding="utf-8")
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    index.append({**index[0], "name": "../别的.txt"})
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")
    made = export_packages(library, ASKED, FORMATS["md"], folder)
    left = {place.relative_to(folder).as_posix() for place in folder.rglob("*") if place.is_file()}
    assert left == {package.name for package in made} | {"index.json", "SHA256SUMS", "自己的.txt"}
    assert outside.exists()


def test_packages_never_go_beyond_their_search(library: Library, tmp_path: Path) -> None:
    asked = replace(ASKED, filters=Filters(kind=("local_rule",)))
    made = export_packages(library, asked, FORMATS["jsonl"], tmp_path)
    assert {package.count for package in made} == {library.search(asked).total}
