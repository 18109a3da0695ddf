"""Who may send alerts: whoever knows the hook's token, or has signed the call with its secret. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

from handlers.core.model import unset_variables
from handlers.stack.outside import Inbound

SIGNATURE, TIMESTAMP = "X-Grafana-Alerting-Signature", "X-Grafana-Alerting-Timestamp"
_FRESH = 300.0  # seconds that a signed call is believed for; Slack's own rule for the same


def is_allowed(hook: Inbound, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether this call may be believed. `now`: seconds since 1970. A hook whose secret is not set believes nobody.

    Where the call is signed with a time (Grafana's timestamp header, to be named as TIMESTAMP), it must be a fresh one.
    """
    if unset_variables((hook.token, hook.secret)):
        return False
    if hook.token and not _same(_credential(headers.get("Authorization", "")), hook.token):
        return False
    return not hook.secret or _is_signed(hook.secret, headers, body, now)


def _credential(header: str) -> str:
    """The token of `Bearer`, the password of `Basic`."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _is_signed(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """HMAC-SHA256 in hex, of the body or, with a timestamp, of `timestamp:body`, as Grafana documents it."""
    stamp = headers.get(TIMESTAMP, "")
    if stamp and not (stamp.isdecimal() and abs(now - int(stamp)) <= _FRESH):
        return False
    signed = stamp.encode() + b":" + body if stamp else body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return _same(headers.get(SIGNATURE, ""), expected)


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())
