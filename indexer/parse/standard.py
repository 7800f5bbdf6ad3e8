"""The cover of a technical standard (标准): its name, number, issuing bodies and days stand in lines of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.model.characters import compact, join_han, squeeze
from indexer.model.document import Issuer
from indexer.model.draft import Fact
from indexer.model.numerals import DATE, parse_date
from indexer.model.source import BlockKind, SourceText
from indexer.model.validity import EventKind, ValidityEvent
from indexer.parse.front_facts import IssuersFound, evidence
from indexer.parse.issuers import BodyNames
from indexer.parse.lines import Line
from indexer.parse.title import Title

_DAY: Final = rf"(?:{DATE}|(?:19|20)\d\d[-－—–./]\d\d[-－—–./]\d\d)"
_HEAD: Final = re.compile(
    r"(?:中华人民共和国[\u4e00-\u9fff]{0,12}|[\u4e00-\u9fff]{2,8})?(?:国家|地方|行业|团体)(?:环境保护)?标准"
)
_CODE: Final = re.compile(
    r"(?P<old>代替|替代)?\s*(?P<code>[A-Z]{2,4}\s?\d{0,2}\s?(?:[/／]\s?[A-Z]{1,2}\s|[/／])?\s?\d[\d.]*\s*[-－—–]\s*\d{2,4})(?:[，,、].*)?"
)
_FILING: Final = re.compile(r"(?:ICS|CCS|UDC|DB|[A-Z]\s?\d{0,2}$|备案号)[\s\d./:：-]*", re.IGNORECASE)
_DAYS: Final = re.compile(
    rf"(?P<issued>{_DAY})\s*(?:发\s*布|批\s*准)\s*(?P<commenced>{_DAY})\s*(?:实\s*施|施\s*行)"
)
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_ISSUE: Final = re.compile(r"\s*(?:联\s*合\s*)?发\s*布$")
_COVER: Final = 20
_ISSUERS: Final = 8


@dataclass(frozen=True, slots=True)
class Standard:
    """What a standard's cover says."""

    title: Title
    issuers: IssuersFound
    events: tuple[ValidityEvent, ...]


def is_standard(lines: Sequence[Line]) -> bool:
    """Whether a source begins with the cover of a standard: the word for its class and its number."""
    cover = [line.text for line in lines[:_COVER] if line.kind is not BlockKind.TABLE]
    return any(_HEAD.fullmatch(compact(text)) for text in cover[:12]) and any(
        _CODE.fullmatch(text) or _DAYS.search(compact(text)) for text in cover
    )


def read_standard(lines: Sequence[Line], source: SourceText, names: BodyNames) -> Standard | None:
    """The cover of a standard; None for a source that is none."""
    if not is_standard(lines):
        return None
    cover = lines[:_COVER]
    named = _title_lines(cover, names)
    if not named:
        return None
    text = join_han(squeeze("".join(line.text for line in named)))
    code = next((m["code"] for line in cover if (m := _CODE.fullmatch(line.text)) and not m["old"]), "")
    title = Title(text, squeeze(code), named[0].start, named[-1].end, "title.standard")
    dated = next((at for at, line in enumerate(cover) if _DAYS.search(compact(line.text))), None)
    if dated is None:
        return Standard(title, IssuersFound(), ())
    return Standard(title, _issuers(lines[dated + 1 :], source, names), tuple(_events(cover[dated], source)))


def _title_lines(cover: Sequence[Line], names: BodyNames) -> list[Line]:
    """The first lines of Chinese that are neither the class, a number, a remark, a day nor a body."""
    named: list[Line] = []
    for line in cover:
        text = line.text
        bare = compact(text)
        aside = (
            _CODE.fullmatch(text)
            or _FILING.fullmatch(text)
            or _HEAD.fullmatch(bare)
            or _DAYS.search(bare)
            or text[0] in "（("
            or bare in ("发布", "目次")
            or text[-1] in "。."
            or len(_HAN.findall(text)) * 2 < len(bare)
            or names.is_list(_ISSUE.sub("", text))
        )
        if aside and named:
            break
        if not aside:
            named.append(line)
    return named


def _issuers(lines: Sequence[Line], source: SourceText, names: BodyNames) -> IssuersFound:
    """The bodies below the day of issue; 发布 stands beside, between or below them."""
    issuers: list[Issuer] = []
    last: Line | None = None
    for line in lines[:_ISSUERS]:
        if compact(line.text) in ("目次", "前言"):
            break
        text = _ISSUE.sub("", line.text).removeprefix("发布")
        found = names.read_list(text) if text.strip() and names.is_list(text) else ()
        if found:
            issuers += found
            last = line
    if last is None:
        return IssuersFound()
    proof = evidence(source, lines[0].start, last.end, "issuers.standard")
    return IssuersFound(
        tuple(dict.fromkeys(issuers)), Fact("issuers", "、".join(i.name for i in issuers), proof)
    )


def _events(line: Line, source: SourceText) -> Iterator[ValidityEvent]:
    match = _DAYS.search(compact(line.text))
    if match is None:
        return
    for kind, name in ((EventKind.ISSUED, "issued"), (EventKind.COMMENCED, "commenced")):
        day = parse_date(re.sub(r"[－—–]", "-", match[name]))
        if day is None:
            continue
        proof = evidence(source, line.start, line.end, f"standard.{name}")
        yield ValidityEvent(kind, day, day if kind is EventKind.COMMENCED else None, proof)
