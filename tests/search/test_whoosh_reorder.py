"""The best articles for a question are put in another order; what is found and what is no question stay as they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import default_analyzer
from indexer.model.document import Kind
from indexer.search.query import Field, Group, Match, Node, Occur, Words
from indexer.search.ranking import PLAIN, load_profile
from indexer.search.whoosh_engine import WhooshEngine
from indexer.search.whoosh_reorder import FEATURES, _of_documents
from tests.search.engine_contract import ask, entry

QUESTION = Words("停车场收费标准由哪个部门公示")
ENTRIES = (
    entry("rule", "云岭省停车管理办法", "停车场收费标准由价格部门公示。", "停车场收费应当公示。", key=1),
    entry("law", "示例停车法", "停车场收费标准由国务院价格部门规定并且予以公示。", kind=Kind.LAW, key=2),
    entry("city", "云州市停车条例", "停车场的收费标准，由部门公示。", "停车。", "收费。", key=3),
    entry("other", "云岭省供热办法", "供热收费标准由部门公示。", key=4),
)


def engine_of(folder: Path, weights: dict[str, float], *, parts: bool = False) -> WhooshEngine:
    engine = WhooshEngine(folder, default_analyzer(), replace(PLAIN, reorder=weights))
    engine.rebuild(ENTRIES[:2] if parts else ENTRIES, 1)
    if parts:
        engine.update(ENTRIES[2:], [], 2)
    return engine


def order(engine: WhooshEngine, node: Node = QUESTION) -> list[str]:
    return [hit.document for hit in engine.search(ask(node)).hits]


def test_a_weight_decides_the_order_and_nothing_else(tmp_path: Path) -> None:
    plain = engine_of(tmp_path / "plain", {})
    weighed = engine_of(tmp_path / "weighed", {"score": 1.0, "law": 9.0})
    before, after = plain.search(ask(QUESTION)), weighed.search(ask(QUESTION))
    assert after.hits[0].document == "law"
    assert before.hits[0].document != "law"
    assert {hit.document for hit in after.hits} == {hit.document for hit in before.hits}
    assert (after.total, after.facets) == (before.total, before.facets)


ALSO = replace(QUESTION, also=(("公示", "予以公布"),))


def called(folder: Path, weight: float, weights: dict[str, float]) -> dict[str, float]:
    """The best score of each document for a question one of whose words the second calls otherwise."""
    engine = WhooshEngine(folder, default_analyzer(), replace(PLAIN, other_words=weight, reorder=weights))
    said = entry("said", "甲停车规定", "停车场收费标准由价格部门公示。", key=5)
    other = entry("other", "乙停车规定", "停车场收费标准由价格部门予以公布。", key=6)
    engine.rebuild((*ENTRIES[:3], said, other), 1)
    return {unit.document: unit.score for unit in reversed(engine.rank_units(ask(ALSO, limit=50)))}


def test_the_other_words_of_a_question_add_to_the_score(tmp_path: Path) -> None:
    without, weighed = called(tmp_path / "without", 0.0, {}), called(tmp_path / "weighed", 0.7, {})
    assert weighed["other"] > without["other"]
    assert weighed["said"] == pytest.approx(without["said"])


def test_what_is_called_otherwise_counts_as_said(tmp_path: Path) -> None:
    coverage = {"coverage": 1.0}
    without, covered = called(tmp_path / "without", 0.0, coverage), called(tmp_path / "with", 0.01, coverage)
    assert without["other"] < without["said"]
    assert covered["other"] == pytest.approx(covered["said"])


def test_articles_keep_the_span_of_scores_that_they_had(tmp_path: Path) -> None:
    plain = engine_of(tmp_path / "plain", {}).rank_units(ask(QUESTION, limit=50))
    weighed = engine_of(tmp_path / "weighed", {"law": 1.0, "score": 0.1}).rank_units(ask(QUESTION, limit=50))
    assert {(unit.document, unit.path) for unit in weighed} == {(unit.document, unit.path) for unit in plain}
    assert weighed[0].score == pytest.approx(plain[0].score, rel=1e-5)
    assert weighed[-1].score == pytest.approx(plain[-1].score, rel=1e-5)


@pytest.mark.parametrize(
    "node",
    [
        Words("停车 收费"),
        Words("停车场收费标准由价格部门公示", match=Match.EXACT),
        Words("停车场收费标准由哪个部门公示", match=Match.ALL),
        Words("停车", Field.TITLE),
        Group(((Occur.MUST, Words("停车")), (Occur.MUST, Words("收费")))),
    ],
)
def test_what_is_no_question_keeps_its_order(tmp_path: Path, node: Node) -> None:
    plain = engine_of(tmp_path / "plain", {}).search(ask(node))
    assert engine_of(tmp_path / "weighed", {"law": 9.0}).search(ask(node)) == plain


def test_several_segments_are_one(tmp_path: Path) -> None:
    weights = {name: 1.0 + number for number, name in enumerate(FEATURES)}
    whole = engine_of(tmp_path / "whole", weights)
    parted = engine_of(tmp_path / "parted", weights, parts=True)
    assert order(whole) == order(parted)
    for one, other in zip(whole.rank_units(ask(QUESTION)), parted.rank_units(ask(QUESTION)), strict=True):
        assert (one.document, one.path) == (other.document, other.path)
        assert one.score == pytest.approx(other.score, rel=1e-4)


def test_pages_neither_overlap_nor_leave_out(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, {"score": 1.0, "law": 2.0, "document_before": -1.0})
    whole = order(engine)
    paged = [
        hit.document
        for at in range(len(whole))
        for hit in engine.search(ask(QUESTION, offset=at, limit=1)).hits
    ]
    assert paged == whole


def test_the_weights_in_use_are_of_features_that_there_are() -> None:
    assert set(load_profile().reorder) == set(FEATURES)


@given(st.lists(st.tuples(st.integers(0, 4), st.floats(0.125, 9, width=32)), min_size=1, max_size=30))
def test_what_a_document_adds(rows: list[tuple[int, float]]) -> None:
    rows.sort(key=lambda row: -row[1])
    documents, share = np.array([d for d, _ in rows]), np.array([s for _, s in rows], np.float32)
    best, three, before = _of_documents(documents, share)
    for at, (document, _) in enumerate(rows):
        own = [float(s) for d, s in zip(documents, share, strict=True) if d == document]
        assert best[at] == pytest.approx(own[0])
        assert three[at] == pytest.approx(sum(own[:3]) / 3, rel=1e-4)
        assert before[at] == [place for place, (d, _) in enumerate(rows) if d == document].index(at)
