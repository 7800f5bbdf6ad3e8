"""The files below the paths given, in an order that does not depend on the disk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ABOUT: Final = re.compile(
    r"(?:readme|licen[cs]e|copying|notice|changelog)(?:[._-][^/]*)?"
    r"|.*\.(?:toml|ya?ml|json|jsonl|ndjson|csv|tsv|ini|cfg|py|js|css)",
    re.IGNORECASE,
)
"""What lies beside documents and is none: what is said about a collection, and data and programs."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, a path that cannot be (``problem`` says why), or one that is no document by its name
    (``aside``)."""

    path: Path
    problem: str = ""
    aside: bool = False


def walk(paths: Sequence[Path]) -> Iterator[Found]:
    """Every regular file once, folders in sorted order; hidden files are left out, links are not followed.

    In a folder, what is no document by its name (README.md, a table of data) is set aside; named by itself, it is read.
    """
    seen: set[Path] = set()
    for path in paths:
        for found in _below(path):
            if found.path not in seen:
                seen.add(found.path)
                yield found


def _below(path: Path) -> Iterator[Found]:
    try:
        if path.is_symlink():
            yield Found(path, "是符号链接，不跟随；请直接给出它指向的文件")
        elif path.is_dir():
            for child in sorted(path.iterdir(), key=lambda item: item.name):
                if child.name.startswith("."):
                    continue
                if _ABOUT.fullmatch(child.name) and child.is_file():
                    yield Found(child, aside=True)
                else:
                    yield from _below(child)
        elif path.is_file():
            yield Found(path)
        elif not path.exists():
            yield Found(path, "不存在")
        else:
            yield Found(path, "不是普通文件")
    except OSError as problem:
        yield Found(path, f"无法访问（{problem.strerror or problem}）")
