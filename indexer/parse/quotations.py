"""Quotations set aside: an instruction's own words with each “…” drawn together to one character."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

QUOTED: Final = "\ue000"
"""Stands for a quotation in ``Skeleton.text``; a character no text has (private use)."""
_CONTINUES: Final = re.compile(r"(?:^|[。；：:」”]\s*|\n\s*)$")
_ITEM: Final = re.compile(r"[（(][一二三四五六七八九十]")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A text without what it quotes. ``offsets`` maps each character to its place in the text, ``quotes`` are the
    quotations in order, a line a paragraph."""

    text: str
    offsets: tuple[int, ...]
    quotes: tuple[str, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) of the skeleton as a span of the text."""
        return self.offsets[start], self.offsets[end]


def skeleton(text: str) -> Skeleton:
    """The text with its quotations set aside. One that is not closed is left as it is written."""
    parts: list[str] = []
    offsets: list[int] = []
    quotes: list[str] = []
    index = 0
    while index < len(text):
        end = _end(text, index) if text[index] == "“" else None
        offsets.append(index)
        if end is None:
            parts.append(" " if text[index] == QUOTED else text[index])
            index += 1
            continue
        parts.append(QUOTED)
        quotes.append(_words(text[index + 1 : end]))
        index = end + 1
    return Skeleton("".join(parts), (*offsets, len(text)), tuple(quotes))


def _end(text: str, start: int) -> int | None:
    """Where the quotation opened at ``start`` is closed. Each further paragraph of it opens with “ anew."""
    depth = 0
    for index in range(start, len(text)):
        char = text[index]
        if char == "“":
            if index == start or not _is_continuation(text, index):
                depth += 1
        elif char == "”":
            depth -= 1
            if depth == 0:
                return index
    return None


def _is_continuation(text: str, index: int) -> bool:
    before = text[max(0, index - 4) : index]
    if before.rstrip(" \t　").endswith("\n"):
        return True
    last = before.rstrip()[-1:]
    # A text on one line: a sentence has ended and “ opens the next paragraph or item.
    return last in ("。", "；") or (last in ("：", ":") and _ITEM.match(text, index + 1) is not None)


def _words(inside: str) -> str:
    """The quoted words, a line a paragraph, without the marks that open the further paragraphs."""
    lines = []
    depth = 0
    current: list[str] = []
    for index, char in enumerate(inside):
        if char == "“" and depth == 0 and _is_continuation(inside, index):
            lines.append("".join(current))
            current = []
            continue
        if char == "\n":
            lines.append("".join(current))
            current = []
            continue
        depth += (char == "“") - (char == "”")
        current.append(char)
    lines.append("".join(current))
    # Marks within a quotation are those of the new wording, one level down.
    return "\n".join(line.strip() for line in lines if line.strip()).replace("‘", "“").replace("’", "”")
