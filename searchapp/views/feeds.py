"""For readers that are programs: an Atom feed of any search, the sitemap, OpenSearch's description."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, request, url_for

from indexer.library import SearchAnswer
from indexer.model.validity import Status
from indexer.search.query import Sort
from searchapp import params
from searchapp.views.context import library, today

pages = Blueprint("feeds", __name__)
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_SITEMAP_MOST = 50_000


@pages.get("/feed.atom")
def feed() -> Response:
    """The newest documents of a search, by the day of issue (RFC 4287); takes the search's parameters."""
    asked = params.read(request.args, today())
    answer = library().search(replace(asked.request, sort=Sort.ISSUED, offset=0))
    return _xml(_feed(answer), "application/atom+xml")


def _feed(answer: SearchAnswer) -> ET.Element:
    feed = ET.Element("feed", xmlns=_ATOM)
    days = [hit.issued for hit in answer.hits if hit.issued]
    _child(feed, "title", f"法规检索：{answer.query or '全部文件'}")
    _child(feed, "id", request.url)
    _child(feed, "updated", _moment(max(days, default=answer.on)))
    _child(feed, "link", href=request.url, rel="self")
    ET.SubElement(ET.SubElement(feed, "author"), "name").text = "法规检索"
    for hit in answer.hits:
        entry = ET.SubElement(feed, "entry")
        address = url_for("documents.document", ref=hit.id, _external=True)
        _child(entry, "title", hit.title)
        _child(entry, "id", address)
        _child(entry, "updated", _moment(hit.issued or answer.on))
        _child(entry, "link", href=address)
        words = (Status(hit.status).label, hit.number, "、".join(hit.bodies))
        _child(entry, "summary", "，".join(word for word in words if word))
    return feed


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """The address of every document, up to the 50,000 that the protocol allows in one file."""
    root = ET.Element("urlset", xmlns=_SITEMAP)
    for name in library().store.document_ids()[:_SITEMAP_MOST]:
        place = ET.SubElement(root, "url")
        ET.SubElement(place, "loc").text = url_for("documents.document", ref=name, _external=True)
    return _xml(root, "application/xml")


@pages.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser searches here."""
    root = ET.Element("OpenSearchDescription", xmlns=_OPENSEARCH)
    _child(root, "ShortName", "法规检索")
    _child(root, "Description", "法规、规章、规范性文件和政策解读")
    template = url_for("search.results", _external=True) + "?q={searchTerms}"
    _child(root, "Url", type="text/html", template=template)
    return _xml(root, "application/opensearchdescription+xml")


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
