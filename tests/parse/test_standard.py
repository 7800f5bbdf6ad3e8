"""Covers of technical standards, in the orders in which readers of PDF files hand over their lines. All texts 示例."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.model.document import Kind
from indexer.model.validity import EventKind
from indexer.parse import parse
from tests.builders.drafts import names
from tests.builders.sources import source_from

BODY = "目次\n前言 ...... I\n1 适用范围 ...... 1\n前言\n为示例，制定本标准。\n1 适用范围\n本标准规定了示例炉的排放限值。"
BODIES = ["环境保护部", "国家质量监督检验检疫总局"]

COVERS = {
    "in order": (
        "ICS 13.040\nZ 60\n中华人民共和国国家标准\nGB 12345－2015\n代替GB 12345-2009\n示例炉大气污染物排放标准\n"
        "Emission standard of sample furnaces\n（发布稿）\n本电子版为发布稿。请以正式标准文本为准。\n"
        "2015-04-16 发布            2015-07-01 实施\n环境保护部\n国家质量监督检验检疫总局\n发布\n"
    ),
    "title above all": (
        "示例炉大气污染物排放标准\nEmission standard of sample furnaces\n（发布稿）\nICS 13.040\nZ 60\n中华人民共和国国家标准\n"
        "GB 12345－2015\n2015-04-16 发布 2015-07-01 实施\n环境保护部\n国家质量监督检验检疫总局\n发布\n"
    ),
    "title in two lines, spaces within days": (
        "ICS 13.040\nZ 60\n中华人民共和国国家标准\nGB 12345－2015\n示例炉大气污染物\n排放标准\nEmission standard\n"
        "2 0 15-04 -16 发布 2 0 15-07-01 实施\n发布\n环境保护部\n国家质量监督检验检疫总局\n"
    ),
    "title repeated on the page after": (
        "中华人民共和国国家标准\nGB 12345－2015\n示例炉大气污染物排放标准\nEmission standard\n2015-04-16 发布 2015-07-01 实施\n"
        "发布环境保护部\n国家质量监督检验检疫总局\n中华人民共和国国家标准\n示例炉大气污染物排放标准\nGB 12345－2015\n*\n定价：15.00 元\n"
    ),
}


@pytest.mark.parametrize("name", COVERS)
def test_cover(name: str) -> None:
    (draft,) = parse(source_from(COVERS[name] + BODY), names())
    assert (draft.title, draft.subtitle, draft.kind) == (
        "示例炉大气污染物排放标准",
        "GB 12345－2015",
        Kind.OTHER,
    )
    assert [issuer.name for issuer in draft.issuers] == BODIES
    assert (draft.issued, draft.since) == (date(2015, 4, 16), date(2015, 7, 1))
    assert draft.number is None


def test_a_notice_that_speaks_of_standards_is_none() -> None:
    text = "关于执行国家标准的通知\n各有关单位：\n现就执行 GB 12345－2015 通知如下。\n一、执行\n示例。\n环境保护部\n2015年5月1日"
    (draft,) = parse(source_from(text), names())
    assert draft.title == "关于执行国家标准的通知"
    assert [(e.kind, e.on) for e in draft.events] == [(EventKind.WRITTEN, date(2015, 5, 1))]
