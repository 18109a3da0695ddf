"""Reports and requests as JSON and back, so that a run outlives the process (and the version) that began it."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from handlers.core.report import Report
from handlers.core.request import Request

_REPORTS = TypeAdapter(Report)
_REQUESTS = TypeAdapter(Request)


def encode_report(report: Report, *, files: bool = True) -> str:
    """JSON that `decode_report` turns into an equal Report; `files=False` leaves attachments out."""
    data = asdict(report)
    data["files"] = [_encoded(file) for file in data["files"]] if files else []
    return json.dumps(data, ensure_ascii=False, default=str)


def _encoded(file: dict[str, Any]) -> dict[str, Any]:
    return {**file, "content": base64.b64encode(file["content"]).decode()}


def decode_report(text: str) -> Report:
    """The Report again; pydantic.ValidationError when the text is none."""
    data = json.loads(text)
    for file in data["files"]:
        file["content"] = base64.b64decode(file["content"])
    return _REPORTS.validate_python(data)


def encode_request(request: Request) -> dict[str, Any]:
    """A JSON-able dictionary."""
    return asdict(request)


def decode_request(data: dict[str, Any]) -> Request:
    """The Request again; pydantic.ValidationError when the data are none."""
    return _REQUESTS.validate_python(data)
