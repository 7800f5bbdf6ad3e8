"""schema.org ``Legislation`` of a document (JSON-LD), for search engines that read pages."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final

from markupsafe import Markup

from indexer.library import RENDERINGS, DocumentAnswer
from indexer.model.document import Kind
from indexer.model.validity import Status

_FORCE: Final = {
    Status.IN_FORCE: "InForce",
    Status.PARTLY_IN_FORCE: "PartiallyInForce",
    Status.NOT_YET_IN_FORCE: "NotInForce",
    Status.SUSPENDED: "NotInForce",
    Status.REPEALED: "NotInForce",
    Status.LAPSED: "NotInForce",
}
"""What is not known or is contradicted has no entry: nothing is said of it."""

_ENCODED: Final = tuple(
    (form.suffix, media) for form in RENDERINGS.values() if (media := form.media.partition(";")[0])
)


def legislation(answer: DocumentAnswer, address: str, today: date) -> dict[str, Any]:
    """The facts of a document. Its force is said of today alone: the vocabulary has no day for it."""
    force = _FORCE.get(Status(answer.status)) if answer.on == today else None
    dated = answer.version.dated if answer.version else None
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article" if answer.kind == Kind.INTERPRETATION else "Legislation",
        "@id": address,
        "url": address,
        "name": answer.title,
        "inLanguage": "zh-CN",
        "datePublished": answer.issued.isoformat() if answer.issued else None,
    }
    if answer.kind == Kind.INTERPRETATION:
        facts["author"] = _bodies(answer)
    else:
        facts |= {
            "legislationIdentifier": answer.number or answer.id,
            "legislationType": Kind(answer.kind).label,
            "legislationJurisdiction": "CN",
            "legislationPassedBy": _bodies(answer),
            "legislationDate": answer.issued.isoformat() if answer.issued else None,
            "legislationDateVersion": dated.isoformat() if dated else None,
            "legislationLegalForce": f"https://schema.org/{force}" if force else None,
            "encoding": [
                {"@type": "LegislationObject", "contentUrl": f"{address}.{suffix}", "encodingFormat": media}
                for suffix, media in _ENCODED
            ],
        }
    return {name: value for name, value in facts.items() if value}


def script(facts: dict[str, Any]) -> Markup:
    """A data block, which no browser runs; nothing in it can end it."""
    text = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - JSON, escaped


def _bodies(answer: DocumentAnswer) -> list[dict[str, str]]:
    return [{"@type": "GovernmentOrganization", "name": name} for name in answer.bodies]
