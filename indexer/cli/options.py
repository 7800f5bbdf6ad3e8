"""Options that several commands share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from indexer import settings
from indexer.cli.soundness import refuse_damaged
from indexer.library import Library
from indexer.model.document import Kind
from indexer.model.validity import Status
from indexer.search.query import Filters

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


_FILTERS: Final = (
    click.option("--status", multiple=True, type=click.Choice([s.value for s in Status]), help="时效性"),
    click.option("--kind", multiple=True, type=click.Choice([k.value for k in Kind]), help="效力级别"),
    click.option("--body", multiple=True, help="发文机关"),
    click.option("--region", multiple=True, help="地区"),
    click.option("--subject", multiple=True, help="主题"),
    click.option("--year", multiple=True, type=click.IntRange(1900, 2200), help="年份"),
    click.option("--interpreted", type=click.Choice(["yes", "no"]), default=None, help="有无解读"),
)


def filter_options(command: _F) -> _F:
    """The filters of a search, by the names that ``filters_of`` takes."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


def filters_of(interpreted: str | None, **values: Any) -> Filters:
    """The filters as the options give them."""
    return Filters(interpreted=None if interpreted is None else interpreted == "yes", **values)


@contextmanager
def opened(data: Path | None, *, read_only: bool = True, checked: bool = True) -> Iterator[Library]:
    """The library of a data folder; one that is only read is held against its seal, unless that is done elsewhere."""
    place = settings.load(data=data)
    if read_only and checked:
        refuse_damaged(place.register)
    library = Library.open(place, read_only=read_only)
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
