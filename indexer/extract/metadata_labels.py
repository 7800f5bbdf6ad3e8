"""The labels of metadata blocks (索引号, 发文字号 …) and the keys under which they are handed over."""

from __future__ import annotations

import re
from typing import Final

from indexer.model.characters import compact
from indexer.model.source import META_KEYS, Meta

_LABELS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("标题", "名称", "信息名称", "文件标题", "文件名称", "公文名称", "信息标题"),
    "number": (
        "发文字号",
        "文号",
        "发布文号",
        "文件编号",
        "公文编号",
        "发文文号",
        "字号",
        "文件号",
        "公文文号",
    ),
    "issuers": (
        "发文机关",
        "发布机构",
        "发文单位",
        "制定机关",
        "发布机关",
        "颁布机关",
        "公开主体",
        "发文机构",
        "责任部门",
        "制发机关",
    ),
    "index_number": ("索引号", "索引编号", "信息索引号", "公开编号"),
    "subject": ("主题分类", "主题词", "主题", "关键词", "分类", "主题类别", "信息分类", "所属主题"),
    "written": ("成文日期", "成文时间", "写成日期", "签发日期", "印发日期", "发文日期", "成文 日期"),
    "published": (
        "发布日期",
        "发布时间",
        "公开日期",
        "发布 日期",
        "网站发布日期",
        "上网日期",
        "公开时间",
        "生成日期",
    ),
    "issued": ("公布日期", "颁布日期", "颁布时间", "公布时间"),
    "commenced": ("施行日期", "实施日期", "生效日期", "实施时间", "施行时间", "生效时间"),
    "expires": ("失效日期", "废止日期", "失效时间", "废止时间", "有效期至", "有效期"),
    "status": (
        "时效性",
        "有效性",
        "是否有效",
        "效力状态",
        "时效状态",
        "有效状态",
        "文件状态",
        "规范性文件状态",
    ),
    "category": ("效力级别", "文种", "体裁", "体裁分类", "公文种类", "文件类型", "效力等级", "公文类型"),
    "source": ("来源", "信息来源", "文章来源", "稿件来源"),
    "summary": ("摘要", "内容概述", "内容摘要", "概述", "信息内容"),
}
LABELS: Final = {label: key for key, labels in _LABELS.items() for label in labels}
"""Label without spaces and colon → key."""

FRONT_MATTER: Final = {
    "title": "title",
    "issuing_body": "issuers",
    "issuing_authority": "issuers",
    "issuer": "issuers",
    "author": "issuers",
    "version_date": "version_date",
    "in_force_date": "commenced",
    "implement_date": "commenced",
    "effective_date": "commenced",
    "publish_date": "issued",
    "source_status": "status",
    "status": "status",
    "category": "category",
    "url": "url",
    "source": "source",
    "number": "number",
    "doc_no": "number",
    "document_number": "number",
    "written": "written",
    "expires": "expires",
    "description": "summary",
}
"""Front-matter names → key."""

META_TAGS: Final = {
    "articletitle": "title",
    "pubdate": "published",
    "publishdate": "published",
    "contentsource": "source",
    "keywords": "x:keywords",
    "description": "summary",
    "author": "x:author",
    "url": "url",
    "columnname": "x:column",
    "columntype": "x:column_type",
    "sitename": "x:site",
}
"""Names of HTML meta tags (GB/T government site rules), lower case → key."""

_LABELLED: Final = re.compile(
    rf"^[\[【]?\s*({'|'.join(sorted(map(re.escape, LABELS), key=len, reverse=True))})\s*[\]】]?\s*[:：]\s*(.*)$",
    re.DOTALL,
)


def label_key(label: str) -> str | None:
    """The key of a label as a page shows it, or None."""
    return LABELS.get(compact(label).strip(":：[]【】"))


def labelled(line: str) -> Meta | None:
    """``发文字号：云政发〔2020〕1号`` as metadata, or None."""
    match = _LABELLED.match(line.strip())
    if match is None:
        return None
    key = label_key(match.group(1))
    return Meta(key, match.group(2).strip()) if key else None


assert set(_LABELS) <= set(META_KEYS)
