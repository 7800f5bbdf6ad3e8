"""Short names that a text gives to the acts it cites: 《…》（以下简称《…》）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from indexer.model.characters import compact
from indexer.model.draft import Fact
from indexer.model.validity import Evidence
from indexer.parse.lines import Line

_SHORT_NAME: Final = re.compile(
    r"《(?P<title>(?:[^《》]|《[^《》]*》){4,80})》\s*[（(](?:[^（）()]{0,40}?[，,；;])?\s*(?:以下|下)?(?:统|均)?简称(?:为)?[：:]?\s*"
    r"[“\"‘「]?《?(?P<name>[^《》“”\"’（）()，。；]{2,20})"
)


def short_names(sha256: str, lines: Sequence[Line]) -> Iterator[Fact]:
    """A fact for each, its value ``name<TAB>title``; the same pair once."""
    seen: set[str] = set()
    for line in lines:
        if "简称" not in line.text:
            continue
        for match in _SHORT_NAME.finditer(line.text):
            name, title = compact(match["name"]), compact(match["title"])
            value = f"{name}\t{title}"
            if name == title or value in seen:
                continue
            seen.add(value)
            start = line.start + match.start()
            proof = Evidence(sha256, start, start + len(match.group()), match.group(), "short_name.stated")
            yield Fact("short_name", value, proof)
