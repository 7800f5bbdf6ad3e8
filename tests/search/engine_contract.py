"""What every engine must do. A suite per engine subclasses ``EngineContract`` and says how to make one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from indexer.model.document import Kind
from indexer.model.validity import Status
from indexer.search.engine import EngineUnavailable, SearchEngine
from indexer.search.entry import IndexEntry, IndexUnit, IndexVersion, StatusSpan
from indexer.search.query import Field, Filters, Group, Match, Node, Occur, SearchQuery, Sort, Words

TODAY = date(2026, 6, 1)


def entry(
    name: str,
    title: str,
    *articles: str,
    kind: Kind = Kind.LOCAL_RULE,
    bodies: tuple[str, ...] = ("云岭省人民政府",),
    issued: date | None = date(2020, 1, 1),
    until: date | None = None,
    key: int = 0,
) -> IndexEntry:
    """A document of one version in force from its issue day."""
    units = tuple(
        IndexUnit(f"art-{n}", f"第{n}条", "第一章 总则" if n == 1 else "", text)
        for n, text in enumerate(articles, 1)
    )
    statuses: tuple[StatusSpan, ...] = (StatusSpan(issued, until, Status.IN_FORCE),)
    if until:
        statuses += (StatusSpan(until, None, Status.REPEALED),)
    return IndexEntry(
        document=name,
        title=title,
        names=(),
        number="云政发〔2020〕1号",
        kind=kind,
        bodies=bodies,
        region="云岭省",
        subjects=(),
        issued=issued,
        effective=issued,
        interpreted=False,
        statuses=statuses,
        versions=(IndexVersion(key or abs(hash(name)) % 10_000, issued, issued, None, units),),
    )


CORPUS = (
    entry("market", "云岭省集贸市场管理办法", "集贸市场的开办者应当登记。", "摊位费由开办者公示。", key=1),
    entry(
        "parking",
        "云州市停车场管理条例",
        "停车场收费实行明码标价。",
        "占用道路停车的，处二百元罚款。",
        kind=Kind.LOCAL_REGULATION_CITY,
        bodies=("云州市人民代表大会常务委员会",),
        issued=date(2022, 3, 1),
        key=2,
    ),
    entry("heating", "云岭省供热管理办法", "供热单位应当公示收费标准。", until=date(2024, 1, 1), key=3),
    entry("data", "云岭省公共数据条例", "公共数据应当依法开放。", "数据主管部门公示目录。", key=4),
)


def ask(node: Node | None, **changes: object) -> SearchQuery:
    """A query on the test's day."""
    return replace(SearchQuery("", node, TODAY), **changes)  # type: ignore[arg-type]


class EngineContract:
    """The behaviours. ``make`` gives a new engine over an empty place; calling it again opens the same place."""

    @pytest.fixture
    def make(self) -> Callable[[], SearchEngine]:
        raise NotImplementedError

    @pytest.fixture
    def engine(self, make: Callable[[], SearchEngine]) -> SearchEngine:
        engine = make()
        engine.rebuild(CORPUS, 7)
        return engine

    def found(self, engine: SearchEngine, node: Node | None, **changes: object) -> list[str]:
        return [hit.document for hit in engine.search(ask(node, **changes)).hits]

    def test_an_engine_without_an_index_says_so(self, make: Callable[[], SearchEngine]) -> None:
        engine = make()
        assert engine.revision == -1
        with pytest.raises(EngineUnavailable):
            engine.search(ask(Words("收费")))

    def test_a_rebuilt_index_answers_and_knows_its_revision(self, engine: SearchEngine) -> None:
        assert engine.revision == 7
        assert self.found(engine, Words("停车")) == ["parking"]

    def test_another_process_sees_the_same_index(
        self, engine: SearchEngine, make: Callable[[], SearchEngine]
    ) -> None:
        other = make()
        assert other.revision == 7
        assert self.found(other, Words("摊位")) == ["market"]

    def test_a_renewed_engine_is_at_the_newest_index_and_this_one_stays(
        self, engine: SearchEngine, make: Callable[[], SearchEngine]
    ) -> None:
        assert self.found(engine, Words("停车")) == ["parking"]
        make().update([], ["parking"], 8)
        other = engine.renewed()
        assert (engine.revision, other.revision) == (7, 8)
        assert self.found(engine, Words("停车")) == ["parking"]
        assert self.found(other, Words("停车")) == []

    def test_a_hit_shows_its_articles_best_first(self, engine: SearchEngine) -> None:
        page = engine.search(ask(Words("摊位费公示")))
        assert page.hits[0].document == "market"
        assert [(unit.version, unit.path) for unit in page.hits[0].units] == [(1, "art-2")]

    def test_totals_and_facets_count_documents_over_the_whole_result(self, engine: SearchEngine) -> None:
        page = engine.search(ask(Words("公示"), limit=1))
        assert page.total == 3
        assert len(page.hits) == 1
        counts = {facet.value: facet.count for facet in page.facets["status"]}
        assert counts == {"in_force": 2, "repealed": 1}

    @pytest.mark.parametrize("sort", list(Sort))
    @pytest.mark.parametrize("filters", [Filters(), Filters(kind=("local_rule",)), Filters(year=(2020,))])
    @pytest.mark.parametrize(
        "node",
        [
            None,
            Words("公示"),
            Words("停车收费应当明码标价吗"),
            Words("公示", match=Match.EXACT),
            Group(((Occur.MUST, Words("收费")), (Occur.SHOULD, Words("公示")))),
            Group(((Occur.SHOULD, Words("收费")), (Occur.SHOULD, Words("公示")))),
        ],
    )
    def test_counting_values_changes_no_hit(
        self, engine: SearchEngine, node: Node | None, filters: Filters, sort: Sort
    ) -> None:
        counted = engine.search(ask(node, filters=filters, sort=sort, first=("heating",)))
        plain = engine.search(ask(node, filters=filters, sort=sort, first=("heating",), facets=False))
        assert plain.hits == counted.hits
        assert plain.total == counted.total
        assert plain.facets == {}

    @pytest.mark.parametrize("text", ["收费 公示", "公示 摊位 收费", "市场 公示 市场", "停车 摊位"])
    def test_words_that_must_each_be_there_are_found_and_scored_as_all_of_them_together(
        self, engine: SearchEngine, text: str
    ) -> None:
        apart = engine.search(ask(Group(tuple((Occur.MUST, Words(word)) for word in text.split()))))
        together = engine.search(ask(Words(text, match=Match.ALL)))
        each = [{hit.document for hit in engine.search(ask(Words(word))).hits} for word in text.split()]
        assert [(hit.document, hit.units[:1]) for hit in apart.hits] == [
            (hit.document, hit.units[:1]) for hit in together.hits
        ]
        assert {hit.document for hit in apart.hits} <= set.intersection(*each)

    @pytest.mark.parametrize("sort", [Sort.ISSUED, Sort.EFFECTIVE])
    @pytest.mark.parametrize("text", ["公示", "停车收费应当明码标价吗"])
    def test_an_order_by_date_changes_no_score(self, engine: SearchEngine, text: str, sort: Sort) -> None:
        by_relevance = {hit.document: hit for hit in engine.search(ask(Words(text))).hits}
        for hit in engine.search(ask(Words(text), sort=sort)).hits:
            assert hit.score == pytest.approx(by_relevance[hit.document].score, rel=1e-5)
            assert [unit.path for unit in hit.units] == [
                unit.path for unit in by_relevance[hit.document].units
            ]

    @pytest.mark.parametrize("most", [0, 1, 2, 50])
    @pytest.mark.parametrize("filters", [Filters(), Filters(kind=("local_rule",), status=("repealed",))])
    def test_of_many_values_the_first_are_given_and_those_filtered_by(
        self, engine: SearchEngine, filters: Filters, most: int
    ) -> None:
        every = engine.search(ask(None, filters=filters)).facets
        some = engine.search(ask(None, filters=filters, facet_values=most)).facets
        chosen = {"kind": filters.kind, "status": filters.status}
        assert some == {
            name: tuple(row for n, row in enumerate(rows) if n < most or row.value in chosen.get(name, ()))
            for name, rows in every.items()
        }

    def test_a_facet_does_not_narrow_its_own_counts(self, engine: SearchEngine) -> None:
        page = engine.search(ask(None, filters=Filters(kind=("local_rule",))))
        assert page.total == 3
        assert {f.value: f.count for f in page.facets["kind"]} == {
            "local_rule": 3,
            "local_regulation_city": 1,
        }
        assert {f.value: f.count for f in page.facets["body"]} == {"云岭省人民政府": 3}

    def test_filters_are_or_within_a_row_and_and_between_rows(self, engine: SearchEngine) -> None:
        both = Filters(kind=("local_rule", "local_regulation_city"), status=("repealed",))
        assert self.found(engine, None, filters=both) == ["heating"]
        assert self.found(engine, None, filters=Filters(year=(2022,))) == ["parking"]

    def test_a_filter_on_a_value_nobody_has_finds_nothing(self, engine: SearchEngine) -> None:
        assert engine.search(ask(None, filters=Filters(kind=("no_such_kind",)))).total == 0
        assert engine.search(ask(None, filters=Filters(status=("no_such_status",)))).total == 0

    def test_the_status_is_that_of_the_chosen_day(self, engine: SearchEngine) -> None:
        in_force = Filters(status=("in_force",))
        assert "heating" not in self.found(engine, None, filters=in_force)
        assert "heating" in self.found(engine, None, filters=in_force, on=date(2023, 12, 31))
        assert "heating" not in self.found(engine, None, filters=in_force, on=date(2024, 1, 1))

    def test_a_document_not_yet_issued_is_not_found(self, engine: SearchEngine) -> None:
        assert self.found(engine, Words("停车"), on=date(2022, 2, 28)) == []
        assert self.found(engine, Words("停车"), on=date(2022, 3, 1)) == ["parking"]

    @pytest.mark.parametrize(
        ("phrase", "expected"),
        [
            ("明码标价", ["parking"]),
            ("道路停车的，处二百元", ["parking"]),
            ("公示收费", ["heating"]),
            ("收费公示", []),
            ("停", ["parking"]),
            ("公示。\n停车", []),
            # Stands over the first article of each, in none.
            ("总则", []),
        ],
    )
    def test_exact_strings_are_matched_as_written(
        self, engine: SearchEngine, phrase: str, expected: list[str]
    ) -> None:
        assert self.found(engine, Words(phrase, match=Match.EXACT)) == expected

    def test_clauses_combine(self, engine: SearchEngine) -> None:
        either = Group(((Occur.SHOULD, Words("摊位")), (Occur.SHOULD, Words("停车"))))
        assert set(self.found(engine, either)) == {"market", "parking"}
        both = Group(((Occur.MUST, Words("公示")), (Occur.MUST, Words("收费"))))
        assert self.found(engine, both) == ["heating"]
        without = Group(((Occur.MUST, Words("公示")), (Occur.MUST_NOT, Words("数据"))))
        assert set(self.found(engine, without)) == {"market", "heating"}
        only_not = Group(((Occur.MUST_NOT, Words("公示")),))
        assert "parking" in self.found(engine, only_not)

    def test_fields_look_where_they_say(self, engine: SearchEngine) -> None:
        assert self.found(engine, Words("数据", Field.TITLE)) == ["data"]
        assert self.found(engine, Words("云州市", Field.BODY)) == ["parking"]
        second = Group(((Occur.MUST, Words("公示")), (Occur.MUST, Words("art-2", Field.ARTICLE))))
        assert set(self.found(engine, second)) == {"market", "data"}

    def test_an_unknown_word_finds_nothing(self, engine: SearchEngine) -> None:
        page = engine.search(ask(Words("鼋鼍")))
        assert (page.total, page.hits) == (0, ())

    def test_pages_neither_overlap_nor_leave_out(self, engine: SearchEngine) -> None:
        whole = self.found(engine, Words("管理", match=Match.ANY), limit=10)
        parts = [
            self.found(engine, Words("管理", match=Match.ANY), limit=1, offset=n)
            for n in range(len(whole) + 1)
        ]
        assert [name for part in parts for name in part] == whole

    def test_sorting_by_date_is_newest_first(self, engine: SearchEngine) -> None:
        assert self.found(engine, Words("收费"), sort=Sort.ISSUED)[0] == "parking"

    def test_an_update_replaces_adds_and_removes_in_one_step(
        self, engine: SearchEngine, make: Callable[[], SearchEngine]
    ) -> None:
        reader = make()
        assert self.found(reader, Words("摊位")) == ["market"]
        changed = entry("market", "云岭省集贸市场管理办法", "活禽交易实行定点管理。", key=9)
        new = entry("bridge", "云岭省桥梁养护规定", "桥梁应当定期检测。", key=10)
        engine.update([changed, new], ["data"], 8)
        assert engine.revision == 8
        assert self.found(engine, Words("摊位")) == []
        assert self.found(engine, Words("活禽")) == ["market"]
        assert self.found(engine, Words("桥梁")) == ["bridge"]
        assert self.found(engine, Words("公共数据")) == []
        assert self.found(reader, Words("摊位")) == ["market"], "a reader keeps its view until it refreshes"
        reader.refresh()
        assert self.found(reader, Words("摊位")) == []
        assert self.found(reader, Words("桥梁")) == ["bridge"]

    def test_many_small_updates_leave_the_same_index_as_one_build(
        self, engine: SearchEngine, make: Callable[[], SearchEngine]
    ) -> None:
        for number in range(12):
            fresh = entry(
                f"extra{number}", f"云岭省示例规定之{number}", f"第{number}号仓库应当登记。", key=100 + number
            )
            engine.update([fresh], [], 8 + number)
        for number in range(6):
            engine.update([], [f"extra{number}"], 30 + number)
        page = engine.search(ask(Words("仓库"), limit=50))
        assert {hit.document for hit in page.hits} == {f"extra{n}" for n in range(6, 12)}
        assert self.found(engine, Words("停车")) == ["parking"]
        assert page.total == 6

    def test_the_text_of_the_day_is_searched(self, make: Callable[[], SearchEngine]) -> None:
        engine = make()
        first, second = date(2020, 1, 1), date(2023, 1, 1)
        old = IndexVersion(1, first, first, second, (IndexUnit("art-1", "第一条", "", "罚款五百元。"),))
        new = IndexVersion(2, second, second, None, (IndexUnit("art-1", "第一条", "", "罚款八百元。"),))
        engine.rebuild([replace(entry("fee", "云岭省示例办法", issued=first), versions=(new, old))], 1)
        assert self.found(engine, Words("五百元", match=Match.EXACT), on=date(2022, 12, 31)) == ["fee"]
        assert self.found(engine, Words("五百元", match=Match.EXACT), on=second) == []
        page = engine.search(ask(Words("八百元", match=Match.EXACT), on=second))
        assert [unit.version for unit in page.hits[0].units] == [2]

    def test_documents_named_outright_come_first_and_count(self, engine: SearchEngine) -> None:
        page = engine.search(ask(Words("停车"), first=("data", "parking", "gone")))
        assert [hit.document for hit in page.hits] == ["data", "parking"]
        assert page.total == 2
        assert sum(facet.count for facet in page.facets["kind"]) == 2

    def test_documents_named_outright_keep_pages_from_overlapping(self, engine: SearchEngine) -> None:
        whole = self.found(engine, Words("公示"), first=("parking",))
        assert whole[0] == "parking"
        assert sorted(whole) == ["data", "heating", "market", "parking"]
        paged = [
            name
            for offset in range(0, 5, 2)
            for name in self.found(engine, Words("公示"), first=("parking",), offset=offset, limit=2)
        ]
        assert paged == whole

    def test_filters_and_days_hold_for_documents_named_outright(self, engine: SearchEngine) -> None:
        law = Filters(kind=(Kind.LAW.value,))
        assert self.found(engine, Words("公示"), first=("parking",), filters=law) == []
        early = date(2021, 1, 1)
        assert "parking" not in self.found(engine, Words("公示"), first=("parking",), on=early)

    def test_articles_are_ranked_without_their_documents(self, engine: SearchEngine) -> None:
        ranked = engine.rank_units(ask(Words("公示")))
        assert {(unit.document, unit.path) for unit in ranked} == {
            ("market", "art-2"),
            ("heating", "art-1"),
            ("data", "art-2"),
        }
        assert [unit.score for unit in ranked] == sorted((unit.score for unit in ranked), reverse=True)
        assert engine.rank_units(ask(Words("公示"), offset=1, limit=1)) == ranked[1:2]
