"""Every page for every reader: axe-core finds nothing against WCAG 2.2 A and AA; no page is wider than its screen.

axe-core (MPL-2.0) lies in ``axe/`` with its licence; it is a tool of the tests and no part of the site.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.builders.site_pages import PAGES, PARTS

pytestmark = pytest.mark.browser

AXE = Path(__file__).with_name("axe") / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}
WHOLE = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
SHOWN = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "scrollable-region-focusable"]},
    "resultTypes": ["violations"],
}
"""What depends on the screen and on light or dark; all else is the same page."""
ENGLISH = ("home", "results", "document", "stats", "check")


def violations(page: Page, asked: dict[str, Any]) -> list[str]:
    found = page.evaluate("asked => axe.run(document, asked)", asked)
    return [f"{v['id']}: {node['html'][:160]}" for v in found["violations"] for node in v["nodes"]]


def checked(browser: Browser, address: str, place: str) -> None:
    context = browser.new_context(base_url=address, viewport=WIDE, color_scheme="light")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(place)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert violations(page, WHOLE) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, SHOWN) == []
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert violations(page, SHOWN) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.emulate_media(color_scheme="light")
    assert violations(page, SHOWN) == []
    context.close()


@pytest.mark.parametrize("name", [name for name in PAGES if name not in PARTS])
def test_a_page_is_open_to_every_reader(browser: Browser, address: str, name: str) -> None:
    checked(browser, address, PAGES[name])


@pytest.mark.parametrize("name", ENGLISH)
def test_an_english_page_is_open_to_every_reader(browser: Browser, address: str, name: str) -> None:
    place = PAGES[name]
    checked(browser, address, f"{place}{'&' if '?' in place else '?'}lang=en")


def test_the_answer_to_a_draft_is_open_to_every_reader(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, viewport=NARROW)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/check")
    page.get_by_label("粘贴草案的文字").fill("根据《云岭省物业管理办法》第三条和《没有的条例》，制定本办法。")
    page.get_by_role("button", name="核对", exact=True).click()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert violations(page, WHOLE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    context.close()


def test_large_type_fits_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, viewport=NARROW)  # type: ignore[arg-type]
    context.add_cookies([{"name": "size", "value": "large", "url": address}])
    page = context.new_page()
    for name in ("home", "results", "document", "stats"):
        page.goto(PAGES[name])
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], name
    context.close()


def test_focus_can_be_seen(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto(PAGES["document"])
    for _ in range(12):
        page.keyboard.press("Tab")
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 2, page.evaluate("document.activeElement.outerHTML")
    context.close()
