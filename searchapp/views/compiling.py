"""Compilations (制度文件汇编) on the site: choose, see what goes in and what does not, take the volume.

What makes volumes is loaded with the first of these pages: no other page needs it, and it is a tenth of the site.
"""

from __future__ import annotations

from flask import Blueprint, Response

pages = Blueprint("compiling", __name__)


@pages.get("/compile")
def form() -> str:
    """The form, and below it what would be in the volume."""
    from searchapp import volumes

    return volumes.form()


@pages.route("/compile.<any(docx, html, zip):form>", methods=["GET", "POST"])
def volume(form: str) -> Response | tuple[str, int]:
    """The volume as a file."""
    from searchapp import volumes

    return volumes.volume(form)
