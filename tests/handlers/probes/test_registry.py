from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from handlers.probes.reasons import Reason
from handlers.probes.registry import PROBES, AnyProbe


@pytest.mark.parametrize("kind", PROBES)
def test_every_kind_is_told_apart_by_its_name(kind: str) -> None:
    assert PROBES[kind].config.model_fields["kind"].annotation.__args__ == (kind,)  # type: ignore[union-attr]  # a Literal


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(ValidationError, match="'websocket'"):
        TypeAdapter(AnyProbe).validate_python({"kind": "htpp"})


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(ValidationError, match="prot"):
        TypeAdapter(AnyProbe).validate_python({"kind": "tcp", "host": "a", "port": 1, "prot": 2})


def test_reasons_are_unique_lower_case_words() -> None:
    values = [reason.value for reason in Reason]
    assert len(values) == len(set(values))
    assert all(value == value.lower() and " " not in value for value in values)
