"""The clean-up radar (清理建议): what in force rests on or cites what no longer is."""

from __future__ import annotations

import io

from flask import Blueprint, Response, request

from indexer.library import as_json
from searchapp.drawing import draw
from searchapp.params import number_of
from searchapp.views.context import library, today

pages = Blueprint("cleanup", __name__)


@pages.get("/stats/cleanup")
def cleanup() -> str:
    """The findings by body and kind, each with its sentence and the successor."""
    from searchapp.radar_pages import radar_page

    body, kind, kinds = _asked()
    answer = library().radar.findings(today(), body=body, kinds=kinds)
    page = max(1, number_of(request.args.get("page", ""), 1))
    return draw("cleanup.html", page=radar_page(answer, body, kind, page))


@pages.get("/stats/cleanup.<any(csv, xlsx):form>")
def table(form: str) -> Response:
    """The same findings, all of them, as a table."""
    from indexer.export.tables import TABLE_MEDIA, write_table
    from indexer.library import radar_rows

    body, _, kinds = _asked()
    answer = library().radar.findings(today(), body=body, kinds=kinds)
    out = io.BytesIO()
    write_table(form, radar_rows(answer.findings), out)
    response = Response(out.getvalue(), content_type=TABLE_MEDIA[form])
    response.headers["Content-Disposition"] = f"attachment; filename=cleanup.{form}"
    return response


@pages.get("/api/v1/cleanup")
def cleanup_data() -> dict[str, object]:
    """The same as JSON."""
    body, _, kinds = _asked()
    answer: dict[str, object] = as_json(library().radar.findings(today(), body=body, kinds=kinds))
    return answer


def _asked() -> tuple[str, str, tuple[str, ...]]:
    """The body, the kind of finding, and the kinds to list: without one, all that are grave."""
    from indexer.library import RadarKind

    body, kind = request.args.get("body", ""), request.args.get("finding", "")
    if kind in {k.value for k in RadarKind}:
        return body, kind, (kind,)
    return body, "", tuple(k.value for k in RadarKind if k is not RadarKind.AMENDED_SINCE)
