"""Commands about what needs cleaning up: cleanup."""

from __future__ import annotations

import importlib
from datetime import date
from pathlib import Path

import click

from indexer.cli.options import data_option, json_option, on_option, opened, print_json, today
from indexer.library import RadarAnswer, RadarKind, article_of, as_json, radar_rows

_GRAVE = tuple(kind.value for kind in RadarKind if kind is not RadarKind.AMENDED_SINCE)


@click.command()
@on_option
@click.option("--body", default="", help="只看这个机关及其下级机关的文件")
@click.option(
    "--finding", multiple=True, type=click.Choice([k.value for k in RadarKind]), help="只看这类问题"
)
@click.option("--all", "everything", is_flag=True, help="连同引用后整件作过修改的")
@click.option(
    "-o", "out", type=click.Path(path_type=Path, dir_okay=False), help="写成表格文件（.csv 或 .xlsx）"
)
@json_option
@data_option
def cleanup(
    on: date | None,
    body: str,
    finding: tuple[str, ...],
    everything: bool,
    out: Path | None,
    as_json_: bool,
    data: Path | None,
) -> int:
    """清理建议：现行有效而依据或引用了已废止、失效、修改的文件的文件，附原句和接替文件。"""
    form = out.suffix.lstrip(".").lower() if out else ""
    if out is not None and form not in ("csv", "xlsx"):
        raise click.UsageError("-o 的文件名应以 .csv 或 .xlsx 结尾")
    kinds = finding or (() if everything else _GRAVE)
    with opened(data) as library:
        answer = library.radar.findings(on or today(), body=body, kinds=kinds)
    if out is not None:
        # The spreadsheet writer is slow to load and wanted by this one option.
        tables = importlib.import_module("indexer.export.tables")
        with out.open("wb") as stream:
            tables.write_table(form, radar_rows(answer.findings), stream)
        click.echo(f"已写入 {len(answer.findings)} 处到 {out}（登记库第 {answer.revision} 次修订）", err=True)
    elif as_json_:
        print_json(as_json(answer))
    else:
        _print(answer)
    return 1 if answer.findings else 0


def _print(answer: RadarAnswer) -> None:
    said = "，".join(f"{RadarKind(kind).label} {n} 处" for kind, n in answer.summary.items()) or "没有发现"
    click.echo(f"{answer.on.isoformat()}：{said}")
    for item in answer.findings:
        since = f"（{item.since.isoformat()}起）" if item.since else ""
        click.echo(
            f"{RadarKind(item.finding).label}\t《{item.document.title}》 {item.document.id}\t{article_of(item.path)}"
            f"\t《{item.target.title}》{since}"
        )
        click.echo(f"  {item.sentence}")
        if item.successor is not None:
            click.echo(f"  接替：《{item.successor.title}》")
        if item.note:
            click.echo(f"  {item.note}")


COMMANDS = (cleanup,)
