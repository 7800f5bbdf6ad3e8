"""Reading a file that is to be checked and not recorded: in a child process like every file."""

from __future__ import annotations

from pathlib import Path

import msgspec

from indexer.ingest.messages import Task, encode_message
from indexer.ingest.pool import ReaderPool
from indexer.ingest.pool import Task as PoolTask
from indexer.model.draft import DraftText
from indexer.model.limits import Limits

_TARGET = "indexer.ingest.draft_reader:read_one"
_DRAFTS = msgspec.msgpack.Decoder(DraftText)


def read_draft(path: Path, limits: Limits) -> DraftText:
    """A file's text with its citations. A file that cannot be read is an answer with the reason."""
    task = PoolTask("draft", encode_message(Task(str(path.resolve()), path.name, limits)))
    with ReaderPool(_TARGET, 1, limits) as pool:
        for outcome in pool.run([task]):
            if outcome.result is not None:
                return _DRAFTS.decode(outcome.result)
            if outcome.failure is not None:
                return DraftText(code=outcome.failure.code, message=outcome.failure.message)
    return DraftText(code="crashed", message="读取程序没有回答")
