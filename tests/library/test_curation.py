"""A person's facts: read with line numbers in errors, replayed over every parse, shown as what they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.catalog.curation import CurationError, parse_curation
from indexer.ingest import Ingest
from indexer.library import Library
from indexer.model.limits import Limits
from indexer.settings import Settings
from tests.builders.drafts import RULE, library_of

FACT = """# 示例
[[event]]
document = "云岭省示例市场管理办法"
kind = "repealed"
on = 2023-05-01
effective = 2023-06-01
source = "示例公报2023年第9期"
noted = 2024-01-15
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "repealed"', 'kind = "gone"', "例.toml:4"),
        ("on = 2023-05-01", 'on = "昨天"', "例.toml:5"),
        ('source = "示例公报2023年第9期"', "", "例.toml:2"),
        ("noted = 2024-01-15", "", "noted"),
        ("noted = 2024-01-15", "noted = 2024-01-15\nuntil = 2001-01-01", "例.toml:9"),
        ("noted = 2024-01-15", "noted = 2024-01-15\ncolour = 1", "例.toml:9"),
        ('document = "云', "document = 云", "例.toml:3"),
        ("[[event]]", "[[evnt]]", "例.toml:2"),
        ("[[event]]", "[event]", "例.toml:2"),
    ],
)
def test_what_does_not_fit_is_named_by_file_and_line(old: str, new: str, said: str) -> None:
    assert old in FACT
    with pytest.raises(CurationError, match=said):
        list(parse_curation(FACT.replace(old, new), "例.toml"))


def status(library: Library, day: date) -> str:
    return library.status("云岭省示例市场管理办法", day).status


def test_a_fact_outlives_reading_anew_and_goes_with_its_file(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE})
    folder = Settings(data=tmp_path / "data").curation
    folder.mkdir()
    (folder / "例.toml").write_text(FACT, encoding="utf-8")
    before = library.store.revision
    assert library.catch_up() >= 1
    assert library.store.revision > before
    assert (status(library, date(2023, 5, 31)), status(library, date(2023, 6, 1))) == ("in_force", "repealed")
    (reason,) = library.status("云岭省示例市场管理办法", date(2024, 1, 1)).because
    assert (reason.evidence.rule, reason.evidence.quote) == ("curated.repealed", "示例公报2023年第9期")
    assert reason.evidence.file.endswith("例.toml:2")

    # Nothing changed: nothing is done.
    held = library.store.revision
    assert library.catch_up() == 0
    assert library.store.revision == held

    # The source read again, with another stamp.
    (tmp_path / "inbox" / "甲.txt").write_text(RULE + "\n", encoding="utf-8")
    Ingest(library.store, library.originals, Limits(), jobs=1).run([tmp_path / "inbox"])
    library.catch_up()
    assert status(library, date(2024, 1, 1)) == "repealed"

    (folder / "例.toml").unlink()
    library.catch_up()
    assert status(library, date(2024, 1, 1)) == "in_force"


def test_a_fact_waits_for_its_document(tmp_path: Path) -> None:
    folder = Settings(data=tmp_path / "data").curation
    folder.mkdir(parents=True)
    (folder / "例.toml").write_text(FACT.replace("市场", "集市"), encoding="utf-8")
    library, _ = library_of(tmp_path, {"甲.txt": RULE})
    assert [f.place for f in library.audit() if f.code == "curation_unresolved"] == ["例.toml:2"]
    (tmp_path / "inbox" / "乙.txt").write_text(RULE.replace("市场", "集市"), encoding="utf-8")
    Ingest(library.store, library.originals, Limits(), jobs=1).run([tmp_path / "inbox"])
    library.catch_up()
    assert library.status("云岭省示例集市管理办法", date(2024, 1, 1)).status == "repealed"
    assert not [f for f in library.audit() if f.code == "curation_unresolved"]
