"""Two days of a document side by side, through the façade and the command line's printing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.cli.main import group
from indexer.library import Library, NotHeld, as_json
from indexer.model.characters import compact
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
    assert answer.changes == ()
    assert "两日的文本是同一版本" in answer.notes


def test_a_day_before_the_first_text_is_said(library: Library) -> None:
    answer = library.diff(library.resolve_one(TITLE), date(2000, 1, 1), AFTER)
    assert any("2000年1月1日的文本没有收录" in note for note in answer.notes)


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


DECISION = """云岭省人民政府关于修改《云岭省示例市场管理办法》的决定
云岭省人民政府令第30号

云岭省人民政府决定对《云岭省示例市场管理办法》作如下修改：

一、将第四条中的“五百元”修改为“八百元”。

二、第三条增加一项，作为第三项：“（三）营业时间。”

三、将第九条中的“甲”修改为“乙”。

本决定自公布之日起施行。

云岭省人民政府
2018年6月5日
"""


@pytest.fixture
def amending(tmp_path: Path) -> Iterator[Library]:
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "丁.txt": DECISION})
    yield library
    library.close()


def test_a_text_that_was_not_published_is_computed_and_marked(amending: Library) -> None:
    answer = amending.consolidated(
        amending.resolve_one(TITLE), amending.resolve_one("云岭省人民政府令第30号")
    )
    assert (answer.computed, answer.complete, answer.published) == (True, False, None)
    assert [(one.result, one.reason) for one in answer.instructions] == [
        ("not_compared", ""),
        ("not_compared", ""),
        ("cannot_apply", "修改前的文本没有第九条"),
    ]
    texts = {p.path: p.text for p in answer.provisions}
    assert texts["art-4"] == "违反本办法的，处八百元罚款。"
    assert texts["art-3.par-1.item-3"] == "营业时间。"
    assert len(amending.history(amending.resolve_one(TITLE)).versions) == 1


@pytest.mark.parametrize(
    "ref",
    ["", "2018-06-05", "云岭省人民政府令第30号", "云岭省人民政府关于修改《云岭省示例市场管理办法》的决定"],
)
def test_the_decision_is_found_by_any_name(amending: Library, ref: str) -> None:
    answer = amending.consolidated(amending.resolve_one(TITLE), ref)
    assert answer.decision.id == amending.resolve_one("云岭省人民政府令第30号")


def test_a_decision_that_is_not_held_is_said(amending: Library) -> None:
    with pytest.raises(NotHeld, match="没有收录修改"):
        amending.consolidated(amending.resolve_one(TITLE), "2001-01-01")


def test_instructions_quote_the_decision_literally(amending: Library) -> None:
    decision = amending.resolve_one("云岭省人民政府令第30号")
    text = "".join(p.label + p.heading + p.text for p in amending.document(decision, AFTER).provisions)
    for one in amending.consolidated(amending.resolve_one(TITLE), decision).instructions:
        assert compact(one.quote) in compact(text)


def test_a_published_text_shows_what_agrees_and_what_differs(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": AMENDED, "丁.txt": DECISION})
    answer = library.consolidated(library.resolve_one(TITLE), library.resolve_one("云岭省人民政府令第30号"))
    library.close()
    assert answer.published is not None
    assert [one.result for one in answer.instructions] == ["agrees", "differs", "cannot_apply"]


TWICE = """云岭省示例市场管理办法
（2010年3月1日云岭省人民政府令第12号公布　根据2015年2月3日《云岭省人民政府关于修改部分规章的决定》第一次修正　根据2018年6月5日《云岭省人民政府关于修改〈云岭省示例市场管理办法〉的决定》第二次修正）
""" + AMENDED.partition("修正）\n")[2]


def test_an_amendment_in_between_that_is_not_held_is_said(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": TWICE, "丁.txt": DECISION})
    document = library.resolve_one(TITLE)
    notes = (
        *library.consolidated(document, "云岭省人民政府令第30号").notes,
        *library.diff(document, date(2016, 1, 1), AFTER).notes,
    )
    library.close()
    assert sum("2015年2月3日的修改未收录" in note for note in notes) == 2


def test_a_decision_that_says_nothing_of_the_act_is_said(library: Library) -> None:
    document = library.resolve_one(TITLE)
    with pytest.raises(NotHeld, match="没有对"):
        library.consolidated(document, document)


def test_the_consolidate_command_prints_results_and_text(amending: Library, tmp_path: Path) -> None:
    words = ["consolidate", TITLE, "--by", "云岭省人民政府令第30号", "--data", str(tmp_path / "data")]
    done = CliRunner().invoke(group, words, standalone_mode=False)
    assert "[不能适用：修改前的文本没有第九条]" in done.stdout
    assert "处八百元罚款" in done.stdout
    assert done.return_value == 1
