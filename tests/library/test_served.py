"""An act whose law has ceased: its own status stands, with a word beside it. All texts are invented (示例)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.library import Library
from indexer.library.served import served
from tests.builders.drafts import library_of

EXPLANATION = """最高人民法院关于适用《示例集市法》若干问题的解释（二）

（2011年8月9日公布　自2011年8月13日起施行）

第一条　示例集市的摊位纠纷，依照本解释审理。

第二条　本解释自2011年8月13日起施行。
"""

SUCCESSOR = """示例市场法

（2020年5月28日云岭省第十届人民代表大会第三次会议通过）

第一条　为了规范示例市场，制定本法。

第二条　本法自2021年1月1日起施行。《示例集市法》同时废止。
"""


@pytest.mark.parametrize(
    ("title", "name", "how"),
    [
        ("最高人民法院关于适用《示例集市法》若干问题的解释（二）", "示例集市法", "解释"),
        ("关于审理示例案件适用《示例集市法》若干问题的规定", "示例集市法", "解释"),
        ("示例集市法实施条例", "示例集市法", "实施"),
        ("示例集市法实施细则（试行）", "示例集市法", "实施"),
        ("云岭省实施《示例集市法》办法", "示例集市法", "实施"),
        ("云岭省实施《示例集市法》若干规定", "示例集市法", "实施"),
    ],
)
def test_a_title_says_what_the_act_serves(title: str, name: str, how: str) -> None:
    found = served(title)
    assert found is not None
    assert (found.title, found.how) == (name, how)


@pytest.mark.parametrize(
    "title",
    [
        "示例集市法",
        "云岭省示例集市条例",
        "关于印发《示例集市办法》的通知",
        "关于废止《示例集市法》的决定",
        "实施办法",
        "",
    ],
)
def test_a_title_that_does_not_say_is_left_alone(title: str) -> None:
    assert served(title) is None


def opened(folder: Path, *texts: str) -> Library:
    library, _ = library_of(folder, {f"{n}.txt": text for n, text in enumerate(texts)})
    return library


def test_what_it_explains_has_ceased(tmp_path: Path) -> None:
    library = opened(tmp_path, EXPLANATION, SUCCESSOR)
    title = "最高人民法院关于适用《示例集市法》若干问题的解释（二）"
    before, after = (library.status(f"《{title}》", date(year, 6, 1)) for year in (2020, 2021))
    assert before.status == after.status == "in_force"
    assert not any("已不再有效" in note for note in before.notes)
    (note,) = (note for note in after.notes if "已不再有效" in note)
    assert "《示例集市法》" in note
    assert "2021年1月1日起" in note


def test_what_it_explains_is_not_known_to_have_ceased(tmp_path: Path) -> None:
    library = opened(tmp_path, EXPLANATION)
    answer = library.status("《最高人民法院关于适用《示例集市法》若干问题的解释（二）》", date(2026, 1, 1))
    assert answer.status == "in_force"
    assert not any("已不再有效" in note for note in answer.notes)
