"""The page of downloads: what a search gives as files, how to go on with a torn one, how to get only what changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from indexer.export import FORMATS
from indexer.library import Library, export_query
from searchapp.params import SearchParams

USES: Final = {
    "csv": "表格，每件一行：标题、文号、机关、日期、时效；Excel、WPS 可直接打开",
    "xlsx": "同上，Excel 工作簿",
    "jsonl": "每件一行 JSON：全文、时效和依据；供程序用",
    "parquet": "同样的列加正文；供统计用",
    "sqlite": "一个数据库文件：文件、条文、依据",
    "md": "全文，每件一个文本文件，打成一个包",
    "originals": "收录时的原件，打成一个包",
}
"""Every format and what it is good for."""


@dataclass(frozen=True, slots=True)
class DownloadRow:
    """A format: its name, what it is good for, where the file and its manifest are."""

    name: str
    use: str
    address: str
    manifest: str


@dataclass(frozen=True, slots=True)
class DownloadPage:
    """``query`` are the words and filters as a reader may see them; ``pinned`` an address that can be gone on with."""

    text: str
    on: str
    total: int
    revision: int
    filters: int
    rows: tuple[DownloadRow, ...]
    pinned: str
    changed: str
    search: str


def download_page(library: Library, parameters: SearchParams) -> DownloadPage:
    """The downloads of a search."""
    asked = parameters.request
    revision = library.store.revision
    written = export_query(asked)
    day = asked.on.isoformat()

    def address(place: str, **more: object) -> str:
        return "?".join(filter(None, (place, "&".join(filter(None, (written, urlencode(more)))))))

    return DownloadPage(
        text=asked.text,
        on=day,
        total=library.search(replace(asked, offset=0, limit=1)).total,
        revision=revision,
        filters=written.count("=") - bool(asked.text),
        rows=tuple(
            DownloadRow(
                name,
                use,
                address("/export", on=day, format=name),
                address("/export/manifest.json", on=day, format=name),
            )
            for name, use in USES.items()
            if FORMATS[name].available
        ),
        pinned=address("/export", on=day, format="jsonl", revision=revision),
        changed=address("/export", format="jsonl", since=revision),
        search=address("/search", on=day),
    )
