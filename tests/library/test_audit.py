"""Each finding of the audit, on a record that has it and on one that has not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.builders.drafts import AMENDED, RULE, library_of

DAY = date(2024, 1, 1)
LATER = """云岭省示例秤具规定
（2019年3月1日云岭省人民政府令第40号公布）

第一条　为了规范示例秤具，制定本规定。

第二条　本规定自2019年5月1日起施行。
"""
CITING = RULE.replace("适用于本省行政区域内的示例市场", "所称秤具，适用《云岭省示例秤具规定》")
ENDING = """云岭省示例交易办法
（2009年3月1日云岭省人民政府令第30号公布）

第一条　为了规范示例交易，制定本办法。

第二条　本办法自2020年5月1日起施行。《云岭省示例集市规定》同时废止。
"""
TRIAL = """云岭省示例厅关于印发示例补贴暂行办法的通知
云示规〔2020〕7号

各市示例局：

示例补贴按照本通知执行。本通知自2020年6月1日起施行。

云岭省示例厅
2020年4月2日
"""
NOTED = RULE.replace("令第12号公布", "令第12号公布　自2010年6月1日起施行")
LONG = RULE.replace(
    "制定本办法。", "制定本办法。" + "示例市场应当便利示例交易，示例交易应当在示例市场进行。" * 20
)


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        ({"甲.txt": CITING, "乙.txt": LATER}, "cites_later_document", "到2019年3月1日才公布"),
        ({"甲.txt": ENDING}, "unresolved_target", "云岭省示例集市规定"),
        ({"甲.txt": TRIAL}, "trial_without_term", "办公提示，不是法定期限"),
        (
            {"甲.txt": RULE.replace("自2010年5月1日起", "自2010年1月5日起")},
            "commenced_before_issue",
            "（2010年1月5日）早于",
        ),
        ({"甲.txt": NOTED}, "note_and_article_disagree", "2010年6月1日"),
        ({"甲.txt": RULE, "乙.txt": LONG}, "short_text", "远少于同一版本的另一来源"),
        ({"甲.txt": LONG, "乙.txt": AMENDED}, "short_text", "远短于2010年3月1日的文本"),
        ({"甲.txt": RULE, "乙.txt": RULE.replace("五百元", "六百元")}, "sources_differ", "甲.txt"),
        ({"甲.txt": "示例烟草\n\n没有日期的文字。\n"}, "odd_title", "请核对原件"),
    ],
)
def test_a_finding(tmp_path: Path, files: dict[str, str], code: str, said: str) -> None:
    library, _ = library_of(tmp_path, files)
    found = [finding.message for finding in library.audit(DAY) if finding.code == code]
    assert len(found) == 1, [(f.code, f.message) for f in library.audit(DAY)]
    assert said in found[0]


@pytest.mark.parametrize(
    "files",
    [
        {"甲.txt": RULE},
        {"甲.txt": RULE, "乙.txt": AMENDED},
        {"甲.txt": AMENDED, "乙.txt": LATER},
        {"甲.txt": LATER.replace("规范示例秤具", "规范《云岭省示例市场管理办法》所称秤具"), "乙.txt": RULE},
        {"甲.txt": TRIAL.replace("起施行。", "起施行，有效期至2029年5月31日。")},
        {"甲.txt": TRIAL.replace("2020", "2023")},
        {"甲.txt": TRIAL.replace("暂行办法", "暂行办法执行情况")},
        {"甲.txt": RULE.replace("云岭省示例市场管理办法", "示例条例")},
    ],
)
def test_nothing_is_found_where_nothing_is_wrong(tmp_path: Path, files: dict[str, str]) -> None:
    library, _ = library_of(tmp_path, files)
    assert library.audit(DAY) == ()


def test_texts_of_one_day_are_told_apart_by_their_provisions(tmp_path: Path) -> None:
    other = RULE.replace("五百元", "八百元").replace("2010年3月1日", "2010年3月5日")
    library, _ = library_of(tmp_path, {"甲.txt": RULE, "乙.txt": other})
    (finding,) = library.audit(DAY)
    assert finding.code == "several_texts_for_one_day"
    assert finding.message == "2010年5月1日起有不止一个文本（甲.txt与乙.txt）：第四条文字不同"


def test_gaps_count_what_is_not_held(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": ENDING, "乙.txt": "示例说明\n\n没有日期的文字。\n"})
    gaps = library.stats(DAY).gaps
    assert (gaps["unresolved_targets"], gaps["text_not_held"], gaps["status_unknown"]) == (1, 1, 1)
