"""Read the sample corpus's sources: one readable text file a document, a header, then a body in light markup.

Header lines are ``key: value`` (a key may repeat) up to ``---``. In the body a line begins with ``# `` title,
``~ `` number or issuer line, ``= `` promulgation note (题注), ``## `` chapter, ``### `` section, ``* `` article
(numbered here), ``> `` sign-off, ``! `` annex label, ``| `` table row (``<`` joins the cell on its left, ``^`` the one
above); ``@inner`` begins the attached document, ``@edits`` lists the changes that turn the ``base`` text into this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

SOURCE_FOLDER = Path(__file__).parent / "sample_source"
MARK = "（示例文件，内容虚构）"

_PREFIXES = {
    "# ": "title",
    "~ ": "number",
    "= ": "note",
    "## ": "chapter",
    "### ": "section",
    "* ": "article",
    "> ": "signoff",
    "! ": "annex",
}
_HEAD_KINDS = frozenset({"title", "number", "note"})
_INLINE = re.compile(r"\{(ins|del|fn):([^}]*)\}")
_EDIT_HEAD = re.compile(r"^(replace|substitute|insert|delete|delete-paragraph) (\d+|\*)(?: (\w+))?$", re.M)
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document. ``text`` of an article holds its paragraphs and items, one a line, without its label."""

    kind: str
    text: str = ""
    number: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of an amending decision: ``action`` on article ``article`` (0: every article), numbered as it then
    stands. ``quoted`` is false where the decision gives an instruction and not the new words."""

    action: str
    article: int
    text: str
    paragraph: int = 0
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the sample: its header, the blocks it shows and, for an amended text, the edits that made it."""

    name: str
    header: Mapping[str, tuple[str, ...]]
    blocks: tuple[Block, ...]
    edits: tuple[Edit, ...] = ()

    def get(self, key: str) -> str:
        """The first value of a header key, or an empty string."""
        return self.header.get(key, ("",))[0]

    def all(self, key: str) -> tuple[str, ...]:
        """Every value of a header key."""
        return self.header.get(key, ())

    @property
    def issuers(self) -> tuple[str, ...]:
        return tuple(part for part in self.get("issuers").split("；") if part)

    def articles(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind == "article")


def chinese_number(number: int) -> str:
    """1 to 99 as Chinese numerals: 十, 二十一."""
    tens, units = divmod(number, 10)
    if not tens:
        return _DIGITS[units]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[units] if units else "")


def article_label(number: int) -> str:
    """The label of an article: 第二十一条."""
    return f"第{chinese_number(number)}条"


def final_text(text: str) -> str:
    """The text as it reads with tracked changes accepted and footnotes taken out."""
    return _INLINE.sub(lambda match: match[2] if match[1] == "ins" else "", text)


def inline_parts(text: str) -> Iterator[tuple[str, str]]:
    """The runs of a line as ``(kind, text)``; kind is ``text``, ``ins``, ``del`` or ``fn``."""
    position = 0
    for match in _INLINE.finditer(text):
        if match.start() > position:
            yield "text", text[position : match.start()]
        yield match[1], match[2]
        position = match.end()
    if position < len(text):
        yield "text", text[position:]


def marked(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with the 示例 mark put after the title block of the first document."""
    start = next(index for index, block in enumerate(blocks) if block.kind == "title")
    end = start
    while end < len(blocks) and blocks[end].kind in _HEAD_KINDS:
        end += 1
    return (*blocks[:end], Block("mark", MARK), *blocks[end:])


def read_sources(folder: Path = SOURCE_FOLDER) -> dict[str, Source]:
    """Every source by name, amended texts worked out from their base."""
    parsed = {path.stem: _parse(path.stem, path.read_text("utf-8")) for path in sorted(folder.glob("*.txt"))}
    return {name: _resolved(source, parsed) for name, source in parsed.items()}


def _parse(name: str, text: str) -> Source:
    head, _, body = text.partition("\n---\n")
    header: dict[str, tuple[str, ...]] = {}
    for line in head.splitlines():
        key, _, value = line.partition(": ")
        header[key] = (*header.get(key, ()), value.strip())
    shown, _, changes = body.partition("@edits\n")
    return Source(name, header, _numbered(_blocks(shown)), tuple(_edits(changes)))


def _blocks(body: str) -> list[Block]:
    blocks: list[Block] = []
    for line in body.splitlines():
        if not line.strip():
            continue
        block = _block(line)
        last = blocks[-1] if blocks else None
        if block.kind == "table" and last is not None and last.kind == "table":
            blocks[-1] = replace(last, rows=last.rows + block.rows)
        elif block.kind == "paragraph" and last is not None and last.kind == "article":
            blocks[-1] = replace(last, text=f"{last.text}\n{block.text}")
        else:
            blocks.append(block)
    return blocks


def _block(line: str) -> Block:
    if line == "@inner":
        return Block("inner")
    if line.startswith("{box:"):
        return Block("box", line[len("{box:") : -1])
    if line.startswith("|"):
        return Block("table", rows=(tuple(cell.strip() for cell in line.strip().strip("|").split("|")),))
    marker, _, rest = line.partition(" ")
    kind = _PREFIXES.get(f"{marker} ")
    return Block(kind, rest) if kind else Block("paragraph", line)


def _numbered(blocks: list[Block]) -> tuple[Block, ...]:
    number = 0
    numbered = []
    for block in blocks:
        if block.kind == "inner":
            number = 0
        if block.kind == "article":
            number += 1
            block = replace(block, number=number)
        numbered.append(block)
    return tuple(numbered)


def _edits(changes: str) -> Iterator[Edit]:
    """An edit is a line ``action article [paragraph | quiet]`` and the lines of its text, up to the next such line."""
    heads = list(_EDIT_HEAD.finditer(changes))
    ends = [*(head.start() for head in heads[1:]), len(changes)]
    for head, end in zip(heads, ends, strict=False):
        action, article, option = head.groups()
        yield Edit(
            action,
            article=0 if article == "*" else int(article),
            text=changes[head.end() : end].strip(),
            paragraph=int(option) if option and option.isdigit() else 0,
            quoted=option != "quiet",
        )


def _resolved(source: Source, parsed: Mapping[str, Source]) -> Source:
    if not source.get("base"):
        return source
    base = _resolved(parsed[source.get("base")], parsed)
    body = [block for block in base.blocks if block.kind not in _HEAD_KINDS]
    for edit in source.edits:
        body = _applied(body, edit)
    return replace(source, blocks=source.blocks + _numbered(body))


def _applied(body: list[Block], edit: Edit) -> list[Block]:
    numbered = list(_numbered(body))
    if edit.action == "insert":
        at = next(index for index, block in enumerate(numbered) if block.number == edit.article - 1)
        return [*numbered[: at + 1], Block("article", edit.text), *numbered[at + 1 :]]
    result: list[Block] = []
    for block in numbered:
        if block.kind != "article" or edit.article not in (0, block.number):
            result.append(block)
        elif edit.action != "delete":
            result.append(replace(block, text=_edited(block.text, edit)))
    return result


def _edited(text: str, edit: Edit) -> str:
    if edit.action == "replace":
        return edit.text
    if edit.action == "delete-paragraph":
        lines = text.split("\n")
        return "\n".join(lines[: edit.paragraph - 1] + lines[edit.paragraph :])
    old, _, new = edit.text.partition(" => ")
    if edit.article and old not in text:
        raise ValueError(f"edit of article {edit.article}: {old!r} does not occur")
    return text.replace(old, new)
