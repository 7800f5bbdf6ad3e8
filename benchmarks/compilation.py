"""A compilation of N documents of a record: time, size, peak memory, beside the floor of reading the same texts.

    python -m benchmarks.compilation --data DIR [--documents 300] [--on 2026-06-01] [--no-pages]

The documents are those in force on the day, taken evenly over the record's ids. Seconds are the processor's, this
process and the programs it starts together, and the wall's. The bar: 300 documents in at most 60 seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from indexer.library import Library
from indexer.library.compilation import compiled, plan, write_compilation
from indexer.library.compilation_spec import CompilationSpec, Doubt, Selection
from indexer.library.lives import Lives
from indexer.model.validity import Status
from indexer.settings import Settings


@dataclass(slots=True)
class Span:
    """Seconds of a step."""

    wall: float = 0.0
    processor: float = 0.0


@contextmanager
def timed(spans: dict[str, Span], name: str) -> Iterator[None]:
    """Adds a step to the table."""
    wall, processor = time.perf_counter(), _processor()
    yield
    spans[name] = Span(round(time.perf_counter() - wall, 2), round(_processor() - processor, 2))


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def chosen(library: Library, on: date, most: int) -> tuple[str, ...]:
    """Ids of documents in force, evenly over the record."""
    lives = Lives(library.store).all()
    held = [
        name
        for name, life in sorted(lives.items())
        if life.versions and life.timeline.on(on).status is Status.IN_FORCE
    ]
    return tuple(held[:: max(1, len(held) // most)][:most])


def measure(data: Path, on: date, most: int, *, pages: bool) -> dict[str, object]:
    """One run."""
    spans: dict[str, Span] = {}
    library = Library.open(Settings(data=data), read_only=True)
    ids = chosen(library, on, most)
    spec = CompilationSpec("汇编", on, Selection(documents=ids), outdated=Doubt.MARK)
    with timed(spans, "floor"):
        characters = sum(len(p.text) for name in ids for p in library.document(name, on).provisions)
    with tempfile.TemporaryDirectory(prefix="fagui-benchmark-") as folder:
        out = Path(folder) / "volume.docx"
        with timed(spans, "plan"):
            made = plan(library, spec)
        with timed(spans, "make"):
            volume = compiled(library, made)
        with timed(spans, "write"):
            edition = write_compilation(volume, [out], pages=pages)
        size = out.stat().st_size
    library.close()
    total = sum(spans[name].wall for name in ("plan", "make", "write"))
    work = sum(spans[name].processor for name in ("plan", "make", "write"))
    return {
        "documents": len(edition.documents),
        "characters": characters,
        "last_page": max((entry.page or 0 for entry in edition.documents), default=0),
        "bytes": size,
        "wall_s": round(total, 2),
        "processor_s": round(work, 2),
        "documents_per_processor_s": round(len(ids) / work, 1),
        "times_the_floor": round(work / max(spans["floor"].processor, 0.01), 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "peak_child_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "steps": {name: [span.wall, span.processor] for name, span in spans.items()},
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="the data folder of a record")
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--on", type=date.fromisoformat, default=date(2026, 6, 1))
    parser.add_argument("--no-pages", dest="pages", action="store_false")
    args = parser.parse_args()
    print(json.dumps(measure(args.data, args.on, args.documents, pages=args.pages), indent=1))


if __name__ == "__main__":
    main()
