"""PDF files: encrypted, truncated, looping, inflating, lying, without text."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from indexer.model.limits import Limits
from tests.builders.formats import portable
from tests.hostile.case import READ, Case, fixed

_KEPT = ("第一条",)
_NO_TEXT = ("no_text_layer", "empty", "damaged", "garbled")


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _locked()
    yield from _broken()
    yield from _looping()
    yield from _inflating()
    yield from _without_text()


def _pdf(objects: dict[int, bytes], root: int = 1, xref: bool = True, trailer: bytes = b"") -> bytes:
    """A file of these objects."""
    out = bytearray(b"%PDF-1.7\n")
    places: dict[int, int] = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    at = len(out)
    if xref:
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (max(objects) + 1)
        for number in range(1, max(objects) + 1):
            out += b"%010d 00000 n \n" % places.get(number, 0)
    out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        max(objects) + 1,
        root,
        trailer,
        at,
    )
    return bytes(out)


def _stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), head, data)


def _page_of(content: bytes, head: bytes = b"", resources: bytes = b"") -> dict[int, bytes]:
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> %s >> >>"
        % resources,
        4: _stream(content, head),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }


_WORDS = (
    b"BT /F 12 Tf 50 700 Td (Article 1 This sample rule is made for a sample and says so at length.) Tj ET\n"
)


def _with_password(user: str, owner: str, algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(portable())))
    writer.encrypt(user, owner, algorithm=algorithm)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _locked() -> Iterator[Case]:
    for algorithm in ("RC4-40", "RC4-128", "AES-128", "AES-256"):
        yield Case(
            f"user-password-{algorithm}.pdf",
            fixed(_with_password("secret", "owner", algorithm)),
            ("encrypted",),
            says="密码",
        )
        yield Case(
            f"owner-password-{algorithm}.pdf",
            fixed(_with_password("", "owner", algorithm)),
            (READ,),
            _KEPT,
        )
    broken = _pdf(_page_of(_WORDS), trailer=b"/Encrypt << /Filter /Unknown /V 99 >>")
    yield Case("unknown-encryption.pdf", lambda: broken, ("encrypted", "damaged", READ, "no_text_layer"))


def _broken() -> Iterator[Case]:
    whole = portable()
    for part in (0.02, 0.3, 0.6, 0.9, 0.99):
        yield Case(f"truncated-{part}.pdf", fixed(whole[: int(len(whole) * part)]), (READ, *_NO_TEXT))
    noise = random.Random(5)
    for number in range(10):
        changed = bytearray(whole)
        for _ in range(6):
            changed[noise.randrange(len(changed))] ^= 1 << noise.randrange(8)
        yield Case(
            f"flipped-{number}.pdf",
            fixed(bytes(changed)),
            (READ, "encrypted", "limit_pages", *_NO_TEXT),
        )
    yield Case("junk-before.pdf", lambda: b"HTTP/1.1 200 OK\r\n\r\n" + whole, (READ,), _KEPT)
    yield Case("nulls-after.pdf", lambda: whole + b"\0" * 5000, (READ,), _KEPT)
    yield Case("pdf-named.docx", lambda: whole, (READ,), _KEPT, says="按内容读取")
    yield Case("header-only.pdf", lambda: b"%PDF-1.7\n", _NO_TEXT)
    yield Case("no-xref.pdf", lambda: _pdf(_page_of(_WORDS), xref=False), (READ, *_NO_TEXT))
    at = whole.rfind(b"startxref")
    yield Case("wrong-xref.pdf", lambda: whole[:at] + b"startxref\n99\n%%EOF\n", (READ, *_NO_TEXT))
    yield Case(
        "xref-beyond.pdf", lambda: whole[:at] + b"startxref\n99999999999999\n%%EOF\n", (READ, *_NO_TEXT)
    )
    yield Case("no-pages.pdf", lambda: _pdf({1: b"<< /Type /Catalog >>"}), _NO_TEXT)
    yield Case(
        "null-page.pdf",
        lambda: _pdf(
            {
                1: b"<< /Type /Catalog /Pages 2 0 R >>",
                2: b"<< /Type /Pages /Kids [null 9 0 R (x)] /Count 3 >>",
            }
        ),
        _NO_TEXT,
    )
    yield Case(
        "huge-box.pdf",
        lambda: _pdf(
            {
                **_page_of(_WORDS),
                3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1e38 -1e38] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
            }
        ),
        (READ, *_NO_TEXT),
    )
    yield Case("no-fonts.pdf", lambda: _pdf({**_page_of(_WORDS), 5: b"null"}), (READ, *_NO_TEXT))
    yield Case(
        "nan-operands.pdf",
        lambda: _pdf(_page_of(b"BT /F nan Tf 1e999 -1e999 Td (x) Tj ET\n" + _WORDS)),
        (READ, *_NO_TEXT),
    )
    yield Case(
        "unbalanced.pdf", lambda: _pdf(_page_of(b"q " * 50_000 + _WORDS + b"BT " * 1000)), (READ, *_NO_TEXT)
    )
    yield Case(
        "script.pdf",
        lambda: _pdf(
            {
                **_page_of(_WORDS),
                1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>",
            }
        ),
        (READ,),
        lacks=("app.alert",),
    )
    yield Case(
        "launch.pdf",
        lambda: _pdf(
            {
                **_page_of(_WORDS),
                1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (/bin/sh) >> >>",
            }
        ),
        (READ,),
    )
    yield Case(
        "outside-file.pdf",
        lambda: _pdf({**_page_of(_WORDS), 4: b"<< /Length 0 /F (/etc/passwd) >>\nstream\n\nendstream"}),
        _NO_TEXT,
        lacks=("root:",),
    )


def _looping() -> Iterator[Case]:
    self_kid = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"}
    yield Case("page-tree-loop.pdf", lambda: _pdf(self_kid), (*_NO_TEXT, "limit_pages", "timeout", "cpu"))
    doubling = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    for level in range(2, 40):
        doubling[level] = b"<< /Type /Pages /Kids [%d 0 R %d 0 R] /Count 2 >>" % (level + 1, level + 1)
    doubling[40] = b"<< /Type /Page /Parent 39 0 R /MediaBox [0 0 1 1] >>"
    short = replace(Limits(), wall_seconds=20, cpu_seconds=15)
    yield Case(
        "page-tree-doubling.pdf",
        lambda: _pdf(doubling),
        (*_NO_TEXT, "limit_pages", "timeout", "cpu", "memory"),
        limits=short,
    )
    deep = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    for level in range(2, 3000):
        deep[level] = b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (level + 1, level - 1)
    deep[3000] = b"<< /Type /Page /MediaBox [0 0 1 1] >>"
    yield Case("page-tree-deep.pdf", lambda: _pdf(deep), (*_NO_TEXT, READ, "crashed"), limits=short)
    form = b"/X Do\n"
    drawn = _page_of(form + _WORDS, resources=b"/XObject << /X 6 0 R >>")
    drawn[6] = _stream(
        b"/X Do /X Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>",
    )
    yield Case("form-draws-itself.pdf", lambda: _pdf(drawn), (READ, *_NO_TEXT), limits=short)
    chain = _page_of(b"/X Do\n", resources=b"/XObject << /X 6 0 R >>")
    for level in range(6, 40):
        chain[level] = _stream(
            b"/X Do " * 10,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>"
            % (level + 1),
        )
    chain[40] = _stream(_WORDS, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    yield Case(
        "forms-ten-to-the-34.pdf",
        lambda: _pdf(chain),
        (READ, *_NO_TEXT, "timeout", "cpu", "memory", "crashed"),
        limits=short,
    )
    loop = _page_of(_WORDS)
    loop[4] = b"<< /Length 4 0 R >>\nstream\n" + _WORDS + b"\nendstream"
    yield Case("length-is-itself.pdf", lambda: _pdf(loop), (READ, *_NO_TEXT), limits=short)
    prev = _pdf(_page_of(_WORDS), trailer=b"/Prev 9")
    yield Case(
        "previous-xref-loop.pdf",
        lambda: prev.replace(b"/Prev 9", b"/Prev %d" % prev.rfind(b"xref\n0")),
        (READ, *_NO_TEXT),
        limits=short,
    )
    many = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count 3001 /Kids [" + b"3 0 R " * 3001 + b"] >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1 1] >>",
    }
    yield Case("pages-over.pdf", lambda: _pdf(many), ("limit_pages",), says="3000")
    lies = {**_page_of(_WORDS), 2: b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"}
    yield Case("page-count-lies.pdf", lambda: _pdf(lies), (READ, "limit_pages", *_NO_TEXT), limits=short)


def _inflating() -> Iterator[Case]:
    bomb = zlib.compress(b" " * 400_000_000, 9)
    yield Case(
        "filter-bomb.pdf",
        lambda: _pdf(_page_of(bomb, b"/Filter /FlateDecode")),
        (READ, "memory", "timeout", "cpu", *_NO_TEXT),
    )
    twice = zlib.compress(bomb, 9)
    yield Case(
        "filter-bomb-twice.pdf",
        lambda: _pdf(_page_of(twice, b"/Filter [/FlateDecode /FlateDecode]")),
        (READ, "memory", "timeout", "cpu", *_NO_TEXT),
    )
    ascii85 = b"z" * 3_000_000 + b"~>"
    yield Case(
        "ascii85-bomb.pdf",
        lambda: _pdf(_page_of(ascii85, b"/Filter /ASCII85Decode")),
        (READ, "memory", "timeout", "cpu", *_NO_TEXT),
    )
    hexed = b"/ASCIIHexDecode " * 2000
    yield Case(
        "filter-chain.pdf", lambda: _pdf(_page_of(b"20>", b"/Filter [" + hexed + b"]")), (READ, *_NO_TEXT)
    )
    runs = bytes([129, 32]) * 1_000_000 + b"\x80"
    yield Case(
        "run-length-bomb.pdf",
        lambda: _pdf(_page_of(runs, b"/Filter /RunLengthDecode")),
        (READ, "memory", "timeout", "cpu", *_NO_TEXT),
    )
    yield Case(
        "predictor.pdf",
        lambda: _pdf(
            _page_of(
                zlib.compress(_WORDS),
                b"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2000000000 >>",
            )
        ),
        (READ, "memory", *_NO_TEXT),
    )
    yield Case(
        "lzw-broken.pdf", lambda: _pdf(_page_of(b"\xff" * 1000, b"/Filter /LZWDecode")), (READ, *_NO_TEXT)
    )
    operators = b"0 0 m\n" * 2_100_000
    short = replace(Limits(), wall_seconds=60, cpu_seconds=40)
    yield Case(
        "operators-over.pdf",
        lambda: _pdf(_page_of(zlib.compress(operators + _WORDS), b"/Filter /FlateDecode")),
        (READ, "limit_operators", "timeout", "cpu", "memory", *_NO_TEXT),
        limits=short,
    )


def _without_text() -> Iterator[Case]:
    yield Case("blank-page.pdf", lambda: _pdf(_page_of(b"")), _NO_TEXT)
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Sample /Encoding /Identity-H /DescendantFonts [6 0 R] >>"
    shown = (
        b"BT /F 12 Tf 50 700 Td <" + b"".join(b"%04x" % (0xE000 + n % 500) for n in range(400)) + b"> Tj ET"
    )
    garbage = {
        **_page_of(shown),
        5: font,
        6: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Sample /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
    }
    yield Case("no-tounicode.pdf", lambda: _pdf(garbage), ("garbled", "no_text_layer", "damaged"))
    half = _page_of(_WORDS * 3)
    half[2] = b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>"
    half[6] = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    yield Case("one-page-of-two-empty.pdf", lambda: _pdf(half), (READ,), ("Article 1",), says="第2页")
