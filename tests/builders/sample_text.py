"""Write sample documents as plain text and Markdown, in the forms that such files take."""

from __future__ import annotations

from tests.builders.sample_sources import MARK, Block, Source, article_label, final_text, marked

WRAP_WIDTH = 40


def plain_text(source: Source) -> bytes:
    """A txt file; the layout says encoding, line ends and wrapping."""
    layout = source.get("layout")
    lines = [line for block in marked(source.blocks) for line in _plain_lines(block)]
    if layout == "txt-wrap":
        lines = [piece for line in lines for piece in _wrapped(line)]
    text = "\n".join(lines) + "\n"
    if layout == "txt-gb18030":
        return text.encode("gb18030")
    if layout == "txt-bom-crlf":
        return text.replace("\n", "\r\n").encode("utf-8-sig")
    return text.encode("utf-8")


def _plain_lines(block: Block) -> list[str]:
    text = final_text(block.text)
    if block.kind == "article":
        first, *rest = text.split("\n")
        return [f"　　{article_label(block.number)}　{first}", *(f"　　{line}" for line in rest)]
    if block.kind == "table":
        return ["\t".join(_shown(cell) for cell in row) for row in block.rows]
    if block.kind == "inner":
        return ["", ""]
    if block.kind == "paragraph":
        return [f"　　{text}"]
    if block.kind == "signoff":
        return ["　" * 16 + text]
    if block.kind in {"chapter", "section"}:
        return ["", text, ""]
    return [text]


def _wrapped(line: str) -> list[str]:
    return [line[start : start + WRAP_WIDTH] for start in range(0, len(line), WRAP_WIDTH)] or [""]


def _shown(cell: str) -> str:
    return "" if cell in {"<", "^"} else cell


def markdown(source: Source) -> bytes:
    """A Markdown file: LawRefBook's form, a form with front matter, or a plain one."""
    layout = source.get("layout")
    if layout == "md-lawrefbook":
        parts = _lawrefbook_parts(source.blocks)
    elif layout == "md-frontmatter":
        parts = [_front_matter(source), *_markdown_parts((*source.blocks, Block("mark", MARK)))]
    else:
        parts = _markdown_parts(marked(source.blocks))
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def _lawrefbook_parts(blocks: tuple[Block, ...]) -> list[str]:
    head = [block for block in blocks if block.kind in {"title", "number", "note"}]
    body = tuple(block for block in blocks if block.kind not in {"title", "number", "note"})
    notes = [block.text for block in head if block.kind != "title"]
    return [f"# {head[0].text}", *notes, MARK, "<!-- INFO END -->", *_markdown_parts(body)]


def _front_matter(source: Source) -> str:
    keys = ("title", "number", "issuers", "written")
    names = {"title": "title", "number": "doc_no", "issuers": "issuer", "written": "date"}
    lines = [f'{names[key]}: "{source.get(key)}"' for key in keys if source.get(key)]
    return "\n".join(["---", *lines, 'note: "示例文件，内容虚构"', "---"])


def _markdown_parts(blocks: tuple[Block, ...]) -> list[str]:
    return [part for block in blocks for part in _markdown_lines(block)]


def _markdown_lines(block: Block) -> list[str]:
    text = final_text(block.text)
    if block.kind == "article":
        first, *rest = text.split("\n")
        return [f"{article_label(block.number)} {first}", *rest]
    if block.kind == "table":
        return [_markdown_table(block.rows)]
    if block.kind == "inner":
        return ["---"]
    heading = {"title": "# ", "chapter": "## ", "section": "### ", "annex": "## "}.get(block.kind, "")
    return [heading + text]


def _markdown_table(rows: tuple[tuple[str, ...], ...]) -> str:
    lines = ["| " + " | ".join(_shown(cell) for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])
