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


def test_a_body_leads_to_its_documents(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="发文机关", exact=True).click()
    page.get_by_role("link", name="云岭省人民政府", exact=True).first.click()
    page.locator(".found a").first.click()
    expect(page.locator(".hit").first).to_be_visible()


def test_a_number_leads_to_its_document(page: Page) -> None:
    ask(page, "云岭省人民政府令第２５１号")
    hit = page.locator(".hit").first
    expect(hit).to_contain_text("251号")
    hit.locator("h2 a").click()
    expect(page.locator(".verdict .status").first).to_be_visible()


def test_a_day_shows_the_text_and_the_force_of_that_day(page: Page) -> None:
    page.goto("/search?q=云岭省物业管理办法")
    page.get_by_label("效力日期").fill("2012-01-01")
    page.get_by_role("button", name="检索").click()
    page.locator(".hit h2 a", has_text="云岭省物业管理办法").first.click()
    assert page.url.endswith("@2012-01-01")
    expect(page.locator(".verdict").first).to_contain_text("2012年1月1日的结论")
    expect(page.locator(".verdict .status").first).to_have_text("现行有效")
    page.goto(f"{page.url.partition('@')[0]}@2026-06-01")
    expect(page.locator(".verdict .status").first).to_have_text("已废止")
    expect(page.locator(".verdict").first).to_contain_text("接替它的文件")


def test_two_texts_are_compared_side_by_side_and_in_one(page: Page) -> None:
    page.goto("/documents/云岭省物业管理办法/history")
    page.get_by_role("link", name="对照两个文本").click()
    expect(page.locator(".sides").first).to_be_visible()
    expect(page.locator("del, ins").first).to_be_attached()
    page.get_by_label("显示").select_option("inline")
    page.get_by_role("button", name="对照").click()
    expect(page.locator(".inline").first).to_be_visible()
    expect(page.locator(".change .facts a").first).to_contain_text("决定")


def test_a_draft_is_checked(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="草案核对").click()
    page.get_by_label("粘贴草案的文字").fill(
        "根据《云岭省物业管理办法》，制定本办法。参照《没有的条例》执行。"
    )
    page.get_by_role("button", name="核对", exact=True).click()
    rows = page.locator("tbody tr")
    expect(rows.first).to_contain_text("已不具有效力")
    expect(rows.nth(1)).to_contain_text("未能识别")


def test_a_citation_leads_to_what_it_cites(page: Page) -> None:
    page.goto("/documents/云岭省物业管理条例")
    link = page.locator("a.cite").first
    cited = link.inner_text()
    page.goto(page.url.partition("/documents")[0] + (link.get_attribute("href") or ""))
    expect(page.locator(".quoted")).to_have_text(cited)


def test_what_a_filter_hides_is_said(page: Page) -> None:
    page.goto("/search?q=停车&year=1901")
    page.locator(".nothing").get_by_role("link").first.click()
    expect(page.locator(".hit").first).to_be_visible()


def test_words_are_found_in_a_document(page: Page) -> None:
    page.goto("/documents/云岭省物业管理办法")
    page.locator("#find").fill("业主")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".text mark").first).to_have_text("业主")
    expect(page.locator(".found-places a").first).to_be_visible()


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


def test_suggestions_come_while_typing_and_the_arrow_keys_reach_them(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("云岭省物业")
    expect(page.locator("#suggestions a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#suggestions a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("物业")
    context.close()


def test_the_whole_way_by_keyboard_alone(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/search?q=云岭省物业管理办法")

    def reach(text: str, most: int = 80) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            if text in page.evaluate("document.activeElement.textContent.trim()"):
                return
        raise AssertionError(f"{text} is not reached by Tab")

    reach("云岭省物业管理办法")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict").first).to_be_visible()
    reach("沿革与版本")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline")).to_be_visible()
    reach("对照两个文本")
    page.keyboard.press("Enter")
    expect(page.locator(".change").first).to_be_visible()
    context.close()


def test_an_article_chosen_shows_its_tools_and_a_citation_its_card(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto("/documents/云岭省物业管理条例")
    page.locator(".k-art .label").nth(1).click()
    page.get_by_role("button", name="复制引用").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("《云岭省物业管理条例》")
    assert "第二条" in copied
    assert "#art-2" in copied
    page.locator("a.cite").first.focus()
    expect(page.locator(".beside .card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".beside")).to_be_hidden()
    assert not faults
    context.close()


def test_the_contents_follow_the_text(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 700})
    page = context.new_page()
    page.goto("/documents/云岭省物业管理条例")
    last = page.locator(".text h2").last
    last.scroll_into_view_if_needed()
    page.mouse.wheel(0, 500)
    expect(page.locator('.contents a[aria-current="location"]')).to_have_count(1)
    context.close()
