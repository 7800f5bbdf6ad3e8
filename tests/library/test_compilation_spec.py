"""The specification of a compilation: what may be said, and every fault with its line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.library.compilation_spec import Doubt, Grouping, Scope, SpecInvalid, read_spec
from indexer.model.document import Kind

WHOLE = """title = "云岭省现行法规汇编"
edition = "2026年版"
on = 2026-06-01

[select]
query = "市场"
kinds = ["行政法规", "local_rule"]
bodies = [
  "云岭省人民政府",
]
documents = ["云岭省示例办法"]

[[select.exclude]]
document = "云岭省另一办法"
reason = "另编"

[arrange]
sections = "body"

[gate]
unproven = "mark"

[previous]
manifest = "2025.manifest.json"
on = "2025-06-01"
"""


def test_a_whole_specification_is_read() -> None:
    spec = read_spec(WHOLE)
    assert (spec.title, spec.on, spec.edition) == ("云岭省现行法规汇编", date(2026, 6, 1), "2026年版")
    assert spec.select.kinds == (Kind.ADMINISTRATIVE_REGULATION, Kind.LOCAL_RULE)
    assert spec.select.exclude == (("云岭省另一办法", "另编"),)
    assert (spec.sections, spec.scope, spec.unproven) == (Grouping.BODY, Scope.IN_FORCE, Doubt.MARK)
    assert (spec.outdated, spec.pending, spec.formal) == (Doubt.REFUSE, Doubt.LEAVE_OUT, False)
    assert (spec.previous, spec.previous_on) == ("2025.manifest.json", date(2025, 6, 1))
    assert (spec.line_of("云岭省人民政府"), spec.line_of("云岭省示例办法")) == (9, 11)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('title = "云岭省现行法规汇编"', 'title = ""', 1, "缺“title”"),
        ("on = 2026-06-01", "on = 2026", 3, "“on”应是日期"),
        ("on = 2026-06-01", "", 1, "缺“on”"),
        ("on = 2026-06-01", "on = 2026-13-01", 3, "不是合法的 TOML"),
        ('query = "市场"', 'query = ["市场"]', 6, "“query”应是文字"),
        ('"local_rule"', '"地方条例"', 7, "没有“地方条例”这种效力级别"),
        ('  "云岭省人民政府",', "  7,", 9, "“7”应是文字"),
        ('reason = "另编"', 'reason = " "', 15, "要写理由"),
        ('reason = "另编"', 'reasons = "另编"', 15, "不认识“reasons”"),
        ('sections = "body"', 'sections = "colour"', 18, "没有“colour”这一项"),
        ('unproven = "mark"', 'unproven = "maybe"', 21, "没有“maybe”这一项"),
        ('on = "2025-06-01"', "on = 2026-06-01", 25, "应早于本版"),
        ("[arrange]", "[arranged]", 17, "不认识“arranged”"),
        ("[gate]", "[publication]\nformal = true\n[gate]", 21, "应当经核准"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, line: int, said: str) -> None:
    assert old in WHOLE
    with pytest.raises(SpecInvalid) as caught:
        read_spec(WHOLE.replace(old, new, 1), "甲.toml")
    assert any(fault.line == line and said in fault.message for fault in caught.value.faults), caught.value
    assert f"甲.toml:{line}：" in str(caught.value)


def test_every_fault_is_told_at_once() -> None:
    text = WHOLE.replace('"body"', '"colour"').replace('"mark"', '"maybe"').replace('"市场"', "7")
    with pytest.raises(SpecInvalid) as caught:
        read_spec(text)
    assert [fault.line for fault in caught.value.faults] == [6, 18, 21]


def test_nothing_chosen_is_no_compilation() -> None:
    with pytest.raises(SpecInvalid, match="没有写收入哪些文件"):
        read_spec('title = "甲"\non = 2026-06-01\n[select]\n')


def test_a_formal_volume_names_its_approval() -> None:
    text = WHOLE + '\n[publication]\nformal = true\napproval = "云岭出〔2026〕1号"\n'
    assert read_spec(text).formal


@given(st.text(max_size=200), st.integers(0, len(WHOLE)))
def test_any_text_is_read_or_told_to_be_wrong(piece: str, place: int) -> None:
    text = WHOLE[:place] + piece + WHOLE[place:]
    try:
        read_spec(text)
    except SpecInvalid as problem:
        assert problem.faults
        assert all(fault.line >= 1 for fault in problem.faults)
