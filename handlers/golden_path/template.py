"""Placeholders: `{{name}}`, `{{claims.sub}}`, `{{token|base64url}}` filled from what earlier stages captured."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from handlers.golden_path.failures import Failed, Failure

_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_][\w.-]*)\s*(?:\|\s*(base64url)\s*)?\}\}")
_ABSENT = object()


def fill(value: Any, memory: Mapping[str, Any]) -> Any:
    """`value` (any JSON value) with every placeholder filled; a text that is one placeholder keeps the value's type.

    Raises Failed `capture-missing` where nothing of that name was captured.
    """
    if isinstance(value, str):
        return _fill_text(value, memory)
    if isinstance(value, Mapping):
        return {key: fill(item, memory) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [fill(item, memory) for item in value]
    return value


def fill_text(value: str, memory: Mapping[str, Any]) -> str:
    """As `fill`, always a text."""
    return _text(_fill_text(value, memory))


def fill_texts(values: Mapping[str, str], memory: Mapping[str, Any]) -> dict[str, str]:
    """As `fill_text`, for headers and forms."""
    return {key: fill_text(item, memory) for key, item in values.items()}


def fill_url(url: str, memory: Mapping[str, Any]) -> str:
    """As `fill_text`; what is filled in is quoted, so that it cannot lead elsewhere."""
    return _PLACEHOLDER.sub(lambda match: quote(_text(_lookup(match, memory)), safe=""), url)


def dig(document: Any, path: str) -> Any:
    """What the dotted `path` leads to (`user.id`, `choices.0.text`), or ABSENT."""
    if "." not in path:
        return document.get(path, _ABSENT) if isinstance(document, dict) else _ABSENT
    here = document
    for step in path.split("."):
        if isinstance(here, Mapping) and step in here:
            here = here[step]
        elif isinstance(here, list) and step.isdecimal() and int(step) < len(here):
            here = here[int(step)]
        else:
            return _ABSENT
    return here


def present(value: Any) -> bool:
    """Whether `dig` found something other than null."""
    return value is not _ABSENT and value is not None


def base64url(text: str) -> str:
    """URL-safe base64 without padding, as RFC 7515 writes it."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _fill_text(value: str, memory: Mapping[str, Any]) -> Any:
    whole = _PLACEHOLDER.fullmatch(value)
    if whole:
        return _lookup(whole, memory)
    return _PLACEHOLDER.sub(lambda match: _text(_lookup(match, memory)), value)


def _lookup(match: re.Match[str], memory: Mapping[str, Any]) -> Any:
    found = dig(memory, match[1])
    if found is _ABSENT:
        raise Failed(Failure("capture-missing", match[1], "this stage needs a value that no earlier stage captured"))
    return base64url(_text(found)) if match[2] else found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
