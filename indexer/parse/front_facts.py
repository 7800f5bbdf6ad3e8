"""Number, issuing bodies and subjects of an instrument, each by its best witness, with the place that proves it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.model.characters import compact, squeeze
from indexer.model.docnumber import DocumentNumber
from indexer.model.document import Issuer
from indexer.model.draft import Fact
from indexer.model.source import Remark, SourceText
from indexer.model.validity import EventKind, Evidence, ValidityEvent
from indexer.parse.front import FrontLine, Role, number_line, trim_code
from indexer.parse.issuers import BodyNames


@dataclass(frozen=True, slots=True)
class NumberFound:
    """A document's number with the fact that proves it."""

    number: DocumentNumber
    fact: Fact
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class IssuersFound:
    """A document's issuing bodies, lead body first, with the fact that proves them."""

    issuers: tuple[Issuer, ...] = ()
    fact: Fact | None = None


_AFTER_ISSUER: Final = re.compile(
    r"^(?:办公[厅室])?(?:关于|印发|转发|批转|发布|公布|修订|公告|令|通告|对|贯彻|实施|公报|决定|命令|通知|批复|办理|文件|\d|第)"
)
_SUBJECT_SEPARATORS: Final = re.compile(r"[\\/、,，;；|>＞]+")
_INDEX_LABEL: Final = re.compile(
    r"^[【\[]?\s*索\s*引\s*号\s*[】\]]?\s*[:：]?\s*(?P<value>[A-Za-z0-9/\-.]{4,40})"
)
_OWN_STEPS: Final = ("note.adopted", "note.approved", "note.issued", "note.issued_by_decree", "note.amended")
_AND_OTHERS: Final = re.compile(r"等(?:[一二三四五六七八九十\d]+个?)?(?:部门|单位|机关|部委)?$")
_LEVEL_HEAD: Final = re.compile(
    r"(省|自治区|市|自治州|州|自治县|县|区)(?=第?[0-9〇零一二三四五六七八九十百]+届|人大|人民代表大会)"
)
_DECREE_CODE: Final = re.compile(r"(?:令|公告|通告)$")


def evidence(source: SourceText, start: int, end: int, rule: str) -> Evidence:
    """The words at [start, end) of the source's text as proof."""
    return Evidence(source.sha256, start, end, source.text[start:end], rule)


def meta_evidence(source: SourceText, value: str, rule: str) -> Evidence:
    """A value of the source's metadata as proof; it has no place in the text (0, 0)."""
    return Evidence(source.sha256, 0, 0, value.strip(), rule)


def read_number(
    front: Sequence[FrontLine],
    events: Sequence[ValidityEvent],
    source: SourceText,
    names: BodyNames,
    is_inner: bool,
) -> NumberFound | None:
    """The number by a line of the front, else metadata, else the order that first issued it (国务院令第756号公布)."""
    line = number_line(front)
    claimed = None if is_inner else meta_number(source, names)
    if line is not None and line.number is not None:
        fact = Fact(
            "number",
            line.number.canonical,
            evidence(source, line.line.start, line.line.end, "number.front"),
        )
        return NumberFound(line.number, fact, tuple(_disagreement(line.number, claimed)))
    if claimed is not None:
        fact = Fact(
            "number", claimed.canonical, meta_evidence(source, source.meta_value("number"), "meta.number")
        )
        return NumberFound(claimed, fact)
    return _number_of_issue(events)


def meta_number(source: SourceText, names: BodyNames) -> DocumentNumber | None:
    """The number that the source's metadata gives."""
    value = source.meta_value("number")
    number = DocumentNumber.parse(value) if value else None
    return trim_code(number, names) if number is not None and number.code else None


def _disagreement(number: DocumentNumber, claimed: DocumentNumber | None) -> Iterator[Remark]:
    if claimed is None or claimed.canonical == number.canonical:
        return
    if claimed.year == number.year and claimed.serial == number.serial:
        return
    yield Remark(
        "number_conflict", "正文与元数据的文号不一致，以正文为准", f"{number.canonical} / {claimed.canonical}"
    )


def _number_of_issue(events: Sequence[ValidityEvent]) -> NumberFound | None:
    for event in events:
        if event.kind is EventKind.ISSUED:
            number = DocumentNumber.parse(event.by.number) if event.by and event.by.number else None
            if number is None:
                return None
            return NumberFound(number, Fact("number", number.canonical, event.evidence))
        if event.kind is EventKind.AMENDED:
            return None
    return None


def read_issuers(
    front: Sequence[FrontLine],
    title: str,
    number: DocumentNumber | None,
    events: Sequence[ValidityEvent],
    signers: tuple[Issuer, ...],
    source: SourceText,
    names: BodyNames,
    is_inner: bool = False,
) -> IssuersFound:
    """The bodies by letterhead, title, note, signature, number, metadata: the first witness that names a known body.

    A later witness that names the same bodies and more (a joint issue the title shortens) is taken instead.
    """
    witnesses = [
        item
        for item in _witnesses(front, title, number, events, signers, source, names, is_inner)
        if item.issuers
    ]
    if not witnesses:
        return IssuersFound()
    # A body of a place that is not registered, named in words, beats what the letters of a number stand for elsewhere.
    best = next((w for w in witnesses if any(i.body or i.region for i in w.issuers)), witnesses[0])
    for other in witnesses:
        if _includes(other.issuers, best.issuers):
            best = other
    return best


def _witnesses(
    front: Sequence[FrontLine],
    title: str,
    number: DocumentNumber | None,
    events: Sequence[ValidityEvent],
    signers: tuple[Issuer, ...],
    source: SourceText,
    names: BodyNames,
    is_inner: bool,
) -> Iterator[IssuersFound]:
    yield _from_letterhead(front, source, names)
    yield _from_title(front, title, source, names)
    yield _from_note(events, title, names)
    if number is not None and _DECREE_CODE.search(number.code):
        yield _from_number(number, source, names)
    yield _named(signers, Evidence(source.sha256, 0, 0, "", "issuers.signature"))
    if not is_inner:
        claimed = source.meta_value("issuers")
        yield _named(
            names.read_list(_AND_OTHERS.sub("", claimed)), meta_evidence(source, claimed, "meta.issuers")
        )
    yield _from_number(number, source, names)


def _named(issuers: tuple[Issuer, ...], proof: Evidence) -> IssuersFound:
    if not issuers:
        return IssuersFound()
    return IssuersFound(issuers, Fact("issuers", "、".join(i.name for i in issuers), proof))


def _includes(more: tuple[Issuer, ...], fewer: tuple[Issuer, ...]) -> bool:
    wider = {i.body or i.name for i in more}
    narrower = {i.body or i.name for i in fewer}
    return narrower < wider


def _from_letterhead(front: Sequence[FrontLine], source: SourceText, names: BodyNames) -> IssuersFound:
    heads = [item.line for item in front if item.role is Role.LETTERHEAD]
    issuers: list[Issuer] = []
    for line in heads:
        issuers.extend(names.read_list(re.sub(r"(?:令|公告|通告|公报|布告|文件|公文)\s*$", "", line.text)))
    if not issuers:
        return IssuersFound()
    return _named(
        tuple(dict.fromkeys(issuers)),
        evidence(source, heads[0].start, heads[-1].end, "issuers.letterhead"),
    )


def _from_title(front: Sequence[FrontLine], title: str, source: SourceText, names: BodyNames) -> IssuersFound:
    issuers, end = names.leading(title)
    if not issuers or not _AFTER_ISSUER.match(title[end:]):
        return IssuersFound()
    line = next((item.line for item in front if title[:end] in compact(item.line.text)), None)
    proof = (
        evidence(source, line.start, line.end, "issuers.title")
        if line is not None
        else meta_evidence(source, title[:end], "issuers.title")
    )
    return _named(issuers, proof)


def _from_number(number: DocumentNumber | None, source: SourceText, names: BodyNames) -> IssuersFound:
    issuers = names.of_number(number)
    if number is None or not issuers:
        return IssuersFound()
    return _named(issuers, meta_evidence(source, number.raw, "issuers.number"))


def _from_note(events: Sequence[ValidityEvent], title: str, names: BodyNames) -> IssuersFound:
    """Who issued it first; a text that only a meeting's adoption is known of is that meeting's body's."""
    noted = [e for e in events if e.body and e.evidence.rule in _OWN_STEPS]
    original = _before_amendment(noted) or noted[:1]
    issuing = [e for e in original if e.kind is EventKind.ISSUED][:1]
    acting = issuing or _first_of_kind(original)
    issuers = tuple(
        dict.fromkeys(
            issuer for event in acting for issuer in _bodies(_placed(event.body, title, names), names)
        )
    )
    if not issuers or not acting:
        return IssuersFound()
    return _named(issuers, acting[0].evidence)


def _before_amendment(events: Sequence[ValidityEvent]) -> list[ValidityEvent]:
    kept: list[ValidityEvent] = []
    for event in events:
        if event.kind is EventKind.AMENDED:
            break
        kept.append(event)
    return kept


def _first_of_kind(events: Sequence[ValidityEvent]) -> list[ValidityEvent]:
    """All who adopted it (two courts adopt on two days); an approval alone does not make an issuer."""
    adopted = [e for e in events if e.kind is EventKind.ADOPTED]
    return adopted or [e for e in events if e.kind is EventKind.AMENDED][:1]


def _placed(body: str, title: str, names: BodyNames) -> str:
    """市九届人大常委会 in the note of 云州市…条例 is that of 云州市: the title's place, where its level word is the body's."""
    match = _LEVEL_HEAD.match(body)
    region = names.leading_region(title) if match else None
    if match is None or region is None or not region.name.endswith(match[1]):
        return body
    return region.name + body[match.end(1) :]


def _bodies(body: str, names: BodyNames) -> Iterable[Issuer]:
    listed = names.read_list(body)
    if listed and all(i.body for i in listed):
        return listed
    found = [match.issuer for match in names.find(body)]
    return tuple(issuer for issuer in found if issuer.body) or listed


def index_number(front: Sequence[FrontLine], source: SourceText) -> str:
    """索引号 of metadata or of a label line."""
    claimed = squeeze(source.meta_value("index_number"))
    if claimed:
        return claimed
    for item in front:
        if match := _INDEX_LABEL.match(item.line.text):
            return match["value"]
    return ""


def subjects(source: SourceText) -> tuple[str, ...]:
    """主题分类 and 主题词 of metadata, outermost first."""
    parts = (
        squeeze(part)
        for item in source.meta
        if item.key == "subject"
        for part in _SUBJECT_SEPARATORS.split(item.value)
    )
    return tuple(dict.fromkeys(part for part in parts if part))
