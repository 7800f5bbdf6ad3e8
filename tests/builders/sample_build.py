"""Build ``corpus/sample`` from its readable sources: ``python -m tests.builders.sample_build``."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.builders.sample_docx import word_document
from tests.builders.sample_expected import expected_toml
from tests.builders.sample_html import web_page
from tests.builders.sample_pdf import portable_document
from tests.builders.sample_sources import Source, read_sources
from tests.builders.sample_text import markdown, plain_text

SAMPLE_FOLDER = Path(__file__).parents[2] / "corpus" / "sample"
FORMATS = ("docx", "html", "md", "pdf", "txt")

_BUILDERS: dict[str, Callable[[Source], bytes]] = {
    "docx": word_document,
    "html": web_page,
    "md": markdown,
    "pdf": portable_document,
    "txt": plain_text,
}


def build_file(source: Source) -> bytes:
    """The bytes of the source's file, in the format its name says."""
    return _BUILDERS[source.get("file").partition("/")[0]](source)


def build_sample(folder: Path = SAMPLE_FOLDER) -> int:
    """Write every file and ``expected.toml`` under ``folder``; the number of files written."""
    sources = read_sources()
    for name in FORMATS:
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
    for source in sources.values():
        (folder / source.get("file")).write_bytes(build_file(source))
    (folder / "expected.toml").write_text(expected_toml(sources), "utf-8")
    return len(sources)


if __name__ == "__main__":
    print(f"{build_sample()} files in {SAMPLE_FOLDER.name}")
