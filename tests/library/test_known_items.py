"""What a query names outright is answered first; what it nearly names is proposed and said to be near."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.catalog import data_text
from indexer.library.known_items import How, recognise
from indexer.library.spelling import is_piece, letters_of, sounds_of
from indexer.library.suggesting import suggest
from indexer.library.titles import TitleTable, is_short_name, number_key
from indexer.model.characters import title_key
from indexer.model.document import Kind
from indexer.store import TitleRow


def row(name: str, title: str, number: str = "", kind: Kind = Kind.LAW) -> TitleRow:
    return TitleRow(name, title, title_key(title), number, kind, date(2020, 1, 1))


TABLE = TitleTable(
    [
        row("market", "中华人民共和国示例市场法"),
        row("code", "中华人民共和国示例法典"),
        row("book", "中华人民共和国示例法典物权编"),
        row("rule", "重庆市示例会计管理办法（试行）", "国务院令第17号", Kind.LOCAL_RULE),
        row("bureau", "示例统计规定", "国家统计局令第17号", Kind.DEPARTMENT_RULE),
        row(
            "notice",
            "云岭省人民政府关于加强示例市场巡查工作的通知",
            "云政发〔2020〕17号",
            Kind.LOCAL_NORMATIVE,
        ),
        row("issue", "云岭省示例厅关于印发示例巡查实施细则的通知", "云示规〔2021〕3号", Kind.LOCAL_NORMATIVE),
        row("street", "云岭省停车场管理条例", "", Kind.LOCAL_REGULATION),
        row("street2", "云州市停车场管理条例", "", Kind.LOCAL_REGULATION_CITY),
        row("explained", "云岭省示例厅关于实施《示例市场法》的意见", "", Kind.LOCAL_NORMATIVE),
        row("tax", "中华人民共和国消费者权益保护法"),
    ],
    [("示例法", "示例市场法"), ("条例", "云岭省停车场管理条例"), ("停车法", "甲法"), ("停车法", "乙法")],
)


@pytest.mark.parametrize(
    ("query", "documents", "how"),
    [
        ("云政发〔2020〕17号", ("notice",), How.NUMBER),
        ("云政发[2020]17号", ("notice",), How.NUMBER),
        ("云政发（２０２０）１７号", ("notice",), How.NUMBER),
        ("云政发【2020】第17号", ("notice",), How.NUMBER),
        ("云政发2020年17号文", ("notice",), How.NUMBER),
        ("云政发 2020 17", ("notice",), How.NUMBER),
        ("云政发2020-17", ("notice",), How.NUMBER),
        ("国务院令第17号", ("rule",), How.NUMBER),
        ("中华人民共和国国务院令 第 17 号", ("rule",), How.NUMBER),
        ("国务院17号令", ("rule",), How.NUMBER),
        ("17号令", ("bureau", "rule"), How.NUMBER),
        ("关于巡查的通知（云政发〔2020〕17号）", ("notice",), How.NUMBER),
        ("示例市场法", ("market",), How.TITLE),
        ("《中华人民共和国示例市场法》", ("market",), How.TITLE),
        ("中华 人民共和国 示例市 场法", ("market",), How.TITLE),
        ("〈示例市场法〉", ("market",), How.TITLE),
        ("示例市场法\u200b", ("market",), How.TITLE),
        ("示例市場法", ("market",), How.TITLE),
        ("示例市场法（2018年修正）", ("market",), How.TITLE),
        ("消法", ("tax",), How.ALIAS),
        ("示例法", ("market",), How.ALIAS),
        ("关于加强示例市场巡查工作的通知", ("notice",), How.ALIAS),
        ("重庆市示例会计管理办法", ("rule",), How.ALIAS),
        ("示例巡查实施细则", ("issue",), How.ALIAS),
        ("shilishichangfa", ("market",), How.PINYIN),
        ("zhrmghg slscf", ("market",), How.PINYIN),
        ("chongqingshishilikuaijiguanlibanfashixing", ("rule",), How.PINYIN),
        ("示例市厂法", ("market",), How.NEAR),
        ("云岭省停车厂管理条例", ("street",), How.NEAR),
        ("云令省停车场管理条例", ("street",), How.NEAR),
        ("云岭省车停场管理条例", ("street",), How.NEAR),
        ("云岭省停车场管理条", ("street",), How.NEAR),
        ("中华人民共何国示例市场法", ("market",), How.NEAR),
        ("中华人民和国消费者权益保护法", ("tax",), How.NEAR),
        ("云岭省示例厅关于实施《中华人氏共和国示例市场法》的意见", ("explained",), How.NEAR),
        ("云岭省示例厅关于实施《示例市场法》的意见书", ("explained",), How.NEAR),
        ("条例", (), None),
        ("停车法", (), None),
        ("停车场管理条例", (), None),
        ("停车场管理", (), None),
        ("停车场怎样收费", (), None),
        ("", (), None),
        ("标题:示例市厂法", (), None),
    ],
)
def test_what_a_query_names(query: str, documents: tuple[str, ...], how: How | None) -> None:
    known = recognise(query, TABLE)
    assert (known.documents, known.how) == (documents, how)


@pytest.mark.parametrize(
    ("query", "documents", "paths"),
    [
        ("示例市场法第十二条", ("market",), ("art-12",)),
        ("《示例市场法》第12条", ("market",), ("art-12",)),
        ("示例市场法12条", ("market",), ("art-12",)),
        ("示例市场法 12", ("market",), ("art-12",)),
        ("示例市场法第十二条之一", ("market",), ("art-12-1",)),
        ("《示例市场法》第十二条第二款", ("market",), ("art-12.par-2", "art-12")),
        (
            "示例市场法第十二条第二款第（三）项",
            ("market",),
            ("art-12.par-2.item-3", "art-12.par-2", "art-12"),
        ),
        ("示例法典1079条", ("code", "book"), ("art-1079",)),
        ("消法第五十五条", ("tax",), ("art-55",)),
        ("shilishichangfa12", ("market",), ("art-12",)),
        ("示例市厂法第十二条", ("market",), ("art-12",)),
    ],
)
def test_an_article_of_a_title(query: str, documents: tuple[str, ...], paths: tuple[str, ...]) -> None:
    known = recognise(query, TABLE)
    assert (known.documents, known.paths) == (documents, paths)


def test_words_beside_a_title_are_kept() -> None:
    known = recognise("《示例市场法》关于摊位费", TABLE)
    assert (known.documents, known.rest) == (("market",), "关于摊位费")


@pytest.mark.parametrize(
    ("query", "documents", "paths", "rest"),
    [
        ("示例市场法 摊位费", ("market",), (), "摊位费"),
        ("摊位费 示例市场法 标准", ("market",), (), "摊位费 标准"),
        ("消法 退货", ("tax",), (), "退货"),
        ("示例市场法 2012", ("market",), (), "示例市场法"),
        ("示例市场法（2012年修正）", ("market",), (), "示例市场法"),
        ("云政发〔2020〕 17号 ，", ("notice",), (), "“云政发〔2020〕17号”"),
        ("示例市场法第十二条 摊位", ("market",), ("art-12",), "摊位"),
        ("示例市场法 第十二条，摊位", ("market",), ("art-12",), "摊位"),
        ("示例市场法第十二条", ("market",), ("art-12",), "“示例市场法》第十二条” OR “示例市场法第十二条”"),
        ("云政发〔2020〕17号 巡查", ("notice",), (), "巡查"),
        ("示例市场法 示例统计规定", (), (), ""),
        ("示例市场法 -摊位", (), (), ""),
        ("条例 摊位", (), (), ""),
    ],
)
def test_words_beside_a_name(
    query: str, documents: tuple[str, ...], paths: tuple[str, ...], rest: str
) -> None:
    known = recognise(query, TABLE)
    assert (known.documents, known.paths) == (documents, paths)
    assert known.rest == rest or (rest.startswith("“") and known.rest.startswith(f"{rest} OR "))


@pytest.mark.parametrize("query", ["示例市场法（2012年修正）", "示例市场法2012", "示例市场法 2012"])
def test_an_edition_is_said_to_choose_no_text(query: str) -> None:
    assert recognise(query, TABLE).edition.startswith("2012")
    assert recognise("示例市场法", TABLE).edition == ""


def test_the_beginning_of_titles_is_no_slip_for_another() -> None:
    table = TitleTable(
        [row("a", "示例乙法修正案"), row("b", "示例甲法修正案（一）"), row("c", "示例甲法修正案（二）")]
    )
    assert recognise("示例甲法修正案", table).how is not How.NEAR


def test_an_order_by_the_code_that_portals_write() -> None:
    assert recognise("国令第17号", TABLE).documents == ("rule",)


def test_a_book_knows_its_code() -> None:
    assert (TABLE.code_of("book"), TABLE.code_of("code"), TABLE.code_of("none")) == (("code",), (), ())


def test_a_slip_that_may_be_several_titles_prefers_none() -> None:
    assert set(recognise("云省市停车场管理条例", TABLE).documents) <= {"street", "street2"}
    assert not recognise("示例市厂法", TABLE).certain
    assert recognise("示例市场法", TABLE).certain


@pytest.mark.parametrize(
    ("name", "title", "short"),
    [
        ("商检法", "进出口商品检验法", True),
        ("条例", "示例条例", False),
        ("实施条例", "示例法实施条例", False),
        ("暂行办法", "示例暂行办法", False),
        ("示例证", "示例许可证", False),
        ("检商法", "进出口商品检验法", False),
    ],
)
def test_short_names_that_texts_introduce(name: str, title: str, short: bool) -> None:
    assert is_short_name(name, title) is short


def test_names_of_a_document_are_those_of_it_alone() -> None:
    assert set(TABLE.names_of("tax")) >= {"消法", "消保法"}
    assert TABLE.names_of("street") == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("国办发〔2020〕17号", ("国办发", (2020, 17))),
        ("国办发２０２０年１７号文", ("国办发", (2020, 17))),
        ("国务院令第017号", ("国务院", (17,))),
        ("没有数字", None),
        ("2020", None),
    ],
)
def test_the_key_of_a_number(text: str, key: tuple[str, tuple[int, ...]] | None) -> None:
    assert number_key(text) == key


def test_sounds_go_by_the_pair() -> None:
    assert "".join(sounds_of("重庆银行会计法2")) == "chongqingyinhangkuaijifa2"
    assert letters_of("Lao Dong'fa") == "laodongfa"
    assert letters_of("劳动fa") == ""


def test_the_table_of_sounds_is_as_its_source_has_it() -> None:
    made = pytest.importorskip("tests.builders.pinyin_table", reason="pypinyin is not installed")
    assert data_text("pinyin.txt") == "\n".join(made.table()) + "\n"


def suggested(prefix: str, limit: int = 5) -> list[tuple[str, str]]:
    return [(row.document, row.by) for row in suggest(prefix, limit, TABLE)]


@pytest.mark.parametrize(
    ("prefix", "first"),
    [
        ("示", ("market", "title")),
        ("示例市場", ("market", "title")),
        ("slsc", ("market", "pinyin")),
        ("shilishi", ("market", "pinyin")),
        ("消法", ("tax", "alias")),
        ("xf", ("tax", "pinyin")),
        ("停车 云州", ("street2", "title")),
        ("中华人民共和国", ("market", "title")),
        ("云政发", ("notice", "number")),
        ("云政发2020 17", ("notice", "number")),
        ("１７号令", ("bureau", "number")),
    ],
)
def test_suggestions_for_what_is_typed_so_far(prefix: str, first: tuple[str, str]) -> None:
    assert first in suggested(prefix)[:2]


def test_suggestions_come_once_and_no_more_than_asked() -> None:
    every = suggested("例", 50)
    assert len(every) == len({document for document, _ in every}) > 3
    assert suggested("例", 2) == every[:2]
    assert suggested("", 5) == suggested("鼋", 5) == suggested("例", 0) == []


def test_the_law_comes_before_what_is_beside_it() -> None:
    assert [document for document, _ in suggested("条例")] == ["street", "street2"]
    assert [document for document, _ in suggested("示例市场")] == ["market", "explained", "notice"]


@given(st.text(max_size=80) | st.text(alphabet="示例slsc市场17〔〕号 ", max_size=12))
def test_any_beginning_is_answered(prefix: str) -> None:
    assert {document for document, _ in suggested(prefix)} <= set(TABLE.rows)


def test_a_piece_of_a_title_is_no_slip() -> None:
    assert is_piece("停车场管理", "停车场管理条例")
    assert not is_piece("停车场管理条", "停车场管理条例")


@given(st.text(max_size=220) | st.text(alphabet="示例市场法典第十二条款项《》（）0123令号 ", max_size=60))
def test_nothing_makes_it_fail(text: str) -> None:
    known = recognise(text, TABLE)
    assert set(known.documents) <= set(TABLE.rows)
