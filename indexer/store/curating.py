"""Curating: a person's facts in the record. Each can be taken back: what stood there before is kept beside it.

The facts lie in the table ``facts`` under the source ``curation:FILE:LINE`` (events in ``events``, links in
``citations`` too), so that they are told from what files say and can be found without a look at anything else.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from indexer.model.characters import title_key
from indexer.model.citations import Citation, CitationRole
from indexer.model.identifiers import DocumentId
from indexer.model.validity import ActReference, ValidityEvent
from indexer.store.codec import encode

_OURS: Final = "source >= 'curation:' AND source < 'curation;'"
_MARK: Final = "curation"
_MOVED: Final = ("events", "effects", "citations", "facts")
_COLUMNS: Final = (
    "id",
    "kind",
    "title",
    "title_key",
    "number",
    "number_raw",
    "index_number",
    "issued",
    "subjects",
    "interpretation",
    "revision",
)

Text = tuple[str, int]
"""(sha256 of the source, place of the draft in it)."""


@dataclass(frozen=True, slots=True)
class CuratedRow:
    """A fact as the record holds it: ``name`` is its form, ``value`` what it did."""

    document: str
    name: str
    value: Mapping[str, Any]
    quote: str
    place: str


class Curating:
    """Facts replayed in one transaction, which the caller holds; ``revision`` is that of the whole, ``settle`` puts
    the versions of a document in order after texts have come or gone."""

    def __init__(
        self, db: sqlite3.Connection, revision: int, settle: Callable[[sqlite3.Connection, str], None]
    ) -> None:
        self._db = db
        self._settle = settle
        self._revision = revision
        self._ordinal = 0
        self._touched: set[str] = set()

    def undo(self) -> None:
        """Take back every fact, the last first."""
        for row in reversed(curated_rows(self._db)):
            self._touched.add(row.document)
            if row.name == "correction":
                self._uncorrect(row)
            elif row.name == "merge":
                self._unmerge(row)
            elif row.name == "split":
                self._unsplit(row)
        for table in ("events", "citations"):
            rows = self._db.execute(f"SELECT document FROM {table} WHERE {_OURS}")  # noqa: S608
            self._touched.update(name for (name,) in rows)
        for table in ("events", "citations", "facts"):
            self._db.execute(f"DELETE FROM {table} WHERE {_OURS}")  # noqa: S608 - names from the line above

    def event(self, document: str, event: ValidityEvent) -> None:
        """An event of a document."""
        self._touched.add(document)
        days = (event.on, event.effective, event.until)
        self._db.execute(
            "INSERT INTO events (source, draft, document, kind, day, effective, until, body)"
            " VALUES (?, -1, ?, ?, ?, ?, ?, ?)",
            (
                event.evidence.source,
                document,
                event.kind.value,
                *(day.isoformat() if day else None for day in days),
                encode(event),
            ),
        )

    def correct(self, document: str, right: Mapping[str, Any], quote: str, place: str) -> None:
        """Columns of a document, ``issuers`` among them, in place of what was read."""
        was = {name: value for name, value in self._columns(document).items() if name in right}
        self._write(document, right)
        if "title_key" in was:
            self._namesakes(was["title_key"])
            self._namesakes(right["title_key"])
        self._note(document, "correction", {"was": was, "now": dict(right)}, quote, place)

    def merge(self, document: str, other: str, quote: str, place: str) -> None:
        """All that is held of the other becomes the document's."""
        row, texts = self._columns(other), self._texts_of(other)
        self._take(texts, document)
        self._namesakes(row["title_key"])
        self._withdraw(other)
        value = {"row": row, "texts": sorted(texts)}
        self._note(document, "merge", value, quote, place)

    def split(self, document: str, texts: Sequence[Text], quote: str, place: str) -> str:
        """These texts become another document's, which is given. Their sources are read again at the next ingest:
        number, day and bodies of the new document are what they say."""
        (title,) = self._db.execute(
            "SELECT title FROM texts WHERE source = ? AND draft = ?", texts[0]
        ).fetchone()
        first = min(texts)
        made = DocumentId.derive(title_key(title), "split", first[0], str(first[1])).value
        row = {**self._columns(document), "id": made, "title": title, "title_key": title_key(title)}
        self._make({**row, "number": "", "number_raw": "", "index_number": "", "issued": None})
        self._take(texts, made)
        self._read_again(source for source, _ in texts)
        self._touched.add(document)
        self._namesakes(row["title_key"])
        self._note(made, "split", {"from": document, "texts": sorted(texts)}, quote, place)
        return made

    def link(self, document: str, to: str, role: CitationRole, quote: str, place: str) -> None:
        """One document names another."""
        target = self._columns(to)
        act = ActReference(title=target["title"], number=target["number"])
        citation = Citation(f"curation:{place}", 0, 0, f"《{act.title}》", role, act, target=DocumentId(to))
        self._db.execute(
            "INSERT INTO citations (source, draft, document, target_key, body) VALUES (?, -1, ?, ?, ?)",
            (citation.source, document, target["title_key"] or act.number, encode(citation)),
        )
        self._touched.add(to)
        value = {"to": to, "title": act.title, "role": role.value}
        self._note(document, "link", value, quote, place)

    def finish(self, state: Mapping[str, Any]) -> None:
        """Note what changed, and what was replayed."""
        held = {name for (name,) in self._db.execute("SELECT id FROM documents")}
        self._db.executemany(
            "INSERT OR IGNORE INTO changes VALUES (?, ?, 'changed')",
            [(self._revision, document) for document in sorted(self._touched & held)],
        )
        text = json.dumps({**state, "revision": self._revision}, ensure_ascii=False)
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_MARK, text))

    # Taking back

    def _uncorrect(self, row: CuratedRow) -> None:
        now = self._columns(row.document)
        # What a file has filled in since is kept.
        back = {
            name: value for name, value in row.value["was"].items() if now[name] == row.value["now"][name]
        }
        self._write(row.document, back)
        if "title_key" in back:
            self._namesakes(back["title_key"])
            self._namesakes(row.value["now"]["title_key"])

    def _unmerge(self, row: CuratedRow) -> None:
        texts = [(source, draft) for source, draft in row.value["texts"] if self._has(source, draft)]
        if texts:
            self._make(row.value["row"])
            self._take(texts, row.value["row"]["id"])
            self._namesakes(row.value["row"]["title_key"])

    def _unsplit(self, row: CuratedRow) -> None:
        home = row.value["from"]
        if self._db.execute("SELECT 1 FROM documents WHERE id = ?", (home,)).fetchone() is None:
            return
        self._take(self._texts_of(row.document), home)
        self._withdraw(row.document)

    # Rows

    def _note(self, document: str, name: str, value: Mapping[str, Any], quote: str, place: str) -> None:
        self._touched.add(document)
        self._ordinal += 1
        self._db.execute(
            "INSERT INTO facts VALUES (?, -1, ?, ?, ?, ?, ?, 0, 0, ?)",
            (
                f"curation:{place}",
                self._ordinal,
                document,
                f"curated.{name}",
                json.dumps(value, ensure_ascii=False),
                quote,
                f"curated.{name}",
            ),
        )

    def _columns(self, document: str) -> dict[str, Any]:
        row = self._db.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM documents WHERE id = ?",  # noqa: S608
            (document,),
        ).fetchone()
        issuers = self._db.execute(
            "SELECT name, body, region FROM issuers WHERE document = ? ORDER BY ordinal", (document,)
        )
        return {**dict(zip(_COLUMNS, row, strict=True)), "issuers": [list(issuer) for issuer in issuers]}

    def _write(self, document: str, columns: Mapping[str, Any]) -> None:
        for name, value in columns.items():
            if name == "issuers":
                self._db.execute("DELETE FROM issuers WHERE document = ?", (document,))
                self._write_issuers(document, value)
            else:
                assert name in _COLUMNS
                self._db.execute(f"UPDATE documents SET {name} = ? WHERE id = ?", (value, document))  # noqa: S608

    def _write_issuers(self, document: str, issuers: Iterable[Sequence[str]]) -> None:
        self._db.executemany(
            "INSERT INTO issuers VALUES (?, ?, ?, ?, ?)",
            [(document, n, *issuer) for n, issuer in enumerate(issuers)],
        )

    def _make(self, row: Mapping[str, Any]) -> None:
        self._db.execute(
            f"INSERT OR IGNORE INTO documents VALUES ({', '.join('?' * len(_COLUMNS))})",  # noqa: S608
            [row[name] for name in _COLUMNS],
        )
        self._write(row["id"], {"issuers": row["issuers"]})
        self._touched.add(row["id"])
        self._db.execute("INSERT OR REPLACE INTO changes VALUES (?, ?, 'added')", (self._revision, row["id"]))

    def _withdraw(self, document: str) -> None:
        self._db.execute("DELETE FROM documents WHERE id = ?", (document,))
        self._db.execute(
            "INSERT OR REPLACE INTO changes VALUES (?, ?, 'withdrawn')", (self._revision, document)
        )

    def _namesakes(self, key: str) -> None:
        """Which act a clause means depends on the acts of the title."""
        if key:
            rows = self._db.execute("SELECT id FROM documents WHERE title_key = ?", (key,))
            self._touched.update(name for (name,) in rows)

    def _texts_of(self, document: str) -> list[Text]:
        rows = self._db.execute(
            "SELECT source, draft FROM texts WHERE document = ? ORDER BY source, draft", (document,)
        )
        return [(source, draft) for source, draft in rows]

    def _has(self, source: str, draft: int) -> bool:
        found = self._db.execute("SELECT 1 FROM texts WHERE source = ? AND draft = ?", (source, draft))
        return found.fetchone() is not None

    def _take(self, texts: Iterable[Text], document: str) -> None:
        """Texts, and all that they say, to a document."""
        groups: dict[tuple[str, int], list[Text]] = {}
        for source, draft in texts:
            found = self._db.execute(
                "SELECT document, version FROM texts WHERE source = ? AND draft = ?", (source, draft)
            ).fetchone()
            groups.setdefault((found[0], found[1]), []).append((source, draft))
        for (before, version), group in groups.items():
            self._read_apart(version, group)
            key = self._version_for(version, group, document)
            for text in group:
                self._db.execute(
                    "UPDATE texts SET document = ?, version = ? WHERE source = ? AND draft = ?",
                    (document, key, *text),
                )
                for table in _MOVED:
                    self._db.execute(
                        f"UPDATE {table} SET document = ? WHERE source = ? AND draft = ?",  # noqa: S608
                        (document, *text),
                    )
                self._db.execute(
                    "UPDATE OR REPLACE claims SET document = ? WHERE document = ? AND source = ?",
                    (document, before, text[0]),
                )
            self._settle(self._db, before)
        self._settle(self._db, document)

    def _read_apart(self, version: int, group: Sequence[Text]) -> None:
        """Where only some of a version's texts go and they do not agree, the words of one of the two are not held:
        all are read again at the next ingest."""
        held = self._db.execute(
            "SELECT source, draft, digest FROM texts WHERE version = ?", (version,)
        ).fetchall()
        if len(held) > len(group) and len({digest for _, _, digest in held}) > 1:
            self._read_again(source for source, _, _ in held)

    def _read_again(self, sources: Iterable[str]) -> None:
        self._db.executemany(
            "UPDATE sources SET stamp = '' WHERE sha256 = ?", [(source,) for source in sources]
        )

    def _version_for(self, version: int, group: Sequence[Text], document: str) -> int:
        """The version of the document that has the very words of these texts, or one made for them."""
        for text in group:
            same = self._db.execute(
                "SELECT version FROM texts WHERE document = ?1 AND version <> ?2 AND digest ="
                " (SELECT digest FROM texts WHERE source = ?3 AND draft = ?4) LIMIT 1",
                (document, version, *text),
            ).fetchone()
            if same:
                return int(same[0])
        key = self._db.execute(
            "INSERT INTO versions (document, dated, since, until, articles)"
            " SELECT ?, dated, since, until, articles FROM versions WHERE key = ?",
            (document, version),
        ).lastrowid
        assert key is not None
        self._db.execute(
            "INSERT INTO provisions SELECT ?, ordinal, depth, path, kind, label, heading, text, rows"
            " FROM provisions WHERE version = ?",
            (key, version),
        )
        return key


def curated_rows(db: sqlite3.Connection, document: str | None = None) -> list[CuratedRow]:
    """The facts of the record other than events, in the order in which they were replayed."""
    rows = db.execute(
        f"SELECT document, name, value, quote, source FROM facts WHERE {_OURS}"  # noqa: S608
        " AND (?1 IS NULL OR document = ?1) ORDER BY ordinal",
        (document,),
    )
    return [
        CuratedRow(row[0], row[1].removeprefix("curated."), json.loads(row[2]), row[3], row[4])
        for row in rows
    ]


def curation_state(db: sqlite3.Connection) -> dict[str, Any]:
    """What ``finish`` noted last; empty when nothing was ever replayed."""
    row = db.execute("SELECT value FROM meta WHERE key = ?", (_MARK,)).fetchone()
    return dict(json.loads(row[0])) if row else {}


def home_of(
    db: sqlite3.Connection, source: str, place: int, key: str, number: str, issued: date | None
) -> str | None:
    """The document that a person says a text belongs to: that of its file, or of what was merged into another."""
    for row in curated_rows(db):
        if row.name in ("merge", "split") and [source, place] in row.value["texts"]:
            return row.document
        if row.name == "merge":
            was = row.value["row"]
            day = issued.isoformat() if issued else None
            if (was["title_key"], was["number"], was["issued"]) == (key, number, day):
                value = {**row.value, "texts": [*row.value["texts"], [source, place]]}
                db.execute(
                    "UPDATE facts SET value = ? WHERE source = ? AND document = ? AND value = ?",
                    (
                        json.dumps(value, ensure_ascii=False),
                        row.place,
                        row.document,
                        json.dumps(row.value, ensure_ascii=False),
                    ),
                )
                return row.document
    return None


def as_read(db: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Documents that a person corrected, with what was read of them."""
    return {row.document: dict(row.value["was"]) for row in curated_rows(db) if row.name == "correction"}
