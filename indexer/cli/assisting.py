"""Commands for legal assistants' tools: mcp."""

from __future__ import annotations

import importlib
from functools import partial
from pathlib import Path
from typing import Any

import click

from indexer import settings
from indexer.cli.options import data_option, opened
from indexer.ingest.drafts import read_draft


@click.command()
@click.option("--site", default="", help="网站的地址（https://…），写进回答里的链接；不写则只有路径")
@data_option
def mcp(site: str, data: Path | None) -> int:
    """以 MCP 协议在标准输入输出上回答：检索、时效、原文、核对（要装 fagui[mcp]）。"""
    try:
        # An extra: the package and what it needs are loaded by this command alone.
        server: Any = importlib.import_module("indexer.assistant.server")
    except ModuleNotFoundError as problem:
        if not (problem.name or "").startswith(("mcp", "pydantic")):
            raise
        raise click.UsageError("没有安装 MCP 组件，请运行 pip install 'fagui[mcp]'") from None
    with opened(data) as library:
        library.warm()
        read = partial(read_draft, limits=settings.load(data=data).limits)
        server.make_server(library, read, site=site).run("stdio")
    return 0


COMMANDS = (mcp,)
