"""For those who run it: alive, ready."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from searchapp.state import SiteState

pages = Blueprint("operation", __name__)


@pages.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return jsonify({"alive": True})


@pages.get("/readyz")
def ready() -> tuple[Response, int]:
    """The record is sound, there is an index and room on the disk; an index behind the record is noted."""
    seen = cast(SiteState, current_app.extensions["state"]).report()
    said = {
        "ready": seen.ready,
        "record": seen.record,
        "index": seen.index,
        "notes": list(seen.notes),
        "disk_free_bytes": seen.disk_free,
        "age_days": None if seen.age_days is None else round(seen.age_days, 2),
    }
    return jsonify(said), (200 if seen.ready else 503)


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
