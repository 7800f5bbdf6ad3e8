"""How well amendment instructions are read and carried out, against checked instructions of decisions.

For every checked instruction: was it read (all articles, the kind, the words), was it carried out on the text before,
does the result equal the published text after it, and does the comparison of before and after name its articles.

    python benchmarks/instructions.py --corpus DIR [--json]
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from indexer.catalog import load_gazetteer
from indexer.extract import read_bytes
from indexer.model.agreement import Agreement, Check, Checked, check
from indexer.model.amendment import Amendment, Verb
from indexer.model.characters import compact, title_key
from indexer.model.comparison import compare
from indexer.model.consolidation import consolidate
from indexer.model.provisions import Provision, read_text
from indexer.parse import BodyNames, parse
from indexer.parse.amendments import read_amendments

_VERBS: Final[Mapping[str, frozenset[Verb]]] = {
    "replace_provision": frozenset({Verb.REPLACE}),
    "replace_text": frozenset({Verb.SUBSTITUTE}),
    "renumber+replace": frozenset({Verb.RENUMBER}),
    "renumber+text": frozenset({Verb.RENUMBER}),
    "delete_provision": frozenset({Verb.DELETE}),
    "delete_text": frozenset({Verb.STRIKE}),
    "insert_paragraph": frozenset({Verb.INSERT}),
    "insert_article": frozenset({Verb.INSERT}),
    "merge": frozenset({Verb.MERGE}),
}


def read_tree(path: Path, names: BodyNames) -> tuple[Provision, ...]:
    """The provisions of the longest instrument of a file."""
    drafts = parse(read_bytes(path.read_bytes(), path.name), names)
    return max((draft.provisions for draft in drafts), key=lambda tree: len(read_text(tree)))


def words(text: str) -> str:
    """A sentence as it is matched with a checked instruction: without spaces and quotation marks."""
    return re.sub("[“”‘’]", "", compact(text))


def concerns(quote: str, raw: str) -> bool:
    """Whether a sentence read is part of a checked instruction, which may be cut off at its end."""
    return words(quote) in raw or words(quote).startswith(raw) or words(quote)[:40] in raw


def is_read(row: Mapping[str, Any], act: Amendment | None, raw: str) -> bool:
    """Whether an instruction was read with its kind, articles and words."""
    if act is None or any(concerns(passage.quote, raw) for passage in act.unread):
        return False
    mine = [i for i in act.instructions if concerns(i.quote, raw)]
    named = {place.article for i in mine for place in i.articles}
    if (
        not mine
        or not set(row["articles"]) <= named
        or not _VERBS.get(row["kind"], frozenset()) <= {i.verb for i in mine}
    ):
        return False
    old = row.get("old")
    return not isinstance(old, str) or any(words(i.old) == words(old) for i in mine)


class Case:
    """One act amended by one decision: the computed text against the published one."""

    def __init__(
        self, act: Amendment, before: tuple[Provision, ...], after: tuple[Provision, ...] | None
    ) -> None:
        began = time.perf_counter()
        self.found: Check = check(before, consolidate(before, act.instructions), after)
        self.seconds = time.perf_counter() - began
        self.changed = {
            unit.key
            for change in (compare(before, after).changes if after else ())
            for unit in (change.old, change.new)
            if unit is not None
        }

    def of(self, raw: str) -> list[Checked]:
        """What became of the steps of a checked instruction."""
        return [one for one in self.found.checked if concerns(one.outcome.instruction.quote, raw)]


def measure(corpus: Path) -> dict[str, Any]:
    """All figures, and the instructions that failed."""
    names = BodyNames(load_gazetteer())
    truth = corpus / "groundtruth"
    acts = {
        path.stem[-11:-1]: {title_key(a.title): a for a in read_amendments(read_text(read_tree(path, names)))}
        for path in sorted((corpus / "decisions").glob("*.md"))
    }
    cases: dict[tuple[str, str], Case] = {}
    with (truth / "decision_before_after.csv").open(encoding="utf-8") as file:
        for pair in csv.DictReader(file):
            act = acts[pair["decision_date"]].get(title_key(pair["target"]))
            if act is not None:
                after = read_tree(corpus / pair["after_path"], names) if pair["after_path"] else None
                before = read_tree(corpus / pair["before_path"], names)
                cases[pair["decision_date"], title_key(pair["target"])] = Case(act, before, after)
    counts: Counter[str] = Counter()
    failed: list[dict[str, str]] = []
    lines = (truth / "decision_instructions.jsonl").read_text(encoding="utf-8").splitlines()
    for row in map(json.loads, lines):
        key = (row["decision_date"], title_key(row["target"]))
        judge(row, acts[key[0]].get(key[1]), cases.get(key), counts, failed)
    return {
        "instructions": len(lines),
        "steps": sum(len(a.instructions) for held in acts.values() for a in held.values()),
        "unread": sum(len(a.unread) for held in acts.values() for a in held.values()),
        **{name: counts[name] for name in sorted(counts)},
        "parsed_share": share(counts["parsed"], len(lines)),
        "applied_share": share(counts["applied"], len(lines)),
        "applied_share_where_the_text_before_is_whole": share(counts["applied"], counts["before_whole"]),
        "equal_share_of_verified": share(counts["verified_equal"], counts["verified"]),
        "diff_names_share": share(counts["diff_names"], counts["diff_articles"]),
        "acts": len(cases),
        "acts_without_any_difference": sum(
            all(one.agreement is Agreement.AGREES for one in case.found.checked) and not case.found.elsewhere
            for case in cases.values()
        ),
        "slowest_ms": round(1000 * max(case.seconds for case in cases.values()), 1),
        "failed": failed,
    }


def judge(
    row: Mapping[str, Any],
    act: Amendment | None,
    case: Case | None,
    counts: Counter[str],
    failed: list[dict[str, str]],
) -> None:
    """Counts one checked instruction."""
    raw = words(row["raw"])
    parsed = is_read(row, act, raw)
    steps = case.of(raw) if case else []
    applied = bool(steps) and all(one.outcome.applied for one in steps)
    equal = applied and all(one.agreement is Agreement.AGREES for one in steps)
    counts["parsed"] += parsed
    counts["applied"] += applied
    counts["before_whole"] += case is not None and not any(
        one.outcome.reason.startswith("修改前的文本没有") for one in steps
    )
    counts["verified"] += row["verified"] is True
    counts["verified_equal"] += row["verified"] is True and equal
    if applied and case is not None and case.changed:
        named = {f"art-{number}" for number in row["articles"]}
        counts["diff_articles"] += len(named)
        counts["diff_names"] += len(named & case.changed)
        if named - case.changed:
            failed.append(
                {"what": "diff", "target": row["target"], "why": "、".join(sorted(named - case.changed))}
            )
    if not (parsed and applied and (equal or row["verified"] is not True)):
        why = next((one.outcome.reason for one in steps if one.outcome.reason), "")
        what = "parsed" if not parsed else "applied" if not applied else "equal"
        failed.append({"what": what, "target": row["target"], "why": why or row["raw"][:60]})


def share(part: int, whole: int) -> float:
    """A share as a number of at most four digits."""
    return round(part / whole, 4) if whole else 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--corpus", type=Path, required=True, help="the corpus with groundtruth/ and decisions/"
    )
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    options = parser.parse_args(arguments)
    figures = measure(options.corpus)
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=2))
        return 0
    for name, value in figures.items():
        if name != "failed":
            print(f"{name:48} {value}")
    for one in figures["failed"]:
        print(f"  {one['what']:8} {one['target']}: {one['why']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
