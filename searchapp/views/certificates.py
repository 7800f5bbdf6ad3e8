"""Certificates (时效核验单) of a document on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, abort, request

import indexer.library
from searchapp.problems import BadParameter
from searchapp.views.context import library, today

if TYPE_CHECKING:
    from indexer.library import Certificate

pages = Blueprint("certificates", __name__)

_POLICY: Final = (
    "default-src 'none'; style-src '{}'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
)


@pages.get("/documents/<ref>/certificate")
def certificate(ref: str) -> Response:
    """One page for print, as it may be saved and checked later."""
    given = request.args.get("on", "")
    try:
        on = date.fromisoformat(given) if given else today()
    except ValueError:
        abort(404)
    # By the façade's name: how a certificate is set is loaded with the first one.
    page = indexer.library.certificate_html(_certified(ref, on))
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _POLICY.format(indexer.library.STYLE_HASH)
    return response


@pages.get("/api/v1/documents/<ref>/certificate")
def certificate_data(ref: str) -> dict[str, object]:
    """The same as JSON, with the hash of its canonical form."""
    given = request.args.get("on", "")
    try:
        on = date.fromisoformat(given) if given else today()
    except ValueError:
        raise BadParameter("on", "请给出日期，写作 2020-06-01") from None
    return _certified(ref, on).as_json()


def _certified(ref: str, on: date) -> Certificate:
    return library().certifier.certify(library().resolve_one(ref), on, today())
