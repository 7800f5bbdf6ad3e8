"""The first page, and what the site says of itself."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template

from searchapp.views.context import day_view, kept

pages = Blueprint("home", __name__)
_YEARS: Final = 15


@pages.get("/")
def index() -> str:
    """Search box, tasks, what is new and what is held."""
    return kept(_home)


def _home() -> str:
    view = day_view()
    years = [(year, n) for year, n in view.stats.by_year.items() if year.isdigit()]
    return render_template("home.html", view=view, years=years[:_YEARS])


@pages.get("/about")
def about() -> str:
    """Sources, coverage, how far the collection reaches, what the verdicts mean."""
    return kept(lambda: render_template("about.html", view=day_view()))
