"""The base of everything that is read from stack.yaml, and the small types its fields are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)

from handlers.core.linear import check_linear

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(ms|s|m|h|d)", re.ASCII)
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_UNSET = re.compile(r"\$\{([A-Za-z_]\w*):\?\}", re.ASCII)


class Model(BaseModel):
    """Frozen, and strict about unknown keys: a typing mistake in a file is an error, never a silent default."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, protected_namespaces=(), hide_input_in_errors=True
    )


def unset(name: str) -> str:
    """The text that stands where the variable `name` would, while it is not set.

    It is the shell's own notation for "must be set", so it cannot be confused with an escaped `$${NAME}`.
    """
    return f"${{{name}:?}}"


def unset_variables(value: object) -> tuple[str, ...]:
    """The variables that are not set and that `value` (a model, mapping, sequence or text) waits for, each once."""
    return tuple(dict.fromkeys(name for text in _texts(value) for name in _UNSET.findall(text)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        yield from _texts(value.__dict__)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _keep_unset(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    """Let a value through unjudged while a variable in it is not set: that is a fact to report, not a mistake."""
    return value if isinstance(value, str) and _UNSET.search(value) else validate(value)


def parse_duration(value: object) -> float:
    """Seconds from `250ms`, `5s`, `10m`, `2h`, `7d` or a plain number of seconds; ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("this is not a duration, expected for example 250ms, 5s, 10m, 2h or 7d")
    if isinstance(value, str):
        match = _DURATION.fullmatch(value.strip())
        if not match:
            raise ValueError(f"{value[:40]!r} is not a duration, expected for example 250ms, 5s, 10m, 2h or 7d")
        seconds = float(match[1]) * _SECONDS[match[2]]
    else:
        seconds = float(value)
    if not 0 < seconds < 366 * 86400:
        raise ValueError("this duration is out of range, expected more than 0 and less than a year")
    return seconds


def check_url(value: str, *schemes: str) -> str:
    """`value` again if it is an address with a host and one of `schemes`; ValueError saying what is wrong if not."""
    expected = "expected " + " or ".join(f"{scheme}://host" for scheme in schemes)
    if re.search(r"[\s\x00-\x1f\x7f]", value):
        raise ValueError(f"an address cannot hold blanks or control characters, {expected}")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"this is not an address ({str(error).split(':')[0]}), {expected}") from None
    if parts.scheme not in schemes:
        raise ValueError(f"an address with scheme {parts.scheme[:20]!r} cannot be used here, {expected}")
    if not host:
        raise ValueError(f"the address names no host, {expected}")
    return value


def url_with(*schemes: str) -> Callable[[str], str]:
    """A validator for fields that hold an address with one of `schemes`."""
    return lambda value: check_url(value, *schemes)


KeepUnset = WrapValidator(_keep_unset)
"""Put last among a text field's validators: they then wait until every variable in it is set."""

Seconds = Annotated[
    float,
    BeforeValidator(parse_duration),
    WrapValidator(_keep_unset),
    WithJsonSchema({"type": ["number", "string"], "description": "a duration: 250ms, 5s, 10m, 2h, 7d, or seconds"}),
]
Port = Annotated[int, Field(ge=1, le=65535), WrapValidator(_keep_unset)]
Count = Annotated[int, Field(ge=1), WrapValidator(_keep_unset)]
HttpUrl = Annotated[str, AfterValidator(url_with("http", "https")), WrapValidator(_keep_unset)]
WebSocketUrl = Annotated[str, AfterValidator(url_with("ws", "wss")), WrapValidator(_keep_unset)]
Pattern = Annotated[str, AfterValidator(check_linear), WrapValidator(_keep_unset)]
