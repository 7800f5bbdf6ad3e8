"""Commands that keep it whole: verify, backup, restore, doctor."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from indexer import settings
from indexer.cli.examination import examine, licences
from indexer.cli.options import data_option, json_option, opened, print_json
from indexer.library import Library
from indexer.search.whoosh_generation import IndexFolder
from indexer.store import back_up
from indexer.store import restore as bring_back


@click.command()
@data_option
def verify(data: Path | None) -> int:
    """核对登记库、原件和索引是否完好。"""
    place = settings.load(data=data)
    with opened(data, checked=False) as library:
        findings = [f"登记库：{line}" for line in library.store.check()]
        state = library.store.seal.state()
        findings += [f"原件 {digest} 与其校验和不符" for digest in library.originals.damaged()]
        findings += [f"原件 {digest} 缺失" for digest in library.missing_originals()]
        findings += IndexFolder(place.index).faults()
        findings += library.readiness().notes
    if state == "unreadable":
        findings.append(f"{place.register.name}.seal 已损坏：登记库的校验和不可用，下次收录后重新封存")
    elif state == "open":
        click.echo("登记库没有封存：正在收录，或上次写入没有正常结束；下次收录后补上校验和。", err=True)
    for finding in dict.fromkeys(findings):
        click.echo(finding)
    click.echo("完好。" if not findings else f"发现 {len(findings)} 处问题。", err=True)
    return 1 if findings else 0


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@data_option
def backup(out: Path, data: Path | None) -> int:
    """把登记库、原件和人工订正备份到 OUT（新的文件夹）；网站和收录照常进行。"""
    place = settings.load(data=data)
    done = back_up(place.data, out, datetime.now().astimezone())
    for digest in done.missing:
        click.echo(f"原件 {digest} 缺失或已损坏，未能备份")
    click.echo(
        f"已备份到 {out}：文件 {done.documents} 件，原件 {done.originals} 份，"
        f"{done.bytes // 2**20} MB，版本号 {done.revision}；已核对。",
        err=True,
    )
    return 1 if done.missing else 0


@click.command()
@click.argument("source", metavar="BACKUP", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--replace", is_flag=True, help="数据文件夹不空时，把原有内容改名保留，再恢复")
@data_option
def restore(source: Path, replace: bool, data: Path | None) -> int:
    """由备份恢复成数据文件夹，并重建索引。"""
    place = settings.load(data=data)
    done = bring_back(source, place.data, replace=replace, stamp=datetime.now().strftime("%Y%m%d-%H%M%S"))
    click.echo(f"已恢复 {done.documents} 件文件（版本号 {done.revision}），正在重建索引……", err=True)
    library = Library.open(place)
    try:
        library.reindex()
    finally:
        library.close()
    click.echo(f"完成：{place.data}", err=True)
    return 0


@click.command()
@click.option("--licences", "show_licences", is_flag=True, help="列出所用的程序库及其许可")
@json_option
@data_option
def doctor(show_licences: bool, as_json_: bool, data: Path | None) -> int:
    """检查环境、字体、转换程序、磁盘、权限和索引，每一处问题都给出下一步。"""
    if show_licences:
        rows = licences()
        if as_json_:
            print_json([{"name": name, "version": version, "licence": said} for name, version, said in rows])
        else:
            click.echo("\n".join("\t".join(row) for row in rows))
        return 0
    seen = list(examine(settings.load(data=data)))
    findings = [one for one in seen if not one.well]
    if as_json_:
        print_json([{"area": o.area, "ok": o.well, "said": o.said, "next": o.next or None} for o in seen])
    else:
        for one in seen:
            click.echo(f"{'好' if one.well else '！'}  {one.area}：{one.said}")
            if one.next:
                click.echo(f"    下一步：{one.next}")
    click.echo("一切正常。" if not findings else f"有 {len(findings)} 处要处理。", err=True)
    return 1 if findings else 0


COMMANDS = (verify, backup, restore, doctor)
