"""What a decision makes of an act: each instruction carried out, and the result held against the published text."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from typing import Final

from indexer.library.answers import ActLink, ProvisionAnswer, VersionSpan
from indexer.library.comparing import ChangeAnswer, change_answer, span_of, tree_of
from indexer.library.lives import Life
from indexer.library.requests import NotHeld
from indexer.library.spans import missing_amendments, missing_said, said
from indexer.model.agreement import Checked, check
from indexer.model.amendment import Amendment
from indexer.model.characters import title_key
from indexer.model.consolidation import consolidate
from indexer.model.provisions import Provision, read_text
from indexer.model.validity import EventKind
from indexer.store import DocumentRow, Store, VersionRow

_OWN_TITLE: Final = re.compile(r"修(?:改|正|订)[《〈](.+)[》〉](?:的)?(?:决定|通知|公告|决议|令)$")


@dataclass(frozen=True, slots=True)
class InstructionAnswer:
    """One instruction. ``result`` is agrees, differs, cannot_apply or not_compared; ``places`` are the provisions it
    names by the numbers they had, ``labels`` the articles it shows in. ``quote`` stands literally in the decision."""

    verb: str
    places: tuple[str, ...]
    at: tuple[str, ...]
    old: str
    new: str
    quote: str
    result: str
    reason: str
    labels: tuple[str, ...]
    differences: tuple[ChangeAnswer, ...]


@dataclass(frozen=True, slots=True)
class ConsolidatedAnswer:
    """A text computed from the version before and a decision. It is not a published text and is marked ``computed``."""

    id: str
    title: str
    decision: ActLink
    before: VersionSpan
    published: VersionSpan | None
    complete: bool
    instructions: tuple[InstructionAnswer, ...]
    unread: tuple[str, ...]
    elsewhere: tuple[ChangeAnswer, ...]
    provisions: tuple[ProvisionAnswer, ...]
    notes: tuple[str, ...]
    computed: bool = True


def consolidated(store: Store, life: Life, decision: Life) -> ConsolidatedAnswer:
    """The document as the decision amends it; NotHeld when the decision or the text before does not allow it."""
    amendment = _amendment(store, life.document, decision)
    before, published = _around(life, decision.document)
    base = tree_of(store.provisions(before.key))
    result = consolidate(base, amendment.instructions)
    after = tree_of(store.provisions(published.key)) if published else None
    found = check(base, result, after)
    complete = result.complete and not amendment.unread
    return ConsolidatedAnswer(
        id=life.document.id,
        title=life.document.title,
        decision=ActLink(decision.document.id, decision.document.title),
        before=span_of(before),
        published=span_of(published) if published else None,
        complete=complete,
        instructions=tuple(_instruction(one) for one in found.checked),
        unread=tuple(passage.quote for passage in amendment.unread),
        elsewhere=tuple(change_answer(change) for change in found.elsewhere),
        provisions=tuple(_flat(result.provisions, 0)),
        notes=tuple(_notes(life, before, decision.document, complete)),
    )


def decision_of(store: Store, life: Life, ref: str) -> str:
    """The decision a reference means: of several of one name, the one that amended this document; without a reference,
    or by the day of its act, one of those that did. NotHeld when that leaves none or more than one."""
    acts = {
        event.by_id.value: event.on
        for event in life.timeline.events
        if event.kind is EventKind.AMENDED and event.by_id is not None
    }
    found = [act for act, on in acts.items() if not ref or (on is not None and on.isoformat() == ref)]
    if not found:
        named = store.find(ref)
        found = named if len(named) == 1 else [act for act in named if act in acts]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotHeld(f"没有收录修改《{life.document.title}》的决定“{ref}”。")
    rows = store.documents(found)
    said = "；".join(f"{row.title}（{row.issued or '日期不详'}，{row.id}）" for row in rows.values())
    raise NotHeld(f"修改《{life.document.title}》的决定不止一件，请用日期或编号指明：{said}")


def _amendment(store: Store, document: DocumentRow, decision: Life) -> Amendment:
    texts = [tree_of(store.provisions(version.key)) for version in decision.versions[-1:]]
    own = _OWN_TITLE.search(decision.document.title)
    for tree in texts:
        for amendment in _read_amendments(read_text(tree), own.group(1) if own else ""):
            if title_key(amendment.title) == document.title_key:
                return amendment
    raise NotHeld(f"《{decision.document.title}》的文本中没有对《{document.title}》的修改。")


def _around(life: Life, decision: DocumentRow) -> tuple[VersionRow, VersionRow | None]:
    """The last text before the decision, and the text the decision made, where it is held."""
    if decision.issued is None:
        raise NotHeld(f"《{decision.title}》的日期不详，无法确定修改前的文本。")
    published = [v for v in life.versions if v.dated == decision.issued]
    before = [v for v in life.versions if (day := v.dated or v.since) is not None and day < decision.issued]
    if not before:
        raise NotHeld(f"没有收录《{life.document.title}》在{decision.issued.isoformat()}之前的文本。")
    last = max(before, key=lambda v: (v.dated or v.since or decision.issued, v.key))
    return last, published[-1] if published else None


def _notes(life: Life, before: VersionRow, decision: DocumentRow, complete: bool) -> list[str]:
    day = before.dated or before.since
    notes = [f"由{said(day) if day else '日期不详'}的文本按决定计算得出，不是公布的文本"]
    between = [
        event
        for event in missing_amendments(before, life.timeline.events)
        if event.on and decision.issued and event.on < decision.issued
    ]
    if between and before.dated:
        notes.append(missing_said(before.dated, between))
    if not complete:
        notes.append("有的修改没有做成，计算所得的文本不完整")
    return notes


def _instruction(one: Checked) -> InstructionAnswer:
    instruction = one.outcome.instruction
    return InstructionAnswer(
        verb=instruction.verb.value,
        places=tuple(place.label for place in instruction.places),
        at=tuple(place.label for place in instruction.at),
        old=instruction.old,
        new=instruction.new,
        quote=instruction.quote,
        result=one.agreement.value,
        reason=one.outcome.reason,
        labels=one.outcome.labels,
        differences=tuple(change_answer(change) for change in one.differences),
    )


def _flat(nodes: tuple[Provision, ...], depth: int) -> list[ProvisionAnswer]:
    rows: list[ProvisionAnswer] = []
    for node in nodes:
        rows.append(
            ProvisionAnswer(
                node.path.value, node.kind.value, node.label, node.heading, node.text, depth, node.rows
            )
        )
        rows += _flat(node.children, depth + 1)
    return rows


def _read_amendments(text: str, title: str) -> tuple[Amendment, ...]:
    # The parser's patterns take a quarter of a second to load, and this question alone wants them.
    read = importlib.import_module("indexer.parse.amendments").read_amendments
    found: tuple[Amendment, ...] = read(text, title)
    return found
