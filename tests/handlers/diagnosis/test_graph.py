from __future__ import annotations

import pytest

from handlers.diagnosis.graph import Graph, components
from handlers.stack.service import Service


def test_it_is_read_from_the_services_of_an_environment() -> None:
    services = {"a": Service(depends_on=("b",), any_of=(("c", "d"),)), "b": Service(), "c": Service(), "d": Service()}
    graph = Graph.of(services)
    assert list(graph.needs("a")) == ["b", "c", "d"]
    assert graph.problems() == []


def test_what_a_service_needs_is_listed_nearest_first() -> None:
    graph = Graph({"web": ["api"], "api": ["db"], "db": [], "other": ["db"]})
    assert graph.closure("web") == ["web", "api", "db"]


def test_a_name_that_is_no_service_is_reported_with_the_nearest_one() -> None:
    assert Graph({"web": ["postgers"], "postgres": []}).problems() == [
        "web depends on postgers, which is no service; did you mean postgres?"
    ]


@pytest.mark.parametrize(
    ("depends_on", "circles"),
    [
        ({"a": ["b"], "b": []}, []),
        ({"a": ["a"]}, [("a", "a")]),
        ({"a": ["b"], "b": ["c"], "c": ["a"]}, [("a", "b", "c", "a")]),
        ({"a": ["b", "c"], "b": ["a"], "c": ["d"], "d": ["c"]}, [("c", "d", "c"), ("a", "b", "a")]),
    ],
)
def test_circles_are_found(depends_on: dict[str, list[str]], circles: list[tuple[str, ...]]) -> None:
    assert sorted(Graph(depends_on).circles()) == sorted(circles)


def test_a_circle_through_a_redundant_path_is_a_circle_too() -> None:
    assert Graph({"a": [], "b": ["a"]}, {"a": [["b"]]}).circles() == [("a", "b", "a")]


def test_a_very_long_chain_and_a_very_long_circle_need_no_deep_stack() -> None:
    chain = {f"s{i}": [f"s{i + 1}"] for i in range(50_000)} | {"s50000": []}
    assert Graph(chain).circles() == []
    assert len(Graph(chain).closure("s0")) == 50_001
    assert len(Graph(chain | {"s50000": ["s0"]}).circles()[0]) == 50_002


def test_components_come_dependencies_first() -> None:
    edges = {"a": ["b"], "b": ["c"], "c": []}
    assert list(components(edges, edges.__getitem__)) == [["c"], ["b"], ["a"]]
