"""Clauses of force: how long a text says it holds, and which other texts it says it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from indexer.model.characters import title_key
from indexer.model.draft import Effect, Target
from indexer.model.identifiers import ProvisionPath
from indexer.model.numerals import DATE, parse_date, parse_numeral
from indexer.model.source import BlockKind, Remark
from indexer.model.validity import EventKind, Evidence, EvidenceRank, ValidityEvent
from indexer.parse.lines import Line
from indexer.parse.mentions import Mention, mentions

_N: Final = r"[0-9０-９一二三四五六七八九十两]{1,3}"
_DAY: Final = timedelta(days=1)
_OWN: Final = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百零〇\d]+条|[（(]?[一二三四五六七八九十\d]+[）)、.．])?[\s（(]*"
    r"(?:本(?!市|省|县|区|人|单位|条(?!例)|款)[\u4e00-\u9fff]{1,8}|此|以上|上述|自|有效期|试行|\d{4}\s*年)"
)
"""A sentence about the text itself begins so; 知识产权备案自…起生效，有效期为… is about something else."""
_NOT_OWN: Final = re.compile(
    r"(?:许可证|证书|证件|执照|资格|批准文件|登记证|检验|报告|合格证|签证|居住证|承诺|凭证|批文|证明|牌照|合同|协议|卡|保函|投标|注册证|编码|公示)[^，。；]{0,12}有效期"
)
_FOR_YEARS: Final = re.compile(
    rf"(?:有效期限?|试行期限?|执行期限?|实施期限?)\s*(?:为|暂定|：|:)?\s*({_N})\s*(年|个月)|(?:试行|暂定)\s*({_N})\s*(年|个月)"
)
_UNTIL: Final = re.compile(
    rf"(?:有效期限?|执行期?|施行|实施|延续执行|试行)\s*(?:至|到|截至|截止到?|为至)\s*({DATE})"
)
_SPAN: Final = re.compile(
    rf"自\s*({DATE})\s*(?:起)?\s*(?:至|到)\s*({DATE})\s*(?:止)?\s*(?:有效|施行|执行|实施|期间)?"
)
_SPAN_ACTS: Final = re.compile(r"执行|施行|实施|有效")
_STAGED: Final = re.compile(
    rf"(?:(?P<articles>第[一二三四五六七八九十百零〇\d]+条(?:(?:、|和|至)第[一二三四五六七八九十百零〇\d]+条)*)(?:的规定)?|(?P<rest>其余(?:条款|各条|规定|部分|内容)?))"
    rf"\s*自\s*(?P<day>{DATE})\s*起(?:施行|实施|执行|生效)"
)
_ARTICLE: Final = re.compile(r"第([一二三四五六七八九十百零〇\d]+)条")
_BRACKETED: Final = re.compile(rf"^[（(]\s*(?:自)?\s*({DATE})\s*起(?:施行|实施|执行)")
_ENDED: Final = re.compile(
    r"(?:(?:同时|即行|一并|均|相应|随之|随即|届时)?(?:予以|宣布)?"
    r"(?P<ends>废止|停止执行|停止施行|终止执行|不再执行|不再施行|不再适用)"
    # 失效 alone is said of permits too (使用失效的《许可证》): it needs its adverb, or the title right before it.
    r"|(?:(?:同时|即行|一并|均|随之|届时)(?:宣布)?|宣布|予以|(?<=》)|(?<=）))(?P<lapses>失效))"
    r"(?=[。；，、\s）)]|$)"
)
NEW_END: Final = re.compile(
    rf"有效期限?[^，。；《》]{{0,8}}?(?:延长|延续|延期|顺延|延)(?:至|到|为)\s*({DATE})"
    rf"|(?:延长|延续|延期|顺延)(?:其)?有效期限?(?:至|到)\s*({DATE})"
)
"""A last day that is put off: 有效期延长至2028年4月30日."""
_PERMIT: Final = re.compile(r"(?:许可证|证书|执照|合格证|登记证|资格证|批准书)$")
_FALSE: Final = re.compile(
    r"(?:或者|或|、)废止|拟废止|建议[^。]{0,20}废止|应当[^。]{0,12}废止|可以废止|不一致的|相抵触的|已(?:被|经)?废止的|自行(?:废止|失效)|废止(?:的|前|后|情况|程序|或者|、)"
)
_NEW_BEGINS: Final = re.compile(r"(?:施行|实施|生效|执行)[，。；,]")


@dataclass(frozen=True, slots=True)
class Clauses:
    """What clauses say: ``events`` of the document itself, ``effects`` on others."""

    events: tuple[ValidityEvent, ...] = ()
    effects: tuple[Effect, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at [start, end) of the source's text."""

    text: str
    start: int

    def evidence(self, sha256: str, rule: str) -> Evidence:
        """The sentence as proof."""
        quote = self.text.strip()
        start = self.start + self.text.index(quote) if quote else self.start
        return Evidence(sha256, start, start + len(quote), quote, rule)


def sentences(lines: Sequence[Line]) -> Iterator[Sentence]:
    """The sentences of the lines, tables left out."""
    for line in lines:
        if line.kind is BlockKind.TABLE:
            continue
        at = 0
        for match in re.finditer(r"[。\n]", line.text):
            yield Sentence(line.text[at : match.end()], line.start + at)
            at = match.end()
        if line.text[at:].strip():
            yield Sentence(line.text[at:], line.start + at)


def read_clauses(
    sha256: str, lines: Sequence[Line], events: Sequence[ValidityEvent], cover: Sequence[Line] = ()
) -> Clauses:
    """Expiry, repeal and further commencement clauses of an instrument's lines.

    ``events`` are those known, for its commencement; ``cover`` are the lines of the notice that carries it, whose word
    on how long it holds counts for it.
    """
    found: list[ValidityEvent] = list(_commencements(lines, sha256, events))
    begun = _commencement([*events, *found])
    effects: list[Effect] = []
    remarks: list[Remark] = []
    for sentence in sentences(lines):
        if "期" in sentence.text or "至" in sentence.text or "试行" in sentence.text:
            found += _expiry(sentence, sha256, begun, remarks)
        if (
            "废止" in sentence.text
            or "执行" in sentence.text
            or "失效" in sentence.text
            or "不再" in sentence.text
        ):
            effects += repeals(sentence, sha256)
        if "有效期" in sentence.text and "《" in sentence.text:
            effects += _extensions(sentence, sha256)
    for sentence in sentences(cover):
        if "有效期" in sentence.text and re.search(r"印发|发布|公布", sentence.text):
            plain = Sentence(sentence.text, sentence.start)
            found += _expiry(plain, sha256, begun, remarks, carried=True)
    days = {event.effective for event in found if event.kind is EventKind.LAPSED}
    if len(days) > 1:
        remarks.append(
            Remark(
                "several_ends", "文中有不止一个失效日期", "、".join(sorted(d.isoformat() for d in days if d))
            )
        )
    return Clauses(tuple(_distinct(found)), tuple(effects), tuple(remarks))


def _commencement(events: Sequence[ValidityEvent]) -> date | None:
    days = [e.effective for e in events if e.kind is EventKind.COMMENCED and e.target is None and e.effective]
    return min(days, default=None)


def _distinct(events: Sequence[ValidityEvent]) -> Iterator[ValidityEvent]:
    seen: set[tuple[object, ...]] = set()
    for event in events:
        key = (event.kind, event.effective, event.target)
        if key not in seen:
            seen.add(key)
            yield event


def _commencements(
    lines: Sequence[Line], sha256: str, events: Sequence[ValidityEvent]
) -> Iterator[ValidityEvent]:
    """Commencement by stages, in a bracket below the title, or as a span of days."""
    stated = any(
        e.kind is EventKind.COMMENCED and e.effective is not None and e.target is None for e in events
    )
    for sentence in sentences(lines):
        text = sentence.text
        if "《" in text or not re.search(r"起|至", text):
            continue
        for match in _STAGED.finditer(text):
            day = parse_date(match.group("day"))
            if day is None:
                continue
            if match.group("rest"):
                yield _commences(sentence, sha256, day, None, "clause.commencement.rest")
            else:
                for article in _ARTICLE.finditer(match.group("articles")):
                    number = parse_numeral(article.group(1))
                    if number:
                        path = ProvisionPath.article(number)
                        yield _commences(sentence, sha256, day, path, "clause.commencement.staged")
        bracket = _BRACKETED.match(text.strip())
        span = _SPAN.search(text) if _SPAN_ACTS.search(text) and re.match(r"\s*[（(]?本", text) else None
        day = parse_date(bracket.group(1) if bracket else span.group(1) if span else "")
        if day is not None and not stated:
            yield _commences(
                sentence,
                sha256,
                day,
                None,
                "clause.commencement.bracket" if bracket else "clause.commencement.span",
            )


def _commences(
    sentence: Sentence, sha256: str, day: date, target: ProvisionPath | None, rule: str
) -> ValidityEvent:
    return ValidityEvent(EventKind.COMMENCED, day, day, sentence.evidence(sha256, rule), target=target)


def _expiry(
    sentence: Sentence, sha256: str, begun: date | None, remarks: list[Remark], carried: bool = False
) -> Iterator[ValidityEvent]:
    # Markdown of web pages keeps its blanks as entities.
    text = sentence.text.replace("&emsp;", " ").replace("&nbsp;", " ")
    if (not carried and not _OWN.search(text)) or _NOT_OWN.search(text) or ("《" in text and not carried):
        return
    until = _UNTIL.search(text)
    if until is not None and (last := parse_date(until.group(1))) is not None:
        yield _lapse(sentence, sha256, last + _DAY, "clause.expiry.date")
    span = _SPAN.search(text)
    if span is not None and re.search(r"施行|执行|实施|有效", text):
        last = parse_date(span.group(2))
        if last is not None:
            yield _lapse(sentence, sha256, last + _DAY, "clause.expiry.span")
    period = _FOR_YEARS.search(text)
    if period is None or not re.search(r"施行|执行|实施|生效|试行|本[\u4e00-\u9fff]{1,8}有效期", text):
        return
    count = parse_numeral(period.group(1) or period.group(3))
    unit = period.group(2) or period.group(4)
    if not count:
        return
    start = _start(text) or begun
    if start is None:
        remarks.append(Remark("expiry_without_start", "写有有效期，但不知从哪一天起算", text.strip()[:60]))
        return
    end = _later(start, count if unit == "年" else 0, count if unit == "个月" else 0)
    if end is not None:
        yield _lapse(sentence, sha256, end, "clause.expiry.period")


def _start(text: str) -> date | None:
    """A commencement in the same sentence."""
    match = re.search(rf"自\s*({DATE})\s*(?:起)", text)
    return parse_date(match.group(1)) if match else None


def _later(day: date, years: int, months: int) -> date | None:
    month = day.month - 1 + months
    year = day.year + years + month // 12
    if year > 2200:
        return None
    try:
        return day.replace(year=year, month=month % 12 + 1)
    except ValueError:
        # 29 February, or the 31st of a shorter month: the period ends with that month.
        return date(year + (month % 12 + 1) // 12, (month % 12 + 1) % 12 + 1, 1)


def _lapse(sentence: Sentence, sha256: str, effective: date, rule: str) -> ValidityEvent:
    return ValidityEvent(
        kind=EventKind.LAPSED,
        on=None,
        effective=effective,
        evidence=sentence.evidence(sha256, rule),
        rank=EvidenceRank.COMPUTED,
    )


def repeals(sentence: Sentence, sha256: str) -> Iterator[Effect]:
    """The acts that a sentence ends."""
    text = sentence.text
    verb = next(reversed(_verbs(text)), None)
    if verb is None or "《" not in text[: verb.end()]:
        return
    if _FALSE.search(text) and not re.search(r"同时废止|即行废止|予以废止", text):
        return
    begin = 0
    first = text.find("《")
    for match in _NEW_BEGINS.finditer(text, 0, verb.start()):
        # 《New》已于…施行，《Old》同时废止: only what stands behind the comma is ended.
        if match.start() > first or first < 0 or match.end() <= first:
            begin = match.end()
    body = text[begin : verb.end()]
    verbs = _verbs(body)
    for mention in mentions(body):
        # 《A》同时废止；其他…同时失效: each title has the verb that follows it.
        own = next((v for v in verbs if v.start() >= mention.end), None)
        if own is None or is_ground(mention) or _PERMIT.search(mention.title):
            continue
        kind = EventKind.LAPSED if own.group("lapses") else EventKind.REPEALED
        yield effect_on(mention, kind, sentence.evidence(sha256, _rule(mention)))


def _extensions(sentence: Sentence, sha256: str) -> Iterator[Effect]:
    """《X》有效期延长至…: the acts before the words, each of them."""
    said = NEW_END.search(sentence.text)
    day = parse_date(said.group(1) or said.group(2)) if said else None
    if said is None or day is None:
        return
    for mention in mentions(sentence.text[: said.end()]):
        if not is_ground(mention) and not _PERMIT.search(mention.title):
            yield effect_on(mention, EventKind.EXTENDED, sentence.evidence(sha256, "clause.extension"), day)


def _verbs(text: str) -> list[re.Match[str]]:
    """The verbs that end acts, those inside titles left out."""
    return [
        m for m in _ENDED.finditer(text) if text.rfind("《", 0, m.start()) <= text.rfind("》", 0, m.start())
    ]


def is_ground(mention: Mention) -> bool:
    """A title that is the reason or the measure, not what is ended."""
    return bool(
        re.search(r"(?:根据|依据|依照|按照|按|与|为|执行|适用|参照|以)[^《》，。；]{0,30}$", mention.before)
    ) and not re.search(
        r"(?:发布|公布|印发|制定|通过|颁布|批准|修订|修正|修改|下发|转发|施行|实施)的?$",
        mention.before.strip(),
    )


def effect_on(mention: Mention, kind: EventKind, proof: Evidence, until: date | None = None) -> Effect:
    """An effect on the act that is mentioned."""
    part = mention.part
    target = Target(mention.title, mention.number, mention.issuers, mention.days, part)
    if part and kind in (EventKind.REPEALED, EventKind.LAPSED):
        kind = EventKind.PARTLY_REPEALED
    explicit = bool(target.number or target.days)
    rank = EvidenceRank.ACT_EXPLICIT if explicit else EvidenceRank.ACT_BY_TITLE
    return Effect(
        target, ValidityEvent(kind=kind, on=None, effective=None, evidence=proof, until=until, rank=rank)
    )


def _rule(mention: Mention) -> str:
    if mention.part:
        return "clause.repeal.part"
    if mention.number:
        return "clause.repeal.title_number"
    return "clause.repeal.title_day" if mention.days else "clause.repeal.title"


def about_itself(effect: Effect, title: str) -> bool:
    """Whether the effect names the document that has it without saying that an earlier one is meant."""
    return title_key(effect.target.title) == title_key(title) and not effect.target.days
