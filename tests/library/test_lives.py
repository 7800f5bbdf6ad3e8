"""Which document a clause means: places, editions of a title, and the text that has the clause."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.model.validity import Status
from tests.builders.drafts import library_of

OLD = """{place}示例市场办法
（2001年3月1日{place}人民政府令第2号公布）
第一条　为了规范示例市场，制定本办法。
第二条　本办法自2001年5月1日起施行。
"""
NEW = """{place}示例市场条例
（2020年3月1日{place}人民代表大会常务委员会第二次会议通过）
第一条　为了规范示例市场，制定本条例。
第二条　本条例自2020年6月1日起施行。{clause}
"""


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("《{place}示例市场办法》同时废止。", Status.REPEALED),
        ("2001年3月1日{place}人民政府公布的《{place}示例市场办法》同时废止。", Status.REPEALED),
        # Passing and 公布 of one act lie months apart, editions lie years apart.
        ("2001年2月10日通过的《{place}示例市场办法》同时废止。", Status.REPEALED),
        ("1990年1月1日公布的《{place}示例市场办法》同时废止。", Status.IN_FORCE),
        ("《{place}示例市场暂行办法》同时废止。", Status.IN_FORCE),
    ],
)
def test_a_clause_ends_the_act_that_it_means(tmp_path: Path, clause: str, expected: Status) -> None:
    place = "北京市"
    library, _ = library_of(
        tmp_path,
        {
            "old.txt": OLD.format(place=place),
            "new.txt": NEW.format(place=place, clause=clause.format(place=place)),
        },
    )
    try:
        before = library.status("北京市示例市场办法", date(2020, 5, 31))
        after = library.status("北京市示例市场办法", date(2020, 6, 1))
        assert (before.status, after.status) == (Status.IN_FORCE.value, expected.value)
        if expected is Status.REPEALED:
            assert after.because[0].by is not None
            assert after.because[0].by.title == "北京市示例市场条例"
    finally:
        library.close()


def test_a_city_does_not_end_the_acts_of_another(tmp_path: Path) -> None:
    plain = OLD.format(place="青岛市").replace("青岛市示例市场办法", "示例市场办法")
    clause = "《示例市场办法》同时废止。"
    library, _ = library_of(
        tmp_path, {"old.txt": plain, "new.txt": NEW.format(place="杭州市", clause=clause)}
    )
    try:
        assert library.status("示例市场办法", date(2021, 1, 1)).status == Status.IN_FORCE.value
    finally:
        library.close()
