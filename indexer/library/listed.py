"""Lists of titles and numbers: told from texts of sentences, and answered as a table in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from indexer.library.checking import CheckAnswer, CheckVerdict
from indexer.library.citing import article_of
from indexer.model.docnumber import DocumentNumber
from indexer.model.validity import Status

_NAME: Final = re.compile(
    r"《[^《》]*(?:《[^《》]*》[^《》]*)*》.{0,40}|.{2,120}(?:法|条例|办法|规定|细则|规则|解释|决定|通知|意见|批复|公告|方案|制度|标准|函)(?:[（(].{1,30}[）)])?"
)
_LONGEST: Final = 160


def lines_of(text: str) -> list[str]:
    """The lines that are not empty."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def names_in(text: str) -> list[str] | None:
    """The lines of a list of titles and numbers; None for a text of sentences."""
    names = lines_of(text)
    is_list = len(names) > 1 and all(
        len(name) <= _LONGEST
        and "。" not in name
        and (_NAME.fullmatch(name) is not None or DocumentNumber.parse(name) is not None)
        for name in names
    )
    return names if is_list else None


def check_rows(answer: CheckAnswer) -> Iterator[tuple[str, ...]]:
    """What was judged as rows of a table, the head first, in the order of the text or list."""
    yield (
        "引用",
        "结论",
        "所指文件",
        "编号",
        "文号",
        "条款",
        "时效",
        "自",
        "依据",
        "接替",
        "可能是",
        "说明",
    )
    for item in answer.citations:
        reason = item.because[0] if item.because else None
        since = (reason.effective or reason.on) if reason else None
        yield (
            " ".join(item.text.split()),
            CheckVerdict(item.verdict).label,
            item.document.title if item.document else "",
            (item.document.id or "") if item.document else "",
            item.number,
            article_of(item.provision or ""),
            Status(item.status).label if item.status else "",
            since.isoformat() if since else "",
            f"{f'《{reason.by.title}》' if reason.by else ''}{reason.evidence.quote}" if reason else "",
            item.successor.title if item.successor else "",
            "；".join(f"《{candidate.title}》{candidate.number}" for candidate in item.candidates),
            "；".join(item.notes),
        )
