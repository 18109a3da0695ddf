"""A validator's location leads to the node that was meant, through unions and aliases."""

from __future__ import annotations

import pytest

from bot.stackfile.compose import compose
from bot.stackfile.variables import Variables
from bot.stackfile.walk import find
from handlers.stack.environment import Stack
from tests.bot.stackfile.stacks import SMALL

PROBES = ("environments", "staging", "services")


@pytest.mark.parametrize(
    ("location", "shown", "some_name"),
    [
        ((), "a mapping", "environments"),
        (("version",), "'1'", None),
        ((*PROBES, "backend"), "a mapping", "depends_on"),
        ((*PROBES, "backend", "depends_on", 0), "'database'", None),
        ((*PROBES, "backend", "probes", 0, "http"), "a mapping", "url"),
        ((*PROBES, "backend", "probes", 0, "http", "url"), "'https://backend.example.com/health'", None),
        ((*PROBES, "database", "probes", 0, "tcp", "port"), "'5432'", None),
        ((*PROBES, "database", "probes", 7), "a list", None),
        (("environments", "nowhere", "services"), "a mapping", None),
    ],
)
def test_a_location_is_followed(location: tuple[str | int, ...], shown: str, some_name: str | None) -> None:
    root, _ = compose(SMALL, Variables({}))
    place = find(root, Stack, location)
    assert place.node.shown() == shown
    assert some_name is None or some_name in place.names()


def test_names_are_those_of_the_file_not_of_the_model() -> None:
    text = SMALL.replace("            timeout: 5s", "            json: {a: b}")
    root, _ = compose(text, Variables({}))
    names = find(root, Stack, (*PROBES, "backend", "probes", 0, "http")).names()
    assert "json" in names
    assert "json_body" not in names


def test_a_key_called_like_the_kind_of_its_mapping_is_still_found() -> None:
    text = SMALL.replace("            timeout: 5s", "            http: 5")
    root, _ = compose(text, Variables({}))
    place = find(root, Stack, (*PROBES, "backend", "probes", 0, "http", "http"))
    assert place.node.shown() == "'5'"
