"""What happens around every request: its id, its budget, its line in the journal, its place in the counts."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Any, Final

from flask import Flask, Response, g, request

from indexer.settings import ServerSettings
from searchapp.budgets import Budgets, rates_of
from searchapp.drawing import draw
from searchapp.journal import open_journal
from searchapp.metrics import Metrics
from searchapp.problems import is_api, problem
from searchapp.state import SiteState

_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_FREE: Final = ("/healthz", "/readyz", "/static/")
_AGAIN: Final = {429: 60, 503: 10}
_SAID: Final = {
    "rate": (429, "请求太频繁", "这个地址的请求超过了频次上限，请 {} 秒后再试。"),
    "queue": (503, "正忙", "正在处理的请求太多，请 {} 秒后再试。"),
    "exports": (503, "导出正忙", "同时进行的导出已达上限，请 {} 秒后再试。"),
    "damaged": (
        503,
        "登记库已损坏",
        "为了不给出错误的内容，检索和查阅已停止；请管理员由备份恢复（fagui verify、fagui restore）。",
    ),
}
Refusal = tuple[Response | str, int]


class Hooks:
    """One for an application."""

    def __init__(self, app: Flask, settings: ServerSettings, state: SiteState) -> None:
        self._settings = settings
        self._state = state
        self._budgets = Budgets(rates_of(settings))
        self._exports = BoundedSemaphore(max(1, settings.exports_at_once))
        self._log = open_journal(settings)
        self.waiting: Callable[[], int] = lambda: 0
        self.metrics = Metrics(state.gauges)
        app.before_request(self._arrive)
        app.after_request(self._leave)
        app.teardown_request(lambda _: self._gone())
        app.log_exception = self._fault  # type: ignore[method-assign]
        if settings.hosts:
            app.config["TRUSTED_HOSTS"] = settings.hosts.split()

    def _arrive(self) -> Refusal | None:
        g.began = time.perf_counter()
        self.metrics.begin()
        g.counted = True
        given = request.headers.get("X-Request-ID", "") if self._settings.proxies else ""
        g.request_id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        if request.path.startswith(_FREE):
            return None
        if self._state.damage:
            return self._refuse("damaged", 3600)
        if self.waiting() > self._settings.queue:
            return self._refuse("queue", 5)
        kind = _kind()
        wait = self._budgets.take(kind, request.remote_addr or "", time.monotonic())
        if wait:
            return self._refuse("rate", wait)
        if kind == "export":
            if not self._exports.acquire(blocking=False):
                return self._refuse("exports", 20)
            g.exporting = True
        return None

    def _refuse(self, why: str, wait: int) -> Refusal:
        self.metrics.refused(why)
        code, title, said = _SAID[why]
        g.retry_after = wait
        message = said.format(wait)
        if is_api():
            return problem(code, title, message), code
        return draw("problem.html", heading=title, message=message, wanted=""), code

    def _leave(self, response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if response.status_code in _AGAIN:
            response.headers.setdefault(
                "Retry-After", str(g.get("retry_after", _AGAIN[response.status_code]))
            )
        if g.pop("exporting", False):
            # Held until the last row has been sent; a file handed through as it is would never say that.
            response.direct_passthrough = False
            response.call_on_close(self._exports.release)
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        route = request.url_rule.rule if request.url_rule else "(none)"
        method = request.method if request.method in ("GET", "HEAD", "POST", "OPTIONS") else "(other)"
        self.metrics.answered(route, method, response.status_code, seconds)
        if self._settings.log and not request.path.startswith(_FREE):
            self._log.info("", extra={"told": self._line(route, method, response, seconds)})
        return response

    def _line(self, route: str, method: str, response: Response, seconds: float) -> dict[str, object]:
        line: dict[str, object] = {
            "id": g.get("request_id", ""),
            "method": method,
            "route": route,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
        }
        if self._settings.log_queries:
            line["query"] = request.query_string.decode("utf-8", "replace")[:1000]
            line["path"] = request.path[:1000]
        if self._settings.log_addresses:
            line["address"] = request.remote_addr
        return line

    def _gone(self) -> None:
        if g.pop("counted", False):
            self.metrics.end()
        if g.pop("exporting", False):
            self._exports.release()

    def _fault(self, exc_info: Any) -> None:
        route = request.url_rule.rule if request.url_rule else "(none)"
        self._log.error(
            "", exc_info=exc_info, extra={"told": {"id": g.get("request_id", ""), "route": route}}
        )


def _kind() -> str:
    """Which budget a request is charged to."""
    path = request.path
    if is_api():
        return "api"
    if path.startswith(("/export", "/compile.")):
        return "export"
    if request.method == "POST":
        return "upload" if any(file.filename for file in request.files.values()) else "search"
    return "search" if path in ("/search", "/suggest") else "page"
