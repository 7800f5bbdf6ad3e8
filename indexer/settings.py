"""Settings: where the data lies and what the limits are; read once at the edge, frozen afterwards.

``DATA/settings.toml`` holds what an operator sets, in two tables; the environment goes over it
(``FAGUI_LIMITS_FILE_BYTES=10_000_000``, ``FAGUI_SERVER_WORKERS=2``), the command line over both.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from indexer.model.limits import Limits

FILE: Final = "settings.toml"
_T = TypeVar("_T", "ServerSettings", Limits)


class SettingsError(Exception):
    """A setting that is not known or not understood; the message names it and its place."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How the site is served. Rates are requests a minute or an hour for one address; 0 switches a rate off.

    The machine's own address is not counted: it is the operator, or a proxy that was not declared with ``proxies``.
    """

    workers: int = 1
    threads: int = 4
    connections: int = 500
    queue: int = 64
    """Requests that may wait for a thread; more are told to come again (503 with Retry-After)."""

    head_bytes: int = 32_768
    idle_seconds: int = 60
    stop_seconds: int = 20
    """How long answers under way may take after SIGTERM."""

    proxies: int = 0
    """How many proxies of ours stand before the site and set X-Forwarded-For, -Proto and -Host."""

    hosts: str = ""
    """Host names the site answers to, separated by spaces; empty: any."""

    searches_a_minute: int = 60
    api_a_minute: int = 120
    pages_a_minute: int = 300
    uploads_an_hour: int = 10
    exports_an_hour: int = 60
    exports_at_once: int = 2
    metrics_port: int = 0
    """Prometheus text on 127.0.0.1; each further worker takes the next port. 0: none."""

    log: bool = True
    """A JSON line for each request on standard error, or in ``log_file``."""

    log_file: str = ""
    log_days: int = 180
    log_queries: bool = False
    log_addresses: bool = False
    disk_free_bytes: int = 500 * 1024 * 1024
    """With less room on the disk of the data folder the site is not ready and says so."""

    fresh_days: int = 0
    """Days after which a record that nothing was added to counts as stale in readyz; 0: never."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. ``data`` is the folder of the record, the originals and the index."""

    data: Path
    limits: Limits = field(default_factory=Limits)
    server: ServerSettings = field(default_factory=ServerSettings)

    @property
    def register(self) -> Path:
        """The record: one SQLite file."""
        return self.data / "register.sqlite3"

    @property
    def sources(self) -> Path:
        """The originals, by sha256."""
        return self.data / "sources"

    @property
    def index(self) -> Path:
        """The search index; derived, rebuildable."""
        return self.data / "index"

    @property
    def curation(self) -> Path:
        """A person's corrections for this data folder, beside those of ``corpus/curation``."""
        return self.data / "curation"


def load(environ: Mapping[str, str] | None = None, data: Path | None = None) -> Settings:
    """Settings from the file and the environment (``FAGUI_DATA`` …); SettingsError names what is not understood."""
    env = os.environ if environ is None else environ
    folder = data or Path(env.get("FAGUI_DATA") or "var")
    told = _file(folder / FILE)
    return Settings(
        data=folder,
        limits=_over(Limits(), "limits", told.get("limits", {}), env),
        server=_over(ServerSettings(), "server", told.get("server", {}), env),
    )


def _file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as problem:
        raise SettingsError(f"读不了 {path}：{problem}") from None
    try:
        told = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise SettingsError(f"{path} 不是完好的 TOML：{problem}") from None
    for name, table in told.items():
        if name not in ("limits", "server") or not isinstance(table, dict):
            raise SettingsError(f"{path} 里没有 [{name}] 这一组，可用的有 [limits] 和 [server]")
    return told


def _over(base: _T, table: str, told: Mapping[str, Any], env: Mapping[str, str]) -> _T:
    kinds = {item.name: type(getattr(base, item.name)) for item in fields(base)}
    values: dict[str, Any] = {}
    for name, value in told.items():
        if name not in kinds:
            raise SettingsError(f"{FILE} 的 [{table}] 里没有 {name} 这一项")
        values[name] = _value(f"{FILE} 的 {table}.{name}", kinds[name], value)
    for name, kind in kinds.items():
        variable = f"FAGUI_{table}_{name}".upper()
        if variable in env:
            values[name] = _value(variable, kind, env[variable])
    return replace(base, **values)


def _value(place: str, kind: type, given: object) -> object:
    """A whole number, yes/no or text, from TOML or from the environment."""
    if kind is str and isinstance(given, str):
        return given
    if kind is bool:
        words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        found = given if isinstance(given, bool) else words.get(str(given).lower())
        if isinstance(found, bool):
            return found
        raise SettingsError(f"{place} 应是 true 或 false，不是“{given}”")
    if kind is int and not isinstance(given, bool):
        try:
            number = given if isinstance(given, int) else int(str(given))
        except ValueError:
            number = -1
        if 0 <= number < 2**62:
            return number
    raise SettingsError(f"{place} 应是{'文字' if kind is str else '不小于零的整数'}，不是“{given}”")
