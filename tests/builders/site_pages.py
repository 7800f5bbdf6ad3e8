"""Every page of the site over the bundled sample: what is checked for access, for valid HTML, and photographed."""

from __future__ import annotations

from typing import Final

RULE: Final = "/documents/云岭省物业管理办法"

PAGES: Final[dict[str, str]] = {
    "home": "/",
    "results": "/search?q=停车",
    "results-of-a-day": "/search?q=物业&on=2016-01-01&status=in_force&kind=local_rule",
    "results-near": "/search?q=云岭省物业管里办法",
    "results-none": "/search?q=没有这样的词语",
    "results-filtered-away": "/search?q=停车&year=1901",
    "suggestions": "/suggest?q=云岭",
    "document": RULE,
    "document-of-a-day": f"{RULE}@2012-01-01",
    "document-found": f"{RULE}?find=业主",
    "document-table": "/documents/云州市人民政府办公室关于公布市区公共租赁住房租金标准的通知",
    "history": f"{RULE}/history",
    "compare": f"{RULE}/diff",
    "compare-inline": f"{RULE}/diff?view=inline",
    "consolidated": f"{RULE}/consolidated?by=云岭省人民政府关于修改《云岭省物业管理办法》的决定",
    "citations": f"{RULE}/citations",
    "explanations": f"{RULE}/interpretations",
    "files": f"{RULE}/files",
    "certificate": f"{RULE}/certificate",
    "bodies": "/bodies",
    "body": "/bodies/云岭省人民政府",
    "interpretations": "/interpretations",
    "downloads": "/export",
    "downloads-of-a-search": "/export?q=停车&kind=local_rule",
    "check": "/check",
    "stats": "/stats",
    "missing": "/stats/missing/number",
    "compile": "/compile",
    "compile-chosen": "/compile?body=云岭省人民政府",
    "cleanup": "/stats/cleanup",
    "changes": "/changes",
    "about": "/about",
    "api-docs": "/api/docs",
    "problem": "/nowhere",
}
"""Name → address."""

PARTS: Final = ("suggestions",)
"""Parts of pages, fetched by a page's script."""

OWN_SHEET: Final = ("certificate",)
"""Pages that are saved and printed by themselves."""
