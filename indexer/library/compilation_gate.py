"""The gate of a compilation: which documents may stand in it, after 法规汇编编辑出版管理规定 第六条.

第六条（一）选材准确: what goes in must be right; what is repealed must be marked, and a volume of law in force takes in
nothing that is repealed or lapsed. What no event proves, or proofs contradict, is no law in force either: it is
refused unless the specification says what to do with it. 第六条（二）内容完整: a text that lacks an amendment is not
the text of the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from indexer.library.compilation_spec import CompilationSpec, Doubt, Scope
from indexer.library.lives import Life
from indexer.library.spans import missing_amendments, missing_said, said
from indexer.model.validity import Status


class Ruling(StrEnum):
    """What the gate says of a document."""

    PRINT = "print"
    MARK = "mark"  # printed with a mark beside its title
    APART = "apart"  # printed in a section of its own, marked
    LEAVE_OUT = "leave_out"  # listed at the end
    REFUSE = "refuse"  # no volume is made


@dataclass(frozen=True, slots=True)
class Judged:
    """A document with the gate's ruling; ``mark`` is what is printed beside the title, ``why`` the proof in words."""

    id: str
    title: str
    number: str
    status: Status
    ruling: Ruling
    mark: str = ""
    why: str = ""

    @property
    def said(self) -> str:
        """《…》（文号） 状态：依据."""
        number = f"（{self.number}）" if self.number else ""
        return f"《{self.title}》{number}{self.mark or self.status.label}" + (
            f"：{self.why}" if self.why else ""
        )


_BY_DOUBT: Final = {
    Doubt.REFUSE: Ruling.REFUSE,
    Doubt.LEAVE_OUT: Ruling.LEAVE_OUT,
    Doubt.MARK: Ruling.APART,
}
_ENDED: Final = (Status.REPEALED, Status.LAPSED)
_UNPROVEN: Final = (Status.UNKNOWN, Status.CONFLICTING)
_PENDING: Final = (Status.NOT_YET_IN_FORCE, Status.SUSPENDED)


def judge(life: Life, spec: CompilationSpec, titles: Mapping[str, str], *, named: bool) -> Judged:
    """What the gate says of a document. ``named``: the specification asks for this one and no other, so that it
    cannot be left out in its place."""
    verdict = life.timeline.on(spec.on)
    ruling, mark = _by_status(verdict.status, spec, named=named)
    why = _why(life, spec.on, titles)
    outdated = _outdated(life, spec.on)
    if outdated and ruling in (Ruling.PRINT, Ruling.MARK):
        ruling, mark, why = _doubtful(spec.outdated, named=named), "文本待核", outdated
    return Judged(
        life.document.id, life.document.title, life.document.number, verdict.status, ruling, mark, why
    )


def _by_status(status: Status, spec: CompilationSpec, *, named: bool) -> tuple[Ruling, str]:
    if status is Status.IN_FORCE:
        return Ruling.PRINT, ""
    if status is Status.PARTLY_IN_FORCE:
        return Ruling.MARK, "部分条款已失效"
    if status in _ENDED:
        if spec.scope is Scope.ALL:
            return Ruling.MARK, status.label
        return (Ruling.REFUSE if named else Ruling.LEAVE_OUT), status.label
    if status in _UNPROVEN:
        return _doubtful(spec.unproven, named=named), status.label
    assert status in _PENDING
    return _doubtful(spec.pending, named=named), status.label


def _doubtful(doubt: Doubt, *, named: bool) -> Ruling:
    if named and doubt is Doubt.LEAVE_OUT:
        return Ruling.REFUSE
    return _BY_DOUBT[doubt]


def _why(life: Life, on: date, titles: Mapping[str, str]) -> str:
    """The act, the day and the sentence that prove the status."""
    for event in life.timeline.on(on).because:
        day = event.effective or event.on
        act = titles.get(event.by_id.value, "") if event.by_id else event.by.title if event.by else ""
        parts = (
            f"自{said(day)}" if day else "",
            f"依据《{act}》" if act else "",
            f"“{event.evidence.quote}”",
        )
        return "，".join(part for part in parts if part)
    return "没有找到说明其时效的依据"


def _outdated(life: Life, on: date) -> str:
    """Why the text held is not that of the day; empty where it is, as far as the record tells."""
    version = life.version_on(on)
    if version is None:
        return "没有收录它的文本"
    if version.start is not None and on < version.start:
        return f"{said(on)}的文本没有收录，最早的文本自{said(version.start)}起"
    held = {other.dated for other in life.versions}
    missing = [
        event
        for event in missing_amendments(version, life.timeline.events)
        if event.on not in held and (event.effective or event.on or date.max) <= on
    ]
    return missing_said(version.dated, missing) if missing and version.dated else ""


def actors(lives: Iterable[Life], on: date) -> set[str]:
    """The ids of the acts that the reasons name."""
    return {
        event.by_id.value
        for life in lives
        for event in life.timeline.on(on).because
        if event.by_id is not None
    }
