"""The look of a volume's Word file: its styles and the parts that name the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from indexer.export.wordml import NAMESPACE

_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"

CONTENT_TYPES: Final = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_MAIN}.settings+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{_MAIN}.header+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_MAIN}.footer+xml"/>'
    f'<Override PartName="/word/footer2.xml" ContentType="{_MAIN}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
RELATIONS: Final = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
DOCUMENT_RELATIONS: Final = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/settings" Target="settings.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/header" Target="header1.xml"/>'
    f'<Relationship Id="rId4" Type="{_OFFICE}/footer" Target="footer1.xml"/>'
    f'<Relationship Id="rId5" Type="{_OFFICE}/footer" Target="footer2.xml"/>'
    "</Relationships>"
)


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style: size in points, space in points, indents in characters."""

    id: str
    size: float = 12
    east: str = "宋体"
    align: str = "both"
    before: float = 0
    after: float = 0
    first: int = 0
    left: int = 0
    right: int = 0
    bold: bool = False
    level: int | None = None
    extra: str = ""
    name: str = ""


_KEEP: Final = "<w:keepNext/><w:keepLines/>"
_LEADER: Final = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8844"/></w:tabs>'
_BREAK: Final = "<w:pageBreakBefore/>"

_STYLES: Final = (
    _Style("Plain", align="left", first=2, name="Normal"),
    _Style("Heading1", 22, "黑体", "center", 0, 24, level=0, extra=_KEEP + _BREAK, name="heading 1"),
    _Style("Heading2", 18, "黑体", "center", 12, 12, level=1, extra=_KEEP, name="heading 2"),
    _Style("FrontHeading", 18, "黑体", "center", 0, 18, extra=_KEEP + _BREAK),
    _Style("TOC1", 12, "黑体", "left", 8, 2, right=3, extra=_LEADER, name="toc 1"),
    _Style("TOC2", 11, "宋体", "left", left=1, right=3, extra=_LEADER, name="toc 2"),
    _Style("Facts", 10.5, "楷体", "center", 0, 8),
    _Style("EditorNote", 10.5, "楷体", "left", 0, 4, left=2),
    _Style("OwnTitle", 12, "黑体", "center"),
    _Style("OwnNumber", 12, "楷体", "center"),
    _Style("OwnNote", 11, "楷体", "center"),
    _Style("OwnCentred", 12, "楷体", "center"),
    _Style("OwnAddressee", 12, "宋体", "left"),
    _Style("OwnContents", 12, "宋体", "left", left=2),
    _Style("OwnDivision", 14, "黑体", "center", 12, 8, extra=_KEEP),
    _Style("OwnSection", 12, "黑体", "center", 8, 6, extra=_KEEP),
    _Style("OwnHeading", 12, "黑体", first=2, extra=_KEEP),
    _Style("OwnAnnex", 12, "黑体", "left", 12, 6, extra=_KEEP),
    _Style("OwnSignature", 12, "宋体", "right", 6, 0),
    _Style("OwnBody", first=2),
    _Style("OwnTable", 9, "宋体", "left"),
    _Style("ListCell", 9, "宋体", "left"),
    _Style("Initial", 12, "黑体", "left", 8, 2, extra="<w:keepNext/>"),
    _Style("IndexLine", 10.5, "宋体", "left", right=3, extra=_LEADER),
    _Style("Running", 9, "宋体", "center"),
    _Style("Folio", 10.5, "宋体", "center"),
    _Style("Banner", 16, "黑体", "right", 0, 120),
    _Style("CoverTitle", 32, "黑体", "center", 120, 60),
    _Style("CoverLine", 16, "楷体", "center", 12, 12),
)


def styles() -> str:
    """The styles part."""
    return (
        f'<w:styles xmlns:w="{NAMESPACE}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f'{_fonts("宋体")}<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
        '<w:spacing w:before="0" w:after="0" w:line="360" w:lineRule="auto"/>'
        "</w:pPr></w:pPrDefault></w:docDefaults>"
        + "".join(_style(style) for style in _STYLES)
        + '<w:style w:type="character" w:styleId="Label"><w:name w:val="Label"/><w:rPr>'
        f"{_fonts('黑体')}</w:rPr></w:style>"
        '<w:style w:type="character" w:styleId="Mark"><w:name w:val="Mark"/><w:rPr>'
        f'{_fonts("楷体")}<w:color w:val="B00020"/></w:rPr></w:style>'
        '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>'
        + "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        + "</w:tblBorders></w:tblPr></w:style></w:styles>"
    )


def _fonts(east: str) -> str:
    return f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{east}" w:cs="Times New Roman"/>'


def _style(style: _Style) -> str:
    level = f'<w:outlineLvl w:val="{style.level}"/>' if style.level is not None else ""
    indent = (
        f'<w:ind w:leftChars="{style.left * 100}" w:left="{int(style.left * style.size * 20)}" '
        f'w:rightChars="{style.right * 100}" w:right="{int(style.right * style.size * 20)}" '
        f'w:firstLineChars="{style.first * 100}" w:firstLine="{int(style.first * style.size * 20)}"/>'
    )
    line = 240 if style.size <= 10.5 or style.size >= 14 else 310
    default = ' w:default="1"' if style.name == "Normal" else ""
    keep = style.extra.replace(_LEADER, "")
    tabs = _LEADER if _LEADER in style.extra else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{style.id}"><w:name w:val="{style.name or style.id}"/>'
        f"<w:qFormat/><w:pPr>{keep}{tabs}"
        f'<w:spacing w:before="{int(style.before * 20)}" w:after="{int(style.after * 20)}" w:line="{line}" w:lineRule="auto"/>'
        f'{indent}<w:jc w:val="{style.align}"/>{level}</w:pPr>'
        f"<w:rPr>{_fonts(style.east)}{'<w:b/>' if style.bold else ''}"
        f'<w:sz w:val="{int(style.size * 2)}"/><w:szCs w:val="{int(style.size * 2)}"/></w:rPr></w:style>'
    )
