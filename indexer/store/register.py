"""Store (登记库): the system of record. One writer, many readers; everything asked of it comes back as frozen values."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any, Self

from indexer.model.characters import title_key
from indexer.model.citations import Citation, Interpretation
from indexer.model.docnumber import DocumentNumber
from indexer.model.document import Issuer, Kind
from indexer.model.draft import Draft
from indexer.model.identifiers import DocumentId
from indexer.model.source import Remark
from indexer.store.codec import decode
from indexer.store.connection import StoreUnusable, connect, faults, sole, writing
from indexer.store.curating import CuratedRow, Curating, curated_rows, curation_state
from indexer.store.force import ForceReads
from indexer.store.moment import Moment
from indexer.store.recording import record_drafts, settle_spans
from indexer.store.rows import (
    ChangeRow,
    CitationPlace,
    CitationRow,
    DocumentRow,
    PlacedCitation,
    ProvisionRow,
    Recorded,
    RemarkRow,
    SourceRow,
    TextRow,
    TitleRow,
    VersionRow,
    document_row,
    provision_row,
)
from indexer.store.seal import Seal

_CHUNK = 500
_SIZES = (4, 16, 64, _CHUNK)
_ordinal = attrgetter("ordinal")
_DOCUMENT = (
    "id, kind, title, title_key, number, number_raw, index_number, issued, subjects, interpretation, revision"
)


class Store(Moment, ForceReads):
    """An open record. Safe to use from several threads; each call is one consistent read."""

    def __init__(self, db: sqlite3.Connection, seal: Seal) -> None:
        super().__init__(db)
        self.seal = seal

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """The record at ``path``; StoreBusy or StoreUnusable say why not."""
        return cls(connect(path, read_only), Seal(path))

    def close(self) -> None:
        """Close the file, sealed if this wrote it."""
        self.seal.put_on(self._db)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def held(self) -> Self:
        """The same record read through a connection of its own, as it is now, until ``let_go``."""
        other = type(self).open(self.path, read_only=True)
        other.hold()
        return other

    # Writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One commit for all that is written inside; what is written by one call inside is kept or lost whole."""
        with self._lock:
            if damage := self.seal.take_off():
                raise StoreUnusable(damage)
            with writing(self._db):
                yield

    @contextmanager
    def sole_writer(self) -> Iterator[None]:
        """For a whole run of many commits: a second run is told at once (StoreBusy), not half-way through."""
        with sole(self.path):
            yield

    def record(
        self,
        source: SourceRow,
        drafts: Sequence[Draft],
        remarks: Sequence[Remark] = (),
    ) -> list[Recorded]:
        """Record a source and its drafts (none when it was rejected), in place of what it said before."""
        with self.writing():
            revision = self._next_revision()
            self._db.execute(
                "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    source.sha256,
                    source.name,
                    source.format,
                    source.size,
                    source.stamp,
                    source.code,
                    source.message,
                    revision,
                ),
            )
            return record_drafts(self._db, source.sha256, drafts, remarks, revision)

    @contextmanager
    def curating(self) -> Iterator[Curating]:
        """A person's facts put in place of those replayed before, in one commit."""
        with self.writing():
            yield Curating(self._db, self._next_revision(), settle_spans)

    def curated(self, document: str | None = None) -> list[CuratedRow]:
        """The facts of the record other than events: those on a document, or all."""
        with self._lock:
            return curated_rows(self._db, document)

    def curation_state(self) -> Mapping[str, Any]:
        """What was replayed last, as ``Curating.finish`` was told."""
        with self._lock:
            return curation_state(self._db)

    def note_place(self, path: str, sha256: str, size: int, modified: int) -> None:
        """Remember that the bytes were found at a path."""
        with self.writing():
            self._db.execute(
                "INSERT OR REPLACE INTO places VALUES (?, ?, ?, ?)", (path, sha256, size, modified)
            )

    def _next_revision(self) -> int:
        revision = self.revision + 1
        self._db.execute("UPDATE meta SET value = ? WHERE key = 'revision'", (str(revision),))
        return revision

    # Reading

    def _rows_in(self, sql: str, values: Iterable[Any]) -> Iterator[Any]:
        """Rows of a query with ``IN (…)`` for any number of values."""
        todo = list(values)
        for at in range(0, len(todo), _CHUNK):
            part = todo[at : at + _CHUNK]
            yield from self._rows(sql.format(",".join("?" * len(part))), part)

    def document_ids(self) -> list[str]:
        """Every document."""
        return [row[0] for row in self._rows("SELECT id FROM documents ORDER BY id")]

    def documents(self, ids: Iterable[str]) -> dict[str, DocumentRow]:
        """The documents with these ids, those that are held."""
        wanted = list(ids)
        issuers: dict[str, list[Issuer]] = {}
        for document, name, body, region in self._rows_in(
            "SELECT document, name, body, region FROM issuers WHERE document IN ({}) ORDER BY document, ordinal",
            wanted,
        ):
            issuers.setdefault(document, []).append(Issuer(name, body, region))
        return {
            row[0]: document_row(row, tuple(issuers.get(row[0], ())))
            for row in self._rows_in(f"SELECT {_DOCUMENT} FROM documents WHERE id IN ({{}})", wanted)  # noqa: S608
        }

    def document(self, document: str) -> DocumentRow | None:
        """One document, or None."""
        return self.documents([document]).get(document)

    def find(self, ref: str) -> list[str]:
        """Ids of the documents a reference names: an id, a title in any usual form, or a number in any form."""
        text = ref.strip()
        if DocumentId.is_valid(text):
            return [row[0] for row in self._rows("SELECT id FROM documents WHERE id = ?", (text,))]
        number = DocumentNumber.parse(text)
        if number is not None:
            found = self._rows("SELECT id FROM documents WHERE number = ? ORDER BY id", (number.canonical,))
            if found:
                return [row[0] for row in found]
        key = title_key(text)
        if not key:
            return []
        return [
            row[0] for row in self._rows("SELECT id FROM documents WHERE title_key = ? ORDER BY id", (key,))
        ]

    def titles(self) -> list[tuple[str, str, str]]:
        """(id, title, number) of every document, for suggestions."""
        return [tuple(row) for row in self._rows("SELECT id, title, number FROM documents ORDER BY id")]

    def title_rows(self) -> list[TitleRow]:
        """How every document is called, for what is recognised by name."""
        kinds = {kind.value: kind for kind in Kind}
        return [
            TitleRow(row[0], row[1], row[2], row[3], kinds[row[4]], _day(row[5]))
            for row in self._rows(
                "SELECT id, title, title_key, number, kind, issued FROM documents ORDER BY id"
            )
        ]

    def keys_with(self, word: str) -> list[tuple[str, str]]:
        """(id, title key) of every document in whose key a word has two characters or more before it."""
        rows = self._rows(
            "SELECT id, title_key FROM documents WHERE title_key LIKE '__%' || ? || '%' ORDER BY id", (word,)
        )
        return [(row[0], row[1]) for row in rows]

    def interpretations(self) -> dict[str, Interpretation]:
        """The documents that explain others, with what they say of themselves."""
        rows = self._rows("SELECT id, interpretation FROM documents WHERE interpretation <> '' ORDER BY id")
        return {row[0]: decode(bytes.fromhex(row[1]), Interpretation) for row in rows}

    def short_names(self) -> list[tuple[str, str]]:
        """(name, title) as texts introduce them: 《…》（以下简称《…》）."""
        rows = self._rows("SELECT DISTINCT value FROM facts WHERE name = 'short_name' ORDER BY value")
        pairs = [row[0].partition("\t") for row in rows]
        return [(name, title) for name, _, title in pairs]

    def facts_named(self, name: str) -> list[tuple[str, str]]:
        """(document, value) of every fact of this name."""
        rows = self._rows("SELECT DISTINCT document, value FROM facts WHERE name = ? ORDER BY 1, 2", (name,))
        return [(row[0], row[1]) for row in rows]

    def versions(self, documents: Iterable[str]) -> dict[str, list[VersionRow]]:
        """The versions of these documents, each document's by the day they begin."""
        found: dict[str, list[VersionRow]] = {}
        for row in self._rows_in(
            "SELECT key, document, dated, since, until, articles,"
            " (SELECT group_concat(source) FROM texts WHERE texts.version = versions.key)"
            " FROM versions WHERE document IN ({})"
            " ORDER BY document, coalesce(since, dated), dated, key",
            documents,
        ):
            found.setdefault(row[1], []).append(
                VersionRow(
                    row[0],
                    row[1],
                    _day(row[2]),
                    _day(row[3]),
                    _day(row[4]),
                    row[5],
                    tuple(sorted((row[6] or "").split(","))),
                )
            )
        return found

    def texts(self, version: int) -> list[TextRow]:
        """The files that carry a version's text, the one shown first."""
        return [
            TextRow(*(*row[:8], tuple(json.loads(row[8]))))
            for row in self._rows(
                "SELECT t.source, t.draft, t.version, t.rank, t.digest, s.name, s.format, s.size, t.attachments"
                " FROM texts t JOIN sources s ON s.sha256 = t.source WHERE t.version = ? ORDER BY t.rank DESC, t.source",
                (version,),
            )
        ]

    def differing_texts(self) -> dict[int, tuple[str, ...]]:
        """Versions whose sources do not agree word for word, with the names of the sources."""
        found: dict[int, tuple[str, ...]] = {}
        for version, name in self._rows(
            "SELECT t.version, s.name FROM texts t JOIN sources s ON s.sha256 = t.source WHERE t.version IN"
            " (SELECT version FROM texts GROUP BY version HAVING count(DISTINCT digest) > 1)"
            " ORDER BY t.version, t.rank DESC, t.source"
        ):
            found[version] = (*found.get(version, ()), name)
        return found

    def text_lengths(self) -> dict[int, list[tuple[str, int]]]:
        """(name of the source, characters of the text) by version."""
        found: dict[int, list[tuple[str, int]]] = {}
        for version, name, length in self._rows(
            "SELECT t.version, s.name, t.end - t.start FROM texts t JOIN sources s ON s.sha256 = t.source"
            " ORDER BY t.version, t.rank DESC, t.source"
        ):
            found.setdefault(version, []).append((name, length))
        return found

    def provisions(self, version: int) -> list[ProvisionRow]:
        """A version's text in reading order."""
        return [
            provision_row(row)
            for row in self._rows("SELECT * FROM provisions WHERE version = ? ORDER BY ordinal", (version,))
        ]

    def provisions_at(self, wanted: Sequence[tuple[int, str]]) -> dict[tuple[int, str], list[ProvisionRow]]:
        """Provisions by (version, path), each with all that is below it, for any number in one go."""
        found: dict[tuple[int, str], list[ProvisionRow]] = {place: [] for place in wanted}
        # What is below a provision has a path that begins with its own and a full stop, the character before "/".
        for row in self._pairs(
            "SELECT r.*, w.b FROM w CROSS JOIN provisions r"
            " ON r.version = w.a AND r.path >= w.b AND r.path < w.b || '/'",
            list(found),
        ):
            own, path = row[3], row[-1]
            if own == path or own[len(path)] == ".":
                found[row[0], path].append(provision_row(row))
        for below in found.values():
            if len(below) > 1:
                below.sort(key=_ordinal)
        return found

    def provisions_after(
        self, wanted: Iterable[tuple[int, int]], limit: int
    ) -> dict[tuple[int, int], list[ProvisionRow]]:
        """What follows each provision, given by (version, ordinal), in its text: at most so many rows."""
        found: dict[tuple[int, int], list[ProvisionRow]] = {place: [] for place in wanted}
        for row in self._pairs(
            "SELECT r.*, w.b FROM w CROSS JOIN provisions r"
            " ON r.version = w.a AND r.ordinal > w.b AND r.ordinal <= w.b + ?",
            list(found),
            limit,
        ):
            found[row[0], row[-1]].append(provision_row(row))
        for following in found.values():
            following.sort(key=_ordinal)
        return found

    def _pairs(self, sql: str, pairs: Sequence[tuple[Any, Any]], *values: Any) -> Iterator[Any]:
        """Rows of a query over a table ``w (a, b)`` of any number of pairs."""
        for at in range(0, len(pairs), _CHUNK):
            part = [value for pair in pairs[at : at + _CHUNK] for value in pair]
            # A statement costs as much to prepare as to run: filled up with pairs of NULL, few different ones are met.
            count = next(size for size in _SIZES if 2 * size >= len(part))
            part += [None] * (2 * count - len(part))
            table = ",".join(["(?, ?)"] * count)
            yield from self._rows(f"WITH w (a, b) AS (VALUES {table}) {sql}", [*part, *values])

    def citations_of(self, document: str) -> list[CitationRow]:
        """Every citation in a document's texts, in the order of each text."""
        rows = self._rows(
            "SELECT document, source, draft, body FROM citations WHERE document = ? ORDER BY source, draft, key",
            (document,),
        )
        return [CitationRow(row[0], row[1], row[2], decode(row[3], Citation)) for row in rows]

    def citation_places(self, document: str, source: str) -> list[CitationPlace]:
        """Where a document's text as one source has it cites; what is meant is not read."""
        rows = self._rows("SELECT body FROM citations WHERE document = ? AND source = ?", (document, source))
        placed = (decode(row[0], PlacedCitation) for row in rows)
        return [CitationPlace(one.path["value"], one.start, one.text) for one in placed]

    def citations_naming(self, keys: Iterable[str]) -> list[CitationRow]:
        """Citations by these title keys, or numbers where no title is given."""
        rows = self._rows_in(
            "SELECT document, source, draft, body FROM citations WHERE target_key IN ({}) ORDER BY document, key",
            keys,
        )
        return [CitationRow(row[0], row[1], row[2], decode(row[3], Citation)) for row in rows]

    def citations_by_version(self, versions: Iterable[int]) -> Iterator[tuple[int, list[Citation]]]:
        """The citations of versions, each as its first text has them, in the order of the text."""
        best: dict[int, tuple[str, int]] = {}
        for version, source, draft in self._rows_in(
            "SELECT version, source, draft FROM texts WHERE version IN ({}) ORDER BY version, rank DESC, source",
            versions,
        ):
            best.setdefault(version, (source, draft))
        chosen = {place: version for version, place in best.items()}
        found: dict[int, list[Citation]] = {}
        for source, draft, body in self._rows(
            "SELECT source, draft, body FROM citations ORDER BY source, draft, key"
        ):
            if (source, draft) in chosen:
                found.setdefault(chosen[source, draft], []).append(decode(body, Citation))
        yield from found.items()

    def paths(self, version: int) -> list[str]:
        """The addresses of a version's provisions."""
        return [row[0] for row in self._rows("SELECT path FROM provisions WHERE version = ?", (version,))]

    def remarks(self, document: str) -> list[RemarkRow]:
        """What readers and parsers remarked on a document's sources."""
        rows = self._rows(
            "SELECT DISTINCT r.code, r.message, r.place FROM remarks r JOIN texts t ON t.source = r.source"
            " AND (r.draft = t.draft OR r.draft = -1) WHERE t.document = ? ORDER BY r.source, r.draft, r.ordinal",
            (document,),
        )
        return [RemarkRow(*row) for row in rows]

    def source(self, sha256: str) -> SourceRow | None:
        """A source, or None."""
        rows = self._rows(
            "SELECT sha256, name, format, size, stamp, code, message FROM sources WHERE sha256 = ?", (sha256,)
        )
        return SourceRow(*rows[0]) if rows else None

    def sources_read_with(self, stamp: str) -> dict[str, SourceRow]:
        """The sources that were read by the readers and parsers with this stamp."""
        rows = self._rows(
            "SELECT sha256, name, format, size, stamp, code, message FROM sources WHERE stamp = ?", (stamp,)
        )
        return {row[0]: SourceRow(*row) for row in rows}

    def source_documents(self, sha256: str) -> list[tuple[str, str, date | None]]:
        """(id, title, day of the version) of what a source holds."""
        rows = self._rows(
            "SELECT t.document, t.title, v.dated FROM texts t JOIN versions v ON v.key = t.version"
            " WHERE t.source = ? ORDER BY t.draft",
            (sha256,),
        )
        return [(row[0], row[1], _day(row[2])) for row in rows]

    def all_source_documents(self) -> dict[str, list[tuple[str, str, date | None]]]:
        """``source_documents`` of every source."""
        found: dict[str, list[tuple[str, str, date | None]]] = {}
        for source, document, title, dated in self._rows(
            "SELECT t.source, t.document, t.title, v.dated FROM texts t JOIN versions v ON v.key = t.version"
            " ORDER BY t.source, t.draft"
        ):
            found.setdefault(source, []).append((document, title, _day(dated)))
        return found

    def source_versions(self, sha256: str) -> list[int]:
        """The versions whose text a source carries, with those that it carries beside them."""
        rows = self._rows("SELECT DISTINCT version FROM texts WHERE source = ? ORDER BY draft", (sha256,))
        return [row[0] for row in rows]

    def fingerprint(self) -> str:
        """A hash of what the record was made from: its revision and the digests of its sources."""
        digest = hashlib.sha256(f"{self.revision}\n".encode())
        for (sha256,) in self._rows("SELECT sha256 FROM sources ORDER BY sha256"):
            digest.update(sha256.encode())
        return digest.hexdigest()

    def source_digests(self) -> list[str]:
        """Every source that was read."""
        return [row[0] for row in self._rows("SELECT sha256 FROM sources ORDER BY sha256")]

    def rejected(self) -> list[SourceRow]:
        """Sources that could not be read, with the reason."""
        rows = self._rows(
            "SELECT sha256, name, format, size, stamp, code, message FROM sources WHERE code <> '' ORDER BY name"
        )
        return [SourceRow(*row) for row in rows]

    def changed_since(self, revision: int) -> list[ChangeRow]:
        """What became of each document that changed after a revision, for someone who had the record as it was then."""
        by_document = "SELECT {}(revision), document, what FROM changes WHERE revision > ? GROUP BY document"
        first = {row[1]: row[2] for row in self._rows(by_document.format("min"), (revision,))}
        last = self._rows(by_document.format("max") + " ORDER BY document", (revision,))
        return [
            ChangeRow(at, name, "added" if first[name] == "added" and what == "changed" else what)
            for at, name, what in last
        ]

    def ambiguities(self) -> list[tuple[str, str, str]]:
        """Documents that may be one: (id, other id, why)."""
        rows = self._rows("SELECT document, other, reason FROM ambiguities ORDER BY document, other")
        return [tuple(row) for row in rows]

    def counts(self) -> dict[str, int]:
        """How much is held: documents, versions, articles, sources, rejected sources."""
        row = self._rows(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM versions),"
            " (SELECT coalesce(sum(articles), 0) FROM versions), (SELECT count(*) FROM sources),"
            " (SELECT count(*) FROM sources WHERE code <> '')"
        )[0]
        return dict(zip(("documents", "versions", "provisions", "sources", "rejected"), row, strict=True))

    def check(self) -> list[str]:
        """What is wrong with the file, by its seal and by SQLite; empty when it is sound."""
        with self._lock:
            return [*filter(None, [self.seal.damage()]), *faults(self._db)]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
