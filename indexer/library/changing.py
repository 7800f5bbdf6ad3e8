"""Changes: what someone who had the record as it was at a revision must take anew, and what to take away."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.library.library import Library


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A document that is not what it was: ``what`` is added, changed (its text, or its force) or withdrawn."""

    id: str
    what: str
    title: str
    revision: int | None
    """The revision at which it last changed; None when only other documents bear on it otherwise than before."""


@dataclass(frozen=True, slots=True)
class ChangesAnswer:
    """Everything that changed after ``since`` up to ``revision``, by id; ``next`` is the id to go on after."""

    since: int
    revision: int
    total: int
    changes: tuple[RecordChange, ...]
    next: str | None


def changes_after(library: Library, since: int, after: str = "", limit: int | None = None) -> ChangesAnswer:
    """The changes after a revision whose id follows ``after``, at most ``limit`` of them.

    A document whose own text stayed the same counts as changed when a document that changed may bear on its force.
    """
    store = library.store
    revision = store.revision
    own = {row.document: row for row in store.changed_since(since)}
    held = [name for name, row in own.items() if row.what != "withdrawn"]
    every = sorted({*own, *store.bearing_on(held)})
    following = [name for name in every if name > after]
    shown = following[:limit]
    documents = store.documents(shown)
    return ChangesAnswer(
        since,
        revision,
        len(every),
        tuple(
            RecordChange(
                name,
                own[name].what if name in own else "changed",
                documents[name].title if name in documents else "",
                own[name].revision if name in own else None,
            )
            for name in shown
        ),
        shown[-1] if len(shown) < len(following) else None,
    )
