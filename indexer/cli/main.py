"""The command group, and how failures are said.

A command's module is loaded when the command is given: the answer of ``fagui status`` should not wait for what makes a
compilation.
"""

from __future__ import annotations

import importlib
import logging
import signal
import sys
from types import FrameType
from typing import Final

import click

from indexer import __version__

EXIT_FAILED: Final = 3

_MODULES: Final = {
    "loading": ("ingest", "reindex", "stats", "audit"),
    "keeping": ("verify", "backup", "restore", "doctor"),
    "reading": ("search", "status", "show", "history"),
    "citing": ("cites", "interpretations"),
    "checking": ("check",),
    "certifying": ("certificate", "verify-certificate"),
    "cleaning": ("cleanup",),
    "comparing": ("diff", "consolidate"),
    "measuring": ("evaluate",),
    "exporting": ("export", "changes"),
    "compiling": ("compile",),
    "running": ("serve", "demo"),
    "assisting": ("mcp",),
    "coming": ("calendar",),
}
"""The commands of each module, as its ``COMMANDS`` are named."""


class _Commands(click.Group):
    """Commands by name, each from its module when it is asked for."""

    def list_commands(self, _: click.Context) -> list[str]:
        return sorted(name for names in _MODULES.values() for name in names)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        module = next((module for module, names in _MODULES.items() if cmd_name in names), None)
        if module is None:
            return None
        found: tuple[click.Command, ...] = importlib.import_module(f"indexer.cli.{module}").COMMANDS
        return next(command for command in found if command.name == cmd_name)


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="fagui")
def group() -> None:
    """法规、规章、规范性文件和政策解读的收录、检索与时效查询。"""


def _said() -> tuple[type[Exception], ...]:
    """What happens in good order and is told in one line; looked up when something has happened."""
    from indexer.catalog.curation import CurationError
    from indexer.export import PdfUnavailable
    from indexer.library import NotHeld, RecordMoved, SearchUnavailable
    from indexer.search.engine import EngineUnavailable
    from indexer.settings import SettingsError
    from indexer.store import BackupUnusable, StoreBusy, StoreUnusable

    return (
        BackupUnusable,
        CurationError,
        EngineUnavailable,
        NotHeld,
        PdfUnavailable,
        RecordMoved,
        SearchUnavailable,
        SettingsError,
        StoreBusy,
        StoreUnusable,
    )


def _failed(problem: Exception) -> str:
    """What is told when the disk, the system or the program failed."""
    from indexer.store import failure_said

    if said := failure_said(problem):
        return said
    if isinstance(problem, OSError):
        return f"操作系统报告错误：{problem}"
    return f"程序内部错误（{type(problem).__name__}: {problem}）。请报告这一行和所用的命令。"


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line; a traceback is never what a person sees."""
    # Told to stop is stopped like with Ctrl-C: readers and their folders go, what is recorded stays.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        code = group.main(standalone_mode=False)
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code)
    except click.exceptions.Abort:
        click.echo("已停止。", err=True)
        sys.exit(EXIT_FAILED)
    except _said() as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_FAILED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as problem:
        logging.getLogger("fagui").debug("unexpected", exc_info=True)
        click.echo(_failed(problem), err=True)
        sys.exit(EXIT_FAILED)
    sys.exit(code if isinstance(code, int) else 0)
