"""A document: its text on a day, its data, its original."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from indexer.library import as_json, document_json
from searchapp.pages import document_page
from searchapp.views.context import library, today

pages = Blueprint("documents", __name__)


@pages.get("/documents/<ref>")
def document(ref: str) -> str | AnyResponse:
    """The text of today, or of a day: /documents/<id>@2020-06-01; a title or number leads to its document."""
    name, _, day = ref.partition("@")
    on = _day(day) if day else today()
    found = library().resolve_one(name)
    if found != name:
        target = f"{found}@{day}" if day else found
        return redirect(url_for("documents.document", ref=target))
    return render_template(
        "document.html", page=document_page(library().document(found, on)), dated=bool(day)
    )


@pages.get("/api/v1/documents/<ref>")
def document_data(ref: str) -> Response:
    """The same as JSON."""
    name, _, day = ref.partition("@")
    on = _day(day) if day else today()
    return jsonify(document_json(library().document(library().resolve_one(name), on)))


@pages.get("/api/v1/status")
def status() -> Response:
    """In force or not, and why."""
    day = request.args.get("on", "")
    answers = [library().status(ref, _day(day) if day else today()) for ref in request.args.getlist("ref")]
    return jsonify([as_json(answer) for answer in answers])


@pages.get("/documents/<ref>/original")
def original(ref: str) -> Response:
    """The file as it came, always as a download, never shown as a page of ours."""
    place = library().original(library().resolve_one(ref), request.args.get("source", ""))
    response = send_file(
        place.path.resolve(),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=place.name,
    )
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)
