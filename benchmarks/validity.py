"""How true the answers about force are, measured on a corpus with checked facts.

The record is read, not written; ``--corpus`` is the corpus it was made from, with its folder ``groundtruth``.
Amendment instructions are measured by ``instructions.py``.

    python benchmarks/validity.py --corpus DIR --data RECORD [--no-quotes] [--misses] [--json]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from indexer import settings
from indexer.extract import read_bytes
from indexer.extract.reading import Unreadable
from indexer.library.lives import Life, Lives
from indexer.model.characters import compact, fold_width, title_key
from indexer.model.draft import Effect
from indexer.model.limits import Limits
from indexer.model.numerals import DATE, parse_date, parse_numeral
from indexer.model.validity import EventKind, Evidence, Status, ValidityEvent
from indexer.store import Originals, Store

READ_BY_EYE: Final = Path(__file__).with_name("repeal_pairs_read.jsonl")
_DAY: Final = timedelta(days=1)
_IN_FORCE: Final = (Status.IN_FORCE, Status.PARTLY_IN_FORCE)
_ENDS: Final = (EventKind.REPEALED, EventKind.PARTLY_REPEALED, EventKind.LAPSED)
_KINDS: Final = {
    "通过": (EventKind.ADOPTED,),
    "批准": (EventKind.APPROVED,),
    "公布": (EventKind.ISSUED,),
    "发布": (EventKind.ISSUED,),
    "印发": (EventKind.ISSUED,),
    "施行": (EventKind.COMMENCED,),
    "修正": (EventKind.AMENDED,),
    "修订": (EventKind.AMENDED,),
    "修改": (EventKind.AMENDED,),
}
_VERB: Final = re.compile(r"(修正|修订|修改|通过|批准|公布|发布|施行)[^《》]*$")
_ORDINAL: Final = re.compile(r"第([一二三四五六七八九十]+)次(?:修正|修订|修改)")
_BLANKET: Final = re.compile(r"不一致|抵触|为准|有关规定同时废止")


@dataclass(frozen=True, slots=True)
class Said:
    """A date, kind, ordinal and deciding act that a note tells."""

    day: date
    kind: str
    ordinal: int | None
    instrument: str


@dataclass(slots=True)
class Tally:
    """Right answers of all, and what was missed."""

    right: int = 0
    total: int = 0
    missed: list[str] = field(default_factory=list)

    def count(self, right: bool, what: str) -> None:
        """Add one answer."""
        self.total += 1
        self.right += right
        if not right:
            self.missed.append(what)

    @property
    def share(self) -> float | None:
        """Right of all; None when nothing was asked."""
        return round(self.right / self.total, 4) if self.total else None


class Record:
    """The record with the corpus it was made from."""

    def __init__(self, corpus: Path, data: Path) -> None:
        place = settings.load(data=data)
        self.corpus = corpus
        self.store = Store.open(place.register, read_only=True)
        self.originals = Originals(place.sources)
        self.lives = Lives(self.store).all()

    @cached_property
    def documents_of(self) -> dict[str, list[str]]:
        """The documents of each source."""
        return {
            source: [document for document, _, _ in rows]
            for source, rows in self.store.all_source_documents().items()
        }

    @cached_property
    def told(self) -> dict[str, list[ValidityEvent]]:
        """The events that each source tells."""
        found: dict[str, list[ValidityEvent]] = {}
        for events in self.store.all_events().values():
            for event in events:
                found.setdefault(event.evidence.source, []).append(event)
        return found

    @cached_property
    def effects(self) -> dict[str, list[tuple[str, Effect]]]:
        """What each source's documents do to others."""
        found: dict[str, list[tuple[str, Effect]]] = {}
        for row in self.store.all_effects():
            found.setdefault(row.effect.event.evidence.source, []).append((row.actor, row.effect))
        return found

    def source(self, path: str) -> str:
        """The digest of a file of the corpus; empty when there is no such file."""
        file = self.corpus / path
        return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""

    def rows(self, name: str) -> list[dict[str, str]]:
        """A table of the ground truth."""
        with (self.corpus / "groundtruth" / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """A list of the ground truth."""
        with (self.corpus / "groundtruth" / name).open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file)

    def lives_of(self, path: str) -> list[Life]:
        """The lives of the documents that a file of the corpus holds."""
        return [
            self.lives[name] for name in self.documents_of.get(self.source(path), ()) if name in self.lives
        ]


def decision_repeals(record: Record) -> dict[str, Tally]:
    """Regulations that a decision ended: in force the day before, repealed on the day, by that decision."""
    whole, acts = Tally(), Tally()
    for row in record.rows("decision_repeals.csv"):
        if row["in_corpus"] != "1":
            continue
        day, decided = date.fromisoformat(row["effective"]), date.fromisoformat(row["decision_date"])
        for path in row["paths"].split(";"):
            for life in record.lives_of(path.strip()):
                before, after = life.timeline.on(day - _DAY), life.timeline.on(day)
                by = after.because[0].by if after.because else None
                right_act = by is not None and by.dated == decided and "废止" in by.title
                right = before.status in _IN_FORCE and after.status is Status.REPEALED and right_act
                whole.count(right, f"{row['repealed']}: {before.status}, {after.status}, {by}")
                if after.status is Status.REPEALED:
                    acts.count(right_act, f"{row['repealed']}: {by}")
    return {"decision_repeals": whole, "decision_repeals_by_the_right_act": acts}


def repeal_clauses(record: Record) -> dict[str, Tally]:
    """Acts that 同时废止 clauses name, found as effects of the document that has the clause."""
    found = Tally()
    for row in record.rows("repeal_clauses.csv"):
        effects = record.effects.get(record.source(row["repealer_path"]), [])
        wanted = title_key(row["repealed"])
        hit = any(title_key(effect.target.title) == wanted for _, effect in effects)
        found.count(hit, f"{row['repealer']} -> {row['repealed']}: {row['sentence'][:160]}")
    return {"repeal_targets": found}


def pairs_read(record: Record) -> dict[str, Tally]:
    """Pairs of repealing and repealed act that were read by eye: those the record has must be right."""
    judged = [json.loads(line) for line in READ_BY_EYE.read_text(encoding="utf-8").splitlines() if line]
    held = {
        (
            title_key(record.lives[actor].document.title),
            title_key(effect.target.title),
            effect.event.kind.value,
        )
        for rows in record.effects.values()
        for actor, effect in rows
        if actor in record.lives
    }
    precision, kept = Tally(), Tally()
    for fact in judged:
        key = (title_key(fact["repealer"]), title_key(fact["repealed"]), fact["kind"])
        name = f"{fact['repealer']} -> {fact['repealed']}"
        if key in held:
            precision.count(fact["right"], name)
        if fact["right"]:
            kept.count(key in held, name)
    return {"repeal_pairs_precision": precision, "repeal_pairs_kept": kept}


def notes(record: Record) -> dict[str, Tally]:
    """Dates, kinds, ordinals and deciding acts of the notes below titles."""
    tallies: dict[str, Tally] = {}
    for name, items in (("header", _header_facts(record)), ("law_note", _law_note_facts(record))):
        for part in ("dates", "kinds", "ordinals", "instruments"):
            tallies[f"{name}_{part}"] = Tally()
        for path, said in items:
            told = record.told.get(record.source(path), [])
            where = f"{path}: {said}"
            same_day = [event for event in told if said.day in (event.on, event.effective)]
            tallies[f"{name}_dates"].count(bool(same_day), where)
            kinds = [event for event in same_day if event.kind in _KINDS[said.kind]]
            if not same_day:
                continue
            tallies[f"{name}_kinds"].count(bool(kinds), where)
            if said.ordinal is not None and kinds:
                tallies[f"{name}_ordinals"].count(any(e.ordinal == said.ordinal for e in kinds), where)
            if said.instrument and kinds:
                acts = {_act_key(e.by.title) for e in kinds if e.by}
                tallies[f"{name}_instruments"].count(_act_key(said.instrument) in acts, where)
    return tallies


def _header_facts(record: Record) -> Iterator[tuple[str, Said]]:
    for item in record.lines("header_events.jsonl"):
        for event in item["events"]:
            day = date.fromisoformat(event["date"]) if event["date"] else None
            if day is None or event["kind"] is None or event["raw"].count("《") != event["raw"].count("》"):
                continue
            yield item["path"], Said(day, event["kind"], event["ordinal"], event["instrument"] or "")


def _law_note_facts(record: Record) -> Iterator[tuple[str, Said]]:
    for item in record.lines("law_notes_raw.jsonl"):
        if not (record.corpus / "original" / "docx" / f"{item['doc']}.docx").is_file():
            continue
        for segment in item["segments"]:
            text = fold_width(segment)
            dates = re.findall(DATE, text)
            verb = _VERB.search(text)
            day = parse_date(dates[-1]) if dates else None
            if day is None or verb is None:
                continue
            ordinal = _ORDINAL.search(text)
            title = re.search(r"《(.+)》", text)
            yield (
                f"original/docx/{item['doc']}.docx",
                Said(
                    day,
                    verb.group(1),
                    parse_numeral(ordinal.group(1)) if ordinal else None,
                    title.group(1) if title and verb.group(1) in ("修正", "修订", "修改") else "",
                ),
            )


def _act_key(title: str) -> str:
    return re.sub(r"[<>＜＞〈〉《》]", "", compact(title))


def versions(record: Record) -> dict[str, Tally]:
    """For a day inside each version's span, the file of that version is among those of the text shown."""
    tally = Tally()
    titles: dict[tuple[str, str], list[tuple[date, str]]] = {}
    for row in record.rows("versions.csv"):
        day = date.fromisoformat(row["version_date"])
        titles.setdefault((row["title"], row["scope"]), []).append((day, row["path"]))
    for (title, _), files in titles.items():
        files.sort()
        for number, (day, path) in enumerate(files):
            ends = files[number + 1][0] if number + 1 < len(files) else day + timedelta(days=800)
            # A text begins some time after the act that made it: the last day of its span is surely its own.
            inside = ends - _DAY
            source = record.source(path)
            lives = record.lives_of(path)
            right = any(
                (version := life.version_on(inside)) is not None
                and any(text.source == source for text in record.store.texts(version.key))
                for life in lives
            )
            tally.count(right, f"{title} {day} on {inside}: {path}")
    return {"versions": tally}


def soundness(record: Record) -> dict[str, Tally]:
    """No document ends itself; no clause about whatever conflicts ends an act it does not name."""
    selves, blanket = Tally(), Tally()
    for name, life in record.lives.items():
        for event in life.timeline.events:
            if event.by_id is not None and event.kind in _ENDS:
                selves.count(event.by_id.value != name, life.document.title)
    for rows in record.effects.values():
        for actor, effect in rows:
            quote = effect.event.evidence.quote
            if effect.event.kind in _ENDS and _BLANKET.search(quote):
                blanket.count(_names_plainly(quote, effect.target.title), f"{actor}: {quote[:160]}")
    return {"ends_by_another_act": selves, "blanket_clauses_end_nothing": blanket}


def _names_plainly(quote: str, title: str) -> bool:
    """Whether the part of the sentence that names the title does not say 不一致的 behind it."""
    at = quote.find(title)
    if at < 0:
        return False
    rest = quote[at + len(title) :]
    verb = re.search(r"废止|失效|停止执行|不再", rest)
    return verb is not None and not re.search(r"不一致|抵触", rest[: verb.end()])


def quotes(record: Record) -> dict[str, Tally]:
    """The quote of every proof of every verdict stands in its source."""
    wanted: dict[str, dict[str, Evidence]] = {}
    bare = Tally()
    for life in record.lives.values():
        days = [span.since or (span.until or date.max) - _DAY for span in life.timeline.spans()]
        for day in days:
            verdict = life.timeline.on(day)
            if verdict.status is not Status.UNKNOWN:
                bare.count(bool(verdict.because), f"{life.document.title} {day}")
            for event in verdict.because:
                proof = event.evidence
                wanted.setdefault(proof.source, {})[f"{proof.start}:{proof.quote}"] = proof
    found = Tally()
    jobs = [
        (str(record.originals.path(source)), row.name, list(proofs.values()))
        for source, proofs in wanted.items()
        if (row := record.store.source(source)) is not None
    ]
    with ProcessPoolExecutor() as pool:
        for (path, name, proofs), missing in zip(
            jobs, pool.map(_not_standing, jobs, chunksize=8), strict=True
        ):
            del path
            for proof in proofs:
                found.count(proof.quote not in missing, f"{name}: {proof.rule}: {proof.quote[:80]}")
    return {"verdicts_with_evidence": bare, "quotes_in_their_sources": found}


def _not_standing(job: tuple[str, str, list[Evidence]]) -> set[str]:
    path, name, proofs = job
    try:
        source = read_bytes(Path(path).read_bytes(), name, Limits())
    except (OSError, Unreadable):
        return {proof.quote for proof in proofs}
    outside = "\n".join([name, *(item.value for item in source.meta)])
    return {
        proof.quote
        for proof in proofs
        if not proof.quote
        or (
            source.text[proof.start : proof.end] != proof.quote
            and not (proof.end == 0 and proof.quote in outside)
        )
    }


def speed(record: Record, day: date) -> dict[str, float]:
    """Seconds for every status of a day, and milliseconds for one status, the record read anew; of the processor too,
    which a busy machine disturbs less."""
    began, cpu = time.perf_counter(), time.process_time()
    lives = Lives(record.store).all()
    for life in lives.values():
        life.timeline.on(day)
    everything, worked = time.perf_counter() - began, time.process_time() - cpu
    one = Lives(record.store)
    names = list(lives)[:: max(1, len(lives) // 500)]
    began, cpu = time.perf_counter(), time.process_time()
    for name in names:
        one.of([name])[name].timeline.on(day)
    single, alone = ((now - then) / max(1, len(names)) for now, then in _passed(began, cpu))
    return {
        "all_statuses_s": round(everything, 3),
        "all_statuses_cpu_s": round(worked, 3),
        "one_status_ms": round(single * 1000, 3),
        "one_status_cpu_ms": round(alone * 1000, 3),
    }


def _passed(began: float, cpu: float) -> tuple[tuple[float, float], tuple[float, float]]:
    return (time.perf_counter(), began), (time.process_time(), cpu)


SECTIONS: Final[tuple[Callable[[Record], Mapping[str, Tally]], ...]] = (
    decision_repeals,
    repeal_clauses,
    pairs_read,
    notes,
    versions,
    soundness,
)


def statuses(record: Record, day: date) -> dict[str, int]:
    """How many documents have each status."""
    counts: dict[str, int] = {}
    for life in record.lives.values():
        status = life.timeline.on(day).status.value
        counts[status] = counts.get(status, 0) + 1
    return dict(sorted(counts.items()))


def main(arguments: Iterable[str] | None = None) -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--on", type=date.fromisoformat, default=date(2026, 1, 1))
    parser.add_argument("--no-quotes", action="store_true", help="do not read the sources again")
    parser.add_argument("--misses", action="store_true", help="list what was missed")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(None if arguments is None else list(arguments))
    record = Record(given.corpus, given.data)
    tallies: dict[str, Tally] = {}
    for section in SECTIONS:
        tallies |= section(record)
    if not given.no_quotes:
        tallies |= quotes(record)
    figures: dict[str, Any] = {
        name: {"right": tally.right, "total": tally.total, "share": tally.share}
        for name, tally in tallies.items()
    }
    figures |= speed(record, given.on) | {"statuses": statuses(record, given.on)}
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for name, figure in figures.items():
            print(f"{name:>34}  {figure}")
    if given.misses:
        for name, tally in tallies.items():
            for miss in tally.missed:
                print(f"{name}\t{miss}", file=sys.stderr)


if __name__ == "__main__":
    main()
