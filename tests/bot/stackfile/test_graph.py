"""Circles are found, each with its path, in linear time."""

from __future__ import annotations

import pytest

from bot.stackfile.graph import circles


@pytest.mark.parametrize(
    ("edges", "paths"),
    [
        ({}, []),
        ({"a": ["b"], "b": []}, []),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, []),
        ({"a": ["a"]}, [("a", "a")]),
        ({"a": ["b"], "b": ["c"], "c": ["a"]}, [("a", "b", "c", "a")]),
        ({"x": ["a"], "a": ["b"], "b": ["a"]}, [("a", "b", "a")]),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}, [("a", "b", "a"), ("c", "d", "c")]),
        ({"a": ["elsewhere"]}, []),
    ],
)
def test_circles_are_named_by_their_path(edges: dict[str, list[str]], paths: list[tuple[str, ...]]) -> None:
    assert list(circles(edges)) == paths


def test_a_long_chain_that_closes_is_one_circle_found_at_once() -> None:
    size = 20_000
    (path,) = circles({str(n): [str((n + 1) % size)] for n in range(size)})
    assert len(path) == size + 1
