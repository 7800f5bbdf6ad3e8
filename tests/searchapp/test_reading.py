"""The text of a document as HTML: nothing lost, nothing live; links and marks where they belong."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from html import unescape
from threading import Lock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.library import CitationPlace, DocumentAnswer, StatusAnswer
from indexer.library.answers import ProvisionAnswer
from searchapp.kept_pages import KeptPages
from searchapp.reading_pages import citation_links, places_of, text_html

DAY = date(2026, 6, 1)
VERDICT = StatusAnswer("甲", True, "甲", "示例", "", "in_force", DAY, None, (), None, ())
PLAIN = DocumentAnswer(
    id="甲",
    title="云岭省示例办法",
    number="",
    bodies=(),
    kind="local_rule",
    status="in_force",
    on=DAY,
    version=None,
    note=None,
    provisions=(),
    attachments=(),
    warnings=(),
    issued=None,
    effective=None,
    subjects=(),
    verdict=VERDICT,
    versions=(),
    sources=(),
)
ARTICLE = "第一条"
LINE = st.text(st.sampled_from("甲乙丙 <>&\"'《》第一条/="), max_size=40)


def document(*texts: str) -> DocumentAnswer:
    rows = tuple(
        ProvisionAnswer(f"art-{n}", "art", f"第{n}条", "", text, 0) for n, text in enumerate(texts, 1)
    )
    return replace(PLAIN, provisions=rows)


def shown(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def cited(text: str, start: int = 0) -> CitationPlace:
    return CitationPlace("art-1", start, text)


@given(st.lists(LINE, min_size=1, max_size=4), st.text("甲乙<>&第一", min_size=1, max_size=3))
def test_what_is_shown_is_the_text(texts: list[str], sought: str) -> None:
    answer = document(*texts)
    for html in (text_html(answer, {}), text_html(answer, {}, sought)):
        lines = shown(str(html)).split("\n")[: len(texts)]
        assert lines == [f"第{n}条" + (f"　{text}" if text else "") for n, text in enumerate(texts, 1)]


@given(LINE)
def test_no_text_becomes_an_element(text: str) -> None:
    html = str(text_html(document(text + "<script>x</script>"), {}, "甲"))
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "a", "mark"}


def test_citations_are_links_each_at_its_place() -> None:
    answer = document("根据《甲法》和《乙法》，参照《甲法》执行。")
    links = citation_links(answer, [cited("《甲法》", 2), cited("《乙法》", 7), cited("《甲法》", 14)])
    html = str(text_html(answer, links))
    assert html.count('class="cite"') == 3
    assert shown(html).rstrip() == "第1条　根据《甲法》和《乙法》，参照《甲法》执行。"
    assert "/documents/甲/cited?at=art-1&amp;text=%E3%80%8A" in html


def test_a_mark_crosses_the_edge_of_a_link() -> None:
    answer = document("根据《甲法》执行")
    html = str(text_html(answer, citation_links(answer, [cited("《甲法》", 2)]), "法》执"))
    assert html.count("<mark>") == 2
    assert shown(html).rstrip() == "第1条　根据《甲法》执行"


def test_the_title_is_not_said_twice() -> None:
    front = ProvisionAnswer("front", "front", "", "", "云岭省示例办法", 0)
    assert str(text_html(replace(PLAIN, provisions=(front,)), {})) == ""


def test_places_count_what_is_found_in_tables_too() -> None:
    table = ProvisionAnswer("table-1", "table", "", "", "", 0, (("甲", "甲乙"), ("丙",)))
    found = places_of(replace(PLAIN, provisions=(table,)), "甲")
    assert [(place.path, place.count) for place in found] == [("table-1", 2)]


def test_long_texts_and_many_articles_are_whole() -> None:
    answer = document("长" * 60_000, *["条文"] * 1_500)
    html = str(text_html(answer, {}))
    assert "长" * 60_000 in html
    assert 'id="art-1501"' in html


def test_kept_pages_forget_the_oldest() -> None:
    pages = KeptPages(room=2_000)
    made = []

    def make(name: str) -> str:
        made.append(name)
        return name * 60

    for name in "abcdefghabc":
        assert pages.get(name, lambda name=name: make(name)) == name * 60  # type: ignore[misc]
    assert len(made) == 8
    for name in map(str, range(40)):
        pages.get(name, lambda name=name: make(name))  # type: ignore[misc]
    pages.get("a", lambda: make("a"))
    assert made.count("a") == 2


def test_a_page_too_large_is_not_kept() -> None:
    pages = KeptPages(room=100)
    assert pages.get("a", lambda: "x" * 400) == "x" * 400
    assert pages.get("a", lambda: "y") == "y"


def test_an_articles_first_paragraph_stands_in_its_line() -> None:
    rows = (
        ProvisionAnswer("art-1", "art", "第一条", "", "", 0),
        ProvisionAnswer("art-1.par-1", "par", "", "", "甲款。", 1),
        ProvisionAnswer("art-1.par-2", "par", "", "", "乙款。", 1),
        ProvisionAnswer("art-2", "art", "第二条", "", "", 0),
        ProvisionAnswer("art-3", "art", "第三条", "", "丙。", 0),
    )
    html = str(text_html(replace(PLAIN, provisions=rows), {}))
    assert [shown(line) for line in html.splitlines()] == [
        "第一条　甲款。",
        "乙款。",
        "第二条",
        "第三条　丙。",
    ]
    assert all(html.count(f'id="{row.path}"') == 1 for row in rows)


def test_a_table_stands_once() -> None:
    cells = (("地段", "示例租金"), ("一级", "12.0"))
    table = ProvisionAnswer(
        "annex-1.table-1", "table", "", "", "\n".join(map("\t".join, cells)), 1, rows=cells
    )
    answer = replace(PLAIN, provisions=(table,))
    html = str(text_html(answer, {}, "示例租金"))
    assert html.count("<mark>示例租金</mark>") == html.count("示例租金") == 1
    assert [place.count for place in places_of(answer, "示例租金")] == [1]


def test_pages_with_a_turn_are_made_one_after_the_other_and_once() -> None:
    pages, turn = KeptPages(), Lock()
    making: list[str] = []
    held: list[bool] = []

    def make(name: str) -> str:
        making.append(name)
        held.append(turn.locked())
        return name

    with ThreadPoolExecutor(4) as pool:
        asked = [name for name in "甲乙丙甲乙丙甲乙丙" for _ in range(4)]
        got = list(pool.map(lambda name: pages.get(name, lambda: make(name), turn), asked))
    assert got == asked
    assert sorted(making) == sorted("甲乙丙")
    assert held == [True, True, True]


def test_a_page_that_fails_gives_its_turn_away() -> None:
    pages, turn = KeptPages(), Lock()

    def fails() -> str:
        raise ValueError

    with pytest.raises(ValueError):
        pages.get("甲", fails, turn)
    assert pages.get("甲", lambda: "甲", turn) == "甲"
