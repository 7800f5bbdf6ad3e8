"""Every page as a picture, to be looked at: wide and narrow, light and dark, and a document as it prints.

python -m tests.browser.screenshots FOLDER [NAME…]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.builders.site_pages import PAGES, PARTS, RULE
from tests.builders.site_server import FLAGS, chromium, served

WIDTHS = (1280, 360)
SCHEMES = ("light", "dark")


def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="only these pages")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    wanted = [name for name in given.names or PAGES if name not in PARTS]
    with (
        tempfile.TemporaryDirectory() as data,
        served(Path(data)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(base_url=address)
        for name in wanted:
            page.goto(PAGES[name])
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                for scheme in SCHEMES:
                    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                    page.screenshot(path=given.folder / f"{name}-{width}-{scheme}.png", full_page=True)
        if not given.names:
            page.goto(RULE)
            page.pdf(path=given.folder / "print.pdf", prefer_css_page_size=True)
        browser.close()
    print(given.folder)


if __name__ == "__main__":
    main()
