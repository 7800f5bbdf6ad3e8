"""The language of the interface: Chinese, or English by ``?lang=en``. Texts of the law stay as they are.

The messages are the Chinese ones; ``english.toml`` holds what each is in English. A page in English keeps its
language: its links to other pages of ours carry it on.
"""

from __future__ import annotations

import re
import tomllib
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from flask import Flask, Response, request
from markupsafe import Markup, escape

ENGLISH: Final = "en"
_CATALOGUE: Final = Path(__file__).with_name("english.toml")
_LINK: Final = re.compile(
    r'(<(?:a|form)\b[^>]*?\s(?:href|action)=")(/(?!static/|api/|feed\.atom|export)[^"#]*)([^"]*")'
)

_ENGLISH: ContextVar[bool] = ContextVar("english", default=False)


@cache
def catalogue() -> dict[str, str]:
    """Every message and what it is in English."""
    with _CATALOGUE.open("rb") as file:
        tables = tomllib.load(file)
    return {chinese: said for table in tables.values() for chinese, said in table.items()}


def is_english() -> bool:
    """Whether this request is answered in English."""
    return _ENGLISH.get()


@cache
def _escaped(message: str, english: bool) -> Markup:
    return escape(catalogue().get(message, message) if english else message)


def message_in(message: str, *, english: bool) -> str:
    """A message of ours in a language, escaped."""
    return str(_escaped(message, english))


def say(message: str, **values: object) -> Markup:
    """A message of ours in the language of the request, its values put in and escaped."""
    shown = _escaped(message, _ENGLISH.get())
    if not values:
        return shown
    said = str(shown).format(**{name: escape(value) for name, value in values.items()})
    return Markup(said)  # noqa: S704 - message and values were escaped


def word(message: str) -> str:
    """The same as plain text, without values."""
    return catalogue().get(message, message) if _ENGLISH.get() else message


def _choose() -> None:
    # Most addresses have no parameters; asking for one that is not there raises inside.
    _ENGLISH.set("lang" in request.args and request.args["lang"] == ENGLISH)


def _keep(response: Response) -> Response:
    if _ENGLISH.get() and response.mimetype == "text/html" and not response.is_streamed:
        response.set_data(_LINK.sub(_with_language, response.get_data(as_text=True)))
    return response


def _with_language(found: re.Match[str]) -> str:
    start, address, rest = found.groups()
    if "lang=" in address or "hreflang" in start or "type-size" in address:
        return found[0]
    return f"{start}{address}{'&amp;' if '?' in address else '?'}lang={ENGLISH}{rest}"


def _other() -> str:
    """This page's address in the other language."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    if not _ENGLISH.get():
        pairs.append(("lang", ENGLISH))
    # A page that answers a form has no address of its own.
    path = quote(request.path)
    return f"{path}?{urlencode(pairs)}" if pairs else path


def register_language(app: Flask) -> None:
    """Every request has a language, every template can say things in it."""
    app.before_request(_choose)
    app.after_request(_keep)
    app.jinja_env.globals.update(say=say, is_english=is_english, other_language=_other)
