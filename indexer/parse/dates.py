"""Days of a document, kept apart: 成文, 通过, 批准, 公布, 施行 and the day of the web page, each with its evidence."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from indexer.model.characters import fold_width
from indexer.model.numerals import DATE, parse_date
from indexer.model.source import Remark, SourceText
from indexer.model.validity import EventKind, Evidence, ValidityEvent
from indexer.parse.lines import Line

_NAME_DAY: Final = re.compile(
    r"(?:[_（(\s]|^)(?P<year>(?:19|20)\d\d)[-.]?(?P<month>[01]\d)[-.]?(?P<day>[0-3]\d)[）)]?(?=_|\.|$|[）)])"
)
_ACTS: Final = (EventKind.ADOPTED, EventKind.APPROVED, EventKind.ISSUED, EventKind.AMENDED)
_BIRTHS: Final = (EventKind.ADOPTED, EventKind.APPROVED)
_NATIONAL: Final = re.compile(r"全国人民代表大会|全国人大")
_SURELY_PUBLISHED: Final = timedelta(days=366)
"""A text that was passed and is held as published had been published a year later at the latest."""
_META_EVENTS: Final = (
    ("written", EventKind.WRITTEN),
    ("issued", EventKind.ISSUED),
    ("published", EventKind.PUBLISHED),
)
_SELF: Final = (
    r"(?:本|此)(?!条(?!例)|款|章|节)(?:(?!第)[\u4e00-\u9fff]){0,8}?(?:法|条例|规定|办法|细则|规则|决定|决议|通知|意见|公告|通告|解释|方案|章程|规程|规范|标准|制度|措施"
    r"|批复|安排|守则|准则|令|预案|指南|指引|政策|案|基准|名录|目录|纲要|规划|计划|清单|函|通则|要求|汇编)(?:[（(](?:试行|暂行)[）)])?"
    r"(?:经[^，。；《》]{2,40}(?:通过|批准|同意)[，,]|由[^，。；《》]{2,30}解释[，,。；]?)?"
)
_BEGINS: Final = r"(?:正式)?(?:施行|实施|执行|生效|试行|实行)"
_COMMENCES: Final = re.compile(rf"{_SELF}(?:自|从|于)+\s*(?P<day>{DATE})\s*(?:起)?\s*{_BEGINS}")
_COMMENCES_ON_ACT: Final = re.compile(
    rf"{_SELF}(?:自|从)(?P<act>公布|发布|颁布|印发|下发|签发|通过|批准)之日起\s*{_BEGINS}"
)
_ISSUED_AND_BEGUN: Final = re.compile(
    rf"{_SELF}[^。；《》]{{0,20}}批准[，,]?\s*由[^。；《》]{{2,20}}(?P<act>发布|公布)施行(?=[。；]|$)"
)
_ADOPTION_SPAN: Final = 300
_PUBLICATION_LAG: Final = 92
_ADOPTION_LAG: Final = 200
"""Days by which a file's version date may follow the note's last act and still be the publication of that act; longer
where the note tells no more than an adoption (judicial interpretations are published months later)."""


_PRINTED: Final = re.compile(
    rf"^(?:[^，。；：《》]{{2,40}}?(?:办公[厅室]|秘书[处科]|委|局|厅|部|处|科|府)[^，。；：《》]{{0,12}}?)?[\s　]*(?P<day>{DATE})[\s　]*印发$"
)
"""版记, the foot of an official document (GB/T 9704-2012 7.4): 示例市人民政府办公室　2021年4月16日印发."""


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A version's day from metadata or the file's name. ``quote`` is how it stands there."""

    day: date
    quote: str
    rule: str


@dataclass(frozen=True, slots=True)
class Days:
    """``issued``: first issue of the document; ``dated``: the act that made this text; ``since``: when it applies."""

    issued: date | None
    dated: date | None
    since: date | None
    remarks: tuple[Remark, ...] = ()


def version_day(source: SourceText) -> NamedDay | None:
    """The day of the version as the source's metadata or file name gives it; X(2018-03-19).md, X_20201017.docx."""
    claimed = source.meta_value("version_date")
    day = parse_date(claimed) if claimed else None
    if day is not None:
        return NamedDay(day, claimed.strip(), "meta.version_date")
    for match in _NAME_DAY.finditer(fold_width(source.name)):
        day = _day(match)
        if day is not None:
            return NamedDay(day, match.group(0).strip("_ （）()"), "name.version_date")
    return None


def meta_events(source: SourceText) -> Iterator[ValidityEvent]:
    """The days of a source's own metadata as events. Their quotes stand in the metadata, not in the text (place 0, 0)."""
    for key, kind in _META_EVENTS:
        value = source.meta_value(key)
        day = parse_date(value) if value else None
        if day is not None:
            yield ValidityEvent(kind, day, None, Evidence(source.sha256, 0, 0, value.strip(), f"meta.{key}"))


def claimed_commencement(
    source: SourceText, events: Sequence[ValidityEvent], version: NamedDay | None
) -> ValidityEvent | None:
    """The 施行日期 of a source's metadata. Law databases print that of the version here or that of the first text: a
    text's own clause goes before it, and where it may be that of a version it only says that force had begun."""
    value = source.meta_value("commenced")
    day = parse_date(value) if value else None
    if day is None:
        return None
    proof = Evidence(source.sha256, 0, 0, value.strip(), "meta.commenced")
    born = min(_births(events), default=None)
    first = born is not None and born <= day <= born + _SURELY_PUBLISHED
    if first or (version is not None and day < version.day):
        return ValidityEvent(EventKind.COMMENCED, day, day, proof)
    return ValidityEvent(EventKind.COMMENCED, None, None, proof, until=day)


def of_some_version(events: tuple[ValidityEvent, ...], version: NamedDay | None) -> tuple[ValidityEvent, ...]:
    """A commencement in a text that is dated as a version and does not say how it came about may be that of a revised
    text: the day of its act is left open."""
    if version is None or any(e.kind in _ACTS or e.kind is EventKind.WRITTEN for e in events):
        return events
    return tuple(
        replace(e, on=None) if e.kind is EventKind.COMMENCED and e.effective is not None else e
        for e in events
    )


def printed_day(lines: Sequence[Line]) -> date | None:
    """The day of 印发 in the 版记 of a source; None where it has none, or several."""
    found = {
        parse_date(match["day"])
        for line in lines
        if (match := _PRINTED.match(fold_width(line.text))) is not None
    }
    return found.pop() if len(found) == 1 else None


def act_day(events: Sequence[ValidityEvent], act: str, printed: date | None = None) -> date | None:
    """The day that 公布之日 (or 通过之日, 批准之日) means for the text as first made; None when nothing tells it.

    公布之日 is a 公布 told by note or metadata, else the day signed; never that of an adoption. 印发之日 is that of the
    版记, which comes some days after the signature.
    """
    first = list(itertools.takewhile(lambda event: event.kind is not EventKind.AMENDED, events))
    if act == "通过":
        return _day_of(first, EventKind.ADOPTED)
    if act == "批准":
        return _day_of(first, EventKind.APPROVED)
    signed = _day_of(events, EventKind.WRITTEN)
    if act in ("印发", "下发") and printed is not None and (signed is None or signed <= printed):
        return printed
    told = [event for event in events if event.evidence.rule.startswith("meta.")]
    return _day_of([*first, *told], EventKind.ISSUED) or _day_of(events, EventKind.WRITTEN)


def written_event(source: SourceText, day: date, start: int, end: int, rule: str) -> ValidityEvent:
    """成文: the day of the signature or of the date line under the title."""
    return ValidityEvent(
        EventKind.WRITTEN, day, None, Evidence(source.sha256, start, end, source.text[start:end], rule)
    )


def closing_commencement(
    lines: Sequence[Line],
    sha256: str,
    events: Sequence[ValidityEvent],
    version: NamedDay | None = None,
    printed: date | None = None,
) -> tuple[ValidityEvent, ...]:
    """The plain commencement clause (本办法自2021年3月1日起施行, 自公布之日起施行), the last one in the text.

    ``events`` tell which day 公布之日 is. Where they do not, the event has no day of effect, but one by which the text
    had surely begun (``until``), and the act after which it was to be published (``on``). ``printed`` is the day of
    印发 in the 版记.
    """
    for line in reversed(lines):
        folded = fold_width(line.text)
        if match := _COMMENCES.search(folded):
            day = parse_date(match["day"])
            return (_commenced(line, match, sha256, day, "clause.commencement"),)
        if match := _COMMENCES_ON_ACT.search(folded) or _ISSUED_AND_BEGUN.search(folded):
            day = act_day(events, match["act"], printed) or _promulgated(events, version)
            day = _told_by_note(events, day) or day
            event = _commenced(line, match, sha256, day, "clause.commencement_on_issue")
            if day is None:
                event = replace(event, on=_last_birth(events), until=_begun_by(events, version))
            return (event,)
    return ()


def _told_by_note(events: Sequence[ValidityEvent], day: date | None) -> date | None:
    """The commencement that the note states shortly after a day worked out for 公布之日: the day of the 公布 itself."""
    told = _day_begun(events)
    return told if day and told and 0 <= (told - day).days <= _PUBLICATION_LAG else None


def _day_begun(events: Sequence[ValidityEvent]) -> date | None:
    return next((e.effective for e in events if e.kind is EventKind.COMMENCED and e.effective), None)


def _births(events: Sequence[ValidityEvent]) -> list[date]:
    """The days of 通过 and 批准 by which the text first came about; a passing long after is that of a later text."""
    first = itertools.takewhile(lambda event: event.kind is not EventKind.AMENDED, events)
    days = sorted(e.on for e in first if e.on and e.kind in _BIRTHS)
    return [day for day in days if (day - days[0]).days <= _ADOPTION_SPAN]


def _last_birth(events: Sequence[ValidityEvent]) -> date | None:
    return max(_births(events), default=None)


def _promulgated(events: Sequence[ValidityEvent], version: NamedDay | None) -> date | None:
    """The day of 公布 as the source gives it for its text, where the note ends with 通过 or 批准 shortly before.

    A national law has been promulgated on the day of its passing since the Constitution of 1982; for other texts the
    same day is not that of the 公布.
    """
    last = _last_birth(events)
    if last is None or any(e.kind is EventKind.AMENDED for e in events):
        return None
    national = any(e.kind is EventKind.ADOPTED and _NATIONAL.search(e.body) for e in events)
    if version is None:
        return last if national and last.year > 1982 else None
    lag = (version.day - last).days
    return version.day if (0 if national else 1) <= lag <= _PUBLICATION_LAG else None


def _begun_by(events: Sequence[ValidityEvent], version: NamedDay | None) -> date | None:
    """The day by which a text that holds from its 公布 had surely begun."""
    last = _last_birth(events)
    days = [e.on for e in events if e.kind is EventKind.PUBLISHED and e.on is not None]
    days += [last + _SURELY_PUBLISHED] if last is not None else [version.day] if version is not None else []
    return min(days, default=None)


def settle_days(
    events: Sequence[ValidityEvent], version: NamedDay | None, claimed_since: date | None = None
) -> Days:
    """The document's days out of all its events and the version's day.

    ``issued`` is the first 公布, else the last act (通过, 批准) before any amendment, which is its 成文日期 by
    GB/T 9704-2012 7.3.5.4, else the written day. A page's day is never one of them.
    ``claimed_since`` is a commencement that metadata gives for this version.
    """
    noted = [
        e for e in events if e.kind in _ACTS and e.on is not None and not e.evidence.rule.startswith("meta.")
    ]
    issued = _first_issue(noted) or _day_of(events, EventKind.WRITTEN) or _meta_issue(events)
    last = max((e.on for e in noted if e.on is not None), default=None)
    signed = _day_of(events, EventKind.WRITTEN)
    if signed is not None and any(e.evidence.rule.startswith("cover.a") for e in events):
        # The day of the order that carries it is the day of issue; the meeting named in the order came before.
        issued, last = signed, max(signed, last or signed)
    dated, remarks = _dated(noted, last, version, issued)
    return Days(issued, dated, _since(events, dated, issued, claimed_since), remarks)


def _first_issue(noted: Sequence[ValidityEvent]) -> date | None:
    """The first 公布; without one the last step (通过, then 批准) by which the text first came about."""
    original: ValidityEvent | None = None
    approved = False
    for event in noted:
        if event.evidence.rule == "note.decision_adopted":
            continue
        if event.kind is EventKind.ISSUED:
            return event.on
        if event.kind is EventKind.AMENDED:
            break
        if (
            original is not None
            and event.kind is EventKind.ADOPTED
            and (approved or _is_later(event, original))
        ):
            break
        approved = approved or event.kind is EventKind.APPROVED
        original = event
    return original.on if original is not None else None


def _is_later(event: ValidityEvent, first: ValidityEvent) -> bool:
    """A second adoption long after the first is that of a later text (two courts adopt within months)."""
    return event.on is not None and first.on is not None and (event.on - first.on).days > _ADOPTION_SPAN


def _day_of(events: Sequence[ValidityEvent], kind: EventKind) -> date | None:
    return next((e.on for e in events if e.kind is kind and e.on is not None), None)


def _meta_issue(events: Sequence[ValidityEvent]) -> date | None:
    return next(
        (e.on for e in events if e.kind is EventKind.ISSUED and e.evidence.rule == "meta.issued"), None
    )


def _dated(
    noted: Sequence[ValidityEvent], last: date | None, version: NamedDay | None, issued: date | None
) -> tuple[date | None, tuple[Remark, ...]]:
    if version is None:
        return last or issued, ()
    if last is None and issued is not None and version.rule.startswith("name."):
        # A signed text has its own day; the one in a file's name may be that of a download.
        return issued, ()
    if last is None or version.day == last:
        return version.day, ()
    if version.day < last:
        return last, (_conflict(version, last),)
    told = any(e.kind in (EventKind.ISSUED, EventKind.AMENDED) for e in noted)
    if (version.day - last).days > (_PUBLICATION_LAG if told else _ADOPTION_LAG):
        return version.day, (_incomplete(version, last),)
    return version.day, ()


def _incomplete(version: NamedDay, last: date) -> Remark:
    return Remark(
        "note_incomplete",
        f"题注止于{last.isoformat()}，早于文件所标版本日期，可能缺最近一次修改",
        version.quote,
    )


def _conflict(version: NamedDay, last: date) -> Remark:
    return Remark(
        "version_date_conflict",
        f"文件所标版本日期早于题注最后日期{last.isoformat()}，以题注为准",
        version.quote,
    )


def _since(
    events: Sequence[ValidityEvent], dated: date | None, issued: date | None, claimed: date | None
) -> date | None:
    """The day this text applies: a commencement not before the act that made it; for an amended text unknown otherwise."""
    if claimed is not None and dated is not None and claimed >= dated:
        return claimed
    days = [
        e.effective
        for e in events
        if e.kind is EventKind.COMMENCED and e.effective is not None and e.target is None
    ]
    amended = any(e.kind is EventKind.AMENDED for e in events)
    original = not amended and (
        dated is None or (issued is not None and (dated - issued).days <= _ADOPTION_LAG)
    )
    fitting = [day for day in days if original or (dated is not None and day >= dated)]
    return fitting[0] if fitting else None


def _commenced(line: Line, match: re.Match[str], sha256: str, day: date | None, rule: str) -> ValidityEvent:
    start, end = line.start + match.start(), line.start + match.end()
    quote = line.text[match.start() : match.end()]
    return ValidityEvent(EventKind.COMMENCED, day, day, Evidence(sha256, start, end, quote, rule))


def _day(match: re.Match[str]) -> date | None:
    return parse_date(f"{match['year']}-{match['month']}-{match['day']}")


_ORDER_ADOPTED: Final = re.compile(
    rf"(?:已经?|业经|经|已于|于)\s*(?P<day>{DATE})(?P<body>[^，。；《》]{{2,60}}?)(?:审议|讨论|修订)?(?P<verb>通过|批准)"
)
_ORDER_COMMENCES: Final = re.compile(
    rf"(?:公布|发布|印发|颁布)[^。]{{0,20}}?[，,；;]?\s*(?:自|从)\s*(?P<day>{DATE})\s*起(?:施行|实施|执行|生效)"
)
_ORDER_REACH: Final = 400


def order_events(lines: Sequence[Line], sha256: str) -> Iterator[ValidityEvent]:
    """What an order says of the text it carries: 已经…会议通过，现予公布，自…起施行."""
    for line in lines[:12]:
        folded = fold_width(line.text[:_ORDER_REACH])
        if "公布" not in folded and "发布" not in folded and "印发" not in folded:
            continue
        for match in _ORDER_ADOPTED.finditer(folded):
            kind = EventKind.ADOPTED if match["verb"] == "通过" else EventKind.APPROVED
            proof = _proof(line, match.start(), match.end(), sha256, f"cover.{kind.value}")
            yield ValidityEvent(kind, parse_date(match["day"]), None, proof, body=match["body"].strip())
        commencing = _ORDER_COMMENCES.search(folded)
        if commencing is not None:
            day = parse_date(commencing["day"])
            proof = _proof(line, commencing.start(), commencing.end(), sha256, "cover.commenced")
            yield ValidityEvent(EventKind.COMMENCED, day, day, proof)


def _proof(line: Line, low: int, high: int, sha256: str, rule: str) -> Evidence:
    return Evidence(sha256, line.start + low, line.start + high, line.text[low:high], rule)
