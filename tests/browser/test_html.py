"""Every page is valid HTML to a strict parser, says its language and asks nobody else; the first page is light."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote
from urllib.request import Request, urlopen

import html5lib
import pytest
from html5lib.html5parser import ParseError

from tests.builders.site_pages import PAGES, PARTS

LIGHT = 100_000
IDENTIFIER = re.compile(r'\sid="([^"]*)"')


def fetched(address: str, place: str) -> str:
    wanted = Request(address + quote(place, safe="/?&=@%"))
    try:
        with urlopen(wanted) as answer:
            return str(answer.read().decode())
    except OSError as problem:
        return str(problem.read().decode())  # type: ignore[attr-defined]


@pytest.mark.parametrize("english", [False, True], ids=["chinese", "english"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_valid_html(address: str, name: str, english: bool) -> None:
    place = PAGES[name]
    page = fetched(address, place + (("&" if "?" in place else "?") + "lang=en" if english else ""))
    parser = html5lib.HTMLParser(strict=True)
    try:
        if name in PARTS:
            parser.parseFragment(page)
        else:
            parser.parse(page)
    except ParseError as fault:
        line, column = parser.tokenizer.stream.position()
        pytest.fail(f"{fault} at {line}:{column}: {page.splitlines()[line - 1][:200]}")
    found = IDENTIFIER.findall(page)
    assert len(found) == len(set(found)), "an id is there twice"
    assert "javascript:" not in page.lower()
    assert not re.search(r"\son\w+=|<style|\sstyle=", page) or name == "certificate"


def test_the_first_page_is_light(address: str) -> None:
    page = fetched(address, "/")
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(files) >= 3
    weight = len(page.encode())
    for file in files:
        with urlopen(address + unescape(file)) as answer:
            weight += len(answer.read())
            assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert weight <= LIGHT
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
