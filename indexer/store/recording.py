"""Recording: drafts of one source into the record, what the source said before taken out first."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import blake2b

from indexer.model.characters import compact, title_key
from indexer.model.docnumber import DocumentNumber
from indexer.model.document import Issuer, Kind
from indexer.model.draft import Draft, Effect
from indexer.model.provisions import Provision, ProvisionKind, articles
from indexer.model.source import Remark
from indexer.store.codec import decode, encode
from indexer.store.curating import as_read, home_of
from indexer.store.identity import Decision, Known, decide, make_id
from indexer.store.rows import Recorded


def record_drafts(
    db: sqlite3.Connection, source: str, drafts: Sequence[Draft], remarks: Sequence[Remark], revision: int
) -> list[Recorded]:
    """Put what a source says in place of what it said before; the caller holds the transaction."""
    before = _said_of_others(db, source)
    former = _forget(db, source)
    _write_remarks(db, source, -1, remarks)
    done: list[Recorded] = []
    touched: set[str] = set()
    for place, draft in enumerate(drafts):
        done.append(_record(db, source, place, draft, former, revision))
        touched.add(done[-1].document)
    for document in former - touched:
        _settle(db, document, revision)
    for document in touched:
        settle_spans(db, document)
    _note_released(db, before - _said_of_others(db, source) if before else set(), revision)
    return done


_OnOthers = tuple[str, str, str, bytes]


def _said_of_others(db: sqlite3.Connection, source: str) -> set[_OnOthers]:
    """What a source says its documents do to others."""
    rows = db.execute(
        "SELECT document, target_key, target_number, body FROM effects WHERE source = ?", (source,)
    )
    return {(document, key, number, body) for document, key, number, body in rows}


def _note_released(db: sqlite3.Connection, gone: Iterable[_OnOthers], revision: int) -> None:
    """Documents of which nobody says any more what was said of them: their force may have changed."""
    db.executemany(
        "INSERT OR IGNORE INTO changes SELECT ?1, id, 'changed' FROM documents"
        " WHERE (?2 <> '' AND title_key = ?2) OR (?3 <> '' AND number = ?3)",
        [(revision, key, number) for _, key, number, _ in gone],
    )


def _forget(db: sqlite3.Connection, source: str) -> set[str]:
    """Take out what the source said; the documents that it was a text of."""
    former = {row[0] for row in db.execute("SELECT document FROM texts WHERE source = ?", (source,))}
    db.executemany(
        "DELETE FROM claims WHERE document = ? AND source = ?", [(document, source) for document in former]
    )
    for table in ("texts", "events", "effects", "citations", "facts", "remarks"):
        db.execute(f"DELETE FROM {table} WHERE source = ?", (source,))  # noqa: S608 - names from the line above
    return former


def _record(
    db: sqlite3.Connection, source: str, place: int, draft: Draft, former: set[str], revision: int
) -> Recorded:
    digest = text_digest(draft.provisions)
    key = title_key(draft.title)
    known = list(_candidates(db, key, draft)) if key else []
    decision = decide(draft, digest, known)
    number = draft.number.canonical if draft.number else ""
    home = home_of(db, source, place, key, number, draft.issued)
    if home is not None:
        decision = Decision(home)
    document = decision.id or make_id(draft, source, place, (k.id for k in known if k.id not in former))
    held = db.execute("SELECT 1 FROM documents WHERE id = ?", (document,)).fetchone() is not None
    _write_document(db, document, draft, key, held, revision)
    version = _write_version(db, document, draft, source, place, digest, own=home is not None)
    _write_events(db, document, source, place, draft)
    _write_effects(db, document, source, place, draft)
    _write_facts(db, document, source, place, draft)
    _write_remarks(db, source, place, draft.remarks)
    db.executemany(
        "INSERT OR REPLACE INTO claims VALUES (?, ?, ?, ?)",
        [(document, source, name, value) for name, value in draft.claims],
    )
    db.executemany(
        "INSERT OR REPLACE INTO ambiguities VALUES (?, ?, ?)",
        [(document, other, reason) for other, reason in decision.doubts if other != document],
    )
    what = "changed" if held else "added"
    db.execute("INSERT OR IGNORE INTO changes VALUES (?, ?, ?)", (revision, document, what))
    return Recorded(
        document=document,
        title=draft.title,
        version=version,
        outcome="updated" if held else "added",
        remarks=tuple(f"{r.message}（{r.place}）" if r.place else r.message for r in draft.remarks),
    )


def _candidates(db: sqlite3.Connection, key: str, draft: Draft) -> Iterator[Known]:
    read = as_read(db)
    retitled = [name for name, was in read.items() if was.get("title_key") == key]
    # Two questions, each by its own index: asked as one with OR, every document is looked at.
    asked = "SELECT id, kind, number, issued FROM documents WHERE"
    rows = db.execute(
        f"{asked} title_key = ? UNION {asked} id IN ({', '.join('?' * len(retitled))}) ORDER BY id",
        (key, *retitled),
    )
    for document, kind, right_number, right_issued in rows.fetchall():
        # A text that has what a person corrected is still known by it.
        number, issued = right_number, right_issued
        if draft.number and read.get(document, {}).get("number") == draft.number.canonical:
            number = draft.number.canonical
        if draft.issued and read.get(document, {}).get("issued") == draft.issued.isoformat():
            issued = draft.issued.isoformat()
        issuers = db.execute(
            "SELECT name, body, region FROM issuers WHERE document = ? ORDER BY ordinal", (document,)
        )
        dated = db.execute("SELECT dated FROM versions WHERE document = ? AND dated NOT NULL", (document,))
        digests = db.execute("SELECT digest FROM texts WHERE document = ?", (document,))
        ended = [
            decode(body, Effect)
            for (body,) in db.execute(
                "SELECT body FROM effects WHERE document = ? AND target_key = ?", (document, key)
            )
        ]
        ended = [effect for effect in ended if effect.event.kind in ("repealed", "lapsed")]
        yield Known(
            id=document,
            kind=Kind(kind),
            number=number,
            issuers=tuple(Issuer(*row) for row in issuers),
            issued=_day(issued),
            dated=tuple(date.fromisoformat(day) for (day,) in dated),
            digests=frozenset(digest for (digest,) in digests),
            predecessors=tuple(day for effect in ended for day in effect.target.days),
            replaces_namesake=bool(ended),
        )


def _write_document(
    db: sqlite3.Connection, document: str, draft: Draft, key: str, held: bool, revision: int
) -> None:
    number = draft.number.canonical if draft.number else ""
    raw = draft.number.raw if draft.number else ""
    issued = draft.issued.isoformat() if draft.issued else None
    interpretation = encode(draft.interpretation).hex() if draft.interpretation else ""
    subjects = json.dumps(draft.subjects, ensure_ascii=False)
    if not held:
        db.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document,
                draft.kind.value,
                draft.title,
                key,
                number,
                raw,
                draft.index_number,
                issued,
                subjects,
                interpretation,
                revision,
            ),
        )
        _write_issuers(db, document, draft.issuers)
        return
    # What was not known is filled in; the earliest issue day is the document's own, later texts name amendments.
    db.execute(
        """UPDATE documents SET
             kind = CASE WHEN kind = 'other' THEN :kind ELSE kind END,
             number = CASE WHEN number = '' THEN :number ELSE number END,
             number_raw = CASE WHEN number = '' THEN :raw ELSE number_raw END,
             index_number = CASE WHEN index_number = '' THEN :index_number ELSE index_number END,
             issued = CASE WHEN issued IS NULL OR :issued < issued THEN coalesce(:issued, issued) ELSE issued END,
             subjects = CASE WHEN subjects = '[]' THEN :subjects ELSE subjects END,
             interpretation = CASE WHEN :interpretation = '' THEN interpretation ELSE :interpretation END,
             revision = :revision
           WHERE id = :id""",
        {
            "kind": draft.kind.value,
            "number": number,
            "raw": raw,
            "index_number": draft.index_number,
            "issued": issued,
            "subjects": subjects,
            "interpretation": interpretation,
            "revision": revision,
            "id": document,
        },
    )
    if draft.issuers and not db.execute("SELECT 1 FROM issuers WHERE document = ?", (document,)).fetchone():
        _write_issuers(db, document, draft.issuers)


def _write_issuers(db: sqlite3.Connection, document: str, issuers: Sequence[Issuer]) -> None:
    db.executemany(
        "INSERT INTO issuers VALUES (?, ?, ?, ?, ?)",
        [(document, n, issuer.name, issuer.body, issuer.region) for n, issuer in enumerate(issuers)],
    )


def _write_version(
    db: sqlite3.Connection, document: str, draft: Draft, source: str, place: int, digest: str, own: bool
) -> date | None:
    # A text that a person moved shares a version with its very words only: what was moved can be moved back.
    dated = draft.dated or draft.issued
    text = dated.isoformat() if dated else None
    since = draft.since.isoformat() if draft.since else None
    row = db.execute(
        "SELECT key, since FROM versions WHERE document = ? AND ((NOT ? AND dated IS ?) OR key IN"
        " (SELECT version FROM texts WHERE document = ? AND digest = ?)) ORDER BY dated IS ? DESC, key LIMIT 1",
        (document, own, text, document, digest, text),
    ).fetchone()
    count = sum(1 for _ in articles(draft.provisions))
    if row is None:
        key = db.execute(
            "INSERT INTO versions (document, dated, since, articles) VALUES (?, ?, ?, ?)",
            (document, text, since, count),
        ).lastrowid
    else:
        key = row[0]
        if row[1] is None and since is not None:
            db.execute("UPDATE versions SET since = ? WHERE key = ?", (since, key))
    assert key is not None
    rank = _rank(draft, count)
    best = db.execute("SELECT max(rank) FROM texts WHERE version = ?", (key,)).fetchone()[0]
    attachments = json.dumps([link.text for link in draft.attachments], ensure_ascii=False)
    db.execute(
        "INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            source,
            place,
            document,
            key,
            draft.start,
            draft.end,
            rank,
            digest,
            draft.cover,
            draft.title,
            attachments,
        ),
    )
    if best is None or rank > best:
        db.execute("DELETE FROM provisions WHERE version = ?", (key,))
        _write_provisions(db, key, draft.provisions)
        db.execute("UPDATE versions SET articles = ? WHERE key = ?", (count, key))
    return dated


def _rank(draft: Draft, count: int) -> int:
    """Which source's text is shown: structure first, then what it says of itself, then length."""
    has_note = any(root.kind is ProvisionKind.NOTE for root in draft.provisions)
    has_chapters = any(root.kind in (ProvisionKind.CHAPTER, ProvisionKind.PART) for root in draft.provisions)
    length = min(9_999, (draft.end - draft.start) // 100)
    return min(count, 9_999) * 1_000_000 + has_chapters * 200_000 + has_note * 100_000 + length


def _write_provisions(db: sqlite3.Connection, version: int, roots: Sequence[Provision]) -> None:
    # One by one: a text can have a million, and a list of their rows takes as much as the text.
    rows = (
        (
            version,
            place,
            depth,
            node.path.value,
            node.kind.value,
            node.label,
            node.heading,
            node.text,
            json.dumps(node.rows, ensure_ascii=False) if node.rows else "",
        )
        for place, (node, depth) in enumerate(_with_depth(roots))
    )
    db.executemany("INSERT INTO provisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _with_depth(nodes: Iterable[Provision], depth: int = 0) -> Iterator[tuple[Provision, int]]:
    """Every node in reading order, with how deep it stands."""
    for node in nodes:
        yield node, depth
        yield from _with_depth(node.children, depth + 1)


def _write_events(db: sqlite3.Connection, document: str, source: str, place: int, draft: Draft) -> None:
    db.executemany(
        "INSERT INTO events (source, draft, document, kind, day, effective, until, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (source, place, document, e.kind.value, _iso(e.on), _iso(e.effective), _iso(e.until), encode(e))
            for e in draft.events
        ],
    )


def _write_effects(db: sqlite3.Connection, document: str, source: str, place: int, draft: Draft) -> None:
    db.executemany(
        "INSERT INTO effects (source, draft, document, target_key, target_number, body) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (source, place, document, title_key(e.target.title), _canonical(e.target.number), encode(e))
            for e in draft.effects
        ],
    )
    db.executemany(
        "INSERT INTO citations (source, draft, document, target_key, body) VALUES (?, ?, ?, ?, ?)",
        [
            # A citation by number alone is found by the number; one of the text's own parts by nothing.
            (source, place, document, title_key(c.names.title) or c.names.number, encode(c))
            for c in draft.citations
        ],
    )


def _write_facts(db: sqlite3.Connection, document: str, source: str, place: int, draft: Draft) -> None:
    db.executemany(
        "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                source,
                place,
                n,
                document,
                fact.name,
                fact.value,
                fact.evidence.quote,
                fact.evidence.start,
                fact.evidence.end,
                fact.evidence.rule,
            )
            for n, fact in enumerate(draft.facts)
        ],
    )


def _write_remarks(db: sqlite3.Connection, source: str, place: int, remarks: Sequence[Remark]) -> None:
    db.executemany(
        "INSERT INTO remarks VALUES (?, ?, ?, ?, ?, ?)",
        [(source, place, n, r.code, r.message, r.place) for n, r in enumerate(remarks)],
    )


def _settle(db: sqlite3.Connection, document: str, revision: int) -> None:
    """After a source has stopped speaking of a document: drop what nothing carries any more."""
    db.execute(
        "DELETE FROM versions WHERE document = ? AND key NOT IN (SELECT version FROM texts WHERE document = ?)",
        (document, document),
    )
    if db.execute("SELECT 1 FROM texts WHERE document = ? LIMIT 1", (document,)).fetchone() is None:
        # Which act a clause means depends on the acts of the title: those that stay are looked at anew.
        db.execute(
            "INSERT OR IGNORE INTO changes SELECT ?1, b.id, 'changed' FROM documents a JOIN documents b"
            " ON b.title_key = a.title_key AND b.id <> a.id WHERE a.id = ?2 AND a.title_key <> ''",
            (revision, document),
        )
        db.execute("DELETE FROM documents WHERE id = ?", (document,))
        db.execute("INSERT OR REPLACE INTO changes VALUES (?, ?, 'withdrawn')", (revision, document))
        return
    settle_spans(db, document)
    db.execute("INSERT OR IGNORE INTO changes VALUES (?, ?, 'changed')", (revision, document))


def settle_spans(db: sqlite3.Connection, document: str) -> None:
    """Versions without a text go; each version ends where the next begins."""
    db.execute(
        "DELETE FROM versions WHERE document = ? AND key NOT IN (SELECT version FROM texts WHERE document = ?)",
        (document, document),
    )
    rows = db.execute(
        "SELECT key, coalesce(since, dated) AS start FROM versions WHERE document = ? ORDER BY start, dated, key",
        (document,),
    ).fetchall()
    dated = [(key, start) for key, start in rows if start is not None]
    for n, (key, start) in enumerate(dated):
        later = next((other for _, other in dated[n + 1 :] if other > start), None)
        db.execute("UPDATE versions SET until = ? WHERE key = ? AND until IS NOT ?", (later, key, later))


def text_digest(roots: Sequence[Provision]) -> str:
    """A hash of the text proper: what stands before it (title, number, note) does not count."""
    outside = (ProvisionKind.FRONT, ProvisionKind.NOTE, ProvisionKind.TOC, ProvisionKind.DUPLICATE)
    hasher = blake2b(digest_size=16)
    for root in roots:
        if root.kind not in outside:
            hasher.update(compact(root.full_text()).encode("utf-8", "surrogatepass"))
    return hasher.hexdigest()


def _canonical(number: str) -> str:
    parsed = DocumentNumber.parse(number) if number else None
    return parsed.canonical if parsed else number


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
