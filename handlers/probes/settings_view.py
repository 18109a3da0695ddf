"""What may be said of one setting without showing its value: presence, damage, and a keyed fingerprint. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_PLACEHOLDER = re.compile(
    r"change[-_ ]?(me|this|it)|your[-_ ]|replace[-_ ]?me|placeholder|example|insecure|dummy|<[^>]*>|\.\.\."
    r"|^(default|secret|password|passw0rd|test|testing|dev|development|todo|fixme|none|null|undefined|admin|root)$"
    r"|^(my|jwt|dev|test|local|default|super)[-_ ]?secret([-_ ]?key)?$|^x+$|^1234",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SettingView:
    """One setting as one service has it.

    `fingerprint` is an HMAC under this run's random key and is compared, never shown. `reference` names where the value
    comes from (`jwt-secret:latest`). `host` is the one an address names, which is no secret. `unknown` says why nothing
    could be read; the other fields then mean nothing.
    """

    present: bool = False
    empty: bool = False
    whitespace: bool = False
    default_looking: bool = False
    fingerprint: str = ""
    reference: str = ""
    unknown: str = ""
    host: str = ""

    @classmethod
    def of(cls, value: str | None, key: str, reference: str = "") -> SettingView:
        """The view of a value that was read; None when the variable is not there at all."""
        if value is None:
            return cls(reference=reference)
        return cls(
            present=True,
            empty=not value.strip(),
            whitespace=value != value.strip(),
            default_looking=looks_default(value),
            fingerprint=fingerprint(value, key),
            reference=reference,
            host=host_of(value),
        )

    @classmethod
    def told(cls, answer: Any) -> SettingView:
        """The view a supervisor gives: it keeps the value and answers with these facts about it."""
        if not isinstance(answer, Mapping):
            return cls(unknown="the supervisor does not tell")
        present, empty, whitespace, default = (
            bool(answer.get(name)) for name in ("present", "empty", "whitespace", "default_looking")
        )
        told = str(answer.get("fingerprint") or "")
        return cls(present, empty, whitespace, default, told, host=str(answer.get("host") or ""))


def fingerprint(value: str, key: str) -> str:
    """HMAC-SHA256 (RFC 2104) of `value` under `key`, in hex: equal for equal values, and good for nothing else."""
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()


def host_of(value: str) -> str:
    """The host that an address such as `https://user:password@host:port/` names; empty for anything else."""
    if "://" not in value:
        return ""
    try:
        return urlsplit(value.strip()).hostname or ""
    except ValueError:
        return ""


def looks_default(value: str) -> bool:
    """Whether this is what somebody writes who means to put the real value there later."""
    text = value.strip()
    return bool(text) and (bool(_PLACEHOLDER.search(text)) or len(set(text)) < 3)
