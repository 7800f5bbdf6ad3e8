"""LibreOffice, the one place that starts it: a Word file as PDF, the same file giving the same bytes."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from typing import Final

_SECONDS: Final = 600
_MADE: Final = re.compile(rb"/CreationDate\(D:\d{14}")
_ID: Final = re.compile(rb"(/ID )(\[ <[0-9A-F]{32}>\s*<[0-9A-F]{32}> \])")
_CHECKSUM: Final = re.compile(rb"(/DocChecksum /)([0-9A-F]{32})")
_HEX: Final = re.compile(rb"[0-9A-F]")


class NotSet(Exception):  # noqa: N818 - an answer, said as such
    """The pages could not be set; the message says why."""


def office() -> str | None:
    """The program, if there is one."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def office_version() -> str:
    """What measured the pages."""
    program = office()
    if program is None:
        return ""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=False)
        return " ".join(said.stdout.split()[:2])
    return ""


def undated(pdf: bytes, on: date) -> bytes:
    """The same PDF without the moment at which it was made and the checksums drawn from it; no byte moves."""
    pdf = _MADE.sub(f"/CreationDate(D:{on:%Y%m%d}000000".encode(), pdf)
    for pattern in (_ID, _CHECKSUM):
        pdf = pattern.sub(lambda found: found[1] + _HEX.sub(b"0", found[2]), pdf)
    return pdf


def set_pdf(file: Path, folder: Path, most: int = 0, seconds: float = _SECONDS) -> Path:
    """The Word file as PDF, in a folder, or its first pages; NotSet where it cannot be made in so many seconds."""
    program = office()
    if program is None:
        raise NotSet("本机没有 LibreOffice")
    pages = f':{{"PageRange":{{"type":"string","value":"1-{most}"}}}}' if most else ""
    with tempfile.TemporaryDirectory(prefix="fagui-office-") as home:
        command = [
            program,
            f"-env:UserInstallation={(Path(home) / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nodefault"),
            *("--convert-to", f"pdf:writer_pdf_Export{pages}", "--outdir", str(folder), str(file)),
        ]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": home, "TMPDIR": home},
            start_new_session=True,
        )
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise NotSet(f"LibreOffice 排版超过 {seconds:.0f} 秒，已放弃") from None
        finally:
            # The group, not the child: soffice is a script that starts the real program.
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    made = folder / f"{file.stem}.pdf"
    if not made.is_file():
        raise NotSet("LibreOffice 没能排出这份文件")
    return made
