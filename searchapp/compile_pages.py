"""The page of compilations: its parameters as a specification, and what it shows before anything is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlencode

from indexer.library.compilation import Plan
from indexer.library.compilation_spec import (
    CompilationSpec,
    Doubt,
    Grouping,
    Order,
    Scope,
    Selection,
)
from indexer.model.document import Kind
from searchapp.params import Args

MOST: Final = 500
"""Documents of a volume made on the site; larger ones are for the command line."""
SHOWN: Final = 100
_LONGEST: Final = 200
_E = TypeVar("_E", bound=StrEnum)

CHOICES: Final = (
    (
        "sections",
        "分类",
        (("kind", "按效力级别"), ("body", "按公布机关"), ("year", "按公布年份"), ("none", "不分类")),
    ),
    ("order", "排列", (("issued", "按公布日期"), ("effective", "按施行日期"), ("title", "按标题音序"))),
    ("scope", "已废止、失效的", (("in_force", "不收入，列出依据"), ("all", "收入并注明"))),
    (
        "unproven",
        "时效未标明、存疑的",
        (("leave_out", "不收入，列出"), ("mark", "另列并注明"), ("refuse", "有则不编")),
    ),
    (
        "outdated",
        "缺最近修改的文本",
        (("leave_out", "不收入，列出"), ("mark", "另列并注明"), ("refuse", "有则不编")),
    ),
    (
        "pending",
        "尚未生效、暂停实施的",
        (("leave_out", "不收入，列出"), ("mark", "另列并注明"), ("refuse", "有则不编")),
    ),
)
"""(parameter, its name, its values with their names); the first value is the one taken when none is given."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters as understood; ``spec`` is None while nothing is chosen."""

    spec: CompilationSpec | None
    on: date
    title: str
    edition: str
    editor: str
    query: str
    bodies: tuple[str, ...]
    subjects: tuple[str, ...]
    regions: tuple[str, ...]
    kinds: tuple[str, ...]
    documents: str
    chosen: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]

    def pairs(self) -> list[tuple[str, str]]:
        """The query string's pairs."""
        words = [
            ("title", self.title),
            ("edition", self.edition),
            ("editor", self.editor),
            ("on", self.on.isoformat()),
            ("q", self.query),
            *(("body", body) for body in self.bodies),
            *(("subject", subject) for subject in self.subjects),
            *(("region", region) for region in self.regions),
            *(("kind", kind) for kind in self.kinds),
            ("documents", self.documents),
            *self.chosen,
        ]
        return [(name, value) for name, value in words if value]


def read(args: Args, today: date) -> Asked:
    """Understand any parameters; what does not fit is remarked."""
    notes: list[str] = []
    on = _day(args.get("on", "").strip(), today, notes)
    title, edition, editor, query = (
        " ".join(args.get(name, "").split())[:_LONGEST] for name in ("title", "edition", "editor", "q")
    )
    bodies, subjects, regions = (_several(args, name) for name in ("body", "subject", "region"))
    kinds = tuple(kind.value for kind in Kind if kind.value in args.getlist("kind"))
    documents = "\n".join(line.strip() for line in args.get("documents", "").splitlines() if line.strip())
    chosen = tuple(
        (name, value if value in dict(values) else values[0][0])
        for name, _, values in CHOICES
        for value in (args.get(name, ""),)
    )
    select = Selection(
        query=query,
        bodies=bodies,
        kinds=tuple(map(Kind, kinds)),
        subjects=subjects,
        regions=regions,
        documents=tuple(dict.fromkeys(documents.split("\n"))) if documents else (),
    )
    spec = None
    if select.filtered or select.documents:
        values = dict(chosen)
        spec = CompilationSpec(
            title=title or "文件汇编",
            on=on,
            select=select,
            edition=edition,
            editor=editor,
            sections=Grouping(values["sections"]),
            order=Order(values["order"]),
            scope=Scope(values["scope"]),
            unproven=Doubt(values["unproven"]),
            outdated=Doubt(values["outdated"]),
            pending=Doubt(values["pending"]),
            lines=tuple((name, n) for n, name in enumerate(documents.split("\n"), 1)),
        )
    return Asked(
        spec,
        on,
        title,
        edition,
        editor,
        query,
        bodies,
        subjects,
        regions,
        kinds,
        documents,
        chosen,
        tuple(notes),
    )


def _several(args: Args, name: str) -> tuple[str, ...]:
    """Values given one by one, or several in one field, set off as 甲、乙."""
    values = (one.strip() for given in args.getlist(name) for one in given.split("、"))
    return tuple(dict.fromkeys(value for value in values if value))


def _day(given: str, today: date, notes: list[str]) -> date:
    if not given:
        return today
    try:
        return date.fromisoformat(given)
    except ValueError:
        notes.append("看不懂的日期，按今天编；日期写作 2020-06-01")
        return today


@dataclass(frozen=True, slots=True)
class Line:
    """A document and what is said of it."""

    id: str
    title: str
    number: str
    said: str


@dataclass(frozen=True, slots=True)
class CompilePage:
    """``ready`` says that a volume can be made; ``refusal`` gives the reasons why not, a line each."""

    asked: Asked
    kinds: tuple[tuple[str, str, bool], ...]
    choices: tuple[tuple[str, str, tuple[tuple[str, str, bool], ...]], ...]
    count: int = 0
    printed: tuple[Line, ...] = ()
    left_out: tuple[Line, ...] = ()
    left_out_count: int = 0
    refusal: tuple[str, ...] = ()
    ready: bool = False
    files: tuple[tuple[str, str], ...] = ()
    compared: str = ""
    """The address that takes the manifest of the edition before."""


_FILES: Final = (("Word", "docx"), ("网页", "html"), ("全部，附编目（zip）", "zip"))


def compile_page(asked: Asked, made: Plan | None) -> CompilePage:
    """Everything the page shows."""
    page = CompilePage(
        asked=asked,
        kinds=tuple((kind.value, kind.label, kind.value in asked.kinds) for kind in Kind),
        choices=tuple(
            (name, label, tuple((value, shown, (name, value) in asked.chosen) for value, shown in values))
            for name, label, values in CHOICES
        ),
    )
    if made is None:
        return page
    refusal = refused(made)
    return CompilePage(
        asked=asked,
        kinds=page.kinds,
        choices=page.choices,
        count=len(made.printed),
        printed=tuple(Line(j.id, j.title, j.number, j.mark) for j in made.printed[:SHOWN]),
        left_out=tuple(Line(o.id, o.title, o.number, o.reason) for o in made.left_out[:SHOWN]),
        left_out_count=len(made.left_out),
        refusal=tuple(refusal),
        ready=not refusal,
        compared=f"/compile.zip?{urlencode(asked.pairs())}",
        files=tuple((label, f"/compile.{form}?{urlencode(asked.pairs())}") for label, form in _FILES),
    )


def refused(made: Plan) -> Sequence[str]:
    """Why no volume is made here, a line a reason."""
    lines = made.refusal().splitlines()
    if len(made.printed) > MOST:
        lines.append(
            f"收入{len(made.printed)}件，超过本站一次的上限{MOST}件；请缩小范围，或用命令 fagui compile"
        )
    return lines
