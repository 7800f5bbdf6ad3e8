"""How values are shown: labels, dates, marked snippets. Everything is escaped before it is marked.

The labels of what only some pages show are loaded with the first of those pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import Flask
from markupsafe import Markup

from indexer.model.citations import CitationRole, InterpretationForm
from indexer.model.document import Kind
from indexer.model.validity import EventKind, Status
from searchapp.language import is_english, word
from searchapp.reading_pages import escape

ROLE_LABELS = {
    CitationRole.CITES: "引用",
    CitationRole.BASED_ON: "制定依据",
    CitationRole.AMENDS: "修改",
    CitationRole.REPEALS: "废止",
    CitationRole.INTERPRETS: "解读",
    CitationRole.FORWARDS: "转发",
    CitationRole.ISSUES: "印发",
    CitationRole.IMPLEMENTS: "实施",
}


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_UNITS = ("B", "kB", "MB", "GB")


def filesize(count: int) -> str:
    """12.3 kB for 12,345 bytes."""
    size, unit = float(count), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.1f} {_UNITS[unit]}" if unit else f"{count} B"


def strong(value: object) -> Markup:
    """A value of a message, set in bold."""
    return Markup("<strong>{}</strong>").format(value)


def role_label(value: str) -> str:
    """制定依据 for ``based_on``."""
    return word(ROLE_LABELS[CitationRole(value)])


def form_label(value: str) -> str:
    """答记者问 for ``press_qa``."""
    from indexer.library import FORM_LABELS

    return word(FORM_LABELS[InterpretationForm(value)])


def radar_label(value: str) -> str:
    """依据已不具有效力 for ``rests_on_ended``."""
    from indexer.library import RadarKind

    return RadarKind(value).label


def check_label(value: str) -> str:
    """现行有效 for ``in_force`` of a checked citation."""
    from indexer.library import CheckVerdict

    return word(CheckVerdict(value).label)


def article_label(path: str) -> str:
    """第三条 for ``art-3``."""
    from indexer.library import article_of

    return article_of(path)


def status_label(value: str) -> str:
    """现行有效 for ``in_force``."""
    return word(Status(value).label)


def kind_label(value: str) -> str:
    """行政法规 for ``administrative_regulation``."""
    return word(Kind(value).label)


def event_label(value: str) -> str:
    """废止 for ``repealed``."""
    return word(EventKind(value).label)


def han_date(day: date | None) -> str:
    """2021年3月4日; 不详 where a day is not known. In English 4 March 2021."""
    if is_english():
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else word("不详")
    return f"{day.year}年{day.month}月{day.day}日" if day else "不详"


def marked(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """The text, escaped, with the spans in <mark>."""
    return differing(text, spans, "mark")


def differing(text: str, spans: Iterable[tuple[int, int]], tag: str) -> Markup:
    """The text, escaped, with the spans in an element of this name (one of ours, never a text's)."""
    opened, closed = f"<{tag}>", f"</{tag}>"
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += (text[at:start], opened, text[start:end], closed)
        at = end
    parts.append(text[at:])
    if escape(text) != text:
        # Hardly ever: then each part of the text, which every second one is, is escaped by itself.
        parts[::2] = map(escape, parts[::2])
    return Markup("".join(parts))  # noqa: S704 - escaped above


def register_filters(app: Flask) -> None:
    """Make them known to the templates."""
    app.jinja_env.filters |= {
        "status_label": status_label,
        "kind_label": kind_label,
        "event_label": event_label,
        "role_label": role_label,
        "check_label": check_label,
        "radar_label": radar_label,
        "form_label": form_label,
        "article_label": article_label,
        "han_date": han_date,
        "filesize": filesize,
        "marked": marked,
        "differing": differing,
    }
    app.jinja_env.globals["strong"] = strong
