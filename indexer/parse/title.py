"""The title (标题) of a document: its lines joined, outer 《》 off, what names an edition set apart as subtitle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.model.characters import compact, fold_width, join_han, squeeze, title_key
from indexer.model.docnumber import DocumentNumber
from indexer.parse.front import FrontLine, Role, inline_note
from indexer.parse.lines import Line


@dataclass(frozen=True, slots=True)
class Title:
    """A title and where it stands; ``start`` = ``end`` when it comes from metadata or the file's name (``rule`` says)."""

    text: str
    subtitle: str = ""
    start: int = 0
    end: int = 0
    rule: str = "title.front"


NOUNS: Final = (
    "条例|规定|办法|细则|规则|规程|章程|准则|法|法典|宪法|决定|决议|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|"
    "解释|解答|答复|安排|守则|修正案|方案|规划|纲要|计划|预案|标准|指南|指引|目录|清单|名录|解读|答记者问|问答|要点|措施|制度|规范|"
    "办法（试行）|若干政策|政策|说明|公约|协定|行动|倡议书|规约|大纲|名单|导则|基准|要求|程序|图解|一图读懂|白皮书|发布会|实录|摘要|说明书|审批表|申请表|登记表|推荐表|反馈表|备案表|移送书|告知书|承诺书|决定书|参照表|裁量表|限值|通则|流程图|示意图|一览表|税额表"
)
_NOUN_END: Final = re.compile(rf"(?:{NOUNS})(?:[（(][^（）()]{{1,20}}[）)])?$")
_EDITION: Final = re.compile(
    r"^(?:.*(?:19|20)\d\d年?.*(?:修正|修订|修改).*|(?:最新|第.次)?(?:修正|修订|修改)(?:本|版|稿|后)?|(?:19|20)\d\d[-./年]?\d{1,2}[-./月]?\d{1,2}日?|节选|全文|"
    r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日.*)$"
)
_YEAR_ONLY: Final = re.compile(r"^(?:19|20)\d\d年?$")
_LAW: Final = re.compile(r"^中华人民共和国\S*法$")
"""A law's name carries no year: 公司法 (1993年) is a text of 公司法. Amendments, lists and plans (修正案, 名录, 规划) are told
apart by theirs."""
_TAIL: Final = re.compile(r"\s*[（(]([^（）()]{1,40})[）)]\s*$")
_SITE_WORDS: Final = "网|网站|门户|专栏|公开|平台|频道|数据库|信息库|法规库|文库|人民政府|信息公开目录|政策文件|政务公开|首页|客户端|中国政府网|百科"
_SITE_TAIL: Final = re.compile(rf"\s*[_|｜\-－–—]+\s*[^_|｜《》]{{0,30}}(?:{_SITE_WORDS})\s*$")
_COLUMN: Final = re.compile(
    r"^(?:首页|通知公告|政策文件|政策法规|法律法规|信息公开|政府信息公开|政务公开|公告公示|文件|附件\s*\d*[:：]?|附[:：]?|目\s*录|正文|"
    r"法律|行政法规|部门规章|规范性文件|地方性法规|政策解读|通知|公告|解读|规章库|题注|修订信息|tip|详情|无标题|untitled|document\d*|"
    r"(?:中华人民共和国)?(?:国家|行业|地方|团体)(?:环境保护)?标准|languages?|"
    r"microsoft\s*word.*|幻灯片\s*\d*|powerpoint.*|文档\d*|新建.*文档.*)$",
    re.IGNORECASE,
)
_REPOSTED: Final = re.compile(r"^\s*[（(【\[](?:转载|转发|原文|全文|政策原文|公开)[）)】\]]\s*")
_NUMBER_TAIL: Final = re.compile(
    r"\s*[（(]?[\u4e00-\u9fff]{1,12}[〔\[（(](?:19|20)\d\d[〕\]）)]\s*第?\d{1,5}号[）)]?\s*$"
)
_NUMBER_HEAD: Final = re.compile(
    r"^[\u4e00-\u9fff]{1,12}[〔\[（(](?:19|20)\d\d[〕\]）)]\s*第?\d{1,5}号[_\s]*"
)
_ANNEX_HEAD: Final = re.compile(
    r"^附(?:件|表|录)\s*[0-9０-９一二三四五六七八九十]{0,3}\s*[：:、.．]\s*(?=\S{4})"
)
_SAMPLE_TAIL: Final = re.compile(r"[（(](?:式样|样式|样表|范本|模板|格式)[）)]$")
_FIGURE_GAP: Final = re.compile(r"(?<=[\u4e00-\u9fff（〔]) +(?=[0-9])|(?<=[0-9]) +(?=[\u4e00-\u9fff）〕])")
_WHOLE_TEXT: Final = re.compile(r"^《([^《》]+)》\s*[（(]?(?:全文|正文|原文|文本)[）)]?$")
_NAME_DATE: Final = re.compile(r"[_\s]*[（(]?(?:19|20)\d\d-?\d\d-?\d\d[）)]?$")
_NAME_ORDINAL: Final = re.compile(r"^\d{1,3}\s*[、.．]\s*(?=\D)")
_DAY_TAIL: Final = re.compile(r"\s*[\[【]\s*(?:19|20)\d\d-\d{1,2}-\d{1,2}\s*[\]】]$")
_EXTENSION: Final = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_MAX_LINES: Final = 8
_MAX_TITLE: Final = 200


def read_title(
    front: Sequence[FrontLine], meta_title: str, file_name: str, is_inner: bool = False
) -> Title | None:
    """The title by the best witness: a marked heading, title lines that metadata confirms, title lines, metadata, name.

    ``is_inner``: the front is that of an instrument carried by a notice, so metadata and file name are not its own.
    None when there is no witness at all.
    """
    claimed = "" if is_inner else strip_site(meta_title)
    runs = list(_runs(front))
    marked = next((run for run in runs if run[0].level == 1), None)
    confirmed = _confirmed(runs, claimed)
    best = confirmed or marked or _likely(runs)
    named = "" if is_inner else name_title(file_name)
    sure = best is not None and bool(confirmed or marked or _has_noun(best) or is_inner)
    if best is not None and (sure or not (_is_usable(claimed) or _has_noun_end(named))):
        return _from_lines(best)
    if _is_usable(claimed):
        return _made(claimed, rule="title.meta")
    order = _order_title([item.line for item in front])
    if order:
        return Title(order, start=front[0].line.start, end=front[1].line.end, rule="title.order")
    return _made(named, rule="title.name") if named else None


def strip_site(title: str) -> str:
    """A page's title without the site's name behind it: X_某某网 → X."""
    text = squeeze(title)
    while (shorter := _SITE_TAIL.sub("", text)) != text and shorter:
        text = shorter
    return text


def name_title(file_name: str) -> str:
    """What a file's name says of the title: X(2018-03-19).md, X_20201017.docx, 国办发〔2014〕56号_X.txt → X."""
    stem = _EXTENSION.sub("", file_name.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    stem = _NAME_ORDINAL.sub("", _ANNEX_HEAD.sub("", stem.removesuffix("_一行")))
    return _SAMPLE_TAIL.sub("", _NAME_DATE.sub("", _NUMBER_HEAD.sub("", stem)).strip())


def ends_as_titles_do(title: str) -> bool:
    """Whether a title ends with what instruments are called (条例, 办法, 流程图)."""
    return _has_noun_end(title)


def split_subtitle(title: str) -> tuple[str, str]:
    """(title, subtitle): （2021年修订）, (2020-05-14) and, of a law, (1993年) name an edition; （试行）, （一）, （2019年版） belong to the title."""
    match = _TAIL.search(title)
    if match is None or not match.start():
        return title, ""
    inside = compact(fold_width(match[1]))
    before = title[: match.start()].rstrip()
    of_a_year = _YEAR_ONLY.match(inside) and _LAW.match(before)
    return (before, inside) if of_a_year or _EDITION.match(inside) else (title, "")


def strip_quotes(title: str) -> str:
    """A title without 《》 around the whole of it."""
    if title.startswith("《") and title.endswith("》"):
        depth = 0
        for position, char in enumerate(title):
            depth += (char == "《") - (char == "》")
            if depth == 0:
                return title[1:-1] if position == len(title) - 1 else title
    return title


def _runs(front: Sequence[FrontLine]) -> Iterator[list[Line]]:
    """Lines that may make a title together: neighbours of role TITLE, a number between them aside."""
    run: list[Line] = []
    for item in front:
        if item.role is Role.TITLE and not _COLUMN.match(squeeze(item.line.text)):
            if run and (item.line.level == 1) != (run[0].level == 1):
                yield run
                run = []
            run.append(item.line)
            if inline_note(item.line.text):
                yield run
                run = []
            continue
        if item.role is Role.SUBTITLE and run:
            run.append(item.line)
        if item.role is Role.NUMBER and run and _is_open(run):
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _is_open(run: Sequence[Line]) -> bool:
    """A title that a number line interrupts: 关于印发《X / 云府发〔2020〕3号 / 办法》的通知."""
    text = _joined(run)
    return text.count("《") > text.count("》")


def _confirmed(runs: Sequence[list[Line]], claimed: str) -> list[Line] | None:
    """The lines whose joined text is the title that metadata gives."""
    key = title_key(strip_quotes(claimed)) if claimed else ""
    if not key:
        return None
    for run in runs:
        for start in range(len(run)):
            for end in range(start + 1, min(len(run), start + _MAX_LINES) + 1):
                if title_key(strip_quotes(_joined(run[start:end]))) == key:
                    return _with_subtitle(run, start, end)
    return None


def _with_subtitle(run: Sequence[Line], start: int, end: int) -> list[Line]:
    if end < len(run) and _is_bracketed(run[end].text) and _qualifies(run[end].text):
        end += 1
    return list(run[start:end])


def _is_bracketed(text: str) -> bool:
    stripped = text.strip()
    return stripped[:1] in "（(" and stripped[-1:] in "）)"


def _qualifies(text: str) -> bool:
    """Whether a bracketed line belongs to the title above it: （试行）, （第一批）, （2019年版） do, a remark does not."""
    return len(compact(text)) <= 22 and not re.search(r"[，,；;。：:]|\d{4}年\d{1,2}月", text)


def _order_title(run: Sequence[Line]) -> str:
    """An order's own name: X令 and, below it, its number."""
    if not run:
        return ""
    first = compact(run[0].text)
    if not re.search(r"(?:令|公告)$", first) or len(run) < 2:
        return ""
    number = re.fullmatch(
        r"[（(]?(?:第?[0-9０-９一二三四五六七八九十百千零〇]{1,6}号|(?:19|20)\d\d年第?\d{1,4}号)[）)]?",
        compact(run[1].text),
    )
    return first + compact(run[1].text).strip("（）()") if number else ""


def _is_order_line(text: str) -> bool:
    return (
        re.fullmatch(
            r".{2,40}(?:公告|令)[（(]?第?[0-9０-９一二三四五六七八九十百]{1,5}号[）)]?", compact(text)
        )
        is not None
    )


def _likely(runs: Sequence[list[Line]]) -> list[Line] | None:
    """The first run that ends as titles end, cut where it does; else the first run of a fair length."""
    for run in runs:
        for start in range(len(run)):
            if _is_order_line(run[start].text) and len(run) > start + 1:
                # The announcement that publishes a regulation stands above its title and is not it.
                continue
            for end in range(min(len(run), start + _MAX_LINES), start, -1):
                part = run[start:end]
                if _has_noun(part) and (start == 0 or _starts_title(part[0].text)):
                    return _shortest(list(part), run)
    # A line that goes on, or ends as sentences do, is no title even where there is none.
    fair = [
        run
        for run in runs
        if len(compact(_joined(run[:_MAX_LINES]))) >= 4 and compact(run[0].text)[-1:] not in tuple("，。；、")
    ]
    return fair[0][:1] if fair else None


def _shortest(part: list[Line], run: Sequence[Line]) -> list[Line]:
    """A run may hold two titles one below the other (cover and inner): the first complete one is this document's."""
    for end in range(1, len(part)):
        head = part[:end]
        following = part[end].text
        if (
            _has_noun(head)
            and _complete(_joined(head))
            and not (_is_bracketed(following) and _qualifies(following))
        ):
            return head
    return _with_subtitle(run, run.index(part[0]), run.index(part[0]) + len(part))


def _complete(text: str) -> bool:
    return text.count("《") == text.count("》") and (
        "关于" not in text or re.search(r"的(?:\S{0,6})$", text[-8:]) is not None
    )


def _starts_title(text: str) -> bool:
    return len(compact(text)) >= 2 and compact(text)[0] not in "的、，）)》"


def _has_noun(run: Sequence[Line]) -> bool:
    return _has_noun_end(_joined(run))


def _has_noun_end(title: str) -> bool:
    text = strip_quotes(compact(title))
    if len(text) < 3 or len(text) > _MAX_TITLE:
        return False
    return _NOUN_END.search(split_subtitle(text)[0]) is not None


def _joined(run: Sequence[Line]) -> str:
    text = ""
    for line in run:
        piece = line.text
        note = inline_note(piece)
        if note:
            piece = piece[: note.start()]
        joint = " " if text and text[-1].isascii() and piece[:1].isascii() else ""
        text += joint + piece.strip()
    return join_han(text)


def _from_lines(run: Sequence[Line]) -> Title:
    return _made(_joined(run), start=run[0].start, end=run[-1].end)


def _made(text: str, start: int = 0, end: int = 0, rule: str = "title.front") -> Title:
    title = _DAY_TAIL.sub("", _REPOSTED.sub("", join_han(squeeze(text))))
    shorter = _NUMBER_TAIL.sub("", title)
    title = shorter if len(shorter) >= 4 else title
    title = _WHOLE_TEXT.sub(r"\1", title)
    title, subtitle = split_subtitle(_FIGURE_GAP.sub("", title))
    return Title(_balanced(strip_quotes(title.strip())), subtitle, start, end, rule)


def _balanced(title: str) -> str:
    """X》正式版 was 《X》 in its file: a closing mark without an opening one ends the title."""
    end = title.find("》")
    return title[:end] if end > 3 and "《" not in title else title


def _is_usable(title: str) -> bool:
    text = squeeze(title)
    return len(text) >= 3 and not _COLUMN.match(text) and DocumentNumber.parse(text) is None
