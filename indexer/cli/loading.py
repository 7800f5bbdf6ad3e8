"""Commands that write: ingest, reindex, audit, stats."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

import click

from indexer import settings
from indexer.cli.options import data_option, json_option, opened, print_json, today
from indexer.ingest import Ingest, Row, Summary
from indexer.library import GAPS, Library, as_json
from indexer.model.document import Kind
from indexer.model.limits import Limits
from indexer.model.validity import Status

_LABELS = {"added": "新增", "updated": "更新", "unchanged": "未变", "rejected": "未收录"}


def ingest_into(
    library: Library,
    paths: tuple[Path, ...],
    jobs: int,
    report: TextIO | None,
    quiet: bool,
    limits: Limits | None = None,
) -> Summary:
    """Take files into the record and bring the index up to it."""
    limits = limits or settings.load().limits
    rejected: list[Row] = []

    def take(row: Row) -> None:
        if report is not None:
            report.write(row.as_json() + "\n")
        if row.outcome == "rejected":
            rejected.append(row)

    with library.store.sole_writer(), ThreadPoolExecutor(1) as aside:
        # While children read the files: for one file, this is half of the time.
        aside.submit(library.warm)
        with _progress("读取", quiet) as progress:
            run = Ingest(library.store, library.originals, limits, jobs, take, progress)
            summary = run.run(paths)
        for row in rejected:
            click.echo(f"未收录 {row.path}：{row.reason}", err=True)
        if not summary.interrupted:
            with _progress("索引", quiet) as progress:
                library.catch_up(progress)
    return summary


class _progress:  # noqa: N801 - used as a function
    """A progress bar on a terminal, nothing elsewhere."""

    def __init__(self, label: str, quiet: bool) -> None:
        self._label = label
        self._shown = sys.stderr.isatty() and not quiet
        self._stack = ExitStack()
        self._bar: object = None
        self._done = 0

    def __enter__(self) -> Callable[[int, int], None]:
        return self._step

    def _step(self, done: int, total: int) -> None:
        if not self._shown:
            return
        if self._bar is None:
            self._bar = self._stack.enter_context(
                click.progressbar(length=total, label=self._label, file=sys.stderr)
            )
        self._bar.update(done - self._done)  # type: ignore[attr-defined]
        self._done = done

    def __exit__(self, *_: object) -> None:
        self._stack.close()


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="同时读取的进程数")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="把逐文件的结果写成 JSON 行")
@data_option
def ingest(paths: tuple[Path, ...], jobs: int, report: Path | None, data: Path | None) -> int:
    """把文件或文件夹收录进登记库和索引；未变的文件会跳过。"""
    with opened(data, read_only=False) as library, ExitStack() as stack:
        out = stack.enter_context(report.open("w", encoding="utf-8")) if report else None
        limits = settings.load(data=data).limits
        summary = ingest_into(library, paths, jobs, out, quiet=False, limits=limits)
    parts = [f"{_LABELS[name]} {count}" for name, count in sorted(summary.outcomes.items())]
    click.echo(f"共 {summary.files} 个文件：" + ("，".join(parts) or "没有找到文件"), err=True)
    if summary.aside:
        click.echo(
            f"另有 {summary.aside} 个说明或数据文件（如 README、csv）没有读；要读就直接给出它的路径", err=True
        )
    if summary.interrupted:
        click.echo(
            "已停止；收录到此为止的内容是完整的，再运行一次同样的命令即可接着收录并补上索引。", err=True
        )
        return 3
    return 1 if summary.rejected_files or not summary.files else 0


@click.command()
@data_option
def reindex(data: Path | None) -> int:
    """由登记库重建检索索引。"""
    # For writing: a person's facts may have to be replayed first.
    with opened(data, read_only=False) as library, _progress("索引", quiet=False) as progress:
        count = library.reindex(progress)
    click.echo(f"已为 {count} 件文件重建索引。", err=True)
    return 0


@click.command()
@json_option
@data_option
def stats(as_json_: bool, data: Path | None) -> int:
    """收录情况（底数）。"""
    with opened(data) as library:
        answer = library.stats(today())
    if as_json_:
        print_json(as_json(answer))
        return 0
    click.echo(
        f"文件 {answer.documents} 件，文本 {answer.versions} 个，条文 {answer.provisions} 条（版本号 {answer.revision}）"
    )
    statuses = {Status(name).label: count for name, count in answer.by_status.items()}
    kinds = {Kind(name).label: count for name, count in answer.by_kind.items()}
    gaps = {GAPS.get(name, name): count for name, count in answer.gaps.items()}
    for title, rows in (("时效性", statuses), ("效力级别", kinds), ("缺项", gaps)):
        click.echo(f"{title}：" + "，".join(f"{name} {count}" for name, count in rows.items()))
    return 0


@click.command()
@json_option
@data_option
def audit(as_json_: bool, data: Path | None) -> int:
    """找出登记库里的矛盾和缺漏。"""
    with opened(data) as library:
        findings = library.audit(today())
    if as_json_:
        print_json(as_json(findings))
    else:
        for finding in findings:
            place = f"：{finding.place}" if finding.place else ""
            click.echo(
                f"{finding.code}\t{finding.document or ''}\t《{finding.title}》\t{finding.message}{place}"
            )
    click.echo(f"共 {len(findings)} 项。", err=True)
    return 1 if findings else 0


COMMANDS = (ingest, reindex, stats, audit)
