"""Commands that serve: serve, demo."""

from __future__ import annotations

import importlib
import tempfile
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import click

from indexer import settings
from indexer.catalog import data_file
from indexer.cli.options import data_option, opened
from indexer.ingest.drafts import DraftReader
from indexer.ingest.temporary import own_folder
from indexer.library import Library

DEMO_PORTS = (8610, 8611, 8612, 8613, 8614)


def _site() -> Any:
    # The library half knows nothing of the web half; this one command starts it by name.
    return importlib.import_module("searchapp.serve")


def _serve(place: settings.Settings, host: str | None, port: int) -> int:
    site, created = _site(), importlib.import_module("searchapp").create_app
    # Uploads meet the limits of a bulk ingest, in a process of their own, and shorter ones of their own.
    limits = place.limits
    limits = replace(limits, file_bytes=limits.upload_bytes, wall_seconds=limits.upload_wall_seconds)

    def make_app() -> Any:
        # In each worker: neither the record nor a thread may cross a fork.
        # The state looks after the checks: the record's seal and the index's large files, within seconds.
        library = Library.open(place, read_only=True, check_later=True)
        # What the first search needs is loaded while the site is put together.
        Thread(target=library.warm, name="warm", daemon=True).start()
        app = created(library, read_draft=DraftReader(limits), settings=place)
        app.extensions["state"].watch()
        return app

    with own_folder():
        try:
            return int(site.serve(make_app, host, port, lambda address: click.echo(address), place.server))
        except site.CannotServe as problem:
            click.echo(str(problem), err=True)
            return 3


@click.command()
@click.option("--host", default=None, help="监听地址（默认本机 127.0.0.1 和 ::1）")
@click.option("--port", type=click.IntRange(1, 65535), default=8610, show_default=True, help="端口")
@click.option("--workers", type=click.IntRange(1, 64), default=None, help="工作进程数（默认取设置，1）")
@click.option(
    "--metrics-port", type=click.IntRange(0, 65535), default=None, help="Prometheus 指标的本机端口，0 为不开"
)
@data_option
def serve(
    host: str | None, port: int, workers: int | None, metrics_port: int | None, data: Path | None
) -> int:
    """启动网站。"""
    place = settings.load(data=data)
    server = replace(
        place.server,
        workers=place.server.workers if workers is None else workers,
        metrics_port=place.server.metrics_port if metrics_port is None else metrics_port,
    )
    with opened(data, checked=False):
        # A record that cannot be opened is said here, once, and not by every worker; a damaged one by the site itself.
        pass
    return _serve(replace(place, server=server), host, port)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="端口（默认找一个空闲的）")
@click.option("--check", is_flag=True, help="收录示例并检查能否检索，不启动网站")
def demo(port: int | None, check: bool) -> int:
    """收录自带的示例文件，启动网站，显示地址。"""
    from indexer.cli.loading import ingest_into

    with tempfile.TemporaryDirectory(prefix="fagui-demo-") as folder:
        place = settings.load(data=Path(folder))
        place = replace(place, server=replace(place.server, log=False))
        library = Library.open(place)
        try:
            click.echo("正在收录示例文件（内容虚构）……", err=True)
            summary = ingest_into(library, (data_file("sample"),), 2, None, quiet=True)
            click.echo(f"已收录 {summary.outcomes.get('added', 0)} 件。按 Ctrl-C 停止。", err=True)
        finally:
            library.close()
        if not check:
            return _serve(place, None, port or _site().free_port(DEMO_PORTS))
    return 0


COMMANDS = (serve, demo)
