"""The engines that run beside ours: plain Whoosh, tantivy and SQLite FTS5, each with its own defaults."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Protocol

from benchmarks.workload import Article, Task

LIMIT: Final = 20
_ANY: Final = ("lay", "facets")
_FACETS: Final = ("kind", "body", "year")


class Peer(Protocol):
    """An engine under comparison."""

    def build(self, folder: Path, articles: Iterable[Article]) -> None:
        """Index the articles into an empty folder."""
        ...

    def open(self, folder: Path) -> None:
        """Make ready to answer."""
        ...

    def ask(self, task: Task) -> int:
        """Answer one query; how many were found or shown."""
        ...


class Tantivy:
    """tantivy 0.27: positions, fast fields for filters, facets and order."""

    def build(self, folder: Path, articles: Iterable[Article]) -> None:
        """As its documentation does it, with two threads."""
        import tantivy

        index = tantivy.Index(self._schema(), path=str(folder))
        self._register(index)
        writer = index.writer(256_000_000, 2)
        for number, article in enumerate(articles):
            document = tantivy.Document()
            document.add_integer("number", number)
            document.add_text("terms", article.terms)
            document.add_text("kind", article.kind)
            document.add_text("body", article.body)
            document.add_integer("year", article.year)
            document.add_integer("issued", article.issued)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def _schema(self) -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("number", stored=True)
        builder.add_text_field("terms", tokenizer_name="blank", index_option="position")
        for name in ("kind", "body"):
            builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
        for name in ("year", "issued"):
            builder.add_integer_field(name, indexed=True, fast=True)
        return builder.build()

    def _register(self, index: Any) -> None:
        import tantivy

        index.register_tokenizer("blank", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())

    def open(self, folder: Path) -> None:
        """Open and take a searcher."""
        import tantivy

        self._index = tantivy.Index.open(str(folder))
        self._register(self._index)
        self._searcher = self._index.searcher()

    def ask(self, task: Task) -> int:
        """Built as query objects; nothing is parsed."""
        import tantivy

        query, schema = tantivy.Query, self._index.schema
        must, should = tantivy.Occur.Must, tantivy.Occur.Should
        if task.name == "phrase":
            found = (
                query.phrase_query(schema, "terms", list(task.terms))
                if len(task.terms) > 1
                else query.term_query(schema, "terms", task.terms[0])
            )
        else:
            occur = should if task.name in _ANY else must
            clauses = [(occur, query.term_query(schema, "terms", term)) for term in task.terms]
            if task.name == "filtered":
                clauses.append((must, query.term_query(schema, "kind", task.kind)))
                clauses.append((must, query.term_query(schema, "year", task.year)))
            found = query.boolean_query(clauses)
        if task.name == "sorted":
            hits = self._searcher.search(found, LIMIT, order_by_field="issued").hits
        else:
            hits = self._searcher.search(found, LIMIT).hits
        if task.name == "facets":
            wanted = {name: {"terms": {"field": name, "size": 100}} for name in _FACETS}
            self._searcher.aggregate(found, wanted)
        return len([self._searcher.doc(address)["number"] for _, address in hits])


class Fts5:
    """SQLite's FTS5 without content, the columns in a table beside it."""

    def build(self, folder: Path, articles: Iterable[Article]) -> None:
        """One transaction, then optimize."""
        with sqlite3.connect(folder / "articles.sqlite3") as db:
            db.execute(
                "CREATE VIRTUAL TABLE a USING fts5(terms, content='', tokenize='unicode61 remove_diacritics 0')"
            )
            db.execute("CREATE TABLE m (number INTEGER PRIMARY KEY, kind, body, year, issued)")
            for number, article in enumerate(articles):
                db.execute("INSERT INTO a (rowid, terms) VALUES (?, ?)", (number, article.terms))
                row = (number, article.kind, article.body, article.year, article.issued)
                db.execute("INSERT INTO m VALUES (?, ?, ?, ?, ?)", row)
            db.execute("INSERT INTO a (a) VALUES ('optimize')")

    def open(self, folder: Path) -> None:
        """Open for reading."""
        self._db = sqlite3.connect(folder / "articles.sqlite3")

    def ask(self, task: Task) -> int:
        """Terms as quoted strings."""
        quoted = [f'"{term}"' for term in task.terms]
        if task.name == "phrase":
            match = f'"{" ".join(task.terms)}"'
        else:
            match = (" OR " if task.name in _ANY else " AND ").join(quoted)
        sql = "SELECT a.rowid FROM a WHERE a MATCH ? ORDER BY rank LIMIT 20"
        values: list[Any] = [match]
        if task.name == "filtered":
            sql = (
                "SELECT a.rowid FROM a JOIN m ON m.number = a.rowid"
                " WHERE a MATCH ? AND m.kind = ? AND m.year = ? ORDER BY rank LIMIT 20"
            )
            values += [task.kind, task.year]
        elif task.name == "sorted":
            sql = (
                "SELECT a.rowid FROM a JOIN m ON m.number = a.rowid"
                " WHERE a MATCH ? ORDER BY m.issued DESC LIMIT 20"
            )
        found = len(self._db.execute(sql, values).fetchall())
        if task.name == "facets":
            for name in _FACETS:
                self._db.execute(
                    f"SELECT m.{name}, count(*) FROM a JOIN m ON m.number = a.rowid WHERE a MATCH ? GROUP BY 1",
                    [match],
                ).fetchall()
        return found


class PlainWhoosh:
    """Whoosh as its documentation uses it: a TEXT field, the default writer, BM25F."""

    def build(self, folder: Path, articles: Iterable[Article]) -> None:
        """Default settings of the writer."""
        from whoosh import analysis, fields, index

        schema = fields.Schema(
            number=fields.STORED,
            terms=fields.TEXT(analyzer=analysis.SpaceSeparatedTokenizer()),
            kind=fields.ID(sortable=True),
            body=fields.ID(sortable=True),
            year=fields.NUMERIC(sortable=True),
            issued=fields.NUMERIC(sortable=True),
        )
        writer = index.create_in(str(folder), schema).writer()
        for number, article in enumerate(articles):
            writer.add_document(
                number=number,
                terms=article.terms,
                kind=article.kind,
                body=article.body,
                year=article.year,
                issued=article.issued,
            )
        writer.commit()

    def open(self, folder: Path) -> None:
        """Open a searcher."""
        from whoosh import index

        self._searcher = index.open_dir(str(folder)).searcher()

    def ask(self, task: Task) -> int:
        """Built as query objects; nothing is parsed."""
        from whoosh import query

        terms = [query.Term("terms", term) for term in task.terms]
        if task.name == "phrase":
            found: Any = query.Phrase("terms", list(task.terms)) if len(terms) > 1 else terms[0]
        else:
            found = query.Or(terms) if task.name in _ANY else query.And(terms)
        options: dict[str, Any] = {"limit": LIMIT}
        if task.name == "filtered":
            options["filter"] = query.And([query.Term("kind", task.kind), query.Term("year", task.year)])
        elif task.name == "facets":
            options["groupedby"] = list(_FACETS)
        elif task.name == "sorted":
            options |= {"sortedby": "issued", "reverse": True}
        return len([hit["number"] for hit in self._searcher.search(found, **options)])
