"""Word files made part by part, for constructions that no writing library makes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    f'xmlns:r="{_OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def docx_of(
    body: str, parts: Mapping[str, str] | None = None, *, namespace: str = W, encoding: str = "utf-8"
) -> bytes:
    """A file whose document body is this XML; ``parts`` are further parts by their kind (numbering, footnotes …),
    ``link:<id>`` an external relationship."""
    extra = dict(parts or {})
    document = f'<w:document xmlns:w="{namespace}" {_NAMES}><w:body>{body}</w:body></w:document>'
    declared = f'<?xml version="1.0" encoding="{encoding.upper()}"?>{document}'
    relations = []
    members: dict[str, bytes] = {"word/document.xml": declared.encode(encoding)}
    for kind, content in extra.items():
        if kind.startswith("link:"):
            relations.append(
                f'<Relationship Id="{kind[5:]}" Type="{_OFFICE}/hyperlink" Target="{content}" TargetMode="External"/>'
            )
            continue
        relations.append(f'<Relationship Id="r{kind}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>')
        if content:
            wrapped = f'<w:{kind} xmlns:w="{namespace}" {_NAMES}>{content}</w:{kind}>'
            members[f"word/{kind}.xml"] = wrapped.encode()
    members["_rels/.rels"] = _rels(
        [f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>']
    )
    members["word/_rels/document.xml.rels"] = _rels(relations)
    return zip_of(members)


def zip_of(members: Mapping[str, bytes]) -> bytes:
    """A zip archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def p(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{run(text)}</w:p>"


def run(text: str) -> str:
    """A run."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(num: str, level: int = 0) -> str:
    """Paragraph properties that put it in a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'


def numbering(*levels: tuple[str, str], start: int = 1, override: int | None = None) -> str:
    """A numbering part: each level's format and text; list 1 is plain, list 2 the same one begun anew."""
    made = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    over = (
        f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{override}"/></w:lvlOverride>' if override else ""
    )
    return (
        f'<w:abstractNum w:abstractNumId="0">{made}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{over}</w:num>'
    )


def _rels(relations: list[str]) -> bytes:
    return f'<Relationships xmlns="{_RELATIONS}">{"".join(relations)}</Relationships>'.encode()
