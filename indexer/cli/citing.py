"""Commands about citations: cites."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from indexer.cli.options import data_option, json_option, opened, print_json
from indexer.library import CitesAnswer, as_json

ROLES: Final = {
    "cites": "引用",
    "based_on": "依据",
    "amends": "修改",
    "repeals": "废止",
    "interprets": "解释",
    "forwards": "转发",
    "issues": "印发",
    "implements": "实施",
}


@click.command()
@click.argument("ref")
@json_option
@data_option
def cites(ref: str, as_json_: bool, data: Path | None) -> int:
    """引用了什么、被什么引用；没有收录而被引用的文件也可以查。"""
    with opened(data) as library:
        answer = library.cites(ref)
    if as_json_:
        print_json(as_json(answer))
    else:
        click.echo("\n".join(_lines(answer)))
    return 0


def _lines(answer: CitesAnswer) -> Iterator[str]:
    yield f"《{answer.title}》 {answer.id or '未收录'}"
    yield f"引用 {len(answer.cites)} 处"
    for cited in answer.cites:
        meant = (
            f"《{cited.document.title}》 {cited.document.id or ''}"
            if cited.document
            else f"可能是 {len(cited.candidates)} 件之一"
            if cited.candidates
            else "未收录"
        )
        note = f"（{cited.note}）" if cited.note else ""
        yield f"  {cited.path}\t{ROLES[cited.role]}\t{' '.join(cited.text.split())}\t{meant}{note}"
    yield f"被引用 {len(answer.cited_by)} 处"
    for citing in answer.cited_by:
        text = " ".join(citing.text.split())
        yield f"  《{citing.document.title}》 {citing.document.id}\t{citing.path}\t{ROLES[citing.role]}\t{text}"


COMMANDS = (cites,)
