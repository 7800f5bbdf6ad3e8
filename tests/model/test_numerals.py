"""Numerals and dates as regulations write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model.numerals import article_label, format_numeral, parse_date, parse_numeral


@given(st.integers(0, 99_999))
def test_a_written_number_reads_back(value: int) -> None:
    assert parse_numeral(format_numeral(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一千二百六十", 1260),
        ("一百零八", 108),
        ("十", 10),
        ("二十", 20),
        ("廿三", 23),
        ("卅", 30),
        ("二○二一", 2021),
        ("二〇〇四", 2004),
        ("１２", 12),
        ("007", 7),
        ("两", 2),
        ("三万", 30_000),
        ("", None),
        ("第三", None),
        ("x", None),
        ("一" * 40, None),
    ],
)
def test_numerals(text: str, value: int | None) -> None:
    assert parse_numeral(text) == value


def test_a_number_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 99999"):
        format_numeral(100_000)


def test_article_labels() -> None:
    assert article_label(12) == "第十二条"
    assert article_label(120, 1) == "第一百二十条之一"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自2021年3月4日起施行", date(2021, 3, 4)),
        ("２０１３年１月１日", date(2013, 1, 1)),
        ("二○○四年十月一日", date(2004, 10, 1)),
        ("一九五七年六月一日", date(1957, 6, 1)),
        ("二零零三年二月二十一日", date(2003, 2, 21)),
        ("2010年8月l日", date(2010, 8, 1)),
        ("2021 年 3 月 4 日", date(2021, 3, 4)),
        ("2021-03-04", date(2021, 3, 4)),
        ("2021/3/4", date(2021, 3, 4)),
        ("2021.3.4", date(2021, 3, 4)),
        ("2021年2月30日", None),
        ("2021年13月1日，后为2022年1月2日", date(2022, 1, 2)),
        ("2021年3月", None),
        ("", None),
    ],
)
def test_dates(text: str, expected: date | None) -> None:
    assert parse_date(text) == expected


@given(st.text(max_size=80))
def test_any_text_has_a_date_or_none(text: str) -> None:
    found = parse_date(text)
    assert found is None or 1900 <= found.year <= 2200
