"""Discord's own description of its API as an oracle: no request and no answer may break it.

Reads `../shared/discord/openapi.json` where it is present; the project neither ships nor needs it.
Two things are taken as Discord takes them, not as the description says:
- discord.py sends some snowflakes as numbers; Discord reads them as it reads texts;
- the codes inside an error tree are words (BASE_TYPE_REQUIRED) and not numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jsonschema_rs

from sandbox.server import Request
from tests.support.shared import SHARED

FILE = SHARED / "discord" / "openapi.json"
LEAST_SNOWFLAKE = 1 << 54
ABSENT = f"{FILE.name} of Discord is not beside the checkout"


class OpenApi:
    """Validators, each compiled when it is first needed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    @cached_property
    def _document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
        inner = document["components"]["schemas"]["InnerErrors"]["properties"]["_errors"]
        inner["items"] = {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
        }
        return document

    def violations(self, requests: Iterable[Request]) -> list[str]:
        """Return what is wrong with recorded requests and their answers, one line each."""
        return [line for each in requests for line in self._one(each)]

    def _one(self, request: Request) -> list[str]:
        operation = self._operation(request)
        if operation is None:
            return [f"{request.method} {request.path}: not in the description"]
        found = []
        if request.status < 400:
            body = _spelled(request.body)
            found += self._check(request, self._body_schema(operation, request), body)
        return found + self._check(request, self._answer_schema(operation, request), request.answer)

    def _operation(self, request: Request) -> dict[str, Any] | None:
        # A literal segment such as @original goes before a placeholder.
        fitting = [path for path in self._document["paths"] if _fits(path, request.path)]
        for path in sorted(fitting, key=lambda one: one.count("{")):
            if (operation := self._document["paths"][path].get(request.method.lower())) is not None:
                found: dict[str, Any] = operation
                return found
        return None

    def _body_schema(self, operation: dict[str, Any], request: Request) -> dict[str, Any] | None:
        content = operation.get("requestBody", {}).get("content", {})
        kind = "multipart/form-data" if request.multipart else "application/json"
        return _schema(content.get(kind))

    def _answer_schema(self, operation: dict[str, Any], request: Request) -> dict[str, Any] | None:
        responses = operation["responses"]
        found = responses.get(str(request.status)) or responses.get(f"{request.status // 100}XX")
        if found is None:
            return {"not": {}, "description": f"status {request.status} is not described"}
        if "$ref" in found:
            found = self._document["components"]["responses"][found["$ref"].rpartition("/")[2]]
        return _schema(found.get("content", {}).get("application/json"))

    def _check(self, request: Request, schema: dict[str, Any] | None, value: object) -> list[str]:
        if schema is None:
            wrong = value not in (None, {})
            return [f"{request.method} {request.path}: a body where none belongs"] if wrong else []
        about = f"{request.method} {request.path} -> {request.status}"
        errors = self._validator(schema).iter_errors(value)
        return [f"{about}: {_told(each)}" for each in errors]

    def _validator(self, schema: dict[str, Any]) -> jsonschema_rs.Validator:
        key = json.dumps(schema)
        if key not in self._validators:
            whole = schema | {"components": self._document["components"]}
            validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
            self._validators[key] = validator
        return self._validators[key]


def _schema(content: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if content is None else content.get("schema")


def _spelled(value: object) -> object:
    """Return a body with snowflakes as texts; no other number in a body is as large."""
    if isinstance(value, dict):
        spelled: dict[str, Any] = {key: _spelled(each) for key, each in value.items()}
        for file in spelled.get("attachments") or []:
            file["id"] = str(
                file["id"]
            )  # before there is a snowflake, the file's place in the form
        return spelled
    if isinstance(value, list):
        return [_spelled(each) for each in value]
    return str(value) if isinstance(value, int) and value >= LEAST_SNOWFLAKE else value


def _fits(template: str, path: str) -> bool:
    return _pattern(template).fullmatch(path) is not None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{.*?\\}", "[^/]+", re.escape(template)))


def _told(error: jsonschema_rs.ValidationError) -> str:
    where = "/".join(str(part) for part in error.instance_path)
    return f"{where}: {error.message[:300]}"
