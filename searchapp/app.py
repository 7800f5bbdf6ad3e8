"""The application factory: the Library comes in, a Flask application comes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask, Response, render_template, request

from indexer.library import Library, NotHeld, SearchUnavailable
from searchapp.filters import register_filters
from searchapp.views import documents, home, operation, search

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def create_app(library: Library, today: Callable[[], date] = date.today) -> Flask:
    """An application over a library. ``today`` is the only clock."""
    app = Flask(__name__)
    app.extensions["library"] = library
    app.extensions["today"] = today
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    register_filters(app)
    for blueprint in (home.pages, search.pages, documents.pages, operation.pages):
        app.register_blueprint(blueprint)
    app.after_request(_secure)
    app.register_error_handler(NotHeld, _not_held)
    app.register_error_handler(SearchUnavailable, _no_index)
    app.register_error_handler(404, _not_found)
    return app


def _secure(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _not_held(problem: NotHeld) -> tuple[str, int]:
    return render_template(
        "problem.html", heading="没有收录这份文件", message=str(problem), wanted=request.path
    ), 404


def _not_found(_: Exception) -> tuple[str, int]:
    return render_template(
        "problem.html", heading="没有这个页面", message="地址可能已变，请从检索开始。", wanted=""
    ), 404


def _no_index(problem: SearchUnavailable) -> tuple[str, int]:
    return render_template("problem.html", heading="检索暂不可用", message=str(problem), wanted=""), 503
