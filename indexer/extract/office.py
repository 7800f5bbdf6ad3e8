"""doc, wps and rtf through LibreOffice where it is present: converted to docx, then read as one."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from indexer.extract.docx import read_docx
from indexer.extract.reading import Reading, Unreadable
from indexer.model.limits import Limits
from indexer.model.source import Remark, SourceFormat

_PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


def read_office(data: bytes, form: SourceFormat, limits: Limits) -> Reading:
    """A doc, wps or rtf file."""
    reading = read_docx(convert_to_docx(data, form.value, limits), limits)
    remark = Remark("converted", f"由 {form.value} 经 LibreOffice 转换后读取")
    return replace(reading, remarks=(*reading.remarks, remark))


def convert_to_docx(data: bytes, suffix: str, limits: Limits) -> bytes:
    """The file as docx; Unreadable where there is no converter or it fails."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Unreadable(
            "no_converter", f"{suffix} 文件要由 LibreOffice 转换，本机没有安装；请安装后再收录，或另存为 docx"
        )
    with tempfile.TemporaryDirectory(prefix="fagui-office-") as name:
        folder = Path(name)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        # The file's own name never reaches the converter.
        (folder / f"in.{suffix}").write_bytes(data)
        _convert(program, folder, f"in.{suffix}", limits)
        made = folder / "out" / "in.docx"
        if not made.is_file():
            raise Unreadable("conversion_failed", "LibreOffice 没能转换这个文件，可能已损坏")
        return made.read_bytes()


def _lift_memory_limit() -> None:
    # LibreOffice maps far more address space than it uses; time and its own group hold it instead. It stays in the
    # reader's session, so that the pool can end it with its reader.
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _convert(program: str, folder: Path, name: str, limits: Limits) -> None:
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nologo",
        "--nodefault",
        "--convert-to",
        "docx",
        "--outdir",
        str(folder / "out"),
        str(folder / name),
    ]
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        process_group=0,
        preexec_fn=_lift_memory_limit,
    )
    try:
        process.wait(timeout=limits.converter_seconds)
    except subprocess.TimeoutExpired:
        raise Unreadable("timeout", f"LibreOffice 转换超过 {limits.converter_seconds} 秒，已放弃") from None
    finally:
        # The group, not the child: soffice is a script that starts the real program.
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
