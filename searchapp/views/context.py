"""What every view needs of the application: the library and the day."""

from __future__ import annotations

from datetime import date
from typing import cast

from flask import current_app

from indexer.library import Library


def library() -> Library:
    """The application's library."""
    return cast(Library, current_app.extensions["library"])


def today() -> date:
    """The application's day."""
    return cast(date, current_app.extensions["today"]())
