"""How fast files become a record, how much memory that takes, and a floor measured in the same run.

The floor: the same number of processes take the text out of the same files with the bare libraries (python-docx,
pypdf, lxml, open) and segment it once in search mode. It is measured with jieba, the reference, and again with the
segmenter of this installation where that is another; processes and dictionaries are loaded before the clock starts.
Ours: reading, parsing and recording, the start of the child processes counted in; the index is timed apart.

Files from which the bare libraries get no text (doc, wps and rtf, which LibreOffice converts; scans; ofd; what is
no text at all) cannot be compared and are timed apart (``apart_*``). Memory is the resident memory of the process and
all below it, added up, shared pages counted each time. The repeat and the added documents are whole runs of the
command line, process start and index included; each added document repeals one that is held. Ratios are of wall
time, as the target is, and of processor time, which a busy machine disturbs less.

    python benchmarks/ingest.py --corpus DIR [--corpus DIR …] [--jobs 2] [--limit N] [--keep DIR] [--json]
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Self

import docx
import jieba
import lxml.html
import pypdf

from indexer import settings
from indexer.analysis.segmenter import Segmenter, accelerated
from indexer.ingest import Ingest
from indexer.ingest.walk import walk
from indexer.library import Library

_ADDED = 5
_cut: Callable[[str], int] = len


class Memory:
    """Watches the resident memory of this process and all below it while it is entered."""

    def __init__(self) -> None:
        self.peak_mb = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        page = resource.getpagesize()
        while not self._done.wait(0.05):
            total = sum(_resident(pid) for pid in _tree()) * page
            self.peak_mb = max(self.peak_mb, total // 1_000_000)


def _tree() -> list[int]:
    """This process and all below it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                stat = (entry / "stat").read_text("utf-8", "replace")
                parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found)


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return 0


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


def _load(reference: bool) -> None:
    """Ready a process of the floor."""
    global _cut
    fast = None if reference else accelerated()
    if fast is None:
        jieba.setLogLevel(60)
        jieba.initialize()
        _cut = _jieba_words
    else:
        _cut = _counting(fast)
    _cut("示例文字")


def _jieba_words(text: str) -> int:
    return sum(1 for line in text.split("\n") for _ in jieba.cut_for_search(line, HMM=False))


def _counting(segmenter: Segmenter) -> Callable[[str], int]:
    return lambda text: sum(len(segmenter.words(line)) for line in text.split("\n"))


def floor_one(path: Path) -> tuple[bool, float]:
    """Text out and segmented once; whether there was any, and the processor time."""
    began = time.process_time()
    text = bare_text(path)
    _cut(text)
    return bool(text.strip()), time.process_time() - began


def floor(paths: Sequence[Path], jobs: int, reference: bool) -> tuple[float, float, list[bool]]:
    """Seconds for all files, processor seconds, and which of them gave a text."""
    with ProcessPoolExecutor(jobs, initializer=_load, initargs=(reference,)) as pool:
        list(pool.map(time.sleep, [1.0] * jobs))
        began = time.perf_counter()
        read = list(pool.map(floor_one, paths, chunksize=4))
        seconds = time.perf_counter() - began
    return seconds, sum(cpu for _, cpu in read), [text for text, _ in read]


@contextlib.contextmanager
def timed(figures: dict[str, Any], name: str) -> Iterator[None]:
    """Wall, user and system seconds of a stage, with those of the children that ended in it."""
    before, began = _times(), time.perf_counter()
    yield
    after = _times()
    figures[f"{name}_s"] = round(time.perf_counter() - began, 2)
    figures[f"{name}_user_s"] = round(after[0] - before[0], 2)
    figures[f"{name}_system_s"] = round(after[1] - before[1], 2)


def _times() -> tuple[float, float]:
    own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + below.ru_utime, own.ru_stime + below.ru_stime


def ours(paths: Sequence[Path], apart: Sequence[Path], jobs: int, data: Path) -> dict[str, Any]:
    """Seconds and memory for record and index."""
    place = settings.load(data=data)
    library = Library.open(place)
    figures: dict[str, Any] = {}
    try:
        ingest = Ingest(library.store, library.originals, place.limits, jobs)
        with Memory() as memory, timed(figures, "record"):
            ingest.run(paths)
        figures["record_peak_mb"] = memory.peak_mb
        figures["documents"] = library.store.counts()["documents"]
        with Memory() as memory, timed(figures, "apart"):
            Ingest(library.store, library.originals, place.limits, jobs).run(apart)
        figures["apart_peak_mb"] = memory.peak_mb
        with Memory() as memory, timed(figures, "index"):
            library.catch_up()
        figures["index_peak_mb"] = memory.peak_mb
        counts = library.store.counts()
        figures |= {"all_documents": counts["documents"], "articles": counts["provisions"]}
        return figures
    finally:
        library.close()


def again(paths: Sequence[Path], data: Path, folder: Path) -> dict[str, Any]:
    """Seconds of the command line: over the same files, and for one more document."""
    figures: dict[str, Any] = {"repeat_s": _command(paths, data)}
    library = Library.open(settings.load(data=data), read_only=True)
    titles = [title for _, title, _ in library.store.titles() if title]
    library.close()
    seconds = []
    for number in range(_ADDED):
        victim = titles[number * len(titles) // _ADDED]
        path = folder / f"extra{number}.txt"
        path.write_text(
            f"云岭省第{number}号示例管理办法\n（2026年1月1日云岭省人民政府公布）\n"
            "第一条　为了示例，制定本办法。\n"
            f"第二条　本办法自2026年2月1日起施行。《{victim}》同时废止。\n",
            encoding="utf-8",
        )
        seconds.append(_command([path], data))
    return figures | {"one_more_s": statistics.median(seconds), "one_more_worst_s": max(seconds)}


def _command(paths: Sequence[Path], data: Path) -> float:
    command = [sys.executable, "-m", "indexer", "ingest", "--data", str(data), *map(str, paths)]
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode("utf-8", "replace"))
    return round(time.perf_counter() - began, 2)


def measure(paths: Sequence[Path], jobs: int, folder: Path) -> dict[str, Any]:
    """Everything."""
    fast = accelerated()
    floor_s, floor_cpu, read = floor(paths, jobs, reference=True)
    floors = {"jieba": (floor_s, floor_cpu)}
    if fast is not None:
        floors[fast.name] = floor(paths, jobs, reference=False)[:2]
    figures: dict[str, Any] = {"files": len(paths), "jobs": jobs}
    for name, (seconds, cpu) in floors.items():
        figures |= {f"floor_{name}_s": round(seconds, 2), f"floor_{name}_cpu_s": round(cpu, 2)}
    compared = [path for path, text in zip(paths, read, strict=True) if text]
    apart = [path for path, text in zip(paths, read, strict=True) if not text]
    size = sum(path.stat().st_size for path in compared) / 1e6
    figures |= {
        "apart_files": len(apart),
        "mb": round(size, 1),
        "apart_mb": round(sum(path.stat().st_size for path in apart) / 1e6, 1),
    }
    data = folder / "data"
    figures |= ours(compared, apart, jobs, data)
    figures |= again(paths, data, folder)
    record = figures["record_s"]
    record_cpu = figures["record_user_s"] + figures["record_system_s"]
    figures |= {
        "documents_per_s": round(figures["documents"] / record, 1),
        "mb_per_s": round(size / record, 2),
        "peak_mb": max(figures[f"{stage}_peak_mb"] for stage in ("record", "apart", "index")),
    }
    for name, (seconds, cpu) in floors.items():
        figures |= {
            f"ratio_to_{name}_floor": round(record / seconds, 2),
            f"cpu_ratio_to_{name}_floor": round(record_cpu / cpu, 2),
        }
    return figures


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True, action="append")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=int, default=0, help="only so many files, evenly drawn")
    parser.add_argument("--keep", type=Path, help="an empty folder to leave the record in")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    paths = [found.path for found in walk(given.corpus) if not found.problem]
    if given.limit and len(paths) > given.limit:
        paths = paths[:: len(paths) // given.limit + 1]
    with tempfile.TemporaryDirectory(prefix="fagui-bench-") as folder:
        figures = measure(paths, given.jobs, given.keep or Path(folder))
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, value in figures.items():
        print(f"{name:>22} {value}")


if __name__ == "__main__":
    main()
