"""A person's facts: read with line numbers in errors, replayed over every parse, shown as what they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.catalog.curation import Correction, CurationError, Link, Merge, Split, parse_curation
from indexer.ingest import Ingest
from indexer.library import Library
from indexer.model.limits import Limits
from indexer.settings import Settings
from tests.builders.drafts import AMENDED, RULE, library_of

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


FORMS = """[[correction]]
document = "云岭省示例市场管理办法"
title = "云岭省示例集市管理办法"
number = "云岭省人民政府令第13号"
bodies = ["云岭省人民政府"]
issued = 2010-03-02
kind = "local_rule"
source = "示例公报"
noted = 2024-01-15

[[merge]]
documents = ["甲", "乙"]
source = "示例公报"
noted = 2024-01-15

[[split]]
document = "甲"
texts = ["丙.txt"]
source = "示例公报"
noted = 2024-01-15

[[link]]
document = "甲"
to = "乙"
role = "implements"
source = "示例公报"
noted = 2024-01-15
"""


def test_every_form_is_read_in_its_order() -> None:
    correction, merge, split, link = parse_curation(FORMS, "例.toml")
    assert isinstance(correction, Correction)
    assert (correction.title, correction.issued) == ("云岭省示例集市管理办法", date(2010, 3, 2))
    assert isinstance(merge, Merge)
    assert isinstance(split, Split)
    assert isinstance(link, Link)
    assert (merge.documents, split.texts, link.role.value) == (("甲", "乙"), ("丙.txt",), "implements")
    assert [fact.said.place for fact in (correction, merge, split, link)] == [
        "例.toml:1",
        "例.toml:11",
        "例.toml:16",
        "例.toml:22",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('number = "云岭省人民政府令第13号"', 'number = "十三"', "例.toml:4"),
        ("issued = 2010-03-02", 'issued = "2010.3.2"', "例.toml:6"),
        ('bodies = ["云岭省人民政府"]', "bodies = []", "例.toml:5"),
        ('kind = "local_rule"', 'kind = "rule"', "例.toml:7"),
        ('documents = ["甲", "乙"]', 'documents = ["甲"]', "例.toml:12"),
        ('documents = ["甲", "乙"]', 'documents = ["甲", "甲"]', "例.toml:12"),
        ('texts = ["丙.txt"]', 'texts = "丙.txt"', "例.toml:18"),
        ('role = "implements"', 'role = "likes"', "例.toml:25"),
        ('role = "implements"', 'role = "interprets"', "pair"),
        ('to = "乙"', 'to = "甲"', "例.toml:24"),
        ('to = "乙"', 'to = "乙"\nname = "丙"', "例.toml:25"),
        ("[[link]]", "[[lnik]]", "例.toml:22"),
    ],
)
def test_what_does_not_fit_a_form_is_named_by_file_and_line(old: str, new: str, said: str) -> None:
    assert old in FORMS
    with pytest.raises(CurationError, match=said):
        list(parse_curation(FORMS.replace(old, new), "例.toml"))


TITLE = "云岭省示例市场管理办法"
OTHER = RULE.replace("市场", "商场").replace("第12号", "第15号")
SAID = 'source = "示例公报"\nnoted = 2024-01-15\n'
TODAY = date(2024, 1, 1)


def contents(library: Library) -> list[tuple[object, ...]]:
    """All that the record says of its documents, apart from revisions and keys."""
    store = library.store
    documents = store.documents(store.document_ids())
    versions, events = store.versions(documents), store.events(documents)
    return [
        (
            row.id,
            row.title,
            row.number,
            row.issued,
            row.issuers,
            row.kind,
            row.interpretation,
            [
                (v.dated, v.sources, v.articles, [p.text for p in store.provisions(v.key)])
                for v in versions.get(row.id, [])
            ],
            sorted(repr(event) for event in events.get(row.id, ())),
            [c.citation.text for c in store.citations_of(row.id)],
        )
        for row in documents.values()
    ]


def curate(library: Library, tmp_path: Path, text: str) -> None:
    folder = Settings(data=tmp_path / "data").curation
    folder.mkdir(exist_ok=True)
    (folder / "例.toml").write_text(text, encoding="utf-8")
    library.catch_up()


def again(library: Library, tmp_path: Path) -> None:
    """Every file taken in anew, as after a change of the parser."""
    for file in (tmp_path / "inbox").iterdir():
        file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    Ingest(library.store, library.originals, Limits(), jobs=1).run([tmp_path / "inbox"])
    library.catch_up()


CORRECTION = f"""[[correction]]
document = "{TITLE}"
title = "云岭省示例集市管理办法"
number = "云岭省人民政府令第13号"
bodies = ["云岭省人民代表大会常务委员会"]
issued = 2010-03-02
kind = "local_regulation"
{SAID}"""


def test_a_correction_counts_everywhere_is_said_and_outlives_reading_anew(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE})
    before = contents(library)
    curate(library, tmp_path, CORRECTION)
    for _ in range(2):
        assert not library.status(TITLE, TODAY).found
        answer = library.document(library.resolve_one("云岭省人民政府令第13号"), TODAY)
        assert (answer.title, answer.issued) == ("云岭省示例集市管理办法", date(2010, 3, 2))
        assert (answer.bodies, answer.kind) == (("云岭省人民代表大会常务委员会",), "local_regulation")
        for said in (answer.warnings, library.history(answer.id).warnings, answer.verdict.notes):
            told = [note for note in said if note.startswith("人工更正：标题更正为“云岭省示例集市管理办法”")]
            assert len(told) == 1
            assert "例.toml:1" in told[0]
        assert len(library.store.document_ids()) == 1
        again(library, tmp_path)
    (Settings(data=tmp_path / "data").curation / "例.toml").unlink()
    (tmp_path / "inbox" / "甲.txt").write_text(RULE, encoding="utf-8")
    Ingest(library.store, library.originals, Limits(), jobs=1).run([tmp_path / "inbox"])
    library.catch_up()
    assert [row[:7] for row in contents(library)] == [row[:7] for row in before]


def test_a_merge_joins_two_records_and_can_be_taken_back(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": OTHER})
    before = contents(library)
    other = library.resolve_one("云岭省示例商场管理办法")
    curate(library, tmp_path, f'[[merge]]\ndocuments = ["{TITLE}", "{other}"]\n{SAID}')
    for _ in range(2):
        (document,) = library.store.document_ids()
        answer = library.document(document, TODAY)
        assert answer.title == TITLE
        assert any("已合并" in note for note in answer.warnings)
        assert {v.source for v in library.history(document).versions} == {"甲.txt", "乙.txt"}
        assert not [f for f in library.audit() if f.code == "curation_unresolved"]
        again(library, tmp_path)
    (Settings(data=tmp_path / "data").curation / "例.toml").unlink()
    library.catch_up()
    assert [row[:7] for row in contents(library)] == [row[:7] for row in before]
    assert [p.text for p in library.document(other, TODAY).provisions if "示例商场的管理" in p.text]
    assert library.status(other, TODAY).status == "in_force"


def test_a_split_makes_a_document_of_a_text_and_can_be_taken_back(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": AMENDED})
    before = contents(library)
    (document,) = library.store.document_ids()
    curate(library, tmp_path, f'[[split]]\ndocument = "{document}"\ntexts = ["乙.txt"]\n{SAID}')
    for _ in range(2):
        first, second = sorted(library.store.document_ids(), key=lambda name: name != document)
        assert [p.text for p in library.document(first, TODAY).provisions if "五百元" in p.text]
        assert [p.text for p in library.document(second, TODAY).provisions if "八百元" in p.text]
        assert any("分出" in note for note in library.document(second, TODAY).warnings)
        Ingest(library.store, library.originals, Limits(), jobs=1).run([tmp_path / "inbox"])
        library.catch_up()
    (Settings(data=tmp_path / "data").curation / "例.toml").unlink()
    library.catch_up()
    assert contents(library) == before


def test_a_link_is_found_from_both_its_ends(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": OTHER})
    before = contents(library)
    document, other = library.resolve_one(TITLE), library.resolve_one("云岭省示例商场管理办法")
    fact = f'[[link]]\ndocument = "{other}"\nto = "{document}"\nrole = "implements"\n{SAID}'
    curate(library, tmp_path, fact)
    assert [c.document.id for c in library.cites(document).cited_by] == [other]
    assert [(c.role, c.document.id if c.document else "") for c in library.cites(other).cites] == [
        ("implements", document)
    ]
    assert any(note.startswith(f"人工更正：实施《{TITLE}》") for note in library.status(other, TODAY).notes)
    curate(library, tmp_path, "")
    assert contents(library) == before


@pytest.mark.parametrize(
    "fact",
    [
        f'[[merge]]\ndocuments = ["{TITLE}", "云岭省示例商场管理办法"]\n',
        f'[[split]]\ndocument = "{TITLE}"\ntexts = ["丁.txt"]\n',
        f'[[split]]\ndocument = "{TITLE}"\ntexts = ["甲.txt"]\n',
        f'[[link]]\ndocument = "{TITLE}"\nto = "云岭省示例商场管理办法"\nrole = "cites"\n',
        '[[correction]]\ndocument = "云岭省示例商场管理办法"\nissued = 2010-03-02\n',
    ],
)
def test_what_finds_nothing_changes_nothing_and_is_found_by_audit(tmp_path: Path, fact: str) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE})
    before = contents(library)
    curate(library, tmp_path, fact + SAID)
    assert contents(library) == before
    assert [f.place for f in library.audit() if f.code == "curation_unresolved"] == ["例.toml:1"]


def test_a_bad_file_leaves_the_facts_that_stand(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE})
    curate(library, tmp_path, CORRECTION)
    held = contents(library)
    with pytest.raises(CurationError, match=r"例\.toml"):
        curate(library, tmp_path, CORRECTION + "[[merge]]\n")
    assert contents(library) == held
