"""Results."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import Final

from flask import Blueprint, request

from searchapp import params
from searchapp.drawing import draw
from searchapp.pages import results_page
from searchapp.views.context import kept, library, today

pages = Blueprint("search", __name__)
_TYPED: Final = 100
_SUGGESTED: Final = 8
_FACET_VALUES: Final = 12
"""Values of a filter that are shown, beside those chosen."""
_TURN: Final = Lock()
"""A search is a chain of short steps over arrays, each of which lets go of the interpreter: of four at once each takes
half as much processor again as of four in turn, and all of them are answered later."""


@pages.get("/search")
def results() -> str:
    """A page of results; without words and filters, everything by date."""
    # The index may follow the record later: a page is of one revision of both.
    return kept(_results, library().engine.revision, _TURN)


def _results() -> str:
    understood = params.read(request.args, today())
    answer = library().search(replace(understood.request, facet_values=_FACET_VALUES))
    return draw("results.html", page=results_page(understood, answer))


@pages.get("/suggest")
def suggest() -> str:
    """Titles for what has been typed so far, as a part of a page."""
    rows = library().suggest(request.args.get("q", "")[:_TYPED], _SUGGESTED)
    return draw("suggestions.html", rows=rows)
