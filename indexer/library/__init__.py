"""The façade: every question a reader may ask, and the values that answer it.

A name brings the module it stands in when it is first used: a search needs neither certificates nor compilations, and
loading them all took longer than the search.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from indexer.export import Manifest
    from indexer.library.answers import (
        ActLink,
        Candidate,
        ComingAnswer,
        DocumentAnswer,
        Finding,
        HistoryAnswer,
        HistoryEvent,
        Hit,
        HitProvision,
        ProvisionAnswer,
        SearchAnswer,
        StatsAnswer,
        StatusAnswer,
        as_json,
        document_json,
        json_name,
    )
    from indexer.library.certificate import (
        Certificate,
        CertificateCheck,
        CertificateOutcome,
        CertificateUnreadableError,
    )
    from indexer.library.certificate_page import STYLE_HASH, certificate_html, read_certificate_file
    from indexer.library.changing import ChangesAnswer, RecordChange, changes_after
    from indexer.library.checking import CheckAnswer, CheckedCitation, CheckVerdict
    from indexer.library.citing import CitationAnswer, CitedByAnswer, CitesAnswer, article_of
    from indexer.library.comparing import ChangeAnswer, DiffAnswer
    from indexer.library.consolidating import ConsolidatedAnswer
    from indexer.library.counting import GAPS
    from indexer.library.evaluation import Evaluation, Judged, evaluate, read_judged
    from indexer.library.exporting import (
        RecordMoved,
    )
    from indexer.library.exporting import (
        described as export_query,
    )
    from indexer.library.exporting import (
        export as export_documents,
    )
    from indexer.library.exporting import (
        listed as listed_file,
    )
    from indexer.library.library import Library
    from indexer.library.listed import check_rows, lines_of, names_in
    from indexer.library.overview import BodySummary, Brief, Cell, DayView, GapInSeries, Overview
    from indexer.library.packages import export_packages
    from indexer.library.pairing import (
        FORM_LABELS,
        InterpretationsAnswer,
        OrphanAnswer,
        PairAnswer,
        PairState,
        UnexplainedAnswer,
    )
    from indexer.library.radar import RadarAnswer, RadarFinding, RadarKind, radar_rows
    from indexer.library.renderings import RENDERINGS, Rendering, markdown_lines, official_text, text_lines
    from indexer.library.requests import NotHeld, OriginalFile, Readiness, SearchRequest, SearchUnavailable
    from indexer.store import CitationPlace

__all__ = [
    "FORM_LABELS",
    "GAPS",
    "RENDERINGS",
    "STYLE_HASH",
    "ActLink",
    "BodySummary",
    "Brief",
    "Candidate",
    "Cell",
    "Certificate",
    "CertificateCheck",
    "CertificateOutcome",
    "CertificateUnreadableError",
    "ChangeAnswer",
    "ChangesAnswer",
    "CheckAnswer",
    "CheckVerdict",
    "CheckedCitation",
    "CitationAnswer",
    "CitationPlace",
    "CitedByAnswer",
    "CitesAnswer",
    "ComingAnswer",
    "ConsolidatedAnswer",
    "DayView",
    "DiffAnswer",
    "DocumentAnswer",
    "Evaluation",
    "Finding",
    "GapInSeries",
    "HistoryAnswer",
    "HistoryEvent",
    "Hit",
    "HitProvision",
    "InterpretationsAnswer",
    "Judged",
    "Library",
    "Manifest",
    "NotHeld",
    "OriginalFile",
    "OrphanAnswer",
    "Overview",
    "PairAnswer",
    "PairState",
    "ProvisionAnswer",
    "RadarAnswer",
    "RadarFinding",
    "RadarKind",
    "Readiness",
    "RecordChange",
    "RecordMoved",
    "Rendering",
    "SearchAnswer",
    "SearchRequest",
    "SearchUnavailable",
    "StatsAnswer",
    "StatusAnswer",
    "UnexplainedAnswer",
    "article_of",
    "as_json",
    "certificate_html",
    "changes_after",
    "check_rows",
    "document_json",
    "evaluate",
    "export_documents",
    "export_packages",
    "export_query",
    "json_name",
    "lines_of",
    "listed_file",
    "markdown_lines",
    "names_in",
    "official_text",
    "radar_rows",
    "read_certificate_file",
    "read_judged",
    "text_lines",
]

_HOMES: Final = {
    "indexer.export": ("Manifest",),
    "indexer.library.answers": (
        "ActLink",
        "Candidate",
        "ComingAnswer",
        "DocumentAnswer",
        "Finding",
        "HistoryAnswer",
        "HistoryEvent",
        "Hit",
        "HitProvision",
        "ProvisionAnswer",
        "SearchAnswer",
        "StatsAnswer",
        "StatusAnswer",
        "as_json",
        "document_json",
        "json_name",
    ),
    "indexer.library.certificate": (
        "Certificate",
        "CertificateCheck",
        "CertificateOutcome",
        "CertificateUnreadableError",
    ),
    "indexer.library.certificate_page": (
        "STYLE_HASH",
        "certificate_html",
        "read_certificate_file",
    ),
    "indexer.library.changing": (
        "ChangesAnswer",
        "RecordChange",
        "changes_after",
    ),
    "indexer.library.checking": (
        "CheckAnswer",
        "CheckedCitation",
        "CheckVerdict",
    ),
    "indexer.library.citing": (
        "CitationAnswer",
        "CitedByAnswer",
        "CitesAnswer",
        "article_of",
    ),
    "indexer.library.comparing": (
        "ChangeAnswer",
        "DiffAnswer",
    ),
    "indexer.library.consolidating": ("ConsolidatedAnswer",),
    "indexer.library.counting": ("GAPS",),
    "indexer.library.evaluation": (
        "Evaluation",
        "Judged",
        "evaluate",
        "read_judged",
    ),
    "indexer.library.exporting": (
        "RecordMoved",
        "export_query",
        "export_documents",
        "listed_file",
    ),
    "indexer.library.library": ("Library",),
    "indexer.library.listed": (
        "check_rows",
        "lines_of",
        "names_in",
    ),
    "indexer.library.overview": (
        "BodySummary",
        "Brief",
        "Cell",
        "DayView",
        "GapInSeries",
        "Overview",
    ),
    "indexer.library.packages": ("export_packages",),
    "indexer.library.pairing": (
        "FORM_LABELS",
        "InterpretationsAnswer",
        "OrphanAnswer",
        "PairAnswer",
        "PairState",
        "UnexplainedAnswer",
    ),
    "indexer.library.radar": (
        "RadarAnswer",
        "RadarFinding",
        "RadarKind",
        "radar_rows",
    ),
    "indexer.library.renderings": (
        "RENDERINGS",
        "Rendering",
        "markdown_lines",
        "official_text",
        "text_lines",
    ),
    "indexer.library.requests": (
        "NotHeld",
        "OriginalFile",
        "Readiness",
        "SearchRequest",
        "SearchUnavailable",
    ),
    "indexer.store": ("CitationPlace",),
}
_CALLED_THERE: Final = {"export_query": "described", "export_documents": "export", "listed_file": "listed"}
_HOME_OF: Final = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME_OF[name]), _CALLED_THERE.get(name, name))
    globals()[name] = value
    return value
