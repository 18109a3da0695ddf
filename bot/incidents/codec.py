"""The watch as JSON and back, so that it outlives the process."""

from __future__ import annotations

from pydantic import TypeAdapter

from bot.incidents.model import State

_STATES = TypeAdapter(State)


def encode(state: State) -> str:
    """JSON that `decode` turns into an equal state."""
    return _STATES.dump_json(state).decode()


def decode(text: str) -> State:
    """The state again; pydantic.ValidationError when the text is none."""
    return _STATES.validate_json(text)
