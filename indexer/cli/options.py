"""Options that several commands share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from indexer import settings
from indexer.library import Library

_F = TypeVar("_F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A date as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error that says the form."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是日期，应写作 2020-06-01", param, ctx)


def data_option(command: _F) -> _F:
    """``--data DIR``."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        help="数据文件夹（默认 $FAGUI_DATA，否则 ./var）",
    )(command)


def on_option(command: _F) -> _F:
    """``--on DATE``."""
    return click.option("--on", type=Day(), default=None, help="哪一天（YYYY-MM-DD），默认今天")(command)


def json_option(command: _F) -> _F:
    """``--json``."""
    return click.option("--json", "as_json_", is_flag=True, help="输出 JSON")(command)


@contextmanager
def opened(data: Path | None, *, read_only: bool = True) -> Iterator[Library]:
    """The library of a data folder."""
    library = Library.open(settings.load(data=data), read_only=read_only)
    try:
        yield library
    finally:
        library.close()


def print_json(value: object, *, indent: int | None = 2) -> None:
    """One JSON value to stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def today() -> date:
    """The clock of the command line."""
    return date.today()
