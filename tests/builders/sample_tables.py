"""Merged cells of a sample table: which rectangle each cell covers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellSpan:
    """A cell with the rectangle it covers; ``row`` and ``column`` are zero-based, the spans count cells."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str


def cell_spans(rows: tuple[tuple[str, ...], ...]) -> list[CellSpan]:
    """The cells in reading order, ``<`` and ``^`` joined to the cell they continue."""
    origins: dict[tuple[int, int], tuple[int, int]] = {}
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            origin = (row, column)
            if cell == "<":
                origin = origins[row, column - 1]
            elif cell == "^":
                origin = origins[row - 1, column]
            origins[row, column] = origin
    spans = []
    for row, column in sorted(set(origins.values())):
        covered = [place for place, origin in origins.items() if origin == (row, column)]
        last_row, last_column = max(place[0] for place in covered), max(place[1] for place in covered)
        spans.append(CellSpan(row, column, last_row - row + 1, last_column - column + 1, rows[row][column]))
    return spans
