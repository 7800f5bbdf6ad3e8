"""A document: its text on a day, its life, its data, its downloads."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    request,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from indexer.library import as_json, document_json
from indexer.model.identifiers import DocumentId
from searchapp.drawing import draw
from searchapp.pages import (
    ExplanationsPage,
    Pairs,
    citations_page,
    document_page,
    files_page,
    history_page,
)
from searchapp.problems import BadParameter
from searchapp.reading_pages import citation_links
from searchapp.views.context import kept, library, today

if TYPE_CHECKING:
    from indexer.library import DiffAnswer, DocumentAnswer

pages = Blueprint("documents", __name__)
_LONGEST_FIND: Final = 60


def _json_text(answer: DocumentAnswer) -> str:
    return json.dumps(document_json(answer), ensure_ascii=False, indent=1)


@pages.get("/documents/<ref>")
def document(ref: str) -> str | AnyResponse:
    """The text of today, or of a day: /documents/<id>@2020-06-01; a title or number leads to its document."""
    name, _, day = ref.partition("@")
    on = _day(day) if day else today()
    found = name if DocumentId.is_valid(name) else library().resolve_one(name)
    if found != name:
        target = f"{found}@{day}" if day else found
        kept_on: dict[str, Any] = {
            part: request.args[part] for part in ("find", "lang") if part in request.args
        }
        return redirect(url_for("documents.document", ref=target, **kept_on))
    sought = request.args["find"].strip()[:_LONGEST_FIND] if "find" in request.args else ""
    if sought:
        return _document(found, ref, on, sought)
    return kept(lambda: _document(found, ref, on))


def _document(document: str, ref: str, on: date, sought: str = "") -> str:
    with library().at_once():
        answer = library().document(document, on)
        links = citation_links(answer, library().cited_places(answer))
        pairs = _pairs(document)
    return draw("document.html", page=document_page(answer, ref, links, pairs, sought))


def _pairs(document: str) -> Pairs:
    pairing = library().pairing
    return Pairs(pairing.of_document(document, today()), pairing.of_interpretation(document, today()))


@pages.get("/documents/<ref>/interpretations")
def explanations(ref: str) -> str:
    """The explanations of a document, and what it explains itself."""
    found = library().resolve_one(ref)
    page = ExplanationsPage(library().status(found, today()), _pairs(found))
    return draw("explanations.html", page=page)


@pages.get("/documents/<ref>/cited")
def cited(ref: str) -> str:
    """What a citation in the text means: a page, or with ``card`` the part of it that is shown beside the text."""
    from searchapp.citation_cards import card_page

    page = card_page(library(), library().resolve_one(ref), request.args, today())
    return draw("card.html" if request.args.get("card") else "cited.html", page=page)


@pages.get("/documents/<ref>/files")
def files(ref: str) -> str:
    """Attachments, originals and what the site makes of the text, with size and SHA-256."""
    found = library().resolve_one(ref)
    return kept(lambda: draw("files.html", page=files_page(library().document(found, today()))))


@pages.get("/documents/<ref>/history")
def history(ref: str) -> str:
    """Events and versions with their evidence."""
    found = library().resolve_one(ref)
    page = history_page(library().history(found), library().status(found, today()))
    return draw("history.html", page=page)


@pages.get("/documents/<ref>/citations")
def citations(ref: str) -> str:
    """What it cites, and what cites it."""
    page = citations_page(library().cites(library().resolve_one(ref), today()))
    return draw("citations.html", page=page)


@pages.get("/api/v1/documents/<ref>/citations")
def citations_data(ref: str) -> dict[str, object]:
    """The same as JSON, every place by itself."""
    answer: dict[str, object] = as_json(library().cites(ref, today()))
    return answer


@pages.get("/documents/<ref>/consolidated")
def consolidated(ref: str) -> str:
    """The text that a decision makes of it, computed; ``by`` is the decision or its day."""
    from searchapp.consolidated_pages import consolidated_page

    answer = library().consolidated(library().resolve_one(ref), request.args.get("by", "").strip()[:200])
    return draw("consolidated.html", page=consolidated_page(answer))


@pages.get("/documents/<ref>/diff")
def compare(ref: str) -> str:
    """Two days of a text; without days the last two texts held."""
    from searchapp.comparison_pages import choices_of, compare_page, steps_of

    found = library().resolve_one(ref)
    history = library().history(found)
    days = [choice.day for choice in choices_of(history)]
    since = _asked("from") or (days[-2] if len(days) > 1 else None)
    to = _asked("to") or (days[-1] if len(days) > 1 else None)
    if not (since and to):
        return draw("compare.html", page=compare_page(history, since, to, None))
    view = "inline" if request.args.get("view") == "inline" else ""

    def diff(one: date, other: date) -> DiffAnswer:
        return library().diff(found, one, other)

    page = compare_page(history, since, to, diff(since, to), steps_of(history, diff, since, to), view)
    return draw("compare.html", page=page)


@pages.get("/documents/<ref>.<any(docx, pdf, txt, md, json, xml):form>")
def download(ref: str, form: str) -> AnyResponse:
    """The text of a day as a file; the name is the title's."""
    from indexer.export import PdfUnavailable
    from indexer.library import RENDERINGS

    name, _, day = ref.partition("@")
    answer = library().document(library().resolve_one(name), _day(day) if day else today())
    rendering = RENDERINGS[form]
    try:
        response = make_response(rendering.write(answer))
    except PdfUnavailable as reason:
        return make_response(
            draw("problem.html", heading="这里不能生成 PDF", message=str(reason), wanted=""), 501
        )
    response.headers["Content-Type"] = rendering.media
    # The texts of two days are two files.
    shown = f"{answer.title[:80]}（{day}）.{form}" if day else f"{answer.title[:80]}.{form}"
    response.headers["Content-Disposition"] = attachment(shown, f"{answer.id}.{form}")
    response.add_etag()
    return response.make_conditional(request)


@pages.get("/api/v1/documents/<ref>")
def document_data(ref: str) -> Response:
    """The text of a day with what is known, as JSON."""
    name, _, day = ref.partition("@")
    answer = library().document(library().resolve_one(name), _day(day) if day else today())
    return Response(_json_text(answer), mimetype="application/json")


@pages.get("/api/v1/documents/<ref>/history")
def history_data(ref: str) -> dict[str, object]:
    """Events and versions as JSON."""
    answer: dict[str, object] = as_json(library().history(library().resolve_one(ref)))
    return answer


@pages.get("/api/v1/documents/<ref>/diff")
def compare_data(ref: str) -> dict[str, object]:
    """The differences between two days as JSON; both days are needed."""
    days = []
    for name in ("from", "to"):
        try:
            days.append(date.fromisoformat(request.args.get(name, "")))
        except ValueError:
            raise BadParameter(name, "请给出日期，写作 2020-06-01") from None
    answer: dict[str, object] = as_json(library().diff(library().resolve_one(ref), *days))
    return answer


@pages.get("/documents/<ref>/original")
def original(ref: str) -> Response:
    """The file as it came, always as a download, never shown as a page of ours."""
    place = library().original(library().resolve_one(ref), request.args.get("source", ""))
    response = send_file(
        place.path.resolve(),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name="".join(c for c in place.name if c.isprintable()),
    )
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def attachment(name: str, plain: str) -> str:
    """A Content-Disposition by RFC 6266: the name in UTF-8 (RFC 5987), and an ASCII one for what cannot read it."""
    safe = "".join(c for c in name if c.isprintable() and c not in '\\/:*?"<>|')
    return f"attachment; filename={plain}; filename*=UTF-8''{quote(safe, safe='')}"


def _asked(name: str) -> date | None:
    given = request.args.get(name, "")
    return _day(given) if given else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)
