"""Commands that compile volumes: compile."""

from __future__ import annotations

import hashlib
import importlib
from pathlib import Path
from typing import Any

import click

from indexer.cli.options import data_option, opened

_SUFFIXES = ("docx", "html", "pdf")


@click.command(name="compile")
@click.argument("spec", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "-o",
    "outs",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="写到哪个文件（.docx、.html 或 .pdf）；可以写几个",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="上一版的编目文件（….manifest.json），代替说明里的 [previous]",
)
@click.option("--pages/--no-pages", default=True, help="是否由 LibreOffice 排出目录的页码（默认是，有则用）")
@data_option
def compile_(
    spec: Path, outs: tuple[Path, ...], previous: Path | None, pages: bool, data: Path | None
) -> int:
    """按编制说明（TOML）把文件编成一册：封面、目录、正文、索引、编目和差异报告。"""
    # Word and PDF libraries are slow to load and wanted by this command alone.
    compiling: Any = importlib.import_module("indexer.library.compilation")
    reading: Any = importlib.import_module("indexer.library.compilation_spec")
    strange = [out.name for out in outs if out.suffix.lower().lstrip(".") not in _SUFFIXES]
    if strange:
        raise click.UsageError(
            f"{'、'.join(strange)}：文件名应以 {'、'.join('.' + s for s in _SUFFIXES)} 结尾"
        )
    try:
        text = spec.read_bytes().decode("utf-8-sig")
        wanted = reading.read_spec(text, spec.name)
    except UnicodeDecodeError as problem:
        raise click.UsageError(f"{spec.name} 不是 UTF-8 文本（{problem}）") from None
    except reading.SpecInvalid as problem:
        click.echo(str(problem), err=True)
        return 2
    given = previous or (spec.parent / wanted.previous if wanted.previous else None)
    earlier = _earlier(given) if given else None
    with opened(data) as library:
        made = compiling.plan(library, wanted)
        if refusal := made.refusal(spec.name):
            click.echo(refusal)
            click.echo("没有编成。", err=True)
            return 1
        try:
            volume = compiling.compiled(library, made, earlier, hashlib.sha256(text.encode()).hexdigest())
            edition = compiling.write_compilation(volume, outs, pages=pages, remark=_say)
        except compiling.CompilationFailed as problem:
            _say(str(problem))
            return 3
    _say(
        f"已编成 {len(edition.documents)} 件（登记库第 {edition.revision} 次修订），未收入 {len(edition.left_out)} 件"
    )
    if earlier:
        _say(f"与上一版相比：{compiling.changed(edition) or '没有差异'}")
    return 0


def _earlier(path: Path) -> Any:
    editions: Any = importlib.import_module("indexer.export.edition")
    try:
        data = path.read_bytes()
        return editions.read_edition(data.decode("utf-8"), hashlib.sha256(data).hexdigest())
    except (OSError, UnicodeDecodeError) as problem:
        raise click.UsageError(f"读不出上一版的编目文件 {path.name}（{problem}）") from None
    except editions.NoEdition as problem:
        raise click.UsageError(f"{path.name} {problem}") from None


def _say(words: str) -> None:
    click.echo(words, err=True)


COMMANDS = (compile_,)
