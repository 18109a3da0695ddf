"""Measurements over time, and the CSV files they come from (the layout of the PetShop data set)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handlers.core.errors import Usage

Floats = NDArray[np.float64]
_HEADS = ("microservice", "metric", "statistic")
_TIME = "unix_timestamp"


class Column(NamedTuple):
    """What one series measures: `statistic` is Average, Sum, p50, p90, ..."""

    node: str
    metric: str
    statistic: str


@dataclass(frozen=True, slots=True)
class Metrics:
    """`times`: (rows,) seconds since 1970, ascending; `values`: a (rows,) array per column, NaN where nothing is known.

    Latency is in seconds, availability in percent of requests answered well, requests in requests per row.
    """

    times: Floats
    values: Mapping[Column, Floats]

    def get(self, node: str, metric: str, statistics: Sequence[str]) -> Floats | None:
        """The first of the statistics that there is for a node's metric."""
        for statistic in statistics:
            found = self.values.get(Column(node, metric, statistic))
            if found is not None:
                return found
        return None

    @property
    def step(self) -> float:
        """Seconds from one row to the next; 300 when there are too few rows to tell."""
        return float(np.median(np.diff(self.times))) if len(self.times) > 1 else 300.0


def read_metrics(path: Path) -> Metrics:
    """Three header rows (microservice, metric, statistic), then one row for each moment, its timestamp first.

    Raises Usage with file and line for anything else.
    """
    rows = _rows(path)
    heads = [_head(path, rows, name) for name in _HEADS]
    columns = [Column(*names) for names in zip(*(head[1:] for head in heads), strict=True)]
    body = list(rows)
    if body and body[0][1][:1] == [_TIME]:
        body = body[1:]
    if not body:
        raise Usage(f"{path}:4: no measurements, expected one row for each moment below the three header rows")
    table = np.array([_numbers(path, line, row, len(columns) + 1) for line, row in body])
    if np.isnan(table[:, 0]).any():
        raise Usage(f"{path}:{body[int(np.argmax(np.isnan(table[:, 0])))][0]}: the row has no timestamp")
    table = table[np.argsort(table[:, 0], kind="stable")]
    return Metrics(table[:, 0], {column: table[:, i + 1] for i, column in enumerate(columns)})


def read_graph(path: Path) -> dict[str, tuple[str, ...]]:
    """Caller -> callees, from an adjacency matrix: 1 where the row's component calls the column's.

    A file with the header `caller,callee` is read as a list of edges. Raises Usage with file and line otherwise.
    """
    rows = _rows(path)
    line, head = next(rows, (1, []))
    if [name.strip().lower() for name in head] == ["caller", "callee"]:
        return _edges(path, rows)
    names = head[1:]
    if not names:
        raise Usage(f"{path}:{line}: expected an adjacency matrix with the components' names in its first row")
    graph: dict[str, tuple[str, ...]] = dict.fromkeys(names, ())
    for line, row in rows:
        values = _numbers(path, line, row[1:], len(names))
        graph[row[0]] = tuple(name for name, value in zip(names, values, strict=True) if value > 0)
    return graph


def parse_time(text: str) -> float:
    """Seconds since 1970 from such a number, or from ISO 8601 (UTC where it names no zone); Usage for anything else."""
    try:
        return float(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Usage(f"{text[:40]!r} is no time, expected seconds since 1970 or for example 2025-11-20T10:00") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            for row in reader:
                if row:
                    yield reader.line_num, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Usage(f"{path}: cannot be read as CSV: {error}") from error


def _head(path: Path, rows: Iterator[tuple[int, list[str]]], name: str) -> list[str]:
    line, row = next(rows, (1, []))
    if row[:1] != [name]:
        seen = row[0][:40] if row else "nothing"
        raise Usage(f"{path}:{line}: expected a header row that begins with {name!r}, found {seen!r}")
    return row


def _numbers(path: Path, line: int, row: Sequence[str], width: int) -> list[float]:
    if len(row) != width:
        raise Usage(f"{path}:{line}: {len(row)} fields, expected {width}")
    try:
        return [float(field) if field else np.nan for field in row]
    except ValueError as error:
        raise Usage(f"{path}:{line}: {error}") from None


def _edges(path: Path, rows: Iterator[tuple[int, list[str]]]) -> dict[str, tuple[str, ...]]:
    graph: dict[str, tuple[str, ...]] = {}
    for line, row in rows:
        if len(row) != 2:
            raise Usage(f"{path}:{line}: {len(row)} fields, expected caller and callee")
        graph[row[0]] = (*graph.get(row[0], ()), row[1])
        graph.setdefault(row[1], ())
    return graph
