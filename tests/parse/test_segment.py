"""Segments: which instruments a source holds, where each one's front ends, and texts printed twice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.parse.lines import split_lines
from indexer.parse.segment import Segment, segment
from tests.builders.sources import source_from

RULES = "第一条　为了管理渡口，制定本办法。\n第二条　渡口应当设岗。\n第三条　本办法自2020年1月1日起施行。"
COVER = "青江市水务局关于印发《青江市渡口管理办法》的通知\n青水〔2020〕1号\n各区水务局：\n现将《青江市渡口管理办法》印发给你们。\n"
SIGN = "青江市水务局\n2020年1月3日\n"


def parts_of(text: str) -> tuple[Segment, ...]:
    source = source_from(text)
    return segment(split_lines(source), source)


def shape(text: str) -> list[tuple[int | None, str]]:
    """(cover, first line that is no annex mark) of each segment."""
    return [
        (part.cover, next(line.text for line in part.lines if not line.text.startswith("附件")))
        for part in parts_of(text)
    ]


@pytest.mark.parametrize(
    "link",
    [
        SIGN + "青江市渡口管理办法\n",
        SIGN + "附件\n青江市渡口管理办法\n",
        "附件：青江市渡口管理办法\n" + SIGN + "青江市渡口管理办法\n",
        "附件：1.青江市渡口管理办法\n" + SIGN + "附件1\n青江市渡口管理办法\n",
        SIGN + "（此件公开发布）\n青江市\n渡口管理办法\n",
        SIGN + "青江市渡口管理办法\n（2020年1月1日）\n",
        "青江市渡口管理办法\n",
    ],
)
def test_a_notice_and_what_it_issues(link: str) -> None:
    first, second = parts_of(COVER + link + RULES)
    assert (first.cover, second.cover) == (None, 0)
    assert first.front[0].text.startswith("青江市水务局关于印发")
    assert (
        "".join(line.text for line in second.front)
        .removeprefix("附件1")
        .removeprefix("附件")
        .startswith("青江市")
    )
    assert second.body[0].text.startswith("第一条")


def test_several_attached_instruments_and_a_form() -> None:
    text = (
        "青江市水务局关于印发渡口两项制度的通知\n青水〔2020〕1号\n各区水务局：\n现印发给你们，请执行。\n"
        + SIGN
        + f"附件1\n青江市渡口检查办法\n{RULES}\n附件2\n青江市渡船登记细则\n一、登记\n每年一次。\n附件3\n登记表\n| 甲 | 乙 |"
    )
    parts = parts_of(text)
    assert [part.cover for part in parts] == [None, 0, 0]
    assert [line.text for line in parts[0].lines][-3:-1] == ["附件3", "登记表"]
    assert parts[2].lines[-1].text == "每年一次。"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        # A regulation's own annexes are part of it.
        (f"青江市渡口管理办法\n{RULES}\n附件1\n渡口检查办法\n一、每月一次。\n二、记录存档。", 1),
        # What a package decision changes is listed in its annexes: no instruments.
        (
            "青江市人民政府关于修改和废止部分规章的决定\n市人民政府决定：\n一、修改2件（附件1）\n二、废止1件（附件2）\n"
            "附件1\n青江市人民政府决定修改的规章目录\n一、《青江市渡口管理办法》删去第三条。\n"
            "附件2\n青江市人民政府决定废止的规章目录\n一、《青江市集市管理办法》",
            1,
        ),
        # An order, its decision, and the text printed anew.
        (
            "青江市人民政府令\n第9号\n《青江市人民政府关于修改〈青江市渡口管理办法〉的决定》已经市政府常务会议通过，现予公布。\n"
            "市长　林望\n2021年2月3日\n青江市人民政府关于修改《青江市渡口管理办法》的决定\n"
            "市人民政府决定对《青江市渡口管理办法》作如下修改：\n一、删去第四条。\n本决定自公布之日起施行。\n"
            f"青江市渡口管理办法\n{RULES}",
            3,
        ),
        # A list of titles cites; it carries nothing.
        (
            "青江市规章目录\n一、《青江市渡口管理办法》\n二、《青江市集市管理办法》\n青江市渡口管理办法\n青江市集市管理办法",
            1,
        ),
        # A text that cites another by name and has articles of its own.
        (f"青江市桥梁管理办法\n{RULES}\n第四条　依照《青江市渡口管理办法》办理。\n青江市渡口管理办法", 1),
        ("", 0),
        ("An English page.", 1),
    ],
)
def test_number_of_instruments(text: str, count: int) -> None:
    assert len(parts_of(text)) == count


@pytest.mark.parametrize(
    ("text", "front"),
    [
        (f"青江市渡口管理办法\n{RULES}", 1),
        (
            f"青江市渡口\n管理办法\n（2020年1月1日青江市人民政府令第3号公布\n根据2021年2月3日青江市人民政府令第9号修正）\n{RULES}",
            4,
        ),
        (f"青江市渡口管理办法\n2020年1月1日 青江市人民政府令第3号公布\n2020年3月1日 施行\n{RULES}", 3),
        ("青江市水务局通知\n青水〔2020〕1号\n各区水务局，各单位：\n请于今日检查渡口，并报送结果。", 3),
        ("青江市渡口管理办法\n目录\n第一章　总则\n第一章　总则\n" + RULES, 1),
        ("渡口检查要点\n一、检查船只\n二、检查岗亭", 1),
        ("青江市人民政府决定对渡口办法的下列条文作如下修改：\n一、删去第三条。", 0),
        ("关于渡口的公告\n为了保障安全，自即日起关闭东门渡口，开放时间另行公告。", 1),
    ],
)
def test_where_the_front_ends(text: str, front: int) -> None:
    assert len(parts_of(text)[0].front) == front


def test_a_body_printed_twice_counts_once() -> None:
    body = "\n".join(f"第{n}条　渡口的第{n}项管理要求应当认真执行到位。" for n in "一二三四五六")
    (part,) = parts_of(f"青江市渡口管理办法\n{body}\n青江市渡口管理办法\n{body}\n版权所有")
    assert part.duplicate[0].text == "青江市渡口管理办法"
    assert len(part.duplicate) == 7
    assert part.body[-1].text == "版权所有"


def test_repeated_sentences_are_no_second_printing() -> None:
    same = "前款规定的渡口应当按照规定设置岗亭和救生设备。"
    (part,) = parts_of("青江市渡口管理办法\n第一条　甲。\n" + "\n第二条　乙。\n".join([same] * 3))
    assert part.duplicate == ()


def test_flat_text_is_unfolded() -> None:
    flat = (
        "青江市渡口管理办法 第一章 总则 第一条 为了管理渡口，保障过渡人员安全，制定本办法。第二条 渡口应当设岗。"
        "第三条 依照前条和第二条 的规定执行。第四条 渡船应当验收。"
    )
    (part,) = parts_of(flat)
    assert [line.text.split()[0] for line in part.lines if line.text.startswith("第")] == [
        "第一章",
        "第一条",
        "第二条",
        "第三条",
        "第四条",
    ]


def test_items_within_a_line_are_not_cut() -> None:
    long = "第一条　渡口应当具备下列条件：（一）岗亭；（二）救生圈；一、木船；二、铁船，并依照第三条 的规定登记存档备查，每年检验一次以上。"
    (part,) = parts_of(f"青江市渡口管理办法\n{long}")
    assert len(part.body) == 1


_LINES = st.sampled_from(
    [
        *COVER.strip().split("\n"),
        *SIGN.strip().split("\n"),
        *RULES.split("\n"),
        "青江市渡口管理办法",
        "附件",
        "附件1",
        "附件2：登记表",
        "附件：1.登记表",
        "目录",
        "第一章　总则",
        "一、总体要求",
        "（一）检查。每月一次，记录存档。",
        "| 甲 | 乙 |",
        "各区水务局：",
        "《青江市渡口管理办法》",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_LINES, max_size=40))
def test_every_line_is_in_exactly_one_segment(lines: list[str]) -> None:
    source = source_from("\n".join(lines))
    parts = segment(split_lines(source), source)
    held = sorted((line.start, line.end) for part in parts for line in part.lines)
    assert held == [(line.start, line.end) for line in split_lines(source)]
    for part in parts:
        assert sorted(line.start for line in (*part.front, *part.body, *part.duplicate)) == sorted(
            line.start for line in part.lines
        )
        assert part.cover is None or part.cover < len(parts)
