"""A service names what it needs and how it is measured."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from handlers.probes.registry import PROBES
from handlers.stack.service import Service


def test_edges_are_typed() -> None:
    service = Service.model_validate({"depends_on": ["a"], "any_of": [["b", "c"], ["d"]]})
    assert service.depends_on == ("a",)
    assert service.any_of == (("b", "c"), ("d",))


def test_a_probe_is_told_by_its_kind_and_called_by_its_name() -> None:
    probe = {"kind": "tcp", "host": "h", "port": 1}
    first, second = Service.model_validate({"probes": [probe, {**probe, "name": "second"}]}).probes
    assert isinstance(first, PROBES["tcp"].config)
    assert (first.title, second.title) == ("tcp", "second")


@pytest.mark.parametrize("probe", [{"kind": "tpc"}, {"host": "h", "port": 1}, {"kind": "tcp", "host": "h"}])
def test_a_probe_of_no_known_kind_is_refused(probe: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Service.model_validate({"probes": [probe]})
