"""Commands that read: search, status, show, history."""

from __future__ import annotations

import sys
from collections.abc import Iterator
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
from indexer.library import RENDERINGS, SearchAnswer, SearchRequest, StatusAnswer, as_json
from indexer.model.document import Kind
from indexer.model.validity import Status
from indexer.search.query import Sort

_BINARY = ("docx", "pdf")


@click.command()
@click.argument("query", default="")
@on_option
@filter_options
@click.option("--sort", type=click.Choice([s.value for s in Sort]), default="relevance", help="排序")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="条数")
@click.option("--offset", type=click.IntRange(0, 10_000), default=0, help="从第几条起")
@json_option
@data_option
def search(
    query: str,
    on: date | None,
    sort: str,
    limit: int,
    offset: int,
    as_json_: bool,
    data: Path | None,
    **filters: Any,
) -> int:
    """检索；空的检索词加筛选条件则列出文件。"""
    request = SearchRequest(
        text=query,
        on=on or today(),
        filters=filters_of(**filters),
        sort=Sort(sort),
        offset=offset,
        limit=limit,
    )
    with opened(data) as library:
        answer = library.search(request)
    if as_json_:
        print_json(as_json(answer))
    else:
        _print_results(answer)
    return 0


def _print_results(answer: SearchAnswer) -> None:
    for note in answer.notes:
        click.echo(note, err=True)
    if answer.did_you_mean:
        click.echo(f"您要找的是不是：《{answer.did_you_mean}》", err=True)
    click.echo(f"找到 {answer.total} 件", err=True)
    for number, hit in enumerate(answer.hits, 1):
        facts = [Status(hit.status).label, Kind(hit.kind).label, hit.number, "、".join(hit.bodies)]
        click.echo(f"{number}. {hit.title}  [{hit.id}]")
        click.echo("   " + "  ".join(fact for fact in facts if fact))
        for provision in hit.provisions:
            click.echo(f"   {provision.label} {provision.snippet}")


@click.command()
@click.argument("refs", nargs=-1, required=True)
@on_option
@json_option
@data_option
def status(refs: tuple[str, ...], on: date | None, as_json_: bool, data: Path | None) -> int:
    """是否有效、为什么；REF 是编号、标题或文号，“-”表示从标准输入逐行读取。"""
    in_force = True
    with opened(data) as library:
        for ref in _refs(refs):
            answer = library.status(ref, on or today())
            in_force = in_force and answer.found and answer.status == Status.IN_FORCE
            if as_json_:
                print_json(as_json(answer), indent=None)
            else:
                _print_status(answer)
    return 0 if in_force else 1


def _refs(refs: tuple[str, ...]) -> Iterator[str]:
    """Every reference in order, those of stdin a line each; none is dropped, whatever its bytes."""
    for ref in refs:
        if ref == "-":
            for line in sys.stdin.buffer:
                yield line.decode("utf-8", "replace").removeprefix("\ufeff").rstrip("\r\n")
        else:
            yield ref.encode("utf-8", "replace").decode("utf-8")


def _print_status(answer: StatusAnswer) -> None:
    name = f"《{answer.title}》{answer.number}" if answer.found else answer.ref
    verdict = Status(answer.status).label if answer.found else "未收录"
    click.echo(f"{name}\t{verdict}\t{answer.on.isoformat()}")
    for reason in answer.because:
        by = f"《{reason.by.title}》" if reason.by else ""
        day = reason.effective or reason.on or ""
        click.echo(f"  {reason.kind} {day} {by}“{reason.evidence.quote}”")
    if answer.successor:
        click.echo(f"  接替：《{answer.successor.title}》 {answer.successor.id or ''}")
    for candidate in answer.candidates:
        click.echo(f"  可能是：《{candidate.title}》{candidate.number} {candidate.note} {candidate.id}")
    for note in answer.notes:
        click.echo(f"  {note}")


@click.command()
@click.argument("ref")
@on_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *RENDERINGS]),
    default="text",
    help="格式（text 与 txt 相同）",
)
@click.option("-o", "out", type=click.Path(path_type=Path, dir_okay=False), help="写到哪个文件")
@data_option
def show(ref: str, on: date | None, form: str, out: Path | None, data: Path | None) -> int:
    """某一天的文本。"""
    suffix = "txt" if form == "text" else form
    if out is None and suffix in _BINARY and sys.stdout.isatty():
        raise click.UsageError(f"{suffix} 不能显示在终端上，请用 -o 写到文件")
    with opened(data) as library:
        answer = library.document(library.resolve_one(ref), on or today())
    made = RENDERINGS[suffix].write(answer)
    if out is not None:
        out.write_bytes(made)
    elif suffix in _BINARY:
        sys.stdout.buffer.write(made)
    else:
        click.echo(made.decode(), nl=not made.endswith(b"\n"))
    return 0


@click.command()
@click.argument("ref")
@json_option
@data_option
def history(ref: str, as_json_: bool, data: Path | None) -> int:
    """沿革：事件和版本，各附依据。"""
    with opened(data) as library:
        answer = library.history(library.resolve_one(ref))
    if as_json_:
        print_json(as_json(answer))
        return 0
    click.echo(f"《{answer.title}》 {answer.id}")
    for event in answer.events:
        by = f" 《{event.by.title}》" if event.by else ""
        click.echo(f"  {event.on or event.effective or '日期不详'} {event.kind}{by} “{event.evidence.quote}”")
    for version in answer.versions:
        click.echo(f"  文本 {version.dated or '日期不详'}：{version.provisions} 条，{version.source}")
    return 0


COMMANDS = (search, status, show, history)
