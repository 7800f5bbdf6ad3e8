"""Certificate (时效核验单): a verdict of a day with its proof on one page, which can be checked again without the network.

The hash covers the canonical JSON of everything else in it, so that a changed word is noticed; the record's revision and
fingerprint say from what it was made. Checking it asks the record anew and looks for every quotation in its source.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from indexer.library.answers import ActLink, as_json
from indexer.library.judging import Judge
from indexer.library.lives import Life
from indexer.library.requests import NotHeld
from indexer.model.characters import compact
from indexer.model.validity import Status, ValidityEvent
from indexer.store import Store

FORM: Final = "fagui.certificate/1"
_CURATED: Final = "curation:"
_COMPARED: Final = ("status", "version", "text_sha256", "because", "successor")


class CertificateOutcome(StrEnum):
    """What checking a certificate came to."""

    AGREES = "agrees"
    CHANGED = "changed"
    TAMPERED = "tampered"


@dataclass(frozen=True, slots=True)
class ProvenReason:
    """An event as a reason; ``sha256`` is the file in which the quotation stands, empty for a person's note."""

    kind: str
    on: date | None
    effective: date | None
    by: ActLink | None
    quote: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """A verdict as it is handed over: ``body`` is plain JSON, ``sha256`` the hash of its canonical form."""

    body: Mapping[str, Any]
    sha256: str

    def as_json(self) -> dict[str, Any]:
        """One JSON object, the hash last."""
        return {**self.body, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class CertificateCheck:
    """``now`` is the status that the record gives today; ``differences`` says in words what has changed,
    ``unproved`` which quotations are not found in their source."""

    outcome: str
    title: str
    on: str
    certified: str
    now: str
    differences: tuple[str, ...] = ()
    unproved: tuple[str, ...] = ()
    revision: int | None = None
    revision_now: int | None = None
    """The record's, when it was made and now: another revision alone changes nothing."""


class CertificateUnreadableError(Exception):
    """What was given is no certificate."""


def canonical(body: Mapping[str, Any]) -> bytes:
    """The form that is hashed: keys in order, no white space, UTF-8."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def sealed(body: Mapping[str, Any]) -> Certificate:
    """A certificate of these contents."""
    return Certificate(body, hashlib.sha256(canonical(body)).hexdigest())


def read_certificate(text: str) -> Certificate:
    """A certificate from its JSON; the hash is taken as it stands. CertificateUnreadableError when it is none."""
    try:
        whole = json.loads(text)
        if whole.pop("form") != FORM:
            raise CertificateUnreadableError("这不是本程序认识的时效核验单")
        sha256, _ = str(whole.pop("sha256")), (whole["document"]["id"], date.fromisoformat(whole["on"]))
        _ = [
            (whole["verdict"][name], reason["quote"])
            for name in _COMPARED
            for reason in whole["verdict"]["because"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise CertificateUnreadableError("这不是时效核验单，或者已经残缺") from problem
    return Certificate({"form": FORM, **whole}, sha256)


class Certifier:
    """Makes and checks certificates over one record."""

    def __init__(self, store: Store, life_of: Callable[[str], Life], judge: Judge) -> None:
        self._store = store
        self._life_of = life_of
        self._judge = judge

    def certify(self, document: str, on: date, made: date) -> Certificate:
        """The verdict of a day on a document or a stub; NotHeld when nothing is known of it."""
        life = self._life_of(document)
        row = life.document
        return sealed(
            {
                "form": FORM,
                "on": on.isoformat(),
                "made": made.isoformat(),
                "document": {
                    "id": row.id,
                    "title": row.title,
                    "number": row.number,
                    "bodies": [issuer.name for issuer in row.issuers],
                    "issued": row.issued.isoformat() if row.issued else None,
                },
                "verdict": self._verdict(life, on),
                "record": {"revision": self._store.revision, "fingerprint": self._store.fingerprint()},
            }
        )

    def _verdict(self, life: Life, on: date) -> dict[str, Any]:
        answer = self._judge.status(life.document.title, life, on)
        version = life.version_on(on)
        return {
            "status": answer.status,
            "version": as_json(answer.version),
            "text_sha256": self._text_digest(version.key) if version else None,
            "because": [as_json(self._proven(event, life)) for event in life.timeline.on(on).because],
            "successor": as_json(answer.successor),
            "notes": list(answer.notes),
        }

    def _proven(self, event: ValidityEvent, life: Life) -> ProvenReason:
        reason = self._judge.reason(event, life)
        source = event.evidence.source
        return ProvenReason(
            reason.kind,
            reason.on,
            reason.effective,
            reason.by,
            reason.evidence.quote,
            reason.evidence.file,
            "" if source.startswith(_CURATED) else source,
        )

    def _text_digest(self, version: int) -> str:
        """Of the words of a text in reading order, white space aside."""
        digest = hashlib.sha256()
        for row in self._store.provisions(version):
            digest.update(
                compact(row.label + row.heading + row.text).encode("utf-8", "surrogatepass") + b"\n"
            )
        return digest.hexdigest()

    def verify(
        self, certificate: Certificate, read_original: Callable[[str], str] = lambda _: ""
    ) -> CertificateCheck:
        """A certificate against the record; ``read_original`` gives the text of the file with a digest, for quotations
        that stand outside the text as recorded."""
        body = certificate.body
        on, title = str(body["on"]), str(body["document"].get("title", ""))
        said = str(body["verdict"]["status"])
        if sealed(body).sha256 != certificate.sha256:
            return CertificateCheck(
                CertificateOutcome.TAMPERED.value, title, on, said, "", ("内容与校验值不符，核验单被改动过",)
            )
        try:
            life = self._life_of(str(body["document"]["id"]))
        except NotHeld:
            words = ("登记库中已没有这份文件",)
            return CertificateCheck(CertificateOutcome.CHANGED.value, title, on, said, "", words)
        verdict = self._verdict(life, date.fromisoformat(on))
        differences = tuple(_differences(body["verdict"], verdict))
        unproved = tuple(self._unproved(body["verdict"]["because"], read_original))
        outcome = CertificateOutcome.CHANGED if differences or unproved else CertificateOutcome.AGREES
        then = body["record"].get("revision")
        return CertificateCheck(
            outcome.value,
            title,
            on,
            said,
            verdict["status"],
            differences,
            unproved,
            then if isinstance(then, int) else None,
            self._store.revision,
        )

    def _unproved(
        self, reasons: list[Mapping[str, Any]], read_original: Callable[[str], str]
    ) -> Iterator[str]:
        for reason in reasons:
            quote, sha256 = compact(str(reason["quote"])), str(reason.get("sha256", ""))
            if not sha256 or not quote:
                continue
            if not any(quote in words for words in self._texts(sha256, read_original)):
                yield str(reason["quote"])

    def _texts(self, sha256: str, read_original: Callable[[str], str]) -> Iterator[str]:
        """The words of a file: as recorded, then as read again."""
        for version in self._store.source_versions(sha256):
            rows = self._store.provisions(version)
            yield compact("".join(row.label + row.heading + row.text for row in rows))
        yield compact(read_original(sha256))


def _differences(certified: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    if certified["status"] != now["status"]:
        yield f"结论由“{_label(certified['status'])}”变为“{_label(now['status'])}”"
    if certified["version"] != now["version"]:
        yield "当日适用的文本已另有认定"
    elif certified["text_sha256"] != now["text_sha256"]:
        yield "当日适用的文本，文字与核验时不同"
    if certified["because"] != now["because"]:
        yield "依据与核验时不同"
    if certified["successor"] != now["successor"]:
        yield "接替的文件与核验时不同"


def _label(status: object) -> str:
    known = {value.value: value.label for value in Status}
    return known.get(str(status), str(status))
