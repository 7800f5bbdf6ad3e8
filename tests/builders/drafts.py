"""Drafts and libraries for tests, from texts written for them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from indexer.catalog import load_gazetteer
from indexer.extract import read_bytes
from indexer.ingest import Ingest, Summary
from indexer.library import Library
from indexer.model.draft import Draft
from indexer.model.limits import Limits
from indexer.parse import BodyNames, parse
from indexer.settings import Settings
from indexer.store import SourceRow

RULE = """云岭省示例市场管理办法
（2010年3月1日云岭省人民政府令第12号公布）

第一章　总则

第一条　为了规范示例市场的管理，制定本办法。

第二条　本办法适用于本省行政区域内的示例市场。

第二章　管理

第三条　开办者应当公示下列事项：

（一）收费标准；

（二）投诉电话。

第四条　违反本办法的，处五百元罚款。

第五条　本办法自2010年5月1日起施行。
"""

AMENDED = RULE.replace(
    "（2010年3月1日云岭省人民政府令第12号公布）",
    "（2010年3月1日云岭省人民政府令第12号公布　根据2018年6月5日《云岭省人民政府关于修改〈云岭省示例市场管理办法〉的决定》修正）",
).replace("五百元", "八百元")


@cache
def names() -> BodyNames:
    """The bodies of ``corpus/``."""
    return BodyNames(load_gazetteer())


def drafts_of(text: str, name: str = "示例.txt") -> tuple[str, tuple[Draft, ...]]:
    """(sha256, drafts) of a text."""
    source = read_bytes(text.encode(), name)
    return source.sha256, parse(source, names())


def source_row(text: str, name: str = "示例.txt") -> SourceRow:
    """The row under which a text is recorded."""
    data = text.encode()
    return SourceRow(hashlib.sha256(data).hexdigest(), name, "txt", len(data), "test", "", "")


def library_of(folder: Path, files: dict[str, str]) -> tuple[Library, Summary]:
    """A library that has taken in these files."""
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    for name, text in files.items():
        (inbox / name).write_text(text, encoding="utf-8")
    library = Library.open(Settings(data=folder / "data"))
    summary = Ingest(library.store, library.originals, Limits(), jobs=1).run([inbox])
    library.catch_up()
    return library, summary
