"""The note under a title (题注) read as events: who adopted, approved, issued and amended the text, on which day.

Source of the forms: 国办公开办函〔2021〕33号 (公布时间及文号、修订时间及文号、施行时间) and the practice of the law databases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from indexer.model.characters import compact
from indexer.model.docnumber import DocumentNumber
from indexer.model.source import Remark
from indexer.model.validity import ActReference, EventKind, Evidence, ValidityEvent
from indexer.parse.lines import Line
from indexer.parse.notes_tokens import VERBS, Token, TokenKind, Verb, tokenize

_DECREE_TAIL: Final = re.compile(
    r"(?:令|公告|公报|通知)?[,，]?(?:[〔\[（(]?(?:19|20)\d\d[〕\])）]?年?)?第?[0-9零〇○一二三四五六七八九十百千]+号(?:令|公告|通知)?$"
)
_BY_NOTICE: Final = re.compile(r"^(?P<body>.*?)以(?P<number>.+?号)(?:通知|文件?)?$")
_NOTICE_ONLY: Final = re.compile(r"(?:公告|令)$")
_LEADING: Final = re.compile(r"^(?:[\s、，,：:和及与]|由|经|于|以|并|起(?!草)|自)+")
_TRAILING: Final = re.compile(r"(?:[\s、，,和及与]|审议|讨论|原则|联合|于|并|经|由|的|关于批准)+$")
_JOINED: Final = re.compile(r"^[\s、，,]*(?:并经|经|并|和|及)?[\s、，,]*$")
_LINKED: Final = re.compile(r"并?批准的|《|第[一二三四五六七八九十\d]{1,3}次(?:修正|修订|修改)")
_TELLS_ACTS: Final = re.compile(r"年[^（）]*(?:通过|公布|发布|批准|施行)")
_HEAD: Final = 8
_ACT_NAMED: Final = re.compile(r"(?:通过|批准)的《")
_AMENDING_TITLE: Final = re.compile(r"修改|修正|修订|废止")


@dataclass(slots=True)
class _Head:
    """A day with the body that acted on it, waiting for its verb."""

    day: date | None
    start: int
    first: int
    basis: bool
    words: list[str] = field(default_factory=list)
    title: str = ""
    role: EventKind | None = None
    end: int = 0

    @property
    def body(self) -> str:
        return _TRAILING.sub("", _LEADING.sub("", compact("".join(self.words))))


@dataclass(slots=True)
class _Act:
    """One thing that happened, as the note tells it."""

    kind: EventKind
    day: date | None
    start: int
    end: int
    body: str = ""
    manner: str = ""
    ordinal: int | None = None
    title: str = ""
    passed: date | None = None
    passed_by: str = ""
    effective: date | None = None
    basis: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note read: its events in the order told, and what in it was not understood."""

    events: tuple[ValidityEvent, ...] = ()
    remarks: tuple[Remark, ...] = ()


def read_note(text: str, start: int, source: str) -> Note:
    """The events told by ``text``, which stands at ``start`` of the source's text. Never raises.

    A decision that a city adopts and its province approves is one amendment, on the day of approval; the day and body
    that adopted it are in ``by``. Where the adoption is told as a step of its own it is also an ADOPTED event whose
    ``by`` names the decision (rule ``note.decision_adopted``). ``effective`` is filled only where the note says it.
    """
    reader = _Reader(text)
    for token in tokenize(text):
        reader.take(token)
    reader.finish()
    events = tuple(_event(act, text, start, source) for act in reader.acts)
    return Note(events, tuple(reader.remarks))


def bracketed_note(lines: Sequence[Line], source: str) -> tuple[ValidityEvent, ...]:
    """The events of a note in brackets that stands at the head of the text itself (…通过 …公布 自…起施行)."""
    for line in lines[:_HEAD]:
        text = line.text.strip()
        if text.startswith(("（", "(")) and text.endswith(("）", ")")) and _TELLS_ACTS.search(text):
            return read_note(line.text, line.start, source).events
    return ()


class _Reader:
    """The state of reading one note from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.acts: list[_Act] = []
        self.remarks: list[Remark] = []
        self.heads: list[_Head] = []
        self.ordinal: int | None = None
        self.basis = False
        self.broken = False
        self.tail_from = 0
        self.title = ""

    def take(self, token: Token) -> None:
        if token.kind is TokenKind.DATE:
            self._date(token)
        elif token.kind is TokenKind.VERB:
            self._verb(token)
        elif token.kind is TokenKind.TITLE:
            self._title(token)
        elif token.kind is TokenKind.ORDINAL:
            self.ordinal = token.value
        elif token.kind is TokenKind.SINCE_ACT:
            self._since_act(token)
        elif token.kind is TokenKind.BASIS:
            self._drop_heads()
            self.basis = True
        elif token.kind is TokenKind.BREAK:
            self.broken = True
        elif token.kind is TokenKind.WORDS and self.heads:
            self.heads[-1].words.append(token.text)
            self.heads[-1].end = token.end

    def finish(self) -> None:
        self._drop_heads()

    def _date(self, token: Token) -> None:
        if self.broken and self.heads and not self._waits():
            self._drop_heads()
        self.broken = False
        self.heads.append(_Head(token.day, token.start, token.start, self.basis, end=token.end))
        self.basis = False

    def _waits(self) -> bool:
        """Whether the last head goes on after a line break: 批准的 or a list of days."""
        last = self.heads[-1]
        if last.title:
            return False
        words = "".join(last.words).rstrip()
        return last.role is not None or words.endswith(("、", "，", "会议"))

    def _title(self, token: Token) -> None:
        if not self.heads:
            return
        head = self.heads[-1]
        if not head.title:
            head.title = token.text
            if "".join(head.words).endswith("关于批准"):
                head.role = EventKind.APPROVED
        head.end = token.end

    def _verb(self, token: Token) -> None:
        verb, *further = VERBS[token.text]
        if not self.heads:
            self._verb_alone(token, verb)
            return
        head = self.heads[-1]
        if self._linked(token, verb):
            head.role, head.end = verb.kind, token.end
            return
        if (
            verb.kind is EventKind.AMENDED
            and verb.manner == "修改"
            and not head.title
            and not self._ends(token)
        ):
            head.words.append(token.text)
            return
        head.end = token.end
        self._close(verb, token.end)
        last = self.acts[-1]
        for other in further:
            self.acts.append(_Act(other.kind, last.day, last.start, last.end, last.body, other.manner))

    def _linked(self, token: Token, verb: Verb) -> bool:
        """通过的《…》, 批准的…: the verb says how the next thing came about, it does not end the clause."""
        if verb.kind not in (EventKind.ADOPTED, EventKind.APPROVED, EventKind.ISSUED):
            return False
        rest = self.text[token.end : token.end + 12].lstrip()
        if rest.startswith("的"):
            return True
        return verb.kind is not EventKind.ISSUED and _LINKED.match(rest) is not None

    def _ends(self, token: Token) -> bool:
        rest = self.text[token.end : token.end + 8].lstrip(" \u3000\t")
        return (
            not rest or rest[0] in "\n）)。；;，,、" or rest.startswith(("根据", "自")) or rest[0].isdigit()
        )

    def _close(self, verb: Verb, end: int) -> None:
        if verb.kind is EventKind.AMENDED:
            self._close_amendment(verb, end)
        else:
            for head in self.heads:
                self.acts.append(self._act(head, verb, end))
        self.heads, self.ordinal, self.broken, self.tail_from = [], None, False, end

    def _act(self, head: _Head, verb: Verb, end: int) -> _Act:
        kind = verb.kind
        if kind in (EventKind.ADOPTED, EventKind.APPROVED) and head.role is not None:
            kind = head.role
        act = _Act(kind, head.day, head.start, end, head.body, verb.manner, basis=head.basis)
        if kind is EventKind.COMMENCED:
            act.effective, act.body = head.day, ""
        return act

    def _close_amendment(self, verb: Verb, end: int) -> None:
        groups = list(_amendment_groups(self.heads))
        for group in groups:
            act = _amendment(group, verb, end, self.ordinal)
            before = self._adopting_act_before(group)
            if before is not None:
                act.start, act.passed, act.passed_by = before.start, before.day, before.body
                before.title, before.rule = act.title, "note.decision_adopted"
            self.acts.append(act)

    def _adopting_act_before(self, group: Sequence[_Head]) -> _Act | None:
        """市…通过并经省…批准的《…》修正: the adoption just read is the decision's, not this document's."""
        if group[0].role is not EventKind.APPROVED or not self.acts:
            return None
        last = self.acts[-1]
        between = self.text[last.end : group[0].start]
        if last.kind is not EventKind.ADOPTED or not _JOINED.match(between):
            return None
        if last.basis or any(act.kind is not EventKind.COMMENCED for act in self.acts[:-1]):
            return last
        # The first act told is the document's own adoption unless it is set tight to the approval.
        return None if between.isspace() else last

    def _verb_alone(self, token: Token, verb: Verb) -> None:
        """公布施行: the second verb shares the day of the first."""
        if not self.acts:
            return
        last = self.acts[-1]
        between = self.text[self.tail_from : token.start]
        if compact(between).strip("、，并起") and verb.kind is not EventKind.ISSUED:
            return
        if len(compact(between)) > 8 or verb.kind is last.kind:
            return
        if verb.kind is EventKind.AMENDED:
            return
        act = _Act(verb.kind, last.day, last.start, token.end, last.body, verb.manner)
        if verb.kind is EventKind.COMMENCED:
            act.effective, act.body = last.day, ""
        self.acts.append(act)
        self.tail_from = token.end

    def _since_act(self, token: Token) -> None:
        self._drop_heads()
        issued = next((a for a in reversed(self.acts) if a.kind is EventKind.ISSUED), None)
        if issued is None:
            return
        self.acts.append(_Act(EventKind.COMMENCED, issued.day, token.start, token.end, effective=issued.day))
        self.tail_from = token.end

    def _drop_heads(self) -> None:
        """Heads that no verb followed: what their own words prove is kept, the rest is said to be unread."""
        for head in self.heads:
            act = _act_without_verb(head, self.text[head.start : head.end], self.ordinal)
            if act is not None:
                self.acts.append(act)
                continue
            quote = compact(self.text[head.start : head.end])[:60]
            self.remarks.append(Remark("note_unread", "题注中有未能识别的一段", quote))
        self.heads, self.broken, self.ordinal = [], False, None


def _act_without_verb(head: _Head, said: str, ordinal: int | None) -> _Act | None:
    """…通过的《X修正案》, 通过《X条例》 and a bare 国务院令第N号 say what happened without a closing verb.

    …通过的《X的决定》 names another act that was adopted and not what it did: no act of this document.
    """
    if head.title and _AMENDING_TITLE.search(head.title):
        act = _amendment([head], Verb(EventKind.AMENDED), head.end, ordinal)
        act.rule = "note.amended_by_title"
        return act
    if head.title and head.role in (EventKind.ADOPTED, EventKind.APPROVED):
        if _ACT_NAMED.search(compact(said)):
            return None
        return _Act(head.role, head.day, head.start, head.end, head.body)
    if not head.title and head.role is None and "令" in head.body and split_decree(head.body)[1]:
        return _Act(EventKind.ISSUED, head.day, head.start, head.end, head.body, rule="note.issued_by_decree")
    return None


def _amendment_groups(heads: Sequence[_Head]) -> Iterator[list[_Head]]:
    """The heads of each amendment: 批准的 + 会议 + 《…》 belong together, 通过的《A》、通过的《B》 are two."""
    if not any(head.title for head in heads):
        if len(heads) > 1 and all(h.role is None for h in heads):
            yield from ([head] for head in heads)
        else:
            yield list(heads)
        return
    group: list[_Head] = []
    for head in heads:
        group.append(head)
        if head.title:
            yield group
            group = []
    if group:
        yield group


def _amendment(group: Sequence[_Head], verb: Verb, end: int, ordinal: int | None) -> _Act:
    approving = next((h for h in group if h.role is EventKind.APPROVED), None)
    adopting = next((h for h in group if h is not approving), None)
    chief = approving or group[-1]
    title = next((h.title for h in group if h.title), "")
    start = min(h.start for h in group)
    act = _Act(EventKind.AMENDED, chief.day, start, end, chief.body, verb.manner, ordinal, title)
    if approving is not None and adopting is not None:
        act.passed, act.passed_by = adopting.day, adopting.body
    return act


def _event(act: _Act, text: str, offset: int, source: str) -> ValidityEvent:
    quote = text[act.start : act.end].rstrip()
    evidence = Evidence(
        source,
        offset + act.start,
        offset + act.start + len(quote),
        quote,
        act.rule or f"note.{act.kind.value}",
    )
    body, number = split_decree(act.body)
    return ValidityEvent(
        kind=act.kind,
        on=act.day,
        effective=act.effective,
        evidence=evidence,
        by=_reference(act, body, number),
        ordinal=act.ordinal,
        manner=act.manner,
        body=body,
    )


def _reference(act: _Act, body: str, number: str) -> ActReference | None:
    if act.kind is EventKind.COMMENCED or not (act.title or number):
        return None
    issuer = act.passed_by or body
    return ActReference(
        title=clean_title(act.title),
        number=number,
        issuers=(issuer,) if issuer else (),
        dated=act.passed or act.day,
    )


def clean_title(title: str) -> str:
    """A title as cited: outer 《》 off, line breaks and typesetting spaces out, < > as 〈 〉."""
    text = compact(title)
    if text.startswith("《"):
        text = text[1:]
    if text.endswith("》") and text.count("》") > text.count("《"):
        text = text[:-1]
    return text.translate({ord("<"): "〈", ord(">"): "〉", ord("＜"): "〈", ord("＞"): "〉"})


def split_decree(body: str) -> tuple[str, str]:
    """中华人民共和国国务院令第756号 → (中华人民共和国国务院, the same whole string as number)."""
    notice = _BY_NOTICE.match(body)
    if notice and DocumentNumber.parse(notice["number"]):
        return notice["body"], notice["number"]
    match = _DECREE_TAIL.search(body)
    if match and match.start() > 0 and DocumentNumber.parse(body):
        return body[: match.start()].rstrip("，,、第"), body
    return _NOTICE_ONLY.sub("", body) or body, ""
