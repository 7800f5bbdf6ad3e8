"""Commands about certificates: certificate, verify-certificate."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from indexer import settings
from indexer.cli.options import data_option, json_option, on_option, opened, print_json, today
from indexer.ingest.drafts import read_draft
from indexer.library import (
    CertificateCheck,
    CertificateOutcome,
    CertificateUnreadableError,
    as_json,
    certificate_html,
    read_certificate_file,
)
from indexer.model.validity import Status

_EXIT = {CertificateOutcome.AGREES: 0, CertificateOutcome.CHANGED: 1, CertificateOutcome.TAMPERED: 3}


@click.command()
@click.argument("ref")
@on_option
@click.option(
    "-o",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="写到 .json 或 .html 文件，默认 JSON 到屏幕",
)
@data_option
def certificate(ref: str, on: date | None, out: Path | None, data: Path | None) -> int:
    """时效核验单：一份文件在某一天的时效、依据和校验值。"""
    form = out.suffix.lstrip(".").lower() if out else "json"
    if form not in ("json", "html"):
        raise click.UsageError("-o 的文件名应以 .json 或 .html 结尾")
    with opened(data) as library:
        made = library.certifier.certify(library.resolve_one(ref), on or today(), today())
    text = (
        certificate_html(made)
        if form == "html"
        else json.dumps(made.as_json(), ensure_ascii=False, indent=2) + "\n"
    )
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
    return 0


@click.command("verify-certificate")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
@data_option
def verify_certificate(file: Path, as_json_: bool, data: Path | None) -> int:
    """核对时效核验单：内容没有改动、结论与登记库一致、依据的原文仍在。"""
    try:
        given, is_whole = read_certificate_file(file.read_text(encoding="utf-8"))
    except (CertificateUnreadableError, UnicodeDecodeError) as problem:
        click.echo(f"{file.name}：{problem}", err=True)
        return 3
    limits = settings.load(data=data).limits
    with opened(data) as library:

        def original(sha256: str) -> str:
            path = library.originals.path(sha256)
            return read_draft(path, limits).text if path.is_file() else ""

        check = library.certifier.verify(given, original)
    if not is_whole:
        words = ("页面的文字与所附数据不符，核验单被改动过",)
        check = CertificateCheck(
            CertificateOutcome.TAMPERED.value, check.title, check.on, check.certified, "", words
        )
    if as_json_:
        print_json(as_json(check))
    else:
        _print(check)
    return _EXIT[CertificateOutcome(check.outcome)]


def _print(check: CertificateCheck) -> None:
    said = {
        CertificateOutcome.AGREES: "与登记库一致",
        CertificateOutcome.CHANGED: "核验后登记库已有变化",
        CertificateOutcome.TAMPERED: "核验单被改动过，不能采信",
    }[CertificateOutcome(check.outcome)]
    click.echo(f"《{check.title}》 {check.on}：{said}")
    if check.now:
        click.echo(f"现在的结论：{Status(check.now).label}")
        click.echo(f"登记库：开具时第{check.revision}次修订，现在第{check.revision_now}次")
    for line in check.differences:
        click.echo(f"  {line}")
    for quote in check.unproved:
        click.echo(f"  所引原文没有找到：“{quote}”")


COMMANDS = (certificate, verify_certificate)
