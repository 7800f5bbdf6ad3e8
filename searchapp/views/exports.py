"""Bulk export over the web: a file that can be taken up again, and its manifest."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request, send_file

from searchapp import params
from searchapp.drawing import draw
from searchapp.exports import ExportsBusy, ExportShelf, KeptExport, RevisionGone
from searchapp.params import number_of
from searchapp.problems import BadParameter, allow_only, problem
from searchapp.views.context import library, today

if TYPE_CHECKING:
    from indexer.export import Format
    from indexer.library import SearchRequest

pages = Blueprint("exports", __name__)


@pages.get("/export")
def export() -> Response | str:
    """Every document of a search in a format; without one the page that offers them. ``Content-Location`` is the address of just this revision and day:
    going on from a torn download there gives the rest of the same file, or 410 once the record has moved on."""
    asked, form, since = _asked()
    if not {"format", "since", "revision"} & set(request.args):
        from searchapp.download_page import download_page

        site = request.host_url.rstrip("/")
        page = download_page(library(), params.read(request.args, today()))
        return draw("download.html", page=page, site=site)
    kept = _kept(asked, form, since)
    response = send_file(
        kept.path,
        mimetype=form.media,
        as_attachment=True,
        download_name=f"fagui-{kept.manifest.revision}.{form.suffix}",
        etag=kept.sha256,
        conditional=True,
        last_modified=None,
        max_age=0,
    )
    response.headers.remove("Last-Modified")
    query = _pinned(asked, form, since, kept.manifest.revision)
    response.headers["Content-Location"] = f"/export?{query}"
    response.headers["Link"] = f'</export/manifest.json?{query}>; rel="describedby"; type="application/json"'
    response.headers["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(kept.sha256)).decode()}:"
    response.headers["X-Revision"] = str(kept.manifest.revision)
    response.headers["X-Count"] = str(kept.manifest.count)
    return response


@pages.get("/export/manifest.json")
def manifest() -> Response:
    """What an export is, with its checksums."""
    asked, form, since = _asked()
    return Response(_kept(asked, form, since).manifest.text(), mimetype="application/json")


@pages.errorhandler(RevisionGone)
def _gone(reason: RevisionGone) -> Response:
    return problem(410, "这次修订的导出已不在", str(reason), {"revision": reason.now})


@pages.errorhandler(ExportsBusy)
def _busy(reason: ExportsBusy) -> Response:
    response = problem(503, "暂时不能导出", str(reason) or "正在生成另一份导出，请稍后再试")
    response.headers["Retry-After"] = str(reason.after)
    return response


def _asked() -> tuple[SearchRequest, Format, int | None]:
    from indexer.export import FORMATS

    allow_only((*params.NAMES, "format", "since", "revision", "lang"))
    name = request.args.get("format", "csv")
    if name not in FORMATS:
        raise BadParameter("format", f"可用的格式：{'、'.join(FORMATS)}")
    form = FORMATS[name]
    if not form.available:
        raise BadParameter("format", f"本站没有开通 {name} 格式；可用 csv、jsonl 等")
    understood = params.read(request.args, today())
    # A page remarks on a filter that it leaves out; a file cannot, and would hold everything.
    for wrong, detail in understood.faults:
        raise BadParameter(wrong, detail.removesuffix("，已忽略"))
    return understood.request, form, _number("since")


def _kept(asked: SearchRequest, form: Format, since: int | None) -> KeptExport:
    from indexer.library import RecordMoved

    shelf = cast(ExportShelf, current_app.extensions["exports"])
    try:
        return shelf.fetch(library(), asked, form, since, _number("revision"))
    except RecordMoved as reason:
        raise ExportsBusy(str(reason)) from None


def _number(name: str) -> int | None:
    given = request.args.get(name)
    if given is None:
        return None
    number = number_of(given, -1)
    if number < 0:
        raise BadParameter(name, f"{name} 应是登记库的修订号")
    return number


def _pinned(asked: SearchRequest, form: Format, since: int | None, revision: int) -> str:
    pairs = [("on", asked.on.isoformat()), ("format", form.name), ("revision", str(revision))]
    if since is not None:
        pairs.append(("since", str(since)))
    from indexer.library import export_query

    written = export_query(asked)
    return f"{written}&{urlencode(pairs)}" if written else urlencode(pairs)
