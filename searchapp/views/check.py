"""The draft check: paste a text or list, or send a file; nothing of it is kept."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from flask import Blueprint, Response, current_app, request

from indexer.model.draft import DraftText
from searchapp.drawing import draw
from searchapp.views.context import library, today

if TYPE_CHECKING:
    from searchapp.check_pages import CheckPage

pages = Blueprint("check", __name__)

Reader = Callable[[Path], DraftText]
_LONGEST: Final = 200_000
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pages.get("/check")
def form() -> str:
    """The empty form."""
    from searchapp.check_pages import CheckPage

    return draw("check.html", page=CheckPage(on=today()))


@pages.post("/check")
def results() -> str | Response:
    """Every citation judged on a day; what could not be read or recognised is said first."""
    from indexer.export.tables import TABLE_MEDIA, write_table
    from indexer.library import check_rows
    from searchapp.check_pages import CheckPage
    from searchapp.draft_comments import commented

    text = request.form.get("text", "")
    file = request.files.get("file")
    on, notes = _day(request.form.get("on", ""))
    if len(text) > _LONGEST:
        text, notes = text[:_LONGEST], [*notes, f"只核对了前 {_LONGEST} 个字"]
    if file is not None and file.filename:
        with tempfile.TemporaryDirectory(prefix="fagui-check-") as folder:
            # The name that was sent is shown, never used as a place.
            place = Path(folder) / "draft"
            file.save(place)
            page = _checked(place, on, file.filename, "", notes)
            if request.form.get("as") == "docx":
                made = commented(place, page)
                if made is not None:
                    return _download(made, _WORD, "check.docx")
                page = replace(page, notes=(*page.notes, "只有 docx 草案能加批注；结果列在下面。"))
    elif text.strip():
        with tempfile.TemporaryDirectory(prefix="fagui-check-") as folder:
            place = Path(folder) / "draft.txt"
            place.write_text(text, encoding="utf-8", errors="replace")
            page = _checked(place, on, "", text, notes)
    else:
        page = CheckPage(on=on, notes=("请粘贴文字，或选择一个文件。",))
    form = request.form.get("as", "")
    if form in TABLE_MEDIA and page.answer is not None:
        out = io.BytesIO()
        write_table(form, check_rows(page.answer), out)
        return _download(out.getvalue(), TABLE_MEDIA[form], f"check.{form}")
    return draw("check.html", page=page)


def _download(content: bytes, media: str, name: str) -> Response:
    response = Response(content, content_type=media)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _checked(place: Path, on: date, name: str, text: str, notes: list[str]) -> CheckPage:
    from indexer.library import lines_of
    from searchapp.check_pages import MOST_NAMES, check_page, names_of

    names = names_of(text)
    if names is not None:
        return check_page(library().check_names(names, on), name, text, notes)
    draft = cast(Reader, current_app.extensions["read_draft"])(place)
    names = lines_of(draft.text) if draft.format == "xlsx" else names_of(draft.text)
    if names is not None and not draft.code:
        return check_page(library().check_names(names[:MOST_NAMES], on), name, text, notes)
    return check_page(library().check(draft, on), name, text, notes)


def _day(given: str) -> tuple[date, list[str]]:
    if not given:
        return today(), []
    try:
        return date.fromisoformat(given), []
    except ValueError:
        return today(), [f"看不懂的日期“{given[:20]}”，按今天核对"]
