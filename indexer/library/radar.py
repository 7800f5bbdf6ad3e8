"""Clean-up radar (清理建议): documents in force that rest on or cite what is no longer in force or has been changed.

A finding is a place to look at, with its sentence: that a text cites a repealed act does not end the text. What cannot
be compared is said so. Worked out once a revision and day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from threading import Lock
from typing import Final

from indexer.library.answers import ActLink, Reason, StatusAnswer
from indexer.library.body_tree import body_tree
from indexer.library.citing import Citing, article_of
from indexer.library.lives import Life, Lives
from indexer.library.resolver import Resolver, work_of
from indexer.model.characters import compact
from indexer.model.citations import Citation, CitationRole
from indexer.model.document import Kind
from indexer.model.validity import EventKind, Status
from indexer.store import Store, VersionRow

_FORCE: Final = (Status.IN_FORCE, Status.PARTLY_IN_FORCE)
_ENDED: Final = (Status.REPEALED, Status.LAPSED)
_DONE_TO: Final = (CitationRole.REPEALS, CitationRole.AMENDS, CitationRole.ISSUES)
"""Roles that name an act to do something to it: it ought to be gone, or is the text's own cover."""
_GROUND: Final = (CitationRole.BASED_ON, CitationRole.IMPLEMENTS, CitationRole.INTERPRETS)
_OUTSIDE: Final = ("front", "note", "toc", "dup")
_ACTING: Final = re.compile(
    r"关于(?:修改|修正|修订|废止|宣布|清理|公布).*决定|修正案|废止.*(?:通知|公告|目录)$|清理结果"
)
"""Titles of acts that say of others what was changed in them."""
_SENTENCE: Final = re.compile(r"[^。；\n]*[。；]?")
_MARKS: Final = re.compile(r"[\s，。；：、“”‘’（）()《》〈〉,.;:\"'…—-]")
_LONGEST: Final = 240


class RadarKind(StrEnum):
    """What is found, the gravest first."""

    RESTS_ON_ENDED = "rests_on_ended"
    CITES_ENDED = "cites_ended"
    PROVISION_GONE = "provision_gone"
    PROVISION_CHANGED = "provision_changed"
    UNSURE = "unsure"
    AMENDED_SINCE = "amended_since"

    @property
    def label(self) -> str:
        """The words a reader sees."""
        return _LABELS[self]


_LABELS: Final = {
    RadarKind.RESTS_ON_ENDED: "依据已不具有效力",
    RadarKind.CITES_ENDED: "引用的文件已不具有效力",
    RadarKind.PROVISION_GONE: "引用的条款已不存在",
    RadarKind.PROVISION_CHANGED: "引用的条款已修改",
    RadarKind.UNSURE: "所指文件待核对",
    RadarKind.AMENDED_SINCE: "引用后文件已修改",
}


@dataclass(frozen=True, slots=True)
class RadarFinding:
    """A place in a document in force. ``text`` is what stands there, ``sentence`` the sentence around it.

    ``since`` is the day from which what it names is out of force, or that of the last change.
    """

    finding: str
    document: ActLink
    kind: str
    bodies: tuple[str, ...]
    path: str
    role: str
    text: str
    sentence: str
    target: ActLink
    target_status: str
    since: date | None
    because: tuple[Reason, ...]
    successor: ActLink | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RadarAnswer:
    """The findings of a day, the gravest first; ``summary`` counts them by kind, ``bodies`` by body."""

    on: date
    revision: int
    findings: tuple[RadarFinding, ...]
    summary: Mapping[str, int]
    bodies: tuple[tuple[str, int], ...]


class Radar:
    """Looks through a whole record. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        lives: Lives,
        resolver: Resolver,
        citing: Citing,
        status_of: Callable[[Life, date], StatusAnswer],
    ) -> None:
        self._store = store
        self._lives = lives
        self._resolver = resolver
        self._citing = citing
        self._status_of = status_of
        self._lock = Lock()
        self._kept: tuple[tuple[int, date], tuple[RadarFinding, ...]] | None = None

    def findings(self, on: date, *, body: str = "", kinds: Iterable[str] = ()) -> RadarAnswer:
        """Findings about documents of a body and of the bodies below it (all bodies when empty), of these kinds."""
        wanted = frozenset(kinds)
        lives = self._lives.all()
        found = [item for item in self._all(on) if not body or body in _above(item, lives)]
        counts = {kind.value: 0 for kind in RadarKind}
        for item in found:
            counts[item.finding] += 1
        shown = tuple(item for item in found if not wanted or item.finding in wanted)
        bodies: dict[str, int] = {}
        for item in shown:
            for name in item.bodies or ("未标明机关",):
                bodies[name] = bodies.get(name, 0) + 1
        return RadarAnswer(
            on,
            self._store.revision,
            shown,
            {kind: n for kind, n in counts.items() if n},
            tuple(sorted(bodies.items(), key=lambda pair: (-pair[1], pair[0]))),
        )

    def _all(self, on: date) -> tuple[RadarFinding, ...]:
        with self._lock, self._store.snapshot():
            key = (self._store.revision, on)
            if self._kept is None or self._kept[0] != key:
                sweep = _Sweep(
                    self._store, self._lives.all(), self._resolver, self._citing, self._status_of, on
                )
                order = {kind.value: n for n, kind in enumerate(RadarKind)}
                found = sorted(
                    sweep.run(), key=lambda f: (order[f.finding], f.document.title, f.document.id or "")
                )
                self._kept = (key, tuple(found))
            return self._kept[1]


class _Sweep:
    """One pass over every citation."""

    def __init__(
        self,
        store: Store,
        lives: Mapping[str, Life],
        resolver: Resolver,
        citing: Citing,
        status_of: Callable[[Life, date], StatusAnswer],
        on: date,
    ) -> None:
        self._store = store
        self._lives = lives
        self._resolver = resolver
        self._citing = citing
        self._status_of = status_of
        self._on = on
        self._statuses: dict[str, StatusAnswer] = {}
        self._words: dict[tuple[int, str], str] = {}
        self._articles: dict[int, dict[str, str]] = {}

    def run(self) -> Iterator[RadarFinding]:
        """Every finding, document by document."""
        shown: dict[int, Life] = {}
        for life in self._lives.values():
            version = life.version_on(self._on)
            if (
                version is not None
                and life.document.kind is not Kind.INTERPRETATION
                and _ACTING.search(life.document.title) is None
                and life.timeline.on(self._on).status in _FORCE
            ):
                shown[version.key] = life
        for version_key, citations in self._store.citations_by_version(shown):
            life = shown[version_key]
            version = next(v for v in life.versions if v.key == version_key)
            seen: set[tuple[str, str, str]] = set()
            for citation in citations:
                place = (citation.path.value, citation.text, citation.role.value)
                if place not in seen and not _is_outside(citation):
                    seen.add(place)
                    yield from self._about(life, version, citation)

    def _about(self, life: Life, version: VersionRow, citation: Citation) -> Iterator[RadarFinding]:
        day = version.dated or version.since or life.document.issued
        meaning = self._resolver.resolve(citation.names, day)
        target = self._lives.get(meaning.document) if meaning.document else None
        if target is None:
            target = meaning.stub.life if meaning.stub is not None else None
        if target is None or target.document.id == life.document.id:
            return
        status = target.timeline.on(self._on).status
        if status in _ENDED:
            yield self._ended(life, version, citation, target, day)
        elif status in _FORCE and target.versions:
            yield from self._changed(life, version, citation, target, day)

    def _ended(
        self, life: Life, version: VersionRow, citation: Citation, target: Life, day: date | None
    ) -> RadarFinding:
        kind = RadarKind.RESTS_ON_ENDED if citation.role in _GROUND else RadarKind.CITES_ENDED
        answer = self._answer_of(target)
        since = min((r.effective for r in answer.because if r.effective), default=None)
        note = ""
        if answer.successor is not None and work_of(answer.successor.title) == work_of(target.document.title):
            kind, note = RadarKind.AMENDED_SINCE, "已由同名的新文件接替"
        elif since is not None and day is not None and since <= day and not _is_exact(citation):
            kind = RadarKind.UNSURE
            note = f"这一文本（{day.isoformat()}）形成时所引文件已不具有效力，请核对；也可能另指同名文件"
        return self._finding(kind, life, version, citation, target, since, note)

    def _changed(
        self, life: Life, version: VersionRow, citation: Citation, target: Life, day: date | None
    ) -> Iterator[RadarFinding]:
        if day is None:
            return
        acts = [
            event.on or event.effective
            for event in target.timeline.events
            if event.kind is EventKind.AMENDED and (event.effective or event.on or date.max) <= self._on
        ]
        after = [act for act in acts if act is not None and act > day]
        if not after:
            return
        kind, note = self._compared(citation, target, day, [act for act in acts if act is not None])
        if kind is not None:
            yield self._finding(kind, life, version, citation, target, max(after), note)

    def _compared(
        self, citation: Citation, target: Life, day: date, acts: Sequence[date]
    ) -> tuple[RadarKind | None, str]:
        """What has become of the article named; None where it reads as it did."""
        named = citation.provision
        if named is None or not named.segments[0].startswith("art-"):
            return RadarKind.AMENDED_SINCE, ""
        path = named.segments[0]
        label = article_of(path)
        now = target.version_on(self._on)
        before = [v for v in target.versions if v.dated is not None and v.dated <= day]
        then = max(before, key=lambda v: v.dated or date.min, default=None)
        if (
            now is None
            or not now.articles
            or (now.dated is not None and now.dated < min(act for act in acts if act > day))
        ):
            return RadarKind.AMENDED_SINCE, f"没有收录修改后的文本，{label}是否变化无法核对"
        current = self._article(now, path)
        if current is None:
            return RadarKind.PROVISION_GONE, f"现行文本共{now.articles}条，没有{label}"
        if then is None or any((then.dated or date.min) < act <= day for act in acts):
            return RadarKind.AMENDED_SINCE, f"没有收录引用时的文本，{label}是否变化无法核对"
        old = self._article(then, path)
        if old is None:
            return RadarKind.AMENDED_SINCE, f"引用时的文本中没有{label}，请核对"
        if old == current:
            return None, ""
        moved = next((at for at, words in self._whole(now).items() if words == old), None)
        if moved is not None:
            return RadarKind.PROVISION_CHANGED, f"引用时的{label}现为{article_of(moved)}"
        return RadarKind.PROVISION_CHANGED, f"{label}的文字与引用时不同"

    def _article(self, version: VersionRow, path: str) -> str | None:
        key = (version.key, path)
        if key not in self._words:
            rows = self._store.provisions_at([key])[key]
            self._words[key] = _bare("".join(row.heading + row.text for row in rows))
        return self._words[key] or None

    def _whole(self, version: VersionRow) -> dict[str, str]:
        """The articles of a text by address."""
        if version.key not in self._articles:
            found: dict[str, str] = {}
            path = ""
            for row in self._store.provisions(version.key):
                if row.kind == "art":
                    path = row.path
                elif not row.path.startswith(path + "."):
                    path = ""
                if path:
                    found[path] = found.get(path, "") + _bare(row.heading + row.text)
            self._articles[version.key] = found
        return self._articles[version.key]

    def _answer_of(self, life: Life) -> StatusAnswer:
        if life.document.id not in self._statuses:
            self._statuses[life.document.id] = self._status_of(life, self._on)
        return self._statuses[life.document.id]

    def _finding(
        self,
        kind: RadarKind,
        life: Life,
        version: VersionRow,
        citation: Citation,
        target: Life,
        since: date | None,
        note: str,
    ) -> RadarFinding:
        answer = self._answer_of(target)
        ended = Status(answer.status) in _ENDED
        row = life.document
        return RadarFinding(
            finding=kind.value,
            document=ActLink(row.id, row.title),
            kind=row.kind.value,
            bodies=tuple(issuer.name for issuer in row.issuers),
            path=citation.path.value,
            role=citation.role.value,
            text=compact(citation.text),
            sentence=self._sentence(version, citation),
            target=ActLink(target.document.id, target.document.title),
            target_status=answer.status,
            since=since,
            because=answer.because if ended else (),
            successor=answer.successor,
            note=note,
        )

    def _sentence(self, version: VersionRow, citation: Citation) -> str:
        key = (version.key, citation.path.value)
        rows = self._store.provisions_at([key])[key] if citation.path.value else []
        wanted = compact(citation.text)
        for row in rows:
            for match in _SENTENCE.finditer(row.heading + row.text):
                said = compact(match.group())
                if wanted in said:
                    at = said.index(wanted)
                    return said if len(said) <= _LONGEST else said[max(0, at - 80) : at + _LONGEST - 80]
        return wanted


def radar_rows(findings: Sequence[RadarFinding]) -> Iterator[tuple[str, ...]]:
    """The findings as rows of a table, the head first."""
    yield (
        "问题",
        "发文机关",
        "文件",
        "编号",
        "位置",
        "引文",
        "所在句",
        "所引文件",
        "所引文件编号",
        "时效",
        "自",
        "依据",
        "接替",
        "说明",
    )
    for item in findings:
        by = next((reason for reason in item.because), None)
        yield (
            RadarKind(item.finding).label,
            "、".join(item.bodies),
            item.document.title,
            item.document.id or "",
            article_of(item.path),
            item.text,
            item.sentence,
            item.target.title,
            item.target.id or "",
            Status(item.target_status).label,
            item.since.isoformat() if item.since else "",
            f"{f'《{by.by.title}》' if by.by else ''}{by.evidence.quote}" if by else "",
            item.successor.title if item.successor else "",
            item.note,
        )


def _above(item: RadarFinding, lives: Mapping[str, Life]) -> tuple[str, ...]:
    """The bodies of the document and those above them."""
    life = lives.get(item.document.id or "")
    return body_tree().with_above(life.document.issuers) if life else item.bodies


def _is_outside(citation: Citation) -> bool:
    """Whether it is no citation of the text in force: of itself, of what it acts on, or in its own history."""
    kinds = {re.split("[-_]", segment)[0] for segment in citation.path.segments}
    return citation.own or citation.role in _DONE_TO or not kinds.isdisjoint(_OUTSIDE)


def _is_exact(citation: Citation) -> bool:
    """Whether the act is named by more than its title."""
    return bool(citation.names.number or citation.names.dated)


def _bare(text: str) -> str:
    return _MARKS.sub("", text)
