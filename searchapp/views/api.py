"""Answers for programs. What a page would remark on is an error here, with the parameter's name."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, jsonify, request

from indexer.library import as_json
from searchapp import params
from searchapp.problems import BadParameter, allow_only
from searchapp.views.context import library, today

pages = Blueprint("api", __name__)
_MOST_REFS = 1_000


@pages.get("/api/v1/search")
def search() -> Response:
    """A page of results."""
    allow_only(params.NAMES)
    understood = params.read(request.args, today())
    if understood.faults:
        name, detail = understood.faults[0]
        raise BadParameter(name, detail)
    return jsonify(as_json(library().search(understood.request)))


@pages.get("/api/v1/status")
def status() -> Response:
    """In force or not, and why: ``ref`` may be given many times; one answer a ref, in order."""
    allow_only(("ref", "on"))
    refs = request.args.getlist("ref")
    if not refs:
        raise BadParameter("ref", "请给出 ref：编号、标题或文号")
    return _statuses(refs, request.args.get("on", ""))


@pages.post("/api/v1/status")
def statuses() -> Response:
    """The same for up to 1,000 refs: a JSON body {"refs": [..], "on": "YYYY-MM-DD"}."""
    allow_only(())
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadParameter("refs", '请以 JSON 给出 {"refs": ["…"], "on": "2020-06-01"}')
    refs, on = body.get("refs"), body.get("on") or ""
    if not isinstance(refs, list) or not refs or not all(isinstance(ref, str) for ref in refs):
        raise BadParameter("refs", "refs 应是字符串的列表")
    if not isinstance(on, str):
        raise BadParameter("on", "on 应是日期")
    return _statuses(refs, on)


def _statuses(refs: list[str], day: str) -> Response:
    if len(refs) > _MOST_REFS:
        raise BadParameter("ref", f"一次最多 {_MOST_REFS} 个")
    try:
        on = date.fromisoformat(day) if day else today()
    except ValueError:
        raise BadParameter("on", "日期写作 2020-06-01") from None
    return jsonify([as_json(library().status(ref, on)) for ref in refs])
