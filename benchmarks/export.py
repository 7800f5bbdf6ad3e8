"""How fast and in how much memory everything is taken away, beside a CSV dump by the sqlite3 program.

Documents are generated, put into a record of their own and indexed; each export runs as the command a person would
give, in a process of its own. With ``--rows`` the writers alone are given generated rows, without a record. The peer
dumps the very rows of our CSV from a table. Processor time, start included. Memory is that resident at the worst
moment; of it ``own`` is what no other process shares, ``mapped`` pages of files, which the system takes back at need.
The bar: 100,000 documents in at most 300 MB.

    python benchmarks/export.py [--documents N | --rows N] [--formats csv,xlsx,jsonl] [--data DIR] [--json]
"""

from __future__ import annotations

import argparse
import csv
import filecmp
import hashlib
import json
import multiprocessing
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from indexer.export import FORMATS
from indexer.export.rows import COLUMNS, ExportRow
from indexer.library import Library
from indexer.model.docnumber import DocumentNumber
from indexer.model.document import Issuer, Kind
from indexer.model.draft import Draft
from indexer.model.identifiers import ProvisionPath
from indexer.model.provisions import Provision, ProvisionKind
from indexer.model.validity import EventKind, Evidence, ValidityEvent
from indexer.settings import Settings
from indexer.store import SourceRow

_HELD: Final = re.compile(r"^(\w+): +(\d+) kB", re.M)
_ON: Final = "2026-06-01"
_IN_A_SOURCE: Final = 500
_BODIES: Final = ("云岭省人民政府", "云岭省示例厅", "云岭省人民政府办公厅")


@dataclass(frozen=True, slots=True)
class Run:
    """A process: its processor seconds, the most memory it held (all, its own, mapped files), and what it wrote."""

    seconds: float
    megabytes: float
    own: float
    mapped: float
    bytes: int


def main() -> None:
    """Run and print."""
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="fagui-bench-") as folder:
        work = Path(folder)
        data = given.data or work / "data"
        if given.write:
            write_rows(given.write, given.rows, Path(given.out))
            return
        if given.rows:
            figures = measure(None, given.formats.split(","), work, given.rows)
            print(json.dumps(figures, ensure_ascii=False)) if given.json else _print(figures)
            return
        if not (data / "register.sqlite3").exists():
            # In a process of its own: what a process held before it starts another counts as the other's.
            maker = multiprocessing.get_context("spawn").Process(
                target=generate, args=(data, given.documents)
            )
            maker.start()
            maker.join()
        figures = measure(data, given.formats.split(","), work)
    print(json.dumps(figures, ensure_ascii=False)) if given.json else _print(figures)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument(
        "--formats", default=",".join(name for name, form in FORMATS.items() if form.available)
    )
    parser.add_argument(
        "--data", type=Path, help="a data folder to export, or where to keep the generated one"
    )
    parser.add_argument("--rows", type=int, default=0, help="the writers alone, with so many rows")
    parser.add_argument("--write", help=argparse.SUPPRESS)
    parser.add_argument("--out", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def generate(data: Path, count: int) -> None:
    """A record of made-up documents, each in force, and its index."""
    library = Library.open(Settings(data=data))
    try:
        with library.store.writing():
            for first in range(0, count, _IN_A_SOURCE):
                digest = hashlib.sha256(str(first).encode()).hexdigest()
                library.originals.add(str(first).encode())
                row = SourceRow(digest, f"{first}.txt", "txt", 100, "bench", "", "")
                numbers = range(first, min(count, first + _IN_A_SOURCE))
                library.store.record(row, [_draft(number, digest) for number in numbers])
        library.originals.flush()
        library.reindex()
    finally:
        library.close()


def _draft(number: int, digest: str) -> Draft:
    issued = date(1990, 1, 1) + timedelta(days=number % 13_000)
    effective = issued + timedelta(days=30)
    quote = f"本办法自{effective.year}年{effective.month}月{effective.day}日起施行。"
    texts = (f"为了规范第{number}类示例事项的管理，制定本办法。", "县级以上人民政府负责本办法的实施。", quote)
    return Draft(
        title=f"云岭省示例事项第{number}类管理办法",
        kind=Kind.LOCAL_RULE,
        number=DocumentNumber.parse(f"云示发〔{issued.year}〕{number + 1}号"),
        issuers=(Issuer(_BODIES[number % len(_BODIES)]),),
        issued=issued,
        dated=issued,
        since=effective,
        provisions=tuple(
            Provision(ProvisionPath(f"art-{n}"), ProvisionKind.ARTICLE, label, text=text)
            for n, (label, text) in enumerate(zip(("第一条", "第二条", "第三条"), texts, strict=True), 1)
        ),
        events=(
            ValidityEvent(
                kind=EventKind.COMMENCED,
                on=effective,
                effective=effective,
                evidence=Evidence(source=digest, start=0, end=len(quote), quote=quote, rule="bench"),
            ),
        ),
    )


def write_rows(form: str, count: int, out: Path) -> None:
    """Generated rows by a format's writer, in the process that is measured."""
    with out.open("wb+") as file:
        FORMATS[form].write(map(_row, range(count)), file)


def _row(number: int) -> ExportRow:
    title = f"云岭省示例事项第{number}类管理办法"
    issued = date(1990, 1, 1) + timedelta(days=number % 13_000)
    text = f"第一条　为了规范第{number}类示例事项的管理，制定本办法。\n第二条　县级以上人民政府负责本办法的实施。"
    record = {"id": f"d{number:07}", "title": title, "provisions": [], "text": text}
    return ExportRow(
        id=f"d{number:07}",
        title=title,
        number=f"云示发〔{issued.year}〕{number + 1}号",
        bodies=_BODIES[number % 3 :],
        kind="地方政府规章",
        status="现行有效",
        on=date.fromisoformat(_ON),
        issued=issued,
        effective=issued + timedelta(days=30),
        dated=issued,
        record=lambda: json.dumps(record, ensure_ascii=False),
        text=lambda: text,
        markdown=lambda: f"# {title}\n\n{text}\n",
        originals=tuple,
    )


def measure(data: Path | None, formats: Sequence[str], work: Path, rows: int = 0) -> dict[str, Any]:
    """Every format twice, and the peer."""
    figures: dict[str, Any] = {}
    start = _timed([sys.executable, "-m", "indexer", "--version"], None)
    figures["start_seconds"] = round(start.seconds, 2)
    for form in dict.fromkeys(("csv", *formats)):
        outs = [work / f"{n}.{form}" for n in (1, 2)]
        runs = [_timed(_command(form, out, data, rows), out) for out in outs]
        best = min(runs, key=lambda run: run.seconds)
        figures[form] = {
            "seconds": round(best.seconds, 2),
            "megabytes_held": round(max(run.megabytes for run in runs)),
            "megabytes_own": round(max(run.own for run in runs)),
            "megabytes_mapped": round(max(run.mapped for run in runs)),
            "bytes": best.bytes,
            "same_bytes_twice": filecmp.cmp(outs[0], outs[1], shallow=False),
        }
    written = list(_rows(work / "1.csv"))
    figures["rows"] = len(written) - 1
    peer = _peer(written, work)
    figures["sqlite3_csv"] = {"seconds": round(peer.seconds, 3), "bytes": peer.bytes}
    for form in dict.fromkeys(("csv", *formats)):
        seconds = figures[form]["seconds"]
        figures[form]["rows_a_second"] = round(figures["rows"] / seconds)
        figures[form]["times_sqlite3"] = round(seconds / peer.seconds, 1)
    return figures


def _command(form: str, out: Path, data: Path | None, rows: int) -> list[str]:
    if data is None:
        return [
            sys.executable,
            "-m",
            "benchmarks.export",
            "--rows",
            str(rows),
            "--write",
            form,
            "--out",
            str(out),
        ]
    return [
        sys.executable, "-m", "indexer", "export", "--format", form, "--on", _ON, "-o", str(out), "--data", str(data),
    ]  # fmt: skip


def _timed(command: Sequence[str], out: Path | None) -> Run:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    own, mapped = _watched(process.pid)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(said.decode())
    size = out.stat().st_size if out is not None else 0
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, own, mapped, size)


def _watched(process: int) -> tuple[float, float]:
    """Megabytes of its own and of mapped files at the worst moments, looked at until it ends; Linux only."""
    own = mapped = 0
    while True:
        try:
            rows = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            rows = ""
        held = {name: int(kilobytes) for name, kilobytes in _HELD.findall(rows)}
        # A process that has ended and has not been asked for holds nothing.
        if not held:
            return own / 1024, mapped / 1024
        own = max(own, held["Private_Clean"] + held["Private_Dirty"])
        mapped = max(mapped, held["Rss"] - held["Anonymous"])
        time.sleep(0.1)


def _rows(place: Path) -> Iterator[list[str]]:
    with place.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file)


def _peer(rows: Sequence[Sequence[str]], work: Path) -> Run:
    """The same rows dumped by the sqlite3 program."""
    program = shutil.which("sqlite3")
    if program is None:
        raise SystemExit("the sqlite3 program is needed as the peer")
    table, out = work / "peer.sqlite3", work / "peer.csv"
    with closing(sqlite3.connect(table)) as db:
        db.execute(f"CREATE TABLE t ({', '.join(f'c{n}' for n in range(len(COLUMNS)))})")
        db.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(COLUMNS))})", rows[1:])
        db.commit()
    return _timed([program, "-csv", str(table), f".output {out}", "SELECT * FROM t"], out)


def _print(figures: dict[str, Any]) -> None:
    for name, value in figures.items():
        print(name, value)


if __name__ == "__main__":
    main()
