"""No secret's value survives, however it is spelled."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handlers.core.redaction import MASK, Redactor
from handlers.core.spellings import encoded_cores, spellings

PASSWORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp")), min_size=8, max_size=40)
SURROUNDINGS = st.text(st.sampled_from("ab =,;'\"\n{}é/"), max_size=12)


def basic(secret: str) -> str:
    return "Basic " + base64.b64encode(f"user:{secret}".encode()).decode()


def dsn(secret: str) -> str:
    return f"postgresql://medic:{quote(secret, safe='')}@db.internal:5432/app?sslmode=require"


WAYS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "quoted for a URL": lambda secret: quote(secret, safe=""),
    "quoted for a path": quote,
    "quoted for a form": quote_plus,
    "quoted twice": lambda secret: quote(quote(secret)),
    "in lower-case percent escapes": lambda secret: quote(secret, safe="").lower() if secret.islower() else secret,
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "URL-safe base64": lambda secret: base64.urlsafe_b64encode(f"a{secret}zz".encode()).decode(),
    "a Basic header": basic,
    "hexadecimal": lambda secret: secret.encode().hex(),
    "JSON": lambda secret: json.dumps({"error": secret}),
    "JSON in plain letters": lambda secret: json.dumps([secret], ensure_ascii=False),
    "JSON inside JSON": lambda secret: json.dumps({"body": json.dumps({"error": secret})}),
    "repr": repr,
    "repr of bytes": lambda secret: repr(secret.encode()),
    "an exception": lambda secret: repr(ValueError(secret)),
    "a DSN": dsn,
    "the DSN's repr": lambda secret: repr(dsn(secret)),
}


def tells(text: str, secret: str) -> bool:
    """Whether the secret can still be read out of the text, as it is or as one of its spellings."""
    return any(form in text for form in spellings(secret) | encoded_cores(secret))


@settings(max_examples=150, deadline=None)
@given(way=st.sampled_from(sorted(WAYS)), secret=PASSWORDS, before=SURROUNDINGS, after=SURROUNDINGS)
def test_a_secret_does_not_survive(way: str, secret: str, before: str, after: str) -> None:
    assume(not tells(MASK, secret) and not tells(before + MASK + after, secret))
    text = Redactor([secret])(f"{before} {WAYS[way](secret)} {after}")
    assert not tells(text, secret)
    assert MASK in text


@settings(max_examples=100, deadline=None)
@given(way=st.sampled_from(sorted(WAYS)), secret=PASSWORDS)
def test_the_password_of_a_known_dsn_does_not_survive_by_itself(way: str, secret: str) -> None:
    assume(not tells(MASK, secret))
    assert not tells(Redactor([dsn(secret)])(f"it said {WAYS[way](secret)} to me"), secret)


@pytest.mark.parametrize(
    "known",
    [
        "redis://:s3cr3t-Pa55@cache:6379/0",
        "postgresql://user:s3cr3t-Pa55@db/app",
        "postgresql://db/app?user=medic&password=s3cr3t-Pa55",
        "host=db user=medic password=s3cr3t-Pa55 dbname=app",
        "host=db password='s3cr3t-Pa55'",
        "https://hooks.example.com/x?token=s3cr3t-Pa55",
        "  s3cr3t-Pa55\n",
    ],
)
def test_the_password_inside_a_known_value_is_known(known: str) -> None:
    assert Redactor([known])("password s3cr3t-Pa55 refused") == f"password {MASK} refused"


def test_a_password_with_slashes_and_at_signs_in_a_dsn_is_known() -> None:
    redact = Redactor(["postgresql://user:p@ss/w@rd@db/app"])
    assert "p@ss/w@rd" not in redact("authentication failed with p@ss/w@rd")


@pytest.mark.parametrize(
    "text",
    [
        "cannot reach postgresql://user:hunter22@db/app",
        "at https://u:hunter22@host:8080/x",
        "redis://:hunter22@cache",
    ],
)
def test_a_password_in_an_address_is_a_secret_by_its_shape(text: str) -> None:
    assert Redactor()(text) == text.replace("hunter22", MASK)


@pytest.mark.parametrize(
    "token",
    [
        "xoxb-1234567890-abcdefghij",
        "xapp-1-A0B1C2-1234567890-abcdef",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.",
    ],
)
def test_tokens_are_secrets_by_their_shape(token: str) -> None:
    assert token not in Redactor()(f"Authorization: Bearer {token}, again {token}")


@pytest.mark.parametrize(
    "text",
    [
        "connection refused at http://backend.internal:8000/health",
        "see http://host:80 and mail ops@example.com",
        "Bearer authentication failed",
        '{"url":"http://host:80","mail":"ops@example.com"}',
        "the eyJ prefix of a token",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor(["another-secret"])(text) == text


def test_a_value_too_short_to_be_told_from_a_word_is_left_alone() -> None:
    assert Redactor(["db", "", "  "])("the db is down") == "the db is down"


def test_every_line_of_a_private_key_is_a_secret() -> None:
    head, foot = "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"
    key = f"{head}\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n{foot}\n"
    assert Redactor([key])("bad key at BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj") == f"bad key at {MASK}"


def test_overlapping_secrets_are_masked_as_one() -> None:
    assert Redactor(["secret-one", "one-two-three"])("a secret-one-two-three b") == f"a {MASK} b"


def test_a_secret_learnt_later_is_masked_from_then_on() -> None:
    redact = Redactor()
    redact.add("learnt-later")
    assert redact("x learnt-later") == f"x {MASK}"


def test_json_stays_json() -> None:
    redact = Redactor(["hunter22", "with\"quote'and\\slash"])
    document = {"a": "hunter22", "b": ["with\"quote'and\\slash", base64.b64encode(b"me:hunter22").decode()], "n": 1}
    assert json.loads(redact(json.dumps(document))) == {"a": MASK, "b": [MASK, MASK], "n": 1}


def test_a_structure_is_redacted_throughout() -> None:
    value = {"hunter22": [("hunter22", 5)], "fine": None}
    assert Redactor(["hunter22"]).within(value) == {MASK: [(MASK, 5)], "fine": None}


def test_a_value_with_bytes_that_are_no_text_is_masked() -> None:
    value = b"pass\xffword".decode("utf-8", "surrogateescape")
    assert Redactor([value])(f"got {value} and pass%FFword") == f"got {MASK} and {MASK}"


def test_it_does_not_tell_its_secrets() -> None:
    assert repr(Redactor(["hunter22"])) == "Redactor(1 secrets)"


@pytest.mark.parametrize("text", ["eyJ-" * 250_000, "a://" * 250_000, "://a:" * 200_000, "x.y." * 250_000, "a" * 10**6])
def test_a_megabyte_of_hostile_text_comes_to_an_end(text: str) -> None:
    assert Redactor(["hunter22"])(text + " hunter22").count("hunter22") == 0
