"""What is named outright and not held is said so; it is never answered with parts of its name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.library import Library, SearchRequest, as_json
from indexer.library.absent import absent
from indexer.library.series import as_written
from indexer.library.titles import TitleTable
from indexer.model.characters import title_key
from indexer.model.docnumber import DocumentNumber
from indexer.model.document import Kind
from indexer.store import TitleRow
from tests.builders.drafts import RULE, library_of

TODAY = date(2026, 6, 1)


def row(name: str, title: str, number: str = "") -> TitleRow:
    return TitleRow(name, title, title_key(title), number, Kind.LOCAL_NORMATIVE, date(2020, 1, 1))


TABLE = TitleTable(
    [
        row("a", "云岭省示例巡查规定", "云政发〔2020〕17号"),
        row("b", "云岭省示例收费规定", "云政发〔2020〕9号"),
        row("c", "云岭省示例登记规定", "云政发〔2018〕3号"),
        row("d", "云岭省示例摊位规定", "云政办发〔2020〕5号"),
        row("e", "云岭省停车场管理条例", "云岭省人民政府令第17号"),
    ]
)


@pytest.mark.parametrize(
    ("query", "kind", "name", "near"),
    [
        ("云政发〔2020〕18号", "number", "云政发〔2020〕18号", ("a", "b", "c")),
        ("云政发[2020]第10号", "number", "云政发〔2020〕10号", ("b", "a", "c")),
        ("云政发（２０１９）３号", "number", "云政发〔2019〕3号", ("c", "b", "a")),
        ("云政办发〔2020〕17号", "number", "云政办发〔2020〕17号", ("a", "d")),
        ("云政法〔2020〕17号", "number", "云政法〔2020〕17号", ("a",)),
        ("云岭省人民政府令第18号", "number", "云岭省人民政府令第18号", ("e",)),
        ("云岭省人民政府18号令", "number", "云岭省人民政府令第18号", ("e",)),
        ("某某字〔2031〕1号", "number", "某某字〔2031〕1号", ()),
        ("《停车场管理条例》", "title", "停车场管理条例", ("e",)),
        ("《停车场管理条例》第三条", "title", "停车场管理条例", ("e",)),
        ("《云岭省停车管理条例》", "title", "云岭省停车管理条例", ("e",)),
        ("《停车场管理条例》 收费", "title", "停车场管理条例", ("e",)),
        ("《海洋渔业捕捞许可》", "title", "海洋渔业捕捞许可", ()),
    ],
)
def test_named_and_not_held(query: str, kind: str, name: str, near: tuple[str, ...]) -> None:
    found = absent(query, TABLE)
    assert found is not None
    assert (found.kind, found.name, found.near) == (kind, name, near)


def test_words_that_end_as_titles_do_may_be_one() -> None:
    found = absent("云岭省示例渡口条例", TABLE)
    assert found is not None
    assert (found.name, found.sure) == ("云岭省示例渡口条例", False)


@pytest.mark.parametrize(
    "query",
    [
        "云政发〔2020〕17号",
        "云政发 2020 17",
        "云岭省人民政府17号令",
        "《云岭省停车场管理条例》",
        "云岭省停车场管理条例",
        "停车场怎样收费",
        "放假通知 2031",
        "第十二条",
        "《收费》 停车",
        "《甲》《乙》",
        "",
    ],
)
def test_nothing_is_missing(query: str) -> None:
    assert absent(query, TABLE) is None


@given(st.text(max_size=80))
def test_never_raises_and_never_claims_what_is_held(text: str) -> None:
    found = absent(text, TABLE)
    if found is not None and found.kind == "number":
        assert not TABLE.numbered(found.name)
    if found is not None and found.kind == "title":
        assert not TABLE.titled(found.name)


@pytest.mark.parametrize(
    ("number", "forms"),
    [
        ("云政发〔2020〕9号", ("“云政发〔2020〕9号”", "“云政发[2020]9号”", "“云政发(2020)9号”")),
        ("国务院令第17号", ("“国务院令第17号”", "“国务院第17号令”")),
        ("示例局公告2020年第3号", ("“示例局公告2020年第3号”",)),
    ],
)
def test_a_number_as_texts_write_it(number: str, forms: tuple[str, ...]) -> None:
    parsed = DocumentNumber.parse(number)
    assert parsed is not None
    assert set(forms) <= set(as_written(parsed).split(" OR "))


MENTION = """云岭省示例厅关于做好示例巡查工作的通知
云示发〔2021〕7号

各市示例局：

按照《云岭省示例巡查规定》（云政发〔2020〕18号）做好工作。《云岭省示例旧规定》同时废止。

云岭省示例厅
2021年4月2日
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("absent")
    library, _ = library_of(folder, {"甲.txt": RULE, "乙.txt": MENTION})
    yield library
    library.close()


def test_a_number_that_is_mentioned_only(library: Library) -> None:
    answer = library.search(SearchRequest("云政发[2020]18号", TODAY))
    assert [hit.title for hit in answer.hits] == ["云岭省示例厅关于做好示例巡查工作的通知"]
    assert answer.query == "云政发[2020]18号"
    assert answer.notes[0].startswith("没有收录云政发〔2020〕18号")
    assert any("提到云政发〔2020〕18号的文件" in note for note in answer.notes)
    assert library.every(SearchRequest("云政发[2020]18号", TODAY)) == tuple(hit.id for hit in answer.hits)


def test_a_number_that_nothing_mentions_finds_nothing(library: Library) -> None:
    answer = library.search(SearchRequest("云示发〔2021〕8号", TODAY))
    assert (answer.total, answer.hits, answer.did_you_mean) == (0, (), None)
    held = as_json(answer)["not_held"]
    assert (held["kind"], held["name"], held["id"]) == ("number", "云示发〔2021〕8号", None)
    assert [near["number"] for near in held["near"]] == ["云示发〔2021〕7号"]


def test_a_number_that_is_held_is_the_answer(library: Library) -> None:
    answer = library.search(SearchRequest("云示发2021年7号文", TODAY))
    assert (answer.total, answer.not_held) == (1, None)
    assert answer.hits[0].number == "云示发〔2021〕7号"


def test_a_title_that_others_repealed(library: Library) -> None:
    answer = library.search(SearchRequest("《云岭省示例旧规定》", TODAY))
    assert answer.not_held is not None
    assert answer.not_held.status == "repealed"
    assert library.status(answer.not_held.id or "", TODAY).status == "repealed"
    assert any("“已废止”" in note for note in answer.notes)
    bare = library.search(SearchRequest("云岭省示例旧规定", TODAY))
    assert bare.not_held == answer.not_held


def test_words_that_nobody_calls_an_act_are_searched_for(library: Library) -> None:
    answer = library.search(SearchRequest("示例巡查的规定", TODAY))
    assert answer.not_held is None
    assert answer.total
