"""What every view needs of the application: the library, the day, the day's overview."""

from __future__ import annotations

from datetime import date
from typing import cast

from flask import current_app

from indexer.library import DayView, Library, Overview


def library() -> Library:
    """The application's library."""
    return cast(Library, current_app.extensions["library"])


def today() -> date:
    """The application's day."""
    return cast(date, current_app.extensions["today"]())


def overview() -> Overview:
    """The application's overview of its library."""
    return cast(Overview, current_app.extensions["overview"])


def day_view() -> DayView:
    """What the record says today."""
    return overview().of(today())
