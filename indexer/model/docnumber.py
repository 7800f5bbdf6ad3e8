"""Document numbers (发文字号): 国办发〔2020〕17号, 国务院令第756号, 公告2015年第41号.

Source: GB/T 9704-2012, 7.2.5: code, full year in 〔〕, Arabic serial without leading zero, 号.
Real texts use every bracket, order and width; the raw string is always kept beside the canonical form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Self

from indexer.model.characters import clean, compact, fold_width
from indexer.model.numerals import parse_numeral

_OPEN: Final = "〔［[（(【﹝「{｛"
_CLOSE: Final = "〕］]）)】﹞」}｝"
_LB: Final = "[" + re.escape(_OPEN) + "]"
_RB: Final = "[" + re.escape(_CLOSE) + "]"
_YEAR: Final = r"(?:19|20)\d\d"
_SERIAL: Final = r"(?:\d{1,5}|[〇○零一二三四五六七八九十百千]{1,9})"
_SUB: Final = r"(?:之[一二三四五六七八九十]{1,3}|-\d{1,3})?"
_CODE: Final = r"[\u4e00-\u9fffA-Za-z·、]{1,24}?"
_ISSUER: Final = r"[\u4e00-\u9fff、（）()·]{0,60}?"
_FORM: Final = r"(?:令|公告|通告|通知|决定|公报|布告)"

_LABEL: Final = re.compile(
    r"^(?:发文字号|发布文号|文件编号|公文编号|文件文号|发文文号|文号|字号|编号|文件号)[:：]?"
)
_SERIAL_SIGN: Final = re.compile(r"[\d〇○零一二三四五六七八九十百千]")
"""Of one of these every number has at least one."""


@cache
def _whole_forms() -> tuple[re.Pattern[str], ...]:
    """The forms of a number that is the whole text, in the order in which they are tried. Compiled for the first text
    that may be one: most questions are none."""
    subs = rf"(?P<serial>{_SERIAL})(?P<sub>{_SUB})"
    late = rf"(?P<late>{_SUB})"
    return tuple(
        re.compile(form)
        for form in (
            rf"(?P<code>{_CODE})(?P<form>)?{_LB}?(?P<lb>{_LB})(?P<year>{_YEAR})年?{_RB}第?(?:号?{subs}号?{late})",
            rf"(?P<code>{_ISSUER}(?:公告|令|决定)){_LB}(?P<year>[一二三四五六七八九十]{{1,3}}届){_RB}第?{subs}号{late}",
            rf"(?P<code>{_ISSUER}){_LB}?(?:(?P<year>{_YEAR})年?{_RB}?)?第{subs}号(?P<form>{_FORM})",
            rf"(?P<code>{_ISSUER}{_FORM})[,，]?(?:{_LB}?(?P<year>{_YEAR})年?{_RB}?)?第?{subs}号?{late}",
            rf"(?P<code>{_CODE})(?P<year>{_YEAR})(?:年第?|-){subs}号{late}文?",
            rf"{_LB}?(?P<year>{_YEAR}){_RB}?年?第{subs}号{late}",
        )
    )


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document number taken apart.

    ``code`` is the 机关代字 with its form letters (国办发) or the issuer with its form (国务院令);
    ``year`` is None for numbers that run on across years; ``session`` is a congress (十四届) where the number counts by it;
    ``sub`` is 之一 / -1. ``raw`` is the string as it stood and does not count in comparison (see ``canonical``).
    """

    code: str
    year: int | None
    serial: int
    sub: str = ""
    session: str = ""
    raw: str = ""

    @property
    def canonical(self) -> str:
        """国办发〔2020〕17号; 国务院令第756号; 国家税务总局公告2015年第41号; …公告〔十四届〕第3号."""
        tail = f"{self.serial}号{self.sub}"
        if self.session:
            return f"{self.code}〔{self.session}〕第{tail}"
        if self.year is None:
            return f"{self.code}第{tail}"
        if self.code.endswith(("公告", "通告", "公报", "布告")):
            return f"{self.code}{self.year}年第{tail}"
        return f"{self.code}〔{self.year}〕{tail}"

    @property
    def is_decree(self) -> bool:
        """Whether the number is that of an order (令), the form in which rules (规章) are issued."""
        return self.code.endswith("令")

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The number that makes up the whole text (labels, spaces and debris aside), or None."""
        body = _LABEL.sub("", compact(fold_width(clean(text)))).strip("()（）")
        body = _drop_empty_brackets(body)
        if not _SERIAL_SIGN.search(body):
            return None
        for pattern in _whole_forms():
            match = pattern.fullmatch(body) or pattern.fullmatch(body + "号")
            if match is not None and (made := cls._from_match(match, text)) is not None:
                return made
        return None

    @classmethod
    def _from_match(cls, match: re.Match[str], raw: str) -> Self | None:
        groups = match.groupdict()
        serial = parse_numeral(groups["serial"])
        if serial is None or serial == 0:
            return None
        code = (groups.get("code") or "") + (groups.get("form") or "")
        year = groups.get("year") or ""
        session = year if year.endswith("届") else ""
        if not code and not year:
            return None
        return cls(
            code=_canonical_code(code),
            year=int(year) if year and not session else None,
            serial=serial,
            sub=groups.get("sub") or groups.get("late") or "",
            session=session,
            raw=raw.strip(),
        )

    def __str__(self) -> str:
        return self.canonical


def _drop_empty_brackets(text: str) -> str:
    return re.sub(rf"{_LB}{_RB}", "", text)


def _canonical_code(code: str) -> str:
    # 中华人民共和国国务院令 and 国务院令 are one series.
    shortened = code.removeprefix("中华人民共和国")
    return "主席令" if code == "中华人民共和国主席令" else shortened or code


@cache
def _in_text() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<code>[\u4e00-\u9fffA-Za-z]{{1,12}}?)\s*{_LB}\s*(?P<year>{_YEAR})\s*{_RB}\s*第?\s*(?P<serial>\d{{1,5}})(?P<sub>{_SUB})\s*号"
    )


def find_numbers(text: str) -> tuple[tuple[int, int, DocumentNumber], ...]:
    """Numbers of the bracketed form standing in running text, with their half-open spans in ``text``.

    The code is taken as the shortest run of characters before the bracket; a caller who knows the real codes
    (the bodies' registry) should trim the left edge with them, since 的通知沪城管规〔2022〕3号 has no left mark.
    """
    folded = fold_width(text)
    if "号" not in folded:
        return ()
    found: list[tuple[int, int, DocumentNumber]] = []
    for match in _in_text().finditer(folded):
        made = DocumentNumber._from_match(match, match.group(0))
        if made is not None:
            found.append((match.start(), match.end(), made))
    return tuple(found)
