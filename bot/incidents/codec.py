"""The watch as JSON and back, so that it outlives the process."""

from __future__ import annotations

from dataclasses import replace

from pydantic import TypeAdapter

from bot.incidents.model import Incident, State, Vital

_STATES = TypeAdapter(State)
_VITALS = TypeAdapter(dict[str, Vital])
_INCIDENTS = TypeAdapter(Incident)


def encode(state: State) -> str:
    """JSON that `decode` turns into an equal state."""
    return _STATES.dump_json(state).decode()


def decode(text: str) -> State:
    """The state again; pydantic.ValidationError when the text is none."""
    return _STATES.validate_json(text)


def encode_vitals(state: State) -> str:
    """The vitals alone, which are most of a state."""
    return _VITALS.dump_json(state.vitals).decode()


def encode_rest(state: State) -> str:
    """All but the vitals."""
    return encode(replace(state, vitals={}))


def join(vitals: str, rest: str) -> State:
    """The state from its two parts."""
    return replace(decode(rest), vitals=_VITALS.validate_json(vitals))


def encode_incident(incident: Incident) -> str:
    """One incident as JSON."""
    return _INCIDENTS.dump_json(incident).decode()


def decode_incident(text: str) -> Incident:
    """The incident again."""
    return _INCIDENTS.validate_json(text)
