"""The tools: search, status, read, check. Each answers in the law's own words, with status, day, proof and address.

Nothing is summed up, explained or advised, and nothing is written: whoever reads the answer decides.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from indexer import __version__
from indexer.assistant.answers import (
    CheckResults,
    SearchResults,
    StatusResults,
    TextResult,
    check_results,
    search_results,
    status_result,
    text_result,
)
from indexer.library import Library, NotHeld, SearchRequest, SearchUnavailable
from indexer.model.document import Kind
from indexer.model.draft import DraftText
from indexer.search.query import Filters

_MOST_REFS: Final = 100
_MOST_HITS: Final = 20
_LONGEST: Final = 200_000
_PRIMARY: Final = tuple(kind.value for kind in Kind if kind is not Kind.INTERPRETATION)
_READS: Final = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS: Final = (
    "中国法规检索：只给出法规原文和出处，不作解释。引用任何一条之前，先用 status 或 read 查它在所问之日的时效，"
    "连同 evidence 里的原句和 link 一并引出；status 为 unknown 表示没有找到依据，不等于有效；"
    "conflicting 表示依据互相矛盾。没有收录不等于不存在。日期写作 2020-06-01，不写则为今天。"
)
_R = TypeVar("_R")

On = Annotated[str, Field(description="哪一天的文本和时效，YYYY-MM-DD；不写则为今天")]
Ref = Annotated[str, Field(description="编号、标题（可带《》）或文号")]


def make_server(
    library: Library,
    read_draft: Callable[[Path], DraftText],
    today: Callable[[], date] = date.today,
    site: str = "",
) -> MCPServer[Any]:
    """A server over a library. ``site`` is the address of the web application, for links."""
    server: MCPServer[Any] = MCPServer(
        "fagui", title="法规", instructions=_INSTRUCTIONS, version=__version__, log_level="WARNING"
    )

    def day_of(on: str) -> date:
        try:
            return date.fromisoformat(on) if on.strip() else today()
        except ValueError:
            raise ToolError(f"“{on[:40]}”不是日期，应写作 2020-06-01") from None

    @server.tool(title="检索法规", annotations=_READS)
    def search(
        query: Annotated[str, Field(description="问题、标题、文号，或“原文”（加引号则逐字匹配）")],
        on: On = "",
        kinds: Annotated[
            list[str], Field(description=f"效力级别，可用：{'、'.join(Kind(k).label for k in _PRIMARY)}")
        ] = [],  # noqa: B006 - never changed; the schema shows it
        bodies: Annotated[list[str], Field(description="发文机关")] = [],  # noqa: B006 - the same
        limit: Annotated[int, Field(ge=1, le=_MOST_HITS, description="最多几件")] = 10,
    ) -> SearchResults:
        """按所问之日检索法规、规章和规范性文件（不含政策解读），附各件时效的依据、相关条文和地址。"""
        day = day_of(on)
        filters = Filters(kind=_kinds(kinds) or _PRIMARY, body=tuple(bodies))
        answer = _asked(
            lambda: library.search(SearchRequest(text=query, on=day, filters=filters, limit=limit))
        )
        return search_results(answer, [library.status(hit.id, day) for hit in answer.hits], site)

    @server.tool(title="查时效", annotations=_READS)
    def status(
        refs: Annotated[
            list[Ref], Field(min_length=1, max_length=_MOST_REFS, description="要查的文件，一项一件")
        ],
        on: On = "",
    ) -> StatusResults:
        """每件文件在所问之日是否有效，附作出结论的原句和出处；查不到、同名不止一件的也逐项回答。"""
        day = day_of(on)
        return StatusResults(day.isoformat(), [status_result(library.status(ref, day), site) for ref in refs])

    @server.tool(title="读原文", annotations=_READS)
    def read(
        ref: Ref,
        on: On = "",
        article: Annotated[str, Field(description="只读这一条：第十二条、12 或 art-12；不写则从头读")] = "",
        start: Annotated[int, Field(ge=0, description="接着读：上次回答的 next")] = 0,
    ) -> TextResult:
        """一件文件在所问之日的原文（或其中一条），附当日时效和依据。长文分段给出，next 不为空时接着读。"""
        day = day_of(on)
        answer = _asked(lambda: library.document(library.resolve_one(ref), day))
        return _asked(lambda: text_result(answer, article, start, site))

    @server.tool(title="核对引用", annotations=_READS)
    def check(
        text: Annotated[str, Field(min_length=1, max_length=_LONGEST, description="草案或文章的文字")],
        on: On = "",
    ) -> CheckResults:
        """一段文字引用的每件法规、每一条在所问之日是否有效、是否存在，逐处回答，附依据。"""
        day = day_of(on)
        with tempfile.TemporaryDirectory(prefix="fagui-check-") as folder:
            place = Path(folder) / "draft.txt"
            place.write_text(text, encoding="utf-8", errors="replace")
            draft = read_draft(place)
        return check_results(library.check(draft, day), site)

    return server


def _kinds(given: list[str]) -> tuple[str, ...]:
    by_label = {kind.label: kind.value for kind in Kind} | {kind.value: kind.value for kind in Kind}
    strange = [value for value in given if value not in by_label]
    if strange:
        raise ToolError(f"没有“{strange[0][:40]}”这种效力级别，可用：{'、'.join(k.label for k in Kind)}")
    return tuple(by_label[value] for value in given)


def _asked(ask: Callable[[], _R]) -> _R:
    """What is not held is said to the assistant in the library's own words."""
    try:
        return ask()
    except (NotHeld, SearchUnavailable) as problem:
        raise ToolError(str(problem)) from None
