"""For those who run it: alive, ready."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

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
