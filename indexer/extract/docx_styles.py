"""What a paragraph inherits from its style: heading level, alignment, list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from indexer.model.source import Alignment

_MOST_PARENTS: Final = 20
_ALIGNMENTS: Final = {
    "center": Alignment.CENTER,
    "right": Alignment.RIGHT,
    "end": Alignment.RIGHT,
    "left": Alignment.LEFT,
    "start": Alignment.LEFT,
}


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style as it stands, without its parents."""

    parent: str = ""
    level: int = 0
    align: Alignment = Alignment.UNKNOWN
    num_id: str = ""
    depth: int = 0


@dataclass(slots=True)
class Styles:
    """All paragraph styles, with what each inherits worked out once."""

    own: dict[str, Style] = field(default_factory=dict)
    default: str = ""
    _resolved: dict[str, Style] = field(default_factory=dict)

    def get(self, name: str) -> Style:
        """A style with its parents' properties; styles based on themselves end where the ring closes."""
        if name in self._resolved:
            return self._resolved[name]
        level, align, num_id, depth = 0, Alignment.UNKNOWN, "", 0
        at, seen = name or self.default, set[str]()
        while at and at in self.own and at not in seen and len(seen) < _MOST_PARENTS:
            seen.add(at)
            style = self.own[at]
            level = level or style.level
            align = align if align is not Alignment.UNKNOWN else style.align
            if not num_id and style.num_id:
                num_id, depth = style.num_id, style.depth
            at = style.parent
        made = self._resolved[name] = Style("", level, align, num_id, depth)
        return made


def read_styles(root: Any, w: str) -> Styles:
    """The paragraph styles of styles.xml."""
    styles = Styles()
    if root is None:
        return styles
    for element in root.iterchildren(f"{w}style"):
        if element.get(f"{w}type", "paragraph") != "paragraph":
            continue
        name = element.get(f"{w}styleId", "")
        parent = element.find(f"{w}basedOn")
        properties = element.find(f"{w}pPr")
        level, align, num_id, depth = read_properties(properties, w)
        styles.own[name] = Style(
            parent.get(f"{w}val", "") if parent is not None else "", level, align, num_id, depth
        )
        if element.get(f"{w}default") in ("1", "true"):
            styles.default = name
    return styles


def read_properties(properties: Any, w: str) -> tuple[int, Alignment, str, int]:
    """(heading level, alignment, list, level in the list) of a pPr element."""
    if properties is None:
        return 0, Alignment.UNKNOWN, "", 0
    level, align, num_id, depth = 0, Alignment.UNKNOWN, "", 0
    for child in properties:
        if child.tag == f"{w}outlineLvl":
            value = child.get(f"{w}val", "9")
            level = int(value) + 1 if value.isascii() and value.isdigit() and int(value) < 9 else 0
        elif child.tag == f"{w}jc":
            align = _ALIGNMENTS.get(child.get(f"{w}val", ""), Alignment.UNKNOWN)
        elif child.tag == f"{w}numPr":
            number, at = child.find(f"{w}numId"), child.find(f"{w}ilvl")
            num_id = number.get(f"{w}val", "") if number is not None else ""
            value = at.get(f"{w}val", "0") if at is not None else "0"
            depth = int(value) if value.isascii() and value.isdigit() else 0
    return level, align, num_id, depth
