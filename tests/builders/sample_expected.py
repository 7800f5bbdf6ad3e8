"""Write ``expected.toml``: what a right reading of the sample documents gives, from the sources' headers.

Dates are days. ``expires`` is the last day in force as the text itself says it, before any extension; ``until`` of a version is the first day of the next text.
Where the texts do not say a day, the key is absent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from tests.builders.sample_sources import Source

DATE_KEYS = ("adopted", "approved", "issued", "written", "commenced", "expires")
AS_OF = date(2026, 11, 1)

_HEADER = """# The ground truth of the sample corpus; built from tests/builders/sample_source, not edited by hand.
# Compare titles with white space removed. `because` and `by` name an act by its title.
as_of = 2026-11-01
"""


def expected_toml(sources: Mapping[str, Source]) -> str:
    """The whole file: document, status, version and event rows, in the sources' order."""
    rows: list[str] = []
    for make in (_documents, _statuses, _versions, _events):
        for source in sources.values():
            rows.extend(make(source))
    return _HEADER + "\n" + "\n".join(rows)


def _row(table: str, fields: Mapping[str, object]) -> str:
    lines = [f"{key} = {_value(value)}" for key, value in fields.items() if value not in ("", None, (), {})]
    return f"[[{table}]]\n" + "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(part)}" for key, part in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text not in ("", "-", "?") else None


def _dates(source: Source) -> dict[str, object]:
    return {key: _day(source.get(key)) for key in DATE_KEYS if source.get(key)}


def _documents(source: Source) -> Iterator[str]:
    cover = source.get("cover")
    common: dict[str, object] = {"file": source.get("file"), "number": source.get("number")}
    stories = tuple(source.get("story").split())
    if cover:
        written = {key: _day(source.get(key)) for key in ("issued", "written")}
        fields = common | {
            "title": cover,
            "issuers": source.issuers,
            "kind": source.get("kind"),
            "articles": 0,
        }
        yield _row("document", fields | {"dates": written, "covers": source.get("title"), "stories": stories})
    fields = common | {
        "title": source.get("title"),
        "issuers": source.issuers,
        "kind": source.get("kind"),
        "articles": len(source.articles()),
        "dated": _day(source.get("dated")) or _day(source.get("issued")) or _day(source.get("written")),
        "dates": _dates(source),
        "form": source.get("form"),
        "interprets": source.get("interprets"),
        "cover": cover,
        "stories": stories,
    }
    yield _row("document", fields)
    if source.get("inner"):
        title, issuers, written_on = source.get("inner").split(" | ")
        yield _row(
            "document",
            {
                "file": source.get("file"),
                "title": title,
                "issuers": tuple(issuers.split("；")),
                "kind": source.get("kind"),
                "articles": 0,
                "dates": {"written": _day(written_on)},
                "cover": source.get("title"),
                "stories": stories,
            },
        )


def _identity(source: Source) -> dict[str, object]:
    return {"title": source.get("title"), "number": source.get("number")}


def _statuses(source: Source) -> Iterator[str]:
    """The day before, and the day of, every change, and the day the sample is told as of."""
    changes = [_change(line) for line in source.all("status")]
    known = min((day for day in map(_day, map(source.get, DATE_KEYS)) if day is not None), default=date.max)
    status, because = "not_yet_in_force", source.get("title")
    for day, new_status, new_because in changes:
        before = day - timedelta(days=1)
        if before >= known:
            yield _row("status", _identity(source) | {"on": before, "status": status, "because": because})
        yield _row("status", _identity(source) | {"on": day, "status": new_status, "because": new_because})
        status, because = new_status, new_because
    if changes and source.get("as_of") != "none" and AS_OF not in {day for day, _, _ in changes}:
        yield _row("status", _identity(source) | {"on": AS_OF} | _standing(changes, source.get("title")))


def _standing(changes: list[tuple[date, str, str]], title: str) -> dict[str, object]:
    """The status on ``AS_OF``: the last change by then, or not yet in force before the first."""
    past = [change for change in changes if change[0] <= AS_OF]
    _, status, because = past[-1] if past else (AS_OF, "not_yet_in_force", title)
    return {"status": status, "because": because}


def _change(line: str) -> tuple[date, str, str]:
    day, status, *because = line.split(" ", 2)
    return date.fromisoformat(day), status, because[0] if because else ""


def _versions(source: Source) -> Iterator[str]:
    if source.get("base"):
        return
    spans = source.all("version")
    if not spans:
        made = _day(source.get("issued")) or _day(source.get("written"))
        fields = {"dated": made, "from": _day(source.get("commenced")), "held": True}
        yield _row("version", _identity(source) | fields)
        return
    for span in spans:
        dated, since, until, *unheld = span.split()
        days = {"dated": _day(dated), "from": _day(since), "until": _day(until)}
        fields = days | {"held": not unheld}
        yield _row("version", _identity(source) | fields)


def _events(source: Source) -> Iterator[str]:
    if source.get("base"):
        return
    for key in ("written", "adopted", "approved", "issued"):
        if source.get(key):
            yield _row("event", _identity(source) | {"kind": key, "on": _day(source.get(key))})
    issued = _day(source.get("issued")) or _day(source.get("written"))
    if source.get("commenced"):
        commenced = {"kind": "commenced", "on": issued, "effective": _day(source.get("commenced"))}
        yield _row("event", _identity(source) | commenced)
    for line in source.all("event"):
        kind, on, effective, act = line.split(" ", 3)
        by, _, detail = act.partition(" @")
        until = _day(detail.removeprefix("until ")) if detail.startswith("until ") else None
        fields = {"kind": kind, "on": _day(on), "effective": _day(effective), "by": by}
        yield _row("event", _identity(source) | fields | {"until": until, "target": "" if until else detail})
