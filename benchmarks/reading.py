"""How much of real files is read right: a hand-checked sample by field, numbers of lists, versions of one title.

    python benchmarks/reading.py --corpus DIR [--data DIR] [--json] [--misses]

``--corpus`` is the development corpus; ``--data`` a record made from it, for the versions of one document.
"""

from __future__ import annotations

import argparse
import csv
import json
import sqlite3
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexer.ingest.messages import Task
from indexer.ingest.reader import read_file
from indexer.model.characters import compact, title_key
from indexer.model.docnumber import DocumentNumber
from indexer.model.limits import Limits
from indexer.model.provisions import ProvisionKind, walk_all
from indexer.model.validity import EventKind

SAMPLE = Path(__file__).with_name("reading_sample.toml")
TARGETS = {
    "title": 0.97,
    "number": 0.97,
    "articles": 0.97,
    "issuers": 0.93,
    "issued": 0.93,
    "commenced": 0.93,
    "numbers_of_lists": 0.99,
    "versions_of_one_document": 0.95,
}


def said(path: Path) -> dict[str, Any]:
    """What the indexer makes of a file, in the sample's fields."""
    drafts = read_file(Task(str(path), path.name, Limits())).drafts
    if not drafts:
        return {}
    draft = drafts[0]
    nodes = [node for one in drafts for node in walk_all(one.provisions)]
    days = [
        event.effective.isoformat()
        for one in drafts
        for event in one.events
        if event.kind is EventKind.COMMENCED and event.effective and event.target is None
    ]
    return {
        "title": draft.title,
        "number": str(draft.number or ""),
        "articles": sum(node.kind is ProvisionKind.ARTICLE for node in nodes),
        "issuers": [issuer.name for issuer in draft.issuers],
        "issued": draft.issued.isoformat() if draft.issued else "",
        "commenced": days[0] if days else "",
    }


def is_right(field: str, wanted: Any, found: Any) -> bool:
    """Titles are compared without white space, bodies without order."""
    if field == "title":
        return compact(str(found or "")) == compact(str(wanted))
    if field == "issuers":
        return sorted(found or []) == sorted(wanted)
    return bool(found == wanted)


def read_sample(corpus: Path) -> Iterator[tuple[str, str, Any, Any]]:
    """(path, field, true value, value read) of everything in the sample."""
    for file in tomllib.loads(SAMPLE.read_text("utf-8"))["file"]:
        found = said(corpus / file["path"])
        for field in ("title", "number", "articles", "issuers", "issued", "commenced"):
            yield file["path"], field, file[field], found.get(field)


def numbers_of_lists(corpus: Path) -> Iterator[tuple[str, bool]]:
    """(number, whether it parses to a canonical form that parses to itself) of the metadata lists."""
    for path in sorted((corpus / "metadata").glob("*dates.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                raw = (row.get("doc_no") or "").strip()
                if not raw:
                    continue
                number = DocumentNumber.parse(raw)
                again = DocumentNumber.parse(number.canonical) if number else None
                is_stable = again is not None and number is not None and again.canonical == number.canonical
                yield raw, is_stable


def versions_of_one(corpus: Path, data: Path) -> Iterator[tuple[str, bool]]:
    """(title, whether its files are texts of one document) of the titles known to have several versions."""
    files: dict[str, list[str]] = defaultdict(list)
    with (corpus / "groundtruth" / "versions.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            files[row["title"]].append(Path(row["path"]).name)
    register = sqlite3.connect(f"{(data / 'register.sqlite3').resolve().as_uri()}?immutable=1", uri=True)
    documents: dict[str, set[str]] = defaultdict(set)
    for path, title, document in register.execute(
        "SELECT p.path, t.title, t.document FROM places p JOIN texts t ON t.source = p.sha256"
    ):
        documents[f"{Path(path).name}\n{title_key(title)}"].add(document)
    for title, names in files.items():
        held = [documents.get(f"{name}\n{title_key(title)}", set()) for name in names]
        yield title, all(held) and len(set().union(*held)) == 1


def share(results: list[bool]) -> float:
    """The part that is right; 0 of nothing."""
    return sum(results) / len(results) if results else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true", help="list what is wrong")
    options = parser.parse_args()
    results: dict[str, list[bool]] = defaultdict(list)
    misses: list[str] = []
    for path, field, wanted, found in read_sample(options.corpus):
        results[field].append(is_right(field, wanted, found))
        if not results[field][-1]:
            misses.append(f"{field}\t{path}\t{wanted}\t{found}")
    for raw, right in numbers_of_lists(options.corpus):
        results["numbers_of_lists"].append(right)
        if not right:
            misses.append(f"numbers_of_lists\t{raw}")
    if options.data:
        for title, right in versions_of_one(options.corpus, options.data):
            results["versions_of_one_document"].append(right)
            if not right:
                misses.append(f"versions_of_one_document\t{title}")
    rows = {
        name: {
            "of": len(found),
            "right": sum(found),
            "share": round(share(found), 4),
            "target": TARGETS[name],
        }
        for name, found in results.items()
    }
    if options.json:
        print(json.dumps({**rows, "misses": misses} if options.misses else rows, ensure_ascii=False))
        return
    for name, row in rows.items():
        print(f"{name:26} {row['right']:>6} of {row['of']:<6} {row['share']:.1%}  target {row['target']:.0%}")
    if options.misses:
        print("\n".join(misses))


if __name__ == "__main__":
    main()
