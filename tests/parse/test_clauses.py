"""Clauses of force, a sentence each: what they do, and what only looks as if it did."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.model.source import Block, BlockKind, SourceFormat, SourceText
from indexer.model.validity import EventKind
from indexer.parse.clauses import read_clauses
from indexer.parse.decisions import read_decision
from indexer.parse.lines import Line, split_lines


def lines_of(*texts: str) -> tuple[Line, ...]:
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)
    return split_lines(SourceText("0" * 64, "示例.txt", SourceFormat.TEXT, blocks))


def ended(*texts: str) -> list[tuple[str, str, str, tuple[date, ...]]]:
    effects = read_clauses("0" * 64, lines_of(*texts), ()).effects
    return [(e.event.kind.value, e.target.title, e.target.number, e.target.days) for e in effects]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《云岭省示例办法》同时废止。", [("repealed", "云岭省示例办法", "", ())]),
        (
            "本办法自2021年5月1日起施行。《云岭省示例办法》即行废止。",
            [("repealed", "云岭省示例办法", "", ())],
        ),
        (
            "本条例自2021年5月1日起施行，2003年7月1日云岭省人民政府发布的《云岭省示例办法》同时废止。",
            [("repealed", "云岭省示例办法", "", (date(2003, 7, 1),))],
        ),
        (
            "《云岭省示例办法》（云政发〔2010〕5号）同时废止。",
            [("repealed", "云岭省示例办法", "云政发〔2010〕5号", ())],
        ),
        (
            "《示例甲办法》（云示发〔2010〕5号）、《示例乙办法》（云示发〔2011〕6号）同时废止。",
            [
                ("repealed", "示例甲办法", "云示发〔2010〕5号", ()),
                ("repealed", "示例乙办法", "云示发〔2011〕6号", ()),
            ],
        ),
        (
            "2001年1月3日公布、2008年4月5日修正的《云岭省示例条例》同时废止。",
            [("repealed", "云岭省示例条例", "", (date(2001, 1, 3), date(2008, 4, 5)))],
        ),
        ("《云岭省示例条例》中关于停车的规定同时废止。", [("partly_repealed", "云岭省示例条例", "", ())]),
        (
            "《示例新规定》已于2020年1月1日起施行，《示例旧规定》同时废止。",
            [("repealed", "示例旧规定", "", ())],
        ),
        (
            "自1997年2月5日起施行的《示例旧规定》同时废止。",
            [("repealed", "示例旧规定", "", (date(1997, 2, 5),))],
        ),
        ("《关于修改〈示例办法〉的决定》同时废止。", [("repealed", "关于修改〈示例办法〉的决定", "", ())]),
        # Each title has the verb that follows it.
        (
            "《示例旧规定》同时废止；其他有关示例的规定与本法抵触的，同时失效。",
            [("repealed", "示例旧规定", "", ())],
        ),
        ("《示例旧规定》失效。", [("lapsed", "示例旧规定", "", ())]),
        (
            "1994年8月2日市人民政府发布、根据1997年12月31日市人民政府第12号令修改的《示例旧规定》同时废止。",
            [("repealed", "示例旧规定", "市人民政府第12号令", (date(1994, 8, 2), date(1997, 12, 31)))],
        ),
        # What only looks like a repeal.
        ("使用失效、非法制作的《示例许可证》收费的；", []),
        ("制定机关应当及时修改或者废止《云岭省示例办法》。", []),
        ("此前规定与本办法不一致的，以本办法为准。", []),
        ("许可证有效期届满未延续的，自行失效。", []),
        ("拟废止《云岭省示例办法》。", []),
        ("行政复议期间具体行政行为不停止执行。", []),
        ("依照《云岭省示例办法》取得的资格继续有效。", []),
        ("本办法施行前的规定同时废止。", []),
    ],
)
def test_repeal_clauses(text: str, expected: list[tuple[str, str, str, tuple[date, ...]]]) -> None:
    assert ended(text) == expected


@pytest.mark.parametrize(
    ("text", "first_day_without"),
    [
        ("本办法自2021年6月10日起施行，有效期5年。", date(2026, 6, 10)),
        ("本办法自2021年6月10日起施行，有效期为三年。", date(2024, 6, 10)),
        ("本通知自2021年6月10日起施行，有效期至2026年12月31日。", date(2027, 1, 1)),
        ("本规定自2021年6月10日起施行，试行两年。", date(2023, 6, 10)),
        ("本细则自2021年6月10日至2022年12月31日执行。", date(2023, 1, 1)),
        ("本办法自2021年6月10日起施行，有效期6个月。", date(2021, 12, 10)),
        ("本办法自2024年2月29日起施行，有效期1年。", date(2025, 3, 1)),
        ("第九条&emsp;本办法自2021年6月10日起施行，有效期五年。", date(2026, 6, 10)),
        ("许可证有效期五年。", None),
        ("第十条 示例备案自准予备案之日起生效，有效期为10年。", None),
        ("标识牌有效期六个月，期满自行失效。", None),
        ("在检验、检测有效期届满前一个月提出申请；", None),
    ],
)
def test_expiry(text: str, first_day_without: date | None) -> None:
    events = read_clauses("0" * 64, lines_of(text), ()).events
    lapses = [event.effective for event in events if event.kind is EventKind.LAPSED]
    assert lapses == ([first_day_without] if first_day_without else [])


def test_a_period_without_a_beginning_is_remarked() -> None:
    clauses = read_clauses("0" * 64, lines_of("本通知自印发之日起施行，有效期5年。"), ())
    assert not clauses.events
    assert [remark.code for remark in clauses.remarks] == ["expiry_without_start"]


def test_two_ends_are_both_told() -> None:
    clauses = read_clauses(
        "0" * 64, lines_of("本通知自2022年5月1日起施行，有效期三年，有效期至2026年4月30日。"), ()
    )
    days = {e.effective for e in clauses.events if e.kind is EventKind.LAPSED}
    assert days == {date(2025, 5, 1), date(2026, 5, 1)}
    assert "several_ends" in [remark.code for remark in clauses.remarks]


def test_commencement_by_stages() -> None:
    text = "本办法第十二条自2024年1月1日起施行，其余条款自2023年7月1日起施行。"
    events = read_clauses("0" * 64, lines_of(text), ()).events
    told = {
        (str(event.target or ""), event.effective) for event in events if event.kind is EventKind.COMMENCED
    }
    assert told == {("art-12", date(2024, 1, 1)), ("", date(2023, 7, 1))}


def done(title: str, *texts: str) -> list[tuple[str, str]]:
    return [
        (e.event.kind.value, e.target.title) for e in read_decision("0" * 64, title, lines_of(title, *texts))
    ]


@pytest.mark.parametrize(
    ("title", "texts", "expected"),
    [
        (
            "云岭省人民政府关于废止《示例甲办法》的决定",
            ("省人民政府决定，废止《示例甲办法》（2005年5月19日公布）。",),
            [("repealed", "示例甲办法")],
        ),
        (
            "云岭省人民政府关于修改《示例甲办法》的决定",
            ("一、将第三条修改为：“甲。”",),
            [("amended", "示例甲办法")],
        ),
        (
            "云岭省人民政府关于修改和废止部分省政府规章的决定",
            (
                "附件1",
                "云岭省人民政府决定修改的省政府规章",
                "一、将《示例甲办法》第二条修改为“甲”。",
                "二、删去《示例乙办法》第五条。",
                "附件2",
                "云岭省人民政府决定废止的省政府规章",
                "一、示例丙办法（2001年3月2日公布）",
                "二、《示例丁规定》（2002年3月2日公布）",
            ),
            [
                ("amended", "示例甲办法"),
                ("amended", "示例乙办法"),
                ("repealed", "示例丙办法"),
                ("repealed", "示例丁规定"),
            ],
        ),
        (
            "关于暂停实施《示例甲办法》的通告",
            ("自2022年4月1日起暂停实施《示例甲办法》。",),
            [("suspended", "示例甲办法")],
        ),
        (
            "关于恢复实施《示例甲办法》的通告",
            ("自2023年2月1日起恢复实施《示例甲办法》。",),
            [("resumed", "示例甲办法")],
        ),
        (
            "关于延长《示例甲办法》有效期的通知",
            ("决定将其有效期延长至2028年4月30日。",),
            [("extended", "示例甲办法")],
        ),
        ("云岭省示例管理办法", ("一、废止《示例甲办法》。",), []),
        # Reconstruction and time limits are not about an act's force.
        ("示例地震灾后恢复重建条例", ("为了恢复重建，根据《示例甲办法》，制定本条例。",), []),
        ("关于严格规范延长审限问题的规定", ("根据《示例甲办法》，就延长审限规定如下。",), []),
        ("《关于废止〈示例甲办法〉的决定》解读", ("废止《示例甲办法》。",), []),
    ],
)
def test_decisions(title: str, texts: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    assert sorted(done(title, *texts)) == sorted(expected)
