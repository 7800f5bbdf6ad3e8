"""What every view needs of the application: the library, the day, the day's overview."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, cast

from flask import current_app, g, request

from searchapp.drawing import is_large
from searchapp.kept_pages import KeptPages
from searchapp.language import is_english
from searchapp.state import Shown, SiteState

if TYPE_CHECKING:
    from indexer.library import DayView, Library, Overview


def library() -> Library:
    """The library that this request is answered from."""
    return _shown().library


def today() -> date:
    """The application's day."""
    return cast(date, current_app.extensions["today"]())


def overview() -> Overview:
    """What that library says of a day."""
    return _shown().overview


def _shown() -> Shown:
    if "shown" not in g:
        g.shown = cast(SiteState, current_app.extensions["state"]).shown
    return cast(Shown, g.shown)


def day_view() -> DayView:
    """What the record says today."""
    return overview().of(today())


def kept(make: Callable[[], str], index: int = 0, turn: AbstractContextManager[object] | None = None) -> str:
    """The page at this request's address, drawn once a revision and day. Only for pages that depend on nothing else,
    not on who asks; a page that depends on the index names its revision, one that is made alone has a ``turn``."""
    if index and not library().engine.checked:
        # Of what may be found damaged in a moment nothing stays.
        return make()
    pages = cast(KeptPages, current_app.extensions["kept_pages"])
    key = (library().store.revision, index, today(), request.full_path, is_english(), is_large())
    return pages.get(key, make, turn)
