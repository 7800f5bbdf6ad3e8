"""Commands that set texts side by side: diff, consolidate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Final

import click

from indexer.cli.options import Day, data_option, json_option, opened, print_json
from indexer.library import ChangeAnswer, ConsolidatedAnswer, DiffAnswer, as_json

_SAID: Final = {"added": "增加", "removed": "删去", "changed": "修改", "moved": "改为"}


@click.command()
@click.argument("ref")
@click.option("--from", "since", type=Day(), required=True, help="从哪一天的文本（YYYY-MM-DD）")
@click.option("--to", type=Day(), required=True, help="到哪一天的文本（YYYY-MM-DD）")
@json_option
@data_option
def diff(ref: str, since: date, to: date, as_json_: bool, data: Path | None) -> int:
    """两天的文本逐条对照。"""
    with opened(data) as library:
        answer = library.diff(library.resolve_one(ref), since, to)
    if as_json_:
        print_json(as_json(answer))
        return 0
    for note in answer.notes:
        click.echo(note, err=True)
    click.echo("\n".join(_lines(answer)))
    return 0


def _lines(answer: DiffAnswer) -> Iterator[str]:
    yield f"《{answer.title}》 {answer.since.isoformat()} → {answer.to.isoformat()}：{len(answer.changes)} 处"
    for change in answer.changes:
        if change.kind == "moved":
            tail = "并修改" if change.reworded else ""
            yield f"{change.old_label or change.old_path} 改为 {change.label or change.path}{tail}"
        else:
            yield f"{_SAID[change.kind]} {change.label or change.path}"
        yield from _texts(change)


def _texts(change: ChangeAnswer) -> Iterator[str]:
    if change.kind == "moved" and not change.reworded:
        return
    if change.old is not None:
        yield "  - " + _marked(change.old, [mark.old for mark in change.marks], "[-", "-]")
    if change.new is not None:
        yield "  + " + _marked(change.new, [mark.new for mark in change.marks], "{+", "+}")


def _marked(text: str, spans: list[tuple[int, int]], opening: str, closing: str) -> str:
    """The text with what differs set off, lines of it indented."""
    parts, at = [], 0
    for start, end in spans:
        if start < end:
            parts += [text[at:start], opening, text[start:end], closing]
            at = end
    return "".join([*parts, text[at:]]).replace("\n", "\n    ")


_RESULTS: Final = {
    "agrees": "与公布文本一致",
    "differs": "与公布文本不一致",
    "cannot_apply": "不能适用",
    "not_compared": "没有公布文本可对照",
}


@click.command()
@click.argument("ref")
@click.option("--by", "decision", default="", help="修改决定的编号、标题、文号或日期；只有一件时可以省略")
@json_option
@data_option
def consolidate(ref: str, decision: str, as_json_: bool, data: Path | None) -> int:
    """按修改决定计算修改后的文本，并与公布的文本对照。"""
    with opened(data) as library:
        answer = library.consolidated(library.resolve_one(ref), decision)
    if as_json_:
        print_json(as_json(answer))
    else:
        for note in answer.notes:
            click.echo(note, err=True)
        click.echo("\n".join(_instructions(answer)))
    return 0 if answer.complete else 1


def _instructions(answer: ConsolidatedAnswer) -> Iterator[str]:
    yield f"《{answer.title}》 依《{answer.decision.title}》计算"
    for quote, steps in groupby(answer.instructions, key=lambda one: one.quote):
        told = list(steps)
        # A sentence that gives several instructions is printed once, with all that became of them.
        results = dict.fromkeys(
            _RESULTS[one.result] + (f"：{one.reason}" if one.reason else "") for one in told
        )
        yield f"[{'；'.join(results)}] {quote}"
        for change in dict.fromkeys(change for one in told for change in one.differences):
            yield from _texts(change)
    for quote in answer.unread:
        yield f"[没有读懂] {quote}"
    for p in answer.provisions:
        head = f"{p.label}　{p.heading}" if p.label and p.heading else p.label + p.heading
        if line := "　".join(part for part in (head, p.text) if part):
            yield line


COMMANDS = (diff, consolidate)
