"""What is kept between questions: never older than the record, from several threads and with another program writing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Event

from indexer.library import Library
from indexer.library.kept import Kept
from indexer.model.validity import ActReference
from indexer.settings import Settings
from indexer.store import Store
from tests.builders.drafts import RULE, drafts_of, library_of, source_row

TITLE = "云岭省示例市场管理办法"
DAY = date(2024, 1, 1)
ENDING = """云岭省示例交易办法
（2020年3月1日云岭省人民政府令第30号公布）

第一条　为了规范示例交易，制定本办法。

第二条　本办法自2020年5月1日起施行。《云岭省示例市场管理办法》《云岭省示例集市规定》同时废止。
"""


def writer(path: Path) -> Store:
    """The record as another program has it open."""
    return Store.open(Settings(data=path / "data").register)


def record(store: Store, text: str, name: str) -> None:
    _, drafts = drafts_of(text, name)
    store.record(source_row(text, name), drafts)


def answers(library: Library) -> tuple[str, int, bool, bool]:
    """Asked through everything that keeps something."""
    meant = library.resolver.resolve(ActReference(title="云岭省示例交易办法"), DAY)
    return (
        library.status(TITLE, DAY).status,
        len(library.lives.all()),
        library.status("云岭省示例集市规定", DAY).found,
        meant.document is not None,
    )


def test_an_answer_after_another_program_wrote_is_of_the_new_revision(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE})
    assert answers(library) == answers(library) == ("in_force", 1, False, False)
    assert library.suggest("云岭省示例交易") == ()
    with writer(tmp_path) as other:
        record(other, ENDING, "乙.txt")
        assert answers(library) == ("repealed", 2, True, True)
        assert [s.text for s in library.suggest("云岭省示例交易")] == ["云岭省示例交易办法"]
        other.record(source_row(ENDING, "乙.txt"), ())
    assert answers(library) == ("in_force", 1, False, False)


def test_a_stub_is_found_by_id_and_an_unknown_id_is_not(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": ENDING})
    stub = library.resolve_one("云岭省示例集市规定")
    assert library.status(stub, DAY).status == "repealed"
    assert not library.status(stub[:-1] + ("A" if stub[-1] != "A" else "B"), DAY).found


def test_nothing_is_kept_of_a_write_that_is_undone(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE})
    kept = Kept(library.store, library.store.document_ids)
    before = kept.now()
    with suppress(ZeroDivisionError), library.store.writing():
        record(library.store, ENDING, "乙.txt")
        assert len(kept.now()) == len(before) + 1
        raise ZeroDivisionError
    assert kept.now() == before
    record(library.store, ENDING.replace("交易", "买卖"), "丙.txt")
    assert kept.now() == library.store.document_ids() != before


def test_what_is_read_in_a_snapshot_is_of_one_revision(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE})
    with writer(tmp_path) as other, library.store.snapshot() as revision:
        held = library.store.document_ids()
        record(other, ENDING, "乙.txt")
        assert library.store.document_ids() == held
        assert library.store.revision == revision
    assert len(library.store.document_ids()) == len(held) + 1


def test_threads_see_the_record_before_a_write_or_after_it(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE})
    before = answers(library)
    stop = Event()

    def ask() -> set[str]:
        seen = set()
        while not stop.is_set():
            life = library.lives.all().get(library.resolve_one(TITLE))
            one = library.lives.of([library.resolve_one(TITLE)])
            assert life is not None
            assert len(one) == 1
            seen.add(library.status(TITLE, DAY).status)
        return seen

    with writer(tmp_path) as other, ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask) for _ in range(4)]
        for _ in range(5):
            record(other, ENDING, "乙.txt")
            other.record(source_row(ENDING, "乙.txt"), ())
        record(other, ENDING, "乙.txt")
        stop.set()
        for one in asked:
            assert one.result() <= {"in_force", "repealed"}
    assert answers(library) == ("repealed", 2, True, True) != before
