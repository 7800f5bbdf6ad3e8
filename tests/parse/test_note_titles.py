"""A title in a note: what was adopted by it, and what is only named. All texts are invented (示例)."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.model.validity import EventKind
from tests.builders.drafts import drafts_of

FIRST = "1979年7月1日第五届全国人民代表大会第二次会议通过"


@pytest.mark.parametrize(
    ("line", "adopted", "amended"),
    [
        ("1998年12月29日第九届全国人民代表大会常务委员会第六次会议通过的《关于惩治示例行为的决定》", [], []),
        (
            "1999年12月25日第九届全国人民代表大会常务委员会第十三次会议通过的《示例法修正案》",
            [],
            [date(1999, 12, 25)],
        ),
        (
            "根据2001年8月31日第九届全国人民代表大会常务委员会第二十三次会议通过的《关于补充示例规定的决定》修正",
            [],
            [date(2001, 8, 31)],
        ),
        ("1997年3月14日第八届全国人民代表大会第五次会议修订", [], [date(1997, 3, 14)]),
    ],
)
def test_a_named_act_is_no_adoption_of_the_law(line: str, adopted: list[date], amended: list[date]) -> None:
    text = f"示例法\n\n（{FIRST}　{line}）\n\n第一条　为了示例，制定本法。\n\n第二条　本法自1980年1月1日起施行。\n"
    _, drafts = drafts_of(text, "示例法.txt")
    events = drafts[-1].events
    assert [e.on for e in events if e.kind is EventKind.ADOPTED] == [date(1979, 7, 1), *adopted]
    assert [e.on for e in events if e.kind is EventKind.AMENDED] == amended
