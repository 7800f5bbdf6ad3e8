"""A program that does one long job after another in children that are killed: a line of JSON in, a line out.

    {"job": "ingest" | "reindex" | "backup" | "update", "data": …, "inbox": …, "out": …, "after": seconds}

The modules are loaded once, so that the moment of the kill falls into the job and not into its start.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from indexer.ingest import Ingest, Row
from indexer.ingest import run as ingest_run
from indexer.library import Library
from indexer.model.limits import Limits
from indexer.settings import Settings
from indexer.store import back_up


def work(asked: dict[str, Any]) -> None:
    """Do the job; documents are noted in ``acknowledged`` as they are reported."""
    data = Path(asked["data"])
    if asked["job"] == "backup":
        back_up(data, Path(asked["out"]), datetime(2026, 6, 1))
        return
    library = Library.open(Settings(data=data))
    if asked["job"] == "reindex":
        library.reindex()
    elif asked["job"] == "update":
        # Many small segments, so that they are merged.
        for document in library.store.document_ids():
            library.engine.update(
                library._entries(library.lives.of([document]), lambda _d, _a: None),
                [],
                library.store.revision,
            )
    else:
        # Several commits, so that a kill falls between two of them.
        ingest_run._BATCH = 10
        with library.store.sole_writer(), Path(asked["acknowledged"]).open("a", encoding="utf-8") as noted:

            def note(row: Row) -> None:
                noted.write(f"{row.document}\n")
                noted.flush()

            Ingest(library.store, library.originals, Limits(), 1, note).run([Path(asked["inbox"])])
            library.catch_up()
    library.close()


def main() -> None:
    """Until the pipe closes."""
    for line in sys.stdin:
        asked = json.loads(line)
        began = time.monotonic()
        pid = os.fork()
        if not pid:
            code = 1
            try:
                os.setsid()
                work(asked)
                code = 0
            finally:
                os._exit(code)
        status: int | None = None
        while status is None:
            done, found = os.waitpid(pid, os.WNOHANG)
            if done:
                status = found
            elif time.monotonic() - began > asked["after"]:
                os.kill(pid, signal.SIGKILL)
                with contextlib.suppress(ProcessLookupError):
                    # Those it started; there are none when it had not yet become a leader.
                    os.killpg(pid, signal.SIGKILL)
                status = os.waitpid(pid, 0)[1]
            else:
                time.sleep(0.0005)
        print(json.dumps({"status": status, "seconds": time.monotonic() - began}), flush=True)


if __name__ == "__main__":
    main()
