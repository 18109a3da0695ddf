"""Is there an answer, and is it long enough? An answer that is missing, null or blank is empty."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from handlers.golden_path.failures import Failure
from handlers.golden_path.template import dig, present
from handlers.stack.journey_parts import Answer


def answer_text(event: Mapping[str, Any] | None, answer: Answer) -> str:
    """The answer's text without the blanks around it; an object or a list counts as its JSON, an empty one as none."""
    value = dig(event, answer.field)
    if not present(value) or value in ({}, []):
        return ""
    return (value if isinstance(value, str) else json.dumps(value)).strip()


def check_answer(event: Mapping[str, Any] | None, answer: Answer) -> Failure | None:
    """What is wrong with the answer, if anything."""
    text = answer_text(event, answer)
    if not text:
        return Failure("empty-answer", "answer", f"`{answer.field}` of {answer.event} is empty", event)
    if len(text) < answer.min_length:
        what = f"`{answer.field}` has {len(text)} characters, at least {answer.min_length} are expected"
        return Failure("short-answer", "answer", what, event)
    return None
