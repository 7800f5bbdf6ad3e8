"""Answers for programs. What a page would remark on is an error here, with the parameter's name."""

from __future__ import annotations

import hashlib
import json
import tempfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, cast

from flask import Blueprint, Response, current_app, g, jsonify, make_response, request

from indexer import __version__
from indexer.library import SearchRequest, as_json
from searchapp import params
from searchapp.drawing import draw
from searchapp.params import number_of
from searchapp.problems import BadParameter, is_api, problem
from searchapp.views.check import Reader
from searchapp.views.context import day_view, library, today

pages = Blueprint("api", __name__)
_LIMIT: Final = 20
"""Hits of a page where the program that asks names no number."""
_AHEAD: Final = timedelta(days=180)


class CursorPassed(Exception):  # noqa: N818 - an answer, said as such
    """The record has moved on since the page that gave the cursor."""


class NotJson(Exception):  # noqa: N818 - an answer, said as such
    """What was sent is not JSON by its own word."""


@pages.before_app_request
def _arrived() -> Response | None:
    """Check the parameters against the table; what the asker already has is not worked out again."""
    if not is_api() or request.url_rule is None:
        return None
    from searchapp.operations import check_query, operation_of

    operation = operation_of(request.url_rule.rule, request.method)
    if operation is None:
        return None
    check_query(operation, request.args)
    if operation.method == "get":
        g.etag = _etag()
        if request.if_none_match.contains_weak(g.etag):
            return _marked(Response(status=304))
    return None


@pages.after_app_request
def _leaving(response: Response) -> Response:
    if is_api():
        # Reading is open to every site; nothing here depends on who asks.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After, X-Request-ID"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET")
            response.headers["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
        if response.status_code == 200 and "etag" in g:
            _marked(response)
    return response


def _marked(response: Response) -> Response:
    response.set_etag(g.etag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _etag() -> str:
    """The same while neither the record, the index, the day, the program nor the question changes."""
    held = library()
    said = (held.store.revision, held.engine.revision, today(), __version__, request.full_path)
    return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:24]


@pages.app_errorhandler(CursorPassed)
def _passed(_: CursorPassed) -> Response:
    return problem(410, "游标已过期", "翻页途中登记库已更新，请从头翻页")


@pages.app_errorhandler(NotJson)
def _unsupported(_: NotJson) -> Response:
    return problem(415, "类型不对", "请以 Content-Type: application/json 发送")


@pages.get("/api/v1/search")
def search() -> Response:
    """A page of results, and the cursor of the next."""
    understood = params.read(request.args, today())
    if understood.faults:
        name, detail = understood.faults[0]
        raise BadParameter(name, detail)
    limit = number_of(request.args.get("limit", ""), _LIMIT)
    asked = replace(understood.request, limit=limit, offset=(understood.page - 1) * limit)
    if cursor := request.args.get("cursor"):
        asked = replace(asked, offset=_offset(cursor, asked))
    answer = library().search(asked)
    following = asked.offset + limit
    more = following < answer.total and bool(answer.hits)
    return jsonify({**as_json(answer), "next": _cursor(following, asked) if more else None})


def _cursor(offset: int, asked: SearchRequest) -> str:
    held = {"o": offset, "r": library().store.revision, "q": _question(asked)}
    return urlsafe_b64encode(json.dumps(held, separators=(",", ":")).encode()).decode().rstrip("=")


def _offset(cursor: str, asked: SearchRequest) -> int:
    try:
        held = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        offset, revision, question = int(held["o"]), int(held["r"]), held["q"]
    except (ValueError, KeyError, TypeError):
        raise BadParameter("cursor", "看不懂的游标；请用上一页的 next") from None
    if question != _question(asked) or not 0 <= offset <= 1_000_000_000:
        raise BadParameter("cursor", "游标属于另一个检索；其余参数须与上一页相同")
    if revision != library().store.revision:
        raise CursorPassed
    return offset


def _question(asked: SearchRequest) -> str:
    from indexer.library import export_query

    said = (export_query(asked), asked.on.isoformat(), asked.sort.value, asked.limit)
    return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:12]


@pages.get("/api/v1/status")
def status() -> Response:
    """In force or not, and why: ``ref`` may be given many times; one answer a ref, in order."""
    return _statuses(request.args.getlist("ref"), _day(request.args.get("on")))


@pages.post("/api/v1/status")
def statuses() -> Response:
    """The same for up to 1,000 refs: a JSON body {"refs": [..], "on": "YYYY-MM-DD"}."""
    from searchapp.operations import MOST_REFS

    body = _sent()
    refs = body.get("refs")
    if not isinstance(refs, list) or not refs or not all(isinstance(ref, str) for ref in refs):
        raise BadParameter("refs", "refs 应是字符串的列表")
    if len(refs) > MOST_REFS:
        raise BadParameter("refs", f"一次最多 {MOST_REFS} 个")
    return _statuses(refs, _day(body.get("on")))


def _statuses(refs: list[str], on: date) -> Response:
    return jsonify([as_json(library().status(_whole(ref), on)) for ref in refs])


@pages.post("/api/v1/check")
def check() -> Response:
    """Every citation of a text judged on a day; nothing of it is kept."""
    from searchapp.operations import LONGEST_TEXT

    body = _sent()
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise BadParameter("text", "text 应是要核对的文字")
    if len(text) > LONGEST_TEXT:
        raise BadParameter("text", f"最多 {LONGEST_TEXT} 字")
    on = _day(body.get("on"))
    with tempfile.TemporaryDirectory(prefix="fagui-check-") as folder:
        place = Path(folder) / "draft.txt"
        place.write_text(_whole(text), encoding="utf-8")
        draft = cast(Reader, current_app.extensions["read_draft"])(place)
    return jsonify(as_json(library().check(draft, on)))


@pages.get("/api/v1/calendar")
def calendar() -> Response:
    """What is to change between two days."""
    since = _day(request.args.get("from"))
    to = request.args.get("to")
    until = _day(to) if to else min(since, date.max - _AHEAD) + _AHEAD
    if until < since:
        raise BadParameter("to", "to 不能早于 from")
    return jsonify(as_json(library().calendar(since, until)))


@pages.get("/api/v1/changes")
def changes() -> Response:
    """What became of the record after a revision; the cursor is the last id of the page before."""
    from indexer.library import changes_after

    since = number_of(request.args.get("since", ""), 0)
    limit = number_of(request.args.get("limit", ""), 1_000)
    return jsonify(as_json(changes_after(library(), since, request.args.get("cursor", ""), limit)))


@pages.get("/api/v1/bodies")
def bodies() -> Response:
    """Every issuing body of which something is held."""
    return jsonify(as_json(day_view().bodies))


@pages.get("/api/v1/openapi.json")
def description() -> Response:
    """The description of all this, made from the code."""
    from searchapp import openapi

    return jsonify(openapi.document(__version__))


@pages.get("/api/docs")
def docs() -> Response:
    """The same for people."""
    from searchapp import openapi
    from searchapp.operations import OPERATIONS

    described = openapi.document(__version__)
    return make_response(draw("api.html", operations=OPERATIONS, described=described))


def _sent() -> dict[str, Any]:
    if request.mimetype != "application/json":
        raise NotJson
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadParameter("body", "所送内容应是一个 JSON 对象")
    return body


def _day(given: object) -> date:
    if given is None:
        return today()
    try:
        if isinstance(given, str) and date.fromisoformat(given).isoformat() == given:
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise BadParameter("on", "日期写作 2020-06-01")


def _whole(text: str) -> str:
    """Text without halves of characters, which JSON may spell and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")
