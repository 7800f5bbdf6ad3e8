"""The façade: every question a reader may ask, and the values that answer it."""

from indexer.export import Manifest
from indexer.library.answers import (
    ActLink,
    Candidate,
    ComingAnswer,
    DocumentAnswer,
    Finding,
    HistoryAnswer,
    HistoryEvent,
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
from indexer.library.exporting import RecordMoved
from indexer.library.exporting import described as export_query
from indexer.library.exporting import export as export_documents
from indexer.library.exporting import listed as listed_file
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
