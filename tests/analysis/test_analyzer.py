"""Texts into terms: the bulk way and the single way agree, and queries find what texts have."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import Analyzer, default_segmenter, fold
from indexer.analysis.analyzer import UNIT_BITS
from indexer.analysis.segmenter import accelerated, reference
from indexer.catalog import fingerprint, load_traditional

TEXT = st.text(alphabet="停车场收费标准示例省市123abＡ１，。 \n𠀀的", max_size=80)


@given(st.lists(TEXT, max_size=5))
def test_a_batch_counts_what_single_texts_have(texts: list[str]) -> None:
    analyzer = Analyzer(default_segmenter())
    folded = [fold(text) for text in texts]
    batch = analyzer.batch(folded)
    counted: list[Counter[str]] = [Counter() for _ in texts]
    for key, count in zip(batch.keys.tolist(), batch.counts.tolist(), strict=True):
        counted[key & ((1 << UNIT_BITS) - 1)][analyzer.term_of(key >> UNIT_BITS)] += count
    assert counted == [Counter(analyzer.terms(text)) for text in texts]
    assert batch.lengths.tolist() == [sum(counter.values()) for counter in counted]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ１２", "abc12"),
        ("停\u200b车", "停车"),
        ("第Ⅰ类", "第ⅰ类"),
        ("İ", "İ"),
        ("收費標準後", "收费标准后"),
        ("著作權", "著作权"),
        ("⽰例", "示例"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_characters_become_others_of_one_length_and_no_further() -> None:
    table = load_traditional()
    assert all(len(simple) == 1 and ord(simple) not in table for simple in table.values())


def test_an_index_names_what_its_terms_are_made_with() -> None:
    stamp = Analyzer(default_segmenter()).stamp
    assert fingerprint("traditional.txt") in stamp
    assert fingerprint("lexicon.txt") in stamp


def test_stop_words_do_not_decide() -> None:
    analyzer = Analyzer(default_segmenter(), frozenset({"怎么", "吗"}))
    terms = analyzer.query_terms("停车怎么收费吗")
    assert set(terms.outer) == {"停车", "收费"}
    assert terms.needed == {"停车", "收费"}


def test_a_question_of_stop_words_alone_still_asks() -> None:
    analyzer = Analyzer(default_segmenter(), frozenset({"怎么"}))
    assert analyzer.query_terms("怎么").words


@pytest.mark.parametrize(
    ("text", "outer"),
    [
        ("醉驾处罚", {"醉驾", "处罚"}),
        ("停车怎么收费", {"停车", "收费"}),
        ("鼋鼍龟鳖", {"鼋鼍", "龟鳖"}),
        ("税", {"税"}),
    ],
)
def test_what_the_dictionary_does_not_know_is_asked_for_too(text: str, outer: set[str]) -> None:
    terms = Analyzer(default_segmenter(), frozenset({"怎么"})).query_terms(text)
    assert set("".join(terms.outer)) == set("".join(outer))
    assert {"醉驾", "停车", "鼋鼍", "税"} & outer <= terms.needed


def test_a_question_is_told_from_words() -> None:
    analyzer = Analyzer(default_segmenter(), frozenset({"怎么", "多久"}))
    assert analyzer.asks("停车怎么收费")
    assert not analyzer.asks("停车收费")
    assert not analyzer.asks("停车怎么")


def test_a_single_character_can_be_asked_for() -> None:
    assert Analyzer(default_segmenter()).query_terms("税").words == ("税",)


def test_the_accelerator_agrees_with_the_reference() -> None:
    fast = accelerated()
    if fast is None:
        pytest.skip("rjieba is not installed")
    slow = reference()
    for text in ("停车场的收费标准由价格主管部门制定并向社会公布。", "行政处罚决定书应当载明下列事项"):
        assert fast.words(text) == slow.words(text)
    assert fast.stamp != slow.stamp


def test_long_runs_are_cut_before_segmentation() -> None:
    words = default_segmenter().words("鼋" * 5000)
    assert sum(map(len, words)) == 5000
