"""What a search understood, said to the reader: known items, filters, and what to drop when nothing is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from indexer.library.answers import FacetRow, Relaxation
from indexer.library.body_tree import body_tree
from indexer.library.known_items import How, Known
from indexer.library.titles import TitleTable
from indexer.model.document import Kind
from indexer.model.validity import Status
from indexer.search.engine import FacetCount
from indexer.search.query import Filters, SearchQuery, plain_words
from indexer.search.query_language import Understood

FILTER_LABELS: Final[Mapping[str, str]] = {
    "status": "时效性",
    "kind": "效力级别",
    "body": "发文机关",
    "region": "地区",
    "year": "年份",
    "subject": "主题",
    "interpreted": "有无解读",
}

_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "status": {status.value: status.label for status in Status},
    "kind": {kind.value: kind.label for kind in Kind},
    "interpreted": {"yes": "有解读", "no": "无解读"},
}


def filter_values(filters: Filters) -> dict[str, tuple[str, ...]]:
    """The filters that are set, as plain values."""
    found: dict[str, tuple[str, ...]] = {
        "status": filters.status,
        "kind": filters.kind,
        "body": filters.body,
        "region": filters.region,
        "year": tuple(str(year) for year in filters.year),
        "subject": filters.subject,
        "interpreted": () if filters.interpreted is None else ("yes" if filters.interpreted else "no",),
    }
    return {name: values for name, values in found.items() if values}


def relaxation(name: str, values: tuple[str, ...], total: int) -> Relaxation:
    """A filter that leaves nothing, with what its absence would give."""
    labels = "、".join(_LABELS.get(name, {}).get(value, value) for value in values)
    said = f"去掉“{FILTER_LABELS[name]}：{labels}”这一筛选条件，可找到 {total} 件"
    return Relaxation(name, values, total, said)


def said_of(known: Known, titles: TitleTable, lacking: bool) -> tuple[str, ...]:
    """How a known item was recognised, where that is not plain to see."""
    names = "、".join(f"《{titles.rows[d].title}》" for d in known.documents[:3] if d in titles.rows)
    notes = []
    if known.how is How.NEAR:
        notes.append(f"没有叫这个名称的文件，先列出名称相近的{names}；请核对是否为所要的文件")
    elif known.how is How.ALIAS:
        notes.append(f"“{known.name}”按简称理解为{names}")
    elif known.how is How.PINYIN:
        notes.append(f"“{known.name}”按拼音理解为{names}")
    if known.how in (How.TITLE, How.NUMBER) and not known.paths and len(known.documents) > 1:
        notes.append(f"“{known.name}”对应的文件不止一件，均已列出")
    if known.edition:
        notes.append(f"“{known.edition}”没有用来挑选文本；要看那时的文本，请选效力日期")
    if lacking:
        notes.append(f"所选日期的{names}文本没有{known.label}")
    return tuple(notes)


def described(understood: Understood, query: SearchQuery, known: Known) -> dict[str, Any]:
    """The query as it was understood, for programs and for those who want to know."""
    return {
        "words": [words.text for words in plain_words(understood.node)],
        "known_item": list(known.documents),
        "known_by": known.how.value if known.how else None,
        "article": known.paths[-1] if known.paths else None,
        "provision": known.paths[0] if known.paths else None,
        "filters": {name: list(values) for name, values in filter_values(query.filters).items()},
        "notes": list(understood.notes),
    }


def facet_rows(name: str, counts: Iterable[FacetCount]) -> tuple[FacetRow, ...]:
    """A facet's values with the words a reader sees."""
    if name == "body":
        parent = body_tree().parent
        return tuple([FacetRow(row.value, row.value, row.count, parent(row.value)) for row in counts])
    labels = _LABELS.get(name, {})
    return tuple([FacetRow(row.value, labels.get(row.value, row.value), row.count) for row in counts])
