"""What cites what: resolved by title, number and day; ambiguous and unheld names are said so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from indexer.library import Library
from indexer.model.validity import ActReference
from tests.builders.drafts import AMENDED, RULE, library_of

OLD = """云岭省样本管理办法
（2001年3月1日云岭省人民政府令第3号公布）

第一条　为了规范样本，制定本办法。

第二条　本办法自2001年5月1日起施行。
"""
NEW = """云岭省样本管理办法
（2015年3月1日云岭省人民政府令第30号公布）

第一条　根据《云岭省示例市场管理办法》，制定本办法。

第二条　违反《云岭省示例市场管理办法》第三条第（二）项、第九条的，依照《云岭省不存在条例》第一条和云岭省人民政府令第12号处理。

违反前款规定的，依照本办法第一条处理。

第三条　本办法自2015年5月1日起施行。2001年3月1日云岭省人民政府令第3号公布的《云岭省样本管理办法》同时废止。
"""
LATER = """云岭省样本实施细则
（2016年3月1日云岭省人民政府令第31号公布）

第一条　根据《云岭省样本管理办法》，制定本细则。

第二条　《云岭省样本管理暂行办法》不适用。

第三条　本细则自2016年5月1日起施行。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    files = {"旧.txt": OLD, "新.txt": NEW, "细则.txt": LATER, "市场.txt": RULE}
    library, _ = library_of(tmp_path_factory.mktemp("citing"), files)
    yield library
    library.close()


def test_places_are_resolved_to_documents_and_provisions(library: Library) -> None:
    answer = library.cites("云岭省人民政府令第30号")
    told = [(c.text, c.role, c.document.title if c.document else None, c.provision) for c in answer.cites]
    market = "云岭省示例市场管理办法"
    assert told == [
        (f"《{market}》", "based_on", market, None),
        (f"《{market}》第三条第（二）项", "cites", market, "art-3.par-1.item-2"),
        ("第九条", "cites", market, "art-9"),
        ("《云岭省不存在条例》第一条", "cites", None, "art-1"),
        ("云岭省人民政府令第12号", "cites", market, None),
        ("《云岭省样本管理办法》", "repeals", "云岭省样本管理办法", None),
    ]
    assert [(w.text, w.provision) for w in answer.within] == [
        ("前款", "art-2.par-1"),
        ("本办法第一条", "art-1"),
    ]


def test_the_day_of_the_citing_text_says_which_of_a_name_is_meant(library: Library) -> None:
    old, new = (library.resolve_one(f"云岭省人民政府令第{n}号") for n in (3, 30))
    repealing = next(c for c in library.cites(new).cites if c.role == "repeals")
    assert repealing.document is not None
    assert repealing.document.id == old
    based = next(c for c in library.cites("云岭省样本实施细则").cites if c.role == "based_on")
    assert based.document is not None
    assert based.document.id == new
    assert [c.role for c in library.cites(new).cited_by] == ["based_on"]
    assert [c.role for c in library.cites(old).cited_by] == ["repeals"]
    undated = library.resolver.resolve(ActReference("云岭省样本管理办法"), None)
    assert set(undated.held) == {old, new}


def test_a_name_that_is_not_held_is_cited(library: Library) -> None:
    answer = library.cites("《云岭省不存在条例》")
    assert (answer.id, answer.cites) == (None, ())
    assert [(c.document.title, c.path, c.text) for c in answer.cited_by] == [
        ("云岭省样本管理办法", "art-2.par-1", "《云岭省不存在条例》第一条")
    ]


def test_near_titles_are_suggestions_only(library: Library) -> None:
    act = ActReference("云岭省样本管理暂行办法")
    day = date(2020, 1, 1)
    assert library.resolver.resolve(act, day).held == ()
    assert library.resolver.resolve(act, day, suggest=True).near
    assert library.resolver.resolve(act, day, suggest=True).held == ()


def test_upper_and_lower_instruments_and_their_status(library: Library) -> None:
    answer = library.cites("云岭省人民政府令第30号", date(2020, 1, 1))
    assert [act.title for act in answer.upper] == ["云岭省示例市场管理办法"]
    assert [act.title for act in answer.lower] == ["云岭省样本实施细则"]
    told = {(c.role, c.status) for c in answer.cites if c.document}
    assert ("based_on", "in_force") in told
    assert ("repeals", "repealed") in told
    assert [c.status for c in answer.cited_by] == ["in_force"]


def test_the_text_of_the_citing_day_is_named_where_it_is_held(tmp_path: Path) -> None:
    cited = "云岭省示例细则\n（{}年1月1日云岭省人民政府令第{}号公布）\n\n第一条　根据《云岭省示例市场管理办法》，制定本细则。\n\n第二条　本细则自公布之日起施行。\n"
    files = {
        "旧.txt": RULE,
        "新.txt": AMENDED,
        "甲.txt": cited.format(2012, 41),
        "乙.txt": cited.format(2020, 42).replace("细则", "实施规定"),
        "丙.txt": cited.format(2009, 43).replace("细则", "补充规定"),
    }
    library, _ = library_of(tmp_path, files)
    told = [library.cites(f"云岭省人民政府令第{n}号").cites[0].version for n in (41, 42, 43)]
    library.close()
    # Before the rule was made there was no text of it.
    assert told == [date(2010, 3, 1), date(2018, 6, 5), None]


def test_a_work_that_comes_out_anew_is_meant_in_the_edition_of_the_day(tmp_path: Path) -> None:
    listed = "云岭省样本名录（{}年版）\n（{}年3月1日云岭省人民政府令第{}号公布）\n\n第一条　本名录自公布之日起施行。\n"
    files = {"甲.txt": listed.format(2015, 2015, 61), "乙.txt": listed.format(2021, 2021, 62)}
    library, _ = library_of(tmp_path, files)
    named = ActReference("云岭省样本名录")
    told = [library.resolver.resolve(named, date(year, 6, 1)) for year in (2014, 2016, 2022)]
    numbers = [library.store.document(m.document).number[-3:] if m.document else "" for m in told]  # type: ignore[union-attr]
    other = library.resolver.resolve(ActReference("云岭省样本名录（2018年版）"), date(2022, 6, 1))
    library.close()
    assert numbers == ["", "61号", "62号"]
    assert "2021年版" in told[2].how
    assert other.document is None


def test_a_short_name_that_every_text_gives_to_one_act_means_it(tmp_path: Path) -> None:
    head = "云岭省{}规定\n（2020年1月1日云岭省人民政府令第{}号公布）\n\n第一条　{}\n\n第二条　本规定自公布之日起施行。\n"
    files = {
        "法.txt": RULE,
        "甲.txt": head.format("甲", 71, "依照《云岭省示例市场管理办法》（以下简称示例市场办法）执行。"),
        "乙.txt": head.format("乙", 72, "依照《示例市场办法》第三条执行。"),
        "丙.txt": head.format("丙", 73, "依照《云岭省示例市场管理办法（试行）》第三条执行。"),
    }
    library, _ = library_of(tmp_path, files)
    told = [library.cites(f"云岭省人民政府令第{n}号").cites[0].document for n in (72, 73)]
    library.close()
    assert [act.title if act else "" for act in told] == ["云岭省示例市场管理办法", ""]


def test_the_name_of_a_former_act_is_no_short_name(library: Library) -> None:
    names = library.resolver.names().short_names
    assert "治安管理处罚条例" not in names
    assert names
