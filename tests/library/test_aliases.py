"""Clauses that name a document otherwise than by its title: without its body, or by the notice that issued it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.library import Library
from indexer.library.aliases import issued_by, tail_of
from tests.builders.drafts import library_of

DAY = date(2024, 1, 1)
NOTICE = """云岭省示例厅关于印发《示例补贴办法》的通知
云示规〔2019〕7号

各市示例局：

现将《示例补贴办法》印发给你们，请遵照执行。

云岭省示例厅
2019年4月2日

示例补贴办法

第一条　为了规范示例补贴，制定本办法。

第二条　示例补贴按年发放。

第三条　本办法自2019年6月1日起施行。
"""
RULES = """云岭省示例厅关于示例摊点的若干规定
云示规〔2018〕3号

第一条　为了规范示例摊点，制定本规定。

第二条　本规定自2018年6月1日起施行。

云岭省示例厅
2018年4月2日
"""


def ending(name: str, body: str = "云岭省示例厅") -> str:
    return f"""{body}关于示例工作的通知
云示规〔2022〕9号

各市示例局：

本通知自2022年6月1日起施行。{name}同时废止。

{body}
2022年4月2日
"""


def status(library: Library, ref: str) -> str:
    return library.status(ref, DAY).status


@pytest.mark.parametrize(
    "name", ["《关于印发〈示例补贴办法〉的通知》", "《云岭省示例厅关于印发〈示例补贴办法〉的通知》"]
)
def test_the_end_of_a_notice_is_that_of_what_it_issues(tmp_path: Path, name: str) -> None:
    library, _ = library_of(tmp_path, {"甲.txt": NOTICE, "乙.txt": ending(name)})
    for ref in ("示例补贴办法", "云岭省示例厅关于印发《示例补贴办法》的通知"):
        assert status(library, ref) == "repealed"
        (reason,) = [r for r in library.status(ref, DAY).because if r.kind == "repealed"]
        assert (reason.effective, name in reason.evidence.quote) == (date(2022, 6, 1), True)
    assert library.stats(DAY).gaps["text_not_held"] == 0


ALONE = """示例补贴办法
（2019年4月2日云岭省示例厅公布）

第一条　为了规范示例补贴，制定本办法。

第二条　本办法自2019年6月1日起施行。
"""


@pytest.mark.parametrize(
    ("text", "body", "expected"),
    [
        (ALONE, "云岭省示例厅", "repealed"),
        (ALONE, "青山市示例局", "in_force"),
        # Nothing tells whose the text is.
        (ALONE.replace("（2019年4月2日云岭省示例厅公布）\n", ""), "云岭省示例厅", "in_force"),
    ],
)
def test_what_a_notice_issues_is_reached_where_the_notice_is_not_held(
    tmp_path: Path, text: str, body: str, expected: str
) -> None:
    clause = ending("《关于印发〈示例补贴办法〉的通知》", body)
    library, _ = library_of(tmp_path, {"甲.txt": text, "乙.txt": clause})
    assert status(library, "示例补贴办法") == expected
    assert library.stats(DAY).gaps["text_not_held"] == (expected != "repealed")


def test_a_title_without_its_body_means_the_act_of_the_same_body(tmp_path: Path) -> None:
    clause = ending("《关于示例摊点的若干规定》")
    library, _ = library_of(tmp_path, {"甲.txt": RULES, "乙.txt": clause})
    assert status(library, "云岭省示例厅关于示例摊点的若干规定") == "repealed"
    assert library.resolve_one("关于示例摊点的若干规定") == library.resolve_one(
        "云岭省示例厅关于示例摊点的若干规定"
    )


@pytest.mark.parametrize("body", ["青山市示例局", "云岭省样品厅"])
def test_another_body_does_not_end_it(tmp_path: Path, body: str) -> None:
    clause = ending("《关于示例摊点的若干规定》", body)
    library, _ = library_of(tmp_path, {"甲.txt": RULES, "乙.txt": clause})
    assert status(library, "云岭省示例厅关于示例摊点的若干规定") == "in_force"


def test_a_name_of_two_acts_proves_nothing(tmp_path: Path) -> None:
    other = RULES.replace("云示规〔2018〕3号", "云示规〔2018〕4号").replace("4月2日", "4月3日")
    joint = other.replace("云岭省示例厅", "云岭省示例厅、云岭省样品厅")
    library, _ = library_of(
        tmp_path, {"甲.txt": RULES, "丙.txt": joint, "乙.txt": ending("《关于示例摊点的若干规定》")}
    )
    lives = library.lives.all()
    ended = [
        life.document.title for life in lives.values() if status(library, life.document.id) == "repealed"
    ]
    assert ended == []
    assert sum(len(life.doubtful) for life in lives.values()) == 2


def test_a_clause_that_arrives_later_changes_the_index(tmp_path: Path) -> None:
    files = {"甲.txt": NOTICE}
    library, _ = library_of(tmp_path, files)
    inner = library.resolve_one("示例补贴办法")
    library, _ = library_of(tmp_path, {"乙.txt": ending("《关于印发〈示例补贴办法〉的通知》")})
    (actor,) = [
        d.id for d in library.store.documents(library.store.document_ids()).values() if "示例工作" in d.title
    ]
    assert inner in library.lives.bearing_on([actor])
    assert status(library, inner) == "repealed"


@pytest.mark.parametrize(
    ("key", "tail", "what"),
    [
        ("示例厅关于示例摊点的规定", "关于示例摊点的规定", ""),
        ("关于示例摊点的规定", "", ""),
        ("关于印发示例补贴办法的通知", "", "示例补贴办法"),
        ("示例厅关于转发示例补贴办法的通知", "关于转发示例补贴办法的通知", "示例补贴办法"),
        ("示例补贴办法", "", ""),
    ],
)
def test_names(key: str, tail: str, what: str) -> None:
    assert (tail_of(key), issued_by(key)) == (tail, what)
