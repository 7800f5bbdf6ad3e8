"""What a person said of a document, in the words a reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from indexer.model.document import Kind
from indexer.store import Store

_LABELS = {
    "title": "标题",
    "number": "文号",
    "issuers": "发文机关",
    "issued": "发布日期",
    "kind": "效力级别",
}
_ROLES = {
    "interprets": "解读",
    "implements": "实施",
    "based_on": "依据",
    "issues": "印发",
    "forwards": "转发",
}


def curated_said(store: Store, document: str) -> tuple[str, ...]:
    """What a person said of a document, other than events, in words: with source and place."""
    return tuple(
        f"人工更正：{said}（依据：{row.quote}；{row.place.removeprefix('curation:')}）"
        for row in store.curated(document)
        for said in _said(row.name, row.value)
    )


def _said(name: str, value: Any) -> Iterator[str]:
    if name == "correction":
        for column, label in _LABELS.items():
            if column in value["now"]:
                now, was = (_shown(column, value[when][column]) for when in ("now", "was"))
                yield f"{label}更正为“{now}”，原作“{was}”"
    elif name == "merge":
        yield f"与登记为 {value['row']['id']} 的《{value['row']['title']}》是同一件，已合并"
    elif name == "split":
        yield f"从登记为 {value['from']} 的文件中分出，是另一件"
    elif name == "link":
        yield f"{_ROLES.get(value['role'], '引用')}《{value['title']}》（{value['to']}）"


def _shown(column: str, value: Any) -> str:
    if column == "kind":
        return Kind(value).label
    if isinstance(value, list):
        return "、".join(issuer[0] for issuer in value) or "（无）"
    return str(value or "（无）")
