"""Coverage-guided fuzzing with atheris (an extra): bytes grown towards new branches of our readers and parsers.

    python -m tests.hostile.fuzz query|text|clauses|facts|docx|ofd|pdf|html [-max_total_time=75] [FOLDER …]

Everything after the target goes to libFuzzer; a folder keeps what was found from run to run. Whatever is not an answer
in words is a crash, and its input is written to a file that repeats it (``… TARGET FILE``).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["indexer"]):
    from indexer.catalog.curation import CurationError, load_curation
    from indexer.extract import Unreadable, read_bytes
    from indexer.model.docnumber import DocumentNumber
    from indexer.model.identifiers import DocumentId
    from indexer.model.limits import Limits
    from indexer.parse import parse
    from indexer.search.query_language import parse_query
    from tests.builders.drafts import RULE, names
    from tests.builders.formats import FILES
    from tests.builders.sources import source_from

LIMITS = replace(
    Limits(), unpacked_bytes=2**22, part_bytes=2**21, pdf_pages=5, text_characters=100_000, table_cells=5_000
)
_WORDS = (
    *"第章节条款项一二三四五六七八九十百零〇年月日号令办法条例规定决定通知和及与的或者（）《》〔〕“”、，。；：！\n\u3000 0123456789-—…",
    "云岭省人民政府",
    "示例市场管理",
    "根据",
    "修正",
    "修改",
    "废止",
    "同时",
    "自公布之日起施行",
    "有效期",
    "修改为：",
    "增加一条，作为",
    "删去",
    "中的",
    "附件",
    "目　录",
    "施行",
    "公布",
    "发布",
    "解释",
    "关于",
    "印发",
)
_FACTS = """[[event]]
document = "云岭省示例办法"
kind = "repealed"
on = 2020-01-01
quote = "现予废止"
source = "示例"
by = "示例"
"""


def query(data: bytes) -> None:
    """The query language, and what is named by a reference."""
    text = data.decode("utf-8", "replace")
    understood = parse_query(text)
    assert understood == parse_query(text)
    DocumentNumber.parse(text)
    DocumentId.is_valid(text)


def text(data: bytes) -> None:
    """The parser of texts."""
    source = source_from(data.decode("utf-8", "ignore") or RULE)
    for draft in parse(source, names()):
        assert 0 <= draft.start <= draft.end <= len(source.text)
        for citation in draft.citations:
            assert source.text[citation.start : citation.end].strip()


def clauses(data: bytes) -> None:
    """The parser of texts again, each byte a word of the trade: what bytes of UTF-8 rarely grow into."""
    text("".join(_WORDS[byte % len(_WORDS)] for byte in data).encode())


def facts(data: bytes) -> None:
    """A person's facts."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "示例.toml").write_bytes(data)
        try:
            load_curation([Path(folder)])
        except CurationError as problem:
            assert "示例.toml" in str(problem)


def _read(form: str) -> Callable[[bytes], None]:
    def target(data: bytes) -> None:
        try:
            source = read_bytes(data, f"示例.{form}", LIMITS)
        except Unreadable as problem:
            assert problem.code
            assert problem.message
        else:
            parse(source, names())

    return target


TARGETS: dict[str, tuple[Callable[[bytes], None], tuple[bytes, ...]]] = {
    "query": (query, ("标题:条例 “罚款” -办法 OR 年:2020".encode(), "云政发〔2020〕3号".encode())),
    "text": (text, (RULE.encode(),)),
    "clauses": (clauses, (bytes(range(120)),)),
    "facts": (facts, (_FACTS.encode(),)),
    "docx": (_read("docx"), (FILES["docx"](),)),
    "ofd": (_read("ofd"), (FILES["ofd"](),)),
    "pdf": (_read("pdf"), (FILES["pdf"](),)),
    "html": (_read("html"), (FILES["html"](),)),
}
"""By name: what is fuzzed, and what it begins with."""


def main() -> None:
    """Until the time is over or something breaks."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"{__doc__}\ntargets: {' '.join(TARGETS)}")
    target, seeds = TARGETS[sys.argv.pop(1)]
    names()
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds):
            (Path(folder) / f"seed{number}").write_bytes(seed)
        places = [word for word in sys.argv[1:] if not word.startswith("-")]
        # What is new goes to the first folder named; a file that is named is run once.
        begin = [] if any(Path(place).is_file() for place in places) else [folder]
        atheris.Setup([*sys.argv, *begin], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
