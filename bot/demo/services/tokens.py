"""HS256 JSON web tokens (RFC 7515, 7519), small enough to start fast."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

ISSUER = "demo-auth"
_SKEW = 60  # seconds two clocks may differ


class BadToken(Exception):
    """The token is refused; the text is the reason, safe to show."""


def encode(payload: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(payload).decode().rstrip("=")


def decode(text: str) -> bytes:
    """The inverse of `encode`; BadToken for anything else."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise BadToken("malformed") from error


def mint(claims: dict[str, Any], secret: str, algorithm: str = "HS256") -> str:
    """A token over the claims; `algorithm` none leaves the signature empty."""
    head = encode(json.dumps({"alg": algorithm, "typ": "JWT"}).encode())
    signed = f"{head}.{encode(json.dumps(claims).encode())}"
    return f"{signed}.{'' if algorithm == 'none' else encode(_sign(signed, secret))}"


def verify(token: str, secret: str) -> dict[str, Any]:
    """The claims of a valid token; BadToken with the first thing wrong."""
    try:
        head, body, signature = token.split(".")
    except ValueError as error:
        raise BadToken("malformed") from error
    if _load(head).get("alg") != "HS256":
        raise BadToken("algorithm not allowed")
    if not hmac.compare_digest(_sign(f"{head}.{body}", secret), decode(signature)):
        raise BadToken("signature verification failed")
    claims = _load(body)
    now = time.time()
    if claims.get("iss") != ISSUER:
        raise BadToken("wrong issuer")
    if claims.get("exp", 0) < now - _SKEW:
        raise BadToken("token has expired")
    if claims.get("iat", 0) > now + _SKEW:
        raise BadToken("token is not yet valid (iat)")
    return claims


def _sign(text: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()


def _load(part: str) -> dict[str, Any]:
    try:
        loaded = json.loads(decode(part))
    except ValueError as error:
        raise BadToken("malformed") from error
    if not isinstance(loaded, dict):
        raise BadToken("malformed")
    return loaded
