"""Commands that take things away: export, changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from indexer.cli.options import (
    data_option,
    filter_options,
    filters_of,
    json_option,
    on_option,
    opened,
    print_json,
    today,
)
from indexer.export import FORMATS
from indexer.library import SearchRequest, as_json, changes_after, export_documents, export_packages


@click.command()
@click.argument("query", default="")
@on_option
@filter_options
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True, help="格式")
@click.option("--since", type=click.IntRange(0), default=None, help="只要登记库第几次修订之后有变化的")
@click.option("-o", "out", type=click.Path(path_type=Path, dir_okay=False), help="写到哪个文件")
@click.option(
    "--packages",
    type=click.Path(path_type=Path, file_okay=False),
    help="写到哪个文件夹：全部、每个效力级别、每个发文机关各一个文件",
)
@data_option
def export(
    query: str,
    on: date | None,
    form: str,
    since: int | None,
    out: Path | None,
    packages: Path | None,
    data: Path | None,
    **filters: Any,
) -> int:
    """批量导出检索到的文件（不写条件则全部），附清单和校验值。"""
    chosen = FORMATS[form]
    if (out is None) == (packages is None):
        raise click.UsageError("请用 -o 指定文件，或用 --packages 指定文件夹")
    if packages is not None and since is not None:
        raise click.UsageError("--since 用于 -o；--packages 总是写出全部")
    if not chosen.available:
        raise click.UsageError(f"{form} 格式需要另装组件：pip install 'fagui[{form}]'")
    request = SearchRequest(text=query, on=on or today(), filters=filters_of(**filters))
    with opened(data) as library:
        if out is not None:
            manifest = export_documents(library, request, chosen, out, since=since)
            click.echo(f"已导出 {manifest.count} 件到 {out}（登记库第 {manifest.revision} 次修订）", err=True)
            return 0
        assert packages is not None
        made = export_packages(library, request, chosen, packages)
    click.echo(f"已写出 {len(made)} 个文件到 {packages}，校验值在 SHA256SUMS", err=True)
    return 0


@click.command()
@click.option("--since", type=click.IntRange(0), default=0, show_default=True, help="登记库第几次修订之后")
@json_option
@data_option
def changes(since: int, as_json_: bool, data: Path | None) -> int:
    """某次修订之后新收录、有变化和撤下的文件。"""
    with opened(data) as library:
        answer = changes_after(library, since)
    if as_json_:
        print_json(as_json(answer))
        return 0
    for row in answer.changes:
        click.echo(f"{_WHAT[row.what]}\t{row.id}\t{row.title}")
    click.echo(f"第 {since} 次修订之后变化 {answer.total} 件，现为第 {answer.revision} 次修订", err=True)
    return 0


_WHAT = {"added": "新收录", "changed": "有变化", "withdrawn": "已撤下"}
COMMANDS = (export, changes)
