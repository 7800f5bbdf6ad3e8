"""OpenAPI 3.1 of the API, made from the code: paths from the table of operations, fields from the answers' own types,
meanings and examples from ``fields.toml``."""

from __future__ import annotations

import dataclasses
import tomllib
import types
from collections.abc import Mapping
from datetime import date
from enum import Enum, StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from indexer.library import DocumentAnswer, json_name
from indexer.model.document import Kind
from indexer.model.validity import EventKind, Status
from searchapp.operations import OPERATIONS, Operation, Parameter

Json = dict[str, Any]

_WORDS: Final = Path(__file__).with_name("fields.toml")
_VALUES: Final[dict[str, type[StrEnum]]] = {
    "status": Status,
    "target_status": Status,
    "kind": Kind,
    "Reason.kind": EventKind,
    "HistoryEvent.kind": EventKind,
}
"""Fields whose text is one of a closed set. Fields of other objects of the same name stand under their class."""
_FREE: Final = ("ProvisionAnswer.kind", "ChangeAnswer.kind", "ComingAnswer.kind")
_EMPTY_TOO: Final = (
    "CheckedCitation.status",
    "CitationAnswer.status",
    "CitedByAnswer.status",
    "PairAnswer.status",
)
_PLAIN: Final[dict[Any, Json]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    Any: {},
}
_PROBLEMS: Final = {
    404: "没有收录，或没有这个地址",
    405: "这个地址不接受这种请求方式",
    410: "游标所属的修订已过去，请从头翻页",
    413: "所送内容太大",
    415: "请以 application/json 发送",
    422: "参数有误；parameter 是有误的参数名",
    429: "请求太频繁；Retry-After 是应等待的秒数",
    503: "暂时不能回答；Retry-After 是应等待的秒数",
}
_INTRO: Final = (
    "法规、规章、规范性文件和政策解读的检索与时效查询。字段与网页、命令行相同。\n\n"
    "时效都附原文依据；unknown（时效未标明）也是答案，不等于有效。日期写作 YYYY-MM-DD。"
    "没有收录不等于不存在。\n\n"
    "读取都支持 ETag 与 If-None-Match；跨站可读（CORS）。错误是 RFC 9457 问题文档。"
    "请求过于频繁时答 429 和 Retry-After；限额由本站设定。"
)


def document(version: str) -> Json:
    """The whole description."""
    schemas = _Schemas()
    paths: dict[str, Json] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation, schemas)
    schemas.made["Problem"] = _PROBLEM
    return {
        "openapi": "3.1.0",
        "info": {"title": "fagui 法规检索", "version": version, "description": _INTRO},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": dict(sorted(schemas.made.items()))},
    }


def _operation(operation: Operation, schemas: _Schemas) -> Json:
    made: Json = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [_parameter(parameter) for parameter in operation.parameters],
        "responses": {
            "200": {
                "description": operation.gives,
                "content": {operation.media: {"schema": schemas.answer(operation)}},
                "headers": _HEADERS,
            }
        },
    }
    if operation.method == "get":
        made["responses"]["304"] = {"description": "与 If-None-Match 所示的相同，没有变化"}
    for code in operation.errors:
        made["responses"][str(code)] = {
            "description": _PROBLEMS[code],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            **({"headers": _LATER} if code in (429, 503) else {}),
        }
    if operation.body is not None:
        made["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": operation.body}},
        }
    return made


_HEADERS: Final = {
    "ETag": {"description": "这份答案的标识，用于 If-None-Match", "schema": {"type": "string"}},
}
_LATER: Final = {
    "Retry-After": {"description": "应等待的秒数", "schema": {"type": "integer", "minimum": 0}},
}
_PROBLEM: Final[Json] = {
    "type": "object",
    "description": "RFC 9457 问题文档",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "description": "问题的种类；about:blank 为仅凭状态码",
            "examples": ["about:blank"],
        },
        "title": {"type": "string", "description": "问题的名称", "examples": ["参数有误"]},
        "status": {"type": "integer", "description": "HTTP 状态码", "examples": [422]},
        "detail": {"type": "string", "description": "怎么回事、怎么办", "examples": ["日期写作 2020-06-01"]},
        "parameter": {"type": "string", "description": "有误的参数", "examples": ["on"]},
    },
}


def _parameter(parameter: Parameter) -> Json:
    made: Json = {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.place == "path" or parameter.required,
        "description": parameter.said,
        "schema": parameter.schema,
        "example": parameter.example,
    }
    if parameter.schema.get("type") == "array":
        made |= {"style": "form", "explode": True}
    return made


class _Schemas:
    """Schemas of the answers' types, each made once."""

    def __init__(self) -> None:
        self.made: dict[str, Json] = {}

    def answer(self, operation: Operation) -> Json:
        """What an operation gives."""
        schema = self.of(operation.answer)
        return {"allOf": [schema, operation.adds]} if operation.adds else schema

    def of(self, kind: Any) -> Json:
        """A type's schema; a dataclass is referred to."""
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        if isinstance(kind, type) and (dataclasses.is_dataclass(kind) or hasattr(kind, "_fields")):
            name = kind.__name__
            if name not in self.made:
                self.made[name] = {}
                self.made[name] = self._object(kind)
            return {"$ref": f"#/components/schemas/{name}"}
        if isinstance(kind, type) and issubclass(kind, Enum):
            return {"type": "string", "enum": [value.value for value in kind]}
        origin, arguments = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            given = [self.of(argument) for argument in arguments if argument is not type(None)]
            return {"anyOf": [*given, {"type": "null"}]} if "$ref" in given[0] else _or_null(given[0])
        if origin is tuple and arguments[-1] is Ellipsis:
            return {"type": "array", "items": self.of(arguments[0])}
        if origin is tuple:
            parts = [self.of(argument) for argument in arguments]
            return {"type": "array", "prefixItems": parts, "minItems": len(parts), "maxItems": len(parts)}
        if origin is list:
            return {"type": "array", "items": self.of(arguments[0])}
        # What is left are mappings.
        free = len(arguments) < 2 or arguments[1] is Any
        return (
            {"type": "object"} if free else {"type": "object", "additionalProperties": self.of(arguments[1])}
        )

    def _object(self, kind: type) -> Json:
        hints = get_type_hints(kind)
        fields = [(json_name(name), hint) for name, hint in hints.items()]
        properties = {name: self._field(kind.__name__, name, hint) for name, hint in fields}
        if kind is DocumentAnswer:
            properties["tables"] = _TABLES
        said = (kind.__doc__ or kind.__name__).strip().split("\n")[0]
        return {
            "type": "object",
            "description": said,
            "required": sorted(properties),
            "properties": properties,
        }

    def _field(self, owner: str, name: str, hint: Any) -> Json:
        place = f"{owner}.{name}"
        said, *rest = meaning(owner, name) or ["（未说明）"]
        if len(rest) > 1:
            said = f"{said}（{rest[1]}）"
        made = {**self.of(hint), "description": said}
        if len(rest) > 1:
            made["x-unit"] = rest[1]
        values = _VALUES.get(place) or (None if place in _FREE else _VALUES.get(name))
        if values is not None and made.get("type") == "string":
            made["enum"] = [*(value.value for value in values), *([""] if place in _EMPTY_TOO else [])]
        if rest:
            made["examples"] = [rest[0]]
        return made


_TABLES: Final[Json] = {
    "type": "array",
    "description": "文中的表格，按次序",
    "examples": [[{"rows": [["项目", "标准"]]}]],
    "items": {
        "type": "object",
        "required": ["rows"],
        "properties": {
            "rows": {
                "type": "array",
                "description": "各行的单元格",
                "items": {"type": "array", "items": {"type": "string"}},
            }
        },
    },
}


def _or_null(schema: Json) -> Json:
    """The schema that null fits as well."""
    return (
        {**schema, "type": [schema["type"], "null"]}
        if "type" in schema
        else {"anyOf": [schema, {"type": "null"}]}
    )


def meaning(owner: str, name: str) -> list[Any] | None:
    """What a field means, its example and unit; None when nobody has said."""
    words = _words()
    return words.get(f"{owner}.{name}") or words.get(name)


@cache
def _words() -> Mapping[str, list[Any]]:
    with _WORDS.open("rb") as file:
        return tomllib.load(file)
