from hypothesis import given
from hypothesis import strategies as st

from handlers.diagnosis.graph import Graph
from handlers.diagnosis.map_layout import MOST, PER_ROW, chosen, rows

CHAIN = Graph({"gateway": ["backend"], "backend": ["postgres", "redis"], "postgres": [], "redis": []})


def test_what_a_service_needs_stands_below_it():
    assert rows(CHAIN, list(CHAIN.depends_on)) == [["gateway"], ["backend"], ["postgres", "redis"]]


@given(st.dictionaries(st.integers(0, 25), st.lists(st.integers(0, 25), max_size=4), max_size=26))
def test_every_service_stands_once_in_rows_fit_for_a_phone_even_with_circles(edges):
    names = sorted({*edges, *(needed for group in edges.values() for needed in group)})
    graph = Graph({f"s{name}": [f"s{needed}" for needed in edges.get(name, [])] for name in names})
    grid = rows(graph, list(graph.depends_on))
    assert sorted(name for row in grid for name in row) == sorted(graph.depends_on)
    assert all(len(row) <= PER_ROW for row in grid)


def test_a_large_map_is_cut_to_what_is_around_the_cause():
    graph = Graph({f"s{n}": [f"s{n + 1}"] if n < 499 else [] for n in range(500)})
    drawn = chosen(graph, ["s250", "s249"])
    assert len(drawn) <= MOST
    assert {"s248", "s249", "s250", "s251"} <= set(drawn)
