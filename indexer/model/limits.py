"""Limits: how much a single input may ask of the machine before it is turned away with a reason."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes or counts, times in seconds. The defaults suit a machine with 2 cores and 4 GB."""

    file_bytes: int = 50 * MEGABYTE
    upload_bytes: int = 20 * MEGABYTE
    zip_members: int = 5_000
    unpacked_bytes: int = 300 * MEGABYTE
    part_bytes: int = 100 * MEGABYTE
    compression_ratio: int = 200
    xml_depth: int = 500
    pdf_pages: int = 3_000
    pdf_operators_per_page: int = 2_000_000
    table_cells: int = 200_000
    text_characters: int = 5_000_000
    paragraph_characters: int = 200_000
    memory_bytes: int = 1024 * MEGABYTE
    """Of all readers of a run together."""

    cpu_seconds: int = 60
    wall_seconds: int = 90
    upload_wall_seconds: int = 20
    converter_seconds: int = 60
