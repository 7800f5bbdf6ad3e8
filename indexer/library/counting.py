"""Counting (底数): how much is held on a day, and what is missing of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from indexer.library.answers import FacetRow, StatsAnswer
from indexer.library.lives import Life
from indexer.library.spans import missing_amendments
from indexer.library.stubs import Stub
from indexer.model.validity import Status
from indexer.store import Store


def counted(store: Store, lives: Mapping[str, Life], stubs: Mapping[str, Stub], on: date) -> StatsAnswer:
    """The documents by status of the day, kind, body and year, and the gaps."""
    statuses: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    bodies: Counter[str] = Counter()
    years: Counter[str] = Counter()
    gaps: Counter[str] = Counter()
    for life in lives.values():
        row = life.document
        status = life.timeline.on(on).status
        statuses[status.value] += 1
        kinds[row.kind.value] += 1
        bodies.update({issuer.name for issuer in row.issuers})
        years[str(row.issued.year) if row.issued else "不详"] += 1
        gaps["number"] += not row.number
        gaps["issued"] += row.issued is None
        gaps["bodies"] += not row.issuers
        gaps["effective"] += life.commenced is None
        gaps["status_unknown"] += status is Status.UNKNOWN
        gaps["undated_texts"] += sum(version.dated is None for version in life.versions)
        gaps["missing_amendments"] += bool(
            life.versions and missing_amendments(life.versions[-1], life.timeline.events)
        )
        gaps["doubtful_targets"] += len(life.doubtful)
    counts = store.counts()
    gaps["rejected_files"] = counts["rejected"]
    gaps["text_not_held"] = len(stubs)
    gaps["unresolved_targets"] = sum(len(stub.life.timeline.events) for stub in stubs.values())
    gaps["ambiguous_identity"] = len(store.ambiguities())
    gaps["curation_unresolved"] = len(store.curation_state().get("waiting", ()))
    return StatsAnswer(
        documents=counts["documents"],
        versions=counts["versions"],
        provisions=counts["provisions"],
        revision=store.revision,
        as_of=on,
        by_status=dict(statuses.most_common()),
        by_kind=dict(kinds.most_common()),
        by_body=tuple(FacetRow(name, name, count) for name, count in bodies.most_common()),
        by_year=dict(sorted(years.items(), reverse=True)),
        gaps=dict(gaps),
    )


GAPS = {
    "number": "没有文号",
    "issued": "没有公布（成文）日期",
    "bodies": "没有发文机关",
    "effective": "没有写明施行日期",
    "status_unknown": "时效没有依据",
    "undated_texts": "没有日期的文本",
    "missing_amendments": "缺少后来修改的文本",
    "text_not_held": "只知其名、没有文本的文件",
    "unresolved_targets": "所涉文件没有收录的废止、修改等条款",
    "doubtful_targets": "无法确定所指的废止、修改等条款",
    "rejected_files": "无法读取的文件",
    "ambiguous_identity": "可能重复的文件",
    "curation_unresolved": "找不到所指文件的人工更正",
}
"""What the gaps are called."""
