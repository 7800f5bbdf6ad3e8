"""Results."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from searchapp import params
from searchapp.pages import results_page
from searchapp.views.context import library, today

pages = Blueprint("search", __name__)


@pages.get("/search")
def results() -> str:
    """A page of results; without words and filters, everything by date."""
    understood = params.read(request.args, today())
    answer = library().search(understood.request)
    return render_template("results.html", page=results_page(understood, answer))
