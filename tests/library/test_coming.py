"""The calendar: what changes between two days, with its proof."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.builders.drafts import RULE, library_of

NOTICE = """云岭省示例厅关于印发示例补贴办法的通知
云示规〔2024〕7号

各市示例局：

示例补贴按照本通知执行。本通知自2024年6月1日起施行，有效期至2029年5月31日。

云岭省示例厅
2024年4月2日
"""


@pytest.mark.parametrize(
    ("since", "until", "kinds"),
    [
        (date(2010, 1, 1), date(2010, 12, 31), [("commencement", date(2010, 5, 1))]),
        (date(2010, 5, 2), date(2010, 12, 31), []),
        (date(2024, 5, 1), date(2024, 6, 1), [("commencement", date(2024, 6, 1))]),
        (date(2029, 1, 1), date(2029, 12, 31), [("expiry", date(2029, 6, 1))]),
        (date(2028, 12, 1), date(2028, 12, 31), [("review", date(2028, 12, 3))]),
    ],
)
def test_changes_between_two_days(
    tmp_path: Path, since: date, until: date, kinds: list[tuple[str, date]]
) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": NOTICE})
    rows = library.calendar(since, until)
    assert [(row.kind, row.on) for row in rows] == kinds
    assert all(row.because is not None and row.because.evidence.quote for row in rows)


def test_a_trial_without_a_term_is_a_hint_and_says_so(tmp_path: Path) -> None:
    trial = NOTICE.replace("补贴办法", "补贴暂行办法").replace("，有效期至2029年5月31日", "")
    library, _ = library_of(tmp_path, {"乙.txt": trial})
    (row,) = library.calendar(date(2026, 1, 1), date(2026, 12, 31))
    assert (row.kind, row.on) == ("trial_review", date(2026, 6, 1))
    assert "不是法定期限" in row.label
    assert library.status(row.document.id or "", date(2030, 1, 1)).status == "in_force"
