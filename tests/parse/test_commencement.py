"""When a text says that it begins: clauses, what 公布之日 is, and what a notice takes from the text it issues."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.model.validity import EventKind, ValidityEvent
from tests.builders.drafts import drafts_of

NOTE = "（2020年3月1日云岭省第十届人民代表大会常务委员会第二次会议通过）"
NATIONAL = "（2020年3月1日第十三届全国人民代表大会常务委员会第二次会议通过）"


def begun(text: str, name: str = "示例.txt") -> list[ValidityEvent]:
    _, drafts = drafts_of(text, name)
    return [e for e in drafts[-1].events if e.kind is EventKind.COMMENCED and e.target is None]


@pytest.mark.parametrize(
    ("clause", "day"),
    [
        ("本条例自2021年5月1日起施行。", date(2021, 5, 1)),
        ("本条例自自2021年5月1日起施行。", date(2021, 5, 1)),
        ("本条例自二○二一年五月一日起试行。", date(2021, 5, 1)),
        ("本条例经省人民代表大会常务委员会通过，自2021年5月1日起施行。", date(2021, 5, 1)),
        ("本条例由省示例局负责解释，自2021年5月1日起实行。", date(2021, 5, 1)),
        ("本条例（试行）自2021年5月1日起施行。", date(2021, 5, 1)),
        ("本条例自通过之日起施行。", date(2020, 3, 1)),
    ],
)
def test_the_clause_at_the_end(clause: str, day: date) -> None:
    text = f"云岭省示例条例\n{NOTE}\n第一条　为了示例，制定本条例。\n第二条　{clause}\n"
    assert [event.effective for event in begun(text)] == [day]


@pytest.mark.parametrize(
    "clause",
    [
        "本条第三款自2021年5月1日起施行。",
        "本省行政区域内已经取得许可的，自2021年5月1日起执行新标准。",
    ],
)
def test_what_does_not_begin_the_text(clause: str) -> None:
    text = f"云岭省示例条例\n{NOTE}\n第一条　为了示例，制定本条例。\n第二条　{clause}\n"
    assert begun(text) == []


@pytest.mark.parametrize(
    ("note", "name", "effective", "until"),
    [
        # A national law is promulgated on the day it is passed.
        (NATIONAL, "示例条例(2020-03-01).txt", date(2020, 3, 1), None),
        # The source gives a later day: that of the 公布.
        (NOTE, "示例条例(2020-03-20).txt", date(2020, 3, 20), None),
        # The source gives the day of the passing: when it was promulgated is not told.
        (NOTE, "示例条例(2020-03-01).txt", None, date(2021, 3, 2)),
        (NOTE, "示例条例.txt", None, date(2021, 3, 2)),
    ],
)
def test_the_day_of_promulgation(note: str, name: str, effective: date | None, until: date | None) -> None:
    text = f"云岭省示例条例\n{note}\n第一条　为了示例，制定本条例。\n第二条　本条例自公布之日起施行。\n"
    (event,) = begun(text, name)
    assert (event.effective, event.until) == (effective, until)
    assert event.evidence.quote == "本条例自公布之日起施行"


def test_a_notice_holds_as_long_as_the_one_text_it_issues() -> None:
    _, drafts = drafts_of(
        "云岭省示例局关于印发《云岭省示例办法》的通知\n云示规〔2021〕5号\n各市示例局：\n"
        "现将《云岭省示例办法》印发给你们，请遵照执行。\n云岭省示例局\n2021年4月1日\n"
        "云岭省示例办法\n第一条　为了示例，制定本办法。\n第二条　本办法自2021年5月1日起施行，有效期三年。\n"
    )
    assert len(drafts) == 2
    notice = {(e.kind, e.effective) for e in drafts[0].events}
    assert (EventKind.COMMENCED, date(2021, 5, 1)) in notice
    assert (EventKind.LAPSED, date(2024, 5, 1)) in notice


def test_a_note_in_brackets_at_the_head_of_the_text() -> None:
    text = "云岭省示例规定\n\n第一条　为了示例，制定本规定。\n第二条　本规定由示例局解释。\n"
    headed = text.replace(
        "\n\n", "\n（省示例委员会第3次会议通过　2008年4月17日公布　自2008年4月23日起施行）\n", 1
    )
    assert begun(text) == []
    assert [event.effective for event in begun(headed)] == [date(2008, 4, 23)]


PRINTED = """云岭省示例厅关于示例补贴的通知
云示规〔2021〕7号

各市示例局：

本通知自印发之日起施行，有效期5年。

云岭省示例厅
2021年4月13日

{foot}
"""


@pytest.mark.parametrize(
    ("foot", "day"),
    [
        ("云岭省示例厅办公室　　　　2021年4月16日印发", date(2021, 4, 16)),
        ("云岭省示例厅办公室2021年4月16日印发", date(2021, 4, 16)),
        ("2021年4月16日印发", date(2021, 4, 16)),
        # Before the signature, or not the foot of a document: the day signed.
        ("云岭省示例厅办公室　2020年4月16日印发", date(2021, 4, 13)),
        ("抄送：示例局。", date(2021, 4, 13)),
    ],
)
def test_the_day_of_printing_is_that_of_the_foot(foot: str, day: date) -> None:
    _, (draft,) = drafts_of(PRINTED.format(foot=foot))
    force = {e.kind: e.effective for e in draft.events if e.kind in (EventKind.COMMENCED, EventKind.LAPSED)}
    assert force == {EventKind.COMMENCED: day, EventKind.LAPSED: day.replace(year=2026)}


@pytest.mark.parametrize(
    "title",
    ["云岭省示例市场管理办法（征求意见稿）", "《云岭省示例市场管理办法》解读"],
)
def test_what_has_no_force_does_not_begin(title: str) -> None:
    text = f"{title}\n\n第一条　为了示例，制定本办法。\n\n第二条　本办法自2021年5月1日起施行。\n"
    assert begun(text) == []


@pytest.mark.parametrize(
    ("noted", "day"),
    [
        ("2020年3月21日施行", date(2020, 3, 21)),
        # Long after it is the day of a revised text.
        ("2022年1月1日施行", date(2020, 3, 1)),
    ],
)
def test_the_note_tells_the_day_of_promulgation(noted: str, day: date) -> None:
    note = NATIONAL.replace("通过）", f"通过　{noted}）")
    text = f"示例条例\n{note}\n第一条　为了示例，制定本条例。\n第二条　本条例自公布之日起施行。\n"
    clause = [e.effective for e in begun(text) if e.evidence.rule.startswith("clause")]
    assert clause == [day]
