"""Suggestions while typing: titles by one character, words, sounds or initials; short names; numbers."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.analysis import typed
from indexer.library.answers import Suggestion
from indexer.library.spelling import letters_of
from indexer.library.titles import TitleTable
from indexer.model.characters import STATE_PREFIX, title_key

MAX_CHARACTERS = 60


def suggest(prefix: str, limit: int, table: TitleTable) -> tuple[Suggestion, ...]:
    """At most ``limit`` titles for the characters typed so far, the likeliest first; a document comes once."""
    plain = typed(prefix[: 4 * MAX_CHARACTERS]).strip()[:MAX_CHARACTERS]
    found: dict[str, Suggestion] = {}
    if not plain or limit < 1:
        return ()
    for document, by in _candidates(plain, limit, table):
        if document not in found:
            row = table.rows[document]
            found[document] = Suggestion(row.title, document, row.kind.value, row.number, by)
            if len(found) == limit:
                break
    return tuple(found.values())


def _candidates(plain: str, limit: int, table: TitleTable) -> Iterator[tuple[str, str]]:
    titles = table.ordered
    if len(plain) > 1 and STATE_PREFIX.startswith(plain):
        yield from ((row.id, "title") for row in titles.of_the_state())
    key = title_key(plain)
    aliases = table.aliases_starting(key) if len(key) > 1 else []
    for name, documents in aliases:
        if name == key:
            yield from ((document, "alias") for document in documents)
    if key:
        yield from ((row.id, "title") for row in titles.starting(key))
    if letters_of(plain):
        yield from ((document, "pinyin") for document in table.spelling.starting(plain, limit))
    for _, documents in aliases[:limit]:
        yield from ((document, "alias") for document in documents)
    words = [word for word in (title_key(part) for part in plain.split()) if word]
    if words:
        yield from ((row.id, "title") for row in titles.with_words(words))
    if len(plain) > 1:
        yield from ((document, "number") for document in table.numbered(plain))
        yield from ((row.id, "number") for row in titles.numbered(plain))
