"""How fast files become a record, against a floor in the same run.

The floor: the same number of processes take the text out of the same files with the bare libraries (python-docx,
pypdf, lxml, open) and segment it once with jieba. Ours: reading, parsing and recording; the index is timed apart.

    python benchmarks/ingest.py --corpus DIR [--jobs 2] [--limit N] [--json]
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import docx
import jieba
import lxml.html
import pypdf

from indexer import settings
from indexer.ingest import Ingest
from indexer.ingest.walk import walk
from indexer.library import Library


def bare_text(path: Path) -> str:
    """What the bare library gives; nothing where it fails."""
    data = path.read_bytes()
    try:
        if path.suffix == ".docx":
            return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)
        if path.suffix == ".pdf":
            return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
        if path.suffix in (".html", ".htm"):
            return "".join(map(str, lxml.html.fromstring(data).itertext()))
        if path.suffix in (".md", ".txt"):
            return data.decode("utf-8", "replace")
    except Exception:
        return ""
    return ""


def floor_one(path: Path) -> int:
    """Text out and segmented once; the number of words."""
    return sum(1 for line in bare_text(path).split("\n") for _ in jieba.cut_for_search(line, HMM=False))


def floor(paths: Sequence[Path], jobs: int) -> float:
    """Seconds for all files."""
    began = time.perf_counter()
    with ProcessPoolExecutor(jobs) as pool:
        list(pool.map(floor_one, paths, chunksize=16))
    return time.perf_counter() - began


def ours(paths: Sequence[Path], jobs: int, data: Path) -> dict[str, float]:
    """Seconds for record and index, for a repeat, and for one more document."""
    place = settings.load(data=data)
    library = Library.open(place)
    try:
        figures: dict[str, float] = {}

        def run(files: Sequence[Path]) -> float:
            began = time.perf_counter()
            Ingest(library.store, library.originals, place.limits, jobs).run(files)
            return time.perf_counter() - began

        figures["record_s"] = run(paths)
        began = time.perf_counter()
        library.catch_up()
        figures["index_s"] = time.perf_counter() - began
        figures["repeat_s"] = run(paths)
        extra = data / "extra.txt"
        extra.write_text(
            "云岭省示例管理办法\n第一条　为了示例，制定本办法。\n第二条　本办法自2026年1月1日起施行。\n",
            encoding="utf-8",
        )
        began = time.perf_counter()
        run([extra])
        library.catch_up()
        figures["one_more_s"] = time.perf_counter() - began
        figures["documents"] = library.store.counts()["documents"]
        return figures
    finally:
        library.close()


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, action="append")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=int, default=0, help="only so many files, evenly drawn")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    paths = [found.path for found in walk(given.corpus) if not found.problem]
    if given.limit and len(paths) > given.limit:
        paths = paths[:: len(paths) // given.limit + 1]
    size = sum(path.stat().st_size for path in paths) / 1e6
    with tempfile.TemporaryDirectory(prefix="fagui-bench-") as folder:
        figures: dict[str, Any] = ours(paths, given.jobs, Path(folder))
    figures["floor_s"] = floor(paths, given.jobs)
    figures |= {
        "files": len(paths),
        "mb": round(size, 1),
        "documents_per_s": round(figures["documents"] / figures["record_s"], 1),
        "mb_per_s": round(size / figures["record_s"], 2),
        "ratio_to_floor": round(figures["record_s"] / figures["floor_s"], 2),
        "parent_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "largest_child_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, value in figures.items():
        print(
            f"{name:>18} {value:.2f}" if isinstance(value, float) else f"{name:>18} {value}", file=sys.stdout
        )


if __name__ == "__main__":
    main()
