"""Titles: from lines, metadata and files' names. All texts 示例."""

from __future__ import annotations

import pytest

from indexer.parse import parse
from indexer.parse.title import name_title, split_subtitle
from tests.builders.drafts import names
from tests.builders.sources import source_from

NAMES = {
    "示例办法(2018-03-19).md": "示例办法",
    "示例办法_20201017.docx": "示例办法",
    "云府发〔2014〕56号_示例办法.txt": "示例办法",
    "附件1：示例案件审批表（式样）.doc": "示例案件审批表",
    "附表二、示例税目税额表.pdf": "示例税目税额表",
    "附件1.docx": "附件1",
    "2、《示例局关于示例的若干意见》.pdf": "《示例局关于示例的若干意见》",
    "12.示例办法.pdf": "示例办法",
    "2021年示例方案.pdf": "2021年示例方案",
    "示例名录（2021年版）.pdf": "示例名录（2021年版）",
}


@pytest.mark.parametrize("name", NAMES)
def test_title_of_a_name(name: str) -> None:
    assert name_title(name) == NAMES[name]


BODY = "\n一、示例\n这里是示例的内容，写得足够长，是一句完整的话。\n"
FRONTS = {
    "two lines, the noun on the second": ("示例县示例局副局长\n职位说明书", "示例县示例局副局长职位说明书"),
    "spaces around figures": ("示例综合名录（2021 年版）", "示例综合名录（2021年版）"),
    "the day of the page behind it": (
        "示例局关于示例联系方式的通知[ 2025-01-14 ]",
        "示例局关于示例联系方式的通知",
    ),
    "the word for a whole text": ("《云岭省示例条例》全文", "云岭省示例条例"),
    "half a pair of marks": ("云岭省示例管理条例》正式版", "云岭省示例管理条例"),
    "marks around another's title": ("关于印发《示例办法》的通知", "关于印发《示例办法》的通知"),
}


@pytest.mark.parametrize("name", FRONTS)
def test_title_of_a_front(name: str) -> None:
    front, wanted = FRONTS[name]
    assert parse(source_from(front + BODY), names())[0].title == wanted


WITNESSES = {
    "a page that shows the site only": (
        "示例烟草\n",
        "2、《示例局关于示例的若干意见》.pdf",
        "示例局关于示例的若干意见",
    ),
    "the class of a standard": ("中华人民共和国国家标准\n", "示例炉窑排放标准.pdf", "示例炉窑排放标准"),
    "half a sentence": ("二类区执行二级标准，\n", "GB-1234.pdf", "GB-1234"),
    "a title of its own": ("云岭省示例办法\n", "示例局关于示例的若干意见.pdf", "云岭省示例办法"),
    "a name that is none": ("示例烟草专卖\n", "扫描件.pdf", "示例烟草专卖"),
}


@pytest.mark.parametrize("name", WITNESSES)
def test_the_name_of_a_file_where_the_text_has_no_title(name: str) -> None:
    front, file_name, wanted = WITNESSES[name]
    source = source_from(front + BODY, name=file_name)
    assert parse(source, names())[0].title == wanted


@pytest.mark.parametrize(
    ("text", "title", "subtitle"),
    [
        ("中华人民共和国示例法 (1993年)", "中华人民共和国示例法", "1993年"),
        ("中华人民共和国示例法（1982年）", "中华人民共和国示例法", "1982年"),
        ("中华人民共和国示例法（2021年修订）", "中华人民共和国示例法", "2021年修订"),
        ("中华人民共和国示例法修正案（1993年）", "中华人民共和国示例法修正案（1993年）", ""),
        ("示例物品管理名录（2021年）", "示例物品管理名录（2021年）", ""),
        ("云岭省示例招生办法（2024年）", "云岭省示例招生办法（2024年）", ""),
        ("中华人民共和国示例法（试行）", "中华人民共和国示例法（试行）", ""),
    ],
)
def test_a_year_behind_a_law_names_an_edition(text: str, title: str, subtitle: str) -> None:
    assert split_subtitle(text) == (title, subtitle)
