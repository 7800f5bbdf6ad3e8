"""From when to when a text applies, and what is missing from it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.library.spans import missing_amendments, spanned, text_notes
from indexer.model.validity import EventKind as E
from indexer.model.validity import Evidence, EvidenceRank, ValidityEvent
from indexer.store import VersionRow
from tests.builders.drafts import AMENDED, RULE, library_of

FIRST, SECOND, THIRD = (date(2010, 3, 1), date(2015, 6, 1), date(2020, 9, 1))


def event(
    kind: E, on: date | None, effective: date | None = None, source: str = "a", rank: int = 1
) -> ValidityEvent:
    proof = Evidence(source, 0, 2, "示例", "test")
    return ValidityEvent(kind, on, effective, proof, rank=EvidenceRank(rank))


def version(key: int, dated: date | None, since: date | None = None, source: str = "a") -> VersionRow:
    return VersionRow(key, "d", dated, since, None, 3, (source,))


ISSUED = event(E.ISSUED, FIRST)
COMMENCED = event(E.COMMENCED, date(2010, 5, 1), date(2010, 5, 1))


@pytest.mark.parametrize(
    ("versions", "events", "spans"),
    [
        # A first text applies from the commencement that its own last article states.
        ([version(1, FIRST)], [ISSUED, COMMENCED], [(date(2010, 5, 1), None)]),
        # What the text of another version states is not this one's.
        ([version(1, FIRST, source="b")], [ISSUED, COMMENCED], [(None, None)]),
        # … unless a person says it of the document.
        (
            [version(1, FIRST, source="b")],
            [ISSUED, event(E.COMMENCED, FIRST, date(2010, 4, 1), "c", rank=5)],
            [(date(2010, 4, 1), None)],
        ),
        # An amended text does not begin with the first commencement.
        (
            [version(1, FIRST), version(2, SECOND)],
            [ISSUED, COMMENCED, event(E.AMENDED, SECOND)],
            [(date(2010, 5, 1), SECOND), (None, None)],
        ),
        # A text published some days after its act is that act's …
        (
            [version(1, FIRST), version(2, SECOND + timedelta(days=6), source="b")],
            [
                ISSUED,
                COMMENCED,
                event(E.ADOPTED, SECOND, source="b"),
                event(E.AMENDED, SECOND, date(2015, 8, 1), "z", 4),
            ],
            [(date(2010, 5, 1), date(2015, 8, 1)), (date(2015, 8, 1), None)],
        ),
        # … where its own note tells that act, and no later one.
        (
            [version(1, FIRST), version(2, SECOND + timedelta(days=6), source="b")],
            [ISSUED, COMMENCED, event(E.AMENDED, SECOND, date(2015, 8, 1), "z", 4)],
            [(date(2010, 5, 1), SECOND + timedelta(days=6)), (None, None)],
        ),
        # It begins on the effective day of its amendment, where an act states it.
        (
            [version(1, FIRST), version(2, SECOND)],
            [ISSUED, COMMENCED, event(E.AMENDED, SECOND), event(E.AMENDED, SECOND, date(2015, 8, 1), "z", 4)],
            [(date(2010, 5, 1), date(2015, 8, 1)), (date(2015, 8, 1), None)],
        ),
        # The order in which they are held does not matter.
        (
            [version(2, THIRD), version(1, SECOND, date(2015, 7, 1))],
            [event(E.AMENDED, SECOND), event(E.AMENDED, THIRD)],
            [(date(2015, 7, 1), THIRD), (None, None)],
        ),
        # A text without any day gives way to the first that has one.
        ([version(1, None), version(2, SECOND)], [], [(None, SECOND), (None, None)]),
    ],
)
def test_spans(
    versions: list[VersionRow], events: list[ValidityEvent], spans: list[tuple[date | None, date | None]]
) -> None:
    assert [(v.since, v.until) for v in spanned(versions, events)] == spans


days = st.none() | st.dates(date(2000, 1, 1), date(2030, 12, 31))


@given(st.lists(st.tuples(days, days), max_size=6), st.lists(st.tuples(days, days), max_size=6))
def test_no_two_texts_apply_on_one_day(
    dated: list[tuple[date | None, date | None]], amended: list[tuple[date | None, date | None]]
) -> None:
    versions = [version(n, day, since) for n, (day, since) in enumerate(dated)]
    made = spanned(versions, [event(E.AMENDED, on, effective) for on, effective in amended])
    assert sorted(v.key for v in made) == sorted(v.key for v in versions)
    placed = [v for v in made if v.start is not None]
    for one, other in pairwise(placed):
        assert one.until == other.start
        assert one.start is not None
        assert one.until is not None
        assert one.start <= one.until
    assert not placed or placed[-1].until is None


@given(st.sets(st.dates(date(2011, 1, 1), date(2030, 12, 31)), min_size=1, max_size=6))
def test_an_amendment_is_missing_when_it_came_after_the_text(amended: set[date]) -> None:
    held = version(1, SECOND, source="text")
    missing = missing_amendments(held, [event(E.AMENDED, day) for day in amended])
    assert [e.on for e in missing] == sorted(day for day in amended if day > SECOND)
    # What the text's own note names is in the text.
    assert not missing_amendments(held, [event(E.AMENDED, day, source="text") for day in amended])


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (FIRST - timedelta(days=1), "2010年2月28日的文本没有收录"),
        (THIRD, "所载文本为2010年3月1日的版本；2015年6月1日的修改未收录"),
    ],
)
def test_what_is_missing_is_said(day: date, said: str) -> None:
    (held,) = spanned([version(1, FIRST, FIRST)], [ISSUED])
    notes = text_notes([held], held, [event(E.AMENDED, SECOND, source="z")], day)
    assert any(said in note for note in notes)


DECISION = """云岭省人民政府关于修改《云岭省示例市场管理办法》的决定
（2018年6月5日云岭省人民政府令第88号公布）

云岭省人民政府决定对《云岭省示例市场管理办法》作如下修改：

一、将《云岭省示例市场管理办法》第四条中的“五百元”修改为“八百元”。

本决定自2018年9月1日起施行。
"""


def test_a_decision_that_is_held_gives_the_day_of_the_text_it_made(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": AMENDED, "丙.txt": DECISION})
    document = library.resolve_one("云岭省示例市场管理办法")
    spans = [(v.dated, v.since, v.until) for v in library.history(document).versions]
    assert spans == [
        (date(2010, 3, 1), date(2010, 5, 1), date(2018, 9, 1)),
        (date(2018, 6, 5), date(2018, 9, 1), None),
    ]
    before = library.document(document, date(2018, 8, 31))
    assert "五百元" in next(p.text for p in before.provisions if p.path == "art-4")


def test_a_text_without_the_last_amendment_says_so(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "丙.txt": DECISION})
    document = library.resolve_one("云岭省示例市场管理办法")
    said = "所载文本为2010年3月1日的版本；2018年6月5日的修改未收录"
    assert said in library.document(document, date(2020, 1, 1)).warnings
    assert said in library.status(document, date(2020, 1, 1)).notes
    assert said not in library.document(document, date(2017, 1, 1)).warnings
    assert [f.message for f in library.audit() if f.code == "missing_amendment"] == [said]


@pytest.mark.parametrize(("days", "said"), [(30, False), (91, True), (2000, True)])
def test_a_text_that_no_known_act_made_is_said_to_be_one(days: int, said: bool) -> None:
    shown = version(1, FIRST + timedelta(days=days))
    notes = text_notes([shown], shown, [event(E.ISSUED, FIRST)], date(2024, 1, 1))
    assert any("其间的修改没有收录" in note for note in notes) is said
