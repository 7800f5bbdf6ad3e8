"""Compilations (制度文件汇编) asked for on the site: what goes in and what does not, and the volume as a file."""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from pathlib import Path
from threading import Lock

from flask import Response, request

from indexer.export.edition import EarlierEdition, NoEdition, read_edition
from indexer.library.compilation import (
    CompilationFailed,
    Compiled,
    Plan,
    compiled,
    plan,
    write_compilation,
)
from searchapp.compile_pages import Asked, compile_page, read, refused
from searchapp.drawing import draw
from searchapp.problems import problem
from searchapp.views.context import library, today

_ONE_AT_A_TIME = Lock()
"""A volume takes seconds of processor: two at a time would stop the readers."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "zip": "application/zip",
}


def form() -> str:
    """The form, and below it what would be in the volume."""
    asked, made = _planned()
    return draw("compile.html", page=compile_page(asked, made))


def volume(form: str) -> Response | tuple[str, int]:
    """The volume as a file; the page with the reasons where the gate is shut. A manifest of the edition before may be
    sent along, and is compared with."""
    asked, made = _planned()
    if made is None or refused(made):
        return draw("compile.html", page=compile_page(asked, made)), 422
    try:
        earlier = _earlier()
    except NoEdition as reason:
        said = {"heading": "上一版的编目读不出来", "message": str(reason), "wanted": ""}
        return draw("problem.html", **said), 422
    if not _ONE_AT_A_TIME.acquire(timeout=20):
        return _later("正在编制另一册，请稍后再试")
    try:
        data = _file(compiled(library(), made, earlier), form)
    except CompilationFailed as reason:
        return _later(str(reason))
    finally:
        _ONE_AT_A_TIME.release()
    response = Response(data, content_type=_MEDIA[form])
    response.headers["Content-Disposition"] = f"attachment; filename=compilation-{made.revision}.{form}"
    response.headers["X-Revision"] = str(made.revision)
    return response


def _earlier() -> EarlierEdition | None:
    sent = request.files.get("previous")
    if sent is None or not sent.filename:
        return None
    data = sent.read()
    return read_edition(data.decode("utf-8", "replace"), hashlib.sha256(data).hexdigest())


def _planned() -> tuple[Asked, Plan | None]:
    asked = read(request.args, today())
    return asked, plan(library(), asked.spec) if asked.spec else None


def _file(made: Compiled, form: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="fagui-compile-") as folder:
        names = ("volume.docx", "volume.html") if form == "zip" else (f"volume.{form}",)
        # Pages are set by LibreOffice, for minutes: the site leaves them to Word.
        write_compilation(made, [Path(folder) / name for name in names], pages=False)
        if form != "zip":
            return (Path(folder) / names[0]).read_bytes()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for path in sorted(Path(folder).iterdir()):
                member = zipfile.ZipInfo(path.name, _EPOCH)
                member.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(member, path.read_bytes())
        return out.getvalue()


def _later(said: str) -> Response:
    response = problem(503, "暂时不能编制", said)
    response.headers["Retry-After"] = "60"
    return response
