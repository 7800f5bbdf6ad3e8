"""The specification of a compilation (制度文件汇编): a TOML file, checked whole, every fault with its line.

The same specification and the same record give the same volume: nothing in it depends on the day on which it is run.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from indexer.model.document import Kind


class Scope(StrEnum):
    """What a volume says that it holds."""

    IN_FORCE = "in_force"  # 现行法规汇编: nothing repealed may stand in it
    ALL = "all"  # what is repealed stands in it, marked


class Doubt(StrEnum):
    """What becomes of a document that may not simply be printed."""

    REFUSE = "refuse"  # the volume is not made
    LEAVE_OUT = "leave_out"  # listed at the end with the reason
    MARK = "mark"  # printed apart, marked


class Grouping(StrEnum):
    """What the sections are."""

    KIND = "kind"
    BODY = "body"
    YEAR = "year"
    NONE = "none"


class Order(StrEnum):
    """The order of the documents of a section."""

    ISSUED = "issued"
    EFFECTIVE = "effective"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class SpecFault:
    """What is wrong with a specification, and the line."""

    line: int
    message: str


class SpecInvalid(Exception):  # noqa: N818 - an answer, said as such
    """The specification cannot be used; every fault is told."""

    def __init__(self, name: str, faults: Sequence[SpecFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{name}:{fault.line}：{fault.message}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Selection:
    """What belongs in the volume: all that the filters choose, and the documents that are named (with their lines)."""

    query: str = ""
    bodies: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    subjects: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    documents: tuple[str, ...] = ()
    exclude: tuple[tuple[str, str], ...] = ()
    """(document, reason): left out by the editor and listed so."""

    @property
    def filtered(self) -> bool:
        """Whether anything is chosen by filters."""
        return bool(self.query or self.bodies or self.kinds or self.subjects or self.regions or self.years)


@dataclass(frozen=True, slots=True)
class CompilationSpec:
    """A compilation as it is asked for. ``previous`` names the manifest of the edition before, ``previous_on`` its day."""

    title: str
    on: date
    select: Selection
    edition: str = ""
    editor: str = ""
    sections: Grouping = Grouping.KIND
    order: Order = Order.ISSUED
    scope: Scope = Scope.IN_FORCE
    unproven: Doubt = Doubt.REFUSE
    pending: Doubt = Doubt.LEAVE_OUT
    outdated: Doubt = Doubt.REFUSE
    formal: bool = False
    approval: str = ""
    previous: str = ""
    previous_on: date | None = None
    lines: tuple[tuple[str, int], ...] = field(default=(), compare=False)
    """The line on which each document, body, subject and region is named."""

    def line_of(self, value: str) -> int:
        """The line on which a value stands, 1 where it is not known."""
        return next((line for named, line in self.lines if named == value), 1)

    def plain(self) -> dict[str, Any]:
        """As plain values, for a manifest."""
        values = asdict(self)
        del values["lines"]
        for key in ("on", "previous_on"):
            values[key] = values[key].isoformat() if values[key] else None
        return values


_TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "": ("title", "edition", "editor", "on", "select", "arrange", "gate", "publication", "previous"),
    "select": ("query", "bodies", "kinds", "subjects", "regions", "years", "documents", "exclude"),
    "select.exclude": ("document", "reason"),
    "arrange": ("sections", "order"),
    "gate": ("scope", "unproven", "pending", "outdated"),
    "publication": ("formal", "approval"),
    "previous": ("manifest", "on"),
}
_KEY: Final = re.compile(r"\s*[\"']?([\w.-]+)[\"']?\s*=")
_TABLE: Final = re.compile(r"\s*\[\[?\s*([\w.\s\"'-]+?)\s*\]\]?\s*(?:#.*)?$")
_MOST: Final = 5_000
"""Documents that may be named one by one."""
_E = TypeVar("_E", bound=StrEnum)


def read_spec(text: str, name: str = "SPEC") -> CompilationSpec:
    """A specification; SpecInvalid with every fault and its line."""
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        found = re.search(r"line (\d+)", str(problem))
        line = int(found[1]) if found else text.count("\n") + 1
        raise SpecInvalid(name, [SpecFault(line, f"不是合法的 TOML（{problem}）")]) from None
    return _Reader(text, whole).read(name)


class _Reader:
    """Reads the values of one file and gathers what is wrong with them."""

    def __init__(self, text: str, whole: Mapping[str, Any]) -> None:
        self._whole = whole
        self._faults: list[SpecFault] = []
        self._lines = text.split("\n")
        self._places = _places(self._lines)

    def read(self, name: str) -> CompilationSpec:
        self._strange("", self._whole)
        tables = {key: self._table(key) for key in _TABLES if key and "." not in key}
        spec = CompilationSpec(
            title=self._words("", self._whole, "title", needed=True),
            on=self._day("", self._whole, "on", needed=True) or date.min,
            select=self._selection(tables["select"]),
            edition=self._words("", self._whole, "edition"),
            editor=self._words("", self._whole, "editor"),
            sections=self._one("arrange", tables["arrange"], "sections", Grouping, Grouping.KIND),
            order=self._one("arrange", tables["arrange"], "order", Order, Order.ISSUED),
            scope=self._one("gate", tables["gate"], "scope", Scope, Scope.IN_FORCE),
            unproven=self._one("gate", tables["gate"], "unproven", Doubt, Doubt.REFUSE),
            pending=self._one("gate", tables["gate"], "pending", Doubt, Doubt.LEAVE_OUT),
            outdated=self._one("gate", tables["gate"], "outdated", Doubt, Doubt.REFUSE),
            formal=self._flag("publication", tables["publication"], "formal"),
            approval=self._words("publication", tables["publication"], "approval"),
            previous=self._words("previous", tables["previous"], "manifest"),
            previous_on=self._day("previous", tables["previous"], "on"),
            lines=tuple(self._lines_of(tables["select"])),
        )
        if spec.previous_on and spec.previous_on >= spec.on > date.min:
            self._fault("previous", "on", "上一版的日期应早于本版")
        if spec.formal and not spec.approval:
            # 法规汇编编辑出版管理规定 第五条: 需要正式出版的，应当经出版行政管理部门核准.
            self._fault(
                "publication",
                "formal",
                "正式出版应当经核准（法规汇编编辑出版管理规定第五条），请在 approval 写明核准依据",
            )
        if not spec.select.filtered and not spec.select.documents:
            self._fault("select", "", "没有写收入哪些文件：至少写一个条件，或在 documents 里逐件列出")
        if self._faults:
            raise SpecInvalid(name, sorted(self._faults, key=lambda fault: fault.line))
        return spec

    def _fault(self, table: str, key: str, message: str, value: str = "") -> None:
        line = self._places.get((table, key)) or self._places.get((table, "")) or 1
        if value:
            # A value of a list stands on its own line, at or after its key.
            rest = enumerate(self._lines[line - 1 :], line)
            line = next((n for n, text in rest if value in text), line)
        self._faults.append(SpecFault(line, message))

    def _strange(self, table: str, values: Mapping[str, Any]) -> None:
        known = _TABLES[table]
        for key in values:
            if key not in known:
                self._fault(table, key, f"不认识“{key}”，可用 {'、'.join(known)}")
                if (table, key) not in self._places:
                    # A table of an unknown name.
                    self._faults[-1] = SpecFault(self._places.get((key, ""), 1), self._faults[-1].message)

    def _table(self, name: str) -> Mapping[str, Any]:
        value = self._whole.get(name, {})
        if not isinstance(value, dict):
            self._fault("", name, f"“{name}”应写作 [{name}] 一节")
            return {}
        self._strange(name, value)
        return value

    def _words(self, table: str, values: Mapping[str, Any], key: str, *, needed: bool = False) -> str:
        value = values.get(key, "")
        if not isinstance(value, str):
            self._fault(table, key, f"“{key}”应是文字")
            return ""
        if needed and not value.strip():
            self._fault(table, key, f"缺“{key}”")
        return " ".join(value.split())

    def _flag(self, table: str, values: Mapping[str, Any], key: str) -> bool:
        value = values.get(key, False)
        if not isinstance(value, bool):
            self._fault(table, key, f"“{key}”应是 true 或 false")
            return False
        return value

    def _day(self, table: str, values: Mapping[str, Any], key: str, *, needed: bool = False) -> date | None:
        value = values.get(key)
        if value is None and not needed:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            said = f"缺“{key}”（以哪一天为准）" if value is None else f"“{key}”应是日期"
            self._fault(table, key, f"{said}，写作 {key} = 2020-06-01")
            return None

    def _one(self, table: str, values: Mapping[str, Any], key: str, of: type[_E], otherwise: _E) -> _E:
        value = values.get(key, otherwise.value)
        if value in [item.value for item in of]:
            return of(value)
        self._fault(table, key, f"“{key}”没有“{value}”这一项，可用 {'、'.join(item.value for item in of)}")
        return otherwise

    def _selection(self, values: Mapping[str, Any]) -> Selection:
        return Selection(
            query=self._words("select", values, "query"),
            bodies=self._list(values, "bodies", _word),
            kinds=self._list(values, "kinds", _kind),
            subjects=self._list(values, "subjects", _word),
            regions=self._list(values, "regions", _word),
            years=self._list(values, "years", _year),
            documents=self._list(values, "documents", _word),
            exclude=tuple(self._excluded(values)),
        )

    def _list(self, values: Mapping[str, Any], key: str, read: Callable[[Any], Any]) -> tuple[Any, ...]:
        given = values.get(key, [])
        if not isinstance(given, list):
            self._fault("select", key, f'“{key}”应是列表，写作 {key} = ["…"]')
            return ()
        if len(given) > _MOST:
            self._fault("select", key, f"“{key}”最多 {_MOST} 项")
            return ()
        found = []
        for value in given:
            try:
                found.append(read(value))
            except ValueError as problem:
                self._fault("select", key, f"“{key}”：{problem}", str(value))
        return tuple(dict.fromkeys(found))

    def _lines_of(self, values: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
        for key in ("documents", "bodies", "subjects", "regions"):
            given = values.get(key)
            first = self._places.get(("select", key), 1)
            for value in given if isinstance(given, list) else ():
                rest = enumerate(self._lines[first - 1 :], first)
                yield str(value).strip(), next((n for n, text in rest if str(value) in text), first)

    def _excluded(self, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        rows = values.get("exclude", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self._fault(
                "select", "exclude", "“exclude”写作一个个 [[select.exclude]]，各有 document 和 reason"
            )
            return []
        found = []
        for row in rows:
            self._strange("select.exclude", row)
            document, reason = row.get("document"), row.get("reason")
            if not (isinstance(document, str) and document.strip()):
                self._fault("select.exclude", "document", "不收入的文件缺“document”")
            elif not (isinstance(reason, str) and reason.strip()):
                self._fault("select.exclude", "reason", f"不收入“{document}”要写理由（reason）", document)
            else:
                found.append((document.strip(), " ".join(reason.split())))
        return found


def _word(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"“{value}”应是文字")
    return value.strip()


def _kind(value: object) -> Kind:
    for kind in Kind:
        if value in (kind.value, kind.label):
            return kind
    raise ValueError(f"没有“{value}”这种效力级别，可用 {'、'.join(kind.label for kind in Kind)}")


def _year(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1900 <= value <= 2200:
        return value
    raise ValueError(f"“{value}”不是年份")


def _places(lines: Sequence[str]) -> dict[tuple[str, str], int]:
    """The line of each table's head and of each of its keys, the first of them."""
    places: dict[tuple[str, str], int] = {("", ""): 1}
    table = ""
    for n, line in enumerate(lines, 1):
        if head := _TABLE.match(line):
            table = head[1].replace(" ", "").replace('"', "").replace("'", "")
            places.setdefault((table, ""), n)
        elif key := _KEY.match(line):
            dotted = f"{table}.{key[1]}" if table else key[1]
            above, _, last = dotted.rpartition(".")
            places.setdefault((above, last), n)
    return places
