from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from handlers.core.errors import Usage
from handlers.diagnosis.metrics.series import Column, parse_time, read_graph, read_metrics
from tests.handlers.diagnosis.metrics.shop import operation, write

HEAD = "microservice,a,a\nmetric,latency,requests\nstatistic,Average,Sum\n"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    metrics = operation(5, seed=1)
    metrics.values[Column("front", "latency", "Average")][2] = np.nan
    read = read_metrics(write(metrics, tmp_path / "m.csv"))
    np.testing.assert_array_equal(read.times, metrics.times)
    for column, values in metrics.values.items():
        np.testing.assert_array_equal(read.values[column], values)
    assert read.step == 300.0


def test_rows_out_of_order_are_put_in_order(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(HEAD + "600,3,4\n300,1,2\n")
    assert list(read_metrics(tmp_path / "m.csv").values[Column("a", "latency", "Average")]) == [1.0, 3.0]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "m.csv:1: expected a header row that begins with 'microservice'"),
        ("microservice,a\nwrong,latency\n", "m.csv:2: expected a header row that begins with 'metric', found 'wrong'"),
        (HEAD, "m.csv:4: no measurements"),
        (HEAD + "300,1\n", "m.csv:4: 2 fields, expected 3"),
        (HEAD + "300,1,2\n600,x,2\n", "m.csv:5: could not convert string to float: 'x'"),
        (HEAD + "300,1,2\n,1,2\n", "m.csv:5: the row has no timestamp"),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "m.csv").write_text(text)
    with pytest.raises(Usage, match=place):
        read_metrics(tmp_path / "m.csv")


def test_binary_junk_a_directory_and_nothing_are_usage_errors(tmp_path: Path) -> None:
    (tmp_path / "junk.csv").write_bytes(b"\xff\xfe\x00\x01" * 100)
    for path in (tmp_path / "junk.csv", tmp_path, tmp_path / "absent.csv"):
        with pytest.raises(Usage):
            read_metrics(path)
        with pytest.raises(Usage):
            read_graph(path)


def test_the_graph_is_an_adjacency_matrix(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text(",a,b,c\na,0,1,1\nb,0,0,1.0\n")
    assert read_graph(tmp_path / "g.csv") == {"a": ("b", "c"), "b": ("c",), "c": ()}


def test_or_a_list_of_edges(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text("caller,callee\na,b\na,c\n")
    assert read_graph(tmp_path / "g.csv") == {"a": ("b", "c"), "b": (), "c": ()}


def test_a_bad_graph_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text(",a,b\na,0\n")
    with pytest.raises(Usage, match=r"g\.csv:2: 1 fields, expected 2"):
        read_graph(tmp_path / "g.csv")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1681855803", 1681855803.0),
        ("2023-04-18T22:10:03Z", 1681855803.0),
        ("2023-04-18T22:10:03", 1681855803.0),
        ("2023-04-19T00:10:03+02:00", 1681855803.0),
    ],
)
def test_times_are_read(text: str, seconds: float) -> None:
    assert parse_time(text) == seconds


def test_what_is_no_time_is_a_usage_error() -> None:
    with pytest.raises(Usage, match="is no time"):
        parse_time("yesterday")
