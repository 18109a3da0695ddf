"""Checking a token without asking anybody: shape, algorithm, signature, claims, times.

RFC 7519 (claims), RFC 8725 section 3.1-3.2 (accept only expected algorithms, never `none`).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

import jwt

from handlers.golden_path.failures import Failed, Failure
from handlers.stack.journey_parts import Token


def check_token(token: Any, rules: Token, now: float) -> dict[str, Any]:
    """The claims of a good token ({} for an opaque one); raises Failed otherwise. `now` is Unix time in seconds."""
    if not isinstance(token, str) or not token.strip():
        raise _failed("missing", "the login answered without a token")
    if rules.format == "opaque":
        return {}
    header, claims = _decode(token)
    _check_algorithm(token, header, rules)
    _check_names(claims, rules)
    _check_times(claims, rules.skew, now)
    return claims


def _decode(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    parts = token.split(".")
    if len(parts) != 3:
        raise _failed("malformed", f"a JWT has three parts, this has {len(parts)}")
    try:
        header, claims = (json.loads(_unbase64(part)) for part in parts[:2])
    except (ValueError, RecursionError) as error:
        raise _failed("malformed", "its header or claims are not base64url of JSON") from error
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise _failed("malformed", "its header and claims are not JSON objects")
    return header, claims


def _unbase64(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def _check_algorithm(token: str, header: Mapping[str, Any], rules: Token) -> None:
    algorithm = str(header.get("alg"))
    if algorithm.lower() == "none" or header.get("alg") is None:
        raise _failed("alg-none", "the token is not signed (`alg: none`)")
    if algorithm not in rules.algorithms:
        raise _failed("algorithm", f"signed with {algorithm[:20]}, expected {' or '.join(rules.algorithms)}")
    if token.endswith("."):
        raise _failed("signature", "the signature is empty")
    if rules.key is not None and not _signature_holds(token, algorithm, rules.key):
        raise _failed("signature", f"the {algorithm} signature does not match the given key")


def _signature_holds(token: str, algorithm: str, key: str) -> bool:
    signed, _, signature = token.rpartition(".")
    method = jwt.get_algorithm_by_name(algorithm)
    try:
        return method.verify(signed.encode(), method.prepare_key(key), _unbase64(signature))
    except ValueError:
        return False
    except jwt.InvalidKeyError as error:
        raise _failed("key-unusable", f"the given key cannot verify {algorithm}") from error


def _check_names(claims: Mapping[str, Any], rules: Token) -> None:
    absent = [name for name in rules.claims if claims.get(name) is None]
    if absent:
        raise _failed("claim-missing", f"claim `{absent[0]}` missing")
    if rules.issuer is not None and claims.get("iss") != rules.issuer:
        raise _failed("issuer", f"issued by {str(claims.get('iss'))[:80]!r}, expected {rules.issuer!r}")
    audience = claims.get("aud")
    members = audience if isinstance(audience, list) else [audience]
    if rules.audience is not None and rules.audience not in members:
        raise _failed("audience", f"meant for {str(audience)[:80]!r}, expected {rules.audience!r}")


def _check_times(claims: Mapping[str, Any], skew: float, now: float) -> None:
    issued, starts, expires = (_time(claims, name) for name in ("iat", "nbf", "exp"))
    for name, moment in (("iat", issued), ("nbf", starts)):
        if moment is not None and moment > now + skew:
            raise _failed("not-yet-valid", f"`{name}` is {moment - now:.0f} s in the future (allowed skew {skew:g} s)")
    if expires is None:
        return
    if expires <= now - skew:
        raise _failed("expired", f"expired {now - expires:.0f} s ago")
    if issued is not None and expires <= issued:
        raise _failed("expired", "it expires before it is issued")
    if expires <= now and issued is not None and issued < now - skew:
        raise _failed("expired", f"expired {now - expires:.0f} s ago")


def _time(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _failed("claim-type", f"claim `{name}` is not a number of seconds")
    try:
        return float(value)
    except OverflowError as error:
        raise _failed("claim-type", f"claim `{name}` is no moment in time") from error


def _failed(what: str, detail: str) -> Failed:
    return Failed(Failure(f"token-{what}", "token", detail))
