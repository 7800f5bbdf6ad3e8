"""The command group, and how failures are said."""

from __future__ import annotations

import logging
import signal
import sys
from types import FrameType

import click

from indexer import __version__
from indexer.catalog.curation import CurationError
from indexer.cli import (
    assisting,
    certifying,
    checking,
    citing,
    cleaning,
    coming,
    comparing,
    compiling,
    exporting,
    keeping,
    loading,
    measuring,
    reading,
    running,
)
from indexer.export import PdfUnavailable
from indexer.library import NotHeld, RecordMoved, SearchUnavailable
from indexer.search.engine import EngineUnavailable
from indexer.settings import SettingsError
from indexer.store import BackupUnusable, StoreBusy, StoreUnusable

EXIT_FAILED = 3

_SAID = (
    BackupUnusable,
    CurationError,
    NotHeld,
    PdfUnavailable,
    RecordMoved,
    SearchUnavailable,
    EngineUnavailable,
    SettingsError,
    StoreBusy,
    StoreUnusable,
)
"""What happens in good order and is told in one line."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="fagui")
def group() -> None:
    """法规、规章、规范性文件和政策解读的收录、检索与时效查询。"""


for command in (
    *loading.COMMANDS,
    *keeping.COMMANDS,
    *reading.COMMANDS,
    *citing.COMMANDS,
    *checking.COMMANDS,
    *certifying.COMMANDS,
    *cleaning.COMMANDS,
    *comparing.COMMANDS,
    *measuring.COMMANDS,
    *exporting.COMMANDS,
    *compiling.COMMANDS,
    *running.COMMANDS,
    *assisting.COMMANDS,
    *coming.COMMANDS,
):
    group.add_command(command)


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
    except _SAID as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_FAILED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as problem:
        click.echo(f"操作系统报告错误：{problem}", err=True)
        sys.exit(EXIT_FAILED)
    except Exception as problem:
        logging.getLogger("fagui").debug("unexpected", exc_info=True)
        click.echo(
            f"程序内部错误（{type(problem).__name__}: {problem}）。请报告这一行和所用的命令。", err=True
        )
        sys.exit(EXIT_FAILED)
    sys.exit(code if isinstance(code, int) else 0)
