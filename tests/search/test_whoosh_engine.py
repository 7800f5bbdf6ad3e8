"""The embedded engine against the contract, against Whoosh's own scorer, and against damage."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from whoosh import query as whoosh_query
from whoosh.reading import MultiReader
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from indexer.analysis import Analyzer, default_segmenter
from indexer.search import whoosh_generation
from indexer.search.engine import EngineUnavailable, SearchEngine
from indexer.search.query import Words
from indexer.search.ranking import PLAIN, RankingProfile
from indexer.search.whoosh_build import FIELD
from indexer.search.whoosh_engine import WhooshEngine
from tests.search.engine_contract import CORPUS, EngineContract, ask, entry

WORDS = [
    "市场",
    "停车",
    "供热",
    "数据",
    "登记",
    "公示",
    "收费",
    "罚款",
    "许可",
    "道路",
    "桥梁",
    "检测",
    "开放",
    "目录",
    "标准",
    "单位",
    "部门",
    "依法",
    "应当",
    "管理",
]


def make_engine(folder: Path) -> WhooshEngine:
    return WhooshEngine(folder / "index", Analyzer(default_segmenter(), frozenset({"的"})), PLAIN)


class TestWhooshEngine(EngineContract):
    @pytest.fixture
    def make(self, tmp_path: Path) -> Callable[[], SearchEngine]:
        return lambda: make_engine(tmp_path)


def random_engine(folder: Path, seed: int, segments: int) -> WhooshEngine:
    """Random articles in one segment, or in three, some documents replaced so that there are deletions."""
    chance = random.Random(seed)

    def article() -> str:
        return "".join(chance.choice(WORDS) for _ in range(chance.randint(3, 60))) + "。"

    engine = make_engine(folder)
    documents = [
        entry(f"doc{n}", f"示例规定{n}", *(article() for _ in range(chance.randint(1, 9)))) for n in range(60)
    ]
    if segments == 1:
        engine.rebuild(documents, 1)
        engine.update([], ["doc7", "doc9"], 2)
        return engine
    engine.rebuild(documents[:40], 1)
    engine.update(documents[40:50], [], 2)
    engine.update([*documents[50:], *documents[:5]], ["doc7"], 3)
    return engine


@pytest.mark.parametrize("segments", [1, 3])
@pytest.mark.parametrize("seed", range(4))
def test_the_array_scorer_gives_whooshs_own_scores(tmp_path: Path, seed: int, segments: int) -> None:
    """200 random queries on one segment and on three, with deletions: the same units, scores and order."""
    engine = random_engine(tmp_path, seed, segments)
    view = engine._view
    assert view is not None
    snapshot = view.snapshot
    assert len(snapshot.segments) == segments
    assert not all(alive.all() for alive in snapshot.alive)
    for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True):
        for unit in np.flatnonzero(~alive[segment.unit_document]).tolist():
            segment.whoosh_segment.delete_document(unit)
    searcher = Searcher(MultiReader([segment.reader for segment in snapshot.segments]), weighting=BM25F())
    chance = random.Random(seed)
    for _ in range(50):
        terms = [chance.choice(WORDS) for _ in range(chance.randint(1, 6))]
        query = whoosh_query.Or([whoosh_query.Term(FIELD, term) for term in set(terms)])
        theirs = {hit.docnum: hit.score for hit in searcher.search(query, limit=None)}
        ours: dict[int, float] = {}
        offset = 0
        for number, segment in enumerate(snapshot.segments):
            scores = snapshot.sum_impacts(set(terms), number)
            every = snapshot.scores_at(set(terms), number, np.arange(segment.units))
            assert every == pytest.approx(scores, rel=1e-5)
            few = np.flatnonzero(scores)[::7]
            assert snapshot.scores_at(set(terms), number, few) == pytest.approx(scores[few], rel=1e-5)
            scores[~snapshot.alive[number][segment.unit_document]] = 0
            ours |= {offset + int(unit): float(scores[unit]) for unit in np.flatnonzero(scores)}
            offset += segment.units
        assert ours.keys() == theirs.keys()
        assert ours == pytest.approx(theirs, rel=1e-4)
        ranked = [ours[unit] for unit in theirs]
        assert ranked == pytest.approx(sorted(ours.values(), reverse=True), rel=1e-4)


def test_every_term_is_found_where_whoosh_finds_it(tmp_path: Path) -> None:
    engine = random_engine(tmp_path, 1, 3)
    assert engine._view is not None
    for segment in engine._view.snapshot.segments:
        held = list(segment.terms())
        assert len(held) > len(WORDS)
        for term in held:
            found = segment.postings(term)
            assert found is not None
            postings = segment.reader.postings(FIELD, term)
            assert found.ids.tolist() == list(postings.all_ids())
            assert len(found) == len(found.counts)
            if found.spread is not None:
                assert np.flatnonzero(found.spread).tolist() == found.ids.tolist()
        assert segment.postings("没有这个词") is None
        assert segment.postings("") is None


def test_a_damaged_file_is_noticed_and_the_older_generation_answers(tmp_path: Path) -> None:
    engine = make_engine(tmp_path)
    engine.rebuild(CORPUS[:2], 1)
    engine.rebuild(CORPUS, 2)
    engine.close()
    damage(tmp_path / "index", "text.bin")
    again = make_engine(tmp_path)
    assert again.checked
    assert again.revision == 1
    assert "已损坏" in again.trouble
    assert [hit.document for hit in again.search(ask(Words("停车"))).hits] == ["parking"]


def damage(index: Path, name: str) -> None:
    """Change a byte of a file of the newest generation."""
    newest = max(index.glob("generation-*.json")).read_text(encoding="utf-8")
    (damaged,) = (file for file in index.glob(f"segments/*/{name}") if file.parent.name in newest)
    raw = bytearray(damaged.read_bytes())
    raw[len(raw) // 2] ^= 1
    damaged.write_bytes(bytes(raw))


def hurried(folder: Path, monkeypatch: pytest.MonkeyPatch) -> WhooshEngine:
    """An engine that answers first; every file is large to it."""
    monkeypatch.setattr(whoosh_generation, "_SMALL", 0)
    analyzer = Analyzer(default_segmenter(), frozenset({"的"}))
    return WhooshEngine(folder / "index", analyzer, PLAIN, check_later=True)


@pytest.mark.parametrize("earlier", [True, False], ids=["two generations", "one generation"])
def test_damage_that_is_found_after_the_first_answer_ends_the_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, earlier: bool
) -> None:
    if earlier:
        make_engine(tmp_path).rebuild(CORPUS[:2], 1)
    make_engine(tmp_path).rebuild(CORPUS, 2)
    damage(tmp_path / "index", "text.bin")
    engine = hurried(tmp_path, monkeypatch)
    assert engine.revision == 2
    assert not engine.checked
    # What readers ask and what looks after them are two engines over one folder.
    other = engine.renewed()
    assert not other.checked
    other.check()
    for each in (engine, other):
        each.refresh()
        assert each.checked
        assert "已损坏" in each.trouble
        if earlier:
            assert each.revision == 1
            assert [hit.document for hit in each.search(ask(Words("停车"))).hits] == ["parking"]
        else:
            assert each.revision == -1
            with pytest.raises(EngineUnavailable, match="已损坏"):
                each.search(ask(Words("停车")))
    engine.rebuild(CORPUS, 2)
    assert engine.revision == 2
    assert engine.trouble == ""


def test_a_sound_index_is_answered_from_before_and_after_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_engine(tmp_path).rebuild(CORPUS, 1)
    engine = hurried(tmp_path, monkeypatch)
    before = engine.search(ask(Words("停车")))
    engine.check()
    assert engine.checked
    assert engine.trouble == ""
    assert engine.search(ask(Words("停车"))) == before


def test_a_file_that_cannot_be_read_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_engine(tmp_path).rebuild(CORPUS, 1)
    engine = hurried(tmp_path, monkeypatch)
    assert engine.revision == 1

    def fails(_: Path) -> str:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(whoosh_generation, "file_digest", fails)
    engine.check()
    assert engine.checked
    assert engine.revision == -1
    with pytest.raises(EngineUnavailable, match="已损坏"):
        engine.search(ask(Words("停车")))


def test_small_files_and_missing_ones_are_never_left_for_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_engine(tmp_path).rebuild(CORPUS, 1)
    engine = hurried(tmp_path, monkeypatch)
    monkeypatch.setattr(whoosh_generation, "_SMALL", 8 * 2**20)
    damage(tmp_path / "index", "text.bin")
    assert engine.revision == -1
    (lost,) = (tmp_path / "index" / "segments").glob("*/text.bin")
    lost.unlink()
    engine = hurried(tmp_path, monkeypatch)
    assert engine.revision == -1
    assert "缺失" in engine.trouble


def test_an_index_of_another_analyzer_is_not_used(tmp_path: Path) -> None:
    make_engine(tmp_path).rebuild(CORPUS, 1)
    other = WhooshEngine(tmp_path / "index", Analyzer(_Renamed()), PLAIN)  # type: ignore[arg-type]
    assert other.revision == -1
    with pytest.raises(EngineUnavailable, match="重建"):
        other.search(ask(Words("停车")))


class _Renamed:
    stamp = "another"

    def words(self, text: str) -> list[str]:
        return list(text)


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    first, second = make_engine(tmp_path), make_engine(tmp_path)
    with first._writing(), pytest.raises(EngineUnavailable, match="另一个程序"):
        second.rebuild(CORPUS, 1)


def test_only_two_generations_are_kept(tmp_path: Path) -> None:
    engine = make_engine(tmp_path)
    for revision in range(5):
        engine.rebuild(CORPUS, revision)
    root = tmp_path / "index"
    assert len(list(root.glob("generation-*.json"))) == 2
    assert len(list((root / "segments").iterdir())) == 2


def headed(folder: Path, weight: float) -> WhooshEngine:
    profile = RankingProfile({}, {}, {}, weight)
    engine = WhooshEngine(folder / "index", Analyzer(default_segmenter(), frozenset()), profile)
    texts = {"one": "第二章 罚款", "two": "第一章 总则"}
    documents = []
    for number, (name, heading) in enumerate(texts.items()):
        made = entry(name, "示例规定", "逾期不缴的，依法处理。", key=number + 1)
        unit = replace(
            made.versions[0].units[0], heading=heading, text="罚款的决定应当公示，逾期不缴的依法处理。"
        )
        documents.append(replace(made, versions=(replace(made.versions[0], units=(unit,)),)))
    engine.rebuild(documents[:1], 1)
    engine.update(documents[1:], [], 2)
    return engine


@pytest.mark.parametrize("words", ["罚款", "罚款的决定怎样公示逾期处理"])
def test_an_article_under_a_heading_with_the_words_gains_by_the_weight(tmp_path: Path, words: str) -> None:
    def scores(weight: float) -> dict[str, float]:
        engine = headed(tmp_path / str(weight), weight)
        return {hit.document: hit.score for hit in engine.search(ask(Words(words))).hits}

    plain, some, more = scores(0.0), scores(0.5), scores(1.0)
    assert plain.keys() == some.keys() == {"one", "two"}
    assert some["two"] == pytest.approx(plain["two"])
    gain = some["one"] - plain["one"]
    assert gain > 0
    assert more["one"] - plain["one"] == pytest.approx(2 * gain, rel=1e-3)
