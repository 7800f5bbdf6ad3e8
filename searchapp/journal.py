"""The journal: a JSON line for each request and each fault. No query text and no address unless switched on."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path
from typing import Any

from indexer.settings import ServerSettings


class JsonLines(logging.Formatter):
    """One object a line; line breaks and control characters of what was sent are escaped by JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's ``told`` fields, or its message."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        told = getattr(record, "told", None)
        line |= told if isinstance(told, dict) else {"message": record.getMessage()}
        if record.exc_info and record.exc_info[1] is not None:
            problem = record.exc_info[1]
            line["fault"] = type(problem).__name__
            # Where, not what: a message may quote what was sent.
            line["stack"] = [
                f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(problem.__traceback__)
            ][-12:]
        return json.dumps(line, ensure_ascii=False)


def open_journal(settings: ServerSettings, worker: int = 0) -> logging.Logger:
    """The logger of the site; each worker process has a file of its own (``access.log``, ``access.log.w1`` …)."""
    logger = logging.getLogger("fagui.site")
    for old in list(logger.handlers):
        logger.removeHandler(old)
        old.close()
    logger.propagate = False
    logger.setLevel(logging.INFO if settings.log else logging.ERROR)
    handler: logging.Handler
    if settings.log_file:
        path = Path(settings.log_file)
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = TimedRotatingFileHandler(
            path if not worker else path.with_name(f"{path.name}.w{worker}"),
            when="midnight",
            backupCount=settings.log_days,
            encoding="utf-8",
            delay=True,
        )
    else:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    return logger
