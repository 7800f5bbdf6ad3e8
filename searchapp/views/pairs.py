"""Interpretations and the documents they explain."""

from __future__ import annotations

from flask import Blueprint, request

from indexer.library import as_json
from indexer.model.citations import InterpretationForm
from indexer.model.document import Kind
from searchapp.drawing import draw
from searchapp.views.context import library, today

pages = Blueprint("pairs", __name__)


@pages.get("/interpretations")
def interpretations() -> str:
    """Explanations by document, form or date; those without a document, and documents without one."""
    from searchapp.pair_pages import ORDERS, interpretations_page

    unexplained = library().pairing.unexplained(library().lives.all().values(), today())
    page = interpretations_page(
        library().pairing.all(today()),
        unexplained,
        _known("form", [form.value for form in InterpretationForm]),
        _known("by", list(ORDERS)) or "document",
        _known("without", [kind.value for kind in Kind]),
    )
    return draw("interpretations.html", page=page)


@pages.get("/api/v1/interpretations")
def interpretations_data() -> dict[str, object]:
    """Every explanation with its documents, and those without, as JSON."""
    answer: dict[str, object] = as_json(library().pairing.all(today()))
    return answer


def _known(name: str, values: list[str]) -> str:
    given = request.args.get(name, "")
    return given if given in values else ""
