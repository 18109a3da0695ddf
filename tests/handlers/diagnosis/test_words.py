from __future__ import annotations

import pytest

from handlers.diagnosis.words import fill_words


@pytest.mark.parametrize(
    ("template", "words", "text"),
    [
        ("nothing to fill", {}, "nothing to fill"),
        ("{service} is down", {"service": "auth"}, "auth is down"),
        ("A module is missing: {module}", {"module": "orjson"}, "A module is missing: orjson"),
        ("A module is missing: {module}", {}, "A module is missing"),
        ("Add {module} to the image", {}, "Add the module to the image"),
        ("{a}{b}", {"a": "{b}", "b": "x"}, "{b}x"),
        ("status {status}", {"status": 404}, "status 404"),
    ],
)
def test_words_are_put_in_and_what_is_not_known_is_left_out(template: str, words: dict[str, object], text: str) -> None:
    assert fill_words(template, words) == text
