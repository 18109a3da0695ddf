"""What a token must be, and what each wrong one is called."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.golden_path.failures import Failed
from handlers.golden_path.token import check_token
from handlers.stack.journey_parts import Token
from tests.handlers.golden_path.walking import KEY, NOW, token

PEM = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n"


def _raw(header: Any, claims: Any, signature: str = "c2ln") -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims))
    return ".".join([*parts, signature])


def _fault(made: Any, **rules: Any) -> str:
    with pytest.raises(Failed) as caught:
        check_token(made, Token(**rules), NOW)
    return caught.value.failure.id


def test_a_good_token_gives_its_claims() -> None:
    claims = check_token(token(aud="chat", iss="auth"), Token(key=KEY, issuer="auth", audience="chat"), NOW)
    assert claims["sub"] == "user-1"


def test_an_audience_may_be_one_of_several() -> None:
    assert check_token(token(aud=["api", "chat"]), Token(audience="chat"), NOW)


@pytest.mark.parametrize(
    ("made", "rules", "name"),
    [
        (None, {}, "token-missing"),
        ("  ", {}, "token-missing"),
        ("a.b", {}, "token-malformed"),
        ("a.b.c", {}, "token-malformed"),
        (_raw(["x"], {}), {}, "token-malformed"),
        (_raw({"alg": "none"}, {"sub": "u"}), {}, "token-alg-none"),
        (_raw({"alg": "NoNe"}, {"sub": "u"}), {"algorithms": ("NoNe",)}, "token-alg-none"),
        (_raw({"typ": "JWT"}, {"sub": "u"}), {}, "token-alg-none"),
        (_raw({"alg": "HS512"}, {"sub": "u"}), {}, "token-algorithm"),
        (_raw({"alg": "HS256"}, {"sub": "u"}, ""), {}, "token-signature"),
        (token(), {"key": "another secret of at least thirty-two"}, "token-signature"),
        (token(sub=None), {}, "token-claim-missing"),
        (token(iss="else"), {"issuer": "auth"}, "token-issuer"),
        (token(), {"audience": "chat"}, "token-audience"),
        (token(iat=NOW - 900, exp=NOW - 61), {}, "token-expired"),
        (token(iat=NOW - 900, exp=NOW - 5), {}, "token-expired"),
        (token(exp=NOW), {}, "token-expired"),
        (token(iat=NOW + 120), {}, "token-not-yet-valid"),
        (token(nbf=NOW + 120), {}, "token-not-yet-valid"),
        (token(exp=True), {}, "token-claim-type"),
        (_raw({"alg": "HS256"}, {"sub": "u", "iat": 1, "exp": "soon"}), {}, "token-claim-type"),
        (_raw({"alg": "HS256"}, {"sub": "u", "iat": 1, "exp": 10**400}), {}, "token-claim-type"),
        (token(), {"algorithms": ("HS256",), "key": PEM}, "token-key-unusable"),
    ],
)
def test_each_wrong_token_has_its_name(made: Any, rules: dict[str, Any], name: str) -> None:
    assert _fault(made, **rules) == name


def test_a_clock_within_the_skew_is_forgiven() -> None:
    assert check_token(token(iat=NOW + 50), Token(), NOW)
    assert check_token(token(iat=NOW - 50, exp=NOW - 20), Token(), NOW)


def test_a_public_key_verifies_and_another_one_does_not() -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    public = private.public_key().public_bytes(*form).decode()
    claims = {"sub": "u", "iat": NOW, "exp": NOW + 60}
    made = jwt.encode(claims, private, algorithm="RS256")
    assert check_token(made, Token(algorithms=("RS256",), key=public), NOW)
    assert _fault(made[:-12] + "AAAAAAAAAAAA", algorithms=("RS256",), key=public) == "token-signature"
    assert _fault(jwt.encode(claims, KEY), algorithms=("RS256",), key=public) == "token-algorithm"


def test_an_opaque_token_only_has_to_be_there() -> None:
    assert check_token("s3ss10n", Token(format="opaque"), NOW) == {}


@settings(deadline=None)
@given(st.text(alphabet='abcXYZ019._-=e{}"', max_size=60) | st.integers() | st.none())
def test_no_text_breaks_the_check(made: Any) -> None:
    with pytest.raises(Failed):
        check_token(made, Token(), NOW)
