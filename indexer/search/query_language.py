"""The query language: what a reader types, into a SearchQuery's node. It never raises; it says what it did.

个体工商户 债务           every word                 “…”  "…"          exactly as written
A OR B, A AND B, NOT A    operators (或 且 非)       -词               without it
（A OR B） C              brackets                   标题:词 文号:… 机关:… 正文:… 条:12 年:2020 级别:… 时效:…
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from indexer.analysis import typed
from indexer.model.characters import fold_width
from indexer.model.document import Kind
from indexer.model.identifiers import ProvisionPath
from indexer.model.numerals import parse_numeral
from indexer.model.validity import Status
from indexer.search.query import Field, Filters, Group, Match, Node, Occur, Words

MAX_CHARACTERS: Final = 500
MAX_CLAUSES: Final = 32
MAX_DEPTH: Final = 8

_QUOTES: Final = {"“": "”", "”": "”", '"': '"', "＂": "＂", "『": "』", "「": "」"}
_FIELDS: Final = {
    "标题": Field.TITLE,
    "题名": Field.TITLE,
    "title": Field.TITLE,
    "文号": Field.NUMBER,
    "number": Field.NUMBER,
    "机关": Field.BODY,
    "部门": Field.BODY,
    "body": Field.BODY,
    "正文": Field.TEXT,
    "全文": Field.TEXT,
    "text": Field.TEXT,
    "条": Field.ARTICLE,
    "article": Field.ARTICLE,
}
_FILTER_FIELDS: Final = ("年", "年份", "year", "级别", "效力级别", "kind", "时效", "时效性", "status")
_OPERATORS: Final = {
    "AND": "and",
    "&&": "and",
    "且": "and",
    "OR": "or",
    "||": "or",
    "或": "or",
    "NOT": "not",
    "非": "not",
}
_FIELD_HEAD: Final = re.compile(
    rf"({'|'.join(sorted((*_FIELDS, *_FILTER_FIELDS), key=len, reverse=True))})[:：]", re.IGNORECASE
)
_ARTICLE: Final = re.compile(
    r"第?([0-9一二三四五六七八九十百千零〇两]+)条?(?:之([0-9一二三四五六七八九十]+))?"
)
_WORD: Final = re.compile(r"[^\s()（）\"“”＂『』「」]+")


@dataclass(frozen=True, slots=True)
class Understood:
    """What a query text says: the node, the filters written in it, and remarks in plain Chinese."""

    node: Node | None
    filters: Filters
    notes: tuple[str, ...]


@dataclass(slots=True)
class _State:
    text: str
    at: int = 0
    clauses: int = 0
    notes: list[str] = field(default_factory=list)
    filters: Filters = field(default_factory=Filters)


def parse_query(text: str) -> Understood:
    """Understand a query of any content; nothing in it can make this fail."""
    plain = " ".join(typed(text).split())
    state = _State(plain[:MAX_CHARACTERS])
    if len(plain) > MAX_CHARACTERS:
        state.notes.append(f"查询词过长，只取前{MAX_CHARACTERS}个字")
    nodes: list[Node] = []
    while state.at < len(state.text):
        node = _sequence(state, 0)
        if node is not None:
            nodes.append(node)
        if state.at < len(state.text):
            # A closing bracket that nothing opened.
            state.at += 1
            state.notes.append("多余的右括号已忽略")
    if state.clauses > MAX_CLAUSES:
        state.notes.append(f"查询条件过多，只取前{MAX_CLAUSES}个")
    node = nodes[0] if len(nodes) == 1 else Group(tuple((Occur.MUST, n) for n in nodes)) if nodes else None
    return Understood(node, state.filters, tuple(dict.fromkeys(state.notes)))


def _sequence(state: _State, depth: int) -> Node | None:
    """Clauses up to a closing bracket or the end."""
    clauses: list[tuple[Occur, Node]] = []
    operator = ""
    negated = False
    while (token := _next(state)) is not None:
        if token == ")":
            if depth:
                break
            state.at -= 1
            break
        if token in ("and", "or", "not"):
            if token == "not":
                negated = not negated
            else:
                operator = token
            continue
        node = _atom(state, token, depth)
        if node is None:
            continue
        state.clauses += 1
        if state.clauses > MAX_CLAUSES:
            continue
        _join(clauses, node, operator, negated)
        operator, negated = "", False
    if not clauses:
        return None
    if len(clauses) == 1 and clauses[0][0] is not Occur.MUST_NOT:
        return clauses[0][1]
    return Group(tuple(clauses))


def _join(clauses: list[tuple[Occur, Node]], node: Node, operator: str, negated: bool) -> None:
    if negated:
        clauses.append((Occur.MUST_NOT, node))
        return
    if operator == "or" and clauses and clauses[-1][0] is not Occur.MUST_NOT:
        occur, before = clauses.pop()
        alternatives = (
            before.clauses if isinstance(before, Group) and _all_should(before) else ((Occur.SHOULD, before),)
        )
        clauses.append((occur, Group((*alternatives, (Occur.SHOULD, node)))))
        return
    clauses.append((Occur.MUST, node))


def _all_should(group: Group) -> bool:
    return all(occur is Occur.SHOULD for occur, _ in group.clauses)


def _next(state: _State) -> str | None:
    """The next token: a bracket, an operator's name, or the first character of something else."""
    text = state.text
    while state.at < len(text) and text[state.at].isspace():
        state.at += 1
    if state.at >= len(text):
        return None
    char = text[state.at]
    if char in "()（）":
        state.at += 1
        return "(" if char in "(（" else ")"
    word = _WORD.match(text, state.at)
    if word is not None and (operator := _OPERATORS.get(word.group())) is not None:
        state.at = word.end()
        return operator
    if (
        char in "-－"
        and state.at + 1 < len(text)
        and not text[state.at + 1].isspace()
        and _starts_word(text, state.at)
    ):
        state.at += 1
        return "not"
    return char


def _starts_word(text: str, at: int) -> bool:
    return at == 0 or text[at - 1].isspace() or text[at - 1] in "(（"


def _atom(state: _State, token: str, depth: int) -> Node | None:
    if token == "(":
        if depth >= MAX_DEPTH:
            state.notes.append(f"括号嵌套超过{MAX_DEPTH}层，多出的已忽略")
            return None
        return _sequence(state, depth + 1)
    if token in _QUOTES:
        return _quoted(state, Field.ANY)
    head = _FIELD_HEAD.match(state.text, state.at)
    if head is not None:
        return _fielded(state, head)
    word = _WORD.match(state.text, state.at)
    if word is None:
        state.at += 1
        return None
    state.at = word.end()
    return Words(word.group())


def _quoted(state: _State, wanted: Field) -> Node | None:
    text = state.text
    close = _QUOTES[text[state.at]]
    end = text.find(close, state.at + 1)
    if end < 0 and close == "”":
        end = text.find('"', state.at + 1)
    if end < 0:
        state.notes.append("引号没有配对，按到结尾处理")
        end = len(text)
    inside = text[state.at + 1 : end].strip()
    state.at = end + 1
    return Words(inside, wanted, Match.EXACT) if inside else None


def _fielded(state: _State, head: re.Match[str]) -> Node | None:
    name = head.group(1).lower()
    state.at = head.end()
    if state.at < len(state.text) and state.text[state.at] in _QUOTES:
        quoted = _quoted(state, _FIELDS.get(name, Field.ANY))
        if name in _FIELDS or quoted is None:
            return quoted
        value = quoted.text if isinstance(quoted, Words) else ""
    else:
        word = _WORD.match(state.text, state.at)
        if word is None:
            state.notes.append(f"“{head.group(1)}：”后面没有内容，已忽略")
            return None
        value = word.group()
        state.at = word.end()
    if name in _FIELDS:
        return _field_words(state, _FIELDS[name], value)
    _filter(state, name, value)
    return None


def _field_words(state: _State, wanted: Field, value: str) -> Node | None:
    if wanted is Field.TEXT:
        return Words(value, Field.ANY, Match.ALL)
    if wanted is not Field.ARTICLE:
        return Words(value, wanted)
    found = _ARTICLE.fullmatch(fold_width(value))
    number = parse_numeral(found.group(1)) if found else None
    if found is None or number is None:
        state.notes.append(f"看不懂的条号“{value}”，已忽略")
        return None
    insert = parse_numeral(found.group(2)) if found.group(2) else None
    return Words(ProvisionPath.article(number, insert).value, Field.ARTICLE)


def _filter(state: _State, name: str, value: str) -> None:
    filters = state.filters
    if name in ("年", "年份", "year"):
        year = parse_numeral(fold_width(value).rstrip("年"))
        if year is None or not 1900 <= year <= 2200:
            state.notes.append(f"看不懂的年份“{value}”，已忽略")
            return
        state.filters = replace(filters, year=(*filters.year, year))
    elif name in ("级别", "效力级别", "kind"):
        kinds = tuple(
            kind.value for kind in Kind if value in (kind.value, kind.label) or kind.label.startswith(value)
        )
        if not kinds:
            state.notes.append(f"没有“{value}”这一效力级别，已忽略")
            return
        state.filters = replace(filters, kind=(*filters.kind, *kinds))
    else:
        statuses = tuple(s.value for s in Status if value in (s.value, s.label, s.label.removeprefix("已")))
        if not statuses:
            state.notes.append(f"没有“{value}”这一时效状态，已忽略")
            return
        state.filters = replace(filters, status=(*filters.status, *statuses))
