"""Pages that a page says belong to it: 相关解读 on a policy's page, the policy on the page of its explanation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from indexer.model.characters import compact
from indexer.model.citations import Interpretation, InterpretationForm
from indexer.model.draft import Fact
from indexer.model.source import SourceText
from indexer.model.validity import Evidence
from indexer.parse.interpretation import form_of

_FORM_WORD: Final = re.compile(r"解读|图解|一图|图说|答记者问|问答|发布会")
_TITLED: Final = re.compile(r"《[^《》]{4,}》|关于.{4,}的(?:通知|意见|决定|公告|通告|批复|函|解读|图解|问答)")
_FILE: Final = re.compile(r"附件|下载|\.(?:docx?|wps|pdf|xlsx?|zip|rar|ofd|jpe?g|png)$", re.IGNORECASE)
_DAY: Final = re.compile(r"[（(\[]?(?:19|20)\d\d[-年./]\d{1,2}[-月./]\d{1,2}日?[）)\]]?$")


def link_form(text: str) -> InterpretationForm | None:
    """The form of explanation that a link's words show, None for another link and for a menu (政策解读)."""
    words = compact(text)
    if _FORM_WORD.search(words) is None or _TITLED.search(words) is None:
        return None
    if (form := form_of(words)) is not None:
        return form
    return InterpretationForm.INFOGRAPHIC if "一图" in words else InterpretationForm.EXPLANATION


def related_pages(source: SourceText, interpretation: Interpretation | None) -> Iterator[Fact]:
    """The page's own address (``page``), and its links to explanations, or of an explanation to what it explains
    (``related``, its value ``words<TAB>address``)."""
    if url := source.meta_value("url").strip():
        yield Fact("page", url, Evidence(source.sha256, 0, 0, url, "page.address"))
    seen: set[str] = set()
    for link in source.links:
        words = _DAY.sub("", compact(link.text))
        if link.href in seen or _FILE.search(words) or _FILE.search(link.href):
            continue
        if link_form(words) is None and (interpretation is None or _TITLED.search(words) is None):
            continue
        seen.add(link.href)
        yield Fact(
            "related", f"{words}\t{link.href}", Evidence(source.sha256, 0, 0, words, "page.related_link")
        )
