"""What is held (底数): statistics, issuing bodies, interpretations, changes. Each page's parts are loaded with the first."""

from __future__ import annotations

from flask import Blueprint, request

from indexer.library import NotHeld, as_json
from searchapp.drawing import draw
from searchapp.params import number_of
from searchapp.views.context import day_view, kept, library, overview, today

pages = Blueprint("inventory", __name__)


@pages.get("/bodies")
def bodies() -> str:
    """Every body of which something is held, by level and region."""
    from searchapp.inventory_pages import bodies_page

    return kept(lambda: draw("bodies.html", page=bodies_page(day_view())))


@pages.get("/bodies/<path:name>")
def body(name: str) -> str:
    """One body: its documents counted, its predecessors and successors, the gaps in its number series."""
    from searchapp.inventory_pages import body_page

    found = overview().body(name, today())
    if found is None:
        raise NotHeld(f"没有收录“{name}”的文件。可以从发文机关目录里选。")
    return draw("body.html", page=body_page(found, overview().gaps(found), day_view()))


@pages.get("/stats")
def stats() -> str:
    """Status × kind × year × body; every number leads to its search."""
    from searchapp.statistics_pages import stats_page

    return kept(lambda: draw("stats.html", page=stats_page(day_view())))


@pages.get("/stats/missing/<what>")
def missing(what: str) -> str:
    """What stands behind a number of the statistics: documents without a number, files that could not be read."""
    from searchapp.statistics_pages import missing_page

    return kept(lambda: draw("missing.html", page=missing_page(library(), day_view(), what)))


@pages.get("/api/v1/stats")
def stats_json() -> dict[str, object]:
    """The same as JSON."""
    answer: dict[str, object] = as_json(day_view().stats)
    return answer


@pages.get("/changes")
def changes() -> str:
    """What comes into force, ends and expires by day, and what the record took in; of one body or all."""
    from searchapp.inventory_pages import changes_page

    since = number_of(request.args.get("since", ""), 0)
    body = request.args.get("body", "").strip()[:60]
    return kept(lambda: draw("changes.html", page=changes_page(library(), day_view(), since, body, today())))
