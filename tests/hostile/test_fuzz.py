"""Fuzzing by hypothesis: readers, the parser, the query language and the import of a person's facts never break."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.catalog.curation import CurationError, load_curation
from indexer.extract import Unreadable, read_bytes
from indexer.model.limits import Limits
from indexer.parse import parse
from indexer.search.query_language import parse_query
from tests.builders.drafts import RULE, names
from tests.builders.formats import FILES
from tests.builders.sources import source_from

LIMITS = replace(Limits(), unpacked_bytes=2**24, part_bytes=2**23, pdf_pages=20)
WORDS = st.sampled_from(
    [
        "第一条",
        "第三章　总则",
        "（2010年3月1日云岭省人民政府令第12号公布）",
        "根据2018年6月5日《云岭省示例决定》修正",
        "《云岭省示例办法》",
        "同时废止",
        "自2020年1月1日起施行",
        "附件1",
        "目　录",
        "云政发〔2020〕3号",
        "现予废止",
        "有效期5年",
        "\n",
        "\n\n",
        "　",
        "第",
        "条",
        "〔",
        "》",
        "《",
    ]
)
PROSE = st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=60).map("".join)
EXAMPLES = int(os.environ.get("FAGUI_FUZZ_EXAMPLES", "12"))
QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=EXAMPLES)


@QUIET
@given(st.data())
@pytest.mark.parametrize("form", [name for name in FILES if name != "rtf"])
def test_changed_files_are_read_or_refused_in_words(form: str, data: st.DataObject) -> None:
    whole = bytearray(FILES[form]())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(whole) - 1))
        how = data.draw(st.sampled_from(["flip", "cut", "repeat", "insert"]))
        if how == "flip":
            whole[at] ^= 1 << data.draw(st.integers(0, 7))
        elif how == "cut":
            del whole[at : at + data.draw(st.integers(1, 400))]
        elif how == "repeat":
            whole[at:at] = whole[at : at + data.draw(st.integers(1, 400))]
        else:
            whole[at:at] = data.draw(st.binary(max_size=20))
        whole = whole or bytearray(b"x")
    try:
        source = read_bytes(bytes(whole), f"示例.{form}", LIMITS)
    except Unreadable as problem:
        assert problem.code
        assert problem.message
    else:
        parse(source, names())


@QUIET
@given(
    st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a", "法.doc"])
)
def test_any_bytes(data: bytes, name: str) -> None:
    try:
        parse(read_bytes(data, name, LIMITS), names())
    except Unreadable as problem:
        assert problem.message


@QUIET
@given(PROSE)
def test_any_text_is_parsed_with_spans_inside_it(text: str) -> None:
    source = source_from(text) if text.strip() else source_from(RULE)
    for draft in parse(source, names()):
        assert 0 <= draft.start <= draft.end <= len(source.text)
        for citation in draft.citations:
            assert source.text[citation.start : citation.end].strip()


@QUIET
@given(
    st.one_of(
        st.text(max_size=600),
        st.lists(
            st.sampled_from(["标题:", "年:", "“", '"', "(", ")", "OR", "NOT", "-", "罚款", " ", "条:"]),
            max_size=120,
        ).map("".join),
    )
)
def test_any_query_is_understood_or_remarked(text: str) -> None:
    understood = parse_query(text)
    assert understood == parse_query(text)


@QUIET
@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(
            st.sampled_from(
                [
                    "[[event]]\n",
                    "[[facts]]\n",
                    "[event]\n",
                    "document = '甲'\n",
                    "kind = 'repealed'\n",
                    "on = 2020-01-01\n",
                    "on = 1\n",
                    "quote = ''\n",
                    "= \n",
                    "x = [1,\n",
                    "by = {}\n",
                ]
            ),
            max_size=12,
        ).map("".join),
    )
)
def test_any_file_of_facts_is_taken_or_named(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "示例.toml").write_text(text, encoding="utf-8", errors="replace")
        try:
            load_curation([Path(folder)])
        except CurationError as problem:
            assert "示例.toml" in str(problem)
