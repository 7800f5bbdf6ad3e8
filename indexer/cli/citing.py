"""Commands about what names what: cites, interpretations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import click

from indexer.cli.options import data_option, json_option, on_option, opened, print_json, today
from indexer.library import FORM_LABELS, CitesAnswer, InterpretationsAnswer, article_of, as_json
from indexer.model.citations import InterpretationForm
from indexer.model.validity import Status

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
        answer = library.cites(ref, today())
    if as_json_:
        print_json(as_json(answer))
    else:
        click.echo("\n".join(_lines(answer)))
    return 0


def _lines(answer: CitesAnswer) -> Iterator[str]:
    yield f"《{answer.title}》 {answer.id or '未收录'}"
    if answer.upper:
        yield f"依据：{'、'.join(f'《{act.title}》' for act in answer.upper)}"
    if answer.lower:
        yield f"以它为依据的 {len(answer.lower)} 件"
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
        note += f"（{cited.version.isoformat()}的文本）" if cited.version else ""
        status = f" {Status(cited.status).label}" if cited.status else ""
        yield f"  {cited.path}\t{ROLES[cited.role]}\t{' '.join(cited.text.split())}\t{meant}{status}{note}"
    yield f"被引用 {len(answer.cited_by)} 处"
    for citing in answer.cited_by:
        text = " ".join(citing.text.split())
        yield f"  《{citing.document.title}》 {citing.document.id}\t{citing.path}\t{ROLES[citing.role]}\t{text}"


@click.command()
@click.argument("ref", required=False)
@on_option
@json_option
@data_option
def interpretations(ref: str | None, on: date | None, as_json_: bool, data: Path | None) -> int:
    """解读与所解读的文件：一件的，或者全部，连同没有找到文件的解读。"""
    day = on or today()
    with opened(data) as library:
        if ref is None:
            answer = library.pairing.all(day)
            pairs, orphans = answer.pairs, answer.without_document
        else:
            found = library.resolve_one(ref)
            pairing = library.pairing
            pairs = (*pairing.of_document(found, day), *pairing.of_interpretation(found, day))
            answer, orphans = InterpretationsAnswer(day, pairs, ()), ()
    if as_json_:
        print_json(as_json(answer))
        return 0
    for pair in pairs:
        form = FORM_LABELS[InterpretationForm(pair.form)]
        provisions = "、".join(map(article_of, pair.provisions))
        click.echo(
            f"{form}\t{pair.interpretation.title}\t《{pair.document.title}》 {pair.document.id}"
            f"\t{pair.said}{f'，涉及{provisions}' if provisions else ''}"
        )
    for orphan in orphans:
        form = FORM_LABELS[InterpretationForm(orphan.form)]
        said = "可能是几件之一" if orphan.candidates else "没有收录"
        click.echo(
            f"{form}\t{orphan.interpretation.title}\t{'；'.join(orphan.subjects) or '没有写明'}\t{said}"
        )
    return 0


COMMANDS = (cites, interpretations)
