"""A freshly minted token: does the login answer, and is what it hands out a token the services can accept?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import jwt
from jwt.types import Options
from pydantic import Field

from handlers.core.model import Model, Seconds
from handlers.core.ports import Health
from handlers.probes.base import Observation, ProbeConfig, Tools
from handlers.probes.expectations import too_slow
from handlers.probes.login import LoginRequest, mint
from handlers.probes.reasons import Reason

# Times and claims are judged here, by our own clock and with our own words.
_SIGNATURE_ONLY: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}


class AuthTokenExpect(Model):
    """`lifetime`: how long the token must still last. `skew`: by how much the login's clock may differ from ours.

    `key` verifies the signature where it is given; without it, everything but the signature is looked at.
    """

    algorithms: tuple[str, ...] = ("HS256",)
    claims: tuple[str, ...] = ("sub", "iat", "exp")
    issuer: str | None = None
    audience: str | None = None
    lifetime: Seconds = 60.0
    skew: Seconds = 60.0
    key: str | None = None
    within: Seconds | None = None


class AuthTokenProbe(ProbeConfig):
    """Logs in at `login` and reads the token it answers with."""

    kind: Literal["auth_token"]
    login: LoginRequest
    expect: AuthTokenExpect = Field(default_factory=AuthTokenExpect)


async def measure(config: AuthTokenProbe, tools: Tools) -> Observation:
    """OK when the token holds all that is expected; network errors of the login are raised."""
    start = tools.clock.monotonic()
    minted = await mint(config.login, tools)
    if isinstance(minted, Observation):  # here the login itself is what is measured
        return Observation(Health.FAILING, minted.detail, minted.reason, minted.facts)
    seconds = tools.clock.monotonic() - start
    token, date = minted
    return judge(token, date, config.expect, tools.clock.now()) or (
        too_slow(seconds, config.expect.within, {})
        or Observation.ok(f"a sound token in {seconds * 1000:.0f} ms", **_facts(token))
    )


def judge(token: str, date: str, expect: AuthTokenExpect, now: datetime) -> Observation | None:
    """What is wrong with `token`, the most telling first; `date` is the Date header it came with."""
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError as error:
        return Observation.failing(Reason.TOKEN_MALFORMED, f"not a JSON web token: {error}")
    facts = _facts(token)
    algorithm = str(header.get("alg", ""))
    if algorithm not in expect.algorithms:
        detail = f"signed with {algorithm or 'nothing'}, expected {' or '.join(expect.algorithms)}"
        return Observation.failing(Reason.TOKEN_ALGORITHM, detail, **facts)
    return (
        _judge_clock(claims, date, expect, now, facts)
        or _judge_claims(claims, expect, facts)
        or _judge_signature(token, expect, facts)
    )


def _judge_clock(
    claims: Mapping[str, Any], date: str, expect: AuthTokenExpect, now: datetime, facts: dict[str, Any]
) -> Observation | None:
    """A clock that runs ahead or behind makes every token look expired, or not valid yet, to somebody else."""
    skew = _skew(claims, date, now)
    if abs(skew) > expect.skew:
        direction = "ahead of" if skew > 0 else "behind"
        detail = f"the login's clock is {abs(skew):.0f} s {direction} ours, expected at most {expect.skew:g} s"
        return Observation.failing(Reason.CLOCK_SKEW, detail, **facts, skew_seconds=round(skew, 1))
    expires = _number(claims.get("exp"))
    if expires is not None and expires - now.timestamp() < expect.lifetime:
        left = expires - now.timestamp()
        words = f"expired {-left:.0f} s ago" if left < 0 else f"expires in {left:.0f} s"
        detail = f"a fresh token {words}, expected at least {expect.lifetime:g} s"
        return Observation.failing(Reason.TOKEN_EXPIRED, detail, **facts, seconds_left=round(left, 1))
    return None


def _judge_claims(claims: Mapping[str, Any], expect: AuthTokenExpect, facts: dict[str, Any]) -> Observation | None:
    missing = [name for name in expect.claims if name not in claims]
    if missing:
        detail = f"the token lacks {', '.join(missing)}"
        return Observation.failing(Reason.TOKEN_CLAIMS, detail, **facts, missing=missing)
    audiences = claims.get("aud", [])
    audiences = audiences if isinstance(audiences, list) else [audiences]
    for claim, wanted, seen in (("iss", expect.issuer, [claims.get("iss")]), ("aud", expect.audience, audiences)):
        if wanted is not None and wanted not in seen:
            detail = f"claim {claim} is {str(seen[0] if seen else 'missing')[:60]}, expected {wanted}"
            return Observation.failing(Reason.TOKEN_CLAIMS, detail, **facts, claim=claim)
    return None


def _judge_signature(token: str, expect: AuthTokenExpect, facts: dict[str, Any]) -> Observation | None:
    if expect.key is None:
        return None
    try:
        jwt.decode(token, expect.key, algorithms=list(expect.algorithms), options=_SIGNATURE_ONLY)
    except jwt.InvalidSignatureError:
        detail = "the signature does not match the key: the login signs with another secret"
        return Observation.failing(Reason.TOKEN_SIGNATURE, detail, **facts)
    except jwt.PyJWTError as error:
        return Observation.failing(Reason.TOKEN_SIGNATURE, f"the signature cannot be verified: {error}", **facts)
    return None


def _skew(claims: Mapping[str, Any], date: str, now: datetime) -> float:
    """Seconds by which the login's clock is ahead: by its Date header, or by `iat`, which is never in our future."""
    issued = _number(claims.get("iat"))
    ahead = max(issued - now.timestamp(), 0.0) if issued is not None else 0.0
    try:
        by_header = (parsedate_to_datetime(date).astimezone(UTC) - now).total_seconds() if date else 0.0
    except ValueError:
        by_header = 0.0
    return max(ahead, by_header, key=abs)


def _facts(token: str) -> dict[str, Any]:
    """Names and times only: who the token is for is nobody's business in a report."""
    header, claims = jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})
    times = {name: claims[name] for name in ("iat", "exp", "nbf") if _number(claims.get(name)) is not None}
    return {"algorithm": str(header.get("alg", "")), "claims": sorted(claims), **times}


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
