"""Amendment instructions: the text of a decision → what it does to each act it names.

A sentence is read from left to right: where (places), then what (修改为, 删去, 增加, 改为, 合并). One that has the words
of an instruction and cannot be read to its end is kept as unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from indexer.model.amendment import Amendment, Instruction, Passage, Place, Verb
from indexer.model.characters import title_key
from indexer.parse.places import read_places
from indexer.parse.quotations import QUOTED, Skeleton, skeleton

_SENTENCE: Final = re.compile(
    rf"[^。\n]+?(?:。|\n|$|(?<=(?:修改|修订|修正)：)(?=[一1]\s*[、．.])|(?<={QUOTED})(?=[一二三四五六七八九十百]+、))"
)
_RUN_ON: Final = re.compile(rf"[：:为]\s*\n\s*(?={QUOTED})")
_ITSELF: Final = re.compile(
    r"(?:修改后的?)?《(?:条例|规定|办法|细则|规则|解释|决定|批复|通知|意见)》原?(?=第)"
)
"""The act by the short name the decision gives it: 作为《解释》第七条."""
_TITLE: Final = r"《((?:[^《》]|《[^《》]*》)+)》(?:\s*[（(][^（）()]*[）)])?"
_NUMBERING: Final = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十百\d]+[）)]|[一二三四五六七八九十百]+\s*[、．.]|\d+\s*[．.、])\s*"
)
_OPENING: Final = re.compile(rf"\s*(?:决定)?(?:将|对|在|修改|删去|删除)?\s*{_TITLE}")
_ANNOUNCED: Final = re.compile(rf"(?:对|将)\s*{_TITLE}[^。《]{{0,20}}?(?:修改|修正|修订)\s*[：:。]?\s*$")
_HEADED: Final = re.compile(rf"\s*修改\s*{_TITLE}\s*[：:。]?\s*$")
_RENUMBERED: Final = re.compile(r"(?:序号|顺序|条序|条目|序数)[^。]{0,12}?(?:调整|顺延|变动)|依次顺延")
_INSTRUCTS: Final = re.compile(
    rf"(?:修改|改|修正|调整|变更)为\s*[：:，,]?\s*(?:{QUOTED}|第)|删去|删除|增加|合并"
)
_NOISE: Final = re.compile(
    r"(?:[\s，,；;。：:、]|将|把|对|在|并|同时|另外|此外|原来的|原|相应|修改(?!为)|作如下修改)*"
)
_TO: Final = re.compile(
    r"[，,]?\s*(?:并)?(?:将其)?(?:统一|分别|相应|一并|均|都)*(?:修改|修正|更改|改|调整|变更|修订|规范|替换)为\s*[：:，,]?\s*"
)
_DELETE: Final = re.compile(r"[，,]?\s*(?:并|予以|均)*(?:删去|删除|去掉)\s*")
_IN: Final = re.compile(
    rf"\s*(?:其中|该[条款项目]|本[条款项目])?(?:规定|末尾|开头)?(?:中|内)?的?\s*(?={QUOTED})"
)
_THIS: Final = re.compile(r"\s*该条")
_ADD: Final = re.compile(
    r"[，,]?\s*(?:各|分别)?(?:增加|增写|新增|增设|加)([一二两三四五六七八九十\d]*)(条|款|项|目|章|节|编)?(?:内容|规定)?\s*"
)
_AS: Final = re.compile(r"[，,]?\s*(?:分别)?(?:作为|列为|为|即)\s*(?=第|附)")
_AFTER: Final = re.compile(r"\s*(?:之)?(后|前)(?:面)?[，,]?\s*(?=增|加|新|分别)")
_BESIDE: Final = re.compile(r"\s*(?:之)?(后|前)(?:面)?\s*(?:增加|加入|添加|加)(?:上)?\s*")
_MERGE: Final = re.compile(r"[，,]?\s*合并(?:为一[条款项])?[，,]?\s*(?:作为|改为|修改为|为)?\s*")
_WHOLE: Final = re.compile(
    r"\s*(?:全文|文件|文|本?(?:条例|规定|办法|细则|规则|解释|批复|决定|通知|意见))(?=中|内)"
)
_NAME: Final = re.compile(r"\s*的?(?:的?标题|题目|名称|章名|节名|条标)")
_AND: Final = re.compile(r"\s*[、，,和]\s*")
_COLON: Final = re.compile(r"\s*(?:规定)?[：:，,]?\s*")
_LIST: Final = re.compile(rf"\s*(?:[、和及]|以及)?\s*(?={QUOTED})")
_KINDS: Final = {"条": "art", "款": "par", "项": "item", "目": "sub", "章": "ch", "节": "sec", "编": "part"}
_NOWHERE: Final = Place()


def read_amendments(text: str, title: str = "") -> tuple[Amendment, ...]:
    """What a decision does to each act it names, in the order of the text.

    ``title`` is the act that a decision of one act amends, known from its own title.
    """
    bones = skeleton(text)
    # 修改为： at the end of a line goes on with the quotation on the next.
    joined = _RUN_ON.sub(lambda m: m.group().replace("\n", " "), bones.text)
    bones = replace(bones, text=_ITSELF.sub(lambda m: " " * len(m.group()), joined))
    acts: dict[str, _Act] = {}
    act = _act(acts, title) if title else None
    quotes = 0
    renumbered = False
    for match in _SENTENCE.finditer(bones.text):
        sentence = match.group()
        named = _target(sentence)
        if named:
            act = _act(acts, named)
        renumbered = renumbered or _RENUMBERED.search(sentence) is not None
        if act is not None and _INSTRUCTS.search(sentence):
            act.read(text, bones, match.start(), match.end(), quotes)
        quotes += sentence.count(QUOTED)
    return tuple(
        Amendment(act.title, tuple(act.instructions), tuple(act.unread), renumbered)
        for act in acts.values()
        if act.instructions or act.unread
    )


def _act(acts: dict[str, _Act], title: str) -> _Act:
    return acts.setdefault(title_key(title), _Act(title))


def _target(sentence: str) -> str | None:
    """The act a sentence turns to."""
    announced = _ANNOUNCED.search(sentence)
    if announced:
        return announced.group(1)
    body = sentence[_start(sentence) :]
    headed = _HEADED.match(body)
    if headed:
        return headed.group(1)
    opening = _OPENING.match(body)
    if opening and _INSTRUCTS.search(body):
        return opening.group(1)
    return None


def _start(sentence: str) -> int:
    numbering = _NUMBERING.match(sentence)
    return numbering.end() if numbering else 0


@dataclass(slots=True)
class _Act:
    """The instructions to one act so far."""

    title: str
    instructions: list[Instruction] = field(default_factory=list)
    unread: list[Passage] = field(default_factory=list)
    _places: tuple[Place, ...] = ()

    def read(self, text: str, bones: Skeleton, start: int, end: int, quotes: int) -> None:
        """The instructions of a sentence; what cannot be read to its end is kept as unread as well."""
        sentence = bones.text[start:end]
        lead = len(sentence) - len(sentence.lstrip())
        first, last = bones.place(start + lead, start + len(sentence.rstrip()))
        reader = _Reader(sentence, iter(bones.quotes[quotes : quotes + sentence.count(QUOTED)]), self._places)
        done = reader.run()
        # 。删去第四项 goes on with the article of the sentence before; a new line begins anew.
        self._places = () if sentence.endswith("\n") else reader.current
        words = text[first:last]
        self.instructions += [
            Instruction(s.verb, s.places, first, last, words, s.old, s.new, s.at, s.after)
            for s in reader.steps
        ]
        if not done:
            self.unread.append(Passage(first, last, words))


@dataclass(frozen=True, slots=True)
class _Step:
    verb: Verb
    places: tuple[Place, ...] = ()
    old: str = ""
    new: str = ""
    at: tuple[Place, ...] = ()
    after: Place | None = None


class _Reader:
    """One sentence, from left to right. ``current`` are the places last named, which 其中 and 修改为 go on with."""

    def __init__(self, sentence: str, quotes: Iterator[str], current: tuple[Place, ...]) -> None:
        self._text = sentence
        self._at = _start(sentence)
        self._quotes = quotes
        self.current = current
        self.steps: list[_Step] = []

    def run(self) -> bool:
        """Whether the sentence was read to its end."""
        opening = _OPENING.match(self._text, self._at)
        if opening:
            deletes = re.search(r"删去|删除", self._text[self._at : opening.start(1)])
            self._at = opening.end()
            if _IN.match(self._text, self._at):
                self.current = (_NOWHERE,)
            if deletes and not self._deletion():
                return False
        while True:
            self._skip(_NOISE)
            if self._at >= len(self._text):
                return bool(self.steps)
            if _RENUMBERED.search(self._text, self._at) and QUOTED not in self._text[self._at :]:
                return True
            before = self._at
            if not self._clause() or self._at == before:
                return False

    def _skip(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._at)
        if match:
            self._at = match.end()
        return match

    def _quote(self) -> str | None:
        if not self._text.startswith(QUOTED, self._at):
            return None
        self._at += 1
        return next(self._quotes)

    def _quoted(self) -> list[str]:
        """Quotations in a row: “甲”、“乙”和“丙”."""
        found: list[str] = []
        while True:
            quote = self._quote()
            if quote is None:
                return found
            found.append(quote)
            self._skip(_LIST)

    def _places(self) -> tuple[Place, ...]:
        within = self.current[-1] if self.current else _NOWHERE
        named = read_places(self._text, self._at, within)
        if named is None:
            return ()
        self._at = named.end
        return named.places

    def _clause(self) -> bool:
        if self._skip(_DELETE):
            return self._deletion()
        if _ADD.match(self._text, self._at):
            return self._addition(self.current, None)
        if places := self._places():
            self.current = places
            return self._on_places()
        if self._skip(_WHOLE):
            self.current = (_NOWHERE,)
        if self._skip(_IN):
            return self._words()
        if _TO.match(self._text, self._at) and self.current:
            return self._on_places()
        if self._skip(_NAME):
            return self._retitle()
        return False

    def _on_places(self) -> bool:
        """What is done to the places just named."""
        if self._skip(_IN):
            return self._words()
        if self._skip(_MERGE):
            return self._merging()
        if self._skip(_NAME):
            return self._retitle()
        beside = self._skip(_AFTER)
        if beside or re.compile(r"\s*中?(?=\s*[，,]?\s*(?:各|分别)?(?:增加|增写|新增|增设))").match(
            self._text, self._at
        ):
            self._skip(re.compile(r"\s*中?"))
            last = self.current[-1]
            return self._addition(self.current, last if beside and beside.group(1) == "后" else None)
        if self._skip(_TO):
            return self._becoming()
        if self._skip(_DELETE):
            if self._skip(_IN):
                return self._striking(self.current)
            self.steps.append(_Step(Verb.DELETE, self.current))
            return True
        return False

    def _becoming(self) -> bool:
        """改为第十条, or 修改为“…”."""
        numbers = self._places()
        if numbers:
            if len(numbers) != len(self.current):
                return False
            pairs = zip(self.current, numbers, strict=True)
            self.steps += [_Step(Verb.RENUMBER, (place,), at=(number,)) for place, number in pairs]
            self._skip(_COLON)
            if wording := self._quoted():
                self.steps.append(_Step(Verb.REPLACE, self.current, new="\n".join(wording)))
            return True
        quotes = self._quoted()
        if not quotes:
            return False
        self.steps.append(_Step(Verb.REPLACE, self.current, new="\n".join(quotes)))
        return True

    def _deletion(self) -> bool:
        """删去第十条; 删去第三条中的“甲”、第五条中的“乙”."""
        if self._skip(re.compile(r"\s*(?:该条|其)(?!中|的)")):
            pass
        places = self._places()
        if places:
            self.current = places
        if not self._skip(_IN):
            if places:
                self.steps.append(_Step(Verb.DELETE, places))
            return bool(places)
        if not self._striking(self.current):
            return False
        while self._strikes_on():
            self._skip(_AND)
            self.current = self._places()
            self._skip(_IN)
            if not self._striking(self.current):
                return False
        return True

    def _strikes_on(self) -> bool:
        """Whether another place and words to strike follow under the same 删去."""
        joint = _AND.match(self._text, self._at)
        within = self.current[-1] if self.current else _NOWHERE
        named = read_places(self._text, joint.end(), within) if joint else None
        inside = _IN.match(self._text, named.end) if named else None
        if inside is None:
            return False
        after = re.compile(rf"{QUOTED}(?:\s*[、和]\s*{QUOTED})*").match(self._text, inside.end())
        return after is not None and not _TO.match(self._text, after.end())

    def _striking(self, places: tuple[Place, ...]) -> bool:
        quotes = self._quoted()
        self.steps += [_Step(Verb.STRIKE, places, old=quote) for quote in quotes]
        return bool(quotes) and bool(places)

    def _words(self) -> bool:
        """“甲”修改为“乙”; “甲”后增加“乙”; “甲”删去 — within the places in hand."""
        places = self.current
        olds = self._quoted()
        if self._skip(_TO):
            news = self._quoted()
            if len(news) == 1:
                news = news * len(olds)
            if len(news) != len(olds):
                return False
            pairs = zip(olds, news, strict=True)
            self.steps += [_Step(Verb.SUBSTITUTE, places, old=old, new=new) for old, new in pairs]
            return bool(places)
        beside = self._skip(_BESIDE)
        if beside:
            added = self._quote()
            if added is None:
                return False
            self.steps += [
                _Step(Verb.SUBSTITUTE, places, old=o, new=o + added if beside.group(1) == "后" else added + o)
                for o in olds
            ]
            return bool(places)
        if self._skip(_DELETE):
            self.steps += [_Step(Verb.STRIKE, places, old=old) for old in olds]
            return bool(places)
        return False

    def _addition(self, places: tuple[Place, ...], after: Place | None) -> bool:
        """增加一条，作为第十六条：“…”; 增加一款作为第二款."""
        match = self._skip(_ADD)
        if match is None:
            return False
        kind = _KINDS.get(match.group(2) or "", "")
        at: tuple[Place, ...] = ()
        if self._skip(_AS):
            within = places[-1] if places else _NOWHERE
            named = read_places(self._text, self._at, within)
            if named is None:
                return False
            at, self._at = named.places, named.end
        self._skip(_COLON)
        quotes = self._quoted()
        if not quotes or not kind:
            return False
        if not at:
            # 第四条增加一款：“…” goes to its end; a new article must say where.
            if kind == "art" and after is None:
                return False
            at = (Place(division=kind),) if kind not in ("art",) else ()
        self.steps.append(_Step(Verb.INSERT, places, new="\n".join(quotes), at=at, after=after))
        return True

    def _merging(self) -> bool:
        at = self._places()
        new = ""
        self._skip(_COLON)
        if self._skip(_TO) or self._text.startswith(QUOTED, self._at):
            new = "\n".join(self._quoted())
        if not at and not new:
            return False
        # 合并修改为“…” without a number: it stands where the first of them stood.
        self.steps.append(_Step(Verb.MERGE, self.current, new=new, at=at[:1] or self.current[:1]))
        return True

    def _retitle(self) -> bool:
        if not self._skip(_TO):
            return False
        quote = self._quote()
        if quote is None:
            return False
        places = self.current if self.current and self.current[-1].level in ("ch", "sec", "part") else ()
        self.steps.append(_Step(Verb.RETITLE, places or (Place(division="title"),), new=quote))
        return True
