"""Folding: one look decides whether a text needs any of its steps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.folding import fold, simplify, typed
from indexer.model.characters import clean, fold_width, normalize_han

ODD = "aZ０Ａｚ標题\r\n\u2028\u200b\x07\x85 ⼈豈。·"


@given(st.one_of(st.text(), st.text(alphabet=ODD)))
def test_a_text_is_folded_as_by_every_step(text: str) -> None:
    assert typed(text) == simplify(fold_width(normalize_han(clean(text))))


@given(st.text(alphabet=ODD))
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)
