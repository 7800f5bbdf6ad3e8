"""What an act serves (上位法): the act that it explains or implements by its title, and whether that has ceased.

An act may outlive what it serves only where somebody says so. Its own status stays what its own evidence says; that
what it serves has ceased is said beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.library.lives import Life, Lives
from indexer.library.spans import said
from indexer.library.stubs import Stubs
from indexer.model.characters import title_key
from indexer.model.validity import Status
from indexer.store import Store

_ENDED: Final = (Status.REPEALED, Status.LAPSED)
_EXPLAINS: Final = re.compile(
    r"关于(?:适用|理解|贯彻|执行|审理|实施|如何)[^《》]{0,8}《([^《》]{3,60}法)》[^《》]*(?:解释|规定|意见|解答|批复|问题)"
)
_IMPLEMENTS: Final = re.compile(
    r"实施《([^《》]{3,60}(?:法|条例))》(?:的)?(?:若干)?(?:办法|细则|规定|条例)$"
    r"|^([^《》]{3,60}(?:法|条例))(?:实施条例|实施细则|施行细则|实施办法|实施规定)$"
)


@dataclass(frozen=True, slots=True)
class Served:
    """The act served, as the title names it, and the word for how."""

    title: str
    how: str


def served(title: str) -> Served | None:
    """What a document of this title serves; None where its title does not say."""
    plain = re.sub(r"[（(](?:试行|暂行|[一二三四五六七八九十]+|20\d\d年?修[订正])[）)]$", "", title)
    if match := _EXPLAINS.search(plain):
        return Served(match[1], "解释")
    if match := _IMPLEMENTS.search(plain):
        return Served(match[1] or match[2], "实施")
    return None


class Foundations:
    """Looks whether what an act serves has ceased. Keeps nothing between questions."""

    def __init__(self, store: Store, lives: Lives, stubs: Stubs) -> None:
        self._store = store
        self._lives = lives
        self._stubs = stubs

    def notes(self, life: Life, on: date) -> tuple[str, ...]:
        """A word to the reader where all acts of the name that the title gives had ceased by the day."""
        named = served(life.document.title)
        if named is None:
            return ()
        acts = [act for act in self._acts(named.title) if act.document.id != life.document.id]
        ended = [act.timeline.on(on) for act in acts]
        if not ended or not all(verdict.status in _ENDED for verdict in ended):
            return ()
        days = _days(event.effective or event.on for verdict in ended for event in verdict.because)
        since = f"{said(days[-1])}起" if days else ""
        return (
            f"它所{named.how}的《{named.title}》{since}已不再有效（{ended[0].status.label}）；"
            "没有收录对本件的处理，本件的时效只据它自己的依据，引用前请核对",
        )

    def _acts(self, title: str) -> list[Life]:
        held = self._lives.of(self._store.find(title))
        stubs = self._stubs.of_title(title_key(title))
        return [*held.values(), *(stub.life for stub in stubs if stub.id not in held)]


def _days(days: Iterable[date | None]) -> list[date]:
    return sorted(day for day in days if day is not None)
