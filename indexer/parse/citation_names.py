"""What a citation calls the text it means: 《X》 with issuer, day and number around it, short names, numbers alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from indexer.model.characters import compact, title_key
from indexer.model.docnumber import DocumentNumber
from indexer.model.numerals import DATE, parse_date
from indexer.model.validity import ActReference

_TITLE: Final = re.compile(r"《((?:[^《》\n]|《[^《》]*》|\n(?!\n)){1,200})》")
_BRACKET: Final = re.compile(r"\s?[（(]((?:[^（）()\n]|[（(][^（）()\n]{0,40}[）)]){1,160})[）)]")
_ALIAS: Final = re.compile(
    r"(?:以下|下)?(?:统一|统|分别)?(?:简称|称)(?:为|作)?[：:]?\s?[“\"‘「『]?《?([^《》“”\"’「」『』（）()，。；、\n]{1,24})"
)
_FORM: Final = re.compile(
    r"(?:证|证书|执照|许可证|许可|证明|凭证|表|书|通知单|清单表|登记簿|卡|(?<![通公简汇呈申])报|新闻|杂志|月刊|票|合同|台账|申请|联系单|回执|收据|发票|报告单|公示牌)$"
)
_WORK: Final = re.compile(r"(?:任务|责任|建议|白皮|说明)书$|(?:目录|清单|标准|名录|分类)表$")
_NUMERAL: Final = r"(?:\d{1,5}|[〇○零一二三四五六七八九十百]{1,7})"
_OPEN: Final = "[〔［\\[（(【﹝]"
_CLOSE: Final = "[〕］\\]）)】﹞]"
_NUMBERED: Final = re.compile(
    rf"{_OPEN}\s?(?:19|20)\d\d\s?{_CLOSE}\s?第?\s?\d{{1,5}}\s?号(?:之[一二三四五])?"
)
_DECREED: Final = re.compile(
    rf"(?:令|公告|通告)\s?[（(〔]?(?:(?:19|20)\d\d\s?年?)?[）)〕]?\s?第\s?{_NUMERAL}\s?号"
)
_INVERTED: Final = re.compile(rf"第\s?{_NUMERAL}\s?号(?:主席)?令")
_CODE: Final = re.compile(r"[\u4e00-\u9fffA-Za-z·]{1,20}\s?$")
_ISSUER: Final = re.compile(r"[\u4e00-\u9fff、]{2,40}\s?$")
_EDGE: Final = re.compile(
    r".*(?:的|根据|依据|依照|按照|遵照|参照|违反|贯彻|落实|执行|适用|经|由|将|对|在|以|(?<!共)和|与|及|或|见|并|是|为|按|、|原|号|文件|通知|意见|日|年|月|关于|随|依)",
    re.DOTALL,
)
_ISSUER_EDGE: Final = re.compile(
    r".*(?:的|根据|依据|依照|按照|遵照|参照|违反|贯彻|落实|执行|适用|经|由|将|对|以|见|日|原|号|关于|随|依|发布|公布|对于|(?<!共)和|按)",
    re.DOTALL,
)
_GIVEN: Final = re.compile(
    rf"(?P<day>{DATE})(?P<words>[^，。；《》\n]{{0,50}}?)(?:公布|发布|颁布|印发|制定|下发|通过|批准|修订|修正|施行)(?:的|施行的|实施的)?\s?$"
)
_BODIES: Final = re.compile(r"[\u4e00-\u9fff、]{2,40}$")
_DAYS: Final = re.compile(DATE)
LAW: Final = re.compile(r"(?:宪法|[\u4e00-\u9fff]{1,20}(?:法典|法))$")
_LAW_EDGE: Final = re.compile(
    r".*(?:的|根据|依据|依照|按照|遵照|参照|违反|适用(?!法)|执行(?!法)|符合|比照|援引|规定|构成|属于|具有|触犯|了|实施|认定为|计入|不符"
    r"|由|以|依(?!法)|按|对(?!外)|将|与|及|或者|或|即|和(?!社会|地方|国)|是|在|、)"
)
# fmt: off
_WELL_KNOWN: Final = (
    "涉外民事关系法律适用法", "海事诉讼特别程序法", "消费者权益保护法", "治安管理处罚法", "反不正当竞争法", "刑事诉讼法", "民事诉讼法", "行政诉讼法",
    "侵权责任法", "劳动合同法", "企业破产法", "行政处罚法", "行政许可法", "行政强制法", "行政复议法", "国家赔偿法", "药品管理法", "食品安全法",
    "安全生产法", "环境保护法", "土地管理法", "城乡规划法", "民法通则", "著作权法", "公务员法", "反垄断法", "民法典", "立法法", "公司法", "证券法",
    "票据法", "保险法", "担保法", "合同法", "物权法", "婚姻法", "继承法", "劳动法", "专利法", "商标法", "海商法", "仲裁法", "监察法",
    "海关法", "预算法", "会计法", "宪法", "刑法",
)
"""Laws cited by bare name, the longest first; others are found by the words before them."""
_OF_AN_AGE: Final = re.compile(r"^(?:新(?!闻)|旧|原(?!子)|现行|(?:修订|修改|修正)[前后]的?)(?=..)")
_NOT_LAWS: Final = frozenset((
    "方法", "办法", "立法", "执法", "司法", "依法", "守法", "违法", "合法", "非法", "本法", "该法", "同法", "前法", "旧法", "新法",
    "做法", "说法", "看法", "用法", "手法", "普法", "此法", "其法", "两法", "各法", "国法",
))
# fmt: on
_GENERIC: Final = re.compile(
    r"^(?:本|该|此|上述)|^(?:我|国家|部|省|市|县|区|厅|局|委|办|中心|公司|单位|项目)$"
)
_SHORT_NAME: Final = re.compile(
    r"(?:法|法典|条例|规定|办法|细则|规则|方案|意见|通知|决定|解释|公约|纲要|规划|标准|章程|准则|政策|措施)$"
)
_CARRIED_OUT: Final = ("实施条例", "实施细则", "实施办法", "实施规定")
_GUARD: Final = "实施规律典院定人治细草释修的"


@dataclass(frozen=True, slots=True)
class Name:
    """A text named at [start, end); ``act`` is what is said of it. ``definition`` is where a short name is made."""

    start: int
    end: int
    act: ActReference
    titled: bool = True
    alias: str = ""


def titles(text: str) -> Iterator[Name]:
    """Every 《X》 that may name a text, the bracket with its number taken in; forms and certificates are left out."""
    inside = 0
    for match in _TITLE.finditer(text):
        if match.start() < inside:
            continue
        title = compact(match.group(1))
        bracket = _BRACKET.match(text, match.end())
        words = bracket.group(1) if bracket else ""
        number = _own_number(words) if words else None
        alias = _ALIAS.search(words) if words and "称" in words else None
        if alias is not None and bracket is not None:
            inside = bracket.end()
        if _is_form(title):
            continue
        end = bracket.end() if bracket is not None and (number or alias) else match.end()
        before = text[max(0, match.start() - 90) : match.start()]
        act = _given(title, before, words, number)
        yield Name(match.start(), end, act, alias=alias.group(1).strip() if alias else "")


def _is_form(title: str) -> bool:
    return len(title) < 2 or (_FORM.search(title) is not None and not _WORK.search(title))


def _own_number(words: str) -> DocumentNumber | None:
    head = re.split(r"[，,；;：:]", words)[0]
    found = DocumentNumber.parse(head)
    if found is not None:
        return found
    return next((name for _, _, name in _numbers(words)), None)


def _given(title: str, before: str, words: str, number: DocumentNumber | None) -> ActReference:
    """What stands around a title: 2003年5月1日某部令第5号公布的《X》, 某部《关于…》, （某号，某日）."""
    before = before[before.rfind("》") + 1 :]
    dated = None
    issuers: tuple[str, ...] = ()
    given = _GIVEN.search(before)
    if given is not None:
        dated = parse_date(given.group("day"))
        said = next((name for _, _, name in _numbers(given.group())), None)
        number = number or said
        bodies = None if said else _BODIES.search(given.group("words"))
        issuers = tuple(part for part in bodies.group().split("、") if part) if bodies else ()
    elif title.startswith(("关于", "〈")):
        bodies = _BODIES.search(_cut(before.rstrip(), _ISSUER_EDGE))
        issuers = tuple(part for part in bodies.group().split("、") if part) if bodies else ()
    if dated is None and words and (day := _DAYS.search(words)):
        dated = parse_date(day.group())
    return ActReference(title, number.canonical if number else "", issuers, dated)


def _cut(text: str, edge: re.Pattern[str]) -> str:
    """What stands behind the last word that cannot be part of a name."""
    match = edge.match(text)
    return text[match.end() :] if match else text


def numbers(text: str) -> Iterator[Name]:
    """Document numbers standing in a text."""
    for start, end, number in _numbers(text):
        yield Name(start, end, ActReference(number=number.canonical), titled=False)


def _numbers(text: str) -> Iterator[tuple[int, int, DocumentNumber]]:
    for match in _NUMBERED.finditer(text):
        low = max(0, match.start() - 24)
        code = _CODE.search(text[low : match.start()])
        name = _cut(code.group(), _EDGE) if code else ""
        if not name.strip() and code is not None:
            name = code.group()[-6:]
        start = match.start() - len(name)
        number = DocumentNumber.parse(text[start : match.end()]) if name.strip() else None
        if number is not None:
            yield start, match.end(), number
    for pattern in (_DECREED, _INVERTED):
        for match in pattern.finditer(text):
            low = max(0, match.start() - 44)
            issuer = _ISSUER.search(text[low : match.start()])
            name = _cut(issuer.group(), _ISSUER_EDGE).lstrip("、") if issuer else ""
            start = match.start() - len(name)
            if (name.strip() or "主席" in match.group()) and (
                number := DocumentNumber.parse(text[start : match.end()])
            ):
                yield start, match.end(), number


def law_before(text: str, at: int) -> int | None:
    """Where a law's bare name that ends at ``at`` begins (依照刑法第二百条): None when none does."""
    end = len(text[:at].rstrip()) if text[at - 1 : at] in (" ", "\u3000") else at
    run = LAW.search(text[max(0, end - 24) : end])
    if run is None:
        return None
    name = next((known for known in _WELL_KNOWN if run.group().endswith(known)), "")
    # 食品安全法 ends in no shorter known name; 中华人民共和国刑法 and 海洋环境保护法 are longer than one.
    if name and not _longer(run.group()[: -len(name)]):
        return end - len(name)
    name = _OF_AN_AGE.sub("", _cut_law(run.group()))
    if len(name) < 2 or name in _NOT_LAWS or name[-2:] in _NOT_LAWS:
        return None
    return end - len(name)


def _longer(before: str) -> bool:
    return before.endswith(("共和国", "海洋", "军人", "农村", "特种", "电子", "反", "调解"))


def _cut_law(run: str) -> str:
    match = _LAW_EDGE.match(run[:-1])
    return run[match.end() :] if match else run


class Aliases:
    """Short names that a text defines (以下简称《X》), and what they stand for."""

    def __init__(self) -> None:
        self._acts: dict[str, tuple[int, ActReference]] = {}
        self._bare: list[tuple[str, int]] = []

    def define(self, name: Name) -> None:
        """A title with its short name."""
        key = title_key(name.alias)
        if not key or _GENERIC.search(name.alias):
            return
        self._acts.setdefault(key, (name.end, name.act))
        if len(name.alias) >= 3 and _SHORT_NAME.search(name.alias):
            self._bare.append((name.alias, name.end))

    def meaning(self, act: ActReference, at: int) -> ActReference:
        """What a name stands for at a place of the text."""
        held = self._acts.get(title_key(act.title))
        if held is None or held[0] > at or act.number:
            return act
        return held[1]

    def uses(self, text: str) -> Iterator[Name]:
        """Places where a short name stands without marks."""
        for alias, since in self._bare:
            at = text.find(alias, since)
            while at >= 0:
                end = at + len(alias)
                if text[end : end + 4] in _CARRIED_OUT:
                    # 样本法实施条例 is another act than 样本法.
                    end += 4
                    yield Name(at, end, ActReference(text[at:end]), titled=False)
                elif text[end : end + 1] not in _GUARD or text[end : end + 2] in (
                    "的规",
                    "规定",
                    "实施",
                    "修订",
                ):
                    yield Name(at, end, ActReference(alias), titled=False)
                at = text.find(alias, end)
