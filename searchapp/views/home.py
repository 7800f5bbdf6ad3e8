"""The first page, and what the site says of itself."""

from __future__ import annotations

from flask import Blueprint, render_template

from searchapp.views.context import day_view

pages = Blueprint("home", __name__)


@pages.get("/")
def index() -> str:
    """Search box, tasks, what is new and what is held."""
    return render_template("home.html", view=day_view())


@pages.get("/about")
def about() -> str:
    """Sources, coverage, how far the collection reaches, what the verdicts mean."""
    return render_template("about.html", view=day_view())
