"""Commands that measure: evaluate."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.cli.options import data_option, json_option, opened, print_json, today
from indexer.library import evaluate as evaluate_queries
from indexer.library import read_judged


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
@data_option
def evaluate(file: Path, as_json_: bool, data: Path | None) -> int:
    """用判定过的查询（JSON 行）衡量检索质量。"""
    try:
        judged = read_judged(file.read_text(encoding="utf-8").splitlines())
    except ValueError as problem:
        raise click.UsageError(f"{file}：{problem}") from None
    with opened(data) as library:
        found = evaluate_queries(library, judged, today())
    figures = found.as_json()
    if as_json_:
        print_json(figures)
    else:
        for name, value in figures.items():
            if name != "unresolved_entries":
                click.echo(f"{name}\t{value}")
    for entry in figures["unresolved_entries"]:
        click.echo(f"没有收录或无法确定所指：{entry}", err=True)
    return 1 if found.unresolved else 0


COMMANDS = (evaluate,)
