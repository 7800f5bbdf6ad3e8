"""Every hostile file gets its word: what is wrong, which limit, what to do; nothing crashes, hangs or fills memory.

``make test`` takes a seeded part, ``make hostile`` (``pytest --whole``) everything.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
import pytest

from indexer.ingest import Ingest, Row
from indexer.ingest.messages import Read, encode_message
from indexer.ingest.messages import Task as FileTask
from indexer.ingest.pool import ReaderPool, Task
from indexer.library import Library
from indexer.model.draft import DraftText
from indexer.model.limits import Limits
from indexer.settings import Settings
from tests.builders.drafts import RULE
from tests.builders.process_tree import Peak
from tests.hostile import packages, pdfs, texts
from tests.hostile.case import READ, Case

CASES = {case.name: case for make in (texts.cases, packages.cases, pdfs.cases) for case in make()}
PART = 24
MOST_MEMORY = 1_500_000_000
_READS = msgspec.msgpack.Decoder(Read)
_DRAFTS = msgspec.msgpack.Decoder(DraftText)


@dataclass(frozen=True)
class Seen:
    """What both ways of reading said of a file."""

    code: str
    message: str
    remarks: str
    text: str
    draft_code: str
    draft_message: str


def chosen(whole: bool) -> list[Case]:
    """All cases, or a part that is the same on every run."""
    cases = list(CASES.values())
    # What waits for a limit of time, or for a converter, is for the whole run.
    quick = [case for case in cases if not {"timeout", "conversion_failed", "limit_file"} & {*case.codes}]
    return cases if whole else random.Random(20260601).sample(quick, PART)


def read_with(target: str, folder: Path, cases: list[Case]) -> dict[str, tuple[str, str, bytes]]:
    """(failure's code, message, result) by name; each file under its own limits."""
    found: dict[str, tuple[str, str, bytes]] = {}
    for limits in {case.limits: None for case in cases}:
        tasks = [
            Task(case.name, encode_message(FileTask(str(folder / case.name), case.name, limits)))
            for case in cases
            if case.limits == limits
        ]
        with ReaderPool(target, 2, limits) as pool:
            for outcome in pool.run(tasks):
                failure = outcome.failure
                found[outcome.key] = (
                    failure.code if failure else "",
                    failure.message if failure else "",
                    bytes(outcome.result or b""),
                )
    return found


@pytest.fixture(scope="module")
def whole(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--whole"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, whole: bool) -> Path:
    place = tmp_path_factory.mktemp("hostile")
    for case in chosen(whole):
        (place / case.name).write_bytes(case.data())
    return place


@pytest.fixture(scope="module")
def seen(folder: Path, whole: bool) -> dict[str, Seen]:
    cases = chosen(whole)
    bulk = read_with("indexer.ingest.reader:read_one", folder, cases)
    drafts = read_with("indexer.ingest.draft_reader:read_one", folder, cases)
    found: dict[str, Seen] = {}
    for case in cases:
        code, message, result = bulk[case.name]
        remarks = ""
        if result:
            read = _READS.decode(result)
            code, message = read.code, read.message
            said = [*read.remarks, *(remark for draft in read.drafts for remark in draft.remarks)]
            remarks = "；".join(f"{remark.message}（{remark.place}）" for remark in said)
        draft_code, draft_message, result = drafts[case.name]
        text = ""
        if result:
            draft = _DRAFTS.decode(result)
            draft_code, draft_message, text = draft.code, draft.message, draft.text
        found[case.name] = Seen(code, message, remarks, text, draft_code, draft_message)
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        cases = chosen(bool(metafunc.config.getoption("--whole")))
        metafunc.parametrize("case", cases, ids=[case.name for case in cases])


def test_each_file_gets_its_word(case: Case, seen: dict[str, Seen]) -> None:
    one = seen[case.name]
    assert one.code in case.codes, one
    if one.code == READ:
        squeezed = "".join(one.text.split())
        for held in case.holds:
            assert "".join(held.split()) in squeezed, one
    else:
        assert re.search(r"[\u4e00-\u9fff]", one.message), one
        if one.code.startswith("limit_"):
            assert re.search(r"上限 ?\d+", one.message), one
    for lacking in case.lacks:
        assert lacking not in one.text + one.message + one.draft_message, one
    if case.says:
        assert case.says in one.message + one.remarks, one


def test_an_upload_is_judged_like_a_file_in_bulk(case: Case, seen: dict[str, Seen]) -> None:
    one = seen[case.name]
    if "timeout" in case.codes or "cpu" in case.codes:
        assert one.draft_code in case.codes
    elif case.name != "workbook.docx":
        assert one.draft_code == one.code or {one.draft_code, one.code} <= set(case.codes)


def test_a_folder_of_them_is_taken_in_and_spoils_nothing(
    folder: Path, whole: bool, tmp_path: Path, tally: Counter[str]
) -> None:
    (folder / "好.txt").write_text(RULE, encoding="utf-8")
    library = Library.open(Settings(data=tmp_path / "data"))
    rows: list[Row] = []
    began = time.monotonic()
    with Peak() as peak:
        Ingest(library.store, library.originals, Limits(), 2, rows.append).run([folder])
    tally["hostile files taken in"] += len(rows)
    assert {Path(row.path).name for row in rows} == {*(case.name for case in chosen(whole)), "好.txt"}
    assert all(row.reason for row in rows if row.outcome == "rejected")
    assert library.store.check() == []
    assert library.status("云岭省示例市场管理办法", date(2026, 1, 1)).status == "in_force"
    library.catch_up()
    assert library.readiness().ready
    for row in rows:
        if row.document:
            library.history(row.document)
    library.close()
    assert peak.bytes < MOST_MEMORY
    assert time.monotonic() - began < 3600


def test_there_are_enough() -> None:
    assert len(CASES) >= 150
    assert len({name.rpartition(".")[2] for name in CASES}) >= 8
