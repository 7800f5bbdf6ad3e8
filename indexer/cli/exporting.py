"""Commands that take things away: export."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from indexer.cli.options import data_option, on_option, opened, today
from indexer.export import FORMATS
from indexer.library import SearchRequest, export_documents
from indexer.model.document import Kind
from indexer.model.validity import Status
from indexer.search.query import Filters


@click.command()
@click.argument("query", default="")
@on_option
@click.option("--status", multiple=True, type=click.Choice([s.value for s in Status]), help="时效性")
@click.option("--kind", multiple=True, type=click.Choice([k.value for k in Kind]), help="效力级别")
@click.option("--body", multiple=True, help="发文机关")
@click.option("--year", multiple=True, type=click.IntRange(1900, 2200), help="年份")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True, help="格式")
@click.option(
    "-o", "out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="写到哪个文件"
)
@data_option
def export(
    query: str,
    on: date | None,
    status: tuple[str, ...],
    kind: tuple[str, ...],
    body: tuple[str, ...],
    year: tuple[int, ...],
    form: str,
    out: Path,
    data: Path | None,
) -> int:
    """批量导出检索到的文件（不写条件则全部），附清单和校验值。"""
    filters = Filters(status=status, kind=kind, body=body, year=year)
    request = SearchRequest(text=query, on=on or today(), filters=filters)
    with opened(data) as library:
        manifest = export_documents(library, request, FORMATS[form], out)
    click.echo(f"已导出 {manifest.count} 件到 {out}（登记库第 {manifest.revision} 次修订）", err=True)
    return 0


COMMANDS = (export,)
