"""The first page."""

from __future__ import annotations

from flask import Blueprint, render_template

from searchapp.views.context import library, today

pages = Blueprint("home", __name__)


@pages.get("/")
def index() -> str:
    """Search box and what is held."""
    return render_template("home.html", stats=library().stats(today()))
