from handlers.diagnosis.graph import Graph
from handlers.diagnosis.map_layout import MOST
from handlers.diagnosis.map_sketch import sketch_map


def test_every_service_has_a_place_and_every_need_an_edge():
    sketch = sketch_map(Graph({"gateway": ["auth", "elsewhere"], "auth": []}))
    assert sketch is not None
    assert set(sketch.places) == set(sketch.names) == {"gateway", "auth"}
    assert sketch.edges == {("gateway", "auth")}


def test_what_is_too_large_to_be_drawn_whole_waits_for_the_outcome():
    assert sketch_map(Graph({f"service-{n}": [] for n in range(MOST + 1)})) is None
