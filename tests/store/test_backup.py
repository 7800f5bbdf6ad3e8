"""A backup is whole or is not there; what comes back is what was held."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from indexer.library import Library
from indexer.settings import Settings
from indexer.store import BackupUnusable, Seal, back_up, restore
from tests.builders.drafts import AMENDED, RULE, library_of

MADE = datetime(2026, 6, 1, 12, 0)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": AMENDED})
    library.close()
    facts = tmp_path / "data" / "curation"
    facts.mkdir()
    (facts / "facts.toml").write_text("# 示例\n", encoding="utf-8")
    return tmp_path / "data"


def contents(data: Path) -> list[object]:
    library = Library.open(Settings(data=data), read_only=True)
    try:
        ids = library.store.document_ids()
        return [library.store.revision, ids, [library.history(one) for one in ids]]
    finally:
        library.close()


def test_what_is_restored_is_what_was_held(tmp_path: Path, data: Path) -> None:
    done = back_up(data, tmp_path / "备份", MADE)
    assert (done.documents, done.originals, done.missing) == (1, 2, ())
    restore(tmp_path / "备份", tmp_path / "new", replace=False, stamp="1")
    assert contents(tmp_path / "new") == contents(data)
    assert (tmp_path / "new" / "curation" / "facts.toml").read_text(encoding="utf-8") == "# 示例\n"
    library = Library.open(Settings(data=tmp_path / "new"), read_only=True)
    assert library.store.check() == []
    assert library.missing_originals() == []
    library.close()
    assert Seal(tmp_path / "new" / "register.sqlite3").state() == "sealed"


def test_a_backup_is_taken_while_a_writer_has_uncommitted_work(tmp_path: Path, data: Path) -> None:
    library = Library.open(Settings(data=data))
    before = library.store.revision
    with library.store.writing():
        library.store.note_place("未完", "0" * 64, 1, 1)
        assert back_up(data, tmp_path / "out", MADE).revision == before
    library.close()


@pytest.mark.parametrize("place", ["data/backup", "full"])
def test_places_that_would_lose_something_are_refused(tmp_path: Path, data: Path, place: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x", encoding="utf-8")
    with pytest.raises(BackupUnusable):
        back_up(data, tmp_path / place, MADE)
    assert not (data / "backup").exists()


def test_an_original_that_is_gone_is_named_and_the_rest_is_kept(tmp_path: Path, data: Path) -> None:
    one = next(p for p in (data / "sources").glob("*/*"))
    one.write_bytes(b"changed")
    done = back_up(data, tmp_path / "out", MADE)
    assert done.missing == (one.parent.name + one.name,)
    assert done.originals == 1


def test_a_damaged_record_is_not_backed_up(tmp_path: Path, data: Path) -> None:
    register = data / "register.sqlite3"
    body = bytearray(register.read_bytes())
    body[-1000] ^= 1
    register.write_bytes(body)
    with pytest.raises(BackupUnusable, match="已损坏"):
        back_up(data, tmp_path / "out", MADE)
    assert not any(p.name.startswith((".out", "out")) for p in tmp_path.iterdir())


@pytest.mark.parametrize("part", ["register.sqlite3", "manifest.json", "original", "curation/facts.toml"])
@pytest.mark.parametrize("how", ["flip", "remove"])
def test_a_damaged_backup_is_not_restored(tmp_path: Path, data: Path, part: str, how: str) -> None:
    out = tmp_path / "out"
    back_up(data, out, MADE)
    file = next((out / "sources").glob("*/*")) if part == "original" else out / part
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 2
    file.write_bytes(body) if how == "flip" else file.unlink()
    with pytest.raises(BackupUnusable):
        restore(out, tmp_path / "new", replace=False, stamp="1")
    assert not (tmp_path / "new").exists()


def test_a_manifest_that_leads_out_of_the_backup_is_refused(tmp_path: Path, data: Path) -> None:
    from indexer.store.backup import _own_digest

    out = tmp_path / "out"
    back_up(data, out, MADE)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    manifest.pop("sha256")
    manifest["files"]["../data/register.sqlite3"] = "0" * 64
    body = json.dumps({**manifest, "sha256": _own_digest(manifest)})
    (out / "manifest.json").write_text(body, encoding="utf-8")
    with pytest.raises(BackupUnusable, match="不合规"):
        restore(out, tmp_path / "new", replace=False, stamp="1")


def test_replacing_keeps_what_was_there(tmp_path: Path, data: Path) -> None:
    back_up(data, tmp_path / "out", MADE)
    with pytest.raises(BackupUnusable, match="--replace"):
        restore(tmp_path / "out", data, replace=False, stamp="1")
    restore(tmp_path / "out", data, replace=True, stamp="1")
    assert contents(data) == contents(tmp_path / "data.before-1")
