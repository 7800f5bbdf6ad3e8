"""Lines: offsets are places in the source's text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.model.characters import compact
from indexer.model.source import BlockKind
from indexer.parse.lines import cut_line, split_lines
from tests.builders.sources import source_from


def test_lines_are_trimmed_and_blank_ones_left_out() -> None:
    source = source_from("　　第一条　渡口。　\n\n\t\n第二条　渡船。")
    assert [line.text for line in split_lines(source)] == ["第一条　渡口。", "第二条　渡船。"]


def test_the_button_of_a_page_is_no_part_of_a_heading() -> None:
    source = source_from("折叠第二章　渡船\n展开 第三节 渡口\n折叠渡船的规定\n折叠第二条渡船")
    lines = split_lines(source)
    assert [line.text for line in lines] == [
        "第二章　渡船",
        "第三节 渡口",
        "折叠渡船的规定",
        "折叠第二条渡船",
    ]
    assert all(source.text[line.start : line.end] == line.text for line in lines)


def test_a_table_is_one_line_with_rows() -> None:
    lines = split_lines(source_from("前\n| 甲 | 乙 |\n| 丙 | 丁 |\n后"))
    assert [line.kind for line in lines] == [BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.PARAGRAPH]
    assert lines[1].rows == (("甲", "乙"), ("丙", "丁"))


@given(st.text(alphabet="渡船 　\n\t。|#", max_size=60))
def test_offsets_point_at_the_text(text: str) -> None:
    source = source_from(text)
    lines = split_lines(source)
    assert all(source.text[line.start : line.end] == line.text for line in lines)
    assert compact("".join(line.text for line in lines)) == compact(source.text)


@given(st.text(alphabet="渡船 　。", min_size=1, max_size=40), st.sets(st.integers(1, 39)))
def test_cutting_a_line_keeps_text_and_offsets(text: str, cuts: set[int]) -> None:
    source = source_from(text)
    for line in split_lines(source):
        pieces = cut_line(line, sorted(c for c in cuts if c < len(line.text)))
        assert all(source.text[piece.start : piece.end] == piece.text for piece in pieces)
        assert compact("".join(piece.text for piece in pieces)) == compact(line.text)
