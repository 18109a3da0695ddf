"""The demo's own small JSON web tokens, held to PyJWT."""

import time
from typing import Any

import jwt
import pytest

from bot.demo.services import tokens

SECRET = "a secret of thirty-two characters"


def _claims(**more: Any) -> dict[str, Any]:
    now = int(time.time())
    return {"sub": "1", "iat": now, "exp": now + 36_000, "iss": tokens.ISSUER, **more}


def test_pyjwt_reads_what_is_minted() -> None:
    claims = _claims()
    assert jwt.decode(tokens.mint(claims, SECRET), SECRET, algorithms=["HS256"]) == claims


def test_what_pyjwt_mints_is_accepted() -> None:
    claims = _claims()
    assert tokens.verify(jwt.encode(claims, SECRET, algorithm="HS256"), SECRET) == claims


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (tokens.mint(_claims(), "another secret"), "signature verification failed"),
        (tokens.mint(_claims(), SECRET, "none"), "algorithm not allowed"),
        (tokens.mint(_claims(exp=1), SECRET), "token has expired"),
        (tokens.mint(_claims(iat=int(time.time()) + 3600), SECRET), "not yet valid"),
        (tokens.mint(_claims(iss="somebody"), SECRET), "wrong issuer"),
        ("no token at all", "malformed"),
        ("a.b.c", "malformed"),
        ("W10.W10.W10", "malformed"),
        ("é.é.é", "malformed"),
    ],
)
def test_a_bad_token_is_refused_with_the_reason(token: str, reason: str) -> None:
    with pytest.raises(tokens.BadToken, match=reason):
        tokens.verify(token, SECRET)
