"""What a child process does with a text that is to be checked: bytes to its words and citations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec

from indexer.extract import read_bytes
from indexer.extract.reading import Unreadable
from indexer.extract.workbook import is_workbook, read_names
from indexer.ingest.messages import Task, decode_task
from indexer.ingest.reader import body_names
from indexer.model.draft import DraftText
from indexer.model.source import SourceText
from indexer.parse import parse


def read_one(payload: bytes) -> bytes:
    """The target of the pool."""
    return msgspec.msgpack.encode(_read_file(decode_task(payload)))


def _read_file(task: Task) -> DraftText:
    path = Path(task.path)
    try:
        if path.stat().st_size > task.limits.file_bytes:
            limit = task.limits.file_bytes // (1024 * 1024)
            return DraftText(code="limit_file", message=f"文件超过上限 {limit} MB")
        data = path.read_bytes()
    except OSError as problem:
        return DraftText(code="unreadable", message=f"无法读取（{problem.strerror or problem}）")
    try:
        if is_workbook(data):
            return DraftText("\n".join(read_names(data, task.limits)), format="xlsx")
        return draft_of(read_bytes(data, task.name, task.limits))
    except Unreadable as problem:
        return DraftText(code=problem.code, message=problem.message)


def read_text(text: str, name: str = "草案.txt") -> DraftText:
    """A string's citations."""
    try:
        return draft_of(read_bytes(text.encode("utf-8", "replace"), name))
    except Unreadable as problem:
        return DraftText(code=problem.code, message=problem.message)


def draft_of(source: SourceText) -> DraftText:
    """The citations of everything a source holds, in order."""
    drafts = parse(source, body_names())
    citations = sorted((c for draft in drafts for c in draft.citations), key=lambda c: (c.start, c.end))
    found = DraftText(source.text, tuple(citations), source.remarks, source.format.value)
    return found if drafts else replace(found, code="empty", message="文件里没有文字")
