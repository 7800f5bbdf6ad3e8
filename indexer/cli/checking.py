"""Commands that check texts: check."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from indexer import settings
from indexer.cli.options import data_option, json_option, on_option, opened, print_json, today
from indexer.ingest.drafts import read_draft
from indexer.library import (
    CheckAnswer,
    CheckedCitation,
    CheckVerdict,
    as_json,
    check_rows,
    lines_of,
    names_in,
)
from indexer.model.draft import DraftText


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@on_option
@click.option("--list", "as_list", is_flag=True, help="文件是名单：每行一个标题或文号（名单通常会自动认出）")
@click.option(
    "-o",
    "table",
    type=click.Path(path_type=Path, dir_okay=False),
    help="另存一张表（.csv 或 .xlsx），次序与原文或名单相同",
)
@click.option(
    "--docx", "out", type=click.Path(path_type=Path, dir_okay=False), help="另存一份带批注的 Word 文件"
)
@json_option
@data_option
def check(
    file: Path,
    on: date | None,
    as_list: bool,
    table: Path | None,
    out: Path | None,
    as_json_: bool,
    data: Path | None,
) -> int:
    """核对草案引用的每一件文件在某一天是否有效；名单则逐行回答。"""
    limits = settings.load(data=data).limits
    draft = read_draft(file, limits)
    if out is not None and draft.format != "docx":
        raise click.UsageError("--docx 只能用于 docx 文件")
    form = table.suffix.lstrip(".").lower() if table else ""
    if table is not None and form not in ("csv", "xlsx"):
        raise click.UsageError("-o 的文件名应以 .csv 或 .xlsx 结尾")
    listed = as_list or draft.format == "xlsx"
    names = lines_of(draft.text) if listed else names_in(draft.text)
    with opened(data) as library:
        day = on or today()
        answer = library.check_names(names, day) if names is not None else library.check(draft, day)
    if out is not None:
        _write_comments(file, out, draft.text, answer)
    if table is not None:
        with table.open("wb") as stream:
            # The spreadsheet writer is slow to load and wanted by this one option.
            importlib.import_module("indexer.export.tables").write_table(form, check_rows(answer), stream)
        click.echo(f"已写入 {len(answer.citations)} 条到 {table}", err=True)
    if as_json_:
        print_json(as_json(answer))
    elif table is None:
        click.echo("\n".join(_lines(answer)))
    _say_unread(draft, answer)
    if draft.code:
        return 3
    return 1 if any(item.is_finding for item in answer.citations) else 0


def _lines(answer: CheckAnswer) -> Iterator[str]:
    for note in answer.unread:
        yield f"未能读出：{note}"
    counts = "，".join(f"{CheckVerdict(v).label} {n}" for v, n in answer.summary.items()) or "没有引用"
    yield f"{answer.on.isoformat()}：{counts}"
    lost = [item for item in answer.citations if item.verdict == CheckVerdict.UNRECOGNISED]
    if lost:
        yield f"未能识别：{'；'.join(dict.fromkeys(item.shown for item in lost))}"
    for item in answer.citations:
        yield f"{CheckVerdict(item.verdict).label}\t{item.shown}\t{_meant(item)}"
        yield from (f"  {line}" for line in _said(item))


def _meant(item: CheckedCitation) -> str:
    return f"《{item.document.title}》 {item.document.id or ''}" if item.document else ""


def _said(item: CheckedCitation) -> Iterator[str]:
    if not item.is_finding:
        return
    for reason in item.because:
        by = f"《{reason.by.title}》" if reason.by else ""
        yield f"{reason.effective or reason.on or ''} {by}“{reason.evidence.quote}”".strip()
    if item.successor is not None:
        yield f"接替：《{item.successor.title}》"
    for candidate in item.candidates:
        yield f"可能是：《{candidate.title}》{candidate.number}"
    yield from item.notes
    if item.was:
        yield f"所引：{' '.join(item.was.split())}"
    if item.now:
        yield f"现为：{' '.join(item.now.split())}"


def _say_unread(draft: DraftText, answer: CheckAnswer) -> None:
    for note in answer.unread:
        click.echo(f"未能读出：{note}", err=True)
    if not draft.code and not answer.citations:
        click.echo("没有找到引用。", err=True)


def _write_comments(file: Path, out: Path, text: str, answer: CheckAnswer) -> None:
    # python-docx is slow to load and wanted by this one option.
    export = importlib.import_module("indexer.export.comments")
    comments = [
        export.Comment(
            item.text, "\n".join((f"{CheckVerdict(item.verdict).label} {_meant(item)}".strip(), *_said(item)))
        )
        for item in answer.citations
        if item.is_finding
    ]
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    if answer.unread and first:
        comments.insert(0, export.Comment(first, "\n".join(f"未能读出：{note}" for note in answer.unread)))
    data, missed = export.with_comments(file.read_bytes(), comments)
    out.write_bytes(data)
    for comment in missed:
        click.echo(f"批注未能放到原处：{comment.words}——{comment.text}", err=True)


COMMANDS = (check,)
