"""iCalendar (RFC 5545): days on which a document's force changes, for anyone's own calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MEDIA: Final = "text/calendar; charset=utf-8"
_MOST_OCTETS: Final = 75


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """Something that happens on one day; ``uid`` stays the same for the same thing."""

    uid: str
    on: date
    summary: str
    description: str
    category: str
    url: str


def calendar(name: str, made: date, entries: Iterable[CalendarEntry]) -> str:
    """The whole calendar. ``made`` stands as its time stamp: the day to which it is true."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//fagui//CN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for entry in entries:
        lines += _event(entry, made)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(entry: CalendarEntry, made: date) -> list[str]:
    until = entry.on + timedelta(days=1) if entry.on < date.max else entry.on
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(entry.uid)}",
        f"DTSTAMP:{_day(made)}T000000Z",
        f"DTSTART;VALUE=DATE:{_day(entry.on)}",
        f"DTEND;VALUE=DATE:{_day(until)}",
        f"SUMMARY:{_text(entry.summary)}",
        f"DESCRIPTION:{_text(entry.description)}",
        f"CATEGORIES:{_text(entry.category)}",
        f"URL:{entry.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _day(day: date) -> str:
    # strftime writes a year before 1000 with fewer digits on some systems.
    return day.isoformat().replace("-", "")


def _text(text: str) -> str:
    """A TEXT value: what has a meaning in the format is escaped, what it cannot hold is left out."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    escaped = escaped.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(c for c in escaped if c >= " " and c != "\x7f" and not "\ud800" <= c <= "\udfff")


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets that never cut a character; those that follow begin with a space."""
    kept, octets = "", 0
    for character in line:
        size = len(character.encode("utf-8"))
        if octets + size > _MOST_OCTETS:
            yield kept
            kept, octets = " ", 1
        kept += character
        octets += size
    yield kept
