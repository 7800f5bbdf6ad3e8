"""Compilations (制度文件汇编): documents chosen by a specification, judged at the gate, put in order, made a volume.

``plan`` decides what goes in and what does not; ``compiled`` makes the volume of a plan that refuses nothing;
``write_compilation`` sets it into files, reads every file back and holds its words against the record's.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from indexer.export.edition import (
    Change,
    EarlierEdition,
    Edition,
    EditionEntry,
    Omitted,
    differences,
)
from indexer.export.libreoffice import NotSet, office, office_version, set_pdf, undated
from indexer.export.manifest import ManifestFile
from indexer.export.pdf import PdfUnavailable, html_to_pdf
from indexer.export.volume import Volume, VolumeDocument
from indexer.export.volume_docx import write_docx
from indexer.export.volume_html import write_html
from indexer.export.volume_pages import measured
from indexer.export.volume_proof import READERS, Expected, faults
from indexer.library.answers import DocumentAnswer
from indexer.library.compilation_gate import Judged, Ruling, actors, judge
from indexer.library.compilation_layout import arranged, volume_document, volume_of
from indexer.library.compilation_spec import CompilationSpec
from indexer.library.exporting import found_ids
from indexer.library.library import Library
from indexer.library.lives import Life, Lives
from indexer.library.requests import NotHeld, SearchRequest
from indexer.model.characters import compact
from indexer.model.validity import Status
from indexer.search.query import Filters

SUFFIXES: Final = ("docx", "html", "pdf")
"""What a volume can be written as."""
_ENDED: Final = (Status.REPEALED, Status.LAPSED)


class CompilationRefused(Exception):  # noqa: N818 - an answer, said as such
    """The gate is shut; the message says which documents and why."""


class CompilationFailed(Exception):  # noqa: N818 - a state, said as such
    """A volume was made and does not hold what the record holds, or the record changed under it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a specification comes to: every document chosen, with the gate's ruling, in the order of the ids.

    ``problems`` are names that mean nothing, with their lines; ``excluded`` what the editor leaves out.
    """

    spec: CompilationSpec
    revision: int
    judged: tuple[Judged, ...]
    excluded: tuple[Omitted, ...]
    problems: tuple[tuple[int, str], ...]

    @property
    def printed(self) -> tuple[Judged, ...]:
        """What goes in."""
        return tuple(j for j in self.judged if j.ruling not in (Ruling.LEAVE_OUT, Ruling.REFUSE))

    @property
    def refused(self) -> tuple[Judged, ...]:
        """What shuts the gate."""
        return tuple(j for j in self.judged if j.ruling is Ruling.REFUSE)

    @property
    def left_out(self) -> tuple[Omitted, ...]:
        """What is listed at the end."""
        rows = (j for j in self.judged if j.ruling is Ruling.LEAVE_OUT)
        return (
            *(Omitted(j.id, j.title, j.number, j.status.value, f"{j.mark}：{j.why}") for j in rows),
            *self.excluded,
        )

    def refusal(self, name: str = "") -> str:
        """Why no volume is made, a line a reason; empty where one can be."""
        at = f"{name}:" if name else "第"
        lines = [f"{at}{line}{'：' if name else '行：'}{said}" for line, said in self.problems]
        lines += [f"不能收入：{j.said}（{j.id}）" for j in self.refused]
        if not lines and not self.printed:
            lines = ["没有一件可以收入的文件"]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A volume with its manifest and the record's words of each document."""

    volume: Volume
    edition: Edition
    expected: tuple[Expected, ...]


def plan(library: Library, spec: CompilationSpec) -> Plan:
    """Choose the documents and judge them."""
    revision = library.store.revision
    problems = _strange_filters(library, spec)
    named, excluded = {}, {}
    for ref in spec.select.documents:
        try:
            named[library.resolve_one(ref)] = ref
        except NotHeld as problem:
            problems.append((spec.line_of(ref), str(problem)))
    for ref, reason in spec.select.exclude:
        try:
            excluded[library.resolve_one(ref)] = reason
        except NotHeld as problem:
            problems.append((spec.line_of(ref), str(problem)))
    chosen = found_ids(library, _request(spec)) if spec.select.filtered else []
    ids = sorted({*chosen, *named} - excluded.keys())
    lives = Lives(library.store).of([*ids, *excluded])
    problems += [
        (spec.line_of(ref), f"“{ref}”只知其名，没有收录文本")
        for name, ref in named.items()
        if name not in lives
    ]
    acts = library.store.documents(sorted(actors(lives.values(), spec.on)))
    titles = {name: row.title for name, row in acts.items()}
    judged = tuple(judge(lives[name], spec, titles, named=name in named) for name in ids if name in lives)
    return Plan(spec, revision, judged, _left(lives, excluded, spec), tuple(sorted(problems)))


def _left(
    lives: Mapping[str, Life], excluded: Mapping[str, str], spec: CompilationSpec
) -> tuple[Omitted, ...]:
    return tuple(
        Omitted(
            name,
            lives[name].document.title,
            lives[name].document.number,
            lives[name].timeline.on(spec.on).status.value,
            f"编者不收入：{reason}",
        )
        for name, reason in sorted(excluded.items())
        if name in lives
    )


def _request(spec: CompilationSpec) -> SearchRequest:
    select = spec.select
    filters = Filters(
        kind=tuple(kind.value for kind in select.kinds),
        body=select.bodies,
        region=select.regions,
        year=select.years,
        subject=select.subjects,
    )
    return SearchRequest(text=select.query, on=spec.on, filters=filters)


def _strange_filters(library: Library, spec: CompilationSpec) -> list[tuple[int, str]]:
    """A body that is misspelt would leave its documents out in silence."""
    found = []
    for words, values, filters in (
        ("机关", spec.select.bodies, [Filters(body=(value,)) for value in spec.select.bodies]),
        ("主题", spec.select.subjects, [Filters(subject=(value,)) for value in spec.select.subjects]),
        ("地区", spec.select.regions, [Filters(region=(value,)) for value in spec.select.regions]),
    ):
        for value, one in zip(values, filters, strict=True):
            if not library.search(SearchRequest(text="", on=spec.on, filters=one, limit=1)).total:
                found.append((spec.line_of(value), f"没有收录{words}“{value}”的文件"))
    return found


def compiled(
    library: Library,
    made: Plan,
    earlier: EarlierEdition | None = None,
    spec_sha256: str = "",
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Compiled:
    """The volume of a plan; CompilationRefused where the gate is shut."""
    if said := made.refusal():
        raise CompilationRefused(said)
    spec = made.spec
    answers: dict[str, DocumentAnswer] = {}
    for number, judged in enumerate(made.printed, 1):
        answers[judged.id] = library.document(judged.id, spec.on)
        progress(number, len(made.printed))
    sections, place = [], 0
    for heading, rows in arranged(made.printed, answers, spec):
        documents: list[VolumeDocument] = []
        for judged in rows:
            place += 1
            documents.append(volume_document(place, answers[judged.id], judged))
        sections.append((heading, documents))
    expected = _expected(library, [d for _, documents in sections for d in documents], spec)
    entries = tuple(
        _entry(answers[document.id], document, words)
        for (document, words) in zip((d for _, rows in sections for d in rows), expected, strict=True)
    )
    changes = differences(earlier.documents, entries, *_gone(library, made, earlier)) if earlier else ()
    edition = Edition(
        title=spec.title,
        edition=spec.edition,
        on=spec.on.isoformat(),
        revision=made.revision,
        spec=spec.plain(),
        spec_sha256=spec_sha256,
        documents=entries,
        left_out=made.left_out,
        previous_sha256=earlier.sha256 if earlier else "",
        differences=changes,
    )
    if library.store.revision != made.revision:
        raise CompilationFailed("编排期间登记库有更新，请重新运行")
    return Compiled(
        volume_of(spec, edition, sections, earlier, _ended_since(library, made)), edition, expected
    )


def _expected(
    library: Library, documents: Sequence[VolumeDocument], spec: CompilationSpec
) -> tuple[Expected, ...]:
    """The record's words of the day, read from the record and not from what is printed."""
    lives = Lives(library.store).of(document.id for document in documents)
    found = []
    for document in documents:
        life = lives[document.id]
        version = life.version_on(spec.on)
        rows = library.store.provisions(version.key) if version else []
        parts: tuple[list[str], list[str]] = ([], [])
        for row in rows:
            words = "".join(cell for line in row.rows for cell in line) if row.rows else row.text
            parts[row.path.split(".")[0] != "front"].append(row.label + row.heading + words)
        found.append(Expected(document.anchor, life.document.title, "".join(parts[0]), "".join(parts[1])))
    return tuple(found)


def _entry(answer: DocumentAnswer, document: VolumeDocument, words: Expected) -> EditionEntry:
    dated = answer.version.dated if answer.version else None
    return EditionEntry(
        id=answer.id,
        title=answer.title,
        number=answer.number,
        kind=answer.kind,
        status=answer.status,
        mark=document.marked,
        dated=dated.isoformat() if dated else "",
        issued=answer.issued.isoformat() if answer.issued else "",
        effective=answer.effective.isoformat() if answer.effective else "",
        text_sha256=hashlib.sha256(compact(words.front + words.body).encode("utf-8", "replace")).hexdigest(),
    )


def _gone(library: Library, made: Plan, earlier: EarlierEdition) -> tuple[dict[str, str], dict[str, str]]:
    """Of the documents of the edition before that are not in this one: the proofs of those that ended, the reasons of
    the others."""
    inside = {judged.id for judged in made.printed}
    ids = [entry.id for entry in earlier.documents if entry.id not in inside]
    lives = Lives(library.store).of(ids)
    acts = library.store.documents(sorted(actors(lives.values(), made.spec.on)))
    titles = {name: row.title for name, row in acts.items()}
    rulings = {name: judge(life, made.spec, titles, named=False) for name, life in lives.items()}
    ended = {name: f"{j.mark}：{j.why}" for name, j in rulings.items() if j.status in _ENDED}
    reasons = {row.id: row.reason for row in made.left_out}
    reasons |= {name: "登记库里已没有这件文件" for name in ids if name not in lives}
    return ended, reasons


def _ended_since(library: Library, made: Plan) -> tuple[Omitted, ...]:
    """Where only the day of the edition before is known: what has been chosen and ended after it."""
    since = made.spec.previous_on
    if since is None:
        return ()
    ended = [j.id for j in made.judged if j.status in _ENDED]
    before = Lives(library.store).of(ended)
    return tuple(
        row
        for row in made.left_out
        if row.id in before and before[row.id].timeline.on(since).status not in _ENDED
    )


def write_compilation(
    made: Compiled,
    outs: Iterable[Path],
    *,
    pages: bool = True,
    remark: Callable[[str], None] = lambda _said: None,
) -> Edition:
    """The volume into files, with the manifest (and the difference report) beside the first.

    Each file appears whole or not at all, and only after its words were found to be the record's. ``pages``: page
    numbers by LibreOffice, where it is present.
    """
    outs = tuple(outs)
    forms = {out: out.suffix.lstrip(".").lower() for out in outs}
    numbers: dict[str, int] | None = None
    if pages and {"docx", "pdf"} & set(forms.values()):
        try:
            numbers = measured(made.volume)
        except NotSet as problem:
            remark(f"目录没有页码：{problem}；在 Word 里打开后更新域即可")
    edition = replace(
        made.edition,
        documents=tuple(
            replace(entry, page=(numbers or {}).get(words.anchor))
            for entry, words in zip(made.edition.documents, made.expected, strict=True)
        ),
        pages_by=office_version() if numbers else "",
    )
    files = tuple(_write(made, out, forms[out], numbers) for out in outs)
    edition = replace(edition, files=files)
    first = outs[0]
    first.with_name(first.name + ".manifest.json").write_text(edition.text(), encoding="utf-8")
    if edition.previous_sha256:
        first.with_name(first.name + ".changes.json").write_text(edition.report(), encoding="utf-8")
    return edition


def _write(made: Compiled, out: Path, form: str, numbers: dict[str, int] | None) -> ManifestFile:
    # A PDF is set from the Word file; by what knows no Word files from the HTML file, which has its own page numbers.
    source = form if form != "pdf" else "docx" if office() else "html"
    partial = out.with_name(f"{out.name}.part.{source}")
    try:
        with partial.open("wb") as file:
            if source == "html":
                write_html(made.volume, file)
            else:
                write_docx(made.volume, file, numbers)
            file.flush()
            os.fsync(file.fileno())
        _proofread(partial, source, made)
        if form == "pdf":
            _pdf(partial, made.volume.on)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    data = out.read_bytes()
    return ManifestFile(out.name, len(data), hashlib.sha256(data).hexdigest())


def _pdf(file: Path, on: date) -> None:
    """The file as PDF, in its own place."""
    if file.suffix == ".html":
        data = html_to_pdf(file.read_text(encoding="utf-8"))
        if data is None:
            raise CompilationFailed(str(PdfUnavailable()))
    else:
        try:
            made = set_pdf(file, file.parent)
        except NotSet as problem:
            raise CompilationFailed(f"没有做成 PDF：{problem}") from None
        data = made.read_bytes()
        made.unlink()
    file.write_bytes(undated(data, on))


def _proofread(file: Path, form: str, made: Compiled) -> None:
    titles = {document.anchor: document.title for document in made.volume.documents()}
    wrong = [
        f"《{titles.get(anchor, anchor)}》{said}"
        for anchor, said in faults(READERS[form](file), made.expected)
    ]
    if wrong:
        raise CompilationFailed("校核没有通过，没有写出文件：\n" + "\n".join(wrong[:20]))


def changed(edition: Edition) -> str:
    """新收入 3，废止、失效 1 …"""
    counts = {change: sum(row.change is change for row in edition.differences) for change in Change}
    return "，".join(f"{change.label} {n}" for change, n in counts.items() if n)
