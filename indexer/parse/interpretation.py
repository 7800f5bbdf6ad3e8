"""Interpretations (解读): the form a title shows, and the documents that title and first paragraphs name as subjects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.model.characters import compact, title_key
from indexer.model.citations import Interpretation, InterpretationForm
from indexer.model.docnumber import DocumentNumber, find_numbers
from indexer.model.validity import ActReference
from indexer.parse.lines import Line

_TAIL: Final = r"(?:[（(][^（）()]{1,16}[）)]|[一二三四五六七八九十\d之第期篇]{0,4})$"
_FORMS: Final = (
    (
        InterpretationForm.INFOGRAPHIC,
        re.compile(rf"一图读懂|一图看懂|图说|^图解|图解(?:[：:《]|{_TAIL})|漫画解读|长图"),
    ),
    (InterpretationForm.PRESS_QA, re.compile(r"答记者问|答.{0,6}记者.{0,4}问")),
    (InterpretationForm.BRIEFING, re.compile(rf"新闻发布会|新闻通气会|吹风会|发布会(?:实录|文字)?{_TAIL}")),
    (
        InterpretationForm.FAQ,
        re.compile(
            rf"(?:政策|热点|常见|有关|相关)?(?:问答|问题解答|问与答|你问我答|百问百答|常见问题){_TAIL}"
        ),
    ),
    (
        InterpretationForm.EXPLANATION,
        re.compile(
            rf"(?:政策|文件|专家|媒体|负责人|条文|文字|部门|权威|政策文件)?(?:解读|释义|起草说明|编制说明|政策说明|制定说明|修订说明){_TAIL}"
            r"|^(?:政策|专家|权威|文字)?解读[：:|｜《“]|^【?(?:政策|文字|专家)?解读】?"
        ),
    ),
)
_OFFICIAL_END: Final = re.compile(
    r"(?:通知|意见|决定|办法|规定|方案|公告|函|批复|条例|细则|制度|通报)(?:[（(].{1,10}[）)])?$"
)
_QUOTED: Final = re.compile(r"《((?:[^《》]|《[^《》]*》){2,120})》")
_ALIAS: Final = re.compile(
    r"《(?P<title>(?:[^《》]|《[^《》]*》){2,120})》\s*(?:[（(](?P<inside>[^（）()]{0,80}?(?:[（(][^（）()]*[）)][^（）()]{0,40})?)[）)])?"
)
_SHORT: Final = re.compile(
    r"(?:以下|下)?(?:统|并)?(?:简称|称)(?:为)?[：:]?[“\"‘]?《?(?P<alias>[^《》“”\"’（）()，。]{1,20})》?"
)
_FORM_WORDS: Final = re.compile(
    rf"的?(?:相关|有关)?(?:政策|文件|专家|媒体|负责人|文字|图文|部门|条文)?(?:解读|图解|释义|起草说明|编制说明|政策说明|制定说明|修订说明|问答|问题解答|热点问答|常见问题){_TAIL}"
)
_FORM_LEAD: Final = re.compile(
    r"^(?:一图读懂|一图看懂|图解|图说|【?(?:政策|文字|专家)?解读】?)[：:|｜—\-\s]*"
)
_INSTRUMENT: Final = re.compile(
    r"(?:条例|规定|办法|细则|意见|方案|规划|通知|法|决定|纲要|措施|标准|规则|目录|计划|政策|公告)(?:[（(].{1,12}[）)])?$"
)
_READ_LINES: Final = 6
_ALIAS_LIMIT: Final = 6


@dataclass(frozen=True, slots=True)
class _Named:
    title: str
    number: str
    alias: str


def form_of(title: str) -> InterpretationForm | None:
    """The form of interpretation a title shows; None for every other document, also one about interpreting."""
    text = compact(title)
    form = next((form for form, pattern in _FORMS if pattern.search(text)), None)
    if form is None:
        return None
    outside = _QUOTED.sub("", text)
    if _OFFICIAL_END.search(outside) and form not in (
        InterpretationForm.PRESS_QA,
        InterpretationForm.INFOGRAPHIC,
    ):
        return None
    if not any(pattern.search(outside) for _, pattern in _FORMS):
        return None
    return form


def read_interpretation(title: str, body: Sequence[Line]) -> Interpretation | None:
    """The form and the subjects: 《X》 in the title, else X解读's X, else what the first paragraphs define (以下简称)."""
    form = form_of(title)
    if form is None:
        return None
    named = tuple(_named_in(body[:_READ_LINES]))
    return Interpretation(form, tuple(_subjects(compact(title), named)))


def _subjects(title: str, named: Sequence[_Named]) -> Iterator[ActReference]:
    quoted = [match[1] for match in _QUOTED.finditer(title)]
    if quoted:
        for name in dict.fromkeys(quoted):
            yield _reference(name, named)
        return
    about = _FORM_WORDS.sub("", _FORM_LEAD.sub("", title)).removesuffix("的")
    bare = about.removeprefix("关于")
    # 关于开展某工作的解读 names 关于开展某工作的通知 without its last words.
    if bare != title and len(bare) >= 4 and (_INSTRUMENT.search(bare) or (about != bare and len(bare) >= 8)):
        yield _reference(bare, named)
        return
    defined = next((item for item in named if item.alias), None)
    if defined is not None:
        yield ActReference(defined.title, defined.number)


def _reference(name: str, named: Sequence[_Named]) -> ActReference:
    key = title_key(name)
    for item in named:
        if title_key(item.title) == key:
            return ActReference(name, item.number)
    if len(name) <= _ALIAS_LIMIT:
        for item in named:
            if item.alias and title_key(item.alias) == key:
                return ActReference(item.title, item.number)
    # 《湿地办法》 in a headline: the full title stands in the text where it ends the same way and is the only one.
    longer = [item for item in named if item.alias and title_key(item.title).endswith(key)]
    if len(longer) == 1:
        return ActReference(longer[0].title, longer[0].number)
    return ActReference(name)


def _named_in(lines: Sequence[Line]) -> Iterator[_Named]:
    for line in lines:
        for match in _ALIAS.finditer(line.text[:3000]):
            inside = match["inside"] or ""
            alias = _SHORT.search(inside)
            numbers = find_numbers(inside)
            number = numbers[0][2] if numbers else DocumentNumber.parse(re.split(r"[，,；;]", inside)[0])
            yield _Named(
                compact(match["title"]),
                number.canonical if number else "",
                compact(alias["alias"]) if alias else "",
            )
