"""Problem documents (RFC 9457): what a program is told when an answer cannot be given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from flask import Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

API: str = "/api/"


class BadParameter(Exception):  # noqa: N818 - an answer, said as such
    """A parameter that is not known or not understood; ``name`` is the parameter's."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(detail)
        self.name = name
        self.detail = detail


def is_api() -> bool:
    """Whether the request asks for data rather than a page."""
    return request.path.startswith(API)


def problem(status: int, title: str, detail: str, extra: Mapping[str, object] | None = None) -> Response:
    """An ``application/problem+json`` answer."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **(extra or {})}
    return Response(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json"
    )


def from_http(error: HTTPException) -> Response:
    """Flask's own errors in the same form."""
    response = problem(error.code or 500, error.name, error.description or "")
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(error.valid_methods)
    return response


def bad_parameter(error: BadParameter) -> Response:
    """422 with the parameter's name."""
    return problem(422, "参数有误", error.detail, {"parameter": error.name})


def allow_only(names: Iterable[str]) -> None:
    """BadParameter for the first parameter of the request that is none of these."""
    known = set(names)
    for name in request.args:
        if name not in known:
            raise BadParameter(name, f"没有名为“{name[:40]}”的参数；可用的有：{'、'.join(sorted(known))}")
