"""Temporary folders that bear their process's number, so that those of a killed process are found and removed."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"fagui-(?:reader|site)-(\d+)-\w+")


def make_folder(what: str) -> str:
    """A folder of this process's: ``reader`` for a child that reads, ``site`` for the server."""
    return tempfile.mkdtemp(prefix=f"fagui-{what}-{os.getpid()}-")


def sweep() -> int:
    """Remove what processes that are gone have left; how many folders."""
    swept = 0
    for folder in leftovers():
        shutil.rmtree(folder, ignore_errors=True)
        swept += not folder.exists()
    return swept


def leftovers() -> list[Path]:
    """Folders of processes that are gone, ours only."""
    found = []
    with contextlib.suppress(OSError):
        for folder in Path(tempfile.gettempdir()).iterdir():
            match = _NAME.fullmatch(folder.name)
            if match and not Path(f"/proc/{match[1]}").exists() and _is_ours(folder):
                found.append(folder)
    return found


def _is_ours(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        state = folder.lstat()
        return state.st_uid == os.geteuid() and folder.is_dir() and not folder.is_symlink()
    return False


@contextlib.contextmanager
def own_folder() -> Iterator[None]:
    """Everything temporary of this process below one folder, removed when it ends; what was sent to the site to be
    read stays nowhere else, and a killed server's is removed by the next one."""
    sweep()
    before, folder = tempfile.tempdir, make_folder("site")
    tempfile.tempdir = folder
    try:
        yield
    finally:
        tempfile.tempdir = before
        shutil.rmtree(folder, ignore_errors=True)
