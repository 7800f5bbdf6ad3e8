"""A changed byte of the record is noticed, by verify and before anything is written over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.store import Seal, SourceRow, Store, StoreUnusable

ROW = SourceRow("ab" * 32, "示例.txt", "txt", 10, "test", "", "")


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "register.sqlite3"
    with Store.open(path) as store:
        store.record(ROW, ())
    yield path


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0x10
    path.write_bytes(data)


def test_closing_seals_and_writing_takes_it_off(register: Path) -> None:
    assert Seal(register).state() == "sealed"
    with Store.open(register) as store:
        assert store.seal.state() == "sealed"
        store.note_place("甲", ROW.sha256, 1, 1)
        assert store.seal.state() == "open"
    assert Seal(register).state() == "sealed"
    assert Seal(register).damage() == ""


def test_reading_alone_leaves_the_seal(register: Path) -> None:
    before = Seal(register).path.read_bytes()
    with Store.open(register, read_only=True) as store:
        assert store.check() == []
    assert Seal(register).path.read_bytes() == before


@pytest.mark.parametrize("part", [0.02, 0.3, 0.5, 0.7, 0.99])
def test_any_flipped_byte_is_noticed(register: Path, part: float) -> None:
    at = int(register.stat().st_size * part)
    flip(register, max(at, 100))
    assert "已损坏" in Seal(register).damage()
    with Store.open(register, read_only=True) as store:
        assert any("与校验和不符" in line for line in store.check())


def test_nothing_is_written_over_damage(register: Path) -> None:
    flip(register, register.stat().st_size - 2000)
    with Store.open(register) as store, pytest.raises(StoreUnusable, match="fagui restore"):
        store.note_place("甲", ROW.sha256, 1, 1)


def test_a_writer_that_did_not_end_by_itself_leaves_no_false_alarm(register: Path) -> None:
    store = Store.open(register)
    store.note_place("甲", ROW.sha256, 1, 1)
    # Its file is as a killed program leaves it: no seal, the write in the log.
    assert Seal(register).damage() == ""
    with Store.open(register, read_only=True) as reader:
        assert reader.check() == []
    store.close()


def test_of_two_writers_the_last_seals(register: Path) -> None:
    first, second = Store.open(register), Store.open(register)
    first.note_place("甲", ROW.sha256, 1, 1)
    second.note_place("乙", ROW.sha256, 1, 1)
    first.close()
    assert Seal(register).state() == "open"
    second.close()
    assert Seal(register).state() == "sealed"
    assert Seal(register).damage() == ""


def test_a_damaged_seal_is_told_from_none(register: Path) -> None:
    flip(Seal(register).path, 40)
    assert Seal(register).state() == "unreadable"
