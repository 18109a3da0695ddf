"""Secrets are redacted by value, wherever they turn up: as they are, URL-quoted, in base64, or inside a DSN."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, unquote

MASK = "[redacted]"
_SHORTEST = 4  # a shorter value would blank ordinary words and hide the report instead of the secret
_URL_PASSWORD = re.compile(r"(?P<head>\b[a-z][a-z0-9+.-]*://[^\s:/@]*:)(?P<password>[^\s/@]+)(?=@)", re.IGNORECASE)
_TOKEN = re.compile(r"\beyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*|\bx(?:ox[abeprs]|app)-[\w-]{6,}")


class Redactor:
    """Replaces every known secret in a text by a mask.

    Knows the values it was given, plus what is a secret by its shape: passwords in URLs, JSON web tokens, Slack tokens.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self.add(*secrets)

    def add(self, *secrets: str) -> None:
        """Learn more secret values; the password of a DSN or URL is learnt with the whole of it."""
        for secret in secrets:
            for match in _URL_PASSWORD.finditer(secret):
                self._learn(unquote(match["password"]))
            self._learn(secret)
        spellings = sorted((s for value in self._secrets for s in _spellings(value)), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, spellings))) if spellings else None

    def _learn(self, value: str) -> None:
        if len(value.strip()) >= _SHORTEST:
            self._secrets.update({value, value.strip()})

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        if self._pattern:
            text = self._pattern.sub(MASK, text)
        text = _URL_PASSWORD.sub(lambda match: match["head"] + MASK, text)
        return _TOKEN.sub(MASK, text)


def _spellings(value: str) -> set[str]:
    encoded = value.encode()
    forms = {value, quote(value, safe=""), quote_plus(value), repr(value)[1:-1], value.replace('"', '\\"')}
    if len(value) >= 6:
        forms |= {
            base64.b64encode(encoded).decode().rstrip("="),
            base64.urlsafe_b64encode(encoded).decode().rstrip("="),
        }
    return forms
