"""Two days of a document side by side, through the façade and the command line's printing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.cli.main import group
from indexer.library import Library, as_json
from tests.builders.drafts import AMENDED, RULE, library_of

TITLE = "云岭省示例市场管理办法"
BEFORE, AFTER = date(2015, 1, 1), date(2020, 1, 1)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": AMENDED})
    yield library
    library.close()


def test_the_amended_article_is_named_with_both_wordings(library: Library) -> None:
    answer = library.diff(library.resolve_one(TITLE), BEFORE, AFTER)
    (change,) = answer.changes
    assert (change.kind, change.path, change.label) == ("changed", "art-4", "第四条")
    assert change.old is not None
    assert change.new is not None
    assert [(change.old[slice(*m.old)], change.new[slice(*m.new)]) for m in change.marks] == [("五", "八")]
    assert answer.old_version.dated == date(2010, 3, 1)
    assert answer.new_version.dated == date(2018, 6, 5)


def test_days_of_one_text_say_so(library: Library) -> None:
    answer = library.diff(library.resolve_one(TITLE), AFTER, AFTER)
    assert (answer.changes, answer.notes) == ((), ("两日的文本是同一版本",))


def test_a_day_before_the_first_text_is_said(library: Library) -> None:
    answer = library.diff(library.resolve_one(TITLE), date(2000, 1, 1), AFTER)
    assert any("没有收录2000-01-01的文本" in note for note in answer.notes)


def test_json_has_the_contract_names(library: Library) -> None:
    plain = as_json(library.diff(library.resolve_one(TITLE), BEFORE, AFTER))
    assert set(plain) >= {"id", "from", "to", "changes"}
    assert set(plain["changes"][0]) >= {"kind", "path", "label", "old", "new"}


def test_the_command_marks_the_words(library: Library, tmp_path: Path) -> None:
    words = ["diff", TITLE, "--from", "2015-01-01", "--to", "2020-01-01", "--data", str(tmp_path / "data")]
    shown = CliRunner().invoke(group, words).stdout
    assert "修改 第四条" in shown
    assert "[-五-]" in shown
    assert "{+八+}" in shown
