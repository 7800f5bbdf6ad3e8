"""The first page, and what the site says of itself."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from indexer.model.validity import Status
from searchapp.drawing import draw
from searchapp.views.context import day_view, kept

pages = Blueprint("home", __name__)
_YEARS: Final = 15
_MEANINGS: Final = (
    (Status.IN_FORCE.value, "有施行的依据，没有终止的依据"),
    (Status.PARTLY_IN_FORCE.value, "其中一些条款已经废止"),
    (Status.NOT_YET_IN_FORCE.value, "已经公布，施行的日子还没有到"),
    (Status.SUSPENDED.value, "另有文件决定暂停实施"),
    (Status.REPEALED.value, "另有文件明文废止"),
    (Status.LAPSED.value, "有效期届满，或明文宣布失效"),
    (Status.CONFLICTING.value, "依据互相矛盾，不下结论"),
    (Status.UNKNOWN.value, "没有找到依据；不等于有效"),
)
"""What each status rests on, as the page about the site says it."""


@pages.get("/")
def index() -> str:
    """Search box, tasks, what is new and what is held."""
    return kept(_home)


def _home() -> str:
    view = day_view()
    years = [(year, n) for year, n in view.stats.by_year.items() if year.isdigit()]
    return draw("home.html", view=view, years=years[:_YEARS])


@pages.get("/about")
def about() -> str:
    """Sources, coverage, how far the collection reaches, what the verdicts mean."""
    return kept(lambda: draw("about.html", view=day_view(), meanings=_MEANINGS))
