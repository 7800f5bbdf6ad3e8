"""How a compilation is laid out: sections, order, the lines under a title, foreword, lists, indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from indexer.export.edition import Change, EarlierEdition, Edition, Omitted
from indexer.export.official_text import Style, blocks, han_date
from indexer.export.volume import IndexLine, Volume, VolumeDocument, VolumeIndex, VolumeList, VolumeSection
from indexer.library.answers import DocumentAnswer
from indexer.library.compilation_gate import Judged, Ruling
from indexer.library.compilation_spec import CompilationSpec, Grouping, Order, Scope
from indexer.library.renderings import official_text
from indexer.library.spelling import sounds_of
from indexer.model.document import Kind
from indexer.model.validity import Status

INTERNAL: Final = "内部使用　非正式出版物"
_APART: Final = "另列：时效或文本待核的文件"
_UNKNOWN: Final = "不详"
_KINDS: Final = {kind.value: place for place, kind in enumerate(Kind)}


def arranged(
    judged: Iterable[Judged], answers: Mapping[str, DocumentAnswer], spec: CompilationSpec
) -> list[tuple[str, list[Judged]]]:
    """(heading, documents) in order: legal rank, then body or year as asked; what is doubtful comes last."""
    groups: dict[tuple[int, int, str], list[Judged]] = {}
    for one in judged:
        key = (1, 0, _APART) if one.ruling is Ruling.APART else (0, *_group(answers[one.id], spec.sections))
        groups.setdefault(key, []).append(one)
    return [
        (key[2], sorted(rows, key=lambda one: _order(answers[one.id], spec.order)))
        for key, rows in sorted(groups.items())
    ]


def _group(answer: DocumentAnswer, sections: Grouping) -> tuple[int, str]:
    kind = Kind(answer.kind)
    if sections is Grouping.KIND:
        return _KINDS[kind.value], kind.label
    if sections is Grouping.BODY:
        return 0, answer.bodies[0] if answer.bodies else "公布机关不详"
    if sections is Grouping.YEAR:
        return (answer.issued.year, f"{answer.issued.year}年") if answer.issued else (9999, "公布日期不详")
    return 0, "正文"


def _order(answer: DocumentAnswer, order: Order) -> tuple[object, ...]:
    title = (sounds_of(answer.title), answer.title, answer.id)
    if order is Order.TITLE:
        return title
    day = answer.effective if order is Order.EFFECTIVE else answer.issued
    return (day or date.max, *title)


def volume_document(place: int, answer: DocumentAnswer, judged: Judged) -> VolumeDocument:
    """A document as it is printed: what 第六条（二） wants of it stands under its title, unknown days said so."""
    dated = answer.version.dated if answer.version else None
    notes = list(dict.fromkeys((*answer.verdict.notes, *answer.warnings)))
    if judged.mark:
        notes.insert(0, f"{judged.mark}。{judged.why}")
    if answer.attachments:
        notes.append(f"以下附件另有文件，未编入：{'、'.join(answer.attachments)}")
    page = official_text(answer)
    return VolumeDocument(
        place=place,
        id=answer.id,
        title=answer.title,
        number=answer.number,
        facts=(
            ("公布机关", "、".join(answer.bodies) or _UNKNOWN),
            *((("文号", answer.number),) if answer.number else ()),
            ("公布日期", _said(answer.issued)),
            ("施行日期", _said(answer.effective)),
            ("文本", f"{_said(dated)}文本" if dated else f"日期{_UNKNOWN}"),
            ("时效", Status(answer.status).label),
        ),
        marks=(judged.mark,) if judged.mark else (),
        notes=tuple(notes),
        # The number stands among the facts; where the text prints it, it is printed there too.
        blocks=tuple(block for block in blocks(replace(page, number="")) if block.style is not Style.TITLE),
    )


def _said(day: date | None) -> str:
    return han_date(day) if day else _UNKNOWN


def volume_of(
    spec: CompilationSpec,
    edition: Edition,
    sections: Sequence[tuple[str, Sequence[VolumeDocument]]],
    earlier: EarlierEdition | None,
    ended: Sequence[Omitted],
) -> Volume:
    """The volume: what stands before the texts, the texts, what stands after them."""
    documents = [document for _, rows in sections for document in rows]
    return Volume(
        title=spec.title,
        edition=spec.edition,
        editor=spec.editor,
        on=spec.on,
        banner="" if spec.formal else INTERNAL,
        foreword=tuple(_foreword(spec, edition, earlier)),
        sections=tuple(VolumeSection(heading, tuple(rows)) for heading, rows in sections),
        lists=tuple(_lists(spec, edition, earlier, ended)),
        indexes=(_by_title(documents), *_by_number(documents)),
    )


def _foreword(spec: CompilationSpec, edition: Edition, earlier: EarlierEdition | None) -> Iterator[str]:
    held = "现行有效的文件" if spec.scope is Scope.IN_FORCE else "文件，已废止、失效的均在标题旁注明"
    yield f"本编收入{_chosen(spec)}中截至{han_date(spec.on)}{held}，共{len(edition.documents)}件。"
    marked = sum(bool(entry.mark) for entry in edition.documents)
    if marked:
        yield f"其中{marked}件在标题旁有【】标注：部分条款已失效、时效或文本待核等，所据见该件题下的编者注。"
    if edition.left_out:
        yield f"选择范围内另有{len(edition.left_out)}件没有收入，连同理由列于编末“未收入的文件”。"
    indexes = "标题索引和文号索引" if any(entry.number for entry in edition.documents) else "标题索引"
    yield f"各编{_ARRANGED[spec.sections]}，{_ORDERED[spec.order]}。编末附{indexes}。"
    yield (
        "每件的名称、公布机关、公布日期、施行日期列于题下，正文为当日适用的文本，全文编入，没有删减；"
        "题下小字、编者注和【】标注为编者所加，不是原文。"
    )
    yield f"时效结论依据登记库第{edition.revision}次修订所收的文件；没有收录的文件，本编无从反映。引用时以公布机关公布的文本为准。"
    if spec.formal:
        yield f"出版核准：{spec.approval}。"
    else:
        yield "本编依《法规汇编编辑出版管理规定》第五条编印，供内部使用，不是国家出版的法规汇编正式版本。"
    if earlier:
        counts = [(c, sum(d.change is c for d in edition.differences)) for c in Change]
        yield f"与上一版{earlier.said}相比：" + "，".join(f"{c.label}{n}件" for c, n in counts) + "。"


_ARRANGED: Final = {
    Grouping.KIND: "按效力级别分类",
    Grouping.BODY: "按公布机关分类",
    Grouping.YEAR: "按公布年份分类",
    Grouping.NONE: "不分类",
}
_ORDERED: Final = {
    Order.ISSUED: "类内按公布日期先后排列",
    Order.EFFECTIVE: "类内按施行日期先后排列",
    Order.TITLE: "类内按标题音序排列",
}


def _chosen(spec: CompilationSpec) -> str:
    select = spec.select
    parts = [
        ("检索", (f"“{select.query}”",) if select.query else ()),
        ("公布机关", select.bodies),
        ("效力级别", tuple(kind.label for kind in select.kinds)),
        ("主题", select.subjects),
        ("地区", select.regions),
        ("年份", _ranges(select.years)),
    ]
    said = "；".join(f"{name}：{'、'.join(values)}" for name, values in parts if values)
    if select.documents:
        said += ("；" if said else "") + f"另逐件指定{len(select.documents)}件"
    return f"（{said}）"


def _ranges(years: Sequence[int]) -> tuple[str, ...]:
    """2010—2019 for years that follow one another."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return tuple(f"{run[0]}—{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _lists(
    spec: CompilationSpec, edition: Edition, earlier: EarlierEdition | None, ended: Sequence[Omitted]
) -> Iterator[VolumeList]:
    head = ("标题", "文号", "依据")
    if earlier:
        rows = [row for row in edition.differences if row.change is Change.REPEALED]
        said = "" if rows else "没有。"
        intro = f"上一版{earlier.said}收入、此后废止或者失效的文件。{said}"
        yield VolumeList(
            "上一版以来废止、失效的文件", intro, head, tuple((r.title, r.number, r.reason) for r in rows)
        )
        others = [r for r in edition.differences if r.change not in (Change.REPEALED, Change.UNCHANGED)]
        if others:
            table = tuple((r.change.label, r.title, r.number, r.reason) for r in others)
            yield VolumeList("与上一版的其他差异", "", ("差异", "标题", "文号", "说明"), table)
    elif spec.previous_on:
        intro = f"上一版（{han_date(spec.previous_on)}）以来、本编选择范围内废止或者失效的文件。" + (
            "" if ended else "没有。"
        )
        yield VolumeList(
            "上一版以来废止、失效的文件", intro, head, tuple((r.title, r.number, r.reason) for r in ended)
        )
    if edition.left_out:
        rows_out = tuple((row.title, row.number, row.reason) for row in edition.left_out)
        yield VolumeList(
            "未收入的文件", "选择范围内、没有收入本编的文件和理由。", ("标题", "文号", "理由"), rows_out
        )


def _by_title(documents: Sequence[VolumeDocument]) -> VolumeIndex:
    groups: dict[str, list[IndexLine]] = {}
    for document in sorted(documents, key=lambda d: (sounds_of(d.title), d.title, d.place)):
        sounds = sounds_of(document.title)
        initial = sounds[0][:1].upper() if sounds and sounds[0][:1].isascii() else ""
        words = document.title + document.marked
        groups.setdefault(initial or "其他", []).append(IndexLine(words, document.anchor, document.place))
    return VolumeIndex("标题索引（音序）", tuple((name, tuple(lines)) for name, lines in groups.items()))


def _by_number(documents: Sequence[VolumeDocument]) -> Iterator[VolumeIndex]:
    numbered = sorted((d for d in documents if d.number), key=lambda d: (d.number, d.place))
    if numbered:
        lines = tuple(IndexLine(f"{d.number}　{d.title}", d.anchor, d.place) for d in numbered)
        yield VolumeIndex("文号索引", (("", lines),))
