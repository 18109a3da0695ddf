"""Is there an answer, and is it long enough?"""

from __future__ import annotations

from typing import Any

import pytest

from handlers.golden_path.answer import check_answer
from handlers.stack.journey_parts import Answer


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("An answer.", ""),
        ("", "empty-answer"),
        (" \n\t", "empty-answer"),
        (None, "empty-answer"),
        ({}, "empty-answer"),
        ([], "empty-answer"),
        ("Hm.", "short-answer"),
        ({"text": "in an object"}, ""),
    ],
)
def test_an_answer_is_judged(value: Any, name: str) -> None:
    failure = check_answer({"data": {"text": value}}, Answer(event="done", field="data.text", min_length=5))
    assert (failure.id if failure else "") == name


def test_an_answer_that_is_not_there_is_empty() -> None:
    failure = check_answer(None, Answer(event="done", field="text"))
    assert failure
    assert failure.id == "empty-answer"
