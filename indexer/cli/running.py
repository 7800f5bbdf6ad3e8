"""Commands that serve: serve, demo."""

from __future__ import annotations

import importlib
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import click

from indexer import settings
from indexer.catalog import data_file
from indexer.cli.loading import ingest_into
from indexer.cli.options import data_option, opened
from indexer.ingest.drafts import read_draft
from indexer.library import Library

DEMO_PORTS = (8610, 8611, 8612, 8613, 8614)


def _site() -> Any:
    # The library half knows nothing of the web half; this one command starts it by name.
    return importlib.import_module("searchapp.serve")


def _serve(library: Library, host: str | None, port: int) -> None:
    # Uploads meet the limits of a bulk ingest, in a process of their own.
    read = partial(read_draft, limits=settings.load().limits)
    app = importlib.import_module("searchapp").create_app(library, read_draft=read)
    _site().serve(app, host, port, lambda address: click.echo(address))


@click.command()
@click.option("--host", default=None, help="监听地址（默认本机 127.0.0.1 和 ::1）")
@click.option("--port", type=click.IntRange(1, 65535), default=8610, show_default=True, help="端口")
@data_option
def serve(host: str | None, port: int, data: Path | None) -> int:
    """启动网站。"""
    with opened(data) as library:
        _serve(library, host, port)
    return 0


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="端口（默认找一个空闲的）")
@click.option("--check", is_flag=True, help="收录示例并检查能否检索，不启动网站")
def demo(port: int | None, check: bool) -> int:
    """收录自带的示例文件，启动网站，显示地址。"""
    with tempfile.TemporaryDirectory(prefix="fagui-demo-") as folder:
        place = settings.load(data=Path(folder))
        library = Library.open(place)
        try:
            click.echo("正在收录示例文件（内容虚构）……", err=True)
            summary = ingest_into(library, (data_file("sample"),), 2, None, quiet=True)
            click.echo(f"已收录 {summary.outcomes.get('added', 0)} 件。按 Ctrl-C 停止。", err=True)
            if not check:
                _serve(library, None, port or _site().free_port(DEMO_PORTS))
        finally:
            library.close()
    return 0


COMMANDS = (serve, demo)
