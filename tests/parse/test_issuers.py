"""Issuing bodies: one body has one name, however a text names it. All texts 示例."""

from __future__ import annotations

import pytest

from indexer.model.document import Kind
from indexer.model.draft import Draft
from indexer.parse import parse
from tests.builders.drafts import names
from tests.builders.sources import source_from

NAMED = {
    "中华人民共和国国务院": ["国务院"],
    "国务院、中央军委": ["国务院", "中央军事委员会"],
    "中华人民共和国公安部 海关总署": ["公安部", "海关总署"],
    "原环境保护部": ["环境保护部"],
    "生态环境部办公厅": ["生态环境部办公厅"],
    "国务院办公厅、中央军委办公厅": ["国务院办公厅", "中央军事委员会办公厅"],
    "青岛市人大常委会": ["青岛市人民代表大会常务委员会"],
    "广东省广州市人民政府": ["广州市人民政府"],
    "广州市天河区教育局": ["广州市天河区教育局"],
    "云岭省人民政府": ["云岭省人民政府"],
}


@pytest.mark.parametrize("text", NAMED)
def test_names_of_a_list(text: str) -> None:
    assert [issuer.name for issuer in names().read_list(text)] == NAMED[text]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中华人民共和国国务院", "国务院"),
        ("中央军委", "中华人民共和国中央军事委员会"),
        ("国家发展改革委", "国家发展和改革委员会"),
        ("青岛市人大常委会", "青岛市人民代表大会常务委员会"),
    ],
)
def test_two_names_are_one_body(one: str, other: str) -> None:
    assert names().resolve(one) == names().resolve(other)


def only(text: str, **meta: str) -> Draft:
    (draft,) = parse(source_from(text, meta=meta), names())
    return draft


RULE = "第一条　为了示例，制定本规定。\n第二条　本规定由示例机关解释。\n"

FOUND = {
    "a congress named from its own place": (
        f"杭州市示例管理若干规定\n2000年11月16日 市九届人大常委会第二十九次会议通过\n2001年4月19日 省九届人大常委会第二十六次会议批准\n{RULE}",
        {},
        ["杭州市人民代表大会常务委员会"],
    ),
    "metadata that names the first of several": (
        f"示例衔接工作规定\n{RULE}",
        {"issuers": "原环境保护部等"},
        ["环境保护部"],
    ),
    "metadata that names a person": (f"示例衔接工作规定\n{RULE}", {"issuers": "张示例"}, []),
    "a joint title": (
        f"国务院办公厅、中央军委办公厅关于示例工作的通知\n各省人民政府：\n现就示例工作通知如下。\n{RULE}",
        {},
        ["国务院办公厅", "中央军事委员会办公厅"],
    ),
    "offices that sign side by side": (
        "关于征集示例的通知\n各有关单位：\n现就征集示例通知如下。\n一、内容\n提出示例。\n"
        "北京市卫生健康委员会科教处北京市中医管理局科教处\n2021年3月3日",
        {},
        ["北京市卫生健康委员会科教处", "北京市中医管理局科教处"],
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_issuers_of_a_document(name: str) -> None:
    text, meta, wanted = FOUND[name]
    assert [issuer.name for issuer in only(text, **meta).issuers] == wanted


KINDS = {
    "a ministry's reply sorted under 法律解释": ("生态环境部办公厅", "法律解释", Kind.DEPARTMENT_NORMATIVE),
    "a congress's interpretation": ("全国人民代表大会常务委员会", "法律解释", Kind.LEGAL_INTERPRETATION),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_body_s_power_goes_before_a_site_s_word(name: str) -> None:
    body, category, kind = KINDS[name]
    title = "关于示例法第三条的解释" if kind is Kind.LEGAL_INTERPRETATION else "关于示例问题的复函"
    draft = only(f"{title}\n示例厅：\n你厅来函收悉。现函复如下。\n示例。", issuers=body, category=category)
    assert draft.kind is kind


def test_the_place_of_a_zone_stands_in_brackets() -> None:
    assert only(f"中国（上海）自由贸易试验区示例条例\n{RULE}").kind is Kind.LOCAL_REGULATION
