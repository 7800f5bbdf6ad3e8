"""What a child process does with one file: bytes to drafts, as data."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from indexer.catalog import load_gazetteer
from indexer.extract import read_bytes
from indexer.extract.reading import Unreadable
from indexer.ingest.messages import Read, Task, decode_task, encode_message
from indexer.model.source import Meta
from indexer.parse import BodyNames, parse

_FOLDERS: Final = frozenset(
    (
        "法律",
        "行政法规",
        "监察法规",
        "地方性法规",
        "自治条例",
        "单行条例",
        "部门规章",
        "司法解释",
        "部门规范性文件",
    )
)


def read_one(payload: bytes) -> bytes:
    """The target of the pool."""
    return encode_message(read_file(decode_task(payload)))


def read_file(task: Task) -> Read:
    """Read and parse one file; every way in which it can be bad is an answer."""
    path = Path(task.path)
    try:
        size = path.stat().st_size
        if size > task.limits.file_bytes:
            limit = task.limits.file_bytes // (1024 * 1024)
            return Read("", size, "", code="limit_file", message=f"文件 {size} 字节，超过上限 {limit} MB")
        data = path.read_bytes()
    except OSError as problem:
        return Read("", 0, "", code="unreadable", message=f"无法读取（{problem.strerror or problem}）")
    digest = hashlib.sha256(data).hexdigest()
    try:
        source = read_bytes(data, task.name, task.limits)
    except Unreadable as problem:
        return Read(digest, len(data), "", code=problem.code, message=problem.message)
    if not source.meta_value("category") and (folder := _category(path)):
        source = replace(source, meta=(*source.meta, Meta("category", folder)))
    drafts = parse(source, body_names())
    if not drafts:
        return Read(digest, len(data), source.format.value, code="empty", message="文件里没有文字")
    return Read(digest, len(data), source.format.value, drafts, source.remarks)


def _category(path: Path) -> str:
    """The kind by which people sorted the file: the nearest folder that is named for one (行政法规/…)."""
    return next((folder.name for folder in path.parents if folder.name in _FOLDERS), "")


@cache
def body_names() -> BodyNames:
    """The bodies of the registry, read once a process."""
    return BodyNames(load_gazetteer())
