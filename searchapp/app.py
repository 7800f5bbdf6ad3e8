"""The application factory: the Library comes in, a Flask application comes out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

from flask import Flask, Response, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from indexer.library import Library, NotHeld, SearchUnavailable
from indexer.model.draft import DraftText
from indexer.settings import ServerSettings, Settings
from searchapp.drawing import draw, register_drawing
from searchapp.exports import ExportShelf
from searchapp.filters import register_filters
from searchapp.hooks import Hooks
from searchapp.kept_pages import KeptPages
from searchapp.language import is_english, register_language, say
from searchapp.problems import BadParameter, bad_parameter, from_http, is_api, problem
from searchapp.result_html import facets_html, hits_html
from searchapp.state import SiteState
from searchapp.views import (
    api,
    certificates,
    check,
    cleanup,
    compiling,
    documents,
    exports,
    feeds,
    home,
    inventory,
    operation,
    pairs,
    search,
)

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


_QUIET = ServerSettings(
    searches_a_minute=0,
    api_a_minute=0,
    pages_a_minute=0,
    uploads_an_hour=0,
    exports_an_hour=0,
    exports_at_once=1_000,
    log=False,
)
_UPLOAD = 20 * 1024 * 1024
Answer = tuple[Response | str, int]
_SAID = {
    404: ("没有这个页面", "地址可能已变，请从检索开始。"),
    405: ("不能这样请求", "这个地址不接受这种请求方式。"),
    400: ("请求不完整", "地址或内容不合规，请从检索重新开始。"),
    413: ("内容太大", "提交的内容超过上限，请减小后再试。"),
    500: ("出错了", "这次没有办成，已记入日志；请稍后再试。"),
}


SITE_PAGES = (
    ("/bodies", "发文机关"),
    ("/interpretations", "政策解读"),
    ("/check", "草案核对"),
    ("/stats", "底数"),
    ("/changes", "更新"),
    ("/about", "关于"),
)
"""(address, label) of the pages named at the top of every page."""
_YEAR = 31_536_000


def _site_pages() -> Markup:
    """The list of them, the one that is open marked."""
    path = request.path
    return _listed(next((address for address, _ in SITE_PAGES if path.startswith(address)), ""), is_english())


@cache
def _listed(here: str, english: bool) -> Markup:  # noqa: ARG001 - what is said depends on it
    rows = (
        Markup('<li><a href="{}"{}>{}</a></li>\n').format(
            address, Markup(' aria-current="page"') if address == here else "", say(label)
        )
        for address, label in SITE_PAGES
    )
    return Markup("").join(rows)


def _static_file(app: Flask) -> Callable[[str], str]:
    """The address of a file of ours: its content is part of it, so that browsers may keep it for a year."""

    @cache
    def address(name: str) -> str:
        content = Path(app.static_folder or "", name).read_bytes()
        return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"

    return address


def _no_reader(_: Path) -> DraftText:
    return DraftText(code="no_reader", message="本站没有开通文件读取")


def create_app(
    library: Library,
    today: Callable[[], date] = date.today,
    read_draft: Callable[[Path], DraftText] = _no_reader,
    settings: Settings | None = None,
) -> Flask:
    """An application over a library. ``today`` is the only clock; ``read_draft`` reads a file that is to be checked,
    in a process of its own under limits. Without ``settings`` there are no budgets and no journal, as in tests."""
    app = Flask(__name__)
    app.extensions["today"] = today
    app.extensions["read_draft"] = read_draft
    app.extensions["kept_pages"] = KeptPages()
    app.extensions["exports"] = ExportShelf()
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _YEAR
    app.config["MAX_CONTENT_LENGTH"] = settings.limits.upload_bytes if settings else _UPLOAD
    app.config["MAX_FORM_MEMORY_SIZE"] = 4 * 1024 * 1024
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    register_filters(app)
    register_language(app)
    app.jinja_env.globals.update(
        site_pages=_site_pages, static_file=_static_file(app), hits_html=hits_html, facets_html=facets_html
    )
    for blueprint in (
        home.pages,
        search.pages,
        documents.pages,
        inventory.pages,
        api.pages,
        feeds.pages,
        exports.pages,
        check.pages,
        pairs.pages,
        certificates.pages,
        cleanup.pages,
        compiling.pages,
        operation.pages,
    ):
        app.register_blueprint(blueprint)
    register_drawing(app)
    app.extensions["state"] = SiteState(library, settings, today)
    app.extensions["hooks"] = Hooks(app, settings.server if settings else _QUIET, app.extensions["state"])
    app.after_request(_secure)
    app.register_error_handler(NotHeld, _not_held)
    app.register_error_handler(SearchUnavailable, _no_index)
    app.register_error_handler(BadParameter, bad_parameter)
    app.register_error_handler(HTTPException, _http_error)
    # A lone half of a character, brackets a hundred thousand deep: what was sent is at fault.
    for unfit in (UnicodeEncodeError, RecursionError):
        app.register_error_handler(unfit, _unfit)
    return app


def _secure(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _not_held(error: NotHeld) -> Answer:
    if is_api():
        return problem(404, "没有收录", str(error)), 404
    page = draw("problem.html", heading="没有收录这份文件", message=str(error), wanted=request.path)
    return page, 404


def _http_error(error: HTTPException) -> Answer:
    code = error.code or 500
    if is_api():
        return from_http(error), code
    heading, message = _SAID.get(code, ("没有办成", "请从首页重新开始。"))
    return draw("problem.html", heading=heading, message=message, wanted=""), code


def _unfit(_: Exception) -> Answer:
    heading, message = "内容不合规", "内容含有无法识别的字符，或嵌套过深。"
    if is_api():
        return problem(422, heading, message, {"parameter": "body"}), 422
    return draw("problem.html", heading=heading, message=message, wanted=""), 400


def _no_index(error: SearchUnavailable) -> Answer:
    if is_api():
        return problem(503, "检索暂不可用", str(error)), 503
    return draw("problem.html", heading="检索暂不可用", message=str(error), wanted=""), 503
