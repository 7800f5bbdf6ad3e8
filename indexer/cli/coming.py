"""Command that looks ahead: calendar."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click

from indexer.cli.options import Day, data_option, json_option, opened, print_json, today
from indexer.library import as_json

_AHEAD = timedelta(days=365)


@click.command()
@click.option("--from", "since", type=Day(), default=None, help="从哪一天起，默认今天")
@click.option("--until", type=Day(), default=None, help="到哪一天止，默认一年后")
@json_option
@data_option
def calendar(since: date | None, until: date | None, as_json_: bool, data: Path | None) -> int:
    """将要发生的变化：施行、废止、有效期届满、应予评估的规范性文件。"""
    first = since or today()
    last = until or first + _AHEAD
    if last < first:
        raise click.UsageError("--until 早于 --from")
    with opened(data) as library:
        rows = library.calendar(first, last)
    if as_json_:
        print_json(as_json(rows))
        return 0
    for row in rows:
        quote = f" “{row.because.evidence.quote}”" if row.because else ""
        click.echo(f"{row.on}\t{row.label}\t《{row.document.title}》\t{row.document.id}{quote}")
    click.echo(f"{first} 至 {last}：{len(rows)} 项。", err=True)
    return 0


COMMANDS = (calendar,)
"""The commands of this module."""
