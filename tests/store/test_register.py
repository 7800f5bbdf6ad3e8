"""The record keeps what it is given, in versions, and survives what interrupts it."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from indexer.model.provisions import read_text
from indexer.store import Originals, Store, StoreBusy, StoreUnusable
from tests.builders.drafts import AMENDED, RULE, drafts_of, source_row


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "register.sqlite3")


def put(store: Store, text: str, name: str = "示例.txt") -> list[str]:
    _, drafts = drafts_of(text, name)
    return [done.document for done in store.record(source_row(text, name), drafts)]


def test_an_amended_text_is_another_version_of_the_same_document(store: Store) -> None:
    (first,) = put(store, RULE)
    (second,) = put(store, AMENDED, "示例二.txt")
    assert first == second
    versions = store.versions([first])[first]
    assert [version.dated for version in versions] == [date(2010, 3, 1), date(2018, 6, 5)]
    assert versions[0].until == versions[1].start
    assert versions[1].until is None


def test_the_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    states = []
    for number, texts in enumerate(((RULE, AMENDED), (AMENDED, RULE))):
        with Store.open(tmp_path / f"{number}.sqlite3") as store:
            for text in texts:
                put(store, text, f"{len(text)}.txt")
            (document,) = store.document_ids()
            versions = store.versions([document])[document]
            states.append((document, [(v.dated, v.since, v.until, v.articles) for v in versions]))
    assert states[0] == states[1]


def test_the_text_read_back_is_the_text_recorded(store: Store) -> None:
    _, drafts = drafts_of(RULE)
    (document,) = put(store, RULE)
    (version,) = store.versions([document])[document]
    rows = store.provisions(version.key)
    wanted = [
        (p.path.value, p.kind.value, p.label, p.heading, p.text)
        for root in drafts[0].provisions
        for p in root.walk()
    ]
    assert [(r.path, r.kind, r.label, r.heading, r.text) for r in rows] == wanted
    assert "五百元罚款" in read_text(drafts[0].provisions)


def test_recording_a_source_again_replaces_what_it_said(store: Store) -> None:
    (document,) = put(store, RULE)
    assert put(store, RULE) == [document]
    assert len(store.versions([document])[document]) == 1
    assert len(store.events([document])[document]) == len(drafts_of(RULE)[1][0].events)


def test_a_source_that_falls_silent_withdraws_its_document(store: Store) -> None:
    (document,) = put(store, RULE)
    before = store.revision
    store.record(source_row(RULE), ())
    assert store.document_ids() == []
    assert [(c.document, c.what) for c in store.changed_since(before)] == [(document, "withdrawn")]


def test_the_revision_grows_with_every_change(store: Store) -> None:
    before = store.revision
    put(store, RULE)
    assert store.revision == before + 1
    assert [change.what for change in store.changed_since(before)] == ["added"]


@pytest.mark.parametrize(
    "ref",
    [
        "云岭省示例市场管理办法",
        "《云岭省示例市场管理办法》",
        " 云岭省示例市场管理办法 ",
        "云岭省人民政府令第12号",
        "云岭省人民政府令第十二号",
    ],
)
def test_a_document_is_found_by_title_and_number(store: Store, ref: str) -> None:
    (document,) = put(store, RULE)
    assert store.find(ref) == [document]
    assert store.find(document) == [document]


def test_a_provisional_rule_is_another_document(store: Store) -> None:
    (first,) = put(store, RULE)
    (other,) = put(store, RULE.replace("管理办法", "管理暂行办法"), "暂行.txt")
    assert first != other


def test_notices_of_one_title_with_other_numbers_are_other_documents(store: Store) -> None:
    notice = "关于做好示例工作的通知\n云政办发〔{}〕5号\n\n各市人民政府：\n请做好示例工作，第{}次安排如下。\n\n云岭省人民政府办公厅\n{}年1月5日\n"
    found = {put(store, notice.format(year, year, year), f"{year}.txt")[0] for year in (2019, 2020, 2021)}
    assert len(found) == 3


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite3"
    with (
        Store.open(path) as first,
        Store.open(path) as second,
        first.writing(),
        pytest.raises(StoreBusy, match="另一个程序"),
    ):
        second.note_place("甲", "0" * 64, 1, 1)


def test_a_failure_inside_leaves_nothing_behind(store: Store) -> None:
    _, drafts = drafts_of(RULE)
    with pytest.raises(RuntimeError), store.writing():
        store.record(source_row(RULE), drafts)
        raise RuntimeError
    assert store.document_ids() == []
    assert store.revision == 0


def test_readers_see_the_record_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite3"
    with Store.open(path) as writer, Store.open(path, read_only=True) as reader, writer.writing():
        _, drafts = drafts_of(RULE)
        writer.record(source_row(RULE), drafts)
        assert reader.document_ids() == []


def test_a_file_that_is_no_record_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite3"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreUnusable, match="不是登记库或已损坏"):
        Store.open(path)
    with pytest.raises(StoreUnusable, match="不存在"):
        Store.open(tmp_path / "none.sqlite3", read_only=True)


def test_a_record_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite3"
    Store.open(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    with pytest.raises(StoreUnusable, match="更新版本"):
        Store.open(path)


def test_originals_are_kept_by_digest_and_damage_is_noticed(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "sources")
    digest = originals.add("示例".encode())
    originals.flush()
    assert originals.read(digest) == "示例".encode()
    assert list(originals.damaged()) == []
    originals.path(digest).write_bytes(b"changed")
    assert list(originals.damaged()) == [digest]


def test_decisions_of_one_title_and_other_days_are_other_documents(store: Store) -> None:
    decision = "云岭省人民政府关于修改和废止部分省政府规章的决定\n（{}年3月1日云岭省人民政府令第{}号公布）\n\n一、废止《示例{}办法》。\n\n本决定自{}年5月1日起施行。\n"
    found = {
        put(store, decision.format(y, n, n, y), f"{y}.txt")[0] for n, y in enumerate((2018, 2020, 2024), 100)
    }
    assert len(found) == 3
