"""The main journeys in a real browser over the bundled sample: with and without JavaScript, by keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture(params=["scripts", "no scripts", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=address,
        java_script_enabled=request.param != "no scripts",
        viewport={"width": 360, "height": 740}
        if request.param == "phone"
        else {"width": 1280, "height": 900},
    )
    elsewhere: list[str] = []
    opened = context.new_page()
    opened.on("request", lambda r: elsewhere.append(r.url) if not r.url.startswith(address) else None)
    yield opened
    context.close()
    assert not elsewhere, "a page asked another host"


def ask(page: Page, text: str) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill(text)
    page.get_by_role("button", name="检索").click()


def test_an_everyday_question_leads_to_its_article(page: Page) -> None:
    ask(page, "占用道路停车怎么收费")
    snippet = page.locator(".snippet a").first
    path = (snippet.get_attribute("href") or "").partition("#")[2]
    snippet.click()
    expect(page.locator(f"#{path}")).to_be_in_viewport()
    expect(page.locator(".verdict .status")).to_be_visible()


def test_a_title_leads_to_its_document_and_the_day_to_its_text(page: Page) -> None:
    ask(page, "云岭省物业管理办法")
    page.locator(".hit h2 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("云岭省物业管理办法")
    page.locator(".tabs").get_by_role("link", name="沿革与版本").click()
    expect(page.locator(".timeline li").first).to_be_visible()
    page.get_by_role("link", name="对照").click()
    expect(page.locator(".change").first).to_be_visible()


def test_a_body_leads_to_its_documents(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="发文机关", exact=True).click()
    page.get_by_role("link", name="云岭省人民政府", exact=True).first.click()
    page.locator(".found a").first.click()
    expect(page.locator(".hit").first).to_be_visible()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?q=停车",
        "/bodies",
        "/stats",
        "/changes",
        "/about",
        "/documents/云岭省物业管理办法",
        "/documents/云岭省物业管理办法/history",
        "/documents/云岭省物业管理办法/diff",
    ],
)
def test_no_page_is_wider_than_the_screen(page: Page, path: str) -> None:
    page.goto(path)
    size = page.viewport_size
    assert size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_search_works_by_keyboard_alone(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("停车")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()
    context.close()


def test_a_download_has_the_title_as_name(browser: Browser, address: str, tmp_path: Path) -> None:
    context = browser.new_context(base_url=address, accept_downloads=True)
    page = context.new_page()
    page.goto("/documents/云岭省物业管理办法")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="纯文本").click()
    assert waiting.value.suggested_filename == "云岭省物业管理办法.txt"
    waiting.value.save_as(tmp_path / "text")
    assert "第一条" in (tmp_path / "text").read_text(encoding="utf-8")
    context.close()
