"""Word, OFD and other packages: bombs, entities, lies in the directory, parts that are missing or point outside."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from indexer.model.limits import MEGABYTE, Limits
from tests.builders.docx_parts import W, docx_of, p, run, zip_of
from tests.builders.formats import fixed_layout
from tests.hostile.case import BODY, KEPT, READ, Case, fixed

_PARAGRAPHS = "".join(p(line) for line in BODY.split("\n") if line)
_LIMITS = ("limit_ratio", "limit_part", "limit_unpacked")
_ODD = ("damaged", "unsupported")


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _bombs()
    yield from _archives()
    yield from _xml()
    yield from _word()
    yield from _fixed_layout()
    yield from _office()


def _parts(**changed: bytes | None) -> dict[str, bytes]:
    """The members of a small Word file, some replaced (by their last name) or taken out."""
    with zipfile.ZipFile(io.BytesIO(docx_of(_PARAGRAPHS))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name in list(members):
        key = name.rpartition("/")[2].partition(".")[0] or "rels"
        if key in changed:
            content = changed[key]
            if content is None:
                del members[name]
            else:
                members[name] = content
    return members


def _document(body: str, head: str = "", names: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<w:document xmlns:w="{W}" {names}><w:body>{body}</w:body></w:document>'.encode()


def _bombs() -> Iterator[Case]:
    yield Case(
        "bomb-document.docx",
        lambda: zip_of(_parts(document=_document(_PARAGRAPHS + " " * 90 * MEGABYTE))),
        _LIMITS,
        says="上限",
    )
    yield Case("bomb-part-over.docx", lambda: _zip_stored_claim(_parts(), 101), _LIMITS, says="上限")
    small = replace(Limits(), unpacked_bytes=MEGABYTE)
    noise = random.Random(1).randbytes(700_000).hex().encode()
    total = {**_parts(), "word/media.xml": noise}
    yield Case(
        "unpacked-over-set.docx",
        lambda: zip_of({**total, "word/document.xml": _document(_PARAGRAPHS + f"<!--{noise.decode()}-->")}),
        _LIMITS,
        limits=small,
    )
    yield Case(
        "members-over.docx",
        lambda: zip_of({**_parts(), **{f"word/x{n}.xml": b"" for n in range(5_001)}}),
        ("limit_members",),
        says="5000",
    )
    yield Case(
        "lying-size.docx",
        lambda: _lying(zip_of(_parts(document=_document(_PARAGRAPHS + " " * 20 * MEGABYTE)))),
        (*_LIMITS, "damaged", READ),
    )
    yield Case(
        "bomb.ofd",
        lambda: zip_of({"OFD.xml": b"<OFD>" + b" " * 90 * MEGABYTE + b"</OFD>"}),
        _LIMITS,
        says="上限",
    )
    yield Case(
        "bomb-unused.docx",
        lambda: zip_of({**_parts(), "word/media/image.png": bytes(90 * MEGABYTE)}),
        (READ, *_LIMITS),
    )
    yield Case(
        "nested-zip.docx",
        lambda: zip_of({**_parts(), "word/embeddings/a.zip": zip_of({"b": bytes(20 * MEGABYTE)})}),
        (READ,),
        KEPT,
    )


def _zip_stored_claim(members: dict[str, bytes], megabytes: int) -> bytes:
    body = _document(_PARAGRAPHS + "<!--" + "x" * megabytes * MEGABYTE + "-->")
    return zip_of({**members, "word/document.xml": body})


def _lying(data: bytes) -> bytes:
    """Directory and local headers that claim a hundredth of the size."""
    changed = bytearray(data)
    for magic, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        found = data.find(magic)
        while found >= 0:
            (size,) = struct.unpack_from("<I", data, found + at)
            struct.pack_into("<I", changed, found + at, size // 100)
            found = data.find(magic, found + 4)
    return bytes(changed)


def _archives() -> Iterator[Case]:
    whole = docx_of(_PARAGRAPHS)
    for part in (0.1, 0.5, 0.9, 0.99):
        yield Case(f"truncated-{part}.docx", fixed(whole[: int(len(whole) * part)]), _ODD)
    noise = random.Random(4)
    for number in range(12):
        changed = bytearray(whole)
        for _ in range(4):
            changed[noise.randrange(len(changed))] ^= 1 << noise.randrange(8)
        yield Case(
            f"flipped-{number}.docx",
            fixed(bytes(changed)),
            (READ, "doctype", "encrypted", "empty", *_ODD),
        )
    yield Case("trailing-nulls.docx", lambda: whole + b"\0" * 1000, (READ,), KEPT)
    yield Case("junk-before.docx", lambda: b"junk" * 10 + whole, (READ, "encoding", "garbled", *_ODD))
    yield Case("empty-zip.docx", lambda: zip_of({}), ("unsupported", "damaged"))
    yield Case("plain.zip", lambda: zip_of({"a.txt": b"x"}), ("unsupported",), says="解压")
    yield Case(
        "workbook.docx", lambda: zip_of({"xl/workbook.xml": b"<x/>"}), ("unsupported",), says="电子表格"
    )
    yield Case(
        "slides.pptx", lambda: zip_of({"ppt/presentation.xml": b"<x/>"}), ("unsupported",), says="演示文稿"
    )
    yield Case(
        "opendocument.odt",
        lambda: zip_of({"mimetype": b"application/vnd.oasis.opendocument.text"}),
        ("unsupported",),
    )
    yield Case(
        "traversal-names.docx",
        lambda: zip_of({**_parts(), "../../../etc/evil": b"x", "/abs": b"x", "C:\\x": b"x"}),
        (READ,),
        KEPT,
    )
    yield Case(
        "control-names.docx", lambda: zip_of({**_parts(), "a\n\x1b[31m\u202e.xml": b"x"}), (READ,), KEPT
    )
    yield Case("duplicate-members.docx", lambda: _duplicated(), (READ, *_ODD))
    yield Case("flag-encrypted.docx", lambda: _flagged(whole), ("encrypted",), says="密码")
    yield Case("unknown-compression.docx", lambda: _compressed_as(whole, 99), ("damaged",))
    yield Case("docx-named.pdf", lambda: whole, (READ,), KEPT, says="按内容读取")
    yield Case("docx-named.txt", lambda: whole, (READ,), KEPT, says="按内容读取")
    yield Case(
        "docm-renamed.docx",
        lambda: zip_of({**_parts(), "word/vbaProject.bin": b"macro"}),
        (READ,),
        KEPT,
        ("macro",),
    )
    crc = bytearray(whole)
    at = whole.find(b"PK\x01\x02") + 16
    crc[at] ^= 0xFF
    yield Case("wrong-crc.docx", lambda: bytes(crc), (READ, "damaged"))


def _duplicated() -> bytes:
    buffer = io.BytesIO(docx_of(_PARAGRAPHS))
    with zipfile.ZipFile(buffer, "a") as archive:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            archive.writestr("word/document.xml", _document(p("另一份")))
    return buffer.getvalue()


def _flagged(data: bytes) -> bytes:
    changed = bytearray(data)
    for magic, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        found = data.find(magic)
        while found >= 0:
            changed[found + at] |= 1
            found = data.find(magic, found + 4)
    return bytes(changed)


def _compressed_as(data: bytes, method: int) -> bytes:
    changed = bytearray(data)
    for magic, at in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        found = data.find(magic)
        while found >= 0:
            struct.pack_into("<H", changed, found + at, method)
            found = data.find(magic, found + 4)
    return bytes(changed)


def _xml() -> Iterator[Case]:
    laughs = (
        '<!DOCTYPE l [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
        + "]>"
    )
    yield Case(
        "billion-laughs.docx",
        lambda: zip_of(_parts(document=_document(p("&j;"), laughs))),
        ("doctype",),
        says="DOCTYPE",
    )
    external = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    yield Case(
        "external-entity.docx",
        lambda: zip_of(_parts(document=_document(p("&e;"), external))),
        ("doctype",),
        lacks=("root:",),
    )
    padded = (
        b'<?xml version="1.0"?>'
        + b" " * 5000
        + f'{external}<w:document xmlns:w="{W}"><w:body>{p("&e;")}{_PARAGRAPHS}</w:body></w:document>'.encode()
    )
    yield Case(
        "external-entity-late.docx",
        lambda: zip_of(_parts(document=padded)),
        (READ, "doctype", "damaged"),
        lacks=("root:",),
    )
    wide = (
        _document(p("&e;"), external)
        .decode()
        .replace('version="1.0"', 'version="1.0" encoding="UTF-16"')
        .encode("utf-16")
    )
    yield Case(
        "external-entity-utf16.docx",
        lambda: zip_of(_parts(document=wide)),
        ("doctype", "damaged"),
        lacks=("root:",),
    )
    yield Case(
        "deep-xml.docx",
        lambda: zip_of(
            _parts(
                document=_document(
                    "<w:sdt><w:sdtContent>" * 600 + _PARAGRAPHS + "</w:sdtContent></w:sdt>" * 600
                )
            )
        ),
        ("limit_depth", "damaged"),
    )
    yield Case("broken-xml.docx", lambda: zip_of(_parts(document=b"<w:document><w:body>")), ("damaged",))
    yield Case("empty-xml.docx", lambda: zip_of(_parts(document=b"")), ("damaged", "empty"))
    yield Case(
        "other-root.docx",
        lambda: zip_of(_parts(document=b"<html><body>x</body></html>")),
        ("damaged", "empty"),
    )
    yield Case("no-document.docx", lambda: zip_of(_parts(document=None)), _ODD)
    yield Case("no-rels.docx", lambda: zip_of(_parts(rels=None)), (READ, "damaged"))
    yield Case("broken-rels.docx", lambda: zip_of(_parts(rels=b"<")), (READ, "damaged"))
    yield Case("utf16.docx", lambda: docx_of(_PARAGRAPHS, encoding="utf-16"), (READ,), KEPT)
    yield Case(
        "nul-in-xml.docx",
        lambda: zip_of(_parts(document=_document(p("a\0b") + _PARAGRAPHS))),
        ("damaged", READ),
    )
    yield Case(
        "bad-characters.docx",
        lambda: zip_of(_parts(document=_document(p("&#1;&#xFFFE;") + _PARAGRAPHS))),
        ("damaged", READ),
    )
    yield Case(
        "processing.docx",
        lambda: zip_of(
            _parts(document=_document(_PARAGRAPHS, '<?xml-stylesheet href="file:///etc/passwd"?>'))
        ),
        (READ,),
        KEPT,
        ("root:",),
    )


def _word() -> Iterator[Case]:
    def word(body: str, parts: dict[str, str] | None = None) -> bytes:
        return docx_of(body + _PARAGRAPHS, parts)

    span = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr>'
        + p("宽")
        + "</w:tc></w:tr></w:tbl>"
    )
    yield Case("grid-span.docx", lambda: word(span), (READ, "limit_cells"), ("宽",))
    before = (
        '<w:tbl><w:tr><w:trPr><w:gridBefore w:val="99999999"/></w:trPr><w:tc>'
        + p("前")
        + "</w:tc></w:tr></w:tbl>"
    )
    yield Case("grid-before.docx", lambda: word(before), (READ, "limit_cells"))
    yield Case(
        "many-cells.docx",
        lambda: word("<w:tbl>" + ("<w:tr>" + f"<w:tc>{p('1')}</w:tc>" * 60 + "</w:tr>") * 3400 + "</w:tbl>"),
        (READ, "limit_cells", "limit_ratio"),
    )
    nested = "<w:tbl><w:tr><w:tc>" * 70 + p("深") + "</w:tc></w:tr></w:tbl>" * 70
    yield Case("nested-tables.docx", lambda: word(nested), (READ, "limit_depth"))
    styles = '<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    yield Case(
        "self-based-styles.docx",
        lambda: word(p("循环", '<w:pStyle w:val="a"/>'), {"styles": styles}),
        (READ,),
        ("循环", *KEPT),
    )
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>'
        for n in range(5000)
    )
    yield Case(
        "style-chain.docx",
        lambda: word(p("长链", '<w:pStyle w:val="s0"/>'), {"styles": chain}),
        (READ,),
        ("长链",),
    )
    numbers = '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="99999999999999999999"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    yield Case(
        "huge-number.docx", lambda: word(p("编号", listed), {"numbering": numbers}), (READ,), ("编号",)
    )
    for name, value in (("negative", "-5"), ("letters", "abc"), ("empty", ""), ("roman", "4000000")):
        odd = numbers.replace("99999999999999999999", value).replace(
            "chineseCountingThousand", "upperRoman" if name == "roman" else "decimal"
        )
        yield Case(
            f"number-{name}.docx",
            fixed(word(p("编号", listed), {"numbering": odd})),
            (READ,),
            ("编号",),
        )
    looped = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="x"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    yield Case("number-loop.docx", lambda: word(p("编号", listed), {"numbering": looped}), (READ,), ("编号",))
    yield Case(
        "template-outside.docx",
        lambda: word("", {"link:t1": "file:///etc/passwd"}),
        (READ,),
        KEPT,
        ("root:",),
    )
    yield Case("null-target.docx", lambda: word("", {"link:t1": "NULL"}), (READ,), KEPT)
    yield Case(
        "missing-notes.docx",
        lambda: word('<w:p><w:r><w:footnoteReference w:id="7"/></w:r></w:p>', {"footnotes": ""}),
        (READ,),
        KEPT,
    )
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO cmd "/c calc"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("结果")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    yield Case("dde-field.docx", lambda: word(field), (READ,), ("结果",), ("DDEAUTO", "calc"))
    include = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDETEXT "/etc/passwd"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    yield Case("include-field.docx", lambda: word(include), (READ,), KEPT, ("root:", "INCLUDETEXT"))
    open_field = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 3000 + "</w:p>" * 3000
    yield Case(
        "open-fields.docx",
        lambda: zip_of(_parts(document=_document(open_field + _PARAGRAPHS))),
        (READ, "limit_depth", "damaged"),
    )
    yield Case(
        "altchunk.docx",
        lambda: word('<w:altChunk r:id="t1"/>', {"link:t1": "file:///etc/passwd"}),
        (READ,),
        KEPT,
        ("root:",),
    )
    deleted = (
        f"<w:p><w:del><w:r><w:delText>删去的</w:delText></w:r></w:del><w:ins>{run('插入的')}</w:ins></w:p>"
    )
    yield Case("tracked.docx", lambda: word(deleted), (READ,), ("插入的",), ("删去的",))
    yield Case(
        "one-run-a-character.docx",
        lambda: docx_of("<w:p>" + "".join(run(c) for c in BODY.replace("\n", "") * 40) + "</w:p>"),
        (READ,),
        ("为了示例",),
    )
    yield Case("many-paragraphs.docx", lambda: docx_of(_PARAGRAPHS + p("甲。") * 30_000), (READ,), KEPT)
    yield Case(
        "huge-paragraph.docx",
        lambda: docx_of(p("字" * 200_001) + _PARAGRAPHS),
        ("limit_paragraph",),
        says="200000",
    )
    yield Case("only-picture.docx", lambda: docx_of("<w:p><w:r><w:drawing/></w:r></w:p>"), ("empty",))


def _fixed_layout() -> Iterator[Case]:
    def changed(**parts: bytes | None) -> bytes:
        with zipfile.ZipFile(io.BytesIO(fixed_layout())) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        for key, content in parts.items():
            name = {"root": "OFD.xml", "document": "Doc_0/Document.xml", "page": "Doc_0/Pages/1.xml"}[key]
            if content is None:
                del members[name]
            else:
                members[name] = content
        return zip_of(members)

    yield Case("no-page.ofd", lambda: changed(page=None), (READ,), says="缺少")
    yield Case("no-document.ofd", lambda: changed(document=None), ("no_text_layer", "damaged"))
    yield Case(
        "root-outside.ofd",
        lambda: changed(root=b"<OFD><DocBody><DocRoot>../../../../etc/passwd</DocRoot></DocBody></OFD>"),
        ("no_text_layer", "damaged"),
        lacks=("root:",),
    )
    loop = b"<Document><Pages>" + b'<Page ID="1" BaseLoc="Pages/1.xml"/>' * 3001 + b"</Pages></Document>"
    yield Case("pages-over.ofd", lambda: changed(document=loop), ("limit_pages",), says="3000")
    repeated = b"<Document><Pages>" + b'<Page ID="1" BaseLoc="Pages/1.xml"/>' * 2000 + b"</Pages></Document>"
    yield Case(
        "pages-repeated.ofd", lambda: changed(document=repeated), (READ, "limit_text", "limit_unpacked")
    )
    odd = '<Page><Content><Layer><TextObject Boundary="x y" Size="NaN"><TextCode X="inf" Y="nan">怪</TextCode></TextObject><TextObject><TextCode>第一条　为了示例。</TextCode></TextObject></Layer></Content></Page>'
    yield Case("odd-numbers.ofd", lambda: changed(page=odd.encode()), (READ,))
    yield Case(
        "entities.ofd",
        lambda: changed(page=b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Page>&e;</Page>'),
        ("doctype",),
        lacks=("root:",),
    )
    yield Case("empty-root.ofd", lambda: changed(root=b""), ("damaged",))
    whole = fixed_layout()
    yield Case("truncated.ofd", lambda: whole[: len(whole) // 2], _ODD)


def _ole(*streams: str) -> bytes:
    """An OLE file's header and one directory sector, enough to tell what it says it is."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHH", head, 24, 0x3E, 3, 0xFFFE, 9)
    struct.pack_into("<I", head, 48, 0)
    entries = bytearray()
    for name in ("Root Entry", *streams):
        entry = bytearray(128)
        coded = name.encode("utf-16-le")
        entry[: len(coded)] = coded
        struct.pack_into("<H", entry, 64, len(coded) + 2)
        entries += entry
    return bytes(head + entries.ljust(512, b"\0"))


def _office() -> Iterator[Case]:
    failing = ("conversion_failed", "no_converter", "damaged", "empty", "encrypted", "unsupported")
    yield Case(
        "encrypted-package.docx",
        lambda: _ole("EncryptionInfo", "EncryptedPackage"),
        ("encrypted",),
        says="密码",
    )
    yield Case("workbook.xls", lambda: _ole("Workbook"), ("unsupported",), says="电子表格")
    yield Case("slides.ppt", lambda: _ole("PowerPoint Document"), ("unsupported",), says="演示文稿")
    yield Case("hollow.doc", lambda: _ole("WordDocument"), failing)
    yield Case("header-only.doc", lambda: _ole()[:512], failing)
    yield Case("magic-only.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", failing)
    looped = bytearray(_ole("WordDocument"))
    struct.pack_into("<I", looped, 48, 0xFFFFFFF0)
    yield Case("directory-outside.doc", lambda: bytes(looped), failing)
    include = b'{\\rtf1\\ansi{\\field{\\*\\fldinst INCLUDETEXT "/etc/passwd"}{\\fldrslt x}}\\par}'
    yield Case("include.rtf", lambda: include, (READ, *failing), lacks=("root:",))
    template = b"{\\rtf1\\ansi{\\*\\template file:///etc/passwd}\\pard A\\par}"
    yield Case("template.rtf", lambda: template, (READ, *failing), lacks=("root:",))
    yield Case(
        "nested.rtf",
        lambda: b"{\\rtf1" + b"{" * 20_000 + b"x" + b"}" * 20_000 + b"}",
        (READ, *failing, "timeout"),
    )
    yield Case("broken.rtf", lambda: b"{\\rtf1\\bin99999999 ", (READ, *failing))
