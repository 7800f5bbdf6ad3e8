"""Nothing leaves the machine: every socket of the program and of its children is loopback's, or there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders.drafts import RULE
from tests.builders.formats import FILES

ROOT = Path(__file__).resolve().parents[2]
GUARD = """
import os, sys
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")
def watch(event, args):
    if event in ("socket.connect", "socket.sendto"):
        where = args[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.bind"):
        where = args[1] if event == "socket.bind" else args[0]
    else:
        return
    host = where[0] if isinstance(where, tuple) else where
    if isinstance(where, (str, bytes)) and event in ("socket.connect", "socket.bind"):
        return  # a socket in the file system
    if not (host is None or str(host).startswith(LOOPBACK)):
        with open(os.environ["FAGUI_TEST_SEEN"], "a") as seen:
            seen.write(f"{event} {where!r}\\n")
        raise PermissionError(f"{event} {where!r}")
sys.addaudithook(watch)
"""


def run(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": f"{folder / 'guard'}{os.pathsep}{ROOT}",
        "FAGUI_TEST_SEEN": str(folder / "seen"),
        "FAGUI_DATA": str(folder / "data"),
    }
    command = [sys.executable, *map(str, words)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, cwd=ROOT, timeout=300
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    (tmp_path / "seen").touch()
    return tmp_path


def test_the_guard_guards(folder: Path) -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 9), 1)"
    assert run(folder, "-c", code).returncode != 0
    assert "192.0.2.1" in (folder / "seen").read_text(encoding="utf-8")


def test_a_library_is_made_and_asked_without_the_network(folder: Path) -> None:
    inbox = folder / "inbox"
    inbox.mkdir()
    (inbox / "甲.txt").write_text(RULE, encoding="utf-8")
    for form in ("docx", "pdf", "html", "ofd"):
        (inbox / f"乙.{form}").write_bytes(FILES[form]())
    linked = (
        "<html><head><link href='http://192.0.2.1/x.css'></head><body><img src='http://192.0.2.1/x.png'><p>"
    )
    (inbox / "丙.html").write_text(f"{linked}{RULE}</p></body></html>", encoding="utf-8")
    for words in (
        ("ingest", inbox),
        ("search", "罚款"),
        ("status", "云岭省示例市场管理办法"),
        ("check", inbox / "甲.txt"),
        ("verify",),
        ("backup", folder / "out"),
    ):
        done = run(folder, "-m", "indexer", *words)
        assert done.returncode in (0, 1), (words, done.stderr)
        assert "PermissionError" not in done.stderr
    assert (folder / "seen").read_text(encoding="utf-8") == ""
