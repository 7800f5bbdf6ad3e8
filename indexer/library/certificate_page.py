"""The certificate as one page for print. The page carries its JSON; it is made from that alone, so that a page whose
words were changed is not the page that its JSON gives."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from indexer.library.certificate import Certificate, CertificateUnreadableError, read_certificate
from indexer.model.validity import EventKind, Status

STYLE: Final = (
    "body{font:16px/1.7 'Source Han Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif;"
    "max-width:42em;margin:2em auto;padding:0 1em;color:#1d1b19;background:#fff;overflow-wrap:anywhere}"
    "h1{font-size:1.5em;text-align:center}dl{border-top:2px solid #1d1b19}"
    "dl div{display:flex;gap:1em;border-bottom:1px solid #999;padding:.3em 0}"
    "dt{flex:0 0 9em;font-weight:700}dd{margin:0}code{font-size:.8em}"
    "@media print{@page{size:A4;margin:2cm}body{margin:0;font-size:11pt}}"
)
STYLE_HASH: Final = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
"""For a Content-Security-Policy that allows this style and no other."""

_DATA: Final = re.compile(r'<script type="application/json" id="certificate">(.*?)</script>', re.DOTALL)


def certificate_html(certificate: Certificate) -> str:
    """The page; the same certificate gives the same page."""
    # Nothing in the data may end the element that holds it.
    data = json.dumps(certificate.as_json(), ensure_ascii=False, indent=1).replace("<", "\\u003c")
    rows = "\n".join(
        f"<div><dt>{escape(name)}</dt><dd>{value}</dd></div>" for name, value in _rows(certificate)
    )
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>时效核验单：{escape(certificate.body['document']['title'])}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>时效核验单</h1>\n<dl>\n{rows}\n</dl>\n"
        "<p>以公报刊登的标准文本为准。没有依据的，结论为“时效未标明”。"
        "本页可用 <code>fagui verify-certificate</code> 离线核对。</p>\n</main>\n"
        f'<script type="application/json" id="certificate">{data}</script>\n</body>\n</html>\n'
    )


def read_certificate_file(text: str) -> tuple[Certificate, bool]:
    """(the certificate, whether the page's words are those of its data) from JSON or a page."""
    match = _DATA.search(text)
    if match is None:
        return read_certificate(text), True
    certificate = read_certificate(match.group(1))
    try:
        page = certificate_html(certificate)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise CertificateUnreadableError("这不是时效核验单，或者已经残缺") from problem
    return certificate, _plain(page) == _plain(text)


def _plain(page: str) -> str:
    return re.sub(r"\s+", "", page.lstrip("\ufeff"))


def _rows(certificate: Certificate) -> Iterator[tuple[str, str]]:
    body = certificate.body
    document, verdict = body["document"], body["verdict"]
    yield "文件", f"《{escape(document['title'])}》"
    if document["number"]:
        yield "文号", escape(document["number"])
    if document["bodies"]:
        yield "发文机关", escape("、".join(document["bodies"]))
    if document["issued"]:
        yield "公布（成文）日期", escape(document["issued"])
    yield "核验的日期", escape(body["on"])
    yield "结论", f"<strong>{escape(Status(verdict['status']).label)}</strong>"
    version = verdict["version"]
    if version and version["dated"]:
        yield (
            "当日的文本",
            f"{escape(version['dated'])}的文本<br><code>{escape(verdict['text_sha256'] or '')}</code>",
        )
    yield from (("依据", _reason(reason)) for reason in verdict["because"])
    if not verdict["because"]:
        yield "依据", "没有找到说明其时效的依据。没有依据不等于有效。"
    if verdict["successor"]:
        yield "接替的文件", f"《{escape(verdict['successor']['title'])}》"
    yield from (("说明", escape(note)) for note in verdict["notes"])
    record = body["record"]
    yield "登记库", f"第{int(record['revision'])}次修订<br><code>{escape(record['fingerprint'])}</code>"
    yield "开具日期", escape(body["made"])
    yield "编号", escape(document["id"])
    yield "校验值", f"<code>SHA-256 {escape(certificate.sha256)}</code>"


def _reason(reason: Mapping[str, Any]) -> str:
    by = f"，《{escape(reason['by']['title'])}》" if reason["by"] else ""
    day = escape(reason["effective"] or reason["on"] or "")
    file = f"<br>{escape(reason['file'])} <code>{escape(reason['sha256'])}</code>" if reason["file"] else ""
    return f"{day} {EventKind(reason['kind']).label}{by}：“{escape(reason['quote'])}”{file}"
