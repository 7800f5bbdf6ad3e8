"""Events to verdicts: a table of lives, and what must hold for any life."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model.identifiers import ProvisionPath
from indexer.model.timeline import Timeline
from indexer.model.validity import EventKind as E
from indexer.model.validity import Evidence, EvidenceRank, Status, ValidityEvent

S = Status
DAY = timedelta(days=1)


def event(
    kind: E,
    on: str | None,
    effective: str | None = None,
    *,
    until: str | None = None,
    rank: EvidenceRank = EvidenceRank.NOTE,
    target: str | None = None,
) -> ValidityEvent:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    return ValidityEvent(
        kind=kind,
        on=day(on),
        effective=day(effective),
        evidence=Evidence("0" * 64, 0, 2, "示例", "test"),
        until=day(until),
        rank=rank,
        target=ProvisionPath(target) if target else None,
    )


ISSUED = event(E.ISSUED, "2020-01-10")
COMMENCED = event(E.COMMENCED, "2020-01-10", "2020-03-01")
REPEALED = event(E.REPEALED, "2023-05-20", "2023-07-01", rank=EvidenceRank.ACT_EXPLICIT)
LAPSED = event(E.LAPSED, "2020-01-10", "2025-03-01", rank=EvidenceRank.COMPUTED)


@pytest.mark.parametrize(
    ("events", "answers"),
    [
        ((), {"2020-01-01": S.UNKNOWN}),
        ((ISSUED,), {"2020-01-09": S.NOT_YET_IN_FORCE, "2021-01-01": S.UNKNOWN}),
        (
            (ISSUED, COMMENCED),
            {"2020-01-10": S.NOT_YET_IN_FORCE, "2020-02-29": S.NOT_YET_IN_FORCE, "2020-03-01": S.IN_FORCE},
        ),
        ((ISSUED, COMMENCED, REPEALED), {"2023-06-30": S.IN_FORCE, "2023-07-01": S.REPEALED}),
        ((COMMENCED, LAPSED), {"2025-02-28": S.IN_FORCE, "2025-03-01": S.LAPSED}),
        # An extension in time moves the end; one that comes late revives and does not rewrite the gap.
        (
            (
                COMMENCED,
                LAPSED,
                event(E.EXTENDED, "2025-01-01", until="2027-12-31", rank=EvidenceRank.ACT_EXPLICIT),
            ),
            {"2025-03-01": S.IN_FORCE, "2027-12-31": S.IN_FORCE, "2028-01-01": S.LAPSED},
        ),
        (
            (COMMENCED, LAPSED, event(E.AFFIRMED, "2025-06-01", rank=EvidenceRank.ACT_EXPLICIT)),
            {"2025-05-31": S.LAPSED, "2025-06-01": S.IN_FORCE},
        ),
        # A repeal and a later word that it is in force: both are shown.
        (
            (COMMENCED, REPEALED, event(E.AFFIRMED, "2024-01-01", rank=EvidenceRank.ACT_EXPLICIT)),
            {"2023-12-31": S.REPEALED, "2024-01-01": S.CONFLICTING},
        ),
        # Two end days in one text: between them nobody can say.
        (
            (COMMENCED, LAPSED, event(E.LAPSED, "2020-01-10", "2025-09-01", rank=EvidenceRank.COMPUTED)),
            {"2025-02-28": S.IN_FORCE, "2025-03-01": S.CONFLICTING, "2025-09-01": S.LAPSED},
        ),
        (
            (
                COMMENCED,
                event(E.SUSPENDED, "2021-04-25", "2021-05-01", rank=EvidenceRank.ACT_EXPLICIT),
                event(E.RESUMED, "2022-01-01", "2022-02-01", rank=EvidenceRank.ACT_EXPLICIT),
            ),
            {
                "2021-04-30": S.IN_FORCE,
                "2021-05-01": S.SUSPENDED,
                "2022-01-31": S.SUSPENDED,
                "2022-02-01": S.IN_FORCE,
            },
        ),
        (
            (COMMENCED, event(E.SUSPENDED, "2021-05-01", "2021-05-01", until="2021-06-30")),
            {"2021-06-30": S.SUSPENDED, "2021-07-01": S.IN_FORCE},
        ),
        (
            (COMMENCED, event(E.PARTLY_REPEALED, "2022-01-01", "2022-01-01")),
            {"2021-12-31": S.IN_FORCE, "2022-01-01": S.PARTLY_IN_FORCE},
        ),
        # A staged provision does not start the whole.
        (
            (COMMENCED, event(E.COMMENCED, "2020-01-10", "2020-02-01", target="art-12")),
            {"2020-02-15": S.NOT_YET_IN_FORCE},
        ),
        # A revised text states its own commencement: that one says nothing of the decades before it.
        (
            (
                event(E.ADOPTED, "1988-11-08"),
                event(E.AMENDED, "2004-08-28"),
                event(E.AMENDED, "2016-07-02"),
                event(E.COMMENCED, "2017-01-01", "2017-01-01"),
            ),
            {
                "1988-11-07": S.NOT_YET_IN_FORCE,
                "1990-01-01": S.UNKNOWN,
                "2004-08-28": S.IN_FORCE,
                "2016-12-31": S.IN_FORCE,
                "2017-01-01": S.IN_FORCE,
            },
        ),
        # A commencement that may be that of a later text proves force from its day and nothing before.
        (
            (event(E.COMMENCED, None, "2026-06-01"),),
            {"2026-05-31": S.UNKNOWN, "2026-06-01": S.IN_FORCE},
        ),
        # 自公布之日起施行 and nobody says when: begun by a day, unknown until then.
        (
            (event(E.ADOPTED, "2020-01-10"), event(E.COMMENCED, "2020-01-10", until="2021-01-10")),
            {"2020-01-09": S.NOT_YET_IN_FORCE, "2020-06-01": S.UNKNOWN, "2021-01-10": S.IN_FORCE},
        ),
        # What is passed anew years later was there.
        (
            (event(E.ADOPTED, "2008-01-10"), event(E.ADOPTED, "2020-12-23")),
            {"2020-12-22": S.UNKNOWN, "2020-12-23": S.IN_FORCE},
        ),
        # An amendment proves force where nothing else does.
        ((ISSUED, event(E.AMENDED, "2022-01-01")), {"2021-12-31": S.UNKNOWN, "2022-01-01": S.IN_FORCE}),
        ((ISSUED, REPEALED), {"2023-06-30": S.IN_FORCE, "2023-06-29": S.UNKNOWN, "2023-07-01": S.REPEALED}),
    ],
)
def test_lives(events: tuple[ValidityEvent, ...], answers: dict[str, Status]) -> None:
    timeline = Timeline(events)
    given_answers = {day: timeline.on(date.fromisoformat(day)).status for day in answers}
    assert given_answers == answers


DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))
EVENTS = st.builds(
    ValidityEvent,
    kind=st.sampled_from(E),
    on=DAYS | st.none(),
    effective=DAYS | st.none(),
    evidence=st.builds(
        Evidence, st.just("0" * 64), st.integers(0, 99), st.just(100), st.text(max_size=3), st.just("r")
    ),
    until=DAYS | st.none(),
    rank=st.sampled_from(EvidenceRank),
)


@given(st.lists(EVENTS, max_size=7), DAYS, st.randoms())
def test_the_order_of_events_does_not_matter(events: list[ValidityEvent], day: date, chance: object) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert Timeline(tuple(shuffled)).on(day).status == Timeline(tuple(events)).on(day).status


@given(st.lists(EVENTS, max_size=7))
def test_spans_cover_all_days_without_overlap_and_agree_with_the_verdict(events: list[ValidityEvent]) -> None:
    timeline = Timeline(tuple(events))
    spans = timeline.spans()
    assert spans[0].since is None
    assert spans[-1].until is None
    for before, after in pairwise(spans):
        assert before.until == after.since
        assert before.status is not after.status
    for span in spans:
        if span.since is not None:
            assert timeline.on(span.since).status is span.status
        if span.until is not None:
            assert timeline.on(span.until - DAY).status is span.status


@given(st.lists(EVENTS, max_size=7), DAYS)
def test_a_verdict_other_than_unknown_has_its_reasons(events: list[ValidityEvent], day: date) -> None:
    verdict = Timeline(tuple(events)).on(day)
    assert bool(verdict.because) is (verdict.status is not Status.UNKNOWN)


@given(st.lists(EVENTS, max_size=7), DAYS, DAYS)
def test_when_a_page_was_published_changes_nothing(
    events: list[ValidityEvent], day: date, page: date
) -> None:
    published = event(E.PUBLISHED, page.isoformat())
    assert Timeline((*events, published)).on(day) == Timeline(tuple(events)).on(day)


@given(st.lists(EVENTS, max_size=7), DAYS, st.sampled_from(E), DAYS)
def test_what_concerns_a_provision_alone_does_not_end_or_begin_the_document(
    events: list[ValidityEvent], day: date, kind: E, on: date
) -> None:
    if kind is E.PARTLY_REPEALED:
        return
    staged = event(kind, on.isoformat(), on.isoformat(), target="art-12")
    assert Timeline((*events, staged)).on(day) == Timeline(tuple(events)).on(day)


@given(st.lists(EVENTS, max_size=7))
def test_the_status_changes_on_turning_days_only(events: list[ValidityEvent]) -> None:
    timeline = Timeline(tuple(events))
    days = set(timeline.turning_days())
    assert {span.since for span in timeline.spans()} - {None} <= days


@given(DAYS, DAYS)
def test_the_day_before_and_the_day_of_a_repeal(commenced: date, ended: date) -> None:
    if ended <= commenced:
        return
    life = Timeline(
        (
            event(E.COMMENCED, commenced.isoformat(), commenced.isoformat()),
            event(E.REPEALED, ended.isoformat(), ended.isoformat(), rank=EvidenceRank.ACT_EXPLICIT),
        )
    )
    assert life.on(commenced - DAY).status is S.NOT_YET_IN_FORCE
    assert life.on(ended - DAY).status is S.IN_FORCE
    assert life.on(ended).status is S.REPEALED
