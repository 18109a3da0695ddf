import io

from PIL import Image

from handlers.diagnosis.graph import Graph
from handlers.diagnosis.map_parts import LOOKS
from handlers.diagnosis.map_picture import MapData, draw_map
from handlers.diagnosis.map_sketch import sketch_map

GRAPH = Graph({"gateway": ["backend"], "backend": ["postgres", "clickhouse"], "postgres": [], "clickhouse": []})
STATES = {"gateway": "symptom", "backend": "symptom", "postgres": "cause", "clickhouse": "unknown"}
DATA = MapData("staging", GRAPH, STATES, {"gateway": "backend", "backend": "postgres"})


def _colours(content: bytes) -> set[tuple[int, ...]]:
    image = Image.open(io.BytesIO(content)).convert("RGB")
    return {colour for _, colour in image.getcolors(1 << 24) or []}  # type: ignore[misc]  # RGB gives tuples


def test_the_cause_is_drawn_in_its_colour_and_only_when_there_is_one():
    red = tuple(int(LOOKS["cause"].fill[i : i + 2], 16) for i in (1, 3, 5))
    assert red in _colours(draw_map(DATA).content)
    healthy = MapData("staging", GRAPH, dict.fromkeys(STATES, "healthy"), {})
    assert red not in _colours(draw_map(healthy).content)


def test_the_picture_is_described_to_those_who_cannot_see_it():
    alt = draw_map(DATA).alt
    assert "ROOT CAUSE: postgres" in alt
    assert "explained by it: gateway, backend" in alt


def test_no_two_states_differ_in_colour_alone():
    assert len({look.word for look in LOOKS.values()}) == len(LOOKS)


def test_a_picture_fits_a_phone_in_width_and_a_message_in_size():
    services = {f"service-{n}": [f"service-{n // 2}"] if n else [] for n in range(300)}
    file = draw_map(MapData("large", Graph(services), {"service-9": "cause"}, {}))
    assert Image.open(io.BytesIO(file.content)).width <= 1300
    assert len(file.content) < 1_000_000


def test_names_nobody_expected_do_not_break_the_map():
    odd = Graph({"x" * 300: [], "": [], "日本語": ["x" * 300]})
    assert draw_map(MapData("\n", odd, {}, {})).content


def test_a_picture_begun_beforehand_comes_out_the_same():
    assert draw_map(DATA, sketch_map(GRAPH)).content == draw_map(DATA).content


def test_a_picture_begun_beforehand_can_be_finished_again_and_again():
    sketch = sketch_map(GRAPH)
    first = draw_map(DATA, sketch).content
    draw_map(MapData("staging", GRAPH, dict.fromkeys(STATES, "healthy"), {}), sketch)
    assert draw_map(DATA, sketch).content == first
