"""The text of a document as HTML: provisions with their anchors, citations as links, found words marked.

Written here and not in a template: a code of 1,500 articles is one page. Everything a text says is escaped, to plain
strings, which cost half of what markupsafe's do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape as escape_all
from typing import TYPE_CHECKING, Final
from urllib.parse import quote_plus

from markupsafe import Markup

from searchapp.language import word

if TYPE_CHECKING:
    # What computes a text is loaded when one is.
    from indexer.library import CitationPlace, ConsolidatedAnswer, DocumentAnswer, ProvisionAnswer

Spans = Sequence[tuple[int, int, str]]
"""[start, end) of a text and the address it leads to."""

HEADINGS: Final = {"part": "h2", "subpart": "h3", "ch": "h3", "sec": "h4", "annex": "h2"}
_MOST_FOUND: Final = 500


@dataclass(frozen=True, slots=True)
class Found:
    """A provision with the words looked for."""

    path: str
    label: str
    count: int


def escape(text: str) -> str:
    """``html.escape``; a text of the law hardly ever has anything to escape, and looking is ten times as quick."""
    safe = not ("&" in text or "<" in text or ">" in text or '"' in text or "'" in text)
    return text if safe else escape_all(text)


def citation_links(answer: DocumentAnswer, places: Iterable[CitationPlace]) -> dict[str, Spans]:
    """Where each provision's text cites, in order; the same words twice are two places."""
    by_path: dict[str, list[CitationPlace]] = defaultdict(list)
    for place in places:
        by_path[place.path].append(place)
    texts = {p.path: p.text for p in answer.provisions if p.path in by_path}
    return {
        path: spans
        for path, text in texts.items()
        if text and (spans := _spans(answer.id, path, text, by_path[path]))
    }


def _spans(document: str, path: str, text: str, places: Iterable[CitationPlace]) -> Spans:
    found: list[tuple[int, int, str]] = []
    at = 0
    head = f"/documents/{document}/cited?at={quote_plus(path)}&text="
    for place in sorted(places, key=lambda place: place.start):
        start = text.find(place.text, at)
        if start < 0:
            continue
        at = start + len(place.text)
        found.append((start, at, head + quote_plus(place.text)))
    return found


def text_html(
    answer: DocumentAnswer | ConsolidatedAnswer, links: Mapping[str, Spans], sought: str = ""
) -> Markup:
    """The whole text."""
    out: list[str] = []
    # The outline has no gaps: a text without parts has its chapters one level under the title.
    levels = _levels(answer)
    skipped = ""
    for p, following in zip(answer.provisions, (*answer.provisions[1:], None), strict=True):
        if p.path == skipped:
            continue
        if p.kind == "front" and "".join(p.text.split()) == "".join(answer.title.split()):
            continue  # the page's own heading says it
        path = escape(p.path)
        if p.rows:
            # Its text is that of its cells.
            out.append(_table(path, p.rows, sought))
            continue
        if p.kind in HEADINGS:
            level = levels[p.kind]
            name = "　".join(part for part in (p.label, p.heading) if part)
            out.append(f'<{level} id="{path}" class="k-{p.kind}">{_words(name, (), sought)}</{level}>\n')
            if p.text:
                out.append(f"<p>{_words(p.text, links.get(p.path, ()), sought)}</p>\n")
        elif p.label or p.heading or p.text:
            out.append(f'<p id="{path}" class="k-{escape(p.kind)}">')
            if p.label:
                out.append(f'<a class="label" href="#{path}">{_words(p.label, (), sought)}</a>')
            if p.heading:
                out.append(f"　<b>{_words(p.heading, (), sought)}</b>")
            if p.text:
                out.append(("　" if p.label else "") + _words(p.text, links.get(p.path, ()), sought))
            elif p.label and following is not None and _runs_on(p, following):
                # An article's first paragraph stands in the line of its number, as it is printed.
                skipped = following.path
                words = _words(following.text, links.get(skipped, ()), sought)
                out.append(f'　<span id="{escape(skipped)}">{words}</span>')
            out.append("</p>\n")
    return Markup("".join(out))  # noqa: S704 - every text in it was escaped


def _runs_on(article: ProvisionAnswer, following: ProvisionAnswer) -> bool:
    """Whether what follows is the first paragraph of an article that has no words of its own."""
    below = following.path.startswith(f"{article.path}.") and not article.rows
    return below and following.kind == "par" and not (following.label or following.heading or following.rows)


def _levels(answer: DocumentAnswer | ConsolidatedAnswer) -> dict[str, str]:
    kinds = {p.kind for p in answer.provisions}
    present = [kind for kind in ("part", "subpart", "ch", "sec") if kind in kinds]
    return {"annex": "h2", **{kind: f"h{n}" for n, kind in enumerate(present, 2)}}


def _table(path: str, rows: Sequence[Sequence[str]], sought: str) -> str:
    wide = max(map(len, rows), default=0)
    body = "".join(
        "<tr>"
        + "".join(f"<td>{_words(cell, (), sought)}</td>" for cell in (*row, *[""] * (wide - len(row))))
        + "</tr>"
        for row in rows
    )
    label = escape(word("表格"))
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table id="{path}">{body}</table></div>\n'


def _words(text: str, links: Spans, sought: str) -> str:
    """A text, escaped, with its links and what is looked for marked."""
    if not links and not sought:
        return escape(text)
    marks = list(_places(text, sought)) if sought else []
    out: list[str] = []
    at = 0
    for start, end, address in links:
        out.append(_marked(text, at, start, marks, len(sought)))
        out.append(
            f'<a class="cite" href="{escape(address)}">{_marked(text, start, end, marks, len(sought))}</a>'
        )
        at = end
    out.append(_marked(text, at, len(text), marks, len(sought)))
    return "".join(out)


def _places(text: str, sought: str) -> Iterable[int]:
    at = text.find(sought)
    while at >= 0:
        yield at
        at = text.find(sought, at + len(sought))


def _marked(text: str, start: int, end: int, marks: Sequence[int], length: int) -> str:
    """text[start:end], with marks that begin in it; one that reaches over its end is cut."""
    if not marks:
        return escape(text[start:end])
    out = []
    for mark in marks[bisect_left(marks, start - length + 1) : bisect_left(marks, end)]:
        first, last = max(mark, start), min(mark + length, end)
        if first >= last:
            continue
        out += [escape(text[start:first]), "<mark>", escape(text[first:last]), "</mark>"]
        start = last
    out.append(escape(text[start:end]))
    return "".join(out)


def places_of(answer: DocumentAnswer, sought: str) -> tuple[Found, ...]:
    """The provisions that have the words."""
    found = []
    for p in answer.provisions:
        words = [cell for row in p.rows for cell in row] or (p.label, p.heading, p.text)
        count = sum(part.count(sought) for part in words)
        if count:
            found.append(Found(p.path, p.label or p.heading[:12], count))
    return tuple(found[:_MOST_FOUND])
