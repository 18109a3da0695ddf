"""Each reader takes what is right and says what is wrong with the rest, without showing secrets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import values

BOT = values.token("the bot token", "xoxb-")
WORD = values.matching(r"[a-z]+", "small letters")


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (values.port, "8080", 8080),
        (values.port, "0", 0),
        (values.level, "info", "INFO"),
        (values.api_url, "https://slack.com/api", "https://slack.com/api/"),
        (values.database, "sqlite:///medic.db", "sqlite:///medic.db"),
        (values.database, "postgresql+asyncpg://h/d", "postgresql+asyncpg://h/d"),
        (WORD, "abc", "abc"),
    ],
)
def test_what_is_right_is_read(read: Callable[[str], object], text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text"),
    [
        *((values.port, text) for text in ("", "x", "65536", "-1", "8080 ", "\u0668", "1e3")),
        *((values.level, text) for text in ("", "LOUD")),
        *((values.api_url, text) for text in ("slack.com", "ftp://h", "https://")),
        *((values.database, text) for text in ("", "medic.db", "mysql://h/d", "mongodb://h")),
        *((WORD, text) for text in ("", "ABC", "a b")),
        *(
            (BOT, text)
            for text in ("hunter22hunter22", "xapp-1-hunter22", "xoxb-", "xoxb-hunter22 hunter22", "'xoxb-1'")
        ),
        *((values.signing_secret, text) for text in ("hunter2", "xoxb-hunter22-x", " hunter22hunter22")),
    ],
)
def test_what_is_wrong_is_said_with_what_was_expected(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(ValueError, match="expected") as refused:
        read(text)
    assert "hunter" not in str(refused.value)


def test_secrets_are_wrapped() -> None:
    assert "hunter" not in repr([BOT("xoxb-hunter22-hunter22"), values.signing_secret("hunter22hunter22")])
