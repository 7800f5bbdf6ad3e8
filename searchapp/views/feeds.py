"""For readers that are programs: Atom feeds, the sitemap, OpenSearch's description, the calendar, linked data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, abort, request, url_for
from markupsafe import Markup

from indexer.model.validity import EventKind, Status
from indexer.search.query import Sort
from searchapp import linked_data, params
from searchapp.problems import BadParameter, allow_only
from searchapp.views.context import library, today

if TYPE_CHECKING:
    from indexer.library import ComingAnswer, DocumentAnswer, HistoryEvent
    from searchapp.icalendar import CalendarEntry

pages = Blueprint("feeds", __name__)
_ATOM: Final = "http://www.w3.org/2005/Atom"
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OPENSEARCH: Final = "http://a9.com/-/spec/opensearch/1.1/"
SITEMAP_MOST: Final = 50_000
"""Addresses that the protocol allows in one file."""
_NEWEST: Final = 100
_CALENDAR_BACK, _CALENDAR_AHEAD = timedelta(days=30), timedelta(days=730)
_WHAT: Final = {"added": "新收录", "changed": "有变化"}


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry of a feed: ``id`` stays the same for the same thing, ``day`` is when it came to be."""

    id: str
    title: str
    address: str
    day: date | None
    summary: str


@pages.get("/feed.atom")
def feed() -> Response:
    """The newest documents of a search, by the day of issue (RFC 4287); takes the search's parameters."""
    allow_only((*params.NAMES, "lang"))
    asked = params.read(request.args, today())
    # A page remarks on a filter that it leaves out; a reader that subscribes would never see the remark.
    for wrong, detail in asked.faults:
        raise BadParameter(wrong, detail.removesuffix("，已忽略"))
    answer = library().search(replace(asked.request, sort=Sort.ISSUED, offset=0))
    entries = []
    for hit in answer.hits:
        address = _address(hit.id)
        words = (Status(hit.status).label, hit.number, "、".join(hit.bodies))
        entries.append(FeedEntry(address, hit.title, address, hit.issued, "，".join(filter(None, words))))
    return _feed(f"法规检索：{answer.query or '全部文件'}", answer.on, entries)


@pages.get("/changes.atom")
def changes() -> Response:
    """The documents that last entered the record or changed in it."""
    rows = [row for row in library().store.changed_since(0) if row.what != "withdrawn"]
    rows.sort(key=lambda row: (-row.revision, row.document))
    documents = library().store.documents(row.document for row in rows[:_NEWEST])
    entries = [
        FeedEntry(
            f"{_address(row.document)}#r{row.revision}",
            documents[row.document].title,
            _address(row.document),
            documents[row.document].issued,
            f"{_WHAT[row.what]}，登记库第 {row.revision} 次修订",
        )
        for row in rows[:_NEWEST]
        if row.document in documents
    ]
    return _feed("法规检索：收录的变化", today(), entries)


@pages.get("/documents/<ref>/feed.atom")
def document_feed(ref: str) -> Response:
    """What happened to one document, the latest first."""
    answer = library().history(library().resolve_one(ref))
    address = f"{_address(answer.id)}/history"
    events = sorted(answer.events, key=lambda e: e.on or e.effective or date.min, reverse=True)
    entries = [
        FeedEntry(
            f"{address}#{_mark(event)}",
            f"{EventKind(event.kind).label}：{answer.title}",
            address,
            event.on or event.effective,
            event.evidence.quote,
        )
        for event in events
    ]
    return _feed(f"法规检索：《{answer.title}》的沿革", today(), entries)


def _mark(event: HistoryEvent) -> str:
    said = (event.kind, event.on, event.effective, event.target, event.evidence.quote)
    return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _feed(title: str, day: date, entries: Iterable[FeedEntry]) -> Response:
    feed = ET.Element("feed", xmlns=_ATOM)
    held = list({entry.id: entry for entry in entries}.values())
    days = [entry.day for entry in held if entry.day]
    _child(feed, "title", title)
    _child(feed, "id", request.url)
    _child(feed, "updated", _moment(max(days, default=day)))
    _child(feed, "link", href=request.url, rel="self")
    ET.SubElement(ET.SubElement(feed, "author"), "name").text = "法规检索"
    for entry in held:
        made = ET.SubElement(feed, "entry")
        _child(made, "title", entry.title)
        _child(made, "id", entry.id)
        _child(made, "updated", _moment(entry.day or day))
        _child(made, "link", href=entry.address)
        _child(made, "summary", entry.summary)
    return _xml(feed, "application/atom+xml")


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """The address of every document; of more than one file may hold, the list of the files."""
    ids = library().store.document_ids()
    if len(ids) <= SITEMAP_MOST:
        return _addresses(ids)
    root = ET.Element("sitemapindex", xmlns=_SITEMAP)
    for number in range(-(-len(ids) // SITEMAP_MOST)):
        place = ET.SubElement(root, "sitemap")
        _child(place, "loc", url_for("feeds.sitemap_part", number=number + 1, _external=True))
    return _xml(root, "application/xml")


@pages.get("/sitemap-<int:number>.xml")
def sitemap_part(number: int) -> Response:
    """One of the files, counted from 1."""
    ids = library().store.document_ids()[(number - 1) * SITEMAP_MOST :][:SITEMAP_MOST] if number else []
    return _addresses(ids) if ids else abort(404)


def _addresses(ids: Iterable[str]) -> Response:
    root = ET.Element("urlset", xmlns=_SITEMAP)
    for name in ids:
        _child(ET.SubElement(root, "url"), "loc", _address(name))
    return _xml(root, "application/xml")


@pages.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser searches here."""
    root = ET.Element("OpenSearchDescription", xmlns=_OPENSEARCH)
    _child(root, "ShortName", "法规检索")
    _child(root, "Description", "法规、规章、规范性文件和政策解读")
    _child(root, "InputEncoding", "UTF-8")
    for media, endpoint in (("text/html", "search.results"), ("application/atom+xml", "feeds.feed")):
        template = url_for(endpoint, _external=True) + "?q={searchTerms}"
        _child(root, "Url", type=media, template=template)
    return _xml(root, "application/opensearchdescription+xml")


@pages.get("/calendar.ics")
def calendar() -> Response:
    """Coming commencements, repeals and expiries, from last month to two years ahead."""
    from searchapp import icalendar

    day = today()
    until = day + _CALENDAR_AHEAD if day < date.max - _CALENDAR_AHEAD else date.max
    found = library().calendar(day - _CALENDAR_BACK, until)
    text = icalendar.calendar("法规：施行、废止与到期", day, map(_entry, found))
    return Response(text, content_type=icalendar.MEDIA)


def _entry(change: ComingAnswer) -> CalendarEntry:
    from searchapp.icalendar import CalendarEntry

    because = change.because
    quote = f"依据：“{because.evidence.quote}”" if because else ""
    return CalendarEntry(
        uid=f"{change.document.id}-{change.kind}-{change.on.isoformat()}@fagui",
        on=change.on,
        summary=f"{change.label}：{change.document.title}",
        description=quote,
        category=change.label,
        url=_address(change.document.id or ""),
    )


@pages.app_template_global()
def legislation_data(answer: DocumentAnswer) -> Markup:
    """The linked data of a document's page."""
    return linked_data.script(linked_data.legislation(answer, _address(answer.id), today()))


def _address(document: str) -> str:
    # As url_for gives it, which takes its time; an id has nothing to quote.
    return f"{request.url_root}documents/{document}"


def _child(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> None:
    child = ET.SubElement(parent, tag, attributes)
    child.text = _allowed(text) if text is not None else None


def _allowed(text: str) -> str:
    """The text without what XML 1.0 cannot hold."""
    return "".join(
        c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c < "\ufffe")
    )


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+08:00"


def _xml(root: ET.Element, media: str) -> Response:
    text = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(text, content_type=f"{media}; charset=utf-8")
