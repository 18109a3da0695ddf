"""How the text of a setting is read. Each reader raises ValueError that says what is wrong and what was expected.

No message holds the value of a secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pydantic import SecretStr

from handlers.core.model import check_url

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_TOKENS = {"xoxb-": "a bot token", "xapp-": "an app-level token", "xoxp-": "a user token", "xoxe": "a refresh token"}


def token(name: str, prefix: str) -> Callable[[str], SecretStr]:
    """Reads `name`, a Slack token that begins with `prefix`; another kind of token in its place is named as such."""

    def read(text: str) -> SecretStr:
        _no_wrapping(text)
        if not text.startswith(prefix):
            held = next((kind for start, kind in _TOKENS.items() if text.startswith(start)), "something else")
            raise ValueError(f"it holds {held}, expected {name}, which begins with {prefix}")
        if not re.fullmatch(r"[\w.-]{10,}", text, re.ASCII):
            raise ValueError(f"it is cut short or has characters no token has, expected {name} as Slack shows it")
        return SecretStr(text)

    return read


def signing_secret(text: str) -> SecretStr:
    """The secret Slack signs its requests with."""
    _no_wrapping(text)
    if text.startswith(("xox", "xapp-")):
        raise ValueError("it holds a token, expected the signing secret (Basic Information > App Credentials)")
    if len(text) < 8:
        raise ValueError("it is too short, expected the signing secret (Basic Information > App Credentials)")
    return SecretStr(text)


def _no_wrapping(text: str) -> None:
    if text != text.strip() or text[0] in "\"'<":
        raise ValueError("blanks, quotes or brackets stand around the value, expected the value alone")


def matching(pattern: str, expected: str) -> Callable[[str], str]:
    """Reads a text that matches `pattern` as a whole; `expected` says in words which those are."""

    def read(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(f"{text[:40]!r} cannot be used, expected {expected}")
        return text

    return read


def port(text: str) -> int:
    """A port to listen on."""
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or not int(text) <= 65535:
        raise ValueError(f"{text[:40]!r} is not a port, expected a number from 0 (any free one) to 65535")
    return int(text)


def database(text: str) -> str:
    """A database URL of a supported kind; whether it answers is seen when it is opened."""
    if not re.match(r"(sqlite|postgres(ql)?)(\+[a-z0-9]+)?://", text):
        raise ValueError("this is no database URL, expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
    return text


def api_url(text: str) -> str:
    """The base address of Slack's Web API, or of a local stand-in."""
    return check_url(text, "https", "http").rstrip("/") + "/"


def level(text: str) -> str:
    """The least grave level that is logged."""
    if text.upper() not in LEVELS:
        raise ValueError(f"{text[:40]!r} is not a level, expected one of {', '.join(LEVELS)}")
    return text.upper()
