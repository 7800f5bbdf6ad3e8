"""How much of what is cited is found, and how right the check of a draft is.

Held titles: of the citations whose title the record holds, the share resolved to one document. Read: the citations of
``citations_read.jsonl``, drawn at random and read by eye, each with what it means; how many still mean that. Links: the
rows of groundtruth/links.csv whose text names its policy, or that a person's pair joins; the links printed on pages.
Draft: a generated Word file of about a hundred pages with 200 citations whose fate is known from how they were made,
checked through the same child process as the command. Comments: the same file with comments, opened in LibreOffice,
compared part by part. Radar: the clean-up radar over the whole record.

    python benchmarks/citations.py --corpus DIR --data RECORD [--on 2024-06-01] [--json] [--show]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import random
import re
import resource
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import docx

from indexer import settings
from indexer.analysis import default_analyzer
from indexer.export.comments import Comment, with_comments
from indexer.ingest.drafts import read_draft
from indexer.library import CheckAnswer, CheckedCitation, Library
from indexer.library.citing import citing_day
from indexer.library.lives import Life
from indexer.library.resolver import EARLIER
from indexer.model.characters import compact, title_key
from indexer.model.limits import Limits
from indexer.model.numerals import article_label
from indexer.model.validity import EventKind, Status

_FILLER = "各有关单位应当加强组织领导，健全工作机制，明确责任分工，细化工作措施，确保各项任务落到实处。" * 9

_READ = Path(__file__).with_name("citations_read.jsonl")
_MARKS = re.compile(
    rb"<w:commentRange(?:Start|End) [^>]*/>|<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:commentReference [^>]*/></w:r>",
    re.DOTALL,
)
_OF_COMMENTS = (
    "[Content_Types].xml",
    "word/_rels/document.xml.rels",
    "word/comments.xml",
    "word/document.xml",
)


@dataclass(frozen=True)
class Planted:
    """A sentence of the generated draft, the verdicts that are right for it, and how it was made."""

    sentence: str
    verdicts: frozenset[str]
    made: str


def held_titles(library: Library, lives: Mapping[str, Life]) -> dict[str, Any]:
    """Citations of other texts in the record: how many, how many by a title held, how many of those resolved.

    What names an act earlier than the one held by its day (《X》同时废止, of a new 《X》) names none that is held."""
    keys = Counter(life.document.title_key for life in lives.values())
    counts: Counter[str] = Counter()
    unresolved: Counter[str] = Counter()
    for life in lives.values():
        days = [version.dated or version.since for version in life.versions]
        day = max((day for day in days if day), default=life.document.issued)
        for row in library.store.citations_of(life.document.id):
            citation = row.citation
            if citation.own:
                continue
            counts["citations"] += 1
            meaning = library.resolver.resolve(citation.names, day)
            counts["resolved"] += meaning.document is not None
            if meaning.how == EARLIER:
                counts["name_an_earlier_act"] += 1
            elif citation.names.title and title_key(citation.names.title) in keys:
                counts["held"] += 1
                if meaning.document is not None:
                    counts["held_resolved"] += 1
                else:
                    unresolved[citation.names.title] += 1
    rate = counts["held_resolved"] / counts["held"] if counts["held"] else 0.0
    return {**counts, "held_rate": round(rate, 4), "unresolved": unresolved.most_common(12)}


def read_by_eye(library: Library) -> dict[str, Any]:
    """The kept list against the record: a row is right when what was judged right is still said."""
    counts: Counter[str] = Counter()
    changed = []
    for line in _READ.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        life = library.lives.of([row["document"]]).get(row["document"])
        if life is None:
            counts["not_held"] += 1
            continue
        counts[f"drawn_{row['drawn']}"] += 1
        counts[f"drawn_{row['drawn']}_right_when_read"] += row["right"]
        said = [
            (
                _meant(library, citation, citing_day(life)),
                citation.provision.value if citation.provision else None,
            )
            for citation in (r.citation for r in library.store.citations_of(row["document"]))
            if (citation.path.value, compact(citation.text), citation.own)
            == (row["path"], row["text"], row["own"])
        ]
        if (row["means"], row["provision"]) in said:
            counts["as_judged"] += 1
        else:
            changed.append(f"{row['title']} {row['path']} {row['text']}: {row['meant']} → {said[:2]}")
    rows = sum(n for name, n in counts.items() if re.fullmatch(r"drawn_\d+", name))
    return {
        **counts,
        "rows": rows,
        "rate": round(counts["as_judged"] / rows, 4) if rows else 0.0,
        "changed": changed,
    }


def _meant(library: Library, citation: Any, day: date | None) -> str | None:
    if citation.own:
        return "own"
    meaning = library.resolver.resolve(citation.names, day)
    return meaning.document or (meaning.stub.id if meaning.stub else None)


def links(library: Library, corpus: Path) -> dict[str, Any]:
    """The rows whose document names its policy by title or number; the others by a pair that a person notes."""
    found, left, missed = 0, [], []
    with (corpus / "groundtruth" / "links.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        documents = _documents_of(library, corpus / row["from_path"])
        if any(_names_policy(library, document, row) for document in documents):
            found += 1
        else:
            left.append((row, documents))
    paired = 0
    for row, documents in left:
        policies = library.store.find(row["policy_title"])
        if documents and policies and _is_paired(library, documents[0], policies[0]):
            paired += 1
        else:
            missed.append(f"{row['from_path']} → {row['policy_title']}（{row['evidence']}）")
    printed = _printed_links(library, corpus)
    return {"rows": len(rows), "named": found, "paired_by_hand": paired, **printed, "missed": missed}


def _documents_of(library: Library, path: Path) -> list[str]:
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return [document for document, _, _ in library.store.source_documents(digest)]


def _names_policy(library: Library, document: str, row: dict[str, str]) -> bool:
    wanted = title_key(row["policy_title"])
    cited = [r.citation.names for r in library.store.citations_of(document)]
    return any(
        (key := title_key(name.title)) == wanted
        or (len(key) >= 6 and (wanted.endswith(key) or key.endswith(wanted)))
        or (row["policy_no"] and name.number == row["policy_no"])
        for name in cited
    )


def _is_paired(library: Library, interpretation: str, document: str) -> bool:
    """Whether a pair in a curation file joins the two, both ways."""
    with tempfile.TemporaryDirectory(prefix="fagui-bench-") as folder:
        text = f'[[pair]]\ninterpretation = "{interpretation}"\ndocument = "{document}"\nsource = "links.csv"\nnoted = 2026-01-01\n'
        (Path(folder) / "links.toml").write_text(text, encoding="utf-8")
        noted = Library(library.store, library.engine, library.originals, default_analyzer(), (Path(folder),))
        day = date(2026, 1, 1)
        there = {pair.document.id for pair in noted.pairing.of_interpretation(interpretation, day)}
        back = {pair.interpretation.id for pair in noted.pairing.of_document(document, day)}
    return document in there and interpretation in back


def _printed_links(library: Library, corpus: Path) -> dict[str, Any]:
    """The links to explanations that pages print."""
    with (corpus / "groundtruth" / "page_interpretation_links.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    missed = [
        row["interpretation_title_on_page"]
        for row in rows
        if not any(
            row["href"] == pair.href
            for document in _documents_of(library, corpus / row["policy_page"])
            for pair in library.pairing.of_document(document, date(2026, 1, 1))
        )
    ]
    return {"page_links": len(rows), "page_links_found": len(rows) - len(missed), "page_links_missed": missed}


def plant(library: Library, lives: Mapping[str, Life], on: date, chance: random.Random) -> list[Planted]:
    """200 citations of known fate."""
    keys = Counter(life.document.title_key for life in lives.values())
    single = [life for life in lives.values() if keys[life.document.title_key] == 1 and life.versions]
    chance.shuffle(single)
    by_status: dict[Status, list[Life]] = {}
    for life in single:
        by_status.setdefault(life.timeline.on(on).status, []).append(life)
    ended = by_status.get(Status.REPEALED, []) + by_status.get(Status.LAPSED, [])
    current = by_status.get(Status.IN_FORCE, [])
    whole = [life for life in current if (v := life.version_on(on)) is not None and v.articles >= 5]
    amended = [
        life
        for life in whole
        if life.document.number
        and any(
            e.kind is EventKind.AMENDED and (day := e.effective or e.on) and day <= on
            for e in life.timeline.events
        )
        and len(library.store.find(life.document.number)) == 1
    ]
    found = [
        *_each(whole[:60], "in_force", "in force", lambda t, _: f"《{t}》"),
        *_each(
            [life for life in whole[60:110] if _is_numbered_from_one(library, life, on)][:35],
            "in_force",
            "article",
            lambda t, n: f"《{t}》{article_label(chance.randint(1, n - 1))}",
        ),
        *_each(
            whole[110:135],
            "provision_missing",
            "wrong article",
            lambda t, n: f"《{t}》{article_label(n + 300)}",
        ),
        *_each(ended[:25], "not_in_force", "ended", lambda t, _: f"《{t}》"),
        *_each(
            by_status.get(Status.NOT_YET_IN_FORCE, [])[:15],
            "not_yet_in_force",
            "not yet",
            lambda t, _: f"《{t}》",
        ),
        *(
            Planted(
                f"《{life.document.title}》（{life.document.number}）",
                frozenset({"amended_since"}),
                "amended",
            )
            for life in amended[:20]
        ),
        *_each(
            [life for life in whole[135:] if len(life.document.title) >= 8][:20],
            "unrecognised",
            "misspelt",
            lambda t, _: f"《{t[: len(t) // 2]}{t[len(t) // 2 + 1 :]}》",
        ),
        *(
            Planted(f"《虚构的{n}号样例与样品事务办法》", frozenset({"unrecognised"}), "unknown")
            for n in range(15)
        ),
    ]
    spare = iter(whole[170:])
    found += _each(list(spare)[: max(0, 200 - len(found))], "in_force", "in force", lambda t, _: f"《{t}》")
    chance.shuffle(found)
    return found[:200]


def _is_numbered_from_one(library: Library, life: Life, on: date) -> bool:
    """A book of a code goes on from the book before."""
    version = life.version_on(on)
    held = set(library.store.paths(version.key)) if version else set()
    return version is not None and {f"art-{n}" for n in range(1, version.articles)} <= held


def _each(lives: list[Life], verdict: str, made: str, words: Any) -> Iterator[Planted]:
    for life in lives:
        newest = max(life.versions, key=lambda v: v.articles)
        title = life.document.title
        if "《" not in title:
            yield Planted(words(title, newest.articles), frozenset({verdict}), made)
        else:
            inner = title.replace("《", "〈").replace("》", "〉")
            yield Planted(words(inner, newest.articles), frozenset({verdict}), made)


def write_draft(planted: list[Planted], path: Path) -> None:
    """A Word file of a paragraph a citation, half a page each."""
    document = docx.Document()
    document.add_paragraph("关于示例工作的实施意见（草案）")
    for item in planted:
        paragraph = document.add_paragraph("按照")
        paragraph.add_run(item.sentence).bold = True
        paragraph.add_run(f"的要求办理。{_FILLER[:300]}")
    document.save(str(path))


def check_draft(
    library: Library, planted: list[Planted], on: date, path: Path
) -> tuple[dict[str, Any], CheckAnswer]:
    """The draft through the reader and the check; what is wrong of it."""
    began, spent = time.perf_counter(), _processor_seconds()
    answer = library.check(read_draft(path, Limits()), on)
    seconds, busy = time.perf_counter() - began, _processor_seconds() - spent
    told: dict[str, CheckedCitation] = {item.text: item for item in answer.citations}
    right, wrong, dangerous = 0, [], []
    for item in planted:
        said = told.get(item.sentence)
        verdict = said.verdict if said else "not listed"
        if verdict in item.verdicts:
            right += 1
            continue
        wrong.append(f"{item.made}: {item.sentence} → {verdict} {said.notes if said else ''}")
        if verdict == "in_force" and item.made in ("ended", "not yet"):
            dangerous.append(item.sentence)
    figures = {
        "planted": len(planted),
        "by_kind": dict(Counter(item.made for item in planted)),
        "listed": sum(item.sentence in told for item in planted),
        "right": round(right / len(planted), 4) if planted else 0.0,
        "said_in_force_and_is_not": len(dangerous),
        "characters": sum(len(item.sentence) + 310 for item in planted),
        "seconds": round(seconds, 2),
        "processor_seconds": round(busy, 2),
        "wrong": wrong,
    }
    return figures, answer


def comment_draft(answer: CheckAnswer, path: Path) -> dict[str, Any]:
    """The commented file: which parts changed, and whether LibreOffice reads the same text from it."""
    before = path.read_bytes()
    comments = [Comment(item.text, item.verdict) for item in answer.citations if item.is_finding]
    after, missed = with_comments(before, comments)
    old, new = (zipfile.ZipFile(io.BytesIO(data)) for data in (before, after))
    other = [name for name in old.namelist() if name not in _OF_COMMENTS]
    # Written by one serializer: what is left without the marks must be the same bytes.
    plain = zipfile.ZipFile(io.BytesIO(with_comments(before, [])[0]))
    body = _MARKS.sub(b"", new.read("word/document.xml"))
    noted = path.with_name("批注.docx")
    noted.write_bytes(after)
    return {
        "comments": len(comments),
        "missed": len(missed),
        "other_parts": len(other),
        "other_parts_byte_for_byte": sum(
            name in new.namelist() and old.read(name) == new.read(name) for name in other
        ),
        "text_byte_for_byte": body == plain.read("word/document.xml"),
        "libreoffice_same_text": _same_in_office(path, noted),
    }


def _same_in_office(path: Path, noted: Path) -> str:
    """Whether LibreOffice opens both and reads the same text; why not, where it cannot be told."""
    office = shutil.which("soffice")
    if office is None:
        return "no LibreOffice here"
    texts = []
    for file in (path, noted):
        subprocess.run(
            [
                office,
                f"-env:UserInstallation={(path.parent / 'office').as_uri()}",
                "--headless",
                "--convert-to",
                "txt:Text (encoded):UTF8",
                "--outdir",
                str(path.parent),
                str(file),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
        texts.append(file.with_suffix(".txt").read_text(encoding="utf-8-sig"))
    return "yes" if texts[0].strip() and texts[0] == texts[1] else "no"


def clean_up(library: Library, on: date) -> dict[str, Any]:
    """The radar from nothing, and asked again."""
    began = time.process_time()
    answer = library.radar.findings(on)
    first = time.process_time() - began
    began = time.process_time()
    library.radar.findings(on, body="国务院")
    again = time.process_time() - began
    return {**answer.summary, "processor_seconds": round(first, 2), "again": round(again, 3)}


def _processor_seconds() -> float:
    """Of this process and of the children that have ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--on", type=date.fromisoformat, default=date(2024, 6, 1))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true", help="what was missed or wrong, one a line")
    given = parser.parse_args()
    library = Library.open(settings.load(data=given.data), read_only=True)
    try:
        radar = clean_up(library, given.on)
        lives = dict(library.lives.all())
        planted = plant(library, lives, given.on, random.Random(given.seed))
        with tempfile.TemporaryDirectory(prefix="fagui-bench-") as folder:
            path = Path(folder) / "草案.docx"
            write_draft(planted, path)
            draft, answer = check_draft(library, planted, given.on, path)
            comments = comment_draft(answer, path)
        figures = {
            "titles": held_titles(library, lives),
            "read": read_by_eye(library),
            "links": links(library, given.corpus),
            "draft": draft,
            "comments": comments,
            "radar": radar,
        }
    finally:
        library.close()
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for part, values in figures.items():
        for name, value in values.items():
            if not isinstance(value, list):
                print(f"{part:>8} {name:>26} {value}")
            elif given.show:
                for line in value:
                    print(f"{part:>8} {name:>26} {line}")


if __name__ == "__main__":
    main()
