"""Hits and facets as HTML. Written here and not in a template: they are most of a page of results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from searchapp.filters import han_date, kind_label, marked, status_label
from searchapp.language import say, word
from searchapp.pages import FacetLink
from searchapp.reading_pages import escape

if TYPE_CHECKING:
    from indexer.library import Hit, HitProvision


def hits_html(hits: Iterable[Hit], at: str) -> Markup:
    """Hits with their best articles; ``at`` ends a document's address, to show the text of a day."""
    return Markup("".join(_hit(hit, escape(at)) for hit in hits))  # noqa: S704 - every text in it was escaped


def _hit(hit: Hit, at: str) -> str:
    address = f"/documents/{escape(hit.id)}{at}"
    facts = [f"<span>{escape(kind_label(hit.kind))}</span>"]
    facts += [
        f'<span lang="zh-CN">{escape(text)}</span>' for text in (hit.number, "、".join(hit.bodies)) if text
    ]
    if hit.issued:
        facts.append(f"<span>{say('{day}公布', day=han_date(hit.issued))}</span>")
    if hit.effective and hit.effective != hit.issued:
        facts.append(f"<span>{say('{day}起施行', day=han_date(hit.effective))}</span>")
    status = f'<span class="status {escape(hit.status)}">{escape(status_label(hit.status))}</span>'
    lines = [_snippet(address, provision) for provision in hit.provisions]
    if not lines and hit.summary:
        lines.append(f'<p class="snippet" lang="zh-CN">{escape(hit.summary)}</p>\n')
    return (
        f'<article class="hit">\n<h2><a href="{address}" lang="zh-CN">{escape(hit.title)}</a></h2>\n'
        f'<p class="facts">{status} {" ".join(facts)}</p>\n{"".join(lines)}</article>\n'
    )


def _snippet(address: str, provision: HitProvision) -> str:
    label = provision.label or provision.heading or word("正文")
    text = marked(provision.snippet, provision.marks)
    link = f'<a href="{address}#{escape(provision.path)}">{escape(label)}</a>'
    return f'<p class="snippet" lang="zh-CN">{link} {text}</p>\n'


def facets_html(facets: Iterable[tuple[str, Sequence[FacetLink]]]) -> Markup:
    """The values of each filter with their counts, as links that set them or take them away."""
    return Markup("".join(_facet(label, links) for label, links in facets))  # noqa: S704 - escaped as above


def _facet(label: str, links: Sequence[FacetLink]) -> str:
    rows = "".join(
        f'<li><a href="{escape(link.href)}"{_CHOSEN if link.chosen else ""}>{escape(link.label)}'
        f' <span class="count">{link.count}</span></a></li>'
        for link in links
    )
    return f"<details open><summary><h2>{say(label)}</h2></summary>\n<ul>{rows}</ul>\n</details>\n"


_CHOSEN = ' aria-current="true"'
