"""Drawing: templates compiled once a language, with our messages already in them.

Most of a page never changes: its messages, which a template writes as ``{{ say("…") }}``, the addresses of our files,
what is asked of the language. They are put in place when the template is compiled, so that they and the markup around
them are one piece when a page is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, cast

from flask import Flask, current_app, request
from jinja2 import Environment
from jinja2.ext import Extension

from searchapp.language import is_english, message_in

_SAID: Final = re.compile(r"""\{\{\s*say\((?P<quote>["'])(?P<message>[^"'\\]*)(?P=quote)\)\s*\}\}""")
_FILE: Final = re.compile(r"""\{\{\s*static_file\((?P<quote>["'])(?P<name>[^"'\\]*)(?P=quote)\)\s*\}\}""")


class _Messages(Extension):
    """``{{ say("…") }}`` without values is the message itself, escaped; ``static_file`` of a name is its address."""

    english = False

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        address = cast(Callable[[str], str], self.environment.globals["static_file"])
        source = _SAID.sub(lambda found: message_in(found["message"], english=self.english), source)
        source = _FILE.sub(lambda found: address(found["name"]), source)
        return source.replace("is_english()", "true" if self.english else "false")


class _Chinese(_Messages):
    pass


class _English(_Messages):
    english = True


def register_drawing(app: Flask) -> None:
    """Every template has a Chinese and an English form. To be called once all filters and globals are known."""
    plain = app.jinja_env
    app.extensions["drawing"] = {
        False: plain.overlay(extensions=[_Chinese]),
        True: plain.overlay(extensions=[_English]),
    }


def draw(template: str, **shown: Any) -> str:
    """A page in the language of the request."""
    environments: dict[bool, Environment] = current_app.extensions["drawing"]
    return environments[is_english()].get_template(template).render(shown, large=is_large())


def is_large() -> bool:
    """Whether the reader has chosen large type (长辈版)."""
    return "size" in request.cookies and request.cookies["size"] == "large"
