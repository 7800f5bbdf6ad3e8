"""Instruments that are named and not held: their status, what sets them apart, and what references find."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.library import Library, NotHeld
from indexer.library.references import readable
from indexer.model.identifiers import DocumentId
from tests.builders.drafts import RULE, library_of

REPEALING = """云岭省示例集市条例
（2015年3月1日云岭省第九届人民代表大会常务委员会第三次会议通过）

第一条　为了规范示例集市，制定本条例。

第二条　本条例自2015年6月1日起施行。1994年8月26日云岭省第八届人民代表大会常务委员会第十二次会议通过的《云岭省示例摊点条例》同时废止。
"""

SAME_TITLE = """云岭省示例茶园条例
（2012年3月1日云岭省第九届人民代表大会常务委员会第三次会议通过）

第一条　为了保护示例茶园，制定本条例。

第二条　本条例自2012年6月1日起施行。1996年5月8日云岭省第八届人民代表大会常务委员会第二十次会议通过的《云岭省示例茶园条例》同时废止。
"""

TWICE = [
    f"""云岭省示例{name}办法
（{year}年3月1日云岭省人民政府令第{year - 1990}号公布）

第一条　为了规范示例{name}，制定本办法。

第二条　本办法自{year}年6月1日起施行。《云岭省示例秤具规定》同时废止。
"""
    for name, year in (("计量", 2001), ("衡器", 2011))
]


def opened(folder: Path, *texts: str) -> Library:
    library, _ = library_of(folder, {f"{n}.txt": text for n, text in enumerate(texts)})
    return library


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2000, 1, 1), "unknown"),
        (date(2015, 5, 31), "in_force"),
        (date(2015, 6, 1), "repealed"),
        (date(2026, 1, 1), "repealed"),
    ],
)
def test_an_act_that_is_only_named_has_the_status_its_repeal_proves(
    tmp_path: Path, day: date, status: str
) -> None:
    answer = opened(tmp_path, REPEALING).status("《云岭省示例摊点条例》", day)
    assert (answer.found, answer.title, answer.status) == (True, "云岭省示例摊点条例", status)
    assert answer.id == DocumentId.derive("云岭省示例摊点条例").value
    assert answer.version is None
    assert any("没有收录" in note for note in answer.notes)
    assert all("同时废止" in reason.evidence.quote for reason in answer.because)
    if status == "repealed":
        assert answer.successor is not None
        assert answer.successor.title == "云岭省示例集市条例"


def test_its_history_is_told_and_its_text_is_said_to_be_missing(tmp_path: Path) -> None:
    library = opened(tmp_path, REPEALING)
    stub = library.resolve_one("云岭省示例摊点条例")
    history = library.history(stub)
    assert ([e.kind for e in history.events], history.versions) == (["repealed"], ())
    with pytest.raises(NotHeld, match="没有收录《云岭省示例摊点条例》的文本"):
        library.document(stub, date(2020, 1, 1))


def test_an_earlier_edition_of_a_title_held_is_an_act_of_its_own(tmp_path: Path) -> None:
    library = opened(tmp_path, SAME_TITLE)
    held = library.status("云岭省示例茶园条例", date(2020, 1, 1))
    assert held.status == "in_force"
    (note,) = [note for note in held.notes if "1996-05-08" in note]
    earlier = library.status(note.rsplit(" ", 1)[1], date(2020, 1, 1))
    assert (earlier.found, earlier.status) == (True, "repealed")
    assert earlier.id != held.id


def test_two_ends_that_nothing_ties_together_are_two_candidates(tmp_path: Path) -> None:
    answer = opened(tmp_path, *TWICE).status("云岭省示例秤具规定", date(2005, 1, 1))
    assert (answer.found, answer.status, answer.because) == (False, "unknown", ())
    assert len({candidate.id for candidate in answer.candidates}) == 2
    assert [("2001-06-01" in c.note, "2011-06-01" in c.note) for c in answer.candidates] != [
        (False, False)
    ] * 2


@pytest.mark.parametrize(
    "ref",
    [
        "云岭省示例市场管理办法",
        "《云岭省示例市场管理办法》",
        "\ufeff《云岭省示例市场管理办法》 ",
        "云岭省人民政府令第12号",
        "云岭省人民政府令第１２号",
        "《云岭省示例市场管理办法》（云岭省人民政府令第12号）",
        "云岭省人民政府令第12号《云岭省示例市场管理办法》",
        "云岭省示例市场管理办法（云岭省人民政府令第12号）",
        "云岭省示例市场管理办法（2018年修正）",
        "《云岭省示例市场管理办法》（2018修正）",
    ],
)
def test_a_reference_in_any_usual_form_finds_its_document(tmp_path: Path, ref: str) -> None:
    answer = opened(tmp_path, RULE).status(ref, date(2020, 1, 1))
    assert (answer.title, answer.status) == ("云岭省示例市场管理办法", "in_force")


@pytest.mark.parametrize(
    "ref", ["", " ", "《》", "\x00", "\ud800", "号", "x" * 5000, "云岭省示例市场管理暂行办法"]
)
def test_what_names_nothing_is_answered_as_not_found(tmp_path: Path, ref: str) -> None:
    answer = opened(tmp_path, RULE).status(ref, date(2020, 1, 1))
    assert (answer.found, answer.status, answer.because) == (False, "unknown", ())


def test_a_reference_can_be_printed() -> None:
    assert readable("\ufeff 甲\ud800\x00 ").encode("utf-8")


def test_a_clause_works_from_the_commencement_of_its_own_text(tmp_path: Path) -> None:
    revised = (
        REPEALING.replace(
            "第三次会议通过）",
            "第三次会议通过　2023年4月26日云岭省第十一届人民代表大会常务委员会第二次会议修订）",
        )
        .replace("自2015年6月1日起施行。1994年", "自2023年7月1日起施行。")
        .partition("8月26日")[0]
    )
    undated = REPEALING.replace("自2015年6月1日起施行", "自公布之日起施行")
    answer = opened(tmp_path, undated, revised).status("云岭省示例摊点条例", date(2020, 1, 1))
    assert answer.status == "repealed"


@pytest.mark.parametrize(
    ("title", "bodies", "acts"),
    [
        ("《示例管理办法》", ("云岭省示例厅", "云岭省样品厅"), 1),
        # What says no more than the kind of act is each body's own.
        ("《管理办法》", ("云岭省示例厅", "云岭省样品厅"), 2),
        ("《管理办法》", ("云岭省示例厅", "云岭省示例厅"), 1),
        # Two cities' acts of one title.
        ("《城区绿化办法》", ("广州市人民政府", "青岛市人民政府"), 2),
    ],
)
def test_acts_of_one_title_are_apart_by_body_and_place(
    tmp_path: Path, title: str, bodies: tuple[str, str], acts: int
) -> None:
    files = {
        f"{n}.txt": f"{body}关于示例工作{n}的通知\n示发〔2020〕{n}号\n\n各单位：\n\n本通知自2020年6月1日起施行。{title}同时废止。\n\n{body}\n2020年4月2日\n"
        for n, body in enumerate(bodies, 3)
    }
    library, _ = library_of(tmp_path, files)
    assert library.stats(date(2024, 1, 1)).gaps["text_not_held"] == acts
