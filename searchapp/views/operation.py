"""For those who run it: alive, ready."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from searchapp.views.context import library

pages = Blueprint("operation", __name__)


@pages.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return jsonify({"alive": True})


@pages.get("/readyz")
def ready() -> tuple[Response, int]:
    """The record and the index answer, and the index has caught up."""
    state = library().readiness()
    return jsonify(
        {"ready": state.ready, "record": state.record, "index": state.index, "notes": list(state.notes)}
    ), (200 if state.ready else 503)


@pages.get("/type-size")
def type_size() -> AnyResponse:
    """Large type (长辈版) on or off, kept in a cookie; back to the page it was asked from, if it is one of ours."""
    came = urlsplit(request.referrer or "")
    # Only the path of our own page: no parameter decides where to go.
    here = came.path + (f"?{came.query}" if came.query else "") if came.netloc == request.host else "/"
    response = redirect(here if here.startswith("/") and not here.startswith("//") else "/")
    size = "large" if request.args.get("size") == "large" else "normal"
    response.set_cookie("size", size, max_age=31_536_000, httponly=True, samesite="Lax")
    return response
