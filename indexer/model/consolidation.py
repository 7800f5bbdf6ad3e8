"""Consolidation (整合): instructions carried out on the text before them. The result is computed, not published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from indexer.model.amended_places import (
    CannotApply,
    divisions,
    is_named,
    main_articles,
    number_of,
    outside_articles,
    rank,
    shares,
)
from indexer.model.amendment import Instruction, Place, Verb
from indexer.model.annexes import NoAnnex, amend_annex
from indexer.model.article_lines import (
    ITEM,
    PARAGRAPH,
    SUBITEM,
    Article,
    close_list,
    finish_like,
    in_place_of,
    rows_of,
    substitute,
)
from indexer.model.article_numbers import Numbering, place_articles
from indexer.model.identifiers import ProvisionPath
from indexer.model.numerals import article_label
from indexer.model.provisions import Provision, ProvisionKind

_LEVELS: Final = {"par": PARAGRAPH, "item": ITEM, "sub": SUBITEM}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an instruction: ``reason`` says why it could not be applied, empty when it was. ``labels`` are
    the articles it shows in, by the numbers they have afterwards."""

    instruction: Instruction
    reason: str = ""
    labels: tuple[str, ...] = ()

    @property
    def applied(self) -> bool:
        """Whether it was carried out."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The computed text, and what became of each instruction, in order."""

    provisions: tuple[Provision, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def complete(self) -> bool:
        """Whether every instruction was carried out."""
        return all(outcome.applied for outcome in self.outcomes)


def consolidate(before: Sequence[Provision], instructions: Sequence[Instruction]) -> Consolidation:
    """The text before with the instructions carried out. An instruction that cannot be is left out whole, with the
    reason; the text before is not touched."""
    work = _Work(before)
    reasons = [work.apply(instruction) for instruction in instructions]
    for index, reason in work.settle_numbers(instructions):
        reasons[index] = reasons[index] or reason
    outcomes = tuple(
        Outcome(instruction, reason, () if reason else tuple(work.labels(index)))
        for index, (instruction, reason) in enumerate(zip(instructions, reasons, strict=True))
    )
    return Consolidation(work.provisions(), outcomes)


@dataclass(slots=True)
class _Work:
    """The articles by their old numbers; everything else of the text stays as it is."""

    before: Sequence[Provision]
    articles: dict[tuple[int, int | None], Article] = field(default_factory=dict)
    order: list[Article] = field(default_factory=list)
    removed: set[int] = field(default_factory=set)
    touched: dict[int, list[Article]] = field(default_factory=dict)
    numbering: Numbering = field(default_factory=Numbering)
    headings: dict[str, str] = field(default_factory=dict)
    """New headings of divisions, by path."""
    preamble: str = ""
    """New words of the preamble (引言)."""
    _count: int = 0

    def __post_init__(self) -> None:
        for node in main_articles(self.before):
            number, insert = number_of(node.path)
            article = Article.of(node, number, insert)
            self.order.append(article)
            self.articles.setdefault((number, insert), article)
        if self.order:
            self.numbering.first = self.order[0].number or 1

    def _count_on(self) -> None:
        """Numbers are about to shift: a text with gaps in its count gives no ground to reckon them."""
        numbers = list(dict.fromkeys(number for number, _ in self.articles))
        if numbers != list(range(self.numbering.first, self.numbering.first + len(numbers))):
            raise CannotApply("修改前的文本条号不连续，无法推算条文的序号")

    # -- one instruction

    def apply(self, instruction: Instruction) -> str:
        """Carries it out; the reason when it cannot be, and then nothing of it is done."""
        index, self._count = self._count, self._count + 1
        self.touched[index] = []
        saved = {id(a): [replace(row) for row in a.rows] for a in self.order}
        whole = self.before
        try:
            self._apply(instruction, index)
        except CannotApply as problem:
            for article in self.order:
                if id(article) in saved:
                    article.rows = saved[id(article)]
            self.touched[index] = []
            self.before = whole
            return str(problem)
        return ""

    def _apply(self, instruction: Instruction, index: int) -> None:
        if instruction.verb is Verb.INSERT:
            self._insert(instruction, index)
        elif instruction.verb is Verb.MERGE:
            self._merge(instruction, index)
        elif instruction.verb is Verb.RETITLE:
            self._retitle(instruction)
        elif instruction.verb is Verb.RENUMBER:
            self._renumber(instruction, index)
        elif instruction.verb is Verb.REPLACE:
            self._replace(instruction, index)
        elif not instruction.places:
            raise CannotApply("没有指明条款")
        else:
            for place in instruction.places:
                if not place.level and instruction.verb is not Verb.DELETE:
                    self._reword_all(instruction, index)
                    continue
                if place.division == "annex":
                    self._annex(place, instruction)
                    continue
                article = self._article(place)
                self.touched[index].append(article)
                if instruction.verb is Verb.DELETE:
                    self._delete(article, place)
                else:
                    self._reword(article, place, instruction)

    def _annex(self, place: Place, instruction: Instruction) -> None:
        try:
            self.before = amend_annex(self.before, place, instruction)
        except NoAnnex as problem:
            raise CannotApply(str(problem)) from None

    def _article(self, place: Place) -> Article:
        if place.article is None:
            raise CannotApply(f"尚不能修改{place.label}")
        article = self.articles.get((place.article, place.insert))
        if article is None:
            raise CannotApply(f"修改前的文本没有{article_label(place.article, place.insert)}")
        if id(article) in self.removed:
            raise CannotApply(f"{article_label(place.article, place.insert)}已经删去")
        return article

    def _span(self, article: Article, place: Place) -> tuple[int, int]:
        """The rows of a place within its article."""
        span = (0, len(article.rows))
        for level, number in ((PARAGRAPH, place.paragraph), (ITEM, place.item), (SUBITEM, place.subitem)):
            if number is None:
                continue
            found = article.block(level, number, span)
            if found is None:
                raise CannotApply(f"修改前的文本没有{place.label}")
            span = found
        return span

    def _reword(self, article: Article, place: Place, instruction: Instruction) -> None:
        start, end = self._span(article, place)
        count = 0
        for row in article.rows[start:end]:
            row.text, here = substitute(row.text, instruction.old, instruction.new)
            count += here
        if not count:
            raise CannotApply(f"{place.label}中没有“{instruction.old}”")

    def _reword_all(self, instruction: Instruction, index: int) -> None:
        """Words changed wherever they stand in the text; they may not stand in what is not an article."""
        for article in self.order:
            changed = [substitute(row.text, instruction.old, instruction.new) for row in article.rows]
            if any(count for _, count in changed):
                self.touched[index].append(article)
                for row, (text, _) in zip(article.rows, changed, strict=True):
                    row.text = text
        if not self.touched[index]:
            raise CannotApply(f"条文中没有“{instruction.old}”")
        if any(substitute(text, instruction.old, "")[1] for text in outside_articles(self.before)):
            raise CannotApply(f"“{instruction.old}”也见于条文以外的部分，尚不能修改")

    def _delete(self, article: Article, place: Place) -> None:
        if place.level == "art":
            self._count_on()
            self.removed.add(id(article))
            self.numbering.shifts = self.numbering.shifts or place.insert is None
            return
        start, end = self._span(article, place)
        del article.rows[start:end]
        if not article.rows:
            raise CannotApply(f"删去{place.label}后该条没有内容")
        if place.level != "par":
            article.relabel(_LEVELS[place.level])
            close_list(article, start)

    def _replace(self, instruction: Instruction, index: int) -> None:
        lines = instruction.new.split("\n")
        for place, share in zip(instruction.places, shares(instruction.places, lines), strict=True):
            if place.division == "preamble":
                self._replace_preamble(share)
                continue
            if place.division == "annex":
                self._annex(place, instruction)
                continue
            article = self._article(place)
            self.touched[index].append(article)
            if place.level == "art":
                article.rows = rows_of(share)
                continue
            start, end = self._span(article, place)
            old = article.rows[start:end]
            article.rows[start:end] = in_place_of(old, share, _LEVELS[place.level])

    def _replace_preamble(self, lines: Sequence[str]) -> None:
        held = [node for node in self.before if node.kind is ProvisionKind.PREAMBLE]
        if len(held) != 1 or held[0].children:
            raise CannotApply("修改前的文本没有自成一段的引言")
        self.preamble = "\n".join(lines)

    def _insert(self, instruction: Instruction, index: int) -> None:
        at = instruction.at
        level = at[0].level if at else "art"
        if level == "art":
            self._insert_articles(instruction, index)
            return
        if level not in _LEVELS:
            raise CannotApply("尚不能增加章节")
        for article in self._holders(instruction):
            self.touched[index].append(article)
            self._insert_rows(article, instruction, _LEVELS[level])

    def _holders(self, instruction: Instruction) -> list[Article]:
        found: list[Article] = []
        for place in (
            instruction.at[:1] if instruction.at[0].article else instruction.places
        ) or instruction.at:
            article = self._article(place)
            if article not in found:
                found.append(article)
        return found

    def _insert_rows(self, article: Article, instruction: Instruction, level: int) -> None:
        rows = rows_of(instruction.new.split("\n"))
        for row in rows:
            row.number = None
        inside = self._inside(article, instruction, level)
        starts = article.starts(level, inside)
        number = {PARAGRAPH: instruction.at[0].paragraph, ITEM: instruction.at[0].item}.get(
            level, instruction.at[0].subitem
        )
        if instruction.after is not None and instruction.after.level == instruction.at[0].level:
            place = self._span(article, instruction.after)[1]
        elif number is None or number == len(starts) + 1:
            place = article.block_end(starts[-1], inside[1]) if starts else inside[1]
        elif number <= len(starts):
            place = starts[number - 1]
        else:
            raise CannotApply(f"修改前的文本不足以排到{instruction.at[0].label}")
        last = place == inside[1] or (starts and place > starts[-1])
        if level != PARAGRAPH and place and last and article.rows[place - 1].text.endswith("。"):
            rows[-1].text = finish_like(rows[-1].text, "。")
            article.rows[place - 1].text = article.rows[place - 1].text[:-1] + "；"
        article.rows[place:place] = rows
        if level != PARAGRAPH:
            article.relabel(level)

    def _inside(self, article: Article, instruction: Instruction, level: int) -> tuple[int, int]:
        """Where in its article an item or subitem is to be added."""
        whole = (0, len(article.rows))
        at = instruction.at[0]
        holder = at if at.article else next(iter(instruction.places), at)
        if level == PARAGRAPH:
            return whole
        if holder.paragraph is not None:
            whole = self._span(article, replace(holder, item=None, subitem=None))
        if level == SUBITEM and holder.item is not None:
            return self._span(article, replace(holder, subitem=None))
        return whole

    def _insert_articles(self, instruction: Instruction, index: int) -> None:
        lines = instruction.new.split("\n")
        at = instruction.at
        if not at:
            raise CannotApply("没有说明增加的条文排在何处")
        self._count_on()
        for place, share in zip(at, shares(at, lines), strict=True):
            article = Article.new(share)
            self.order.append(article)
            self.touched[index].append(article)
            self.numbering.pin(id(article), place)

    def _merge(self, instruction: Instruction, index: int) -> None:
        articles = [self._article(place) for place in instruction.places]
        levels = {place.level for place in (*instruction.places, instruction.at[0])}
        if levels != {"art"}:
            self._merge_rows(articles, levels, instruction, index)
            return
        self._count_on()
        first = articles[0]
        self.touched[index].append(first)
        if instruction.new:
            first.rows = rows_of(instruction.new.split("\n"))
        else:
            first.rows = [row for article in articles for row in article.rows]
        self.removed.update(id(article) for article in articles[1:])
        self.numbering.pin(id(first), instruction.at[0])

    def _merge_rows(
        self, articles: Sequence[Article], levels: set[str], instruction: Instruction, index: int
    ) -> None:
        """第二款、第三款合并，作为第二款：“…”: of one article and level, with the words that they are to have."""
        level = next(iter(levels))
        if len(levels) > 1 or level not in _LEVELS or any(article is not articles[0] for article in articles):
            raise CannotApply("所合并的不是同一条的款、项")
        if not instruction.new:
            raise CannotApply("没有给出合并后的文字")
        article, first = articles[0], instruction.places[0]
        if rank(instruction.at[0]) != rank(first):
            raise CannotApply(f"按顺序推算不是{instruction.at[0].label}，而是{first.label}")
        for place in reversed(instruction.places[1:]):
            start, end = self._span(article, place)
            del article.rows[start:end]
            close_list(article, start)
        start, end = self._span(article, first)
        lines = instruction.new.split("\n")
        article.rows[start:end] = in_place_of(article.rows[start:end], lines, _LEVELS[level])
        if level != "par":
            article.relabel(_LEVELS[level])
        self.touched[index].append(article)

    def _retitle(self, instruction: Instruction) -> None:
        for place in instruction.places:
            node = next((n for n in divisions(self.before) if is_named(n, place)), None)
            if node is None:
                raise CannotApply(f"修改前的文本没有{place.label}")
            self.headings[node.path.value] = instruction.new

    def _renumber(self, instruction: Instruction, index: int) -> None:
        place, at = instruction.places[0], instruction.at[0]
        article = self._article(place)
        self.touched[index].append(article)
        if place.level == "art" and at.level == "art":
            self._count_on()
            self.numbering.pin(id(article), at)
        elif place.level != at.level or place.level not in _LEVELS:
            raise CannotApply(f"尚不能将{place.label}改为{at.label}")
        elif at.level == "item" and (at.paragraph or 1) != (place.paragraph or 1):
            self._move_item(article, place, at)

    def _move_item(self, article: Article, place: Place, at: Place) -> None:
        """原第六项改为第二款第一项: the item goes to the end of another paragraph, as the paragraphs now stand."""
        start, end = self._span(article, place)
        moved = article.rows[start:end]
        del article.rows[start:end]
        close_list(article, start)
        paragraphs = article.starts(PARAGRAPH)
        wanted = at.paragraph or 1
        if wanted > len(paragraphs):
            raise CannotApply(f"没有{at.label}可以改入")
        first = paragraphs[wanted - 1]
        last = article.block_end(first, len(article.rows))
        items = article.starts(ITEM, (first, last))
        if len(items) + 1 != at.item:
            raise CannotApply(f"按顺序推算{place.label}不成为{at.label}")
        article.rows[last:last] = moved
        article.relabel(ITEM)

    # -- numbers

    def settle_numbers(self, instructions: Sequence[Instruction]) -> Iterator[tuple[int, str]]:
        """Places and numbers the articles; the instructions whose numbers do not come out."""
        kept = [a for a in self.order if id(a) not in self.removed]
        old = [a for a in kept if a.number is not None]
        new = [a for a in kept if a.number is None]
        self.order, numbers = place_articles(old, new, self.numbering)
        for index, instruction in enumerate(instructions):
            if instruction.verb is Verb.INSERT and any(id(a) not in numbers for a in self.touched[index]):
                self.touched[index] = []
                yield index, f"修改前的文本不足以排到{instruction.at[0].label}"
        for article in self.order:
            number, insert = numbers[id(article)]
            if article.number is None or (article.number, article.insert) != (number, insert):
                article.label = article_label(number, insert)
            article.number, article.insert = number, insert
        for index, instruction in enumerate(instructions):
            if instruction.verb not in (Verb.RENUMBER, Verb.INSERT, Verb.MERGE) or not instruction.at:
                continue
            if instruction.at[0].level != "art":
                reason = self._misplaced_row(instruction, index)
                if reason:
                    yield index, reason
                continue
            for article, place in zip(self.touched[index], instruction.at, strict=False):
                if (article.number, article.insert) != (place.article, place.insert):
                    yield index, f"按顺序推算不是{place.label}，而是{article.label}"
                    break

    def _misplaced_row(self, instruction: Instruction, index: int) -> str:
        if instruction.verb is not Verb.RENUMBER or not self.touched[index]:
            return ""
        article, level = self.touched[index][0], _LEVELS[instruction.at[0].level]
        place, at = instruction.places[0], instruction.at[0]
        wanted = {PARAGRAPH: at.paragraph, ITEM: at.item}.get(level, at.subitem)
        was = {PARAGRAPH: place.paragraph, ITEM: place.item}.get(level, place.subitem)
        count = 0
        for row in article.rows:
            if row.level < level:
                count = 0
            elif row.level == level and row.kept is None:
                count += 1
                if row.number == was and (count == wanted):
                    return ""
        return f"按顺序推算{place.label}不成为{at.label}"

    def labels(self, index: int) -> Iterator[str]:
        """The articles an instruction shows in, as they are numbered in the end."""
        seen = set()
        for article in self.touched[index]:
            if id(article) not in self.removed and article.label not in seen:
                seen.add(article.label)
                yield article.label

    # -- the text

    def provisions(self) -> tuple[Provision, ...]:
        """The text with its articles as they are now, each in the division of the one before it."""
        homes: dict[tuple[int, int | None], int] = {}
        slots: list[list[Article]] = []
        for node in main_articles(self.before):
            homes.setdefault(number_of(node.path), len(slots))
            slots.append([])
        origin = {id(article): homes[key] for key, article in self.articles.items()}
        slot = 0
        for article in self.order:
            slot = max(slot, origin.get(id(article), slot))
            slots[slot].append(article)
        return tuple(self._rebuilt(self.before, iter(slots))) if slots else tuple(self.before)

    def _rebuilt(self, nodes: Sequence[Provision], slots: Iterator[list[Article]]) -> Iterator[Provision]:
        for node in nodes:
            if node.kind in (ProvisionKind.ANNEX, ProvisionKind.DUPLICATE):
                yield node
            elif node.kind is ProvisionKind.ARTICLE:
                for article in next(slots):
                    assert article.number is not None
                    yield article.provision(ProvisionPath.article(article.number, article.insert))
            elif node.kind is ProvisionKind.PREAMBLE and self.preamble:
                yield replace(node, text=self.preamble)
            elif node.children:
                heading = self.headings.get(node.path.value, node.heading)
                yield replace(node, heading=heading, children=tuple(self._rebuilt(node.children, slots)))
            else:
                yield replace(node, heading=self.headings.get(node.path.value, node.heading))
