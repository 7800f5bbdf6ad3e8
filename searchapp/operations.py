"""The table of the API's operations: what each is asked with and gives. The description, the checks of parameters and the
tests all read this one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from indexer.library import (
    BodySummary,
    ChangesAnswer,
    CheckAnswer,
    CitesAnswer,
    ComingAnswer,
    DiffAnswer,
    DocumentAnswer,
    HistoryAnswer,
    InterpretationsAnswer,
    RadarAnswer,
    RadarKind,
    SearchAnswer,
    StatsAnswer,
    StatusAnswer,
)
from indexer.model.document import Kind
from indexer.model.validity import Status
from indexer.search.query import Sort
from searchapp.problems import BadParameter

Json = Mapping[str, Any]

MOST_REFS: Final = 1_000
MOST_HITS: Final = 100
LONGEST_TEXT: Final = 200_000


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; ``schema`` is what it may be, by which it is also checked."""

    name: str
    said: str
    schema: Json
    example: Any
    place: str = "query"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation; ``gives`` describes the answer, ``adds`` what stands in it beside the answer's own fields."""

    name: str
    method: str
    path: str
    summary: str
    gives: str
    answer: Any
    parameters: tuple[Parameter, ...] = ()
    body: Json | None = None
    errors: tuple[int, ...] = ()
    adds: Json | None = None
    media: str = "application/json"


_DAY: Final = {"type": "string", "format": "date"}
_WORDS: Final = {"type": "string", "maxLength": 1000}
_MANY: Final = {"type": "array", "items": {"type": "string", "minLength": 1}, "maxItems": 50}


def _one_of(values: Sequence[str]) -> Json:
    return {"type": "string", "enum": list(values)}


def _some_of(values: Sequence[str]) -> Json:
    return {"type": "array", "items": _one_of(values), "maxItems": 50}


def _number(least: int, most: int, default: int | None = None) -> Json:
    schema: dict[str, Any] = {"type": "integer", "minimum": least, "maximum": most}
    return schema if default is None else {**schema, "default": default}


_ON: Final = Parameter("on", "判断所依据的日期，默认今天", _DAY, "2026-06-01")
_REF: Final = Parameter(
    "ref",
    "编号、标题或文号；不止一件或没有收录时答 404",
    {"type": "string", "minLength": 1, "pattern": "^[^/]+$"},
    "云政发〔2020〕3号",
    place="path",
)
_CURSOR: Final = Parameter("cursor", "上一页的 next；其余参数须与上一页相同", _WORDS, "eyJvIjoyMH0")

_SEARCH: Final = (
    Parameter("q", "检索词；空则按筛选条件列出", _WORDS, "物业管理"),
    _ON,
    Parameter(
        "status", "时效，代码或中文", _some_of([v for s in Status for v in (s.value, s.label)]), ["in_force"]
    ),
    Parameter(
        "kind", "效力级别，代码或中文", _some_of([v for k in Kind for v in (k.value, k.label)]), ["law"]
    ),
    Parameter("body", "发文机关，含其下级", _MANY, ["云岭省人民政府"]),
    Parameter("region", "地区", _MANY, ["云岭省"]),
    Parameter("year", "公布年份", {"type": "array", "items": _number(1000, 9999), "maxItems": 50}, [2020]),
    Parameter("subject", "主题", _MANY, ["市场监管"]),
    Parameter("interpreted", "有没有解读", _one_of(["yes", "no"]), "yes"),
    Parameter("sort", "次序", _one_of([s.value for s in Sort]), "issued"),
    Parameter("page", "页码，每页 limit 件；翻很多页请用 cursor", _number(1, 1000), 1),
    Parameter("limit", "每页件数", _number(1, MOST_HITS, 20), 20),
    _CURSOR,
)
_NEXT: Final = {
    "type": "object",
    "required": ["next"],
    "properties": {
        "next": {
            "type": ["string", "null"],
            "description": "下一页的游标；没有下一页为 null",
            "examples": ["eyJvIjoyMH0"],
        }
    },
}
_REFS_BODY: Final = {
    "type": "object",
    "required": ["refs"],
    "properties": {
        "refs": {
            "type": "array",
            "description": f"编号、标题或文号，最多 {MOST_REFS} 个",
            "items": {"type": "string"},
            "minItems": 1,
            "maxItems": MOST_REFS,
            "examples": [["云政发〔2020〕3号", "云岭省示例市场管理办法"]],
        },
        "on": {
            **_DAY,
            "type": ["string", "null"],
            "description": "判断所依据的日期，默认今天",
            "examples": ["2026-06-01"],
        },
    },
}
_CHECK_BODY: Final = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {
            "type": "string",
            "description": f"要核对的文字，最多 {LONGEST_TEXT} 字；不保存",
            "maxLength": LONGEST_TEXT,
            "minLength": 1,
            "examples": ["依据《云岭省示例市场管理办法》第四条处罚。"],
        },
        "on": {
            **_DAY,
            "type": ["string", "null"],
            "description": "判断所依据的日期，默认今天",
            "examples": ["2026-06-01"],
        },
    },
}
_ALWAYS: Final = (405, 422, 429, 503)
_FOUND: Final = (404, *_ALWAYS)
_SENT: Final = (405, 413, 415, 422, 429, 503)

OPERATIONS: Final = (
    Operation(
        "search", "get", "/api/v1/search", "检索", "一页结果", SearchAnswer, _SEARCH,
        errors=(405, 410, 422, 429, 503), adds=_NEXT,
    ),
    Operation(
        "status", "get", "/api/v1/status", "时效", "每个 ref 一个结论，次序与所问相同", list[StatusAnswer],
        (Parameter("ref", "编号、标题或文号，可以多个", {**_MANY, "maxItems": MOST_REFS, "minItems": 1},
                   ["云政发〔2020〕3号"], required=True), _ON),
        errors=_ALWAYS,
    ),
    Operation(
        "statuses", "post", "/api/v1/status", f"成批查时效，一次最多 {MOST_REFS} 个",
        "每个 ref 一个结论，次序与所问相同，一个不漏", list[StatusAnswer], body=_REFS_BODY, errors=_SENT,
    ),
    Operation(
        "check", "post", "/api/v1/check", "核对文稿中的引用", "每处引用的结论", CheckAnswer, body=_CHECK_BODY,
        errors=_SENT,
    ),
    Operation(
        "document", "get", "/api/v1/documents/{ref}", "某一天的文本；ref 后可加 @日期", "文本和已知的事实",
        DocumentAnswer, (_REF,), errors=_FOUND,
    ),
    Operation(
        "history", "get", "/api/v1/documents/{ref}/history", "沿革", "事件和各文本", HistoryAnswer, (_REF,),
        errors=_FOUND,
    ),
    Operation(
        "diff", "get", "/api/v1/documents/{ref}/diff", "两天的文本逐条对照", "有变化的条文", DiffAnswer,
        (_REF, Parameter("from", "前一日", _DAY, "2015-01-01", required=True),
         Parameter("to", "后一日", _DAY, "2020-01-01", required=True)),
        errors=_FOUND,
    ),
    Operation(
        "citations", "get", "/api/v1/documents/{ref}/citations", "它引用的和引用它的", "两个方向，逐处",
        CitesAnswer, (_REF,), errors=_FOUND,
    ),
    Operation(
        "certificate", "get", "/api/v1/documents/{ref}/certificate", "时效核验单",
        "结论、依据和哈希；可以离线再核", dict, (_REF, _ON), errors=_FOUND,
    ),
    Operation(
        "calendar", "get", "/api/v1/calendar", "将要发生的施行、废止和到期", "各项变化，按日期",
        list[ComingAnswer],
        (Parameter("from", "从哪一天，默认今天", _DAY, "2026-06-01"),
         Parameter("to", "到哪一天（含），默认其后 180 天", _DAY, "2026-12-31")),
        errors=_ALWAYS,
    ),
    Operation(
        "changes", "get", "/api/v1/changes", "登记库某次修订之后的变化，用于增量下载", "一页变化", ChangesAnswer,
        (Parameter("since", "手上的修订号；0 为从头", _number(0, 999_999_999, 0), 4193),
         Parameter("limit", "每页件数", _number(1, 10_000, 1_000), 1_000),
         Parameter("cursor", "上一页的 next", _WORDS, "d4xbcwnvc6o")),
        errors=_ALWAYS,
    ),
    Operation("bodies", "get", "/api/v1/bodies", "发文机关", "各机关和件数", list[BodySummary], errors=_ALWAYS),
    Operation(
        "interpretations", "get", "/api/v1/interpretations", "解读与所解读的文件", "逐对", InterpretationsAnswer,
        errors=_ALWAYS,
    ),
    Operation(
        "cleanup", "get", "/api/v1/cleanup", "清理建议：依据或引用了已失效文件的现行文件", "各项发现", RadarAnswer,
        (Parameter("body", "发文机关，含其下级", {"type": "string"}, "云岭省人民政府"),
         Parameter("finding", "发现的种类", _one_of([k.value for k in RadarKind]), next(iter(RadarKind)).value)),
        errors=_ALWAYS,
    ),
    Operation("stats", "get", "/api/v1/stats", "底数", "收录的件数和缺项", StatsAnswer, errors=_ALWAYS),
    Operation(
        "openapi", "get", "/api/v1/openapi.json", "本说明", "OpenAPI 3.1", dict, errors=_ALWAYS,
    ),
)  # fmt: skip
"""Every operation."""

_BY_RULE: Final = {
    (operation.path.replace("{ref}", "<ref>"), operation.method): operation for operation in OPERATIONS
}


def operation_of(rule: str, method: str) -> Operation | None:
    """The operation behind a route."""
    return _BY_RULE.get((rule, "get" if method == "HEAD" else method.lower()))


def check_query(operation: Operation, given: MultiDict[str, str]) -> None:
    """BadParameter for the first parameter that is not known or cannot be what it says."""
    known = {parameter.name: parameter for parameter in operation.parameters if parameter.place == "query"}
    for name in given:
        if name not in known:
            able = f"可用的有：{'、'.join(sorted(known))}" if known else "这里不用参数"
            raise BadParameter(name, f"没有名为“{name[:40]}”的参数；{able}")
    for parameter in known.values():
        values = given.getlist(parameter.name)
        if parameter.required and not values:
            raise BadParameter(parameter.name, f"请给出 {parameter.name}：{parameter.said}")
        schema = parameter.schema
        if schema.get("type") == "array":
            if len(values) > schema["maxItems"]:
                raise BadParameter(parameter.name, f"一次最多 {schema['maxItems']} 个")
            schema = schema["items"]
        elif len(values) > 1:
            raise BadParameter(parameter.name, "只能给出一个")
        for value in values:
            if fault := _fault(schema, value):
                raise BadParameter(parameter.name, fault)


def _fault(schema: Json, value: str) -> str:
    if schema["type"] == "integer":
        least, most = schema["minimum"], schema["maximum"]
        fits = value.isascii() and value.isdigit() and len(value) <= 9 and least <= int(value) <= most
        return "" if fits else f"应是 {least} 到 {most} 的整数"
    if schema.get("format") == "date":
        try:
            # Only the one form: Python would also take 20200601 and weeks.
            return "" if date.fromisoformat(value).isoformat() == value else "日期写作 2020-06-01"
        except ValueError:
            return "日期写作 2020-06-01"
    if "enum" in schema:
        return "" if value in schema["enum"] else f"可用的有：{'、'.join(schema['enum'][:40])}"
    if len(value) > schema.get("maxLength", len(value)):
        return f"最多 {schema['maxLength']} 字"
    return "" if len(value) >= schema.get("minLength", 0) else "不能为空"
